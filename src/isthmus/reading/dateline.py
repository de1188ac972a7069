"""Where a text was sent from, and when: LONDON, March 3 - ..., which says nothing of its own."""

from __future__ import annotations

from isthmus.reading.language import Language, Phrases, alone
from isthmus.reading.tokens import Tokens

LONGEST = 14  # tokens
LETTERS = 3  # of a place in capitals
SIGNS = frozenset((",", ".", "(", ")", "/", ":"))
PLACES = frozenset(("capital", "place", "state"))


def behind(tokens: Tokens, first: int, last: int, phrases: Phrases, words: Language) -> int:
    """Return the token behind the dateline that a sentence begins with, its first if there is none.

    A dateline begins a line with a place, has a date, an agency in brackets or all capitals, and
    ends with a dash, or with its line's first sentence, where a dash begins the next.
    """
    if not tokens.raw[first][0].isupper() or not _begins_line(tokens, first):
        return first
    place = tokens.raw[first]
    if last - first == 2 and tokens.words[first + 1] == "." and place.isupper():
        return last if len(place) > LETTERS else first
    at = first
    while at < min(last, first + LONGEST) and _fits(tokens, at, words):
        at += 1
    if at < last and not (tokens.words[at] == "-" and not tokens.joined(at)):
        return first
    if at == last and tokens.words[last : last + 1] != ["-"]:
        return first
    return at + (at < last) if _sent(tokens, first, at, phrases, words) else first


def _begins_line(tokens: Tokens, first: int) -> bool:
    begin = tokens.starts[first]
    return "\n" in tokens.text[tokens.end(first - 1) : begin] if first else True


def _fits(tokens: Tokens, at: int, words: Language) -> bool:
    raw = tokens.raw[at]
    hyphen = raw == "-" and tokens.joined(at)
    return raw[0].isupper() or raw.isdecimal() or tokens.words[at] in SIGNS or hyphen


def _sent(tokens: Tokens, first: int, end: int, phrases: Phrases, words: Language) -> bool:
    """Tell whether a place is told with a date, with an agency, or in capitals."""
    written = tokens.words[first + 1 : end]
    dated = any(word in words.months for word in written) and any(w.isdecimal() for w in written)
    agency = "(" in written and written[-1] == ")"
    place = tokens.raw[first]
    name = (alone(phrases, tokens.words[first]) or {}).get("name")
    opens = tokens.raw[end + 1 : end + 2] != [] and not tokens.raw[end + 1][0].islower()
    capitals = place.isupper() and len(place) > LETTERS and opens
    return dated or agency or (capitals and (name is None or name.kind in PLACES))
