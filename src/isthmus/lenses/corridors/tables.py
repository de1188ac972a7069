"""The result tables of the corridors lens, column by column, from the arrays of an assignment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.gains import KINDS, arc_flows, gains
from isthmus.lenses.corridors.instance import Assignment, Floats, Ints, sums
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.paid import paid_per_tonne
from isthmus.lenses.corridors.unshipped import reasons

Columns = dict[str, Any]

ZERO = 1e-9


def clean(values: Floats) -> Floats:
    """Return the values with the solver's dust and negative zeros removed."""
    return np.where(np.abs(values) < ZERO, 0.0, values) + 0.0


def by_member(network: Network, carried: Floats) -> tuple[Floats, Floats]:
    """Return what links, then transfers, carry forward and backward (members, periods)."""
    forward, backward = np.zeros((2, *network.bound.shape))
    ahead = network.forward
    np.add.at(forward, network.member[ahead], carried[ahead])
    np.add.at(backward, network.member[~ahead], carried[~ahead])
    return forward, backward


def scarcity(network: Network, found: Assignment) -> tuple[Floats, list[list[str | None]]]:
    """Return the rent per tonne of links, then transfers (members, periods), and what it is due to.

    A shared limit counts by what a tonne takes of it.
    """
    capacities, shape = network.instance.capacities, network.bound.shape
    prices = found.scarcity[capacities.row] * capacities.weight
    member = network.member[capacities.arc]
    at, once = np.unique(
        np.column_stack((member, capacities.period, capacities.row)), axis=0, return_index=True
    )
    total = sums(at[:, 0] * shape[1] + at[:, 1], prices[once], shape[0] * shape[1]).reshape(shape)
    names: list[list[str | None]] = [[None] * shape[1] for _ in range(shape[0])]
    for (one, period, row), price in zip(at.tolist(), prices[once].tolist(), strict=True):
        if price > ZERO:
            name = _row_name(network, row)
            names[one][period] = f"{names[one][period]}, {name}" if names[one][period] else name
    return total, names


def _row_name(network: Network, row: int) -> str:
    """Return what a row of the capacities is: a limit's id, or just `capacity`."""
    if row < len(network.owner_row):
        return "capacity"
    return [limit.id for limit in network.limits if limit.first <= row][-1]


def flows(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `flows`: links by period."""
    links, table = network.links, case.filled["links"]
    names = {
        "link": links.ids,
        "from": [table["from"][row] for row in links.rows],
        "to": [table["to"][row] for row in links.rows],
        "mode": [table["mode"][row] for row in links.rows],
    }
    return _carried(case, network, found, names, slice(0, len(links.ids)))


def transfers(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `transfers`: changes of mode by node and period."""
    block, table = network.transfers, case.filled["transfers"]
    names = {
        "transfer": block.ids,
        "node": block.nodes,
        "from_mode": [table["from_mode"][row] for row in block.rows],
        "to_mode": [table["to_mode"][row] for row in block.rows],
    }
    return _carried(case, network, found, names, slice(len(network.links.ids), None))


def _carried(
    case: Case, network: Network, found: Assignment, names: dict[str, list[Any]], span: slice
) -> Columns:
    forward, backward = (
        clean(part[span]) for part in by_member(network, arc_flows(network, found))
    )
    total, bound = forward + backward, network.bound[span]
    count, times = bound.shape
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(np.isfinite(bound) & (bound > 0), total / bound, np.nan)
    prices, names_of = scarcity(network, found)
    return {
        **{name: _each(values, times) for name, values in names.items()},
        "period": [period.id for period in case.periods] * count,
        "flow": total.ravel(),
        "forward": forward.ravel(),
        "backward": backward.ravel(),
        "capacity": np.where(np.isfinite(bound), bound, np.nan).ravel(),
        "utilisation": used.ravel(),
        "scarcity_price": clean(prices[span]).ravel(),
        "bound_by": [name for row in names_of[span] for name in row],
    }


def _each(values: Sequence[Any], times: int) -> list[Any]:
    return [value for value in values for _ in range(times)]


def limits(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `limits`: how much of each shared capacity is used."""
    capacities = network.instance.capacities
    carried = arc_flows(network, found)[capacities.arc, capacities.period]
    used = sums(capacities.row, carried * capacities.weight, len(capacities.bound))
    rows = [
        (limit.id, row)
        for limit in network.limits
        for row in range(limit.first, limit.first + (1 if limit.yearly else len(network.weights)))
    ]
    at = [row for _, row in rows]
    bound = capacities.bound[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(bound > 0, used[at] / bound, np.nan)
    periods = [network.row_period[row] for row in at]
    return {
        "limit": [name for name, _ in rows],
        "period": [None if period < 0 else case.periods[period].id for period in periods],
        "used": clean(used[at]),
        "capacity": bound,
        "utilisation": share,
        "scarcity_price": clean(found.scarcity[at]),
    }


def routes(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `routes`: what takes which way, the largest first."""
    cargo, table = network.instance.cargo, case.filled["shipments"]
    shipment, segment = network.shipment[found.cargo], network.segment[found.cargo]
    period = cargo.period[found.cargo]
    order = np.lexsort((-found.quantity, period, segment, shipment))
    paths = [found.arcs[found.first[r] : found.first[r + 1]] for r in order]
    totals = route_sums(network, found)[order]
    entry = found.cargo[order]
    value = cargo.time_value[entry]
    described = [describe(case, network, path) for path in paths]
    return {
        "shipment": [table["id"][row] for row in shipment[order]],
        "class": [table["class"][row] for row in shipment[order]],
        "segment": segment[order],
        "period": [case.periods[t].id for t in period[order]],
        "rank": _ranks(entry),
        "share": found.quantity[order] / cargo.quantity[entry],
        "quantity": found.quantity[order],
        "km": totals[:, 0],
        "days": totals[:, 1],
        "cost": totals[:, 2],
        "generalised_cost": totals[:, 2] + totals[:, 1] * value,
        **{name: [row[name] for row in described] for name in ROUTE_WORDS},
    }


ROUTE_WORDS = ("links", "modes", "borders", "chokepoints")


def _ranks(entry: Ints) -> Ints:
    """Return 1, 2, ... within every run of equal entries."""
    first = np.concatenate(([True], entry[1:] != entry[:-1])) if len(entry) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(entry)), 0))
    return np.arange(len(entry)) - start + 1


