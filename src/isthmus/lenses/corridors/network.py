"""From the tables of a case to a graph of (node, mode), its capacities, and the cargo on it.

Arcs come in the order of links, then transfers, each forward and then, where it runs both ways,
backward. Links that are closed have arcs too: the masks of cargo tell what may be used. A state
from which a transfer leads on, entered by another, is a second state of the node, which only links
leave (`onward`), so that a link has several arcs there.
"""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from isthmus.case.availability import over, profile_reader
from isthmus.case.estimates import fill_cargo_links
from isthmus.case.model import Case, Table
from isthmus.case.owners import Owners, Shares, owners_of
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.bans import barred_links
from isthmus.lenses.corridors.instance import (
    Bools,
    Capacities,
    Cargo,
    Floats,
    Graph,
    Instance,
    Ints,
)
from isthmus.lenses.corridors.onward import one_transfer_at_a_time
from isthmus.lenses.corridors.segments import time_values

CARGO = ("classes", "shipments")  # tables that tell what travels, and nothing of the ways


@dataclass(frozen=True)
class Links:
    """Cargo links: rows of the table, what a tonne pays on them, and what they carry in a period.

    `bound` (links, periods) is 0 where a link is closed.
    """

    rows: Ints
    ids: list[str]
    cost: Floats
    tariff: Floats
    days: Floats
    km: Floats
    bound: Floats
    two_way: Bools


@dataclass(frozen=True)
class Transfers:
    """Changes of mode, one for every node where both modes meet; alike in form to `Links`."""

    rows: Ints
    ids: list[str]
    nodes: list[str]
    cost: Floats
    tariff: Floats
    days: Floats
    bound: Floats
    two_way: Bools
    owners: list[Shares]
    controllers: list[tuple[str, ...]]


@dataclass(frozen=True)
class Holdings:
    """Whose the shipments are; who earns on links, then transfers, and who holds them."""

    cargo: Owners
    earning: Owners
    holding: Owners


@dataclass(frozen=True)
class Limit:
    """A limit, with its first row among the capacities and how many it has."""

    id: str
    first: int
    yearly: bool


@dataclass(frozen=True)
class Network:
    """The cargo network of a case.

    Attributes
    ----------
    instance : Instance
    weights : array (periods,)
    places : list of str
        Nodes; `Graph.place` is their position. Cargo that changed its mode at a node may be at a
        second place of that name, after all others.
    modes : list of str
        The mode of every state.
    links : Links
    transfers : Transfers
    limits : list of Limit
        Their rows of `Capacities` follow those of links and transfers.
    member : array (arcs,)
        The position of what an arc belongs to: among links, or after them among transfers.
    forward : array (arcs,)
        Whether the arc runs from -> to.
    owner_row : array (rows,)
        For capacity rows of links and transfers the position in links, or in transfers after them.
    row_period : array (rows,)
        The period of each capacity row, or -1 for one over the year.
    shipment, segment : array (cargo,)
        The row of `shipments` and the number of the segment, from 1.
    barred : array (shipments, links)
        Which links bans keep a shipment off.
    joined : list of (int, int)
        The states that each transfer joins.
    owners : Holdings
    """

    instance: Instance
    weights: Floats
    places: list[str]
    modes: list[str]
    links: Links
    transfers: Transfers
    limits: list[Limit]
    member: Ints
    forward: Bools
    owner_row: Ints
    row_period: Ints
    shipment: Ints
    segment: Ints
    barred: Bools
    joined: list[tuple[int, int]]
    owners: Holdings

    @functools.cached_property
    def link(self) -> Ints:
        """The position of every arc's link, -1 for a transfer."""
        return np.where(self.member < len(self.links.ids), self.member, -1)

    @functools.cached_property
    def tariff(self) -> Floats:
        """The tariff of every link, then every transfer."""
        return np.concatenate((self.links.tariff, self.transfers.tariff))

    @functools.cached_property
    def bound(self) -> Floats:
        """What every link, then every transfer, may carry (members, periods)."""
        return np.concatenate((self.links.bound, self.transfers.bound))


