"""An independent check of a certificate: factorials and fractions, nothing of the package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import factorial
from pathlib import Path
from typing import Any

Box = tuple[int, int, Fraction, Fraction, Fraction]
Sum = list[tuple[int, Fraction]]
Sums = tuple[Sum, Sum]


def faults(path: Path, worth: Callable[[int], float], asked: Iterable[int]) -> list[str]:
    """Return what is wrong with a certificate.

    Parameters
    ----------
    path : Path
    worth : callable
        What a coalition, by bit mask, is worth, found in some other way.
    asked : iterable of int
        The coalitions to ask it for.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    players = document["players"]
    boxes: list[Box] = [(row[0], row[1], *map(Fraction, row[2:])) for row in document["boxes"]]
    between = _between(document, boxes)
    slack = 1e-6 * max(1.0, abs(document["value"]))
    found = []
    covered = sum(
        share / 2 ** (inside.bit_count() + outside.bit_count())
        for inside, outside, _, _, share in boxes
    )
    if abs(covered - 1) > 1e-9:
        found.append(f"covers {float(covered)} of all coalitions")
    if any(inside & outside for inside, outside, *_ in boxes):
        found.append("somebody is both in and out of a box")
    if any(low > high for _, _, low, high, _ in boxes):
        found.append("a lower bound is above the upper bound")
    everyone = (1 << len(players)) - 1
    known = [(everyone, document["value"]), (0, document["value_empty"])]
    for mask, value in [*known, *((mask, worth(mask)) for mask in asked)]:
        low, high = _bounds(boxes, between, mask)
        if not low - slack <= value <= high + slack:
            found.append(f"coalition {mask} is worth {value}, not {float(low)} to {float(high)}")
    for name, (lowest, highest), least, most in zip(
        players,
        _shares(boxes, between, len(players)),
        document["low"],
        document["high"],
        strict=True,
    ):
        exact = document["method"] == "exact"
        if exact and max(abs(lowest - least), abs(highest - most)) > slack:
            found.append(f"{name} has {float(lowest)}, not {least}")
        if not exact and not lowest - slack <= least <= most <= highest + slack:
            found.append(f"{name} has {least} to {most}, which is not within the boxes' bounds")
    return found


def _between(document: dict[str, Any], boxes: list[Box]) -> list[Sums]:
    """Return for every box two sums that its value lies between."""
    known = boxes[: len(boxes) - len(document["between"])]
    constant: list[Sums] = [([(0, low)], [(0, high)]) for _, _, low, high, _ in known]
    closer = [
        tuple([(need, Fraction(size)) for need, size in terms] for terms in sums)
        for sums in document["between"]
    ]
    return constant + [(low, high) for low, high in closer]


def _bounds(boxes: list[Box], between: list[Sums], mask: int) -> tuple[float, float]:
    low = high = Fraction(0)
    for (inside, outside, *_), (below, above) in zip(boxes, between, strict=True):
        if inside & ~mask == 0 and outside & mask == 0:
            low += sum(size for need, size in below if need & ~mask == 0)
            high += sum(size for need, size in above if need & ~mask == 0)
    return float(low), float(high)


def _shares(boxes: list[Box], between: list[Sums], players: int) -> list[tuple[Fraction, Fraction]]:
    """Return bounds of the Shapley value: what a term in a box adds is a fraction of factorials."""
    shares = [[Fraction(0), Fraction(0)] for _ in range(players)]
    for (inside, outside, *_), (below, above) in zip(boxes, between, strict=True):
        for player, share in enumerate(shares):
            (having, lacking), (most_having, most_lacking) = (
                _sides(inside, outside, terms, player) for terms in (below, above)
            )
            least = having - most_lacking
            free = not (inside | outside) >> player & 1
            share[0] += max(least, Fraction(0)) if free else least
            share[1] += most_having - lacking
    return [(low, high) for low, high in shares]


def _sides(inside: int, outside: int, terms: Sum, player: int) -> tuple[Fraction, Fraction]:
    """Return what coalitions with a player add to its share, and what those without take off."""
    having = lacking = Fraction(0)
    b = outside.bit_count()
    for need, size in terms:
        a = (inside | need).bit_count()
        if (inside | need) >> player & 1:
            having += size * Fraction(factorial(a - 1) * factorial(b), factorial(a + b))
        elif outside >> player & 1:
            lacking += size * Fraction(factorial(a) * factorial(b - 1), factorial(a + b))
        else:
            each = size * Fraction(factorial(a) * factorial(b), factorial(a + b + 1))
            having, lacking = having + each, lacking + each
    return having, lacking
