"""Marked words of a text."""

from __future__ import annotations

from dataclasses import dataclass

from isthmus.reading.language import Roles


@dataclass(slots=True)
class Span:
    """Tokens from `first` up to and without `last`, and the roles that they play."""

    first: int
    last: int
    roles: Roles
