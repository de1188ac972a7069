"""Routes held against the case: the state of its links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import compress

from isthmus.case.evidence import ties
from isthmus.case.model import Case
from isthmus.reading.changing import changed
from isthmus.reading.contradictions import EMPTY
from isthmus.reading.gazetteer import Name
from isthmus.reading.items import CaseCell, Relation, Route, Verdict
from isthmus.reading.language import Language, Phrases, longest
from isthmus.reading.tokens import words_of
from isthmus.reading.treaties import Treaties, treaties

REMEMBERED = 4096  # names of routes
STANDS = {
    "operating": ("open", "built", "full"),
    "construction": ("under construction",),
    "planned": ("planned",),
    "proposed": ("planned",),
    "idle": ("closed",),
    "suspended": ("closed",),
    "closed": ("closed",),
    "disputed": ("disputed", "closed"),
    "retired": ("closed",),
}
CLOSE = {
    ("planned", "under construction"), ("construction", "planned"), ("disputed", "planned"),
    ("planned", "disputed"), ("closed", "planned"), ("operating", "under construction"),
    ("closed", "disputed"), ("operating", "planned"), ("proposed", "closed"),
    ("planned", "closed"), ("proposed", "under construction"),
}  # fmt: skip


@dataclass(frozen=True)
class Nouns:
    """The nouns of routes, as a language has them: by what they are, and what they carry."""

    modes: Mapping[str, str]
    goods: Mapping[str, list[str]]
    carried: frozenset[str]
    borders: frozenset[str]
    common: frozenset[str]
    bearings: frozenset[str]
    traffic: frozenset[str]


def _nouns(language: Language) -> Nouns:
    raw = language.raw["links"]
    sets = (frozenset(raw[kind]) for kind in ("borders", "common", "bearings", "traffic"))
    carried: frozenset[str] = frozenset().union(*raw["goods"].values())
    return Nouns(raw["modes"], raw["goods"], carried, *sets)


@dataclass(frozen=True)
class Standing:
    """What a case has of links and agreements, by the words of their names.

    `passable` is for which share of the base year each link is; `names` are those of actors by id.
    """

    case: Case
    phrases: Phrases
    rows: dict[str, int]
    words: list[frozenset[str]]
    treaties: Treaties
    subjects: dict[str, list[int]]
    passable: list[float]
    names: dict[str, str]
    nouns: Nouns
    called: dict[str, list[int]] = field(default_factory=dict)
    reach: dict[tuple[int, ...], frozenset[str]] = field(default_factory=dict)


def standing(case: Case, phrases: Phrases, language: Language) -> Standing:
    """Return the links and agreements of a case, ready to be looked up."""
    links = case.tables["links"]
    words = [
        frozenset(words_of(f"{name or ''} {row}"))
        for name, row in zip(links["name"], links["id"], strict=True)
    ]
    rows = {row: at for at, row in enumerate(links["id"])}
    actors = case.tables["actors"]
    names = {row: name for row, name in zip(actors["id"], actors["name"], strict=True) if name}
    return Standing(
        case, phrases, rows, words, treaties(case, phrases, language), _subjects(case, phrases),
        _passable(case), names, _nouns(language),
    )  # fmt: skip


def _subjects(case: Case, phrases: Phrases) -> dict[str, list[int]]:
    """Return the links by the routes that their evidence is about: Baku-Tbilisi-Kars."""
    claims = case.tables["claims"]
    subject_of = dict(zip(claims["id"], claims["subject"], strict=True))
    found: dict[str, list[int]] = {}
    for at, evidence in enumerate(case.tables["links"]["evidence"]):
        for column, claim in ties(evidence or ()):
            subject = list(words_of(subject_of.get(claim) or ""))
            hit = longest(phrases, subject, 0) if subject and not column else None
            if hit is not None and hit[0] == len(subject) and "name" in hit[1]:
                name: Name = hit[1]["name"]
                if name.kind == "route" and not name.rows:
                    found.setdefault(name.called, []).append(at)
    return found


def held_route(route: Route, known: Standing) -> Route:
    """Return a route with its verdict: its state in the text beside that of its links."""
    rows = links_called(route.name, known)
    if not rows:
        return route
    case = known.case
    links = case.tables["links"]
    id_of, state_of = links["id"], links["status"]
    ids = [id_of[row] for row in rows]
    states = [state_of[row] or "operating" for row in rows]
    if route.status == "full":
        return _held_full(route, known, rows)
    told = [_verdict(route.status, state) for state in states]
    if route.status == "closed" and not route.about:
        passable = max(known.passable[row] for row in rows)
        if passable < MOSTLY and set(states) == {"operating"}:
            return _partly_closed(route, ids, passable, case)
    order: list[Verdict] = ["agrees", "partly", "contradicts"]
    best = min(told, key=order.index)
    verdict = best if best != "agrees" or len(set(told)) == 1 else "partly"
    if verdict == "contradicts" and route.confidence < SURE:
        verdict = "doubtful"  # which route is meant is not sure
    shown = [at for at, each in enumerate(told) if each == best] if best != "agrees" else [0]
    cell = CaseCell(
        "links", ";".join(ids[:6]), "status", ", ".join(sorted(set(states))),
        note=_state_note(case, rows[shown[0]], verdict),
    )  # fmt: skip
    if route.status == "closed" and route.about and verdict != "agrees":
        passing = changed(cell, note=f"closed for a time only: {route.about}")
        return changed(route, verdict="new", case=passing)
    name_id = ids[0] if len(ids) == 1 else None
    return changed(route, verdict=verdict, name_id=name_id, case=cell)


def beside_route(relation: Relation, known: Standing) -> Relation:
    """Return a stance on a route that the case has no position on, beside the state of its links.

    It says nothing of whether the stance is so.
    """
    if relation.case is not None or relation.verdict != "new" or not relation.about:
        return relation
    said = list(words_of(relation.about))
    named = (longest(known.phrases, said, at) for at, w in enumerate(said) if w in known.phrases)
    names = [hit[1]["name"] for hit in named if hit is not None and "name" in hit[1]]
    rows = [row for name in names if name.kind == "route" for row in links_called(name.text, known)]
    if not rows:
        return relation
    links = known.case.tables["links"]
    ids = [links["id"][row] for row in rows]
    states = sorted({links["status"][row] or "operating" for row in rows})
    note = "the state of the route; the case has no position on it"
    cell = CaseCell("links", ";".join(ids[:6]), "status", ", ".join(states), note=note)
    return changed(relation, case=cell)


SURE = 0.6
MOSTLY = 0.5  # of a year


def _partly_closed(route: Route, ids: list[str], passable: float, case: Case) -> Route:
    """Judge that a route was closed, which the case has open for a part of its year."""
    year = str(case.settings.base_year)
    note = f"passable for {passable:.0%} of {year}"
    cell = CaseCell("links", ";".join(ids[:6]), "profile", round(passable, 3), note=note)
    said = (route.when or "")[:4] == year
    return changed(route, verdict="agrees" if said else "partly", case=cell)


def _passable(case: Case) -> list[float]:
    """Return for which share of the base year each link is passable, by its profile."""
    table = case.tables["profiles"]
    factors: dict[str, dict[str, float]] = {}
    for profile, kind, period, factor in zip(
        table["profile"], table["kind"], table["period"], table["factor"], strict=True
    ):
        if kind == "availability":
            factors.setdefault(profile, {})[period] = factor
    shares = {
        profile: sum(each.weight * own.get(each.id, 1.0) for each in case.settings.periods)
        for profile, own in factors.items()
    }
    return [shares.get(profile, 1.0) for profile in case.tables["links"]["profile"]]


def _verdict(status: str, state: str) -> Verdict:
    if status in STANDS[state]:
        return "agrees"
    return "partly" if (state, status) in CLOSE else "contradicts"


def _state_note(case: Case, row: int, verdict: Verdict) -> str | None:
    links = case.tables["links"]
    return f"{links['name'][row] or links['id'][row]}" if verdict != "agrees" else None


def links_called(name: str, known: Standing) -> list[int]:
    """Return the links that a route's name may mean: by name, else by its telling words and mode.

    ``railway parallel to the Aras corridor`` is a link called Aras whose mode is rail.
    """
    if len(known.called) > REMEMBERED:
        known.called.clear()
    if name not in known.called:
        known.called[name] = _links_called(name, known)
    return known.called[name]


def _links_called(name: str, known: Standing) -> list[int]:
    words, nouns = list(words_of(name)), known.nouns
    kinds = {nouns.modes[word] for word in words if word in nouns.modes}
    found: list[int] = []
    telling: set[str] = set()
    states: set[str] = set()
    at = 0
    while at < len(words):
        hit = longest(known.phrases, words, at)
        roles = hit[1] if hit else {}
        name_of: Name | None = roles.get("name")
        if name_of is not None and name_of.kind in SIDES and name_of.actor_id:
            states.add(name_of.actor_id)
        elif name_of is not None and name_of.kind in ("route", "place", "unknown"):
            found += known.subjects.get(name_of.called, [])
            found += [known.rows[row] for table, row in name_of.rows if table == "links"]
            telling.update(word for word in words_of(name_of.text) if len(word) > 3)
        elif not roles and len(words[at]) > 3:
            telling.add(words[at])
        at = hit[0] if hit else at + 1
    if states and not found and not nouns.borders.isdisjoint(words):
        return _crossing(known, states, kinds) if len(states) == 2 else []
    bearings = telling & nouns.bearings
    telling -= nouns.common | EMPTY
    if not found and telling:
        found = [at for at, each in enumerate(known.words) if telling & each]
        whole = [at for at in found if telling <= known.words[at]]
        found = whole or ([] if len(telling) > 1 else found)
        found = [at for at in found if bearings <= known.words[at]]
    others = _others(words, nouns)
    return sorted({at for at in found if _fits(known.case, at, kinds, others)})


def _crossing(known: Standing, states: set[str], kinds: Iterable[str]) -> list[int]:
    """Return the roads and railways across the border of two states."""
    case = known.case
    links = case.tables["links"]
    ends = zip(links["from"], links["to"], links["mode"], strict=True)
    return [
        at
        for at, (a, b, mode) in enumerate(ends)
        if {case.actor_of.get(a), case.actor_of.get(b)} == states
        and any(way in (mode or "") for way in kinds or LANDWAYS)
        and links["commodity"][at] not in known.nouns.carried
    ]


SIDES = frozenset(("state", "demonym", "capital"))
LANDWAYS = frozenset(("road", "rail"))


def _others(words: Iterable[str], nouns: Nouns) -> frozenset[str]:
    """Return the goods that what is called by some words does not carry: a corridor is no pipe."""
    said = [nouns.goods[word] for word in words if word in nouns.goods]
    if said:
        return (nouns.carried | {"cargo"}).difference(*said)
    return frozenset() if nouns.traffic.isdisjoint(words) else nouns.carried


def _fits(case: Case, row: int, kinds: Iterable[str], others: frozenset[str]) -> bool:
    """Tell whether a link has a mode, and carries a good, that its name in a text allows."""
    links = case.tables["links"]
    mode = links["mode"][row] or ""
    carries = links["commodity"][row] not in others
    return carries and (not kinds or any(kind in mode for kind in kinds))


def _held_full(route: Route, known: Standing, rows: list[int]) -> Route:
    """Judge that a pipe is too small for what an actor needs, by whether it leads there at all."""
    case = known.case
    links = case.tables["links"]
    ids = ";".join(links["id"][row] for row in rows[:6])
    about = route.about or ""
    wanted = list(compress(known.names, map(about.__contains__, known.names.values())))
    reached = known.reach.get(tuple(rows)) or _reached(case, rows)
    known.reach[tuple(rows)] = reached
    missing = [actor for actor in wanted if actor not in reached]
    cell = CaseCell("links", ids, "to", ", ".join(sorted(reached)) or None)
    if missing:
        where = ", ".join(known.names[actor] for actor in missing)
        note = f"nothing that it carries reaches {where} in the case"
        return changed(route, verdict="doubtful", case=changed(cell, note=note))
    return changed(route, verdict="partly" if wanted else "new", case=cell)


def _reached(case: Case, rows: list[int]) -> frozenset[str]:
    """Return the actors on whose territory what these links carry can arrive."""
    links = case.tables["links"]
    goods = {links["commodity"][row] for row in rows}
    places = {links["to"][row] for row in rows}
    grown = True
    while grown:
        grown = False
        for at in range(len(links)):
            carries = links["commodity"][at] in goods and links["from"][at] in places
            if carries and links["to"][at] not in places:
                places.add(links["to"][at])
                grown = True
    return frozenset(actor for place in places if (actor := case.actor_of.get(place)))
