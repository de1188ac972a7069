"""The frustration index: states of the world's size, and all camps tried where that can be done."""

from __future__ import annotations

import itertools
import time

import numpy as np

from isthmus.lenses.politics.frustration import frustration
from isthmus.lenses.politics.signed import Signed, signed_graph

LARGE = (
    (0.05, 5.0),
    (0.1, 5.0),
    (0.2, 5.0),
    (0.25, 5.0),
    (0.3, None),
)  # share of wrong ties, seconds wanted
SMALL = ((20, 0.1), (20, 0.3), (20, 0.5))
SEEDS = (1, 2, 3)


def drawn(actors: int, ties: int, wrong: float, seed: int) -> Signed:
    """Return two camps in which a share of the ties have the wrong sign."""
    draw = np.random.default_rng(seed)
    camp = draw.random(actors) < 0.5
    pairs = list(itertools.combinations(range(actors), 2))
    chosen = [pairs[at] for at in draw.choice(len(pairs), ties, replace=False)]
    flipped = draw.random(ties) < wrong
    return signed_graph(
        {
            (f"{a:03}", f"{b:03}"): [1.0 if (camp[a] == camp[b]) != bad else -1.0]
            for (a, b), bad in zip(chosen, flipped, strict=True)
        }
    )


def every_camp(graph: Signed) -> int:
    """Return the fewest ties that any two camps frustrate, all of them tried."""
    size = len(graph.names)
    camps = np.arange(1 << (size - 1), dtype=np.int64)
    lost = np.zeros(len(camps), dtype=np.int16)
    for a, b, friendly in zip(graph.a, graph.b, graph.friendly, strict=True):
        lost += ((camps >> a ^ camps >> b) & 1 == 1) == friendly
    return int(lost.min())


def show(_repeats: int) -> None:
    """Print indices, bounds and seconds."""
    print("\nFrustration index, 150 actors and 1,250 ties, seconds")
    print(f"  {'wrong':>8}{'seed':>6}{'index':>8}{'bound':>8}{'seconds':>9}{'wanted':>8}")
    for wrong, wanted in LARGE:
        for seed in SEEDS:
            graph = drawn(150, 1250, wrong, seed)
            begin = time.perf_counter()
            found = frustration(graph, nodes=1)
            took = time.perf_counter() - begin
            limit = "" if wanted is None else f"{wanted:8.1f}"
            print(f"  {wrong:8.0%}{seed:6}{found.index:8}{found.bound:8}{took:9.2f}{limit}")
    print("\nAgainst all camps, 20 actors and 120 ties, seconds")
    print(f"  {'wrong':>8}{'seed':>6}{'index':>8}{'all':>8}{'seconds':>9}{'all':>8}")
    for (actors, wrong), seed in itertools.product(SMALL, SEEDS):
        graph = drawn(actors, 120, wrong, seed)
        begin = time.perf_counter()
        found = frustration(graph)
        middle = time.perf_counter()
        best = every_camp(graph)
        end = time.perf_counter()
        same = "" if best == found.index else "   DIFFERENT"
        print(f"  {wrong:8.0%}{seed:6}{found.index:8}{best:8}{middle - begin:9.2f}"
              f"{end - middle:8.2f}{same}")  # fmt: skip
