"""Relations held against the case: the ties of two actors, the position of one on an issue."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.case.model import Case
from isthmus.reading.changing import changed
from isthmus.reading.items import CaseCell, Relation, Verdict
from isthmus.reading.language import Phrases, alone
from isthmus.reading.tokens import words_of

SIGNS = {"supports": 1, "allied": 1, "mediates": 1, "opposes": -1, "accuses": -1}
MIDDLE = 50.0  # of a scale of positions
UNDECIDED = 10.0  # around it
BETWEEN = 1  # words: Southern Gas Corridor


@dataclass(frozen=True)
class Stances:
    """What a case has of who stands how to whom, and to which issue.

    `issues` are those that are called by more than one common word, by those words in their order.
    """

    case: Case
    ties: dict[frozenset[str], tuple[float, str]]
    issues: dict[tuple[str, ...], str]
    positions: dict[tuple[str, str], float]


def stances(case: Case, phrases: Phrases) -> Stances:
    """Return the ties and positions of a case, ready to be looked up."""
    table = case.tables["positions"]
    issues = case.tables["issues"]["id"]
    called = {tuple(words_of(row.replace("-", " "))): row for row in issues}
    told = {words: row for words, row in called.items() if len(words) > 1 or _named(words, phrases)}
    positions = {
        (actor, issue): position
        for actor, issue, position in zip(
            table["actor"], table["issue"], table["position"], strict=True
        )
    }
    return Stances(case, _ties(case), told, positions)


def _named(words: tuple[str, ...], phrases: Phrases) -> bool:
    (word,) = words
    return "name" in (alone(phrases, word) or ())


def held_relation(relation: Relation, known: Stances) -> Relation:
    """Return a relation with its verdict: its sign beside that of the case's ties of the two.

    One to what an issue of the case is about is held against the actor's position on it.
    """
    sign = SIGNS.get(relation.stance)
    if sign is None or relation.a_id is None:
        return relation
    sign = -sign if relation.polarity == "denied" else sign
    issue = _issue(relation, known)
    if issue is not None:
        return _on_issue(relation, relation.a_id, issue, sign, known)
    tie = known.ties.get(frozenset((relation.a_id, relation.b_id or "")))
    if tie is None:
        return relation
    mean, keys = tie
    verdict: Verdict = "agrees" if sign * mean > 0 else "doubtful" if mean == 0 else "partly"
    cell = CaseCell("relations", keys, "strength", round(mean, 3))
    return changed(relation, verdict=verdict, case=cell)


def _issue(relation: Relation, known: Stances) -> str | None:
    """Return the issue of the case that a relation is about."""
    text = f"{relation.b or ''} {relation.about or ''}"
    small = text.lower()
    near = [words for words in known.issues if words[0] in small]
    said = words_of(text) if near else ()
    return next((known.issues[words] for words in near if _told(words, said)), None)


def _told(words: Sequence[str], said: Sequence[str]) -> bool:
    """Tell whether words follow each other in what is said, with another between them at most."""
    if not set(words).issubset(said):
        return False
    places = [said.index(word) for word in words]
    return all(0 < b - a <= 1 + BETWEEN for a, b in itertools.pairwise(places))


def _on_issue(relation: Relation, actor: str, issue: str, sign: int, known: Stances) -> Relation:
    """Return a relation held against a position: for it above the middle of the scale."""
    position = known.positions.get((actor, issue))
    if position is None:
        return relation
    off = sign * (position - MIDDLE)
    verdict: Verdict = "partly" if abs(off) <= UNDECIDED else "agrees" if off > 0 else "contradicts"
    cell = CaseCell("positions", f"{issue}/{actor}", "position", position)
    return changed(relation, verdict=verdict, case=cell)


def _ties(case: Case) -> dict[frozenset[str], tuple[float, str]]:
    """Return the mean strength of the ties of two actors, and their keys."""
    table = case.tables["relations"]
    found: dict[frozenset[str], list[tuple[float, str]]] = {}
    for a, b, strength, key in zip(
        table["a"], table["b"], table["strength"], table.keys, strict=True
    ):
        found.setdefault(frozenset((a, b)), []).append((strength, key))
    return {
        pair: (sum(s for s, _ in each) / len(each), ";".join(key for _, key in each))
        for pair, each in found.items()
    }
