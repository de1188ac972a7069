"""How routes are named by what stands beside them: the A and B crossings; the one at D."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.reading.changing import changed
from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

PLACED = frozenset(("unknown", "place", "capital"))
NEAR = 8  # tokens
NAMED = PLACED | {"route"}


def shared(sentence: Sentence, span: Span) -> Iterator[Span]:
    """Yield the routes that share the noun of one in the plural: the A and B crossings.

    The noun may also stand before them: the crossings at A, B and C.
    """
    tokens = sentence.tokens
    if not tokens.words[span.last - 1].endswith("s"):
        yield from _behind(sentence, span)
        return
    noun, first = tokens.words[span.last - 1], span.first
    for other in reversed([s for s in sentence.names if s.last < span.first]):
        if other.roles["name"].kind not in PLACED or not _listed(sentence, other.last, first):
            return
        text = f"{tokens.slice(other.first, other.last)} {noun}"
        yield changed(other, roles={"name": Name(text, "route", thing=text)})
        first = other.first


def _behind(sentence: Sentence, span: Span) -> Iterator[Span]:
    words, raw = sentence.tokens.words, sentence.tokens.raw
    if not (raw[span.first].islower() and words[span.first].endswith("s")):
        return
    last, noun = span.last, sentence.tokens.words[span.first]
    for other in (s for s in sentence.names if s.first > span.last):
        if other.roles["name"].kind not in PLACED or not _listed(sentence, last, other.first):
            return
        text = f"{noun} at {sentence.tokens.slice(other.first, other.last)}"
        yield changed(other, roles={"name": Name(text, "route", thing=text)})
        last = other.last


def _listed(sentence: Sentence, first: int, last: int) -> bool:
    gap = sentence.tokens.words[first:last]
    return bool(gap) and sentence.language.words["listing"].issuperset(gap)


def apposed(sentence: Sentence, noun: Span) -> Span | None:
    """Return what a noun is called right behind it: a crossing, Bedel, has; a line called B."""
    words, sets = sentence.tokens.words, sentence.language.words
    called = _called(sentence, noun)
    parted = words[noun.last : noun.last + 1] == [","]
    if not (parted or called):
        return None
    at = called or noun.last + 1
    span = sentence.starting.get(at)
    if span is None or span.roles["name"].kind not in NAMED:
        return None
    behind = words[span.last] if span.last < sentence.last else "."
    if not called and behind != "," and behind not in sets["being"]:
        return None
    return changed(span, first=noun.first)


def _called(sentence: Sentence, noun: Span) -> int | None:
    """Return where the name begins that a noun is said to be called: a line to Greece, called B."""
    words = sentence.tokens.words
    end = min(noun.last + NEAR, sentence.clause(noun.first)[1] - 1)
    for at in range(noun.last, end):
        if words[at] in sentence.language.words["called"]:
            return None if sentence.cues("route", noun.last, at) else at + 1
    return None


def that_one(sentence: Sentence, route: Span, first: int) -> Span | None:
    """Return what `the one` before a name stands for: the one at Sherkhan Bandar."""
    words, sets = sentence.tokens.words, sentence.language.words
    if words[first : first + 1] == [] or words[first] not in sets["linking"]:
        return None
    name = sentence.starting.get(first + 1)
    if name is None:
        return None
    noun = _noun(sentence, route)
    text = f"{noun} {sentence.tokens.slice(first, name.last)}"
    span = Span(first - 2, name.last, {"name": Name(text, "route", thing=text)})
    return apposed(sentence, span) or span


def _noun(sentence: Sentence, route: Span) -> str:
    """Return the noun in the name of a route: its last, else the first."""
    name: Name = route.roles["name"]
    said = (name.thing or name.text).lower().split()
    return next((word for word in said[::-1] if word in sentence.language.words["route"]), said[0])
