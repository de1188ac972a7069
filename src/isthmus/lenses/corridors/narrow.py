"""Routes that cost less than cargo pays where rows are scarce, each looked for on few arcs.

What no way over an arc is cheaper than, as though nothing were scarce, tells which arcs cannot be
on a route that costs less. Most arcs cannot. What is left for one cargo is a small graph;
`scipy.sparse.csgraph.dijkstra` takes many of them for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.crowds import Doubt
from isthmus.lenses.corridors.holding import Held
from isthmus.lenses.corridors.instance import Bools, Floats, Ints, mirrored
from isthmus.lenses.corridors.pool import NONE, Routes, joined
from isthmus.lenses.corridors.pricing import Frame, gathered, prepare, reach

CALL = 64  # cargo: a call costs as much as some of it, and what much of it needs leaves the cache


class Narrow(NamedTuple):
    """What there is to know of arcs, by the states that they leave.

    Attributes
    ----------
    what : Held
    frame : Frame
        Of the instance.
    order : array (arcs,)
    first : array (states,)
        Where those that leave a state begin.
    tail, head : array (arcs,)
        In that order.
    weight : array (cargo, arcs)
        Generalised cost in that order, money per tonne.
    least : array (cargo, arcs)
        What no way over them is cheaper than; infinite where cargo may not use them.
    """

    what: Held
    frame: Frame
    order: Ints
    first: Ints
    tail: Ints
    head: Ints
    weight: Floats
    least: Floats


class _Asked(NamedTuple):
    """Some cargo that is looked at in one call: by which doubt, its entries, and its limits."""

    doubt: Ints
    cargo: Ints
    limit: Floats


class _Graph(NamedTuple):
    """A copy of the states for each cargo, one behind the other, and the arcs that it has left.

    Attributes
    ----------
    arc, tail, head, weight : array (left,)
    starts : array (copies of states + 1,)
        Arcs ``starts[s]:starts[s + 1]`` leave the copy s.
    """

    arc: Ints
    tail: Ints
    head: Ints
    weight: Floats
    starts: Ints


def narrow(what: Held, frame: Frame) -> Narrow:
    """Find what no ways over arcs are cheaper than."""
    instance, free = what.instance, np.zeros(len(what.instance.capacities.bound))
    graph, cargo = instance.graph, instance.cargo
    order = np.argsort(graph.tail, kind="stable")
    weight = graph.cost[order] + cargo.time_value[:, None] * graph.days[order]
    least = weight + reach(prepare(instance, frame), free).take(graph.tail[order], axis=1)
    least += reach(prepare(mirrored(instance)), free).take(graph.head[order], axis=1)
    may = instance.masks.take(order, axis=1)[cargo.mask]
    return Narrow(
        what=what,
        frame=frame,
        order=order,
        first=np.searchsorted(graph.tail[order], np.arange(len(graph.place))),
        tail=graph.tail[order],
        head=graph.head[order],
        weight=weight,
        least=np.where(may, least, np.inf),
    )


def cheaper(few: Narrow, doubts: Sequence[Doubt]) -> tuple[Ints, Routes]:
    """Return the routes that cost less than the limits, and by which doubt each was asked for."""
    doubt = np.repeat(np.arange(len(doubts)), [len(one.cargo) for one in doubts])
    cargo = np.concatenate([one.cargo for one in doubts])
    limit = np.concatenate([one.limit for one in doubts])
    members = np.array([one.members for one in doubts])
    may = few.what.arcs[few.order] & ~members[:, None] == 0
    paid = few.frame.paid(np.stack([one.scarcity for one in doubts])).take(few.order, axis=1)
    askers, found = [doubt[:0]], [NONE]
    for start in range(0, len(cargo), CALL):
        part = slice(start, start + CALL)
        asked = _Asked(doubt[part], cargo[part], limit[part])
        hits, routes = _routes(few, asked, _graph(few, asked, may, paid))
        askers.append(asked.doubt[hits])
        found.append(routes)
    return np.concatenate(askers), joined(found)


def _graph(few: Narrow, asked: _Asked, may: Bools, paid: Floats) -> _Graph:
    """Return the arcs that may be on a route below the limits of some cargo."""
    each, arcs, states = np.arange(len(asked.cargo)), len(few.order), len(few.first)
    kept = (few.least[asked.cargo] < asked.limit[:, None]) & may[asked.doubt]
    starts = np.append(0, np.cumsum(kept))[each[:, None] * arcs + few.first]
    starts = np.append(starts, np.count_nonzero(kept))
    count = np.diff(starts[::states])
    at = np.flatnonzero(kept) - np.repeat(each * arcs, count)
    period = few.what.instance.cargo.period[asked.cargo]
    when = asked.doubt * few.frame.periods + period
    weight = few.weight.ravel()[at + np.repeat(asked.cargo * arcs, count)]
    weight += paid.ravel()[at + np.repeat(when * arcs, count)]
    copy = np.repeat(each * states, count)
    return _Graph(few.order[at], few.tail[at] + copy, few.head[at] + copy, weight, starts)


def _routes(few: Narrow, asked: _Asked, graph: _Graph) -> tuple[Ints, Routes]:
    """Return which of the cargo has a route below its limit, and the cheapest ones."""
    places, cargo = few.what.instance.graph.place, few.what.instance.cargo
    size = len(graph.starts) - 1
    far, before, _ = dijkstra(
        csr_array((graph.weight, graph.head, graph.starts), shape=(size, size)),
        indices=np.flatnonzero(places == cargo.origin[asked.cargo][:, None]),
        limit=asked.limit.max(),
        min_only=True,
        return_predecessors=True,
    )
    ends = places == cargo.destination[asked.cargo][:, None]
    away = np.where(ends, far.reshape(ends.shape), np.inf)
    hits = np.flatnonzero(away.min(axis=1) < asked.limit)
    if not len(hits):
        return hits, NONE
    tight = far[graph.tail] + graph.weight == far[graph.head]
    back = np.full(size, -1)
    hop = np.flatnonzero(tight & (before[graph.head] == graph.tail))
    back[graph.head[hop]] = hop
    walker, at = np.arange(len(hits)), hits * len(places) + away[hits].argmin(axis=1)
    walkers, hops = [walker[:0]], [walker[:0]]
    while len(walker):
        hop = back[at]
        walker, hop = walker[hop >= 0], hop[hop >= 0]
        walkers.append(walker)
        hops.append(graph.arc[hop])
        at = graph.tail[hop]
    return hits, gathered(asked.cargo[hits], walkers, hops)
