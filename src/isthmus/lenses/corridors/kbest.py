"""Routes through a graph in the order of their weight, each as soon as it is wanted, exactly.

Yen's method with Lawler's rule: every route but the lightest leaves a lighter one by some arc. How
far every state is from the end is known from one search backwards, so what leaves by an arc is
bounded before it is looked for, and is known where the shortest way onwards is free. A search is
made only for what the bound has brought to the head of the queue.

References
----------
J. Y. Yen, "Finding the k shortest loopless paths in a network", Management Science 17 (1971).
E. L. Lawler, "A procedure for computing the k best solutions to discrete optimization problems and
its application to the shortest path problem", Management Science 18 (1972).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Bools, Floats, Graph, Ints

DEVIATION, ROUTE = 0, 1
NO_ARC = -1
Choice = tuple[float, int, int]


class Route(NamedTuple):
    """What a route weighs, and its arcs in order."""

    weight: float
    arcs: tuple[int, ...]


@dataclass(frozen=True)
class Ways:
    """A graph made ready for many searches.

    Attributes
    ----------
    graph : Graph
    into : array (arcs,)
        Arcs sorted by head.
    out : list (states,)
        Arcs that leave a state.
    head : list (arcs,)
    place : list (states,)
    same : list (states,)
        All states of the place of a state.
    """

    graph: Graph
    into: Ints
    out: list[list[int]]
    head: list[int]
    place: list[int]
    same: list[list[int]]


@dataclass(frozen=True)
class _Tree:
    """The shortest ways to the ends, seen from one state before all starts, `root`.

    Arcs from there to the starts are numbered on from those of the graph. `lost` is what an arc
    adds to the shortest way onwards from its tail, `onwards` the next state on it (negative: none).
    `choices` are the arcs that leave a state, the least loss first, and `arc` the one of them that
    is on the shortest way; both made when first looked at.
    """

    ways: Ways
    root: int
    head: list[int]
    lost: list[float]
    onwards: list[int]
    choices: dict[int, list[Choice]]
    arc: dict[int, int]


def prepare(graph: Graph) -> Ways:
    """Return a graph made ready for many searches."""
    place: list[int] = graph.place.tolist()
    members: dict[int, list[int]] = {}
    for state, number in enumerate(place):
        members.setdefault(number, []).append(state)
    out: list[list[int]] = [[] for _ in graph.place]
    for arc, tail in enumerate(graph.tail.tolist()):
        out[tail].append(arc)
    return Ways(
        graph=graph,
        into=np.argsort(graph.head, kind="stable"),
        out=out,
        head=graph.head.tolist(),
        place=place,
        same=[members[number] for number in place],
    )


def stream(
    ways: Ways, weight: Floats, mask: Bools, starts: Sequence[int], ends: Sequence[int]
) -> Iterator[Route]:
    """Yield the routes from a start to an end, the lightest first, until there are no more.

    A route leaves the place of the starts with its first arc and is over at the first end. It may
    pass several states of a place one after the other, by transfers, but comes back neither to a
    state nor to a place. The same arguments give the same routes in the same order; what weighs
    the same comes in no order of note.

    Parameters
    ----------
    ways : Ways
    weight : array (arcs,)
        Not negative.
    mask : array (arcs,)
        Arcs that may be used.
    starts, ends : states
        All starts are of one place, all ends of another.

    Raises
    ------
    ValueError
        If the weight of an arc that may be used is negative or not finite, or starts and ends
        are not of one place each.

    Notes
    -----
    Bounds count states, not places. A route that comes back to a place turns up in its order, is
    not yielded, and is deviated from like any other before its return.
    """
    return (route for route in steps(ways, weight, mask, starts, ends) if route is not None)


def steps(
    ways: Ways, weight: Floats, mask: Bools, starts: Sequence[int], ends: Sequence[int]
) -> Iterator[Route | None]:
    """Yield what `stream` does, and None for every step that led nowhere.

    Where a graph has many dead ends, or routes that come back to a place, this is where to give up.
    """
    tree = _tree(ways, weight, mask, starts, ends)
    weights = [*weight.tolist(), *(0.0 for _ in starts)]
    serial = itertools.count()
    queue: list[tuple[Any, ...]] = []

    def queue_choice(
        least: float, lost: float, arcs: tuple[int, ...], rank: int, taken: int
    ) -> None:
        choices = _choices(tree, tree.head[arcs[-1]] if arcs else tree.root)
        if rank < len(choices) and choices[rank][1] == taken:
            rank += 1
        if rank < len(choices):
            bound = max(least, lost + choices[rank][0])
            heappush(queue, (bound, DEVIATION, next(serial), lost, arcs, rank, taken))

    queue_choice(0.0, 0.0, (), 0, NO_ARC)
    while queue:
        key, kind, *item = heappop(queue)
        if kind == DEVIATION:
            _, lost, arcs, rank, taken = item
            queue_choice(key, lost, arcs, rank + 1, taken)
            rest = _completed(tree, arcs, rank)
            if rest is None:
                yield None
                continue
            lost += tree.lost[rest[0]]
            total = lost + sum(tree.lost[arc] for arc in rest[1:])
            heappush(queue, (total, ROUTE, arcs + rest, len(arcs) + 1, lost))
            continue
        arcs, first, lost = item
        last = _first_return([ways.place[tree.head[arc]] for arc in arcs])
        loopless = last == len(arcs)
        yield Route(sum(weights[arc] for arc in arcs), arcs[1:]) if loopless else None
        for at in range(first, min(last + 1, len(arcs))):
            queue_choice(key, lost, arcs[:at], 0, arcs[at])
            lost += tree.lost[arcs[at]]


def _tree(
    ways: Ways, weight: Floats, mask: Bools, starts: Sequence[int], ends: Sequence[int]
) -> _Tree:
    """Search backwards from the ends, without arcs into the starts' place or out of the ends'."""
    graph, states = ways.graph, len(ways.graph.place)
    if not np.all(np.isfinite(weight[mask]) & (weight[mask] >= 0)):
        raise ValueError("weights must be finite and not negative")
    origin, destination = ({int(p) for p in graph.place[list(of)]} for of in (starts, ends))
    if len(origin) != 1 or len(destination) != 1 or origin == destination:
        raise ValueError("starts must be states of one place, ends of another")
    is_start, is_end = np.zeros(states, bool), np.zeros(states, bool)
    is_start[list(starts)], is_end[list(ends)] = True, True
    at_origin, at_end = graph.place == origin.pop(), graph.place == destination.pop()
    left, entered = ~at_end & (is_start | ~at_origin), ~at_origin & (is_end | ~at_end)
    used = mask & left[graph.tail] & entered[graph.head]
    back = ways.into[used[ways.into]]
    first = np.concatenate(([0], np.cumsum(np.bincount(graph.head[back], minlength=states))))
    matrix = csr_array((weight[back], graph.tail[back], first), shape=(states, states))
    distance, onwards, _ = dijkstra(
        matrix, indices=np.unique(ends), return_predecessors=True, min_only=True
    )
    reached = used & np.isfinite(distance)[graph.head]
    lost = np.full(len(weight), np.inf)
    tail, head = graph.tail[reached], graph.head[reached]
    lost[reached] = weight[reached] + distance[head] - distance[tail]
    return _Tree(
        ways=ways,
        root=states,
        head=[*ways.head, *starts],
        lost=[*lost.tolist(), *distance[list(starts)].tolist()],
        onwards=onwards.tolist(),
        choices={},
        arc={},
    )


def _choices(tree: _Tree, state: int) -> list[Choice]:
    """Return the loss, number and head of the arcs that leave a state, the least loss first."""
    known = tree.choices.get(state)
    if known is None:
        at_root = range(len(tree.ways.head), len(tree.head))
        arcs = at_root if state == tree.root else tree.ways.out[state]
        known = sorted((tree.lost[arc], arc, tree.head[arc]) for arc in arcs)
        while known and known[-1][0] == np.inf:
            known.pop()
        tree.choices[state] = known
    return known


def _completed(tree: _Tree, arcs: tuple[int, ...], rank: int) -> tuple[int, ...] | None:
    """Return the shortest way onwards after some arcs by a choice of a rank, if there is one.

    It keeps clear of the states passed and of the places left, but may itself come back to a place.
    """
    passed = [tree.head[arc] for arc in arcs]
    _, arc, head = _choices(tree, passed[-1] if passed else tree.root)[rank]
    barred = set(passed)
    if passed:
        same = tree.ways.same
        here = same[passed[-1]]
        for state in passed:
            if same[state] is not here or same[head] is not here:
                barred.update(same[state])
    if head in barred:
        return None
    rest = _along(tree, head, barred)
    if rest is None:
        rest = _search(tree, head, barred)
    return None if rest is None else (arc, *rest)


def _along(tree: _Tree, state: int, barred: set[int]) -> list[int] | None:
    """Return the arcs of the tree from a state to an end, unless they meet what is barred."""
    arcs = []
    while (after := tree.onwards[state]) >= 0:
        if after in barred:
            return None
        arc = tree.arc.get(state)
        if arc is None:
            arc = next(arc for _, arc, head in _choices(tree, state) if head == after)
            tree.arc[state] = arc
        arcs.append(arc)
        state = after
    return arcs


def _search(tree: _Tree, start: int, barred: set[int]) -> list[int] | None:
    """Return the arcs of the shortest way from a state to an end past what is barred, if any.

    A* with the distance to the ends as its potential: losses are what is left of the weights. It is
    over at the first state from which the tree is free.
    """
    closed = set(barred)
    least, came = {start: 0.0}, {start: (NO_ARC, start)}
    queue = [(0.0, start)]
    while queue:
        cost, state = heappop(queue)
        if state in closed:
            continue
        closed.add(state)
        rest = _along(tree, state, barred)
        if rest is not None:
            while state != start:
                arc, state = came[state]
                rest.insert(0, arc)
            return rest
        for more, arc, head in _choices(tree, state):
            if head not in closed and cost + more < least.get(head, np.inf):
                least[head], came[head] = cost + more, (arc, state)
                heappush(queue, (cost + more, head))
    return None


def _first_return(places: list[int]) -> int:
    """Return the index at which a sequence comes back to a place that it left, or its length."""
    left: set[int] = set()
    for index, place in enumerate(places):
        if index and place != places[index - 1]:
            left.add(places[index - 1])
        if place in left:
            return index
    return len(places)
