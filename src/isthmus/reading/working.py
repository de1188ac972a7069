"""States of routes told by what goes on there: is being strung, receives ships again."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

HINTS = ("progressing", "raising", "passive", "ceased", "nobody", "again")  # else there is none
FEW = 3  # tokens
AHEAD = 6  # tokens from a verb to the word that says that it goes on


def states(sentence: Sentence) -> list[Span]:
    """Return the states that no phrase of the language tells, in the order of the text."""
    sets, has = sentence.language.words, sentence.has
    if all(has.isdisjoint(sets[name]) for name in HINTS):
        return []
    told = {at for cue in sentence.cues("status") for at in range(cue.first, cue.last)}
    found = (*_being_done(sentence), *_raised(sentence), *_at_work(sentence))
    return [span for span in found if told.isdisjoint(range(span.first, span.last))]


def _being_done(sentence: Sentence) -> Iterator[Span]:
    """Yield what is being done to something, if it is no talk: is now being strung."""
    words, sets = sentence.tokens.words, sentence.language.words
    for at in range(sentence.first + 1, sentence.last - 1):
        if words[at] not in sets["progressing"] or words[at - 1] not in sets["being"]:
            continue
        done = words[at + 1]
        if (done.endswith("ed") or done in sets["participles"]) and done not in sets["talked"]:
            yield Span(at, at + 2, {"status": "construction"})


def _raised(sentence: Sentence) -> Iterator[Span]:
    """Yield work that goes on, is to come or is done: are stringing, will be strung, was strung."""
    words, sets = sentence.tokens.words, sentence.language.words
    for at in range(sentence.first + 1, sentence.last):
        before = words[at - 1]
        if words[at] in sets["raising"] and before in sets["being"]:
            yield Span(at, at + 1, {"status": "construction"})
        elif words[at] in sets["raised"] and before in sets["passive"]:
            to_come = before in sets["infinitive"]
            yield Span(at - 1, at + 1, {"status": "planned" if to_come else "built"})


def _at_work(sentence: Sentence) -> Iterator[Span]:
    """Yield verbs of what works, if words behind say that it does: receives ships again."""
    words, sets = sentence.tokens.words, sentence.language.words
    for at in range(sentence.first + 1, sentence.last - 1):
        if words[at] not in sets["operating"] or words[at - 1] in sets["modal"]:
            continue
        near = range(max(sentence.first, at - FEW), at)
        no = next((step for step in near if words[step] in sets["nobody"]), at)
        if no < at or words[at - 1] in sets["ceased"]:
            yield Span(min(no, at - 1), at + 1, {"status": "closed"})
            continue
        behind = words[at + 1 : min(sentence.last, at + AHEAD)]
        stop = next((step for step, w in enumerate(behind) if w in sets["stopping"]), len(behind))
        if not sets["again"].isdisjoint(behind[:stop]):
            yield Span(at, at + 1, {"status": "open"})
