"""The cheapest ways of cargo below some limits, each looked for on few arcs.

What no way over an arc is cheaper than, as though nothing were scarce, tells which arcs cannot be
on a way that costs no more than a limit. Most arcs cannot. What is left for one cargo is a small
graph; `scipy.sparse.csgraph.dijkstra` takes many of them for one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Floats, Instance, Ints, some
from isthmus.lenses.corridors.pool import NONE, Routes, costs, joined
from isthmus.lenses.corridors.pricing import FAR, gathered, grouped

CALL = 64  # ways: a call costs as much as some of them, and what many need leaves the cache
STEP = 2.0**-44  # of the largest weight: what arcs weigh at least, so that no way goes in circles
SLACK = 1 + 1e-12  # relative: by which limits are missed because of that


class Narrow(NamedTuple):
    """What there is to know of arcs, by the states that they leave.

    Attributes
    ----------
    instance : Instance
    order : array (arcs,)
    first : array (states,)
        Where those that leave a state begin.
    weight : array (cargo, arcs)
        Generalised cost in that order, money per tonne.
    least : array (cargo, arcs)
        What no way over them is cheaper than; infinite where cargo may not use them.
    """

    instance: Instance
    order: Ints
    first: Ints
    weight: Floats
    least: Floats


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


def lots(instance: Instance) -> tuple[Instance, Ints]:
    """Return the instance with one cargo for all that always goes the same way, and whose it is.

    It pays as much as any of them.
    """
    cargo = instance.cargo
    masks, kind = np.unique(instance.masks, axis=0, return_inverse=True)
    kind = kind[cargo.mask]
    one, lot = grouped(cargo.origin, cargo.destination, kind, cargo.time_value)
    most = np.zeros(len(one))
    np.maximum.at(most, lot, cargo.reservation)
    few = some(cargo, one, reservation=most, mask=kind[one])
    return replace(instance, cargo=few, masks=masks), lot


def narrow(instance: Instance, onward: Floats, back: Floats, paid: Floats) -> Narrow:
    """Find what no ways over arcs are cheaper than.

    Parameters
    ----------
    instance : Instance
    onward, back : array (cargo, states)
        What no way from the origin to a state, or from there to the destination, is cheaper than.
    paid : array (periods, arcs)
        What arcs cost besides, as it is counted there.
    """
    cargo, graph = instance.cargo, instance.graph
    order = np.argsort(graph.tail, kind="stable")
    weight = cargo.time_value[:, None] * graph.days[order]
    weight += graph.cost[order]
    shut = np.where(instance.masks[:, order], 0.0, np.inf)
    least = onward.take(graph.tail[order], axis=1)
    least += back.take(graph.head[order], axis=1)
    least += weight
    least += paid[:, order][cargo.period]
    least += shut[cargo.mask]
    weight += STEP * (weight.max(initial=0.0) or 1.0)
    return Narrow(
        instance=instance,
        order=order,
        first=np.searchsorted(graph.tail[order], np.arange(len(graph.place))),
        weight=weight,
        least=least,
    )


def within(
    few: Narrow, cargo: Ints, limit: Floats, saved: Floats, dearer: Floats
) -> tuple[Floats, Routes]:
    """Return what the cheapest ways cost that cost no more than a limit, and those ways.

    What has none costs infinitely much. `Routes.cargo` tells places among what is asked.

    Parameters
    ----------
    few : Narrow
    cargo : array (asked,)
    limit, saved : array (asked,)
        Money per tonne; how much ways may cost less than `Narrow.least` tells.
    dearer : array (asked, arcs)
        What arcs cost besides their weight; infinite where they are shut.
    """
    limit, parts = np.minimum(limit, FAR / 2), [NONE]
    for at in range(0, len(cargo), CALL):
        part = slice(at, at + CALL)
        graph = _graph(few, cargo[part], (limit + saved)[part] * SLACK, dearer[part])
        ways = _ways(few, cargo[part], limit[part] * SLACK, graph)
        parts.append(replace(ways, cargo=ways.cargo + at))
    ways = joined(parts)
    paid = np.bincount(ways.owner, dearer[ways.cargo[ways.owner], ways.arcs], len(ways))
    cost = costs(few.instance, replace(ways, cargo=cargo[ways.cargo])) + paid
    near = np.flatnonzero(cost <= limit[ways.cargo])
    found = np.full(len(cargo), np.inf)
    found[ways.cargo[near]] = cost[near]
    return found, ways.take(near)


def _graph(few: Narrow, cargo: Ints, limit: Floats, dearer: Floats) -> _Graph:
    """Return the arcs that may be on a way below the limits."""
    graph, states = few.instance.graph, len(few.first)
    more = dearer.take(few.order, axis=1)
    kept = (few.least[cargo] <= limit[:, None]) & (more < np.inf)
    begin = np.arange(len(cargo))[:, None] * kept.shape[1] + few.first
    starts = np.append(np.append(0, np.cumsum(kept))[begin], np.count_nonzero(kept))
    copy, at = np.nonzero(kept)
    arc = few.order[at]
    return _Graph(
        arc=arc,
        tail=graph.tail[arc] + copy * states,
        head=graph.head[arc] + copy * states,
        weight=few.weight[cargo[copy], at] + more[kept],
        starts=starts,
    )


def _ways(few: Narrow, asked: Ints, limit: Floats, graph: _Graph) -> Routes:
    """Return the cheapest ways of what has one below its limit."""
    place, cargo = few.instance.graph.place, few.instance.cargo
    size = len(asked) * len(place)
    far = dijkstra(
        csr_array((graph.weight, graph.head, graph.starts), shape=(size, size)),
        indices=np.flatnonzero(place == cargo.origin[asked][:, None]),
        limit=limit.max(),
        min_only=True,
    )
    back = np.full(size, -1)
    hop = np.flatnonzero(far[graph.tail] + graph.weight == far[graph.head])
    back[graph.head[hop]] = hop
    ends = place == cargo.destination[asked][:, None]
    away = np.where(ends, far.reshape(ends.shape), np.inf)
    hits = np.flatnonzero(away.min(axis=1, initial=np.inf) <= limit)
    walker, at = np.arange(len(hits)), hits * len(place) + away[hits].argmin(axis=1)
    walkers, hops = [walker[:0]], [walker[:0]]
    while len(walker):
        hop = back[at]
        walker, hop = walker[hop >= 0], hop[hop >= 0]
        walkers.append(walker)
        hops.append(graph.arc[hop])
        at = graph.tail[hop]
    return gathered(hits, walkers, hops)
