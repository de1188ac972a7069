"""Alignment in words: camps, frustrated ties, likeness, and how evenly an actor balances."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.camps import MOST, alike, margins, split
from isthmus.lenses.politics.frustration import frustration
from isthmus.lenses.politics.signed import Bools, Ints, Signed, parts, triangles
from isthmus.lenses.politics.similarity import similarity
from isthmus.lenses.politics.timeline import timeline
from isthmus.lenses.politics.today import graph_at, today

Columns = dict[str, list[Any]]
MORE = (2, 3, 4)  # camps that table `splits` tries


def words(
    case: Case, camps: int = 2, since: int | None = None
) -> tuple[dict[str, Any], dict[str, Callable[[], Columns]]]:
    """Return the numbers and the tables of alignment that rest on words alone.

    Raises
    ------
    IsthmusError
        If the case has no relations, or camps are fewer than two.
    """
    if camps < 2:
        raise IsthmusError(f"{camps} camps: two or more")
    graph = graph_at(case, today(case))
    if not len(graph.a):
        raise IsthmusError(
            f"case {case.id} has no relations of a strength other than 0; write them in table "
            "relations: a, b, strength from -1 to 1"
        )
    two, optima = frustration(graph), alike(graph)
    every, balanced = triangles(graph)
    numbers = {
        "frustration": two.index,
        "bound": two.bound,
        "optimal": two.optimal,
        "optima": optima and optima[0],
        "ties": len(graph.a),
        "triangles": every,
        "triangle_balance": balanced / every if every else None,
    }
    chosen = functools.cache(lambda: split(graph, camps))
    return numbers, {
        "camps": lambda: _camps(graph, chosen().camp, camps, optima),
        "frustrated": lambda: _frustrated(graph, chosen().camp),
        "splits": lambda: _splits(graph),
        "similarity": lambda: similarity(case),
        "timeline": lambda: timeline(case, since),
    }


def _camps(graph: Signed, camp: Ints, most: int, optima: tuple[int, Bools] | None) -> Columns:
    sure = optima[1].tolist() if optima and most == 2 else [None] * len(graph.names)
    return {
        "actor": list(graph.names),
        "camp": camp.tolist(),
        "margin": margins(graph, camp, most).tolist(),
        "sure": sure,
    }


def _frustrated(graph: Signed, camp: Ints) -> Columns:
    lost = graph.frustrated(camp)
    ends = (graph.a[lost].tolist(), graph.b[lost].tolist())
    a, b = ([graph.names[at] for at in end] for end in ends)
    return {"a": a, "b": b, "strength": graph.strength[lost].tolist()}


def _splits(graph: Signed) -> Columns:
    """Return how many ties each number of camps frustrates, where that is small enough to prove."""
    small = max(len(part.names) for part in parts(graph)) <= MOST
    tried = [(most, split(graph, most)) for most in (MORE if small else MORE[:1])]
    return {
        "camps": [most for most, _ in tried],
        "frustrated": [found.index for _, found in tried],
        "optimal": [found.optimal for _, found in tried],
    }


def ties_of(case: Case) -> dict[tuple[str, str], float]:
    """Return the strength of every tie, by both orders of its ends."""
    graph = graph_at(case, today(case))
    found = {}
    for a, b, strength in zip(graph.a, graph.b, graph.strength.tolist(), strict=True):
        one, other = graph.names[a], graph.names[b]
        found[one, other] = found[other, one] = strength
    return found


def evenness(weights: Sequence[float]) -> float | None:
    """Return how evenly weights lie: entropy over its most; 1 even, 0 one-sided (Pielou, 1966).

    Negative weights count as nothing; None where nothing is left, or there is but one weight.
    """
    kept = [max(weight, 0.0) for weight in weights]
    total = sum(kept)
    if total <= 0 or len(kept) < 2:
        return None
    shares = [weight / total for weight in kept if weight > 0]
    return -sum(share * math.log(share) for share in shares) / math.log(len(kept)) + 0.0
