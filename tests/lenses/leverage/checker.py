"""An independent check of a certificate: factorials and fractions, nothing of the package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import factorial
from pathlib import Path

Box = tuple[int, int, Fraction, Fraction, Fraction]


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
        low, high = _bounds(boxes, mask)
        if not low - slack <= value <= high + slack:
            found.append(f"coalition {mask} is worth {value}, not {float(low)} to {float(high)}")
    for name, (lowest, highest), least, most in zip(
        players, _shares(boxes, len(players)), document["low"], document["high"], strict=True
    ):
        exact = document["method"] == "exact"
        if exact and max(abs(lowest - least), abs(highest - most)) > slack:
            found.append(f"{name} has {float(lowest)}, not {least}")
        if not exact and not lowest - slack <= least <= most <= highest + slack:
            found.append(f"{name} has {least} to {most}, which is not within the boxes' bounds")
    return found


def _bounds(boxes: list[Box], mask: int) -> tuple[float, float]:
    held = [box for box in boxes if box[0] & ~mask == 0 and box[1] & mask == 0]
    return float(sum(box[2] for box in held)), float(sum(box[3] for box in held))


def _shares(boxes: list[Box], players: int) -> list[tuple[Fraction, Fraction]]:
    """Return bounds of the Shapley value: what a box adds is a fraction of factorials."""
    shares = [[Fraction(0), Fraction(0)] for _ in range(players)]
    for inside, outside, low, high, _ in boxes:
        a, b = inside.bit_count(), outside.bit_count()
        for player, share in enumerate(shares):
            if inside >> player & 1:
                weight = Fraction(factorial(a - 1) * factorial(b), factorial(a + b))
                share[0] += weight * low
                share[1] += weight * high
            elif outside >> player & 1:
                weight = Fraction(factorial(a) * factorial(b - 1), factorial(a + b))
                share[0] -= weight * high
                share[1] -= weight * low
            else:
                weight = Fraction(factorial(a) * factorial(b), factorial(a + b + 1))
                share[1] += weight * (high - low)
    return [(low, high) for low, high in shares]
