"""Generated instances of cargo over a network, and what any answer to one must satisfy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus.lenses.corridors.instance import Assignment, Capacities, Cargo, Graph, Instance

NEAR = 1e-8


def random_instance(seed: int) -> Instance:
    """Return a small instance; half of its vectors are whole numbers, so that much is tied.

    Arcs run parallel, places have several states or none, capacities count several arcs and
    periods with weights, zero among them, and some cargo has no way, no quantity, or a
    reservation below every route.
    """
    rng = np.random.default_rng(seed)
    places = int(rng.integers(2, 6))
    place = np.concatenate((np.arange(places), rng.integers(places, size=rng.integers(5))))
    place = rng.permutation(place)[: rng.integers(places, len(place) + 1)]
    ends = rng.integers(len(place), size=(rng.integers(1, 20), 2))
    tail, head = ends[ends[:, 0] != ends[:, 1]].T
    arcs, periods, masks, wants = len(tail), *rng.integers(1, 4, size=2), int(rng.integers(1, 9))
    rows = int(rng.integers(8))
    entries = int(rng.integers(25)) if rows and arcs else 0

    def numbers(count: int, high: int) -> npt.NDArray[np.float64]:
        whole = rng.random() < 0.5
        return (
            rng.integers(high, size=count).astype(float) if whole else rng.uniform(0, high, count)
        )

    return Instance(
        Graph(place, tail, head, numbers(arcs, 9), numbers(arcs, 4), numbers(arcs, 5)),
        Capacities(
            bound=numbers(rows, 6),
            arc=rng.integers(max(arcs, 1), size=entries),
            period=rng.integers(periods, size=entries),
            row=rng.integers(max(rows, 1), size=entries),
            weight=numbers(entries, 3),
        ),
        Cargo(
            origin=rng.integers(places, size=wants),
            destination=rng.integers(places, size=wants),
            quantity=numbers(wants, 5),
            time_value=rng.choice([0.0, 1.0, 2.5], wants),
            reservation=numbers(wants, 25),
            period=rng.integers(periods, size=wants),
            mask=rng.integers(masks, size=wants),
        ),
        rng.random((masks, arcs)) < 0.85,
    )


def grid(seed: int, side: int, load: float, segments: tuple[float, ...] = (1.0,)) -> Instance:
    """Return a grid of streets both ways, with trips between all pairs of crossings.

    Each street has a capacity; `load` scales the trips.
    """
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    across = np.column_stack((number[:, :-1].ravel(), number[:, 1:].ravel()))
    down = np.column_stack((number[:-1].ravel(), number[1:].ravel()))
    ends = np.concatenate((across, across[:, ::-1], down, down[:, ::-1]))
    arcs, places = len(ends), side * side
    origin, destination = np.nonzero(~np.eye(places, dtype=bool))
    trips = np.round(load * rng.uniform(0.5, 1.5, len(origin)), 3)
    pairs, kinds = len(origin), len(segments)
    return Instance(
        Graph(
            place=np.arange(places),
            tail=ends[:, 0],
            head=ends[:, 1],
            cost=np.zeros(arcs),
            days=np.round(rng.uniform(1, 6, arcs), 2),
            km=np.ones(arcs),
        ),
        Capacities(
            bound=np.round(rng.uniform(4, 12, arcs), 1),
            arc=np.arange(arcs),
            period=np.zeros(arcs, int),
            row=np.arange(arcs),
            weight=np.ones(arcs),
        ),
        Cargo(
            origin=np.tile(origin, kinds),
            destination=np.tile(destination, kinds),
            quantity=np.tile(trips / kinds, kinds),
            time_value=np.repeat(segments, pairs),
            reservation=np.full(pairs * kinds, 60.0),
            period=np.zeros(pairs * kinds, int),
            mask=np.zeros(pairs * kinds, int),
        ),
        np.ones((1, arcs), bool),
    )


def flow(instance: Instance, answer: Assignment) -> npt.NDArray[np.float64]:
    """Return the flow of each period on each arc."""
    routes = np.diff(answer.first)
    period = np.repeat(instance.cargo.period[answer.cargo], routes)
    found = np.zeros((instance.cargo.period.max() + 1, len(instance.graph.tail)))
    np.add.at(found, (period, answer.arcs), np.repeat(answer.quantity, routes))
    return found


def taken(instance: Instance, answer: Assignment) -> npt.NDArray[np.float64]:
    """Return what is used of each row of the capacities."""
    rows, found = instance.capacities, flow(instance, answer)
    used = np.zeros(len(rows.bound))
    known = rows.period < len(found)
    amount = rows.weight[known] * found[rows.period[known], rows.arc[known]]
    np.add.at(used, rows.row[known], amount)
    return used


def check(instance: Instance, answer: Assignment) -> None:
    """Assert that an answer is one: routes are routes, bounds hold, prices prove the optimum."""
    graph, cargo = instance.graph, instance.cargo
    shipped = np.zeros(len(cargo.quantity))
    prices = np.zeros((cargo.period.max(initial=0) + 1, len(graph.tail)))
    rows = instance.capacities
    known = rows.period < len(prices)
    place = (rows.period[known], rows.arc[known])
    np.add.at(prices, place, (rows.weight * answer.scarcity[rows.row])[known])
    seen = set()
    for route, (entry, quantity) in enumerate(zip(answer.cargo, answer.quantity, strict=True)):
        arcs = answer.arcs[answer.first[route] : answer.first[route + 1]]
        assert quantity > 0
        assert instance.masks[cargo.mask[entry], arcs].all()
        assert np.array_equal(graph.head[arcs[:-1]], graph.tail[arcs[1:]])
        if len(arcs):
            start, end = graph.place[[graph.tail[arcs[0]], graph.head[arcs[-1]]]]
            assert (start, end) == (cargo.origin[entry], cargo.destination[entry])
        else:
            assert cargo.origin[entry] == cargo.destination[entry]
        cost = graph.cost[arcs].sum() + cargo.time_value[entry] * graph.days[arcs].sum()
        assert cost <= cargo.reservation[entry] * (1 + 1e-12)
        scarce = cost + prices[cargo.period[entry], arcs].sum()
        assert abs(scarce - answer.price[entry]) <= NEAR * max(1.0, scarce)
        shipped[entry] += quantity
        seen.add((int(entry), tuple(arcs.tolist())))
    assert len(seen) == len(answer.cargo)
    np.testing.assert_allclose(shipped + answer.unshipped, cargo.quantity, rtol=1e-12, atol=1e-12)
    assert (answer.unshipped >= 0).all()
    left = answer.unshipped > NEAR
    np.testing.assert_allclose(answer.price[left], cargo.reservation[left], rtol=NEAR, atol=NEAR)
    assert (answer.price <= cargo.reservation).all()
    used, bound = taken(instance, answer), rows.bound
    assert (used <= bound + NEAR).all()
    assert (answer.scarcity >= 0).all()
    full = used >= bound - NEAR
    assert not answer.scarcity[~full].any()
    worth = cargo.quantity @ answer.price - answer.scarcity @ bound
    scale = max(1.0, abs(answer.objective))
    assert abs(answer.bound - worth) <= 1e-12 * scale
    assert abs(answer.objective - worth) <= 1e-9 * scale
