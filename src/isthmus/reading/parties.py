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
    plain = [
        s
        for s in spans
        if s.last <= at
        and written[max(0, s.first - 1)] not in sentence.language.words["indefinite"]
    ]
    for span in reversed(plain):
        gap = sentence.tokens.words[span.last : edge]
        if group and not sentence.language.words["listing"].issuperset(gap):
            break
        group.insert(0, span)
        edge = span.first
    return group