def build_network(case: Case, before: Network | None = None) -> Network:
    """Return the network of a case's cargo links and what its shipments want of it.

    Parameters
    ----------
    case : Case
    before : Network, optional
        That of the case before numbers moved or links opened or closed: bans, owners and what joins
        modes do not rest on that.

    Raises
    ------
    IsthmusError
        If the case has no cargo links.
    """
    links = _links(case)
    if not len(links.ids):
        raise IsthmusError(f"case {case.id} has no links for cargo: see table links, commodity")
    table = case.filled["links"]
    ends = [(table["from"][row], table["to"][row], table["mode"][row] or "") for row in links.rows]
    states = sorted({(node, mode) for a, b, mode in ends for node in (a, b)})
    at = {state: index for index, state in enumerate(states)}
    places = sorted({*(node for node, _ in states), *_ends(case.filled["shipments"])})
    number = _numbered(places)
    transfers, joined = _transfers(case, at) if before is None else _reread(case, before)
    pairs = [(at[a, mode], at[b, mode]) for a, b, mode in ends] + joined
    copied, member, forward, ends_of = _arcs(links, transfers, pairs, len(states))
    states += [states[state] for state in copied]
    place = [number[node] for node, _ in states[: len(at)]]
    place += [len(places) + copy for copy in range(len(copied))]
    graph = _graph(place, ends_of, links, transfers, member)
    capacities, limits, owner_row, row_period = _capacities(case, links, transfers, member)
    weights = np.array([period.weight for period in case.periods])
    barred = barred_links(case, links.rows) if before is None else before.barred
    cargo, masks, shipment, segment = _cargo(
        case, number, links, transfers, member, weights, barred
    )
    return Network(
        instance=Instance(graph, capacities, cargo, masks),
        weights=weights,
        places=[*places, *(states[state][0] for state in copied)],
        modes=[mode for _, mode in states],
        links=links,
        transfers=transfers,
        limits=limits,
        member=member,
        forward=forward,
        owner_row=owner_row,
        row_period=row_period,
        shipment=shipment,
        segment=segment,
        barred=barred,
        joined=joined,
        owners=_holdings(case, links, transfers) if before is None else before.owners,
    )


def reread(case: Case, before: Network, table: str) -> Network:
    """Return the network of a case, given that of the case before numbers of one table moved."""
    if table not in CARGO:
        return build_network(case, before)
    number = _numbered(before.places)
    cargo, masks, shipment, segment = _cargo(
        case, number, before.links, before.transfers, before.member, before.weights, before.barred
    )
    instance = replace(before.instance, cargo=cargo, masks=masks)
    return replace(before, instance=instance, shipment=shipment, segment=segment)


def shipment_owners(case: Case) -> list[Shares]:
    """Return who owns each shipment: those named, else the actors of both ends equally."""
    table, actor = case.filled["shipments"], case.actor_of
    found: list[Shares] = []
    for named, *ends in zip(table["owner"], table["origin"], table["destination"], strict=True):
        there = list(dict.fromkeys(a for a in (actor[end] for end in ends) if a is not None))
        found.append(named or tuple((name, 1 / len(there)) for name in there))
    return found


def _holdings(case: Case, links: Links, transfers: Transfers) -> Holdings:
    table = case.filled["links"]

    def along(column: str) -> Owners:
        return owners_of(case, [*(table[column][row] for row in links.rows), *transfers.owners])

    return Holdings(owners_of(case, shipment_owners(case)), along("owners"), along("holders"))


def _numbered(places: Sequence[str]) -> dict[str, int]:
    """Return the place of every node, the first of its name."""
    return {node: at for at, node in reversed([*enumerate(places)])}


def _ends(shipments: Table) -> list[str]:
    return [*shipments["origin"], *shipments["destination"]]


def _links(case: Case) -> Links:
    table = fill_cargo_links(case.tables, case.filled["links"], case.filled["modes"])
    rows = np.array([i for i, good in enumerate(table["commodity"]) if good == "cargo"], dtype=int)
    return Links(
        rows=rows,
        ids=[table["id"][row] for row in rows],
        cost=table["cost"][rows],
        tariff=table["tariff"][rows],
        days=table["days"][rows],
        km=np.nan_to_num(table["length"][rows]),
        bound=_bounds(case, table, rows, case.open_links[rows]),
        two_way=table["bidirectional"][rows],
    )


def _bounds(case: Case, table: Table, rows: Ints, is_open: Bools) -> Floats:
    """Return what may pass in each period (rows, periods): nothing where closed."""
    weights = np.array([period.weight for period in case.periods])
    available = profile_reader(case)([table["profile"][row] for row in rows])
    given = table["capacity"][rows]
    capacity = np.where(np.isnan(given), np.inf, given)
    return over(capacity, np.where(is_open[:, None], weights * available, 0.0))


