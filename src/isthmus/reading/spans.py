"""Marked words of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isthmus.reading.changing import changed
from isthmus.reading.language import Roles


@dataclass(slots=True)
class Span:
    """Tokens from `first` up to and without `last`, and the roles that they play."""

    first: int
    last: int
    roles: Roles

    def _replace(self, **fields: Any) -> Span:
        """Return the span with some fields changed, as a named tuple would."""
        return changed(self, **fields)
