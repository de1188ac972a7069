"""Open routes between two places, and those on which something stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from isthmus.lenses.corridors import kbest
from isthmus.lenses.corridors.alternatives import STEPS, Features, alternatives, differing
from isthmus.lenses.corridors.instance import Bools, Floats, Graph, Ints
from isthmus.lenses.corridors.stops import by_way_of

BARRED = 2


@dataclass(frozen=True)
class Search:
    """What is looked for.

    Attributes
    ----------
    graph : Graph
    weight : array (arcs,)
    allowed : array (arcs,)
        What the asker does not avoid.
    usable : array (periods, arcs)
        What is open and not banned in a period.
    barriers : list (arcs,)
        What bars an arc all year: the names of all that would have to go.
    features : Features
    origin, destination : int
        Places.
    via : sequence of arrays (arcs,)
        Of each an arc is used, in this order.
    wanted : int
        How many open routes at most, and `BARRED` times as many barred ones.
    """

    graph: Graph
    weight: Floats
    allowed: Bools
    usable: Bools
    barriers: Sequence[frozenset[str]]
    features: Features
    origin: int
    destination: int
    via: Sequence[Bools]
    wanted: int


class Found(NamedTuple):
    """Routes, the lightest first, and whether they are surely all that were wanted."""

    routes: list[kbest.Route]
    exact: bool


def open_routes(search: Search) -> Found:
    """Return routes that truly differ and are open from end to end in some period."""
    routes, exact = set(), True
    for mask in np.unique(search.usable & search.allowed, axis=0):
        ways, weight, usable, starts, ends, arc = _layered(search, mask)
        features = search.features.of(arc)
        found = alternatives(ways, weight, usable, starts, ends, features, search.wanted)
        routes |= {_in_arcs(route, arc) for route in found.routes}
        exact &= found.exact
    told = differing(sorted(routes), search.graph, search.features)
    return Found(told[: search.wanted], exact)


def barred_routes(search: Search) -> Found:
    """Return the best route that each set of barriers stands in the way of.

    No route is told that meets all the barriers of a better one.
    """
    met: list[frozenset[str]] = []
    routes: list[kbest.Route] = []
    while len(routes) < BARRED * search.wanted:
        open_to = [not any(known <= bars for known in met) for bars in search.barriers]
        mask = search.allowed & np.array(open_to, bool)
        route, exact = _barred_route(search, mask, met)
        if route is None:
            return Found(routes, exact)
        routes.append(route)
        met.append(_met(search, route))
    return Found(routes, True)


def _barred_route(
    search: Search, mask: Bools, met: Sequence[frozenset[str]]
) -> tuple[kbest.Route | None, bool]:
    """Return the lightest route with a barrier and not with all of a set met before.

    The second value is false where it took too long to say that there is none.
    """
    barred = np.array([bool(bars) for bars in search.barriers], dtype=bool)
    ways, weight, usable, starts, ends, arc = _layered(search, mask, barred)
    for step, route in enumerate(kbest.steps(ways, weight, usable, starts, ends)):
        if step == STEPS:
            return None, False
        if route is not None:
            found = _in_arcs(route, arc)
            if not any(known <= _met(search, found) for known in met):
                return found, True
    return None, True


def _met(search: Search, route: kbest.Route) -> frozenset[str]:
    return frozenset().union(*(search.barriers[arc] for arc in route.arcs))


class _Layered(NamedTuple):
    """The arguments of `kbest.stream` for a network with stops, and the arcs its arcs stand for."""

    ways: kbest.Ways
    weight: Floats
    mask: Bools
    starts: list[int]
    ends: list[int]
    arc: Ints


def _layered(search: Search, mask: Bools, beside: Bools | None = None) -> _Layered:
    """Return a network by way of stops in order, and of one more, `beside`, anywhere on the way."""
    graph, arc = by_way_of(search.graph, search.via)
    layers = len(search.via) + 1
    if beside is not None:
        graph, inner = by_way_of(graph, [beside[arc]])
        arc, layers = arc[inner], 2 * layers
    last = (layers - 1) * len(search.graph.place)
    starts = np.flatnonzero(search.graph.place == search.origin)
    ends = np.flatnonzero(search.graph.place == search.destination) + last
    ways = kbest.prepare(graph)
    return _Layered(ways, search.weight[arc], mask[arc], starts.tolist(), ends.tolist(), arc)


def _in_arcs(route: kbest.Route, arc: Ints) -> kbest.Route:
    """Return a route in the arcs that its arcs stand for."""
    return route._replace(arcs=tuple(arc[list(route.arcs)].tolist()))
