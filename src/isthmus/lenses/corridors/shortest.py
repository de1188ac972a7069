"""The shortest way from a place to all states, over the arcs that a mask allows."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus.lenses.corridors.instance import Bools, Floats, Graph


def distances(graph: Graph, weight: Floats, mask: Bools, origin: int, places: int) -> Floats:
    """Return the least weight from an origin place to every place (places,).

    Parameters
    ----------
    graph : Graph
    weight : array (arcs,)
        Not negative.
    mask : array of bool (arcs,)
    origin : int
        A place.
    places : int
        How many there are, with those that no arc touches.
    """
    found = np.full(places, np.inf)
    starts = np.flatnonzero(graph.place == origin)
    if len(starts):
        matrix = cheapest_arcs(graph, weight, mask)
        reach = dijkstra(matrix, indices=starts, min_only=True)
        np.minimum.at(found, graph.place, reach)
    found[origin] = 0.0
    return found


def cheapest_arcs(graph: Graph, weight: Floats, mask: Bools) -> csr_array:
    """Return a matrix of the cheapest allowed arc between every two states."""
    arcs = np.flatnonzero(mask)
    order = arcs[np.lexsort((weight[arcs], graph.head[arcs], graph.tail[arcs]))]
    tail, head = graph.tail[order], graph.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    states = len(graph.place)
    kept = order[first]
    return csr_array((weight[kept], (graph.tail[kept], graph.head[kept])), shape=(states, states))
