"""Routes and agreements held against the case: the state of its links, its agreements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from isthmus.case.model import Case
from isthmus.reading.gazetteer import Name
from isthmus.reading.items import Agreement, CaseCell, Relation, Route, Verdict
from isthmus.reading.language import Phrases, longest
from isthmus.reading.tokens import words_of

REMEMBERED = 4096  # names of routes
KINDS = {
    "railway": "rail", "railways": "rail", "railroad": "rail", "rail": "rail", "road": "road",
    "highway": "road", "motorway": "road", "pipeline": "pipeline", "pipelines": "pipeline",
    "bridge": "road", "ferry": "ferry",
}  # fmt: skip
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
AGREED = {
    "in_force": ("in force", "signed"),
    "signed": ("signed", "in force"),
    "proposed": ("planned", "denied"),
    "suspended": ("shelved",),
    "ended": ("shelved",),
}


@dataclass(frozen=True)
class Standing:
    """What a case has of links and agreements, by the words of their names."""

    case: Case
    phrases: Phrases
    rows: dict[str, int]
    words: list[frozenset[str]]
    treaties: list[tuple[frozenset[str], frozenset[str]]]
    ties: dict[frozenset[str], tuple[float, str]]
    called: dict[str, list[int]] = field(default_factory=dict)
    reach: dict[tuple[int, ...], frozenset[str]] = field(default_factory=dict)


def standing(case: Case, phrases: Phrases) -> Standing:
    """Return the links and agreements of a case, ready to be looked up."""
    links, table = case.tables["links"], case.tables["agreements"]
    words = [
        frozenset(words_of(f"{name or ''} {row}"))
        for name, row in zip(links["name"], links["id"], strict=True)
    ]
    treaties = []
    for name, parties in zip(table["name"], table["parties"], strict=True):
        members = frozenset(
            above for party in parties or () for above in case.lineage.get(party, (party,))
        )
        treaties.append((members, _stems(name or "")))
    rows = {row: at for at, row in enumerate(links["id"])}
    return Standing(case, phrases, rows, words, treaties, _ties(case))


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of longer words that tell agreements apart."""
    return frozenset(word[:6] for word in words_of(text) if len(word) > 4) - GENERAL


def held_route(route: Route, known: Standing) -> Route:
    """Return a route with its verdict: its state in the text beside that of its links."""
    rows = links_called(route.name, known)
    if not rows:
        return route
    case = known.case
    links = case.tables["links"]
    ids = [links["id"][row] for row in rows]
    states = [links["status"][row] or "operating" for row in rows]
    if route.status == "full":
        return _held_full(route, known, rows)
    told = [_verdict(route.status, state) for state in states]
    order: list[Verdict] = ["agrees", "partly", "contradicts"]
    best = min(told, key=order.index)
    verdict = best if best != "agrees" or len(set(told)) == 1 else "partly"
    shown = [at for at, each in enumerate(told) if each == best] if best != "agrees" else [0]
    cell = CaseCell(
        "links", ";".join(ids[:6]), "status", ", ".join(sorted(set(states))),
        note=_state_note(case, rows[shown[0]], verdict),
    )  # fmt: skip
    if route.status == "closed" and route.about and verdict != "agrees":
        passing = replace(cell, note=f"closed for a time only: {route.about}")
        return replace(route, verdict="new", case=passing)
    return replace(route, verdict=verdict, name_id=ids[0] if len(ids) == 1 else None, case=cell)


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
    words = list(words_of(name))
    kinds = {KINDS[word] for word in words if word in KINDS}
    found: list[int] = []
    telling: set[str] = set()
    at = 0
    while at < len(words):
        hit = longest(known.phrases, words, at)
        roles = hit[1] if hit else {}
        name_of: Name | None = roles.get("name")
        if name_of is not None and name_of.kind in ("route", "place", "unknown"):
            found += [known.rows[row] for table, row in name_of.rows if table == "links"]
            telling.update(word for word in words_of(name_of.text) if len(word) > 3)
        elif not roles and len(words[at]) > 3:
            telling.add(words[at])
        at = hit[0] if hit else at + 1
    bearings = telling & BEARINGS
    telling -= COMMON
    if not found and telling:
        found = [at for at, each in enumerate(known.words) if telling & each]
        whole = [at for at in found if telling <= known.words[at]]
        found = whole or ([] if len(telling) > 1 else found)
        found = [at for at in found if bearings <= known.words[at]]
    return sorted({at for at in found if _fits(known.case, at, kinds, _others(words))})


