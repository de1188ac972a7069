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

from isthmus.lenses.corridors.instance import Floats, Instance, Ints, sums
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
    first : array (pairs,)
        The first arc of each pair; the cheapest of a pair counts.
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
        least = np.minimum.reduceat(weight, self.first)
        self.matrix.data[:pairs] = least
        cheapest = np.flatnonzero(weight == least[self.pair])
        _, once = np.unique(self.pair[cheapest], return_index=True)
        return self.arcs[cheapest[once]]


@dataclass(frozen=True)
class Group:
    """Trees that see the same weights.

    Attributes
    ----------
    ways : Ways
    base : array (arcs,)
        cost + time value x days, without scarcity.
    period : int
    sources : array (trees of the group,)
        The states they start from.
    limit : float
        No cargo of the group takes a dearer way.
    """

    ways: Ways
    base: Floats
    period: int
    sources: Ints
    limit: float


@dataclass(frozen=True)
class Pricing:
    """An instance made ready to be priced.

    Attributes
    ----------
    instance : Instance
    periods : int
    use : csr_array (periods x arcs, rows)
        The weight of an arc used in a period in each row of the capacities.
    groups : tuple of Group
    cargo : array (able,)
        Cargo that has states to start from and to end at, in the order of the groups.
    tree : array (able,)
        Its tree, all groups counted through.
    first : array (able + 1,)
        It may end at the states ``ends[first[c]:first[c + 1]]``.
    ends : array
    key, chosen : array (able,)
        What is added to the key of a pair of states, to find it among the keys of all `ways`,
        and to its position there, to find it among the chosen arcs of all groups.
    keys : array
    """

    instance: Instance
    periods: int
    use: Any
    groups: tuple[Group, ...]
    cargo: Ints
    tree: Ints
    first: Ints
    ends: Ints
    key: Ints
    chosen: Ints
    keys: Ints


