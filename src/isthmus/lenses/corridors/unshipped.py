"""Why cargo stays behind, and whether any can leave."""

from __future__ import annotations

import numpy as np

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.bans import bans_in_force, meets, of_everybody, unfit_links
from isthmus.lenses.corridors.instance import Assignment, Bools
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.shortest import distances

DEAR = 1 - 1e-9
LEAST = 1e-9


def reasons(case: Case, network: Network, found: Assignment, short: Bools) -> list[str | None]:
    """Return for each shipment that is `short` why some of it stays, the largest part first."""
    cargo = network.instance.cargo
    said: list[str | None] = [None] * len(short)
    for row in np.flatnonzero(short):
        parts: dict[str, float] = {}
        for entry in np.flatnonzero((network.shipment == row) & (found.unshipped > LEAST)):
            why = _reason(case, network, int(entry), int(row))
            parts[why] = parts.get(why, 0.0) + float(found.unshipped[entry])
        total = float(cargo.quantity[network.shipment == row].sum())
        words = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
        said[row] = "; ".join(f"{why} ({left / total:.0%})" for why, left in words) or None
    return said


def _reason(case: Case, network: Network, entry: int, row: int) -> str:
    cargo, graph = network.instance.cargo, network.instance.graph
    origin, destination = int(cargo.origin[entry]), int(cargo.destination[entry])
    weight, places = graph.cost + graph.days * cargo.time_value[entry], len(network.places)
    mask = network.instance.masks[cargo.mask[entry]]
    least = distances(graph, weight, mask, origin, places)[destination]
    if least < cargo.reservation[entry] * DEAR:
        return "no capacity"
    if np.isfinite(least):
        return "priced out"
    period = int(cargo.period[entry])
    usable = network.bound[:, period] > 0
    ends = network.places[origin], network.places[destination]
    class_ = case.filled["shipments"]["class"][row]
    usable[: len(network.links.rows)] &= ~unfit_links(case, network.links.rows, class_, *ends)
    is_open = usable[network.member]
    if np.isfinite(distances(graph, weight, is_open, origin, places)[destination]):
        return f"banned by {', '.join(_bans(case, row))}"
    return f"no open route in {case.periods[period].id}" if len(case.periods) > 1 else "no route"


def _bans(case: Case, row: int) -> list[str]:
    cargo = case.filled["shipments"]
    ends = cargo["class"][row], cargo["origin"][row], cargo["destination"][row]
    return [
        case.filled["bans"]["id"][ban]
        for ban in bans_in_force(case)
        if not of_everybody(case, ban) and meets(case, ban, *ends)
    ]


def refuse_if_nothing_connects(case: Case, network: Network) -> None:
    """Raise an error if no shipment has a way, not even over closed and banned links.

    Raises
    ------
    IsthmusError
        With the ends of a shipment.
    """
    cargo, graph = network.instance.cargo, network.instance.graph
    every, weight = np.ones(len(graph.tail), dtype=bool), np.zeros(len(graph.tail))
    for origin in np.unique(cargo.origin):
        reach = distances(graph, weight, every, int(origin), len(network.places))
        if np.isfinite(reach[cargo.destination[cargo.origin == origin]]).any():
            return
    first = case.tables["shipments"]
    start, end = first["origin"][0], first["destination"][0]
    raise IsthmusError(
        f"case {case.id}: cargo links and transfers, closed ones included, take no shipment from "
        f"its origin to its destination; the first is {first['id'][0]}, from {start} to {end}. "
        "Where modes meet, is a transfer missing? Is a link bidirectional?"
    )
