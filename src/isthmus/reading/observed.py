"""What a case observed of flows, as evidence: how much a route carried, or one sold another.

The id of an observation says whose it is (`iran-turkey`, `btc-oil`, `turkey-oil-import`). One with
a word besides that is of a part only, and is no evidence for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isthmus.case.evidence import ties
from isthmus.case.model import Case
from isthmus.reading.gazetteer import Name
from isthmus.reading.known import EUROPE, Known
from isthmus.reading.language import Phrases, longest
from isthmus.reading.tokens import words_of

GOODS = {"crude": "oil", "cargo": "freight"}  # as texts call them
ACTING = frozenset(("state", "organisation", "demonym", "capital"))
PASSING = frozenset(("route", "place"))


class _Called(NamedTuple):
    """Whom and what the id of an observation names, and what measures it."""

    names: dict[str, Name]
    measures: frozenset[str]


def observations(case: Case, phrases: Phrases, poor: frozenset[str]) -> Iterator[Known]:
    """Yield the observed flows of the base year, but those that rest on poor claims."""
    table = case.tables["observations"]
    for at, row in enumerate(table["id"]):
        whole = table["scenario"][at] in (None, "base") and not table["period"][at]
        rested = [claim for _, claim in ties(table["evidence"][at] or ())]
        called = _called(row, case, phrases) if whole and table["measure"][at] == "flow" else None
        if called is None or not table["value"][at] or not poor.isdisjoint(rested):
            continue
        links = _links(case, table["target"][at])
        goods = frozenset(GOODS.get(good, good) for good in links.values())
        for own, measure, names in _sides(case, called, list(links)):
            yield Known(
                "observations", row, "value", next(iter(rested), None), frozenset((own,)),
                frozenset((measure,)), goods, frozenset(), names, table["value"][at], None, None,
                table["unit"][at], str(case.settings.base_year), whole=True,
            )  # fmt: skip


def _links(case: Case, target: tuple[str, ...]) -> dict[str, str]:
    """Return the links that a flow is counted on, and what each carries."""
    links = case.tables["links"]
    good_of = dict(zip(links["id"], links["commodity"], strict=True))
    return {row: good_of[row] for row in target if row in good_of}


def _called(row: str, case: Case, phrases: Phrases) -> _Called | None:
    """Return what an id names, or None where a word of it is of a part."""
    words = list(words_of(row.replace("-", " ")))
    names: dict[str, Name] = {}
    measures: set[str] = set()
    at = 0
    while at < len(words):
        end, roles = longest(phrases, words, at) or (at + 1, {})
        name: Name | None = roles.get("name")
        if name is not None:
            names.setdefault(EUROPE.get(name.called, name.called), name)
        elif roles.get("measure") in ("export", "import"):
            measures.add(roles["measure"])
        elif "commodity" not in roles and words[at] not in case.tables["commodities"]["id"]:
            return None
        at = end
    return _Called(names, frozenset(measures))


def _sides(
    case: Case, called: _Called, links: list[str]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield whose a flow is, by what measure, and whom it names: a route, a seller, a buyer."""
    names = frozenset(called.names)
    acting = [own for own, name in called.names.items() if name.kind in ACTING]
    if len(names) == 1 and acting:
        yield from ((acting[0], measure, names) for measure in called.measures)
    elif len(names) == 1:
        ((own, name),) = called.names.items()
        if _whole(name, links):
            yield own, "throughput", names
    elif len(names) == 2 and acting and not called.measures:
        ids = {name.actor_id: own for own, name in called.names.items()}
        ends = {ids.get(end) for end in _ends(case, links)}
        outside = names.difference(acting)
        buyers = outside if outside and ends == {None} else ends
        for buyer in buyers if len(buyers) == 1 else ():
            if buyer is not None:
                (seller,) = names - {buyer}
                passing = called.names[seller].kind == "route"
                yield seller, "throughput" if passing else "export", names
                yield buyer, "import", names


def _whole(name: Name, links: list[str]) -> bool:
    """Tell whether a flow is on all links that are called by the name of a route."""
    own = {row for table, row in name.rows if table == "links"}
    return name.kind in PASSING and own <= set(links)


def _ends(case: Case, links: list[str]) -> set[str | None]:
    """Return on whose territory a flow arrives."""
    table = case.tables["links"]
    to = dict(zip(table["id"], table["to"], strict=True))
    return {case.actor_of.get(to[row]) for row in links}
