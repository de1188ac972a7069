"""Sentences that are opinion: they weigh, ascribe a wish or foretell, and nothing can be checked.

A sentence is told by its words alone: what it believes or takes for important, what it says that
somebody wants, how it speaks of somebody. It is no opinion if a figure was read in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from isthmus.reading.items import Reading
from isthmus.reading.language import language
from isthmus.reading.tokens import pieces, tokens_of

Kind = Literal["weighs", "ascribes", "foretells"]
CUES: Mapping[Kind, str] = {
    "weighs": (
        "importance|important|vital|crucial|decisive|essential|key|historic|unprecedented|"
        "easily|easy|clearly|obviously|undoubtedly|of course|true|genuine|so-called|pretext|"
        "dagger|betrayal|always been|equal relations|main partner|special role|dependent on|"
        "in debt|in [^ ]+['’]s debt|signal to|speaks to|speaks of|confirms that|proves that|"
        "shows that|has become|aggressive|reckless|brilliant|dangerous|dubious|naive|failed to|"
        "under the protection|common interests|shared? interests|everybody|nobody|trusts?|"
        "blackmail|let us|in my view|in our view|ought to|it is time|a good deal of"
    ),
    "ascribes": (
        "believes?|considers?|thinks?|regards?|sees? [^.]* as|seems? to|appears? to|wants? to|"
        "really wants?|seeks? to|is seeking to|strives? to|tr(?:y|ies) to|is trying to|"
        "are trying to|tried to|hopes? (?:to|for|that)|fears?|intends? to|is not going to|"
        "dreams? of|is afraid|did not back down|is working on"
    ),
    "foretells": (
        "will not|will never|cannot|can easily|is bound to|is doomed|inevitabl[ey]|"
        "will (?:certainly|surely|definitely)|sooner or later|not easy to"
    ),
}
PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in CUES.items()}


@dataclass(frozen=True, slots=True)
class Opinion:
    """A sentence that is opinion, where it stands, why it is told to be one, and by which words."""

    quote: str
    start: int
    end: int
    kind: Kind
    cue: str


@dataclass(frozen=True, slots=True)
class Opinions:
    """The opinions of a text, and how many sentences it has in all."""

    found: tuple[Opinion, ...]
    sentences: int


def opinions(text: str, reading: Reading) -> Opinions:
    """Return the sentences of a text that are opinion, in its order.

    Parameters
    ----------
    text : str
        The text as it was read.
    reading : Reading
        What was read in it: sentences with figures are left out. The words are known in English
        only, and no sentence is an opinion in another language.
    """
    if reading.document.language != "en":
        return Opinions((), 0)
    figures = [(one.start, one.end) for one in reading.figures]
    abbreviations = language("en").words["abbreviations"]
    found = []
    count = 0
    for begin, end in pieces(text):
        tokens = tokens_of(text, abbreviations, begin, end)
        first = 0
        for last in tokens.breaks:
            if last > first:
                count += 1
                start, stop = tokens.starts[first], tokens.end(last - 1)
                one = _opinion(text[start:stop], start)
                if one and not any(start < to and at < stop for at, to in figures):
                    found.append(one)
            first = last
    return Opinions(tuple(found), count)


def _opinion(sentence: str, start: int) -> Opinion | None:
    for kind, pattern in PATTERNS.items():
        if match := pattern.search(sentence):
            return Opinion(sentence, start, start + len(sentence), kind, match.group())
    return None