def _transfers(
    case: Case, at: Mapping[tuple[str, str], int]
) -> tuple[Transfers, list[tuple[int, int]]]:
    """Return a transfer for every node and pair of modes that a row allows, and its states.

    A row that names the node wins over one with a pattern, that over ``*``; among equals the
    first by id.
    """
    table = case.filled["transfers"]
    modes: dict[str, list[str]] = {}
    for node, mode in at:
        modes.setdefault(node, []).append(mode)
    made: dict[tuple[str, str, str], int] = {}
    for row in sorted(range(len(table)), key=lambda row: _vague(table["node"][row])):
        start, end = table["from_mode"][row], table["to_mode"][row]
        for node in fnmatch.filter(modes, table["node"][row]):
            if start in modes[node] and end in modes[node]:
                made.setdefault((node, start, end), row)
                if table["bidirectional"][row]:
                    made.setdefault((node, end, start), row)
    joined = _two_way(made, table)
    rows = np.array([row for _, row, _ in joined], dtype=np.int64)
    controllers = [_controllers(table, case.actor_of, key[0], row) for key, row, _ in joined]
    block = Transfers(
        rows=rows,
        ids=[table["id"][row] for row in rows],
        nodes=[key[0] for key, _, _ in joined],
        **_numbers(case, rows),
        two_way=np.array([both for _, _, both in joined], dtype=bool),
        owners=[
            table["owners"][row] or tuple((name, 1 / len(who)) for name in who)
            for row, who in zip(rows, controllers, strict=True)
        ],
        controllers=controllers,
    )
    return block, [(at[node, a], at[node, b]) for (node, a, b), _, _ in joined]


def _reread(case: Case, before: Network) -> tuple[Transfers, list[tuple[int, int]]]:
    """Return the transfers with their numbers read again, and the states that they join."""
    block = before.transfers
    return replace(block, **_numbers(case, block.rows)), before.joined


def _numbers(case: Case, rows: Ints) -> dict[str, Any]:
    table = case.filled["transfers"]
    operating = np.array([table["status"][row] == "operating" for row in rows], dtype=bool)
    bound = _bounds(case, table, rows, operating)
    return {**{name: table[name][rows] for name in ("cost", "tariff", "days")}, "bound": bound}


def _vague(node: str) -> int:
    return 2 if node == "*" else 1 if any(sign in node for sign in "*?[") else 0


def _two_way(
    made: Mapping[tuple[str, str, str], int], table: Table
) -> list[tuple[tuple[str, str, str], int, bool]]:
    """Return each transfer once: a row that serves both directions shares its capacity."""
    joined = []
    for (node, a, b), row in sorted(made.items()):
        both = made.get((node, b, a)) == row
        if both and (table["from_mode"][row], table["to_mode"][row]) != (a, b):
            continue
        joined.append(((node, a, b), row, both))
    return joined


def _controllers(
    table: Table, actor: Mapping[str, str | None], node: str, row: int
) -> tuple[str, ...]:
    here = actor.get(node)
    return table["controllers"][row] or (() if here is None else (here,))


def _arcs(
    links: Links, transfers: Transfers, pairs: Sequence[tuple[int, int]], states: int
) -> tuple[Ints, Ints, Bools, Ints]:
    """Return the states copied; of each arc its link or transfer, if it runs forward, its ends."""
    both = np.concatenate((links.two_way, transfers.two_way))
    member = np.repeat(np.arange(len(both)), 1 + both)
    first = np.concatenate(([True], member[1:] != member[:-1]))
    ends = np.array(pairs, dtype=np.int64)[member]
    ends = np.where(first[:, None], ends, ends[:, ::-1])
    copied, arc, ends = one_transfer_at_a_time(ends, member >= len(links.ids), states)
    return copied, member[arc], first[arc], ends


def _graph(
    place: Sequence[int], ends: Ints, links: Links, transfers: Transfers, member: Ints
) -> Graph:
    cost = np.concatenate((links.cost + links.tariff, transfers.cost + transfers.tariff))
    days = np.concatenate((links.days, transfers.days))
    km = np.concatenate((links.km, np.zeros(len(transfers.ids))))
    at = np.array(place, dtype=np.int64)
    return Graph(at, ends[:, 0], ends[:, 1], cost[member], days[member], km[member])


