"""The 50 best routes of ten pairs of places, by us and by peers, each alone in its process.

``python -m benchmarks.routes SUBJECT ARCS REPEATS``. Every tool has its graph built, weights and
all, before the clock starts; what is timed is the search alone, to lists of the places passed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.measure import best_of

Search = Callable[[int, int], list[list[int]]]

WANTED = 50
PAIRS = 10


@dataclass(frozen=True)
class Streets:
    """A directed graph without parallel arcs, with weights that make no ties, and pairs."""

    states: int
    ends: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    pairs: list[tuple[int, int]]


def streets(arcs: int, seed: int = 1) -> Streets:
    """Return a connected graph with five arcs to a state."""
    rng = np.random.default_rng(seed)
    states = arcs // 5
    ring = {(i, (i + 1) % states) for i in range(states)}
    while len(ring) < arcs:
        tail, head = rng.integers(states, size=2).tolist()
        if tail != head:
            ring.add((tail, head))
    pairs = [tuple(rng.choice(states, 2, replace=False).tolist()) for _ in range(PAIRS)]
    return Streets(states, np.array(sorted(ring)), rng.uniform(1, 30, arcs), pairs)


def isthmus(problem: Streets) -> Search:
    """Return our search."""
    from isthmus.lenses.corridors import kbest
    from isthmus.lenses.corridors.instance import Graph

    weight, (tail, head) = problem.weight, problem.ends.T
    ways = kbest.prepare(Graph(np.arange(problem.states), tail, head, weight, weight, weight))
    mask = np.ones(len(weight), bool)

    def search(start: int, end: int) -> list[list[int]]:
        routes = itertools.islice(kbest.stream(ways, weight, mask, [start], [end]), WANTED)
        return [[start, *(ways.head[arc] for arc in route.arcs)] for route in routes]

    return search


def networkx(problem: Streets) -> Search:
    """Return `shortest_simple_paths` of networkx."""
    import networkx as nx

    graph = nx.DiGraph()
    arcs = zip(problem.ends.tolist(), problem.weight.tolist(), strict=True)
    graph.add_weighted_edges_from((tail, head, weight) for (tail, head), weight in arcs)

    def search(start: int, end: int) -> list[list[int]]:
        found = nx.shortest_simple_paths(graph, start, end, weight="weight")
        return list(itertools.islice(found, WANTED))

    return search


def igraph(problem: Streets) -> Search:
    """Return `get_k_shortest_paths` of igraph."""
    import igraph as ig

    graph = ig.Graph(problem.states, problem.ends.tolist(), directed=True)
    graph.es["weight"] = problem.weight.tolist()

    def search(start: int, end: int) -> list[list[int]]:
        return list(graph.get_k_shortest_paths(start, end, WANTED, weights="weight"))

    return search


SUBJECTS = {"isthmus": isthmus, "networkx": networkx, "igraph": igraph}


def main() -> None:
    """Measure the subject that the command line names and print what was found as JSON."""
    subject, arcs, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    problem = streets(arcs)
    search = SUBJECTS[subject](problem)
    found: list[list[list[int]]] = []

    def every() -> float:
        found[:] = [search(start, end) for start, end in problem.pairs]
        return float(sum(map(len, found)))

    seconds, routes = best_of(every, repeats)
    answer = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:12]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "routes": routes, "answer": answer, "megabytes": peak}))


if __name__ == "__main__":
    main()
