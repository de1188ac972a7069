"""Stances that nouns tell: Russia's opposition to X, X has the backing of Y, supporters of X."""

from __future__ import annotations

from typing import NamedTuple

from isthmus.reading.changing import changed
from isthmus.reading.context import Context
from isthmus.reading.items import Stance
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

NEAR = 3  # tokens
MOST_WORDS = 14


class Told(NamedTuple):
    """Who takes a stance, and the words that say to what."""

    who: list[Span]
    stance: Stance
    about: str


def by_noun(sentence: Sentence, cue: Span, context: Context) -> Told | None:
    """Return who has the support, or the opposition, that a noun tells of, and to what.

    None where the noun does not say whose it is, or where it is only sought, or lacking.
    """
    sets = sentence.language.words
    start, end = sentence.clause(cue.first)
    before = sentence.tokens.words[start : cue.first]
    if not sets["seeking"].isdisjoint(before):
        return None
    who, last = _owners(sentence, cue, context)
    stance: Stance = cue.roles["stance noun"]
    swallowed = last == cue.last and sentence.tokens.words[cue.last - 1] in sets["aimed"]
    about = _toward(sentence, last - swallowed, end) or _subject(sentence, cue, start)
    if about is None and (stance == "mediates" or not sets["despite"].isdisjoint(before)):
        about = _rest(sentence, last, end)
    if not (who and about):
        return None
    if sets["losing"].isdisjoint(before):
        return Told(who, stance, about)
    return Told(who, "opposes", about) if stance == "supports" else None


def by_holders(sentence: Sentence, cue: Span) -> Told | None:
    """Return who is told to be among those who take a stance: supporters of X include Y and Z."""
    words, sets = sentence.tokens.words, sentence.language.words
    if cue.last >= sentence.last or words[cue.last] not in sets["upon"]:
        return None
    reach = range(cue.last + 1, min(sentence.last, cue.last + MOST_WORDS))
    at = next((at for at in reach if words[at] in sets["comprising"]), None)
    if at is None:
        return None
    who = _side_by_side(sentence, at + 1)
    about = sentence.tokens.slice(cue.last + 1, at).rstrip(" ,")
    return Told(who, cue.roles["holders"], about) if who and about else None


def _owners(sentence: Sentence, cue: Span, context: Context) -> tuple[list[Span], int]:
    """Return whose a stance is, and where their names end: X's, its, X-ian, of X, from X and Y."""
    words, sets = sentence.tokens.words, sentence.language.words
    behind = words[cue.last] if cue.last < sentence.last else "."
    if behind in sets["whose"]:
        who = _side_by_side(sentence, cue.last + 1)
        if who:
            return who, who[-1].last
    at = cue.first
    while at > max(sentence.first, cue.first - NEAR) and _describes(sentence, at - 1):
        at -= 1
    before = words[at - 1] if at > sentence.first else "."
    owner = next((s for s in sentence.actors if s.last == at - (before == "'s")), None)
    if owner is not None and (before == "'s" or owner.roles["name"].kind == "demonym"):
        return [owner], cue.last
    if before in sets["owning"] and words[at - 2] in sets["thanks"]:
        return [s for s in sentence.actors if s.last < at][-1:], cue.last
    if before in sets["owning"]:
        pronoun = next(iter(sentence.cues("pronoun", at - 1, at)), None)
        name = context.meant(sentence, pronoun) if pronoun is not None else None
        if pronoun is not None and name is not None and name.acts:
            return [changed(pronoun, roles={"name": name})], cue.last
    return [], cue.last


def _describes(sentence: Sentence, at: int) -> bool:
    """Tell whether a token is an adjective between an owner and a noun: Iran's fierce criticism."""
    word, sets = sentence.tokens.words[at], sentence.language.words
    small = sentence.tokens.raw[at].islower() and word.isalpha()
    return small and word not in sets["closing"] and word not in sets["owning"]


def _side_by_side(sentence: Sentence, at: int) -> list[Span]:
    """Return the actors side by side from a token on."""
    words, sets = sentence.tokens.words, sentence.language.words
    found: list[Span] = []
    for span in sentence.actors:
        gap = words[at : span.first]
        if span.first >= at and (sets["listing"] | sets["articles"]).issuperset(gap):
            found.append(span)
            at = span.last
    joined = found and not sets["and"].isdisjoint(words[found[0].last : found[-1].first])
    return found if joined else found[:1]


def _toward(sentence: Sentence, at: int, end: int) -> str | None:
    """Return what a stance is to, behind its noun: for the corridor, to the pipeline."""
    words, sets = sentence.tokens.words, sentence.language.words
    if at >= end or words[at] not in sets["aimed"]:
        return None
    last = at + 1
    while last < min(end, at + MOST_WORDS) and not (
        words[last] in sets["being"] or words[last] in sets["finite"] or words[last] in ",;.)"
    ):
        last += 1
    return sentence.tokens.slice(at + 1, last) if last > at + 1 else None


def _rest(sentence: Sentence, at: int, end: int) -> str | None:
    """Return what is said of that to which a stance stands in no clause of its own."""
    at += sentence.tokens.words[at : at + 1] == [","]
    last = min(end, at + MOST_WORDS)
    return sentence.tokens.slice(at, last).rstrip(" .") if last > at else None


def _subject(sentence: Sentence, cue: Span, start: int) -> str | None:
    """Return what has the stance of others: the corridor enjoys the backing of China."""
    words, sets = sentence.tokens.words, sentence.language.words
    near = range(cue.first - 1, max(start, cue.first - NEAR) - 1, -1)
    at = next((at for at in near if words[at] in sets["receiving"]), None)
    if at is None:
        return None
    while at > start and (words[at - 1] in sets["being"] or words[at - 1] in sets["receiving"]):
        at -= 1
    return sentence.tokens.slice(start, at) if at > start else None