def prepare(instance: Instance) -> Pricing:
    """Group the cargo and build the matrices."""
    graph, cargo = instance.graph, instance.cargo
    states = len(graph.place)
    start, several = _starts(graph.place, np.unique(cargo.origin))
    by_place = np.argsort(graph.place, kind="stable")
    places = graph.place[by_place]
    low = np.searchsorted(places, cargo.destination)
    count = np.searchsorted(places, cargo.destination, side="right") - low
    able = np.flatnonzero((count > 0) & (start[cargo.origin] >= 0))
    trees, tree = np.unique(
        np.column_stack((cargo.mask, cargo.period, cargo.time_value, start[cargo.origin]))[able],
        axis=0,
        return_inverse=True,
    )
    limit = np.zeros(len(trees))
    np.maximum.at(limit, tree, cargo.reservation[able])
    masks, used = np.unique(trees[:, 0].astype(np.int64), return_inverse=True)
    ways = [_ways(instance, mask, several) for mask in masks]
    pairs = np.array([len(way.key) for way in ways], np.int64)
    before = np.cumsum(pairs) - pairs
    groups, chosen = [], np.zeros(len(trees), np.int64)
    firsts = np.flatnonzero(np.any(trees[1:, :3] != trees[:-1, :3], axis=1)) + 1
    taken = 0
    for part in np.split(np.arange(len(trees)), firsts):
        if not len(part):
            continue
        _, period, time_value, _ = trees[part[0]]
        base = graph.cost + time_value * graph.days
        sources = trees[part, 3].astype(np.int64)
        way = ways[used[part[0]]]
        groups.append(Group(way, base, int(period), sources, float(limit[part].max())))
        chosen[part] = taken - before[used[part[0]]]
        taken += len(way.key)
    first = np.concatenate(([0], np.cumsum(count[able])))
    inside = np.arange(first[-1]) - np.repeat(first[:-1], count[able])
    periods = 1 + int(max(instance.capacities.period.max(initial=0), cargo.period.max(initial=0)))
    return Pricing(
        instance=instance,
        periods=periods,
        use=_use(instance, periods),
        groups=tuple(groups),
        cargo=able,
        tree=tree,
        first=first,
        ends=by_place[np.repeat(low[able], count[able]) + inside],
        key=used[tree] * states**2,
        chosen=chosen[tree],
        keys=_concatenated([way.key + number * states**2 for number, way in enumerate(ways)]),
    )


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
    key, first, pair = np.unique(keys[order], return_index=True, return_inverse=True)
    heads = np.concatenate((key % states, *several))
    counts = np.bincount(key // states, minlength=states)
    indptr = np.concatenate(([0], np.cumsum([*counts, *map(len, several)])))
    size = states + len(several)
    matrix = csr_matrix((np.zeros(len(heads)), heads, indptr), shape=(size, size))
    return Ways(matrix, arcs[order], first, pair, key)


def _use(instance: Instance, periods: int) -> Any:
    rows = instance.capacities
    arcs = len(instance.graph.tail)
    place = rows.period * arcs + rows.arc
    return csr_array((rows.weight, (place, rows.row)), shape=(periods * arcs, len(rows.bound)))


def shortest(pricing: Pricing, scarcity: Floats) -> tuple[Floats, Routes]:
    """Return the distance of all cargo (infinite beyond reservations), and the cheapest ways."""
    cargo = pricing.instance.cargo
    distance = np.full(len(cargo.origin), np.inf)
    if not pricing.groups:
        return distance, Routes(pricing.cargo, np.zeros(1, np.int64), pricing.cargo)
    far, before, chosen = _grown(pricing, scarcity)
    near, end = _nearest(pricing, far)
    reached = np.flatnonzero(near <= cargo.reservation[pricing.cargo])
    distance[pricing.cargo[reached]] = near[reached]
    return distance, _walked(pricing, reached, end[reached], before, chosen)


def _grown(pricing: Pricing, scarcity: Floats) -> tuple[Floats, Ints, Ints]:
    """Grow all trees; return distances and predecessors of states, and the arcs to take."""
    extra = (pricing.use @ scarcity).reshape(pricing.periods, -1)
    chosen, grown = [], []
    for group in pricing.groups:
        chosen.append(group.ways.weigh(group.base + extra[group.period]))
        matrix, limit = group.ways.matrix, group.limit
        grown.append(dijkstra(matrix, indices=group.sources, limit=limit, return_predecessors=True))
    far, before = (np.concatenate(part) for part in zip(*grown, strict=True))
    return far, before, np.concatenate(chosen)


def _nearest(pricing: Pricing, far: Floats) -> tuple[Floats, Ints]:
    """Return the distance of each able cargo to the nearest of its ends, and that end."""
    first, ends = pricing.first, pricing.ends
    count = np.diff(first)
    away = far[np.repeat(pricing.tree, count), ends]
    if len(away) == len(count):
        return away, ends
    near = np.minimum.reduceat(away, first[:-1])
    hits = np.flatnonzero(away == np.repeat(near, count))
    return near, ends[hits[np.searchsorted(hits, first[:-1])]]


def _walked(pricing: Pricing, able: Ints, at: Ints, before: Ints, chosen: Ints) -> Routes:
    """Walk from the ends back to the starts."""
    states = len(pricing.instance.graph.place)
    walker = np.arange(len(able))
    hops, walkers = [], []
    tree, key, choice = pricing.tree[able], pricing.key[able], pricing.chosen[able]
    while len(walker):
        previous = before[tree[walker], at].astype(np.int64)
        on = np.flatnonzero((previous >= 0) & (previous < states))
        walker, previous, at = walker[on], previous[on], at[on]
        place = np.searchsorted(pricing.keys, key[walker] + previous * states + at)
        hops.append(chosen[choice[walker] + place])
        walkers.append(walker)
        at = previous
    return _routes(pricing.cargo[able], walkers, hops)


def _routes(cargo: Ints, walkers: list[Ints], hops: list[Ints]) -> Routes:
    """Return the routes of walkers whose hops are given from the last to the first."""
    length = np.bincount(_concatenated(walkers), minlength=len(cargo))
    first = np.concatenate(([0], np.cumsum(length)))
    arcs = np.zeros(first[-1], np.int64)
    for back, (walker, arc) in enumerate(zip(walkers, hops, strict=True), 1):
        arcs[first[walker + 1] - back] = arc
    return Routes(cargo, first, arcs)


def taken(pricing: Pricing, routes: Routes, quantity: Floats) -> Floats:
    """Return what is used of each row when each route carries a quantity."""
    instance = pricing.instance
    place = instance.cargo.period[routes.cargo][routes.owner] * len(instance.graph.tail)
    flow = sums(place + routes.arcs, quantity[routes.owner], pricing.use.shape[0])
    rows: Floats = pricing.use.T @ flow
    return rows


def _concatenated(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
