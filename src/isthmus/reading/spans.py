"""Marked words of a text."""

from __future__ import annotations

from typing import NamedTuple

from isthmus.reading.language import Roles


class Span(NamedTuple):
    """Tokens from `first` up to and without `last`, and the roles that they play."""

    first: int
    last: int
    roles: Roles
