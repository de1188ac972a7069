"""For how long a route is so, or what it is too small for."""

from __future__ import annotations

from isthmus.reading.items import RouteStatus
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

NEAR = 12


def about(sentence: Sentence, cue: Span, status: RouteStatus) -> str | None:
    """Return what a route is too small for, or how long it was closed for."""
    if status == "full":
        _, end = sentence.clause(cue.first)
        needing = sentence.language.words["needing"]
        said = cue.last < end and sentence.tokens.words[cue.last] in needing
        return sentence.tokens.slice(cue.last, end) if said else None
    return _while(sentence, cue) if status == "closed" else None


def _while(sentence: Sentence, cue: Span) -> str | None:
    """Return for how long something was so, where it was for a time only: for two days."""
    words, sets = sentence.tokens.words, sentence.language.words
    _, end = sentence.clause(cue.first)
    for at in range(cue.last, min(end, cue.last + NEAR)):
        if words[at] in sets["lasts"]:
            last = min(end, at + SPAN)
            times = sets["until"] if words[at] in sets["lasting"] else sets["passing"]
            until = next((step for step in range(at + 1, last) if words[step] in times), None)
            if until is not None and (words[at] != "on" or words[until].endswith("s")):
                return sentence.tokens.slice(at, until + 1)
    near = range(max(sentence.first, cue.first - 1), min(end, cue.last + 1))
    return next((words[at] for at in near if words[at] in ("temporarily", "briefly")), None)


SPAN = 6  # tokens
