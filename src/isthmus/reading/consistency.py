"""A text held against itself: what it says in one place and takes back in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from isthmus.reading.changing import changed
from isthmus.reading.items import Agreement, CaseCell

OPPOSITE = {"shelved": ("planned", "in force"), "planned": ("shelved",), "in force": ("shelved",)}
SHORT = 5  # letters; shorter words tell nothing apart


def consistent(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """Return the agreements of a text, those both shelved and under way doubtful."""
    words = [_words(each.what) if each.status in OPPOSITE else set() for each in agreements]
    said: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(agreements):
        for word in words[at]:
            said[each.status, word].append(at)
    return tuple(_beside(at, agreements, words, said) for at in range(len(agreements)))


def _beside(
    at: int, agreements: Sequence[Agreement], words: Sequence[set[str]],
    said: Mapping[tuple[str, str], Sequence[int]],
) -> Agreement:  # fmt: skip
    """Return an agreement, doubtful if another sentence says the opposite of what it is called."""
    one = agreements[at]
    opposed = [
        said.get((status, word), ())
        for status in OPPOSITE.get(one.status, ())
        for word in words[at]
    ]
    firsts = (next((o for o in each if agreements[o].start != one.start), None) for each in opposed)
    place = min((first for first in firsts if first is not None), default=None)
    if place is None:
        return one
    other, shared = agreements[place], ", ".join(sorted(words[at] & words[place]))
    note = f"{other.id} of the same text says: {other.status} ({shared})"
    case = one.case or CaseCell("", "", "", None, note=note)
    return changed(one, verdict="doubtful", case=case)


GENERAL = frozenset(
    ("agreement", "agreements", "treaty", "border", "memorandum", "between", "contract", "peace")
)


def _words(what: str) -> set[str]:
    return {w for w in what.lower().split() if len(w) > SHORT and w.isalpha()} - GENERAL
