"""Copies of small objects in which some fields differ."""

from __future__ import annotations

import functools
from operator import attrgetter
from typing import Any, TypeVar

Slotted = TypeVar("Slotted")


def changed(one: Slotted, **fields: Any) -> Slotted:
    """Return a copy of an object with slots, some fields changed, faster than `replace`."""
    kind: Any = type(one)
    return kind(*map(fields.get, kind.__slots__, _values(kind)(one)))  # type: ignore[no-any-return]


@functools.cache
def _values(kind: Any) -> attrgetter[tuple[Any, ...]]:
    return attrgetter(*kind.__slots__)
