"""From the tables of a case to arrays: what may flow, be sold, be bought and stored, and when.

Every block is sorted by id, as the tables are. Places are pairs of node and commodity. Quantities
are per period (the yearly rate times the period's weight), with one column per period.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.availability import ProfileReader, over, profile_reader
from isthmus.case.model import Case, Table
from isthmus.case.owners import Owners, owners_of
from isthmus.errors import IsthmusError, choice
from isthmus.lenses.markets import curves
from isthmus.lenses.markets.shortfall import shortfall_prices, takers_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Links:
    """Links that carry market commodities; `bound` is 0 where a link is closed."""

    rows: Ints
    ids: list[str]
    tail: Ints
    head: Ints
    gain: Floats
    cost: Floats
    tariff: Floats
    bound: Floats
    two_way: Bools


@dataclass(frozen=True)
class Supply:
    """Supply steps; `yearly` bounds the sum over the periods of `bound`."""

    rows: Ints
    ids: list[str]
    place: Ints
    cost: Floats
    bound: Floats
    yearly: Floats


@dataclass(frozen=True)
class Demand:
    """Demand rows as steps: step k belongs to row `row[k]`, has a width and a value.

    `edges` are the ends of the steps of the rows that are curves.
    """

    rows: Ints
    ids: list[str]
    place: Ints
    fixed: Bools
    need: Floats
    cap: Floats
    points: curves.Points
    edges: Floats
    row: Ints
    width: Floats
    value: Floats


@dataclass(frozen=True)
class Stores:
    """Stores, at the node's side."""

    rows: Ints
    ids: list[str]
    place: Ints
    cost: Floats
    floor: Floats
    volume: Floats
    injection: Floats
    withdrawal: Floats
    kept_in: Floats
    kept_out: Floats


@dataclass(frozen=True)
class Contracts:
    """Contracts in force, `link` by position in Links.

    What is due is so in a period (`due`, rows x periods) or over the year (`due_year`): the minima,
    less those `suspended` because their link is closed. The `takers` are the demand whose price
    caps say what missing it costs where the contract does not.
    """

    rows: Ints
    ids: list[str]
    link: Ints
    due: Floats
    due_year: Floats
    maximum: Floats
    by_period: Bools
    exclusive: Bools
    shortfall_price: Floats
    takers: list[Ints]
    suspended: Bools

    @functools.cached_property
    def by_link(self) -> dict[int, Ints]:
        """The contracts of every link that has some."""
        return {int(at): np.flatnonzero(self.link == at) for at in np.unique(self.link)}


@dataclass(frozen=True)
class Limit:
    """One shared limit: weights on links, supply rows and demand rows, and its bounds."""

    id: str
    links: Ints
    weights: Floats
    supply: Ints
    demand: Ints
    bound: Floats
    yearly: bool


@dataclass(frozen=True)
class Holdings:
    """Whose the rows are; of links who earns the tariff, and who holds the capacity."""

    demand: Owners
    supply: Owners
    stores: Owners
    earning: Owners
    holding: Owners
    buyer: Owners
    seller: Owners


@dataclass(frozen=True)
class Network:
    """All of it."""

    commodities: list[str]
    weights: Floats
    places: list[tuple[str, str]]
    links: Links
    supply: Supply
    demand: Demand
    stores: Stores
    contracts: Contracts
    limits: list[Limit]
    owners: Holdings


