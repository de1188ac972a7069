"""Copies of small objects in which some fields differ."""

from __future__ import annotations

from typing import Any, TypeVar

Slotted = TypeVar("Slotted")


def changed(one: Slotted, **fields: Any) -> Slotted:
    """Return a copy of an object with slots, some fields changed, faster than `replace`."""
    kind: Any = type(one)
    return kind(**{name: getattr(one, name) for name in kind.__slots__} | fields)  # type: ignore[no-any-return]
