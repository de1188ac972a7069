"""Open routes between two places, and those on which something stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from isthmus.lenses.corridors import kbest
from isthmus.lenses.corridors.alternatives import (
    Alternatives,
    Features,
    alternatives,
    differing,
)
from isthmus.lenses.corridors.instance import Bools, Floats, Graph
from isthmus.lenses.corridors.stops import by_way_of


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
    barred : array (arcs,)
        What is closed or banned all year.
    features : Features
    origin, destination : int
        Places.
    via : sequence of arrays (arcs,)
        Of each an arc is used, in this order.
    wanted : int
        How many routes at most, of either kind.
    """

    graph: Graph
    weight: Floats
    allowed: Bools
    usable: Bools
    barred: Bools
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
    """Return routes that cargo can take in some period from end to end."""
    masks = np.unique(search.usable & search.allowed, axis=0)
    parts = [_alternatives(search, mask, search.via) for mask in masks]
    routes = sorted({route for part in parts for route in part.routes})
    told = differing(routes, search.graph.km, search.features)
    return Found(told[: search.wanted], all(part.exact for part in parts))


def barred_routes(search: Search) -> Found:
    """Return routes that would be there were it not for something that bars them all year."""
    if not (search.barred & search.allowed).any():
        return Found([], True)
    found = _alternatives(search, search.allowed, search.via, beside=search.barred)
    return Found(found.routes, found.exact)


def _alternatives(
    search: Search, mask: Bools, via: Sequence[Bools], beside: Bools | None = None
) -> Alternatives:
    """Search by way of stops in order, and of one more, `beside`, anywhere on the way."""
    graph, arc = by_way_of(search.graph, via)
    layers = len(via) + 1
    if beside is not None:
        graph, inner = by_way_of(graph, [beside[arc]])
        arc, layers = arc[inner], 2 * layers
    states = len(search.graph.place)
    starts = np.flatnonzero(search.graph.place == search.origin)
    ends = np.flatnonzero(search.graph.place == search.destination) + (layers - 1) * states
    features = search.features
    found = alternatives(
        kbest.prepare(graph),
        search.weight[arc],
        mask[arc],
        starts.tolist(),
        ends.tolist(),
        Features(features.thing[arc], features.border[arc], features.barrier[arc]),
        search.wanted,
    )
    routes = [route._replace(arcs=tuple(arc[list(route.arcs)].tolist())) for route in found.routes]
    return Alternatives(routes, found.exact)
