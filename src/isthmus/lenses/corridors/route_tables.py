"""From routes that were found to the columns of the tables of `routes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.barriers import BANNED, CLOSED, Barrier
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.sources import source_of
from isthmus.lenses.corridors.tables import ROUTE_WORDS, describe

Columns = dict[str, Any]
ROUTE = ("rank", "status", "periods", "km", "days", "cost", "generalised_cost", "barriers")
LEG = (
    "rank",
    "leg",
    "kind",
    "id",
    "from",
    "to",
    "mode",
    "km",
    "days",
    "cost",
    "source",
    "barriers",
)
STEP = ("rank", "step", "node", "what", "km", "days", "cost")


@dataclass(frozen=True)
class Ranked:
    """The routes of an answer: the arcs of each, open ones first, and what bars each member.

    `day` is what a day is worth, money per tonne.
    """

    case: Case
    network: Network
    routes: Sequence[Sequence[int]]
    barriers: Sequence[Sequence[Barrier]]
    day: float


def route_columns(ranked: Ranked) -> Columns:
    """Return the columns of table `routes`."""
    rows = [_route(ranked, rank, arcs) for rank, arcs in enumerate(ranked.routes, start=1)]
    return {name: [row[name] for row in rows] for name in (*ROUTE, *ROUTE_WORDS)}


def _route(ranked: Ranked, rank: int, arcs: Sequence[int]) -> Columns:
    graph, on = ranked.network.instance.graph, list(arcs)
    km, days, cost = (float(values[on].sum()) for values in (graph.km, graph.days, graph.cost))
    met = [at for at in ranked.network.member[on].tolist() if ranked.barriers[at]]
    kinds = {bar.kind for at in met for bar in ranked.barriers[at]}
    status = "open" if not met else CLOSED if CLOSED in kinds else BANNED
    said = [f"{member_id(ranked.network, at)}: {_why(ranked, at)}" for at in met]
    return {
        "rank": rank,
        "status": status,
        "periods": None if met else _periods(ranked, on),
        "km": km,
        "days": days,
        "cost": cost,
        "generalised_cost": cost + days * ranked.day,
        "barriers": "; ".join(said) or None,
        **describe(ranked.case, ranked.network, on),
    }


def _why(ranked: Ranked, at: int) -> str:
    """Say what keeps cargo off a link or transfer."""
    return ", ".join(bar.why for bar in ranked.barriers[at])


def _periods(ranked: Ranked, on: Sequence[int]) -> str | None:
    """Return the periods in which all of an open route is open; None for all."""
    members = ranked.network.member[list(on)]
    together: list[bool] = np.all(ranked.network.bound[members] > 0, axis=0).tolist()
    names = [p.id for p, is_open in zip(ranked.case.periods, together, strict=True) if is_open]
    return None if all(together) else ";".join(names)


def member_id(network: Network, at: int) -> str:
    """Return the id of a link, or of a transfer."""
    links = len(network.links.ids)
    return network.links.ids[at] if at < links else network.transfers.ids[at - links]


def leg_columns(ranked: Ranked) -> Columns:
    """Return the columns of table `legs`."""
    rows = [
        {"rank": rank, "leg": number, **leg}
        for rank, arcs in enumerate(ranked.routes, start=1)
        for number, leg in enumerate(_legs(ranked, arcs), start=1)
    ]
    return {name: [row[name] for row in rows] for name in LEG}


def _legs(ranked: Ranked, arcs: Sequence[int]) -> Iterator[Columns]:
    network, graph = ranked.network, ranked.network.instance.graph
    for arc in arcs:
        at, tail, head = int(network.member[arc]), graph.tail[arc], graph.head[arc]
        links = len(network.links.ids)
        is_link = at < links
        rows = network.links.rows if is_link else network.transfers.rows
        table, row = "links" if is_link else "transfers", int(rows[at if is_link else at - links])
        mode = network.modes[tail]
        yield {
            "kind": "link" if is_link else "transfer",
            "id": member_id(network, at),
            "from": network.places[graph.place[tail]],
            "to": network.places[graph.place[head]],
            "mode": mode if is_link else f"{mode} > {network.modes[head]}",
            "km": float(graph.km[arc]),
            "days": float(graph.days[arc]),
            "cost": float(graph.cost[arc]),
            "source": source_of(ranked.case, table, row) or "nothing given",
            "barriers": _why(ranked, at) or None,
        }


def profile_columns(ranked: Ranked) -> Columns:
    """Return the columns of table `profile`: the time/cost-distance table of every route.

    Notes
    -----
    Links are slopes and transfers are vertical steps. Where a link crosses a border, what its days
    exceed the running time at its mode's speed is a vertical step too, the border's: before the
    link if it begins at a node whose kind says `border`, else at its end.
    """
    rows = [
        {"rank": rank, "step": number, **point}
        for rank, arcs in enumerate(ranked.routes, start=1)
        for number, point in enumerate(_points(ranked, arcs))
    ]
    return {name: [row[name] for row in rows] for name in STEP}


def _points(ranked: Ranked, arcs: Sequence[int]) -> Iterator[Columns]:
    nodes, modes = ranked.case.filled["nodes"], ranked.case.filled["modes"]
    actor = ranked.case.actor_of
    kind = dict(zip(nodes["id"], nodes["kind"], strict=True))
    speed = dict(zip(modes["mode"], modes["speed"], strict=True))
    at = np.zeros(3)

    def point(node: str, what: str, *moved: float) -> Columns:
        at[:] += moved
        return {"node": node, "what": what, **dict(zip(STEP[-3:], at.tolist(), strict=True))}

    for number, leg in enumerate(_legs(ranked, arcs)):
        start, end = leg["from"], leg["to"]
        if not number:
            yield point(start, "start", 0, 0, 0)
        waits, border = 0.0, f"border {actor[start] or 'nobody'}-{actor[end] or 'nobody'}"
        crosses, first = actor[start] != actor[end], "border" in (kind[start] or "")
        if crosses and leg["mode"] in speed:
            waits = max(leg["days"] - leg["km"] / speed[leg["mode"]], 0.0)
        if crosses and first:
            yield point(start, border, 0, waits, 0)
        what = leg["mode"] if leg["kind"] == "link" else f"transfer {leg['mode']}"
        yield point(end, what, leg["km"], leg["days"] - waits, leg["cost"])
        if crosses and not first:
            yield point(end, border, 0, waits, 0)
