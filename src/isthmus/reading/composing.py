"""Names of routes made of other names and a noun: the Khaf-Herat railway, the Utrenny terminal."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.reading.changing import changed
from isthmus.reading.gazetteer import Name
from isthmus.reading.language import Language
from isthmus.reading.spans import Span
from isthmus.reading.tokens import Tokens

ALONE = frozenset(("unknown", "place", "capital", "route"))
ENDS = ALONE | {"state", "demonym", "organisation"}
DESCRIBED = 3  # tokens between a name and its noun


def composed(
    tokens: Tokens, spans: list[Span], names: list[Span], routes: Sequence[Span], last: int,
    words: Language,
) -> tuple[list[Span], list[Span]]:  # fmt: skip
    """Return the spans and names of a sentence, names of routes joined to one.

    Names that dashes join, and one alone that is no actor's, are a route with the noun behind them:
    one of `routes`.
    """
    written, describing = tokens.words, words.words["describing"]
    nouns = {span.first: span for span in routes}
    made: list[Span] = []
    end = 0
    for span in (_prefixed(tokens, span, words) for span in names):
        if span.first < end:
            continue
        end = span.last
        behind = written[end] if end < last else ""
        if end in nouns or behind in describing or behind == "-" or behind.isdecimal():
            span = _route(tokens, span, names, nouns, last, words) or span
            end = span.last
        elif span.roles["name"].kind == "unknown":
            span = _whole(tokens, span, words) or span
        made.append(span)
    if made == names:
        return spans, names
    routes = [span for span in made if span.roles["name"].thing]
    taken = {at for route in routes for at in range(route.first, route.last)}
    kept = (_bare(span) if span.first in taken else span for span in spans)
    return sorted([*(span for span in kept if span.roles), *routes], key=_place), made


def _prefixed(tokens: Tokens, span: Span, words: Language) -> Span:
    """Return a name with what a dash joins before it: trans-Afghan."""
    at = span.first - 1
    joined = at > 0 and tokens.words[at] == "-" and tokens.joined(at) and tokens.joined(span.first)
    if not joined or tokens.words[at - 1] not in words.words["prefixes"]:
        return span
    text = tokens.slice(at - 1, span.last)
    return Span(at - 1, span.last, {"name": Name(text, "unknown")})


def _place(span: Span) -> int:
    return span.first


def _bare(span: Span) -> Span:
    """Return a span within a name without what would make a name, or a route, of it again."""
    return changed(
        span, roles={kind: value for kind, value in span.roles.items() if kind not in TAKEN}
    )


TAKEN = frozenset(("name", "route", "pronoun", "status", "flow", "title", "speaker"))


def _route(
    tokens: Tokens, span: Span, names: list[Span], nouns: dict[int, Span], last: int,
    words: Language,
) -> Span | None:  # fmt: skip
    """Return the route that begins with a name, if there is one."""
    name: Name = span.roles["name"]
    parts = [span]
    while (other := _joined(tokens, parts[-1].last, last, names)) is not None:
        parts.append(other)
    if not all(part.roles["name"].kind in ENDS for part in parts):
        return None
    noun = _noun(tokens, parts[-1].last, nouns, last, words)
    if noun is None:
        return _whole(tokens, span, words) if len(parts) == 1 else _between(tokens, parts)
    if len(parts) == 1 and name.kind not in ALONE:
        return None
    if tokens.words[noun.last : noun.last + 1] == ["of"] and name.kind != "unknown":
        return None  # the Black Sea port of Constanta
    thing = tokens.slice(span.first, noun.last)
    known = len(parts) == 1 and name.kind != "unknown"
    text = name.text if known else thing
    route = Name(text, "route", rows=name.rows if known else (), thing=thing)
    return Span(span.first, noun.last, {"name": route})


def _between(tokens: Tokens, parts: list[Span]) -> Span | None:
    """Return names of places that dashes join as one, of what lies between: Dodoma-Tabora."""
    kinds = {part.roles["name"].kind for part in parts}
    if not kinds <= ALONE or kinds <= {"capital"}:
        return None
    first, last = parts[0].first, parts[-1].last
    return Span(first, last, {"name": Name(tokens.slice(first, last), "unknown")})


def _joined(tokens: Tokens, at: int, last: int, names: list[Span]) -> Span | None:
    """Return the name that a dash joins to what ends at a token."""
    if at + 1 >= last or tokens.words[at] != "-":
        return None
    if not (tokens.joined(at) and tokens.joined(at + 1)):
        return None
    return next((span for span in names if span.first == at + 1), None)


def _noun(
    tokens: Tokens, at: int, nouns: dict[int, Span], last: int, words: Language
) -> Span | None:
    """Return the noun of a route at a token, or behind words that describe one."""
    for step in range(at, min(last, at + DESCRIBED)):
        if step in nouns:
            return nouns[step]
        word = tokens.words[step]
        number = word.isdecimal() and (len(word) < 3 or tokens.words[step - 1] == "-")
        if word not in words.words["describing"] and not number:
            return None
    return nouns.get(at + DESCRIBED)


def _whole(tokens: Tokens, span: Span, words: Language) -> Span | None:
    """Return a name that nobody told us, and that ends in the noun of a route, as a route."""
    name: Name = span.roles["name"]
    if name.kind != "unknown" or span.last == span.first + 1:
        return None
    if tokens.words[span.last - 1] not in words.words["route"]:
        return None
    return changed(span, roles={"name": Name(name.text, "route", thing=name.text)})
