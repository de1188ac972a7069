"""Open and barred routes against all routes through small graphs."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors.alternatives import Features
from isthmus.lenses.corridors.search import Search, barred_routes, open_routes
from tests.lenses.corridors.graphs import enumerated, graph_of


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_best_of_either_kind(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 5))
    state = st.integers(0, count - 1)
    ends = data.draw(st.lists(st.tuples(state, state), min_size=1, max_size=12))
    arcs = [(a, b, 2.0**i) for i, (a, b) in enumerate(ends) if a != b]
    flags = st.lists(st.booleans(), min_size=len(arcs), max_size=len(arcs))
    open_when = np.array([data.draw(flags) for _ in range(2)], bool)
    barred = np.logical_or.reduce(open_when) == 0
    stops = [np.array(data.draw(flags), bool)] if data.draw(st.booleans()) else []
    places, graph, none = list(range(count)), graph_of(list(range(count)), arcs), [-1] * len(arcs)
    search = Search(
        graph=graph,
        weight=graph.cost,
        allowed=np.ones(len(arcs), bool),
        usable=open_when,
        barred=barred,
        features=Features(np.arange(len(arcs)), np.array(none, int), np.array(none, int)),
        origin=0,
        destination=1,
        via=stops,
        wanted=3,
    )
    every = [list(route) for route in enumerated(places, arcs, [0], [1])]
    passing = [r for r in every if all(stop[r].any() for stop in stops)]

    def least(routes: list[list[int]]) -> float | None:
        return min((sum(arcs[a][2] for a in route) for route in routes), default=None)

    def first(found: Any) -> float | None:
        assert found.exact
        return found.routes[0].weight if found.routes else None

    assert first(open_routes(search)) == least([r for r in passing if open_when[:, r].all(1).any()])
    assert first(barred_routes(search)) == least([r for r in passing if barred[r].any()])
