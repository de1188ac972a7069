"""Statements of one text that do not go together: what is put aside here goes on there.

Two clauses seem opposed if one says that something is put aside and the other that it goes on, and
if what they speak of shares two common words, or one and all the names of the one with fewer. What
one of them dates otherwise is no contradiction, nor what comes again: resumed, revived.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isthmus.reading.items import Figure, Reading
from isthmus.reading.language import language
from isthmus.reading.tokens import Tokens, pieces, tokens_of

STOPPED = (
    "shelved", "suspended", "frozen", "froze", "stalled", "halted", "paused", "abandoned",
    "cancelled", "canceled", "scrapped", "stopped", "postponed", "terminated", "deadlocked",
    "put aside", "put off", "on hold", "broken off", "called off", "set aside",
    "at a standstill", "in deadlock",
)  # fmt: skip
GOING_ON = (
    "continue", "continues", "continued", "continuing", "ongoing", "underway", "under way",
    "in progress", "proceeds", "proceeding", "is advancing", "are advancing", "go on", "goes on",
    "going on", "is progressing", "are progressing", "moving ahead", "on track",
)  # fmt: skip
DENIED = frozenset(("not", "n't", "never", "no", "neither", "hardly"))
PARTED = frozenset(
    ("after", "because", "although", "though", "while", "whereas", "but", "which", "who", "whose",
     "since", "unless", "before", ";", "despite")
)  # fmt: skip
EMPTY = frozenset((
    "about", "along", "also", "been", "between", "both", "could", "does", "each", "from", "have",
    "having", "into", "issue", "issues", "itself", "matter", "more", "most", "much", "other",
    "over", "part", "process", "question", "such", "than", "that", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "under", "until", "very", "were",
    "what", "when", "where", "will", "with", "within", "work", "would", "year", "years", "said",
    "says", "draft"
))  # fmt: skip
BEFORE = 3  # tokens before a cue within which a denial turns it round
STEM = 6  # letters by which words count as the same
SAME = 0.02
# Of these an actor has one a year; it may trade and invest in many ways.
SINGLE = frozenset(("production", "consumption", "capacity", "throughput", "distance"))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two statements: its sentence, and the characters at which it stands."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of one text that do not go together, and what both are about."""

    about: str
    first: Side
    second: Side


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause that says whether something goes on: what it speaks of, its names, its years."""

    going_on: bool
    common: dict[str, str]  # the word as written, by stem
    names: dict[str, str]
    years: frozenset[str]
    side: Side


def contradictions(text: str, code: str = "en") -> tuple[Contradiction, ...]:
    """Return the statements of a text that seem opposed, in its order.

    Parameters
    ----------
    text : str
        The text as it was read.
    code : str
        Its language; the words are known in English only, and none are found in another.
    """
    if code != "en":
        return ()
    clauses = list(_clauses(text, code))
    going_on: dict[str, list[int]] = {}
    for at, clause in enumerate(clauses):
        for stem in clause.common if clause.going_on else ():
            going_on.setdefault(stem, []).append(at)
    pairs = {
        (min(at, other), max(at, other))
        for at, clause in enumerate(clauses)
        if not clause.going_on
        for stem in clause.common
        for other in going_on.get(stem, ())
    }
    found = [(clauses[at], clauses[other]) for at, other in sorted(pairs)]
    return tuple(
        Contradiction(about, one.side, other.side)
        for one, other in found
        if one.side != other.side and (about := _shared(one, other))
    )


def differing(reading: Reading) -> tuple[Contradiction, ...]:
    """Return the figures of one text that tell the same thing otherwise."""
    groups: dict[tuple[str | None, ...], list[Figure]] = {}
    for one in reading.figures:
        if one.measure in SINGLE and one.subject and one.when and not one.of:
            key = (one.subject, one.measure, one.commodity, one.unit, one.when)
            groups.setdefault(key, []).append(one)
    return tuple(
        Contradiction(f"{one.subject} {one.measure} in {one.when}", _said(one), _said(other))
        for group in groups.values()
        for one, other in itertools.combinations(group, 2)
        if abs(one.value - other.value) > SAME * max(abs(one.value), abs(other.value))
    )


def _said(figure: Figure) -> Side:
    return Side(figure.quote, figure.start, figure.end)


def _shared(one: _Clause, other: _Clause) -> str:
    """Return in words what two clauses are both about; empty if that is too little."""
    if one.years and other.years and not one.years & other.years:
        return ""
    common = [word for stem, word in one.common.items() if stem in other.common]
    names = [word for stem, word in one.names.items() if stem in other.names]
    fewer = min(len(one.names), len(other.names))
    if len(common) >= 2 or (common and fewer and len(names) >= fewer):
        return " ".join([*names, *common])
    return ""


def _clauses(text: str, code: str) -> Iterator[_Clause]:
    """Yield the clauses in which something is put aside or goes on."""
    abbreviations = language(code).words["abbreviations"]
    for begin, end in pieces(text):
        tokens = tokens_of(text, abbreviations, begin, end)
        first = 0
        for last in tokens.breaks:
            for start, stop in _parts(tokens.words, first, last):
                clause = _clause(tokens, first, last, start, stop)
                if clause is not None:
                    yield clause
            first = last


def _parts(words: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    cuts = [at for at in range(first, last) if words[at] in PARTED]
    yield from itertools.pairwise([first, *cuts, last])


def _clause(tokens: Tokens, first: int, last: int, start: int, stop: int) -> _Clause | None:
    cue = _cue(tokens.words, start, stop)
    if cue is None:
        return None
    at, behind, going_on = cue
    common: dict[str, str] = {}
    names: dict[str, str] = {}
    for place in range(start, stop):
        word, raw = tokens.words[place], tokens.raw[place]
        if at <= place < behind or not word.isalpha() or len(word) < 4 or word in EMPTY:
            continue
        where = names if raw[0].isupper() and place > first else common
        where.setdefault(word[:STEM], raw)
    years = frozenset(
        raw for raw in tokens.raw[first:last] if len(raw) == 4 and raw.isdecimal() and raw > "1800"
    )
    side = Side(tokens.slice(first, last), tokens.starts[first], tokens.end(last - 1))
    return _Clause(going_on, common, names, years, side)


def _cue(words: Sequence[str], start: int, stop: int) -> tuple[int, int, bool] | None:
    """Return where a clause says that something is put aside or goes on, and which of the two."""
    for at in range(start, stop):
        for phrase, going_on in PHRASES.get(words[at], ()):
            behind = at + len(phrase)
            if behind <= stop and tuple(words[at:behind]) == phrase:
                denied = not DENIED.isdisjoint(words[max(start, at - BEFORE) : at])
                return at, behind, going_on != denied
    return None


def _phrases() -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    found: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for going_on, phrases in ((False, STOPPED), (True, GOING_ON)):
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, going_on))
    return found


PHRASES = _phrases()
