"""Which ways lead from one place to another, and what stands in the way on others."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.case.naming import row_called
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.corridors import route_tables
from isthmus.lenses.corridors.bans import unfit_links
from isthmus.lenses.corridors.barriers import Barrier, barriers
from isthmus.lenses.corridors.features import features
from isthmus.lenses.corridors.instance import Bools, Floats, Ints
from isthmus.lenses.corridors.kbest import Route
from isthmus.lenses.corridors.mentions import arcs_called
from isthmus.lenses.corridors.network import Network, build_network
from isthmus.lenses.corridors.route_tables import Ranked
from isthmus.lenses.corridors.search import Search, barred_routes, open_routes
from isthmus.lenses.corridors.segments import mean_time_value
from isthmus.result import Result

SORTS = ("generalised", "days", "cost", "km", "borders")
USUAL_CLASS = "container"
FAR = 3  # times the least generalised cost: ways dearer than that are no alternatives
TIE = 1e-6  # of the generalised cost, which decides where the weight asked for does not


def routes(
    case: Case,
    origin: str,
    destination: str,
    *,
    k: int = 5,
    class_: str | None = None,
    avoid: Sequence[str] = (),
    via: Sequence[str] = (),
    sort: str = "generalised",
) -> Result:
    """Find the best truly different routes between two places, and those that are barred.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    origin, destination : str
        Nodes: id, name or alias.
    k : int
        How many open routes at most; up to twice as many closed or banned ones. Those that cost
        more than `FAR` times the best open at the same time, days counted, are left out and told.
    class_ : str, optional
        The class of cargo, which says what a day is worth and which bans count; `container`, or
        the first one by id, where none is named.
    avoid : sequence of str
        Actors, nodes, links, chokepoints, modes to keep clear of.
    via : sequence of str
        The same, to pass in this order.
    sort : str
        What the best routes have least of: `generalised` (cost, and what days are worth), `days`,
        `cost`, `km`, `borders`.

    Returns
    -------
    Result
        Numbers `km`, `days`, `cost`, `generalised_cost` of the first open route; tables `routes`,
        `legs` and `profile` (the UN ESCAP time/cost-distance table). Status `infeasible` where no
        route is open.

    Raises
    ------
    IsthmusError
        If something named is unknown, or not even closed links join the places.
    """
    if k < 1:
        raise IsthmusError(f"k: {k} is not a number of routes")
    if sort not in SORTS:
        hint = did_you_mean(sort, SORTS)
        raise IsthmusError(f"sort: '{sort}' is none of {', '.join(SORTS)}.{hint}")
    network = build_network(case)
    ends = _end(case, network, origin, "origin"), _end(case, network, destination, "destination")
    named = _class(case, class_)
    day = mean_time_value(case, named)
    about = named, network.places[ends[0]], network.places[ends[1]]
    found = barriers(case, network, *about)
    unfit = unfit_links(case, network.links.rows, *about)
    search = _search(case, network, ends, found, unfit, day, k, avoid, via, sort)
    (ways, sure), (barred, also_sure) = open_routes(search), barred_routes(search)
    if not ways and not barred:
        raise IsthmusError(_nothing(network, ends, named, avoid, via, sure and also_sure))
    dear = _weight(network, search.features.border, day, "generalised")
    kept = _near(search, ways, barred, dear)
    arcs = [list(route.arcs) for route in (*kept[0], *kept[1])]
    ranked = Ranked(case, network, arcs, found, day)
    table = functools.cache(lambda: route_tables.route_columns(ranked))
    notes = [_terms(case, named, class_, day, sort)]
    notes += _left_out(len(ways) - len(kept[0]), len(barred) - len(kept[1]))
    notes += [] if sure and also_sure else ["there are more ways than were looked at"]
    names = ("km", "days", "cost", "generalised_cost")
    return Result(
        lens="routes",
        case=case,
        units=_units(case),
        status="optimal" if ways else "infeasible",
        numbers={name: table()[name][0] if ways else None for name in names},
        builders={
            "routes": table,
            "legs": functools.partial(route_tables.leg_columns, ranked),
            "profile": functools.partial(route_tables.profile_columns, ranked),
        },
        notes=tuple(notes),
    )


def _end(case: Case, network: Network, word: str, what: str) -> int:
    """Return the place that a word names, where cargo links begin or end."""
    node = case.tables["nodes"]["id"][row_called(case, "nodes", word, what)]
    graph = network.instance.graph
    if node not in network.places or network.places.index(node) not in graph.place:
        raise IsthmusError(f"{what} {node}: no cargo link begins or ends there")
    return network.places.index(node)


def _class(case: Case, name: str | None) -> str:
    ids: list[str] = case.filled["classes"]["id"]
    if not ids:
        raise IsthmusError(f"case {case.id} has no classes of cargo: see table classes")
    if name is None:
        return USUAL_CLASS if USUAL_CLASS in ids else ids[0]
    return ids[row_called(case, "classes", name, "class")]


def _search(
    case: Case,
    network: Network,
    ends: Sequence[int],
    found: Sequence[Sequence[Barrier]],
    unfit: Bools,
    day: float,
    wanted: int,
    avoid: Sequence[str],
    via: Sequence[str],
    sort: str,
) -> Search:
    graph, member = network.instance.graph, network.member
    if ends[0] == ends[1]:
        raise IsthmusError(f"origin and destination are both {network.places[ends[0]]}")
    bars = [frozenset(bar.what for bar in each) for each in found]
    barred = np.array([bool(each) for each in bars])[member]
    seen = features(case, network)
    shut_out = np.append(unfit, np.zeros(len(network.transfers.ids), bool))[member]
    shut_out |= (network.link < 0) & (graph.place[graph.tail] == ends[0])  # starts by any mode
    avoided = [arcs_called(case, network, word, "avoid") for word in avoid]
    return Search(
        graph=graph,
        weight=_weight(network, seen.border, day, sort),
        allowed=~np.logical_or.reduce([shut_out, *avoided]),
        usable=(network.bound.T > 0)[:, member] & ~barred,
        barriers=[bars[at] for at in member],
        features=seen,
        origin=ends[0],
        destination=ends[1],
        via=[arcs_called(case, network, word, "via") for word in via],
        wanted=wanted,
    )


def _weight(network: Network, border: Ints, day: float, sort: str) -> Floats:
    graph = network.instance.graph
    generalised = graph.cost + graph.days * day
    if sort == "generalised":
        return generalised
    crossings = (border >= 0).astype(float)
    least = {"days": graph.days, "cost": graph.cost, "km": graph.km, "borders": crossings}
    return least[sort] + TIE * generalised


def _near(
    search: Search, ways: Sequence[Route], barred: Sequence[Route], dear: Floats
) -> list[list[Route]]:
    """Return the open and the barred routes without those that are far dearer than another one.

    The other is open whenever they are, if any is open at all.
    """
    rivals = [_when_and_cost(search, route, dear) for route in ways or barred]

    def near(route: Route) -> bool:
        when, cost = _when_and_cost(search, route, dear)
        return not any(cost > FAR * least and (other | ~when).all() for other, least in rivals)

    return [[route for route in routes if near(route)] for routes in (ways, barred)]


def _when_and_cost(search: Search, route: Route, dear: Floats) -> tuple[Bools, float]:
    arcs = list(route.arcs)
    return np.all(search.usable[:, arcs], axis=1), float(dear[arcs].sum())


def _left_out(ways: int, barred: int) -> list[str]:
    """Say how many of the routes found are left out."""
    counts = [f"{ways} open" if ways else "", f"{barred} closed or banned" if barred else ""]
    if not any(counts):
        return []
    told = " and ".join(filter(None, counts))
    return [f"left out, as more than {FAR} times as dear as the best, days counted: {told}"]


def _terms(case: Case, named: str, asked: str | None, day: float, sort: str) -> str:
    """Say by what the routes are sorted, and for which cargo."""
    price = f"{day:.4g} {case.settings.currency}/t"
    because = "" if asked else " (no class was named)"
    return f"sorted by {sort}, for cargo of class {named}{because}, to which a day is worth {price}"


def _nothing(
    network: Network,
    ends: Sequence[int],
    named: str,
    avoid: Sequence[str],
    via: Sequence[str],
    sure: bool,
) -> str:
    start, end = (network.places[place] for place in ends)
    asked = [f"avoiding {', '.join(avoid)}"] if avoid else []
    asked += [f"via {', '.join(via)}"] if via else []
    said = f" {' and '.join(asked)}" if asked else ""
    none = f"no route from {start} to {end}{said} for class {named}"
    if not sure:
        return f"{none} was found, but not all ways were looked at"
    return f"{none}, not even a closed one"


def _units(case: Case) -> dict[str, Any]:
    currency = case.settings.currency
    return {
        "money": f"million {currency}",
        "quantity": {"cargo": "Mt"},
        "price": {"cargo": f"{currency}/t"},
    }