def build_network(case: Case, commodities: Sequence[str]) -> Network:
    """Return the network of the commodities named (all market commodities where none is).

    Raises
    ------
    IsthmusError
        If a commodity is unknown, or there is nothing to sell or nobody to buy.
    """
    chosen = choose_commodities(case, commodities)
    weights = np.array([period.weight for period in case.periods])
    links_at = _carrying(case.filled["links"], chosen)
    at = {name: _of(case.filled[name], chosen) for name in ("supply", "demand", "stores")}
    places = _places(case, links_at, at)
    number = {place: index for index, place in enumerate(places)}
    profile = profile_reader(case)
    links = _links(case, links_at, number, weights, profile)
    supply = _supply(case.filled["supply"], at["supply"], number, weights, profile)
    demand = _demand(case, at["demand"], number, weights, profile)
    stores = _stores(case.filled["stores"], at["stores"], number, weights)
    contracts = _contracts(case, links, demand, chosen, weights)
    limits = _limits(case, links, supply, demand, weights, profile)
    _require_sense(chosen, supply, demand)
    owners = _holdings(case, {**at, "links": links_at, "contracts": contracts.rows})
    return Network(
        chosen, weights, places, links, supply, demand, stores, contracts, limits, owners
    )


def reread(case: Case, network: Network, table: str) -> Network:
    """Return the network with the numbers of one table read again, and all that rests on them.

    Only numbers may differ: the rows are those of the case that the network was made of.
    """
    weights, profile = network.weights, profile_reader(case)
    number = {place: index for index, place in enumerate(network.places)}
    links, supply, demand, stores = network.links, network.supply, network.demand, network.stores
    if table in ("links", "profiles"):
        links = _links(case, links.rows, number, weights, profile)
    if table in ("supply", "profiles"):
        supply = _supply(case.filled["supply"], supply.rows, number, weights, profile)
    if table in ("demand", "profiles"):
        demand = _demand(case, demand.rows, number, weights, profile)
    if table == "stores":
        stores = _stores(case.filled["stores"], stores.rows, number, weights)
    contracts, limits = network.contracts, network.limits
    opened = (links.bound > 0) != (network.links.bound > 0)
    if (
        table == "contracts"
        or opened[contracts.link].any()
        or (demand.cap != network.demand.cap).any()
    ):
        takers = contracts.takers
        contracts = _contracts(case, links, demand, network.commodities, weights, takers)
    if table in ("limits", "profiles"):
        limits = _limits(case, links, supply, demand, weights, profile)
    return replace(
        network, links=links, supply=supply, demand=demand, stores=stores, contracts=contracts,
        limits=limits,
    )  # fmt: skip


def choose_commodities(case: Case, names: Sequence[str]) -> list[str]:
    """Return the market commodities named, or all, and those they are converted from or to."""
    table = case.filled["commodities"]
    markets = [c for c, kind in zip(table["id"], table["kind"], strict=True) if kind == "market"]
    for name in names:
        if name not in markets:
            message = f"'{name}' is no market commodity of case {case.id}."
            raise IsthmusError(f"{message}{choice(name, markets)}")
    chosen = set(names or markets)
    links = case.filled["links"]
    pairs = [p for p in zip(links["commodity"], links["to_commodity"], strict=True) if p[1]]
    while more := {c for pair in pairs if chosen & set(pair) for c in pair} - chosen:
        chosen |= more
    return sorted(chosen)


def _carrying(links: Table, chosen: Iterable[str]) -> Ints:
    wanted = set(chosen)
    return np.array([i for i, c in enumerate(links["commodity"]) if c in wanted], dtype=np.int64)


def _of(table: Table, chosen: Iterable[str]) -> Ints:
    return _carrying(table, chosen)


def _places(case: Case, links_at: Ints, at: dict[str, Ints]) -> list[tuple[str, str]]:
    links = case.filled["links"]
    carried = _pick(links["commodity"], links_at)
    made = _made(links, links_at)
    places = {*zip(_pick(links["from"], links_at), carried, strict=True)}
    places.update(zip(_pick(links["to"], links_at), made, strict=True))
    for name, rows in at.items():
        table = case.filled[name]
        pairs = (_pick(table[column], rows) for column in ("node", "commodity"))
        places.update(zip(*pairs, strict=True))
    return sorted(places)


def _made(links: Table, rows: Ints) -> list[str]:
    """Return the commodity that leaves each link."""
    pairs = zip(_pick(links["commodity"], rows), _pick(links["to_commodity"], rows), strict=True)
    return [outcome or commodity for commodity, outcome in pairs]


