"""The frame of a route: which corridor, line, pipe or crossing, and in what state."""

from __future__ import annotations

from isthmus.reading.context import Context, moment, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.items import Route, RouteStatus
from isthmus.reading.marking import Sentence, Span

NEAR = 12
STATUS: dict[str, RouteStatus] = {
    "open": "open", "closed": "closed", "planned": "planned",
    "construction": "under construction", "built": "built", "disputed": "disputed", "full": "full",
}  # fmt: skip


def routes(sentence: Sentence, context: Context) -> list[Route]:
    """Return the routes of a sentence of which a status is told."""
    statuses = sentence.cues("status")
    if not statuses:
        return []
    things = _things(sentence)
    made: dict[tuple[str, str], Route] = {}
    for span, name in things:
        start, end = sentence.clause(span.first)
        near = [s for s in statuses if start <= s.first < end and _gap(s, span) <= NEAR]
        if not near:
            continue
        cue = min(near, key=lambda s: _gap(s, span))
        route = _route(sentence, span, name, cue, context)
        made.setdefault((name, route.status), route)
    return list(made.values())


def _gap(one: Span, other: Span) -> int:
    return max(one.first - other.last, other.first - one.last, 0)


def _things(sentence: Sentence) -> list[tuple[Span, str]]:
    """Return what a status can be told of: named routes, and names before or behind route nouns."""
    things: list[tuple[Span, str]] = []
    nouns = sentence.cues("route")
    taken: set[int] = set()
    for span in sentence.names:
        name: Name = span.roles["name"]
        noun = next((n for n in nouns if n.first == span.last), None)
        if name.kind == "route":
            things.append((span, name.text))
            taken.update(() if noun is None else (noun.first,))
        elif noun is not None and name.kind in ("unknown", "place", "capital"):
            things.append((span, f"{sentence.tokens.slice(span.first, noun.last)}"))
            taken.add(noun.first)
    for noun in nouns:
        if noun.first in taken:
            continue
        things.append((noun, _described(sentence, noun)))
    return things


def _described(sentence: Sentence, noun: Span) -> str:
    """Return a route without a name in its words: the railway through Meghri, its border with X."""
    words = sentence.tokens.words
    behind = next(
        (n for n in sentence.names if 1 <= n.first - noun.last <= 3
         and words[noun.last] in ("through", "to", "with", "between", "in", "from", "at", "on", "of")),
        None,
    )  # fmt: skip
    before = next((n for n in sentence.names if 0 <= noun.first - n.last <= 1), None)
    first = before.first if before else noun.first
    return sentence.tokens.slice(first, behind.last if behind else noun.last)


def _route(sentence: Sentence, span: Span, name: str, cue: Span, context: Context) -> Route:
    tokens = sentence.tokens
    said, _ = speaker(sentence, context.words)
    how = polarity(sentence, cue.first, context.words)
    status = STATUS[str(cue.roles["status"])]
    if how == "denied":
        status = {"built": "planned", "open": "closed", "closed": "open"}.get(status, status)  # type: ignore[assignment]
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
        about=tokens.slice(cue.last, sentence.last) if status == "full" else None,
        when=when,
        polarity=how,
        hedge="none",
        attribution=said,
        confidence=0.8 if "name" in span.roles else 0.5,
        verdict="new",
        case=None,
    )
