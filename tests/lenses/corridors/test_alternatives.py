"""Routes that truly differ, by hand and against a filter of all routes."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors import alternatives as module
from isthmus.lenses.corridors import kbest
from isthmus.lenses.corridors.alternatives import Alternatives, Features, alternatives, differing
from tests.lenses.corridors.graphs import Arcs, enumerated, graph_of


def found(
    places: list[int],
    arcs: Arcs,
    border: list[int],
    wanted: int,
    end: int,
    passed: list[list[int]] | None = None,
) -> Alternatives:
    """Return routes from 0; where `passed` is not given, every arc passes something of its own."""
    graph = graph_of(places, arcs)
    mask, thing = np.ones(len(arcs), bool), np.arange(len(arcs))
    own = thing[:, None] if passed is None else np.array(passed, int)
    features = Features(thing, np.array(border, int), own)
    ways = kbest.prepare(graph)
    return alternatives(ways, graph.cost, mask, [0], [end], features, wanted)


def test_the_same_road_with_another_last_mile_is_the_same() -> None:
    # 0 -> 1 -> 2 with two last miles, and a way round by 3.
    arcs: Arcs = [(0, 1, 7.0), (1, 2, 3.0), (1, 2, 4.0), (0, 3, 9.0), (3, 2, 9.0)]
    routes, exact = found([0, 1, 2, 3], arcs, [-1] * 5, 4, 2)
    assert [route.arcs for route in routes] == [(0, 1), (3, 4)]
    assert exact


def test_sixty_per_cent_may_be_shared() -> None:
    arcs: Arcs = [(0, 1, 6.0), (1, 2, 4.0), (1, 2, 5.0)]
    routes, _ = found([0, 1, 2], arcs, [-1] * 3, 4, 2)
    assert [route.weight for route in routes] == [10.0, 11.0]
    arcs = [(0, 1, 6.1), (1, 2, 3.9), (1, 2, 5.0)]
    routes, _ = found([0, 1, 2], arcs, [-1] * 3, 4, 2)
    assert [route.weight for route in routes] == [10.0]


def test_another_border_makes_another_route() -> None:
    arcs: Arcs = [(0, 1, 7.0), (1, 2, 3.0), (1, 2, 4.0)]
    routes, _ = found([0, 1, 2], arcs, [-1, 0, 1], 4, 2)
    assert [route.arcs for route in routes] == [(0, 1), (0, 2)]


# Two ways of one border each: a short one that passes 5, and a long one.
FORK: Arcs = [(0, 1, 7.0), (1, 2, 3.0), (1, 2, 4.0)]


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        ([[5, -1], [-1, -1], [6, -1]], 1),  # the long one passes 5, too, and 6 besides
        ([[5, -1], [6, -1], [7, -1]], 2),  # it has no need of 6
        ([[5, 6], [6, -1], [-1, -1]], 1),  # both pass 5 and 6
    ],
)
def test_a_detour_is_no_alternative(passed: list[list[int]], told: int) -> None:
    routes, exact = found([0, 1, 2], FORK, [-1, 0, 1], 4, 2, passed)
    assert [route.arcs for route in routes] == [(0, 1), (0, 2)][:told]
    assert exact


@pytest.mark.parametrize("better", ["km", "days", "cost"])
def test_what_is_better_in_something_is_no_detour(better: str) -> None:
    graph, light = graph_of([0, 1, 2], FORK), np.array([7.0, 3.0, 2.0])
    cost, days, km = (light if better == n else graph.cost for n in ("cost", "days", "km"))
    graph = dataclasses.replace(graph, cost=cost, days=days, km=km)
    features = Features(np.arange(3), np.array([-1, 0, 1]), np.full((3, 1), -1))
    routes = [kbest.Route(10.0, (0, 1)), kbest.Route(11.0, (0, 2))]
    assert differing(routes, graph, features) == routes


def test_what_lies_beyond_the_stream_is_found_by_penalties(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Six roads of two lanes each in a row have 64 routes; the way round is dearer than all.
    arcs: Arcs = [(i, i + 1, w) for i in range(6) for w in (10.0, 10.5)]
    arcs += [(0, 7, 40.0), (7, 6, 40.0)]
    monkeypatch.setattr(module, "STEPS", 10)
    routes, exact = found(list(range(8)), arcs, [-1] * len(arcs), 3, 6)
    assert routes[0].weight == 60.0
    assert routes[-1] == (80.0, (12, 13))
    assert not exact
    assert [r.weight for r in routes] == sorted(r.weight for r in routes)


@given(st.data())
@settings(max_examples=100)
def test_the_greedy_choice_among_all_routes(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 5))
    state = st.integers(0, count - 1)
    # Weights are powers of two, so that no two routes weigh the same.
    ends = data.draw(st.lists(st.tuples(state, state), max_size=14))
    arcs = [(a, b, 2.0**i) for i, (a, b) in enumerate(ends) if a != b]
    border = [data.draw(st.integers(-1, 1)) for _ in arcs]
    passed = [[data.draw(st.integers(-1, 2))] for _ in arcs]
    places = list(range(count))
    chosen: list[tuple[int, ...]] = []

    def km(some: set[int]) -> float:
        return sum(arcs[a][2] for a in some)

    def things(some: tuple[int, ...]) -> set[int]:
        return {passed[a][0] for a in some} - {-1}

    for route in sorted(enumerated(places, arcs, [0], [1]), key=lambda r: km(set(r))):
        if all(
            {border[a] for a in route} - {-1} != {border[a] for a in other} - {-1}
            or km(set(route) & set(other)) <= 0.6 * min(km(set(route)), km(set(other)))
            for other in chosen
        ) and not any(things(other) <= things(route) for other in chosen):
            chosen.append(route)
    routes, exact = found(places, arcs, border, 5, 1, passed)
    assert exact
    assert [route.arcs for route in routes] == list(itertools.islice(chosen, 5))