def _capacities(
    case: Case, links: Links, transfers: Transfers, member: Ints
) -> tuple[Capacities, list[Limit], Ints, Ints]:
    """Return the rows of links, transfers and limits, in this order."""
    bound = np.concatenate((links.bound, transfers.bound))
    owners, periods = np.nonzero((bound > 0) & np.isfinite(bound))
    row_of = np.full(bound.shape, -1)
    row_of[owners, periods] = np.arange(len(owners))
    rows = row_of[member]
    arc, period = np.nonzero(rows >= 0)
    blocks = [(arc, period, rows[arc, period], np.ones(len(arc)))]
    bounds, row_period = [bound[owners, periods]], [periods]
    limits: list[Limit] = []
    first = len(owners)
    for name, weight, capacity, yearly in _limits(case, links, transfers):
        on = weight[member]
        arc, period = np.nonzero(np.repeat(on[:, None] > 0, bound.shape[1], axis=1))
        row = first + (np.zeros_like(period) if yearly else period)
        blocks.append((arc, period, row, on[arc]))
        bounds.append(capacity)
        row_period.append(np.array([-1]) if yearly else np.arange(bound.shape[1]))
        limits.append(Limit(name, first, yearly))
        first += len(capacity)
    entries = [np.concatenate(part) for part in zip(*blocks, strict=True)]
    capacities = Capacities(np.concatenate(bounds), *entries)
    return capacities, limits, owners, np.concatenate(row_period)


def _limits(
    case: Case, links: Links, transfers: Transfers
) -> Iterator[tuple[str, Floats, Floats, bool]]:
    """Yield id, weight of every link and transfer, bounds, and whether it is over the year."""
    table = case.filled["limits"]
    weights = np.array([period.weight for period in case.periods])
    available = profile_reader(case)(table["profile"])
    at = {name: index for index, name in enumerate(links.ids)}
    for row, name in enumerate(table["id"]):
        weight = np.zeros(len(links.ids) + len(transfers.ids))
        for link, share in table["links"][row]:
            if link in at:
                weight[at[link]] += share
        members = set(table["transfers"][row])
        weight[len(links.ids) :] = [float(one in members) for one in transfers.ids]
        if weight.any():
            yearly = table["per"][row] == "year"
            shares = np.ones(1) if yearly else weights * available[row]
            yield name, weight, table["capacity"][row] * shares, yearly


def _cargo(
    case: Case,
    number: Mapping[str, int],
    links: Links,
    transfers: Transfers,
    member: Ints,
    weights: Floats,
    barred: Bools,
) -> tuple[Cargo, Bools, Ints, Ints]:
    """Return the cargo of every shipment, segment and period, its masks, shipments, segments."""
    table = case.filled["shipments"]
    by_class = {name: time_values(case, name) for name in dict.fromkeys(table["class"])}
    values = [by_class[name] for name in table["class"]]
    usable = (np.concatenate((links.bound, transfers.bound)) > 0)[member]
    closed = np.pad(barred, ((0, 0), (0, len(transfers.ids))))[:, member]
    masks, mask = _masks(usable, closed)
    counts = np.array([len(found) for found in values], dtype=np.int64)
    shipment = np.repeat(np.arange(len(table)), counts * len(weights))
    none = np.zeros(0, dtype=np.int64)
    segment = np.concatenate([none, *(np.repeat(np.arange(n) + 1, len(weights)) for n in counts)])
    period = np.tile(np.arange(len(weights)), int(counts.sum()))
    ends = {
        end: np.array([number[node] for node in table[end]], dtype=np.int64)
        for end in ("origin", "destination")
    }
    cargo = Cargo(
        origin=ends["origin"][shipment],
        destination=ends["destination"][shipment],
        quantity=(table["quantity"] / counts)[shipment] * weights[period],
        time_value=np.repeat(np.concatenate([none, *values]), len(weights)),
        reservation=table["reservation"][shipment],
        period=period,
        mask=mask[shipment, period],
    )
    return cargo, masks, shipment, segment


def _masks(usable: Bools, closed: Bools) -> tuple[Bools, Ints]:
    """Return which arcs each kind of shipment may use, and the kind of each in every period.

    Parameters
    ----------
    usable : array (arcs, periods)
    closed : array (shipments, arcs)
    """
    kinds: dict[tuple[int, bytes], int] = {}
    masks: list[Bools] = []
    alike: dict[bytes, list[int]] = {}
    for shut in closed:
        if shut.tobytes() in alike:
            continue
        found = alike[shut.tobytes()] = []
        for period, open_arcs in enumerate(usable.T):
            allowed = open_arcs & ~shut
            found.append(kinds.setdefault((period, allowed.tobytes()), len(masks)))
            if found[-1] == len(masks):
                masks.append(allowed)
    mask = np.array([alike[shut.tobytes()] for shut in closed], np.int64)
    return np.array(masks, bool).reshape(-1, len(usable)), mask.reshape(-1, usable.shape[1])
