"""Routes by way of given arcs: the same graph once for every stop still to come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from isthmus.lenses.corridors.instance import Bools, Graph, Ints


def by_way_of(graph: Graph, stops: Sequence[Bools]) -> tuple[Graph, Ints]:
    """Return a graph in which a route from its first states to its last ones passes all stops.

    Parameters
    ----------
    graph : Graph
    stops : sequence of arrays (arcs,)
        Of each one marked arc is used, in this order; one arc may serve several.

    Returns
    -------
    Graph
        State ``s + n * states`` is state ``s`` once the first n stops are passed; the states keep
        their places, so that what comes back to a place is a loop here too.
    array (arcs of it,)
        The arc of `graph` that an arc stands for.
    """
    states, times = len(graph.place), len(stops) + 1
    tail, head = [], []
    for before in range(times):
        passed = np.full(len(graph.tail), before)
        for number in range(before, len(stops)):
            passed[(passed == number) & stops[number]] += 1
        tail.append(graph.tail + before * states)
        head.append(graph.head + passed * states)
    arc = np.tile(np.arange(len(graph.tail)), times)
    layered = Graph(
        place=np.tile(graph.place, times),
        tail=np.concatenate(tail),
        head=np.concatenate(head),
        cost=graph.cost[arc],
        days=graph.days[arc],
        km=graph.km[arc],
    )
    return layered, arc
