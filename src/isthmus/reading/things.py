"""What a status can be told of: routes by name, noun or pronoun, and places that flows pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isthmus.reading.changing import changed
from isthmus.reading.context import Context
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import leads
from isthmus.reading.marking import Sentence
from isthmus.reading.mentions import other_end, owned
from isthmus.reading.naming import apposed, shared, that_one
from isthmus.reading.parties import distinct
from isthmus.reading.spans import Span

REACH = 4
FLOWING = frozenset(("place", "unknown", "capital"))


def things(sentence: Sentence, context: Context) -> list[Span]:
    """Return what a status can be told of, in the order of the text: the surest at a place."""
    found: list[Span] = []
    taken: set[int] = set()
    for span in _every(sentence, context):
        place = range(span.first, span.last)
        if taken.isdisjoint(place):
            found.append(span)
            taken.update(place)
    return sorted(found, key=lambda span: span.first)


def _every(sentence: Sentence, context: Context) -> Iterator[Span]:
    words = sentence.language.words
    for span in context.mentions:
        if _is_route(span, words) and sentence.tokens.words[span.first] not in words["owning"]:
            yield (apposed(sentence, span) if span.roles["name"].thing else None) or span
            yield from shared(sentence, span)
    yield from _ones(sentence, context)
    for flow in sentence.cues("flow"):
        yield from _passed(sentence, flow)
    for noun in sentence.cues("route"):
        thing = (
            apposed(sentence, noun)
            or owned(sentence, noun)
            or _theirs(sentence, noun)
            or _beside(sentence, noun)
            or _alone(sentence, noun)
        )
        if thing is not None:
            yield thing
    for cue in sentence.cues("status"):
        yield from _plain(sentence, cue)


def _is_route(span: Span, words: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a name is that of a route: as such, by its last word, or as the case has it."""
    name: Name = span.roles["name"]
    if name.kind not in ("unknown", "place"):
        return name.kind == "route"
    linked = name.kind == "place" and any(table == "links" for table, _ in name.rows)
    last = name.text.rpartition(" ")[2].lower()
    ends = {last, name.text.partition(" ")[0].lower()}  # Port Sudan
    return linked or not ends.isdisjoint(words["route"]) or last in words["streams"]


def _ones(sentence: Sentence, context: Context) -> Iterator[Span]:
    """Yield what `the one` stands for, by the route before it: the one at Sherkhan Bandar."""
    words, one = sentence.tokens.words, sentence.language.words["one"]
    if sentence.has.isdisjoint(one):
        return
    for at in range(sentence.first + 1, sentence.last - 2):
        if words[at] in one and words[at - 1] in sentence.language.words["definite"]:
            spans = [s for s in context.mentions if s.last < at and s.roles["name"].thing]
            span = that_one(sentence, spans[-1], at + 1) if spans else None
            if span is not None:
                yield span


def _passed(sentence: Sentence, flow: Span) -> Iterator[Span]:
    """Yield where something passes that is halted or resumed: exports through Ceyhan."""
    words, sets = sentence.tokens.words, sentence.language.words
    before = sentence.ending.get(flow.first)
    if before is not None and before.roles["name"].kind == "place":
        yield before  # Red Sea sailings
    near = range(flow.last, min(flow.last + REACH, sentence.last))
    at = next((at for at in near if words[at] in sets["through"]), None)
    span = next((s for s in sentence.names if at is not None and 1 <= s.first - at <= 2), None)
    if span is not None and span.roles["name"].kind in FLOWING:
        end = other_end(sentence, span)
        text = sentence.tokens.slice(span.first, end)
        yield Span(span.first, end, {"name": Name(text, "route", thing=text)})


def _theirs(sentence: Sentence, noun: Span) -> Span | None:
    """Return what belongs to the actors before it: A and B reopened their border."""
    written = sentence.tokens.words
    if sentence.language.words["theirs"].isdisjoint(
        written[max(sentence.first, noun.first - 2) : noun.first]
    ):
        return None
    owners, _ = distinct(s for s in sentence.actors if s.last <= noun.first)
    if not owners:
        return None
    thing = f"{sentence.tokens.slice(noun.first, noun.last)} of {' and '.join(owners)}"
    return changed(noun, roles={"name": Name(thing, "route", thing=thing), "pronoun": "route"})


