"""Where a name stands in its sentence: as a subject, or hanging on another word."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

QUOTES = frozenset("'\"")
JOINS = frozenset(("and", "or", ","))


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
    words, sets, first = sentence.tokens.words, sentence.language.words, sentence.first
    at = span.first - 1
    before = _listed_with(sentence, span, at)
    if before is not None:
        return leads(sentence, before) or _verb_behind(sentence, span)
    if at < first or words[at] in sets["of"] or (at > first and words[at - 1] in sets["articles"]):
        return True
    previous = sentence.tokens.raw[at]
    plain = not previous.isalpha() or previous[0].isupper() or previous in sets["before_subject"]
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
    words, sets, first = sentence.tokens.words, sentence.language.words, sentence.first
    if words[span.first] in sets["owning"]:
        return True
    articles = sets["articles"]
    at = span.first - 1
    while at > first and (words[at] in articles or words[at] in QUOTES):
        at -= 1
    if at > first and words[at] in sets["of"] and words[at - 1] in sets["places"]:
        at -= 2
        at -= at > first and words[at] in articles
    if at >= first and words[at] in sets["governing"]:
        return True
    before = _listed_with(sentence, span, at)
    if before is not None:
        return governed(sentence, before)
    behind = words[span.last] if span.last < len(words) else ""
    name: Name = span.roles["name"]
    return behind == "'s" or (name.kind == "demonym" and behind not in (",", "."))


def aside(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name hangs on what is no place of a figure: paid by the bank, sent to Iran."""
    words = sentence.tokens.words
    at = span.first - 1 - (words[span.first - 1] in sentence.language.words["articles"])
    return at >= sentence.first and words[at] in sentence.language.words["aside"]


def _listed_with(sentence: Sentence, span: Span, at: int) -> Span | None:
    """Return the name before one in a list, whose place it shares: with Iraq, Qatar and Oman."""
    words = sentence.tokens.words
    if at <= sentence.first or words[at] not in JOINS or at in sentence.clauses:
        return None
    if words[at] == "," and words[span.last : span.last + 1] not in ([","], ["and"], ["or"]):
        return None
    end = at - (words[at - 1] == ",")
    return sentence.ending.get(end)
