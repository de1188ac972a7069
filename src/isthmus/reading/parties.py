"""Who takes part: the actors that names stand for, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span


def distinct(spans: Iterable[Span]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Return the actors of some names, each once, with their ids in the case."""
    found: dict[str, str | None] = {}
    for span in spans:
        name: Name = span.roles["name"]
        found.setdefault(name.called, name.actor_id)
    return tuple(found), tuple(found.values())


def group_ending(sentence: Sentence, spans: list[Span], at: int) -> list[Span]:
    """Return the names that stand side by side up to a token: Russia, Iran and India."""
    group: list[Span] = []
    edge = at
    written = sentence.tokens.words
    sets = sentence.language.words
    for span in reversed(spans):
        if span.last > at or written[max(0, span.first - 1)] in sets["indefinite"]:
            continue
        if group and not sets["listing"].issuperset(written[span.last : edge]):
            break
        group.insert(0, span)
        edge = span.first
    return group
