"""Small graphs for the tests of routes, and all routes through them by going everywhere."""

from collections.abc import Iterator

import numpy as np

from isthmus.lenses.corridors.instance import Graph

Arcs = list[tuple[int, int, float]]


def graph_of(places: list[int], arcs: Arcs) -> Graph:
    """Return a graph whose weights are cost, days and km alike."""
    ends = np.array([arc[:2] for arc in arcs], int).reshape(-1, 2)
    weight = np.array([arc[2] for arc in arcs], float)
    return Graph(np.array(places, int), ends[:, 0], ends[:, 1], weight, weight, weight)


def enumerated(
    places: list[int], arcs: Arcs, starts: list[int], ends: list[int]
) -> Iterator[tuple[int, ...]]:
    """Yield every route, by going everywhere that the rules allow."""

    def onwards(states: list[int], taken: list[int]) -> Iterator[tuple[int, ...]]:
        if states[-1] in ends:
            yield tuple(taken)
            return
        left = {places[s] for s in states} - {places[states[-1]]}
        for number, (tail, head, _) in enumerate(arcs):
            back = head in states or places[head] in left or places[head] == places[states[0]]
            aside = places[head] == places[ends[0]] and head not in ends
            if tail == states[-1] and not back and not aside:
                yield from onwards([*states, head], [*taken, number])

    for start in starts:
        yield from onwards([start], [])
