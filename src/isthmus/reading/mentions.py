"""What a sentence speaks of: its names, routes told by their ends, and what pronouns stand for."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.context import Context
from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

MODIFIED = 9  # tokens between an article and its noun


def mentions(sentence: Sentence, context: Context) -> list[Span]:
    """Return the names of a sentence and what stands for one, in the order of the text."""
    nouns, pronouns = sentence.cues("route"), sentence.cues("pronoun")
    if not nouns and not pronouns:
        return sentence.names
    found = list(sentence.names)
    taken: set[int] = set()
    for noun in nouns:
        span = joined(sentence, noun) or _standing_for(sentence, noun, context, found)
        if span is not None:
            found.append(span)
        if span is not None or "pronoun" in noun.roles:
            taken.update(range(noun.first, noun.last))
    for pronoun in pronouns:
        person = sentence.tokens.words[pronoun.first] in sentence.language.words["persons"]
        if pronoun.first not in taken and not person:
            name = context.meant(sentence, pronoun, among=found)
            if name is not None:
                found.append(Span(pronoun.first, pronoun.last, {"name": name, **pronoun.roles}))
    if len(found) > len(sentence.names):
        found.sort(key=lambda span: (span.first, -span.last))
    return found


def joined(sentence: Sentence, noun: Span) -> Span | None:
    """Return a route's noun with the names behind it: the railway from A to B, the port of C."""
    words, sets = sentence.tokens.words, sentence.language.words
    before = words[noun.first - 1] if noun.first > sentence.first else "."
    if words[noun.first] in sets["verbal"] and before in sets["modal"]:
        return None  # could pass through Astara
    beside = _apposed(sentence, noun.last)
    parted = noun.last + 1 < sentence.last and words[noun.last] == "," and _parted(sentence, noun)
    linked = noun.last < sentence.last and words[noun.last + parted] in sets["linking"]
    if noun.last >= sentence.last or not (beside or linked):
        return None
    if words[noun.last] == "to" and words[noun.last - 1] in sets["points"]:
        return None  # sold its ports to a fund
    at = noun.last + (not beside) + parted
    at = _own(sentence, at) if words[noun.last] in sets["of"] else at
    while at < min(sentence.last, noun.last + 1 + MODIFIED) and words[at] in sets["passed"]:
        at += 1
    behind = sentence.starting.get(at)
    if behind is None or behind.roles["name"].kind == "person":
        return None
    if behind.roles["name"].kind == "demonym" and not _place_behind(sentence, behind):
        return None  # closed the straits to Russian ships
    last = other_end(sentence, behind)
    first = noun.first + (words[noun.first] in sets["definite"])
    owner = _owner(sentence, first)
    if owner is not None:
        first = owner.first
    thing = sentence.tokens.slice(first, last)
    return Span(first, last, {"name": Name(thing, "route", thing=thing), **noun.roles})


def _parted(sentence: Sentence, noun: Span) -> bool:
    """Tell whether where a route leads stands between commas behind it: a link, through X, is."""
    words, sets = sentence.tokens.words, sentence.language.words
    behind = sentence.starting.get(noun.last + 2)
    inside = behind is not None and words[behind.last : behind.last + 1] == [","]
    return inside and words[noun.last + 1] in sets["through"]


def _own(sentence: Sentence, at: int) -> int:
    """Return what follows `of its own` behind a noun, or the token itself."""
    words, sets = sentence.tokens.words, sentence.language.words
    own = at + 2 < sentence.last and words[at] in sets["owning"] and words[at + 1] in sets["own"]
    return at + 2 + (words[at + 2] in sets["linking"]) if own else at


def _apposed(sentence: Sentence, at: int) -> bool:
    """Tell whether a name right behind a noun is the noun's: the crossing Merdare is open.

    Not of whom the noun is: the terminal Nayara operates.
    """
    span = sentence.starting.get(at)
    if span is None or sentence.language.raw["apposed"]:
        return span is not None
    words, sets = sentence.tokens.words, sentence.language.words
    kind = span.roles["name"].kind
    behind = words[span.last] if span.last < sentence.last else "."
    return kind in ("unknown", "place") and behind != "'s" and behind not in sets["running"]


