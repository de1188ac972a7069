"""What a map says of trade: arcs from exporters to importers, or how much more or less they carry.

An actor stands in the middle of its nodes, a group in the middle of those of its members.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from isthmus.case.model import Case
from isthmus.drawing.content import Content, Line, Site, State, short, sides, states_of
from isthmus.errors import IsthmusError
from isthmus.result import Result

MOST = 30  # arcs that a map can hold
KIND = "trade"
SMALL = 5e-3

Flows = dict[tuple[str, str], float]


def trade_content(result: Result, scenario: str | None) -> Content:
    """Return what a map of a result of trade says: its flows, or what changes where costs change.

    Raises
    ------
    IsthmusError
        If no actor that trades has a place with coordinates.
    """
    reference, after = sides(result, scenario)
    compared = reference is not None or len(after.table("costs")) > 0
    now = _flows(after, "after")
    was = _flows(reference, "after") if reference is not None else _flows(after, "before")
    money = after.units["money"]
    sites = _sites(after.case, {actor for pair in now for actor in pair})
    found = [_line(pair, was.get(pair, 0.0), now[pair], money, compared) for pair in now]
    order = sorted((line for line in found if line.value >= SMALL), key=_largest)
    drawn = [line for line in order if {line.tail, line.head} <= sites.keys()]
    settings = after.case.settings
    what = "Differences of trade" if compared else "Trade"
    against = f" compared with {reference.label}" if reference is not None else ""
    return Content(
        title=f"{settings.title} · {after.label}{against}",
        subtitle=f"{what} ({money}), year {settings.base_year}, the {MOST} largest with places",
        lines=drawn[:MOST],
        sites=sites,
        passed={},
        kinds={KIND: "Trade"},
        others=[],
        states=states_of(after.case),
        compared=compared,
        usual={},
        missing=_missing(after.case, order[:MOST], sites),
    )


def _flows(result: Result, column: str) -> Flows:
    rows = result.table("trade").select("exporter", "importer", column).rows()
    return {(seller, buyer): value for seller, buyer, value in rows if seller != buyer}


def _line(pair: tuple[str, str], was: float, now: float, unit: str, compared: bool) -> Line:
    change = now - was
    state: State = "flow" if not compared else "more" if change > 0 else "less"
    value = abs(change) if compared else now
    tip = f"{pair[0]} to {pair[1]}: {was:,.0f} -> {now:,.0f} {unit}" if compared else (
        f"{pair[0]} to {pair[1]}: {now:,.0f} {unit}"
    )  # fmt: skip
    return Line(f"{pair[0]}/{pair[1]}", *pair, KIND, unit, value, state, "", tip)


def _largest(line: Line) -> tuple[float, str]:
    return -line.value, line.link


def _sites(case: Case, actors: Iterable[str]) -> dict[str, Site]:
    """Return where actors stand that have nodes of their own, or whose members have."""
    nodes, table = case.filled["nodes"], case.filled["actors"]
    names = dict(zip(table["id"], table["name"], strict=True))
    groups = case.filled["memberships"]
    members = list(zip(groups["actor"], groups["organisation"], strict=True))
    found = {}
    for actor in sorted(actors):
        own = {actor, *(one for one, whole in members if whole == actor)}
        mine = [
            at
            for at, owner in enumerate(nodes["actor"])
            if owner is not None and own.intersection(case.lineage[owner])
        ]
        places = np.array([[nodes["lon"][at], nodes["lat"][at]] for at in mine]).reshape(-1, 2)
        places = places[np.isfinite(places).all(axis=1)]
        if len(places):
            lon, lat = places.mean(axis=0).tolist()
            found[actor] = Site(lon, lat, short(actor, names[actor]), names[actor] or actor)
    if not found:
        message = f"case {case.id} cannot be drawn: nobody who trades has a node with coordinates"
        raise IsthmusError(f"{message}. Fill the columns actor, lat and lon of nodes")
    return found


def _missing(case: Case, lines: Iterable[Line], sites: dict[str, Site]) -> list[str]:
    table = case.filled["actors"]
    names = dict(zip(table["id"], table["name"], strict=True))
    ends = dict.fromkeys(end for line in lines for end in (line.tail, line.head))
    return [short(end, names[end]) for end in ends if end not in sites]
