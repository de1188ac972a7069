"""A text held against itself: what it says in one place and takes back in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isthmus.reading.items import Agreement, CaseCell, Reading

OPPOSITE = {"shelved": ("planned", "in force"), "planned": ("shelved",), "in force": ("shelved",)}
SHORT = 5  # letters; shorter words tell nothing apart


def consistent(reading: Reading) -> Reading:
    """Return a reading in which agreements both shelved and under way are doubtful."""
    return replace(
        reading, agreements=tuple(_beside(each, reading.agreements) for each in reading.agreements)
    )


def _beside(one: Agreement, every: Sequence[Agreement]) -> Agreement:
    for other in every:
        if other.start == one.start or other.status not in OPPOSITE.get(one.status, ()):
            continue
        shared = _words(one.what) & _words(other.what)
        if shared:
            note = f"{other.id} of the same text says: {other.status} ({', '.join(sorted(shared))})"
            return replace(
                one, verdict="doubtful", case=one.case or CaseCell("", "", "", None, note=note)
            )
    return one


GENERAL = frozenset(
    ("agreement", "agreements", "treaty", "border", "memorandum", "between", "contract", "peace")
)


def _words(what: str) -> set[str]:
    return {w for w in what.lower().split() if len(w) > SHORT and w.isalpha()} - GENERAL
