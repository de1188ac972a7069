"""A text held against itself: what it says in one place and takes back in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from isthmus.reading.changing import changed
from isthmus.reading.items import Agreement, CaseCell

OPPOSITE = {"shelved": ("planned", "in force"), "planned": ("shelved",), "in force": ("shelved",)}
SHORT = 5  # letters; shorter words tell nothing apart
Said = Mapping[tuple[str, str], Sequence[tuple[int, Agreement]]]


def consistent(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """Return the agreements of a text, those both shelved and under way doubtful."""
    said: dict[tuple[str, str], list[tuple[int, Agreement]]] = defaultdict(list)
    for place, each in enumerate(agreements):
        for word in _words(each.what) if each.status in OPPOSITE else ():
            said[each.status, word].append((place, each))
    return tuple(_beside(each, said) for each in agreements)


def _beside(one: Agreement, said: Said) -> Agreement:
    """Return an agreement, doubtful if another sentence says the opposite of what it is called."""
    opposed = [said.get((status, word), ()) for status in OPPOSITE.get(one.status, ())
               for word in _words(one.what)]  # fmt: skip
    firsts = (next((pair for pair in each if pair[1].start != one.start), None) for each in opposed)
    first = min(filter(None, firsts), key=lambda pair: pair[0], default=None)
    if first is None:
        return one
    other = first[1]
    shared = ", ".join(sorted(_words(one.what) & _words(other.what)))
    note = f"{other.id} of the same text says: {other.status} ({shared})"
    case = one.case or CaseCell("", "", "", None, note=note)
    return changed(one, verdict="doubtful", case=case)


GENERAL = frozenset(
    ("agreement", "agreements", "treaty", "border", "memorandum", "between", "contract", "peace")
)


def _words(what: str) -> set[str]:
    return {w for w in what.lower().split() if len(w) > SHORT and w.isalpha()} - GENERAL
