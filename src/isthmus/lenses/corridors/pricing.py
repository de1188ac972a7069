"""The cheapest way of every cargo when capacity has its price: shortest-path trees, and walks.

Cargo of one origin, time value, period and mask shares a tree. Trees of one time value, period and
mask, a group, see the same weights. `scipy.sparse.csgraph.dijkstra` grows the trees of several
groups in one call, on a matrix with a block for each; all blocks have all arcs, and what is closed
weighs more than any cargo pays. Weights are not negative, so that a cheapest way is loopless.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Bools, Capacities, Floats, Instance, Ints, sums
from isthmus.lenses.corridors.pool import Routes

CALL = 100_000  # trees x states of a call: a larger one costs more than the call saves
FAR = np.finfo(float).max  # no limit, but for what is closed


@dataclass(frozen=True)
class Batch:
    """Groups whose trees are grown in one call.

    Attributes
    ----------
    groups : slice
    sources : array (trees of the batch,)
        States to start from, in their blocks.
    block : array (trees of the batch,)
    limit : float
        No cargo takes a dearer way.
    """

    groups: slice
    sources: Ints
    block: Ints
    limit: float


@dataclass(frozen=True)
class Frame:
    """What instances share whose numbers and masks alone differ, or that have part of the cargo.

    A place with several states in which cargo starts has one state more, with free arcs to them.

    Attributes
    ----------
    states : int
        With those that were added.
    start : array (places,)
        The state where cargo of a place starts; -1: none.
    order : array (width,)
        The arcs, those from `arcs` on free, by the states they join.
    arcs : int
    first : array (pairs,)
        Where in that order the arcs of each pair of states that arcs join begin.
    key : array (pairs,)
        tail x states + head.
    by_place, places : array
        States by their place, and those places.
    periods : int
    use : csr_array (periods x width, rows)
        The weight of an arc used in a period in each row of the capacities.
    """

    states: int
    start: Ints
    order: Ints
    arcs: int
    first: Ints
    key: Ints
    by_place: Ints
    places: Ints
    periods: int
    use: Any

    @property
    def width(self) -> int:
        """Arcs, with the free ones."""
        return len(self.order)

    def paid(self, scarcity: Floats) -> Floats:
        """Return what a tonne on every arc pays for what is scarce (periods, width).

        For several scarcities (several, rows) the periods of one follow those of the other.
        """
        each = np.atleast_2d(scarcity)
        paid: Floats = (self.use @ each.T).T.reshape(len(each) * self.periods, self.width)
        return paid

    def matrix(self, weights: Floats) -> Any:
        """Return a matrix with a block for each row of the weights of pairs (blocks, pairs)."""
        blocks, size = len(weights), len(weights) * self.states
        tail, head = np.divmod(self.key, self.states)
        ends = np.cumsum(np.bincount(tail, minlength=self.states))
        each = np.arange(blocks)[:, None]
        heads = (head + each * self.states).astype(np.int32)
        starts = (ends + each * len(self.key)).astype(np.int32)
        parts = weights.ravel(), heads.ravel(), np.append(np.int32(0), starts)
        return csr_matrix(parts, shape=(size, size))


@dataclass(frozen=True)
class Pricing:
    """An instance made ready to be priced.

    Attributes
    ----------
    instance : Instance
    frame : Frame
    base : array (groups, width)
        Without scarcity, what each arc weighs; infinite where it is closed.
    period : array (groups,)
    batches : tuple of Batch
    cargo : array (able,)
        Cargo that has states to start from and to end at.
    tree, group : array (able,)
        Its tree and its group, counted over all batches.
    end_first, ends : array
        Able cargo c may end at the states ``ends[end_first[c]:end_first[c + 1]]``.
    """

    instance: Instance
    frame: Frame
    base: Floats
    period: Ints
    batches: tuple[Batch, ...]
    cargo: Ints
    tree: Ints
    group: Ints
    end_first: Ints
    ends: Ints


def frame_of(instance: Instance) -> Frame:
    """Return what the structure of an instance, and where cargo starts, comes to."""
    graph = instance.graph
    start, several = _starts(graph.place, np.unique(instance.cargo.origin))
    states = len(graph.place) + len(several)
    new = np.arange(len(graph.place), states)
    heads = np.concatenate([*several, np.zeros(0, np.int64)]).astype(np.int64)
    tail = np.concatenate((graph.tail, np.repeat(new, [len(group) for group in several])))
    ends = tail * states + np.concatenate((graph.head, heads))
    order, by_place = np.argsort(ends, kind="stable"), np.argsort(graph.place, kind="stable")
    first = np.flatnonzero(np.diff(ends[order], prepend=-1))
    rows = instance.capacities
    periods = 1 + int(max(rows.period.max(initial=0), instance.cargo.period.max(initial=0)))
    return Frame(
        states=states,
        start=start,
        order=order,
        arcs=len(graph.tail),
        first=first,
        key=ends[order][first],
        by_place=by_place,
        places=graph.place[by_place],
        periods=periods,
        use=_use(rows, periods, len(ends)),
    )


def prepare(instance: Instance, frame: Frame | None = None) -> Pricing:
    """Group the cargo and build the matrices.

    Parameters
    ----------
    instance : Instance
    frame : Frame, optional
        That of an instance which has the same states, arcs and entries of capacities, and all of
        this one's cargo.
    """
    frame = frame_of(instance) if frame is None else frame
    cargo = instance.cargo
    first, ends = _ends(frame, cargo.destination)
    start = frame.start[cargo.origin]
    able = np.flatnonzero((np.diff(first) > 0) & (start >= 0))
    of_able = np.repeat(np.isin(np.arange(len(start)), able), np.diff(first))
    one, group = grouped(cargo.mask[able], cargo.period[able], cargo.time_value[able])
    one = able[one]
    tree_of, tree = grouped(group, start[able])
    limit = np.zeros(len(one))
    np.maximum.at(limit, group, cargo.reservation[able])
    trees = np.column_stack((group[tree_of], start[able][tree_of]))
    return Pricing(
        instance=instance,
        frame=frame,
        base=_base(instance, frame, one),
        period=cargo.period[one],
        batches=tuple(_batches(frame.states, trees, limit)),
        cargo=able,
        tree=tree,
        group=group,
        end_first=np.concatenate(([0], np.cumsum(np.diff(first)[able]))),
        ends=ends[of_able],
    )


def grouped(*columns: Floats | Ints) -> tuple[Ints, Ints]:
    """Return the first of all that are alike in some columns, in their order, and their groups."""
    order = np.lexsort(columns[::-1])
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(new) - 1
    return order[new], group


def _ends(frame: Frame, destination: Ints) -> tuple[Ints, Ints]:
    """Return where cargo may end: cargo c at the states ``ends[first[c]:first[c + 1]]``."""
    low = np.searchsorted(frame.places, destination)
    count = np.searchsorted(frame.places, destination, side="right") - low
    first = np.concatenate(([0], np.cumsum(count)))
    inside = np.arange(first[-1]) - np.repeat(first[:-1], count)
    return first, frame.by_place[np.repeat(low, count) + inside]


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


def _base(instance: Instance, frame: Frame, one: Ints) -> Floats:
    """Return what arcs weigh without scarcity (groups, width) for one cargo of each group."""
    graph, cargo, order = instance.graph, instance.cargo, frame.order
    real = order < frame.arcs
    arcs, value = order[real], cargo.time_value[one][:, None]
    weights = graph.cost[arcs] + value * graph.days[arcs]
    base = np.zeros((len(one), frame.width))
    base[:, real] = np.where(instance.masks[:, arcs][cargo.mask[one]], weights, np.inf)
    return base


def _use(rows: Capacities, periods: int, width: int) -> Any:
    place = rows.period * width + rows.arc
    return csr_array((rows.weight, (place, rows.row)), shape=(periods * width, len(rows.bound)))


def _batches(states: int, trees: Ints, limit: Floats) -> list[Batch]:
    """Return batches of groups in order, each as large as pays."""
    found = []
    start, groups = 0, len(limit)
    of_tree = np.searchsorted(trees[:, 0], np.arange(groups + 1))
    while start < groups:
        end = start + 1
        while end < groups and _size(of_tree, start, end + 1, states) <= CALL:
            end += 1
        part = trees[of_tree[start] : of_tree[end]]
        block = part[:, 0] - start
        most = min(float(limit[start:end].max()), FAR)
        found.append(Batch(slice(start, end), part[:, 1] + block * states, block, most))
        start = end
    return found


def _size(of_tree: Ints, start: int, end: int, states: int) -> int:
    return int(of_tree[end] - of_tree[start]) * (end - start) * states


@dataclass(frozen=True)
class Trees:
    """The trees of all cargo under some scarcity.

    Attributes
    ----------
    pricing : Pricing
    weights : array (groups, width)
        What arcs weigh.
    least : array (groups, pairs)
        What pairs of states do.
    far : array (trees, states)
        Distances, infinite where they were not measured: beyond all reservations.
    before : array (trees, states)
        Predecessors; negative where there is none.
    """

    pricing: Pricing
    weights: Floats
    least: Floats
    far: Floats
    before: Ints

    @functools.cached_property
    def nearest(self) -> tuple[Floats, Ints]:
        """The distance of each able cargo to the nearest of its ends, and that end."""
        first, ends = self.pricing.end_first, self.pricing.ends
        count = np.diff(first)
        away = self.far[np.repeat(self.pricing.tree, count), ends]
        if len(away) == len(count):
            return away, ends
        near = np.minimum.reduceat(away, first[:-1])
        hits = np.flatnonzero(away == np.repeat(near, count))
        return near, ends[hits[np.searchsorted(hits, first[:-1])]]

    @property
    def distance(self) -> Floats:
        """The distance of all cargo (cargo,), infinite beyond reservations."""
        pricing, (near, _) = self.pricing, self.nearest
        reservation = pricing.instance.cargo.reservation
        distance = np.full(len(reservation), np.inf)
        distance[pricing.cargo] = np.where(near <= reservation[pricing.cargo], near, np.inf)
        return distance

    def routes(self, wanted: Bools) -> Routes:
        """Return the cheapest ways of the wanted (cargo,) that have one within reservations."""
        near, end = self.nearest
        able = self.pricing.cargo
        walking = wanted[able] & (near <= self.pricing.instance.cargo.reservation[able])
        return _walked(self, np.flatnonzero(walking), end[walking])

    @property
    def reach(self) -> Floats:
        """How far every state is from the origin of all cargo (cargo, states).

        Infinite also where that was not measured: where it is farther than the reservation.
        """
        instance = self.pricing.instance
        far = np.full((len(instance.cargo.origin), len(instance.graph.place)), np.inf)
        far[self.pricing.cargo] = self.far[self.pricing.tree, : far.shape[1]]
        return far


def shortest(pricing: Pricing, scarcity: Floats) -> tuple[Floats, Routes]:
    """Return the distance of all cargo (infinite beyond reservations), and the cheapest ways."""
    trees = grow(pricing, scarcity)
    return trees.distance, trees.routes(np.ones(len(pricing.instance.cargo.origin), dtype=bool))


def grow(pricing: Pricing, scarcity: Floats) -> Trees:
    """Return the trees of all cargo."""
    weights, least = _weights(pricing, scarcity)
    return Trees(pricing, weights, least, *_grown(pricing, least))


def _weights(pricing: Pricing, scarcity: Floats) -> tuple[Floats, Floats]:
    """Return what arcs weigh in each group (groups, width), and what pairs of states do."""
    frame = pricing.frame
    weights = pricing.base + frame.paid(scarcity)[pricing.period][:, frame.order]
    if len(frame.first) == frame.width:
        return weights, weights
    return weights, np.minimum.reduceat(weights, frame.first, axis=1)


def _grown(pricing: Pricing, least: Floats) -> tuple[Floats, Ints]:
    """Return distances and predecessors of all trees, both (trees, states)."""
    states = pricing.frame.states
    distances, predecessors = [np.zeros((0, states))], [np.zeros((0, states), np.int32)]
    for batch in pricing.batches:
        far, before = dijkstra(
            pricing.frame.matrix(least[batch.groups]),
            indices=batch.sources,
            limit=batch.limit,
            return_predecessors=True,
        )
        own = np.arange(len(batch.block)), batch.block
        shape = len(batch.block), -1, states
        distances.append(far.reshape(shape)[own])
        predecessors.append(before.reshape(shape)[own] - states * batch.block[:, None])
    return np.concatenate(distances), np.concatenate(predecessors)


def _walked(trees: Trees, able: Ints, at: Ints) -> Routes:
    """Walk from the ends back to the starts."""
    pricing, weights = trees.pricing, (trees.weights, trees.least)
    frame, real = pricing.frame, len(pricing.instance.graph.place)
    tree, group = pricing.tree[able], pricing.group[able]
    walker = np.arange(len(able))
    walkers, hops = [walker[:0]], [walker[:0]]
    while len(walker):
        previous = trees.before[tree[walker], at]
        on = np.flatnonzero((previous >= 0) & (previous < real))
        walker, previous, at = walker[on], previous[on], at[on]
        pair = np.searchsorted(frame.key, previous * frame.states + at)
        walkers.append(walker)
        hops.append(_lightest(frame, group[walker], pair, weights))
        at = previous
    return gathered(pricing.cargo[able], walkers, hops)


def _lightest(frame: Frame, group: Ints, pair: Ints, weights: tuple[Floats, Floats]) -> Ints:
    """Return the first arc of some pairs of states that weighs in a group what the pair does."""
    each, least = weights
    start = frame.first[pair]
    if len(frame.first) == frame.width:
        return frame.order[start]
    count = np.append(frame.first, frame.width)[pair + 1] - start
    hop = np.repeat(np.arange(len(pair)), count)
    place = np.arange(len(hop)) - np.repeat(np.cumsum(count) - count - start, count)
    hit = np.flatnonzero(each[group[hop], place] == least[group, pair][hop])
    return frame.order[place[hit[np.flatnonzero(np.diff(hop[hit], prepend=-1))]]]


def gathered(cargo: Ints, walkers: list[Ints], hops: list[Ints]) -> Routes:
    """Return the routes of walkers whose hops are given from the last to the first."""
    length = np.bincount(np.concatenate(walkers), minlength=len(cargo))
    first = np.concatenate(([0], np.cumsum(length)))
    arcs = np.zeros(first[-1], np.int64)
    for back, (walker, arc) in enumerate(zip(walkers, hops, strict=True)):
        arcs[first[walker + 1] - back] = arc
    return Routes(cargo, first, arcs)


def places(pricing: Pricing, routes: Routes) -> Ints:
    """Return the rows of `Frame.use` of the arcs of routes."""
    period = pricing.instance.cargo.period[routes.cargo][routes.owner]
    return period * pricing.frame.width + routes.arcs


def taken(pricing: Pricing, routes: Routes, quantity: Floats) -> Floats:
    """Return what is used of each row when each route carries a quantity."""
    use = pricing.frame.use
    flow = sums(places(pricing, routes), quantity[routes.owner], use.shape[0])
    rows: Floats = use.T @ flow
    return rows
