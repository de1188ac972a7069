"""What the surplus of cargo and welfare gain per unit of every number: from one assignment.

The surplus, what cargo would at most have paid less the objective, answers small moves as its duals
say. Welfare counts tariffs on top, which change also because cargo turns to other routes: as the
basis of the assignment says, see `_tariff_duals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isthmus.case.estimates import fill_cargo_links
from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.lenses.corridors.gains import arc_flows
from isthmus.lenses.corridors.instance import Assignment, Floats, Ints, sums
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.segments import time_values

STEP = 1e-6
SCARCE = 1e-9
READ = {
    "links": ("capacity", "cost", "tariff", "days", "length"),
    "modes": ("cost", "speed", "fixed_cost", "fixed_days", "detour"),
    "transfers": ("capacity", "cost", "tariff", "days"),
    "classes": ("value", "time_value", "time_value_cv"),
    "shipments": ("quantity", "reservation"),
    "limits": ("capacity",),
    "profiles": ("factor",),
}


@dataclass(frozen=True)
class Marginal:
    """What one more unit of each number of a network adds to surplus and welfare (2, ...).

    Attributes
    ----------
    cost, tariff, days : array (2, members)
        Of links, then transfers.
    bound : array (2, rows)
    quantity, reservation, time_value : array (2, cargo)
    """

    cost: Floats
    tariff: Floats
    days: Floats
    bound: Floats
    quantity: Floats
    reservation: Floats
    time_value: Floats


def slopes(case: Case, network: Network, found: Assignment, cells: Sequence[Cell]) -> Floats:
    """Return the derivatives of surplus and welfare with respect to cells (2, cells).

    Where the optimum kinks, they are those of one of the sides or between them; NaN where a class
    gets more or fewer segments.

    Parameters
    ----------
    case : Case
    network : Network
    found : Assignment
        Of the case.
    cells : sequence of Cell
        Numbers that the lens reads: see `READ`.
    """
    marginal = marginals(network, found)
    columns: dict[tuple[str, str], Floats] = {}
    found_slopes = np.zeros((2, len(cells)))
    keys = {name: {key: row for row, key in enumerate(case.tables[name].keys)} for name in READ}
    for at, cell in enumerate(cells):
        name = (cell.table, cell.column)
        if name not in columns:
            columns[name] = _column(case, network, marginal, *name)
        found_slopes[:, at] = columns[name][:, keys[cell.table][cell.id]]
    return found_slopes


def marginals(network: Network, found: Assignment) -> Marginal:
    """Return what the numbers of a network add at its optimum."""
    cargo, members = network.instance.cargo, len(network.bound)
    flow, value = arc_flows(network, found), cargo.time_value[found.cargo]
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    member = network.member[found.arcs]
    carried = sums(network.member, flow.sum(axis=1), members)
    hurried = sums(member, (found.quantity * value)[route], members)
    days = sums(found.cargo, found.quantity * _per_route(network.instance.graph.days, found),
                len(cargo.quantity))  # fmt: skip
    of_rows, of_cargo = _tariff_duals(network, found)
    gained = cargo.reservation - found.price
    shipped = cargo.quantity - found.unshipped
    return Marginal(
        cost=_both(-carried),
        tariff=np.stack((-carried, np.zeros(members))),
        days=_both(-hurried),
        bound=np.stack((found.scarcity, found.scarcity + of_rows)),
        quantity=np.stack((gained, gained + of_cargo)),
        reservation=_both(shipped),
        time_value=_both(-days),
    )


def _both(values: Floats) -> Floats:
    return np.stack((values, values))


def _per_route(values: Floats, found: Assignment) -> Floats:
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    return sums(route, values[found.arcs], len(found.cargo))


def _tariff_duals(network: Network, found: Assignment) -> tuple[Floats, Floats]:
    """Return what tariffs gain by one more unit of each row's bound, and of each cargo.

    Each cargo has a first way: the route, or staying behind, that takes most of it. The other ways
    z that are taken move so that all that is scarce stays in full use. With use u and tariffs t of
    ways, and b the first way of the cargo of z ::

        sum over z of (u_z - u_b) dz = d bound - sum of u_b d quantity
    """
    cargo = network.instance.cargo
    count, rows = len(cargo.quantity), np.flatnonzero(found.scarcity > SCARCE)
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    use = np.zeros((len(found.cargo) + count, len(rows)))
    for place, row in enumerate(rows):
        on = network.instance.capacities.row == row
        weight = np.zeros((len(network.member), len(network.weights)))
        np.add.at(weight, (network.instance.capacities.arc[on],
                           network.instance.capacities.period[on]),
                  network.instance.capacities.weight[on])  # fmt: skip
        period = cargo.period[found.cargo][route]
        use[: len(found.cargo), place] = sums(route, weight[found.arcs, period], len(found.cargo))
    tariff = np.concatenate((_per_route(network.tariff[network.member], found), np.zeros(count)))
    owner = np.concatenate((found.cargo, np.arange(count)))
    taken = np.concatenate((found.quantity, found.unshipped))
    order = np.lexsort((-taken, owner))
    first = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    others = np.flatnonzero(taken > 0)
    others = others[~np.isin(others, first)]
    moved = use[others] - use[first[owner[others]]]
    gain = tariff[others] - tariff[first[owner[others]]]
    duals = np.linalg.lstsq(moved, gain, rcond=None)[0] if moved.size else np.zeros(len(rows))
    of_rows = np.zeros(len(found.scarcity))
    of_rows[rows] = duals
    return of_rows, tariff[first] - use[first] @ duals


def _column(case: Case, network: Network, marginal: Marginal, table: str, column: str) -> Floats:
    """Return the derivatives for all rows of a column (2, rows)."""
    if table == "shipments":
        return _of_shipments(case, network, marginal, column)
    if table == "classes":
        return _of_classes(case, network, marginal, column)
    if table == "modes" or (table, column) == ("links", "length"):
        return _of_estimates(case, network, marginal, table, column)
    if table == "limits":
        return _of_limits(case, network, marginal)
    if table == "profiles":
        return _of_profiles(case, network, marginal)
    block = network.links if table == "links" else network.transfers
    here = slice(0, len(network.links.ids)) if table == "links" else slice(-len(block.ids), None)
    here = here if len(block.ids) else slice(0, 0)
    if column != "capacity":
        added = getattr(marginal, column)[:, here]
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            share = network.bound[here] / case.filled[table]["capacity"][block.rows][:, None]
        added = (_by_member(network, marginal)[:, here] * np.nan_to_num(share)).sum(axis=2)
    return _by(block.rows, added, len(case.filled[table]))


def _by(index: Ints, added: Floats, count: int) -> Floats:
    return np.stack([sums(index, each, count) for each in added])


def _by_member(network: Network, marginal: Marginal) -> Floats:
    """Return what one more unit of bounds adds (2, members, periods); 0 where there is no row."""
    added = np.zeros((2, *network.bound.shape))
    own = len(network.owner_row)
    added[:, network.owner_row, network.row_period[:own]] = marginal.bound[:, :own]
    return added


def _of_shipments(case: Case, network: Network, marginal: Marginal, column: str) -> Floats:
    period, count = network.instance.cargo.period, len(case.filled["shipments"])
    if column == "reservation":
        return _by(network.shipment, marginal.reservation, count)
    segments = np.zeros(count)
    np.maximum.at(segments, network.shipment, network.segment)
    share = network.weights[period] / segments[network.shipment]
    return _by(network.shipment, marginal.quantity * share, count)


def _of_classes(case: Case, network: Network, marginal: Marginal, column: str) -> Floats:
    table = case.filled["classes"]
    steps = STEP * np.where(table[column] == 0, 1.0, table[column])
    moved = with_numbers(case, "classes", column, dict(enumerate(table[column] + steps)))
    found = np.zeros((2, len(table)))
    of_shipment = np.array(case.filled["shipments"]["class"])[network.shipment]
    for row, name in enumerate(table["id"]):
        before, after = time_values(case, name), time_values(moved, name)
        if len(before) != len(after):
            found[:, row] = np.nan
            continue
        mine = of_shipment == name
        change = ((after - before) / steps[row])[network.segment[mine] - 1]
        found[:, row] = marginal.time_value[:, mine] @ change
    return found


def _of_estimates(
    case: Case, network: Network, marginal: Marginal, table: str, column: str
) -> Floats:
    """Return what moves the estimates of links: a link's length, and the numbers of its mode."""
    values, rows = case.filled[table][column], network.links.rows
    values = np.nan_to_num(values)
    steps = STEP * np.where(values == 0, 1.0, values)
    moved = with_numbers(case, table, column, dict(enumerate(values + steps)))
    before, after = (
        fill_cargo_links(one.tables, one.filled["links"], one.filled["modes"])
        for one in (case, moved)
    )
    if table == "links":
        owner = rows
    else:
        place = {mode: at for at, mode in enumerate(case.filled["modes"]["mode"])}
        owner = np.array([place.get(case.filled["links"]["mode"][row], -1) for row in rows])
    known = owner >= 0
    added = sum(
        getattr(marginal, name)[:, : len(rows)] * (after[name][rows] - before[name][rows])
        for name in ("cost", "days")
    )
    return _by(owner[known], np.asarray(added)[:, known], len(values)) / steps