def _pick(values: Sequence[Any], rows: Ints) -> list[Any]:
    """Return the values of some rows; `rows` are in order, so as many as there are means all."""
    return list(values) if len(rows) == len(values) else [values[i] for i in rows.tolist()]


def _links(
    case: Case,
    rows: Ints,
    number: dict[tuple[str, str], int],
    weights: Floats,
    profile: ProfileReader,
) -> Links:
    table = case.filled["links"]
    commodity, outcome = _pick(table["commodity"], rows), _made(table, rows)
    tail = [number[p] for p in zip(_pick(table["from"], rows), commodity, strict=True)]
    head = [number[p] for p in zip(_pick(table["to"], rows), outcome, strict=True)]
    capacity = np.where(np.isnan(table["capacity"][rows]), np.inf, table["capacity"][rows])
    availability = profile(_pick(table["profile"], rows))
    is_open = case.open_links[rows][:, None] & (availability > 0)
    bound = over(capacity, np.where(is_open, weights * availability, 0.0))
    return Links(
        rows=rows,
        ids=_pick(table["id"], rows),
        tail=np.array(tail, dtype=np.int64),
        head=np.array(head, dtype=np.int64),
        gain=(1 - table["loss"][rows]) * table["yield"][rows],
        cost=table["cost"][rows],
        tariff=table["tariff"][rows],
        bound=bound,
        two_way=table["bidirectional"][rows],
    )


def _place_of(table: Table, rows: Ints, number: dict[tuple[str, str], int]) -> Ints:
    pairs = zip(_pick(table["node"], rows), _pick(table["commodity"], rows), strict=True)
    return np.array([number[pair] for pair in pairs], dtype=np.int64)


def _supply(
    table: Table,
    rows: Ints,
    number: dict[tuple[str, str], int],
    weights: Floats,
    profile: ProfileReader,
) -> Supply:
    quantity = table["quantity"][rows]
    rate = (quantity * table["flexibility"][rows])[:, None]
    return Supply(
        rows=rows,
        ids=_pick(table["id"], rows),
        place=_place_of(table, rows, number),
        cost=table["cost"][rows][:, None] * profile(_pick(table["cost_profile"], rows)),
        bound=rate * weights * profile(_pick(table["profile"], rows)),
        yearly=quantity,
    )


def _demand(
    case: Case,
    rows: Ints,
    number: dict[tuple[str, str], int],
    weights: Floats,
    profile: ProfileReader,
) -> Demand:
    table = case.filled["demand"]
    curve = np.array(_pick(table["curve"], rows), dtype=object)
    given = table["quantity"][rows]
    quantity = np.where(np.isnan(given), np.inf, given)
    need = over(quantity, weights * profile(_pick(table["profile"], rows)))
    factor = profile(_pick(table["cost_profile"], rows))
    price = table["price"][rows][:, None] * factor
    points = curves.Points(
        curve, need, price, table["elasticity"][rows], table["price_cap"][rows],
        table["price_floor"][rows],
    )  # fmt: skip
    cap, floor = curves.bounds(points)
    edges = curves.grid(points, floor, case.settings.demand_steps)
    row, width, value = curves.steps(points, cap, edges)
    return Demand(
        rows=rows,
        ids=_pick(table["id"], rows),
        place=_place_of(table, rows, number),
        fixed=curve == "fixed",
        need=need,
        cap=cap,
        points=points,
        edges=edges,
        row=row,
        width=width,
        value=value,
    )


def _stores(
    table: Table, rows: Ints, number: dict[tuple[str, str], int], weights: Floats
) -> Stores:
    volume = table["volume"][rows]
    return Stores(
        rows=rows,
        ids=_pick(table["id"], rows),
        place=_place_of(table, rows, number),
        cost=table["cost"][rows],
        floor=table["cushion"][rows] * volume,
        volume=volume,
        injection=table["injection"][rows][:, None] * weights,
        withdrawal=table["withdrawal"][rows][:, None] * weights,
        kept_in=1 - table["loss_in"][rows],
        kept_out=1 - table["loss_out"][rows],
    )


