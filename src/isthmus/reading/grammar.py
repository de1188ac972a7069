"""Where a name stands in its sentence: as a subject, or hanging on another word."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

QUOTES = frozenset("'\"")


def leads(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name can be a subject: it hangs on nothing, and follows no verb or article."""
    place = span.first, span.last
    known = sentence.leading.get(place)
    if known is None:
        known = sentence.leading[place] = _leads(sentence, span)
    return known


def _leads(sentence: Sentence, span: Span) -> bool:
    if governed(sentence, span):
        return False
    words = sentence.tokens.words
    before = _listed_with(sentence, span, span.first - 1)
    if before is not None:
        return leads(sentence, before) or _verb_behind(sentence, span)
    if span.first == sentence.first or words[span.first - 1] in sentence.language.words["of"]:
        return True
    previous = sentence.tokens.raw[span.first - 1]
    if (
        span.first - 2 >= sentence.first
        and words[span.first - 2] in sentence.language.words["articles"]
    ):
        return True
    plain = (
        not previous.isalpha()
        or previous[0].isupper()
        or previous in sentence.language.words["before_subject"]
    )
    return plain or _verb_behind(sentence, span)


def _verb_behind(sentence: Sentence, span: Span) -> bool:
    """Tell whether a verb stands right behind a name: backs Baku and Tehran is opposed."""
    sets = sentence.language.words
    behind = sentence.tokens.words[span.last] if span.last < sentence.last else "'s"
    return behind != "'s" and (behind in sets["finite"] or behind in sets["being"])


def named(sentence: Sentence, span: Span) -> Name:
    """Return the name of a span as a subject: the port of Baku is Baku, not its government."""
    name: Name = span.roles["name"]
    if (
        name.kind == "capital"
        and sentence.tokens.words[max(0, span.first - 1)] in sentence.language.words["of"]
    ):
        return changed(name, kind="place", actor=None, actor_id=None)
    return name


def governed(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name hangs on a preposition, or owns what follows it."""
    place = span.first, span.last
    known = sentence.hanging.get(place)
    if known is None:
        known = sentence.hanging[place] = _governed(sentence, span)
    return known


def _governed(sentence: Sentence, span: Span) -> bool:
    words = sentence.tokens.words
    if words[span.first] in sentence.language.words["owning"]:
        return True
    at = span.first - 1
    while at > sentence.first and (
        words[at] in sentence.language.words["articles"] or words[at] in QUOTES
    ):
        at -= 1
    if (
        at > sentence.first
        and words[at] in sentence.language.words["of"]
        and words[at - 1] in sentence.language.words["places"]
    ):
        at -= 2
        at -= at > sentence.first and words[at] in sentence.language.words["articles"]
    if at >= sentence.first and words[at] in sentence.language.words["governing"]:
        return True
    before = _listed_with(sentence, span, at)
    if before is not None:
        return governed(sentence, before)
    if words[span.last : span.last + 1] == ["'s"]:
        return True
    name: Name = span.roles["name"]
    return name.kind == "demonym" and words[span.last : span.last + 1] not in ([","], ["."])


def aside(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name hangs on what is no place of a figure: paid by the bank, sent to Iran."""
    words = sentence.tokens.words
    at = span.first - 1 - (words[span.first - 1] in sentence.language.words["articles"])
    return at >= sentence.first and words[at] in sentence.language.words["aside"]


def _listed_with(sentence: Sentence, span: Span, at: int) -> Span | None:
    """Return the name before one in a list, whose place it shares: with Iraq, Qatar and Oman."""
    words = sentence.tokens.words
    joins = words[at] in ("and", "or") or (
        words[at] == "," and words[span.last : span.last + 1] in ([","], ["and"], ["or"])
    )
    if at <= sentence.first or not joins or at in sentence.clauses:
        return None
    end = at - (words[at - 1] == ",")
    return sentence.ending.get(end)
