"""Open and barred routes against all routes through small graphs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors.alternatives import Features
from isthmus.lenses.corridors.search import Search, barred_routes, open_routes
from tests.lenses.corridors.graphs import enumerated, graph_of


@given(st.data())
@settings(max_examples=200)
def test_the_best_open_route_and_one_for_every_set_of_barriers(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 5))
    state = st.integers(0, count - 1)
    ends = data.draw(st.lists(st.tuples(state, state), min_size=1, max_size=12))
    arcs = [(a, b, 2.0**i) for i, (a, b) in enumerate(ends) if a != b]
    flags = st.lists(st.booleans(), min_size=len(arcs), max_size=len(arcs))
    usable = np.array([data.draw(flags) for _ in range(2)], bool)
    names = st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=2)
    shut = np.logical_or.reduce(usable) == 0
    barriers = [data.draw(names) if each else frozenset() for each in shut.tolist()]
    stops = [np.array(data.draw(flags), bool)] if data.draw(st.booleans()) else []
    places, none = list(range(count)), np.full(len(arcs), -1)
    graph = graph_of(places, arcs)
    allowed, features = (
        np.ones(len(arcs), bool),
        Features(np.arange(len(arcs)), none, none[:, None]),
    )
    search = Search(graph, graph.cost, allowed, usable, barriers, features, 0, 1, stops, 4)
    every = [list(route) for route in enumerated(places, arcs, [0], [1])]
    passing = [r for r in every if all(stop[r].any() for stop in stops)]
    passing.sort(key=lambda route: sum(arcs[a][2] for a in route))

    found = open_routes(search)
    best = [r for r in passing if usable[:, r].all(1).any()][:1]
    assert found.exact
    assert [list(route.arcs) for route in found.routes[:1]] == best

    told: list[tuple[list[int], frozenset[str]]] = []
    for route in passing:
        met = frozenset().union(*(barriers[a] for a in route))
        if met and not any(known <= met for _, known in told):
            told.append((route, met))
    found = barred_routes(search)
    assert found.exact
    assert [list(route.arcs) for route in found.routes] == [route for route, _ in told[:8]]
