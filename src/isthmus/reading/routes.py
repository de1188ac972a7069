"""The frame of a route: which corridor, line, pipe or crossing, and in what state."""

from __future__ import annotations

from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.items import Route, RouteStatus
from isthmus.reading.marking import Sentence, Span
from isthmus.reading.moments import moment
from isthmus.reading.parties import actors, distinct

NEAR = 12
STATUS: dict[str, RouteStatus] = {
    "open": "open", "closed": "closed", "planned": "planned",
    "construction": "under construction", "built": "built", "disputed": "disputed",
    "full": "full",
}  # fmt: skip
DENIED: dict[RouteStatus, RouteStatus] = {"built": "planned", "open": "closed", "closed": "open"}
LINKING = frozenset(
    ("through", "to", "with", "between", "in", "from", "at", "on", "of", "along", "parallel",
     "beside", "across", "over", "near", "linking", "via")
)  # fmt: skip
REACH = 4
PLACES = frozenset(("unknown", "place", "capital", "state", "demonym"))


def routes(sentence: Sentence, context: Context) -> list[Route]:
    """Return the routes of a sentence of which a status is told."""
    statuses = sentence.cues("status")
    if not statuses:
        return []
    made: dict[tuple[str, str], Route] = {}
    for span, name in _things(sentence, context):
        start, end = sentence.clause(span.first)
        if sentence.tokens.words[end : end + 1] in (["which"], ["that"], ["where"], ["whose"]):
            end = sentence.clause(end)[1]
        near = [s for s in statuses if start <= s.first < end and _gap(s, span) <= NEAR]
        if not near:
            continue
        done = [s for s in near if s.roles["status"] == "built"]
        begun = any(s.roles["status"] == "construction" for s in near)
        cue = min(done if begun and done else near, key=lambda s: _gap(s, span))
        route = _route(sentence, span, name, cue, context)
        made.setdefault((name, route.status), route)
    return list(made.values())


def _gap(one: Span, other: Span) -> int:
    return max(one.first - other.last, other.first - one.last, 0)


def _things(sentence: Sentence, context: Context) -> list[tuple[Span, str]]:
    """Return what a status can be told of, in the order of the text.

    A named route; a name before a route's noun (Margara border crossing) or behind one (the
    railway through Meghri); else what the noun, or `it`, stands for. A noun that stands for
    nothing is a thing only where it is new (a gas pipeline).
    """
    things: list[tuple[Span, str]] = []
    taken: set[int] = set()
    for noun in sentence.cues("route"):
        found = _joined(sentence, noun)
        if found is not None:
            things.append(found)
            taken.update(range(found[0].first, found[0].last))
    for span in sentence.names:
        if span.first not in taken and _called(sentence, span, context):
            things.append((span, span.roles["name"].text))
            taken.update(range(span.first, span.last + 1))
    for flow in sentence.cues("flow"):
        place = _passed(sentence, flow)
        if place is not None and place[0].first not in taken:
            things.append(place)
            taken.update(range(place[0].first, place[0].last))
    if not things:
        things = _meant(sentence, context)
    nouns = [noun for noun in sentence.cues("route") if noun.first not in taken]
    things += filter(None, (_owned(sentence, noun) for noun in nouns))
    things += filter(None, (_fresh(sentence, noun) for noun in nouns))
    return sorted(things, key=lambda thing: thing[0].first)


def _called(sentence: Sentence, span: Span, context: Context) -> bool:
    """Tell whether a name is that of a route: as such, by its last word, or as the case has it."""
    name: Name = span.roles["name"]
    if name.kind == "route":
        return True
    noun = sentence.tokens.words[span.last - 1] in context.words.words["route"]
    linked = name.kind == "place" and any(table == "links" for table, _ in name.rows)
    return linked or (noun and name.kind in ("unknown", "place"))


def _joined(sentence: Sentence, noun: Span) -> tuple[Span, str] | None:
    """Return a route's noun with the name before or behind it, as one thing."""
    words = sentence.tokens.words
    first = noun.first + (words[noun.first] in ("the", "this"))
    behind = None
    if words[noun.last : noun.last + 1] and words[noun.last] in LINKING:
        behind = next(
            (s for s in sentence.names if 1 <= s.first - noun.last <= REACH
             and s.roles["name"].kind != "person"), None
        )  # fmt: skip
    before = next(
        (s for s in sentence.names if _adjoins(words, s.last, noun.first)
         and s.roles["name"].kind in PLACES), None
    )  # fmt: skip
    if behind is None and (before is None or before.roles["name"].kind in ("state", "demonym")):
        return None
    last = noun.last if behind is None else _other_end(sentence, behind)
    first = first if before is None else _first_of(sentence, before)
    whole = Span(first, last, noun.roles)
    return whole, sentence.tokens.slice(first, last)


def _passed(sentence: Sentence, flow: Span) -> tuple[Span, str] | None:
    """Return where something passes that is halted or resumed: exports through Ceyhan."""
    words = sentence.tokens.words
    near = range(flow.last, min(flow.last + REACH, sentence.last))
    at = next((at for at in near if words[at] in THROUGH), None)
    span = next((s for s in sentence.names if at is not None and 1 <= s.first - at <= 2), None)
    if span is None or span.roles["name"].kind not in ("place", "unknown", "capital"):
        return None
    end = _other_end(sentence, span)
    return Span(span.first, end, span.roles), sentence.tokens.slice(span.first, end)


