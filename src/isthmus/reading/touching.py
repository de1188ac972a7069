"""Which of the statements that a case can test a text touches: those whose words it has.

A sentence touches a statement if it has most of its words, rare ones weighing more, and if it or
the sentence before names something that the statement names.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isthmus.case.model import Case
from isthmus.reading.contradictions import EMPTY, STEM
from isthmus.reading.language import language
from isthmus.reading.tokens import pieces, tokens_of, words_of

ENOUGH = 0.55  # of what a statement's words weigh
FEWEST = 2
SHORT = 3
CAPITAL, SMALL = r"\b[^\W\d_a-z]\w+", r"\b[a-z]\w+"


@dataclass(frozen=True, slots=True)
class Touched:
    """A statement of the case that a text touches.

    `propositions` are those that test it: first that whose name has most of the sentence's words,
    alike ones in the order in which they are written. `score` is the share of the statement's words
    that the sentence has, rare ones weighing more.
    """

    claim: str
    propositions: tuple[str, ...]
    quote: str
    start: int
    end: int
    score: float


def touched(text: str, case: Case, code: str = "en") -> tuple[Touched, ...]:
    """Return the tested statements of a case that a text touches, the surest first."""
    tests = _tests(case)
    claims = case.tables["claims"]
    said = {
        name: " ".join(filter(None, (subject, statement)))
        for name, subject, statement in zip(
            claims["id"], claims["subject"], claims["statement"], strict=True
        )
        if name in tests
    }
    stems, names = ({n: of(words) for n, words in said.items()} for of in (_stems, _names))
    weight = _weights(stems)
    best: dict[str, Touched] = {}
    before: frozenset[str] = frozenset()
    for quote, start, end in _sentences(text, code):
        here, named = _stems(quote), _names(quote)
        for name, words in stems.items():
            meant = not names[name] or names[name] & (named | before)
            score = _score(words, here, weight) if meant else 0.0
            known = best.get(name)
            if score >= ENOUGH and (known is None or score > known.score):
                best[name] = Touched(name, _nearest(tests[name], here), quote, start, end, score)
        before = named
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.claim)))


def _nearest(tests: tuple[str, ...], said: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(tests, key=lambda name: -len(_stems(name.replace("-", " ")) & said)))


def _score(words: frozenset[str], said: frozenset[str], weight: Mapping[str, float]) -> float:
    """Return which share of a statement's words a sentence has; 0 if those are too few."""
    shared = words & said
    if len(shared) < FEWEST:
        return 0.0
    return sum(weight[stem] for stem in shared) / sum(weight[stem] for stem in words)


def _names(text: str) -> frozenset[str]:
    """Return the words of a text that have a capital wherever they stand, as stems."""
    capital, small = (_stems(" ".join(re.findall(form, text))) for form in (CAPITAL, SMALL))
    return capital - small - _MONTHS


def _tests(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the propositions that test each claim, in the order of the file."""
    table = case.tables["propositions"]
    rows = sorted(range(len(table)), key=lambda at: table.lines[at])
    found: dict[str, tuple[str, ...]] = {}
    for at in rows:
        if claim := table["claim"][at]:
            found[claim] = (*found.get(claim, ()), table["id"][at])
    return found


def _weights(stems: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return how much each word tells the statements apart."""
    counts = Counter(stem for words in stems.values() for stem in words)
    return {stem: math.log(1 + len(stems) / count) for stem, count in counts.items()}


def _stems(text: str) -> frozenset[str]:
    words = (word for word in words_of(text) if word.isalpha())
    return frozenset(
        word[:STEM].rstrip("s") for word in words if len(word) >= SHORT and word not in EMPTY
    )


_MONTHS = _stems(" ".join(language("en").months))


def _sentences(text: str, code: str) -> Iterator[tuple[str, int, int]]:
    abbreviations = language(code).words["abbreviations"]
    for begin, end in pieces(text):
        tokens = tokens_of(text, abbreviations, begin, end)
        first = 0
        for last in tokens.breaks:
            if last > first:
                start, stop = tokens.starts[first], tokens.end(last - 1)
                yield text[start:stop], start, stop
            first = last
