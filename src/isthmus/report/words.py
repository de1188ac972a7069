"""Values as people read them, on a screen and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SIZES = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "), (1.0, ""))


def cell(value: Any) -> str:
    """Write a value for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """Write a number with about four significant digits and thousands separated."""
    size = abs(value)
    if size < 5e-4:
        return "0"
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100 else f"{value:.2f}"


def amount(value: float, unit: str) -> str:
    """Write a quantity for people: 8.7 billion USD, rank 3, 1,200 count."""
    if unit == "rank":
        return f"rank {value:g}"
    size, word = next((each for each in SIZES if abs(value) >= each[0]), (1.0, ""))
    digits = f"{value / size:,.3f}" if abs(value) >= 0.01 or not value else f"{value:.3g}"
    short = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{short} {word}{unit}".strip()


def listed(names: Sequence[str]) -> str:
    """Write names one after the other: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