THROUGH = frozenset(("through", "via", "along", "across", "between", "over"))


def _other_end(sentence: Sentence, span: Span) -> int:
    """Return the end of a name and of the one that it is joined to: from A to B."""
    words = sentence.tokens.words
    if words[span.last : span.last + 1] not in (["to"], ["and"]):
        return span.last
    joined = words[span.first - 1] in ("from", "between")
    other = next((s for s in sentence.names if s.first == span.last + 1), None)
    return other.last if other and joined else span.last


def _first_of(sentence: Sentence, span: Span) -> int:
    """Return the beginning of names joined by dashes, of which one is the last: Kars-Nakhchivan."""
    first = span.first
    while first - 1 > sentence.first and sentence.tokens.words[first - 1] == "-":
        other = next((s for s in sentence.names if s.last == first - 1), None)
        if other is None:
            break
        first = other.first
    return first


def _adjoins(words: list[str], end: int, start: int) -> bool:
    """Tell whether only words that describe a route stand between a name and its noun."""
    gap = words[end:start] if end <= start <= end + 3 else None
    return gap is not None and all(word in DESCRIBING or word.isdecimal() for word in gap)


DESCRIBING = frozenset(
    ("gas", "oil", "rail", "sea", "border", "transport", "deep", "container", "-", "power", "land")
)


def _owned(sentence: Sentence, noun: Span) -> tuple[Span, str] | None:
    """Return what belongs to the actors before it: A and B reopened their border."""
    written = sentence.tokens.words
    if written[max(sentence.first, noun.first - 1)] not in ("their", "its"):
        return None
    owners, _ = distinct(s for s in actors(sentence.names) if s.last <= noun.first)
    if not owners:
        return None
    return noun, f"{sentence.tokens.slice(noun.first, noun.last)} of {' and '.join(owners)}"


def _fresh(sentence: Sentence, noun: Span) -> tuple[Span, str] | None:
    """Return what is told of for the first time: a gas pipeline."""
    before = sentence.tokens.words[max(sentence.first, noun.first - 3) : noun.first]
    new = not {"a", "an"}.isdisjoint(before)
    return (noun, sentence.tokens.slice(noun.first, noun.last)) if new else None


def _meant(sentence: Sentence, context: Context) -> list[tuple[Span, str]]:
    """Return the named route that a noun with `the`, or `it`, stands for."""
    for span in sentence.cues("pronoun"):
        kind = span.roles["pronoun"]
        if kind not in ("route", "any"):
            continue
        name = context.meant(sentence, span)
        if name is None or name.kind != "route":
            name = context.recent.get("route") if kind == "route" else None
        if name is not None:
            return [(span, name.text)]
    return []


def _about(sentence: Sentence, cue: Span, status: RouteStatus) -> str | None:
    """Return what a route is too small for, or how long it was closed for."""
    if status == "full":
        return sentence.tokens.slice(cue.last, sentence.last) if cue.last < sentence.last else None
    return _while(sentence, cue) if status == "closed" else None


def _while(sentence: Sentence, cue: Span) -> str | None:
    """Return for how long something was so, where it was for a time only: for two days."""
    words, (_, end) = sentence.tokens.words, sentence.clause(cue.first)
    for at in range(cue.last, min(end, cue.last + NEAR)):
        if words[at] in ("for", "until", "till"):
            last = min(end, at + SPAN)
            times = PASSING if words[at] == "for" else AHEAD
            until = next((step for step in range(at + 1, last) if words[step] in times), None)
            if until is not None:
                return sentence.tokens.slice(at, until + 1)
    near = range(max(sentence.first, cue.first - 1), min(end, cue.last + 1))
    return next((words[at] for at in near if words[at] in ("temporarily", "briefly")), None)


SPAN = 6  # tokens
PASSING = frozenset(
    ("minutes", "hour", "hours", "day", "days", "week", "weeks", "weekend", "month", "months",
     "night", "nights", "repairs", "maintenance")
)  # fmt: skip
AHEAD = PASSING | frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow",
     "morning", "noon", "midnight", "january", "february", "march", "april", "may", "june", "july",
     "august", "september", "october", "november", "december")
)  # fmt: skip


def _route(sentence: Sentence, span: Span, name: str, cue: Span, context: Context) -> Route:
    tokens = sentence.tokens
    said, _ = speaker(sentence, context.words)
    how = polarity(sentence, cue.first, context.words)
    status = STATUS[str(cue.roles["status"])]
    if how == "denied":
        status = DENIED.get(status, status)
    elif how == "planned" and status in ("open", "built"):
        status = "planned"
    when, _ = moment(sentence, cue.first, context)
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    return Route(
        id=context.next_id("route"),
        quote=tokens.text[start:end],
        start=start,
        end=end,
        name=name,
        name_id=None,
        status=status,
        about=_about(sentence, cue, status),
        when=when,
        polarity=how,
        hedge="none",
        attribution=said,
        confidence=0.8 if "name" in span.roles else 0.5,
        verdict="new",
        case=None,
    )
