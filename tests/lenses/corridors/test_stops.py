"""Routes by way of places against all routes, of which those that pass them are picked."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors import kbest
from isthmus.lenses.corridors.stops import by_way_of
from tests.lenses.corridors.graphs import Arcs, enumerated, graph_of


def found(places: list[int], arcs: Arcs, stops: list[set[int]]) -> list[tuple[int, ...]]:
    marks = [np.array([places[head] in stop for _, head, _ in arcs], bool) for stop in stops]
    graph, arc = by_way_of(graph_of(places, arcs), marks)
    ends = np.flatnonzero(np.array(places) == 1) + len(stops) * len(places)
    starts = np.flatnonzero(np.array(places) == 0)
    mask = np.ones(len(arc), bool)
    ways = kbest.prepare(graph)
    routes = list(kbest.stream(ways, graph.cost, mask, starts.tolist(), ends.tolist()))
    assert [r.weight for r in routes] == sorted(r.weight for r in routes)
    return [tuple(arc[list(route.arcs)].tolist()) for route in routes]


def passes(route: tuple[int, ...], places: list[int], arcs: Arcs, stops: list[set[int]]) -> bool:
    left = list(stops)
    for number in route:
        while left and places[arcs[number][1]] in left[0]:
            left.pop(0)
    return not left


@given(st.data())
@settings(max_examples=150)
def test_all_routes_that_pass_the_stops(data: st.DataObject) -> None:
    count = data.draw(st.integers(3, 5))
    more = data.draw(st.lists(st.integers(2, count - 1), max_size=3))
    places = [*range(count), *more]
    state = st.integers(0, len(places) - 1)
    drawn = data.draw(st.lists(st.tuples(state, state, st.integers(0, 3)), max_size=14))
    arcs = [(a, b, float(w)) for a, b, w in drawn if a != b]
    stops = data.draw(st.lists(st.sets(st.integers(2, count - 1), min_size=1), max_size=2))
    every = enumerated(places, arcs, [0], [1])
    wanted = sorted(route for route in every if passes(route, places, arcs, stops))
    assert sorted(found(places, arcs, stops)) == wanted


def test_a_stop_off_the_way() -> None:
    # 0 -> 2 -> 1, with 3 beside 2: one can go there, but only back by the same place.
    arcs: Arcs = [(0, 2, 1.0), (2, 1, 1.0), (2, 3, 1.0), (3, 2, 1.0)]
    assert found([0, 1, 2, 3], arcs, [{3}]) == []
    assert found([0, 1, 2, 3], [*arcs, (3, 1, 5.0)], [{3}]) == [(0, 2, 4)]