COMMON = frozenset(
    ("corridor", "railway", "road", "line", "parallel", "link", "transport", "route", "pipeline",
     "beside", "along", "through", "across", "between",
     "north", "south", "east", "west", "trans", "main", "gate", "western", "northern", "southern",
     "eastern", "segments", "section", "border", "crossing", "port")
)  # fmt: skip


BEARINGS = frozenset(("north", "south", "east", "west", "trans"))
TRAFFIC = frozenset(("corridor", "railway", "road", "highway", "motorway", "canal", "strait"))
GOODS = {"gas": {"gas"}, "oil": {"crude", "products"}, "power": {"power"}}
CARRIED = frozenset().union(*GOODS.values())


def _others(words: Iterable[str]) -> frozenset[str]:
    """Return the goods that what is called by some words does not carry: a corridor is no pipe."""
    said = [GOODS[word] for word in words if word in GOODS]
    if said:
        return CARRIED.difference(*said)
    return frozenset() if TRAFFIC.isdisjoint(words) else CARRIED


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
    wanted = [
        actor
        for actor, name in zip(
            case.tables["actors"]["id"], case.tables["actors"]["name"], strict=True
        )
        if name and route.about and name in route.about
    ]
    reached = known.reach.get(tuple(rows)) or _reached(case, rows)
    known.reach[tuple(rows)] = reached
    missing = [actor for actor in wanted if actor not in reached]
    cell = CaseCell("links", ids, "to", ", ".join(sorted(reached)) or None)
    if missing:
        names = dict(zip(case.tables["actors"]["id"], case.tables["actors"]["name"], strict=True))
        where = ", ".join(str(names[actor]) for actor in missing)
        note = f"nothing that it carries reaches {where} in the case"
        return replace(route, verdict="doubtful", case=replace(cell, note=note))
    return replace(route, verdict="partly" if wanted else "new", case=cell)


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


def held_agreement(agreement: Agreement, known: Standing) -> Agreement:
    """Return an agreement with its verdict: its state beside that of one of the same parties."""
    table = known.case.tables["agreements"]
    parties = {party for party in agreement.party_ids if party}
    if len(parties) < 2:
        return agreement
    said = _stems(agreement.what).difference(*(_stems(party) for party in agreement.parties))
    best: tuple[int, int] | None = None
    for at, (members, words) in enumerate(known.treaties):
        shared = len(said & words)
        if shared and parties <= members and (best is None or shared > best[0]):
            best = shared, at
    if best is None:
        return agreement
    at = best[1]
    state = table["status"][at] or "in_force"
    verdict: Verdict = "agrees" if agreement.status in AGREED[state] else "contradicts"
    cell = CaseCell("agreements", table["id"][at], "status", state, note=table["name"][at])
    return replace(agreement, verdict=verdict, case=cell)


GENERAL = frozenset(("agreem", "memora", "contra", "treaty", "declar", "russia", "azerba"))


SIGNS = {"supports": 1, "allied": 1, "mediates": 1, "opposes": -1, "accuses": -1}


def held_relation(relation: Relation, known: Standing) -> Relation:
    """Return a relation with its verdict: its sign beside that of the case's ties of the two."""
    sign = SIGNS.get(relation.stance)
    if sign is None or relation.a_id is None or relation.b_id is None:
        return relation
    tie = known.ties.get(frozenset((relation.a_id, relation.b_id)))
    if tie is None:
        return relation
    mean, keys = tie
    sign = -sign if relation.polarity == "denied" else sign
    verdict: Verdict = "agrees" if sign * mean > 0 else "doubtful" if mean == 0 else "partly"
    return replace(
        relation, verdict=verdict, case=CaseCell("relations", keys, "strength", round(mean, 3))
    )


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