def route_sums(network: Network, found: Assignment) -> Floats:
    """Return km, days and cost per tonne of every route (routes, 3)."""
    graph = network.instance.graph
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    columns = [
        sums(route, values[found.arcs], len(found.cargo))
        for values in (graph.km, graph.days, graph.cost)
    ]
    return np.column_stack(columns)


def describe(case: Case, network: Network, path: Sequence[int] | Ints) -> dict[str, str]:
    """Return links, modes, borders and chokepoints of a route, each joined by ``;``.

    Borders are pairs of actors through whose nodes it passes; nodes of nobody do not count.
    """
    table, actor = case.filled["links"], case.actor_of
    arcs = [arc for arc in path if network.link[arc] >= 0]
    rows = [int(network.links.rows[network.link[arc]]) for arc in arcs]
    modes = [table["mode"][row] or "" for row in rows]
    graph = network.instance.graph
    states = [*graph.tail[arcs[:1]], *graph.head[arcs]]
    passed = [actor[network.places[graph.place[state]]] for state in states]
    owners = _runs([who for who in passed if who is not None])
    words = {
        "links": [table["id"][row] for row in rows],
        "modes": _runs(modes),
        "borders": [f"{a}-{b}" for a, b in itertools.pairwise(owners)],
        "chokepoints": _runs([name for row in rows if (name := table["chokepoint"][row])]),
    }
    return {name: ";".join(each) for name, each in words.items()}


def _runs(names: Sequence[str]) -> list[str]:
    """Return the names without immediate repetitions."""
    return [name for name, _ in itertools.groupby(names)]


def shipments(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `shipments`: what arrives, how, and why the rest does not."""
    cargo, table = network.instance.cargo, case.filled["shipments"]
    count = len(table)
    wanted = sums(network.shipment, cargo.quantity, count)
    left = sums(network.shipment, found.unshipped, count)
    left = np.where(left <= ZERO * np.maximum(1, wanted), 0.0, left)
    row = network.shipment[found.cargo]
    totals = route_sums(network, found)
    carried = sums(row, found.quantity, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = [sums(row, found.quantity * totals[:, k], count) / carried for k in range(3)]
    return {
        "shipment": table["id"],
        "origin": table["origin"],
        "destination": table["destination"],
        "class": table["class"],
        "quantity": wanted,
        "shipped": clean(wanted - left),
        "unshipped": left,
        "km": means[0],
        "days": means[1],
        "cost": means[2],
        "price": paid_per_tonne(network, found, count),
        "reservation": table["reservation"],
        "reason": reasons(case, network, found, left > 0),
    }


def gain_rows(case: Case, network: Network, found: Assignment) -> Columns:
    """Return the columns of table `gains`, for actors who hold something."""
    actors, amounts = gains(case, network, found)
    shown = np.flatnonzero((np.abs(amounts) > ZERO).any(axis=1))
    parts = {kind: clean(amounts[shown, at]) for at, kind in enumerate(KINDS)}
    return {
        "actor": [actors[at] for at in shown],
        "low": [None] * len(shown),
        "high": [None] * len(shown),
        **parts,
        "total": clean(amounts[shown].sum(axis=1)),
    }
