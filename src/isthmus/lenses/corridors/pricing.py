"""The cheapest way of every cargo when capacity has its price: shortest-path trees, and walks.

Cargo of one origin, time value, period and mask shares a tree; `scipy.sparse.csgraph.dijkstra`
grows those of all origins in one call. A graph's structure is fixed with its mask, its weights
are written anew each time. Weights are not negative, so that a cheapest way is loopless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Floats, Instance, Ints
from isthmus.lenses.corridors.pool import Routes


@dataclass(frozen=True)
class Ways:
    """The arcs that a mask leaves, as a matrix for `dijkstra`.

    A place with several states in which cargo starts has a state of its own, with free arcs to
    them; nothing leads to it.

    Attributes
    ----------
    matrix : csr_matrix (states and starts)
        Its first entries are the pairs of states that arcs join, in order; then free arcs.
    arcs : array
        Ordered by the pair of states they join.
    first : array (pairs + 1,)
        Pair p has ``arcs[first[p]:first[p + 1]]``; the cheapest of them counts.
    pair : array (arcs,)
    key : array (pairs,)
        tail x states + head.
    """

    matrix: Any
    arcs: Ints
    first: Ints
    pair: Ints
    key: Ints

    def weigh(self, weight: Floats) -> Ints:
        """Write the weights of all arcs into the matrix; return the arc to take for each pair."""
        weight = weight[self.arcs]
        pairs = len(self.key)
        if pairs == len(self.arcs):
            self.matrix.data[:pairs] = weight
            return self.arcs
        least = np.minimum.reduceat(weight, self.first[:-1])
        self.matrix.data[:pairs] = least
        cheapest = np.flatnonzero(weight == least[self.pair])
        _, once = np.unique(self.pair[cheapest], return_index=True)
        return self.arcs[cheapest[once]]


@dataclass(frozen=True)
class Group:
    """Cargo that sees the same weights.

    Attributes
    ----------
    ways : Ways
    base : array (arcs,)
        cost + time value x days, without scarcity.
    period : int
    cargo : array
    sources : array
        States to start from, each once.
    first : array (cargo of the group + 1,)
        Cargo c may end at the states ``ends[first[c]:first[c + 1]]``.
    ends, trees : array
        The states to end at, and for each the position in `sources` of where its cargo starts.
    limit : float
        No cargo of the group takes a dearer route.
    """

    ways: Ways
    base: Floats
    period: int
    cargo: Ints
    sources: Ints
    first: Ints
    ends: Ints
    trees: Ints
    limit: float


@dataclass(frozen=True)
class Pricing:
    """An instance made ready to be priced.

    Attributes
    ----------
    instance : Instance
    groups : tuple of Group
    periods : int
    use : csr_array (periods x arcs, rows)
        The weight of an arc used in a period in each row of the capacities.
    """

    instance: Instance
    groups: tuple[Group, ...]
    periods: int
    use: Any


def prepare(instance: Instance) -> Pricing:
    """Group the cargo and build the matrices."""
    graph, cargo = instance.graph, instance.cargo
    start, several = _starts(graph.place, np.unique(cargo.origin))
    ways = {int(mask): _ways(instance, int(mask), several) for mask in np.unique(cargo.mask)}
    by_place = np.argsort(graph.place, kind="stable")
    places = graph.place[by_place]
    low = np.searchsorted(places, cargo.destination)
    count = np.searchsorted(places, cargo.destination, side="right") - low
    able = (count > 0) & (start[cargo.origin] >= 0)
    kinds, kind = np.unique(
        np.column_stack((cargo.mask, cargo.period, cargo.time_value)), axis=0, return_inverse=True
    )
    groups = []
    for number, (mask, period, time_value) in enumerate(kinds):
        members = np.flatnonzero((kind == number) & able)
        if not len(members):
            continue
        sources, tree = np.unique(start[cargo.origin[members]], return_inverse=True)
        first = np.concatenate(([0], np.cumsum(count[members])))
        inside = np.arange(first[-1]) - np.repeat(first[:-1], count[members])
        groups.append(
            Group(
                ways=ways[int(mask)],
                base=graph.cost + time_value * graph.days,
                period=int(period),
                cargo=members,
                sources=sources,
                first=first,
                ends=by_place[np.repeat(low[members], count[members]) + inside],
                trees=np.repeat(tree, count[members]),
                limit=float(cargo.reservation[members].max()),
            )
        )
    used, moved = instance.capacities.period, cargo.period
    periods = 1 + int(max(used.max(initial=0), moved.max(initial=0)))
    return Pricing(instance, tuple(groups), periods, _use(instance, periods))


def _starts(place: Ints, origins: Ints) -> tuple[Ints, list[Ints]]:
    """Return for each place the state where its cargo starts (-1: none), and what new ones join."""
    start = np.full(max(place.max(initial=-1), origins.max(initial=-1)) + 1, -1)
    several: list[Ints] = []
    for origin in origins:
        states = np.flatnonzero(place == origin)
        if len(states) == 1:
            start[origin] = states[0]
        elif len(states):
            start[origin] = len(place) + len(several)
            several.append(states)
    return start, several


def _ways(instance: Instance, mask: int, several: list[Ints]) -> Ways:
    graph = instance.graph
    states = len(graph.place)
    arcs = np.flatnonzero(instance.masks[mask])
    keys = graph.tail[arcs] * states + graph.head[arcs]
    order = np.argsort(keys, kind="stable")
    arcs = arcs[order]
    key, first, pair = np.unique(keys[order], return_index=True, return_inverse=True)
    heads = np.concatenate((key % states, *several))
    counts = np.bincount(key // states, minlength=states)
    indptr = np.concatenate(([0], np.cumsum([*counts, *map(len, several)])))
    size = states + len(several)
    matrix = csr_matrix((np.zeros(len(heads)), heads, indptr), shape=(size, size))
    return Ways(matrix, arcs, np.append(first, len(arcs)), pair, key)


def _use(instance: Instance, periods: int) -> Any:
    rows = instance.capacities
    arcs = len(instance.graph.tail)
    place = rows.period * arcs + rows.arc
    return csr_array((rows.weight, (place, rows.row)), shape=(periods * arcs, len(rows.bound)))


def shortest(pricing: Pricing, scarcity: Floats) -> tuple[Floats, Routes]:
    """Return the distance of all cargo (infinite beyond reservations), and the cheapest ways."""
    cargo = pricing.instance.cargo
    distance = np.full(len(cargo.origin), np.inf)
    extra = (pricing.use @ scarcity).reshape(pricing.periods, -1)
    found = [_grow(pricing, group, extra[group.period], distance) for group in pricing.groups]
    return distance, _joined(found)


def _grow(
    pricing: Pricing, group: Group, extra: Floats, distance: Floats
) -> tuple[Ints, Ints, Ints]:
    """Grow the trees of a group, note distances; return who travels, and hops from the end on."""
    chosen = group.ways.weigh(group.base + extra)
    far, before = dijkstra(
        group.ways.matrix, indices=group.sources, limit=group.limit, return_predecessors=True
    )
    near, end = _nearest(group, far)
    reached = near <= pricing.instance.cargo.reservation[group.cargo]
    travellers = group.cargo[reached]
    distance[travellers] = near[reached]
    states = len(pricing.instance.graph.place)
    which, tree, at = travellers, group.trees[group.first[:-1]][reached], end[reached]
    cargo, arcs = [], []
    while len(which):
        previous = before[tree, at].astype(np.int64)
        on = (previous >= 0) & (previous < states)
        which, tree, at, previous = which[on], tree[on], at[on], previous[on]
        arcs.append(chosen[np.searchsorted(group.ways.key, previous * states + at)])
        cargo.append(which)
        at = previous
    return travellers, _concatenated(cargo), _concatenated(arcs)


def _nearest(group: Group, far: Floats) -> tuple[Floats, Ints]:
    """Return the distance of each cargo of a group to the nearest of its ends, and that end."""
    away = far[group.trees, group.ends]
    near = np.minimum.reduceat(away, group.first[:-1])
    if len(near) == len(away):
        return near, group.ends
    hits = np.flatnonzero(away == np.repeat(near, np.diff(group.first)))
    return near, group.ends[hits[np.searchsorted(hits, group.first[:-1])]]


def _joined(found: list[tuple[Ints, Ints, Ints]]) -> Routes:
    """Return walks, hops in order, of cargo in order."""
    who = np.sort(_concatenated([travellers for travellers, _, _ in found]))
    cargo = _concatenated([cargo for _, cargo, _ in found])
    arcs = _concatenated([arcs for _, _, arcs in found])
    order = np.argsort(cargo[::-1], kind="stable")
    count = np.bincount(cargo, minlength=who.max(initial=-1) + 1)[who]
    return Routes(who, np.concatenate(([0], np.cumsum(count))), arcs[::-1][order])


def _concatenated(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
