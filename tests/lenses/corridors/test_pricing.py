"""Shortest paths under scarcity: free arcs, parallel arcs, several states to start and end at."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Capacities, Cargo, Graph, Instance
from isthmus.lenses.corridors.pricing import prepare, shortest


def test_an_explicit_zero_is_an_arc_to_dijkstra() -> None:
    free = csr_matrix((np.zeros(2), np.array([1, 2]), np.array([0, 1, 2, 2])), shape=(3, 3))
    assert dijkstra(free, indices=[0]).tolist() == [[0.0, 0.0, 0.0]]


def instance(arcs: list[tuple[int, int, float]], places: list[int], periods: int = 1) -> Instance:
    """One tonne from place 0 to place 1 in each period; a row of capacity for each arc."""
    tail, head = np.array([arc[:2] for arc in arcs]).T
    count = len(arcs)
    cost = np.array([arc[2] for arc in arcs])
    zero = np.zeros(periods, int)
    return Instance(
        Graph(np.array(places), tail, head, cost, np.zeros(count), np.zeros(count)),
        Capacities(
            bound=np.ones(count),
            arc=np.arange(count),
            period=np.zeros(count, int),
            row=np.arange(count),
            weight=np.full(count, 2.0),
        ),
        Cargo(
            origin=zero,
            destination=zero + 1,
            quantity=np.ones(periods),
            time_value=np.zeros(periods),
            reservation=np.full(periods, 99.0),
            period=np.arange(periods),
            mask=zero,
        ),
        np.ones((1, count), bool),
    )


def test_the_cheaper_of_parallel_arcs_is_taken_and_they_are_not_summed() -> None:
    pricing = prepare(instance([(0, 1, 3.0), (0, 1, 2.0), (0, 1, 2.5)], [0, 1]))
    distance, routes = shortest(pricing, np.zeros(3))
    assert (distance.tolist(), routes.arcs.tolist()) == ([2.0], [1])
    distance, routes = shortest(pricing, np.array([0.0, 0.4, 0.0]))
    assert (distance.tolist(), routes.arcs.tolist()) == ([2.5], [2])


def test_scarcity_of_a_period_counts_in_that_period() -> None:
    pricing = prepare(instance([(0, 1, 3.0)], [0, 1], periods=2))
    distance, _ = shortest(pricing, np.array([0.5]))
    assert distance.tolist() == [4.0, 3.0]


def test_cargo_starts_and_ends_at_any_state_of_its_places() -> None:
    arcs = [(0, 2, 9.0), (1, 4, 1.0), (4, 3, 1.0), (0, 3, 5.0)]
    distance, routes = shortest(prepare(instance(arcs, [0, 0, 1, 1, 7])), np.zeros(4))
    assert (distance.tolist(), routes.arcs.tolist()) == ([2.0], [1, 2])


def test_cargo_that_is_there_has_a_way_without_arcs() -> None:
    distance, routes = shortest(prepare(instance([(0, 1, 1.0)], [0, 1])), np.zeros(1))
    assert (distance.tolist(), routes.first.tolist()) == ([1.0], [0, 1])
    there = instance([(0, 1, 1.0)], [1, 0])
    there = Instance(
        there.graph,
        there.capacities,
        Cargo(**{**vars(there.cargo), "origin": there.cargo.destination}),
        there.masks,
    )
    distance, routes = shortest(prepare(there), np.zeros(1))
    assert (distance.tolist(), routes.first.tolist()) == ([0.0], [0, 0])
