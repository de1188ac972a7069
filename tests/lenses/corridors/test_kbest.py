"""The search for routes against an enumeration of all of them, on small graphs of every kind."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors import kbest
from tests.lenses.corridors.graphs import Arcs, enumerated, graph_of


def found(
    places: list[int],
    arcs: Arcs,
    starts: list[int],
    ends: list[int],
    mask: list[bool] | None = None,
) -> list[kbest.Route]:
    graph = graph_of(places, arcs)
    used = np.ones(len(arcs), bool) if mask is None else np.array(mask, bool)
    return list(kbest.stream(kbest.prepare(graph), graph.cost, used, starts, ends))


@st.composite
def drawn(draw: st.DrawFn) -> tuple[list[int], Arcs, list[int], list[int]]:
    """Return places of states, arcs with parallels and ties, starts and ends."""
    count = draw(st.integers(2, 5))
    places = list(range(count)) + draw(st.lists(st.integers(0, count - 1), max_size=4))
    state = st.integers(0, len(places) - 1)
    weight = draw(st.sampled_from((st.integers(0, 2), st.integers(0, 10**6))))
    arcs = draw(st.lists(st.tuples(state, state, weight), max_size=16))
    starts = [s for s, place in enumerate(places) if place == 0]
    ends = [s for s, place in enumerate(places) if place == 1]
    return places, [(a, b, float(w)) for a, b, w in arcs if a != b], starts, ends


@given(drawn())
@settings(max_examples=400)
def test_all_routes_in_order(problem: tuple[list[int], Arcs, list[int], list[int]]) -> None:
    places, arcs, starts, ends = problem
    routes = found(places, arcs, starts, ends)
    assert [r.weight for r in routes] == sorted(r.weight for r in routes)
    assert all(r.weight == sum(arcs[a][2] for a in r.arcs) for r in routes)
    assert sorted(r.arcs for r in routes) == sorted(enumerated(places, arcs, starts, ends))
    assert routes == found(places, arcs, starts, ends)


def test_parallel_arcs_are_routes_of_their_own() -> None:
    arcs: Arcs = [(0, 1, 2.0), (0, 1, 1.0), (1, 2, 1.0), (1, 2, 3.0)]
    routes = found([0, 1, 2], arcs, [0], [2])
    assert routes == [(2.0, (1, 2)), (3.0, (0, 2)), (4.0, (1, 3)), (5.0, (0, 3))]


def test_zero_weights_do_not_go_in_circles() -> None:
    arcs: Arcs = [(0, 1, 0.0), (1, 2, 0.0), (2, 1, 0.0), (2, 3, 0.0), (1, 3, 0.0)]
    routes = found([0, 1, 2, 3], arcs, [0], [3])
    assert {r.arcs for r in routes} == {(0, 4), (0, 1, 3)}
    assert all(r.weight == 0 for r in routes)


def test_a_place_is_not_passed_twice_by_another_mode() -> None:
    # Place 1 has two states without a transfer; the way that is shortest by states returns to it.
    places, arcs = [0, 1, 2, 1, 3], [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)]
    assert found(places, arcs, [0], [4]) == []
    assert found(places, [*arcs, (1, 3, 9.0)], [0], [4]) == [(11.0, (0, 4, 3))]
    assert found(places, [*arcs, (2, 4, 9.0)], [0], [4]) == [(11.0, (0, 1, 4))]


def test_several_starts_and_ends() -> None:
    places: list[int] = [0, 0, 1, 2, 2]
    arcs: Arcs = [(0, 1, 0.0), (0, 2, 5.0), (1, 2, 1.0), (2, 3, 4.0), (2, 4, 2.0), (4, 3, 0.0)]
    routes = found(places, arcs, [0, 1], [3, 4])
    assert routes == [(3.0, (2, 4)), (5.0, (2, 3)), (7.0, (1, 4)), (9.0, (1, 3))]


def test_masked_arcs_are_not_used() -> None:
    arcs: Arcs = [(0, 1, 1.0), (0, 1, np.inf), (0, 1, 3.0)]
    assert found([0, 1], arcs, [0], [1], [True, False, True]) == [(1.0, (0,)), (3.0, (2,))]
    assert found([0, 1], arcs, [0], [1], [False, False, False]) == []


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_weights_that_are_none(weight: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        found([0, 1], [(0, 1, weight)], [0], [1])


@pytest.mark.parametrize(("starts", "ends"), [([0, 1], [2]), ([0], [0]), ([0], [1, 2]), ([], [2])])
def test_ends_that_are_none(starts: list[int], ends: list[int]) -> None:
    with pytest.raises(ValueError, match="one place"):
        found([0, 1, 2], [(0, 1, 1.0)], starts, ends)


def test_the_first_routes_need_no_search_for_the_rest() -> None:
    # A grid of 40 x 40 has more routes than could ever be listed.
    side = 40
    arcs: Arcs = []
    for x, y in itertools.product(range(side), repeat=2):
        here = x * side + y
        arcs += [(here, here + side, 1.0)] if x + 1 < side else []
        arcs += [(here, here + 1, 1.0)] if y + 1 < side else []
    graph = graph_of(list(range(side * side)), arcs)
    ways, mask = kbest.prepare(graph), np.ones(len(arcs), bool)
    routes = kbest.stream(ways, graph.cost, mask, [0], [side * side - 1])
    first = list(itertools.islice(routes, 100))
    assert {r.weight for r in first} == {2.0 * (side - 1)}
    assert len({r.arcs for r in first}) == 100
