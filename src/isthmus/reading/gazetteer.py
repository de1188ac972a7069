"""Names: of the case, and of the world as a language file has it; the longest wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.case.model import Case
from isthmus.reading.changing import changed
from isthmus.reading.language import Language, Phrases, Roles, by_first, by_words
from isthmus.reading.tokens import words_of

ACTORS = frozenset(("state", "organisation", "company", "person", "capital", "demonym"))
SHORT = 4  # an acronym up to this long must be written in capitals


@dataclass(slots=True)
class Name:
    """What a name stands for.

    `kind` is state, organisation, company, person, capital, demonym, place, route or agreement.
    `actor` is who acts under it (the state of a capital, of a person), with the case's id if the
    case knows it; `rows` are the rows (table, id) of the case that are called so.
    """

    text: str
    kind: str
    actor: str | None = None
    actor_id: str | None = None
    rows: tuple[tuple[str, str], ...] = ()
    exact: str | None = None
    thing: str | None = None

    @property
    def acts(self) -> bool:
        """Tell whether it is the name of somebody who can act."""
        return self.actor is not None and self.kind in ACTORS

    @property
    def called(self) -> str:
        """Return what the name is called as a subject: the actor, where one acts under it."""
        return self.actor or self.text


def lexicon(case: Case, words: Language) -> Phrases:
    """Return cues and names by their first word, the longest first; a name is the role `name`."""
    found: dict[tuple[str, ...], Name] = {}
    for name, called in _names(case, words.raw["names"]):
        for written in _spellings(called):
            if written in found:
                found[written] = _merged(found[written], name)
            elif written:
                acronym = called if len(called) <= SHORT and called.isupper() else None
                found[written] = changed(name, exact=acronym)
    merged: dict[tuple[str, ...], Roles] = dict(by_words(words.cues))
    for written, name in found.items():
        merged[written] = {**merged.get(written, {}), "name": name}
    return by_first(merged.items())


def _merged(known: Name, other: Name) -> Name:
    """Return a name with the rows of another of the same spelling."""
    return changed(
        known,
        rows=known.rows + tuple(row for row in other.rows if row not in known.rows),
        actor=known.actor or (other.actor if known.kind == other.kind else None),
        actor_id=known.actor_id or (other.actor_id if known.kind == other.kind else None),
    )


def _spellings(called: str) -> Iterator[tuple[str, ...]]:
    """Yield a name in tokens: with its dashes, with spaces for them, without them."""
    words = words_of(called)
    yield words
    if "-" in words:
        yield tuple(word for word in words if word != "-")


def _names(case: Case, world: Mapping[str, Any]) -> Iterator[tuple[Name, str]]:
    """Yield what names stand for, those of the world first; a later one of a spelling adds rows."""
    known = _states_of(case)
    actors: dict[str, tuple[str, str | None]] = {}
    for line in world["states"]:
        iso3, names, demonyms, capitals = line.split("|")
        own, *others = names.split(";")
        actors[iso3] = (own, known.get(iso3))
        rows = (("actors", known[iso3]),) if iso3 in known else ()
        state = Name(own, "state", own, known.get(iso3), rows)
        yield from ((state, called) for called in (own, *others))
        for kind, listed in (("demonym", demonyms), ("capital", capitals)):
            for called in filter(None, listed.split(";")):
                yield changed(state, text=called, kind=kind), called
                if kind == "demonym" and called[-1] in "ni":
                    yield state, f"{called}s"
    yield from _organisations(case, world, actors)
    for line in world["firms"]:
        own, *others = line.split(";")
        firm = Name(own, "company", own)
        yield from ((firm, called) for called in (own, *others))
    for line in world["people"]:
        names, state_of = line.split("|")
        actor, actor_id = actors.get(state_of, (state_of, None))
        for called in names.split(";"):
            yield Name(called, "person", actor, actor_id), called
    for line in world["routes"]:
        own = line.split(";")[0]
        yield from ((Name(own, "route"), called) for called in line.split(";"))
    for line in world["places"]:
        names, state_of = line.split("|")
        own = names.split(";")[0]
        yield from ((Name(own, "place"), called) for called in names.split(";"))
    yield from _of_case(case)


def _states_of(case: Case) -> dict[str, str]:
    actors = case.tables["actors"]
    codes = actors["iso3"]
    return {code: actor for code, actor in zip(codes, actors["id"], strict=True) if code}


def _organisations(
    case: Case, world: Mapping[str, Any], actors: dict[str, tuple[str, str | None]]
) -> Iterator[tuple[Name, str]]:
    table = case.tables["actors"]
    ids = {name: actor for name, actor in zip(table["name"], table["id"], strict=True) if name}
    for line in world["organisations"]:
        own, *others = line.split(";")
        actor_id = ids.get(own)
        actors[own] = (own, actor_id)
        rows = (("actors", actor_id),) if actor_id else ()
        name = Name(own, "organisation", own, actor_id, rows)
        yield from ((name, called) for called in (own, *others))


def _of_case(case: Case) -> Iterator[tuple[Name, str]]:
    kinds = {"actors": "company", "nodes": "place", "links": "route", "agreements": "agreement"}
    for table, kind in kinds.items():
        rows = case.tables[table]
        for at, row in enumerate(rows["id"]):
            own = _short(rows["name"][at] or row)
            aliases = (rows.columns.get("aliases") or [()] * len(rows))[at] or ()
            acts = table == "actors"
            name = Name(
                own, kind, own if acts else None, row if acts else None, ((table, row),)
            )  # fmt: skip
            yield name, own
            whole = rows["name"][at]
            spoken = [whole, *aliases] if whole else aliases
            yield from ((name, called) for called in spoken if called[:1].isupper())
    yield from _between_ends(case)


def _between_ends(case: Case) -> Iterator[tuple[Name, str]]:
    """Yield links by their ends: Rasht-Astara."""
    nodes = case.tables["nodes"]
    short = {
        node: _short(name or node) for node, name in zip(nodes["id"], nodes["name"], strict=True)
    }
    links = case.tables["links"]
    for row, start, end in zip(links["id"], links["from"], links["to"], strict=True):
        for a, b in ((start, end), (end, start)):
            called = f"{short[a]}-{short[b]}"
            yield Name(called, "route", rows=(("links", row),)), called


def _short(name: str) -> str:
    """Return the head of a name: what stands before a comma or a bracket."""
    return name.partition(",")[0].partition("(")[0].strip()
