"""A number that a case knows, as far as it takes to hold a figure of a text against it."""

from __future__ import annotations

from dataclasses import dataclass

EUROPE = {"Europe": "European Union"}  # statistics of the one are told as of the other


@dataclass(frozen=True, slots=True)
class Known:
    """A number of the case: whose it is, what it measures, in what unit, of when, from where.

    `table` and `row` say where it stands; for a claim `claim` is its id. `words` are those of its
    statement, to tell which of several is meant; `kinds` those that make it a part of a whole
    (liquefied gas). `whole` tells that `names` has all that narrows it down.
    """

    table: str
    row: str
    column: str
    claim: str | None
    actors: frozenset[str]
    measures: frozenset[str]
    goods: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    value: float
    low: float | None
    high: float | None
    unit: str
    when: str | None
    kinds: frozenset[str] = frozenset()
    whole: bool = False