def _of_limits(case: Case, network: Network, marginal: Marginal) -> Floats:
    table, bound = case.filled["limits"], network.instance.capacities.bound
    added = marginal.bound * bound
    found = np.zeros((2, len(table)))
    for limit in network.limits:
        rows = slice(limit.first, limit.first + (1 if limit.yearly else len(network.weights)))
        row = table["id"].index(limit.id)
        if table["capacity"][row]:
            found[:, row] = added[:, rows].sum(axis=1) / table["capacity"][row]
    return found


def _of_profiles(case: Case, network: Network, marginal: Marginal) -> Floats:
    """Return what factors of availability add: the bounds are proportional to them."""
    table = case.filled["profiles"]
    cells = {
        (name, period): row
        for row, (name, period, kind) in enumerate(
            zip(table["profile"], table["period"], table["kind"], strict=True)
        )
        if kind == "availability" and table["factor"][row] > 0
    }
    finite = np.where(np.isfinite(network.bound), network.bound, 0.0)
    by_member = _by_member(network, marginal) * finite
    names = [
        case.filled[name]["profile"][row]
        for name, block in (("links", network.links), ("transfers", network.transfers))
        for row in block.rows
    ]
    found = np.zeros((2, len(table)))
    for t, period in enumerate(case.periods):
        for member, name in enumerate(names):
            if (name, period.id) in cells:
                found[:, cells[name, period.id]] += by_member[:, member, t]
        for limit in network.limits:
            row = case.filled["limits"]["id"].index(limit.id)
            name = case.filled["limits"]["profile"][row]
            if not limit.yearly and (name, period.id) in cells:
                place = limit.first + t
                bound = network.instance.capacities.bound[place]
                found[:, cells[name, period.id]] += marginal.bound[:, place] * bound
    factor = table["factor"]
    return found / np.where(factor == 0, 1.0, factor)