def _contracts(
    case: Case,
    links: Links,
    demand: Demand,
    chosen: list[str],
    weights: Floats,
    takers: list[Ints] | None = None,
) -> Contracts:
    table = case.filled["contracts"]
    year = case.settings.base_year
    in_force = np.array([status == "in_force" for status in table["status"]], dtype=bool)
    in_force &= ~(table["from_year"] > year) & ~(table["until_year"] < year)
    carried = np.array([c in chosen for c in table["commodity"]], dtype=bool)
    rows = np.flatnonzero(in_force & carried)
    at = {link: index for index, link in enumerate(links.ids)}
    link = np.array([at[name] for name in _pick(table["link"], rows)], dtype=np.int64)
    takers = takers_of(case, rows, demand) if takers is None else takers
    maximum = table["maximum"][rows]
    by_period = np.array([per == "period" for per in _pick(table["per"], rows)], dtype=bool)
    is_open = links.bound[link] > 0
    is_open = np.where(by_period[:, None], is_open, is_open.any(axis=1, keepdims=True))
    minimum = table["minimum"][rows][:, None]
    return Contracts(
        rows=rows,
        ids=_pick(table["id"], rows),
        link=link,
        due=np.where(by_period[:, None] & is_open, minimum * weights, 0.0),
        due_year=np.where(~by_period & is_open.any(axis=1), minimum[:, 0], 0.0),
        maximum=np.where(np.isnan(maximum), np.inf, maximum),
        by_period=by_period,
        exclusive=table["exclusive"][rows],
        shortfall_price=shortfall_prices(case, rows, demand, takers),
        takers=takers,
        suspended=~is_open & (minimum > 0),
    )


def _limits(
    case: Case,
    links: Links,
    supply: Supply,
    demand: Demand,
    weights: Floats,
    profile: ProfileReader,
) -> list[Limit]:
    table = case.filled["limits"]
    availability = profile(table["profile"])
    at = {
        "links": {name: i for i, name in enumerate(links.ids)},
        "supply": {name: i for i, name in enumerate(supply.ids)},
        "demand": {name: i for i, name in enumerate(demand.ids)},
    }
    limits = []
    for row, name in enumerate(table["id"]):
        members = [(link, weight) for link, weight in table["links"][row] if link in at["links"]]
        chosen = {
            kind: np.array([at[kind][m] for m in table[kind][row] if m in at[kind]], dtype=np.int64)
            for kind in ("supply", "demand")
        }
        yearly = table["per"][row] == "year"
        shares = np.ones(1) if yearly else weights * availability[row]
        limit = Limit(
            id=name,
            links=np.array([at["links"][link] for link, _ in members], dtype=np.int64),
            weights=np.array([weight for _, weight in members]),
            supply=chosen["supply"],
            demand=chosen["demand"],
            bound=table["capacity"][row] * shares,
            yearly=yearly,
        )
        if len(limit.links) + len(limit.supply) + len(limit.demand):
            limits.append(limit)
    return limits


def _holdings(case: Case, at: dict[str, Ints]) -> Holdings:
    def of(table: str, column: str) -> Owners:
        return owners_of(case, _pick(case.filled[table][column], at[table]))

    def party(column: str) -> Owners:
        names = _pick(case.filled["contracts"][column], at["contracts"])
        return owners_of(case, [((name, 1.0),) for name in names])

    return Holdings(
        demand=of("demand", "owner"),
        supply=of("supply", "owner"),
        stores=of("stores", "owner"),
        earning=of("links", "owners"),
        holding=of("links", "holders"),
        buyer=party("buyer"),
        seller=party("seller"),
    )


def _require_sense(chosen: list[str], supply: Supply, demand: Demand) -> None:
    names = ", ".join(chosen) or "any market commodity"
    for block, word in ((supply, "supply"), (demand, "demand")):
        if not len(block.ids):
            message = f"table {word} has no row for {names}, so there is no market to solve"
            raise IsthmusError(message)