def _place_behind(sentence: Sentence, adjective: Span) -> bool:
    """Tell whether a state's adjective is of a place or a route: to the Polish border."""
    words = sentence.language.words
    behind = sentence.tokens.words[adjective.last : adjective.last + 1]
    return bool(behind) and (behind[0] in words["route"] or behind[0] in words["places"])


def owned(sentence: Sentence, noun: Span) -> Span | None:
    """Return a route's noun with the name that has it: Libya's ports, the Iranian border."""
    owner = _owner(sentence, noun.first)
    if owner is None:
        return None
    thing = sentence.tokens.slice(owner.first, noun.last)
    return Span(owner.first, noun.last, {"name": Name(thing, "route", thing=thing), **noun.roles})


def _owner(sentence: Sentence, first: int) -> Span | None:
    """Return the name whose the noun at a token is, a few small words between."""
    words, raw = sentence.tokens.words, sentence.tokens.raw
    at = first
    while at > max(sentence.first, first - 3) and raw[at - 1].islower() and raw[at - 1].isalpha():
        if words[at - 1] in sentence.language.words["closing"]:
            return None
        at -= 1
    own = words[at - 1] == "'s" if at > sentence.first else False
    end = at - own
    span = sentence.ending.get(end)
    if span is None:
        return None
    before = words[span.first - 1] if span.first > sentence.first else ","
    led = at == first and before in sentence.language.words["definite"]  # the Djibouti line
    return span if own or led or span.roles["name"].kind == "demonym" else None


def other_end(sentence: Sentence, span: Span) -> int:
    """Return the end of a name and of the one that it is joined to: from A to B."""
    words = sentence.tokens.words
    sets = sentence.language.words
    if span.last >= sentence.last or words[span.last] not in sets["paired"]:
        return span.last
    paired = not sets["pairing"].isdisjoint(words[max(sentence.first, span.first - 3) : span.first])
    at = span.last + 1
    while at < sentence.last and words[at] in sentence.language.words["passed"]:
        at += 1
    other = sentence.starting.get(at)
    if not other or not paired:
        return span.last
    adjective = other.roles["name"].kind == "demonym"  # to the Polish border
    return other.last + (adjective and other.last < sentence.last)


def _standing_for(
    sentence: Sentence, noun: Span, context: Context, found: list[Span]
) -> Span | None:
    """Return what a definite noun stands for: the line, this 37-kilometre stretch."""
    first = definite(sentence, noun)
    if first is None and _bare(sentence, noun):
        return _called(sentence, noun, context)
    if first is None or sentence.tokens.words[noun.last - 1].endswith("s"):
        return None
    name = context.route_meant(sentence, Span(first, noun.last, noun.roles), found)
    return None if name is None else Span(first, noun.last, {"name": name, **noun.roles})


def _bare(sentence: Sentence, noun: Span) -> bool:
    """Tell whether a noun has no article, as in translated texts: the length of railway makes."""
    behind = sentence.tokens.raw[noun.last : noun.last + 1]
    if behind and not behind[0].islower():
        return False  # Lock 25 is one of its own
    before = sentence.tokens.words[noun.first - 1] if noun.first > sentence.first else "of"
    return before in sentence.language.words["prepositions"] and before != "by"


def _called(sentence: Sentence, noun: Span, context: Context) -> Span | None:
    """Return the route told of last that is called by a noun."""
    word = sentence.tokens.words[noun.last - 1]
    names = (name for name in reversed(context.routes) if word in (name.thing or "").lower())
    name = next(names, None)
    return None if name is None else changed(noun, roles={"name": name, **noun.roles})


def definite(sentence: Sentence, noun: Span) -> int | None:
    """Return where the article of a definite noun stands, only small words and numbers between."""
    tokens, words = sentence.tokens, sentence.language.words
    for at in range(noun.first, max(sentence.first, noun.first - MODIFIED) - 1, -1):
        word = tokens.words[at]
        if word in words["definite"]:
            return at
        if at == noun.first:
            continue
        small = tokens.raw[at].islower() or word == "-" or word[0].isdigit()
        if not small or word in words["closing"]:
            return None
    return None
