"""How wide a quantity is drawn: in proportion, up to a round number that the legend names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
THINNEST = 1.0  # pixels: what is thinner cannot be seen
BEYOND = 20  # one line in so many may be wider than the scale
MUCH_WIDER = 1.8


@dataclass(frozen=True)
class Scale:
    """Widths of quantities of one unit: `top` is drawn `widest` pixels wide.

    A few quantities may be more than `top`: were they drawn to scale, all others would be hairs.
    They are as wide as `top`, and the legend says so.
    """

    unit: str
    top: float
    widest: float
    capped: bool

    def width(self, value: float) -> float:
        """Return how wide a quantity is drawn, in pixels."""
        return max(THINNEST, min(value, self.top) / self.top * self.widest)

    @property
    def least(self) -> float:
        """The quantity below which all lines are equally thin."""
        return self.top * THINNEST / self.widest


def scale(unit: str, values: Iterable[float], widest: float, least: float = 0.0) -> Scale:
    """Return the scale for the quantities of a map; its top is `least` or more."""
    falling = sorted(values, reverse=True) or [1.0]
    largest, usual = falling[0], large(falling)
    capped = largest > MUCH_WIDER * round_up(max(usual, least))
    return Scale(unit, round_up(max(usual if capped else largest, least)), widest, capped)


def large(values: Iterable[float]) -> float:
    """Return the quantity that only one in twenty exceeds."""
    falling = sorted(values, reverse=True)
    return falling[len(falling) // BEYOND] if falling else 0.0


def round_up(value: float, steps: Sequence[float] = STEPS) -> float:
    """Return the next round number."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in steps if step * power >= value * (1 - 1e-9))


def quantity(value: float) -> str:
    """Write a quantity for people: three digits at most before, one behind the point."""
    size = abs(value)
    if size < 0.05:
        return f"{value:.1g}"
    return f"{value:,.0f}" if size >= 99.95 else f"{value:.1f}".removesuffix(".0")


def money(value: float, *, signed: bool = False) -> str:
    """Write an amount for people, with a real minus."""
    whole = round(value) or 0  # no minus before a zero
    text = f"{whole:+,}" if signed and whole else f"{whole:,}"
    return text.replace("-", "−")
