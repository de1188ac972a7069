"""Values as people read them, on a screen and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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


def listed(names: Sequence[str]) -> str:
    """Write names one after the other: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