def _beside(sentence: Sentence, noun: Span) -> Span | None:
    """Return what a noun behind a name says that it is: NordBalt, a planned link."""
    words, sets = sentence.tokens.words, sentence.language.words
    near = range(noun.first - 1, max(sentence.first, noun.first - REACH), -1)
    at = next((at for at in near if words[at] in sets["indefinite"]), None)
    if at is None or words[at - 1] != ",":
        return None
    name = sentence.ending.get(at - 1)
    if name is None or name.roles["name"].kind not in ("unknown", "place", "route"):
        return None
    return changed(noun, roles={"name": name.roles["name"]})


def _alone(sentence: Sentence, noun: Span) -> Span | None:
    """Return what is told of by its noun alone: a gas pipeline, the border.

    What stands for a route told of before is a mention of it, and goes before this.
    """
    first, words = noun.first, sentence.tokens.words
    before = words[max(sentence.first, first - 3) : first]
    article = words[first] in sentence.language.words["definite"]
    joined = words[noun.last : noun.last + 1] in (["and"], ["or"], ["-"])  # the railway and road
    if joined or (sentence.language.words["indefinite"].isdisjoint(before) and not article):
        return None
    first += article
    thing = sentence.tokens.slice(first, noun.last)
    place = _where(sentence, noun)
    thing = thing if place is None else f"{thing} at {place.roles['name'].text}"
    return changed(noun, roles={"name": Name(thing, "route", thing=thing), "pronoun": "route"})


def _where(sentence: Sentence, noun: Span) -> Span | None:
    """Return the place that a noun is at: at Bautino the port was shut; is being built at X."""
    words, sets = sentence.tokens.words, sentence.language.words
    start, end = sentence.clause(noun.first)
    for span in sentence.names:
        at = span.first - 1
        opens = at == start or noun.last <= at < end
        if opens and words[at] in sets["at"] and span.roles["name"].kind in FLOWING:
            return span
    return None


def _plain(sentence: Sentence, cue: Span) -> Iterator[Span]:
    """Yield names that are no word for a route, of which only a route's status can be told.

    A place, or an unknown name, is shut (Sokhranivka has been shut); only an unknown one is under
    construction, or on paper.
    """
    shuts = sentence.language.words["shut"].intersection(
        sentence.tokens.words[cue.first : cue.last]
    )
    done_to = sentence.starting.get(cue.last)
    if shuts and done_to is not None and done_to.roles["name"].kind == "place":
        yield done_to  # sealed Torkham
    at = cue.first
    while at > sentence.first and sentence.tokens.words[at - 1] in sentence.language.words["being"]:
        at -= 1
    words, sets = sentence.tokens.words, sentence.language.words
    span = _head(sentence, sentence.ending.get(at))
    if span is None and at < cue.first and words[at - 1] == ",":
        span = _before_aside(sentence, at - 1)
    if span is None and at < cue.first and words[at - 1] in sets["and"]:
        start, _ = sentence.clause(cue.first)
        span = next((s for s in sentence.names if start <= s.first < at), None)
        span = span if span is not None and leads(sentence, span) else None
    if span is None:
        return
    name: Name = span.roles["name"]
    linked = at < cue.first or words[cue.first] in sets["being"]
    shut = linked and (
        cue.roles["status"] == "full" or not sets["shut"].isdisjoint(words[cue.first : cue.last])
    )
    placed = cue.roles["status"] in ("open", "closed", "full") and name.kind == "place"
    if (shut and placed) or (name.kind == "unknown" and (shut or "sure" in cue.roles)):
        yield span


def _before_aside(sentence: Sentence, comma: int) -> Span | None:
    """Return the name before what stands between commas: Assab, in Eritrea, has been closed."""
    words = sentence.tokens.words
    reach = range(comma - 1, max(sentence.first, comma - ASIDE), -1)
    at = next((at for at in reach if words[at] == ","), None)
    if at is None:
        return None
    return sentence.ending.get(at) or sentence.ending.get(comma)


ASIDE = 12  # tokens


def _head(sentence: Sentence, span: Span | None) -> Span | None:
    """Return the name that another says the place of: the Rhine at Cologne."""
    words = sentence.tokens.words
    if span is None or words[span.first - 1 : span.first] == []:
        return span
    head = sentence.ending.get(span.first - 1)
    placed = (
        span.first > sentence.first and words[span.first - 1] in sentence.language.words["spot"]
    )
    return head if head is not None and placed else span
