"""From a network to a linear program, and back from its solution to arrays.

Columns exist only for what can happen: a link that is closed in a period, or a place that nothing
can reach, has none. That keeps the optimal prices bounded, and apart what nothing couples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.markets.contracts import by_link, missed
from isthmus.lenses.markets.network import Limit, Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1
IMPLIED = 1 + 1e-12


@dataclass(frozen=True)
class Layout:
    """Where everything stands in the program: indices of columns and rows, -1 for none.

    All arrays have one column per period, but those that hold over the year.
    """

    program: lp.Program
    constant: float
    forward: Ints
    backward: Ints
    supply: Ints
    demand: Ints
    injection: Ints
    withdrawal: Ints
    level: Ints
    balance: Ints
    floor: Ints
    floor_year: Ints

    def valued(self) -> Ints:
        """Return the rows of prices and contract minima, flat, -1 where there is none."""
        return np.concatenate(
            [rows.ravel() for rows in (self.balance, self.floor, self.floor_year)]
        )


@dataclass(frozen=True)
class Outcome:
    """The optimum, by period: quantities of a vertex, prices from the middle of the dual face.

    Attributes
    ----------
    forward, backward : array (links, periods)
        Flow at the sending end in each direction.
    supply, injection, withdrawal, level : array (rows, periods)
    demand : array (steps, periods)
        What each demand step takes.
    missed : array (contracts, periods)
        Minima missed, those of a year in proportion to the periods' weights.
    price, price_high, price_low : array (places, periods)
        NaN where nothing can reach the place.
    paid : array (steps, periods)
        What a unit costs each demand step: the price, and the duals of its limits; NaN where
        nothing can reach it.
    floor_dual : array (links, periods), floor_dual_year : array (links,)
        What one more unit of the contract minima on a link costs, in a period or over the year.
    objective : float
        Million per year; tariffs count as cost.
    """

    forward: Floats
    backward: Floats
    supply: Floats
    demand: Floats
    injection: Floats
    withdrawal: Floats
    level: Floats
    missed: Floats
    price: Floats
    price_high: Floats
    price_low: Floats
    paid: Floats
    floor_dual: Floats
    floor_dual_year: Floats
    objective: float

    @property
    def net(self) -> Floats:
        """Net flow, positive from -> to."""
        return self.forward - self.backward

    def duals(self) -> Floats:
        """Return the duals that value what actors hold, in the order of `Layout.valued`."""
        parts = (np.nan_to_num(self.price), self.floor_dual, self.floor_dual_year)
        return np.concatenate([part.ravel() for part in parts])


@dataclass(frozen=True)
class _Live:
    """Which columns exist, by period."""

    forward: Bools
    backward: Bools
    supply: Bools
    reached: Bools


def build(network: Network) -> Layout:
    """Return the program of a network.

    Raises
    ------
    IsthmusError
        If no supply can reach any demand.
    """
    live = _live(network)
    builder = lp.Builder()
    forward_bound = np.minimum(network.links.bound, _exclusive_by_period(network))
    cost = (network.links.cost + network.links.tariff)[:, None]
    forward = _columns(builder, live.forward, cost, 0.0, forward_bound)
    backward = _columns(builder, live.backward, cost, 0.0, network.links.bound)
    supply = _columns(builder, live.supply, network.supply.cost, 0.0, network.supply.bound)
    taken = live.reached[network.demand.place[network.demand.row]] & (network.demand.width > 0)
    demand = _columns(builder, taken, -network.demand.value, 0.0, network.demand.width)
    if (demand == NONE).all():
        raise IsthmusError(_disconnected(network))
    injection, withdrawal, level = _store_columns(builder, network, live)
    balance = np.full(live.reached.shape, NONE)
    balance[live.reached] = builder.rows(np.zeros(int(live.reached.sum())), lp.INFINITY)
    layout = _Indices(forward, backward, supply, demand, injection, withdrawal, level, balance)
    _balance_entries(builder, network, layout)
    _two_way_rows(builder, network, layout)
    _supply_year_rows(builder, network, layout)
    _store_rows(builder, network, layout)
    for limit in network.limits:
        _limit_rows(builder, network, layout, limit)
    floor, floor_year = _contract_rows(builder, network, layout)
    demand_rows = network.demand
    needed = demand_rows.need[demand_rows.fixed] * demand_rows.cap[demand_rows.fixed]
    return Layout(
        builder.build(), -float(needed.sum()), forward, backward, supply, demand, injection,
        withdrawal, level, balance, floor, floor_year,
    )  # fmt: skip


@dataclass(frozen=True)
class _Indices:
    """The columns and balance rows while the other rows are being added."""

    forward: Ints
    backward: Ints
    supply: Ints
    demand: Ints
    injection: Ints
    withdrawal: Ints
    level: Ints
    balance: Ints


def _exclusive_by_period(network: Network) -> Floats:
    """The most that contracts let through in each period, where all of a link's are per period."""
    contracts, links = network.contracts, network.links
    ceiling = np.full(links.bound.shape, np.inf)
    for link, members in by_link(network.contracts).items():
        by_period = contracts.by_period[members].all()
        if contracts.exclusive[members].any() and by_period and not _fixed(network, members):
            ceiling[link] = contracts.maximum[members].sum() * network.weights
    return ceiling


def _fixed(network: Network, members: Ints) -> bool:
    """Tell whether the contracts of a link leave no room between its minima and its maxima.

    They are then one equality, whose dual is either rent or the cost of a minimum. As two rows that
    bind together, their duals would be undetermined up to the price of missing the minimum.
    """
    contracts = network.contracts
    least = contracts.due[members].sum() + contracts.due_year[members].sum()
    most = contracts.maximum[members].sum()
    return bool(contracts.exclusive[members].any() and 0 < most <= least * IMPLIED)


def _live(network: Network) -> _Live:
    links, supply = network.links, network.supply
    allowed, offered = _unlimited(network)
    forward = (np.minimum(links.bound, _exclusive_by_period(network)) > 0) & allowed
    for link, members in by_link(network.contracts).items():
        contracts = network.contracts
        if contracts.exclusive[members].any() and contracts.maximum[members].sum() == 0:
            forward[link] = False
    backward = (links.bound > 0) & links.two_way[:, None] & allowed
    sold = (supply.bound > 0) & (supply.yearly > 0)[:, None] & offered
    reached = _reached(network, forward, backward, sold)
    return _Live(forward & reached[links.tail], backward & reached[links.head], sold, reached)


def _unlimited(network: Network) -> tuple[Bools, Bools]:
    """Tell which links and supply no shared limit shuts, by period."""
    links = np.ones(network.links.bound.shape, dtype=bool)
    supply = np.ones(network.supply.bound.shape, dtype=bool)
    for limit in network.limits:
        shut = np.broadcast_to(limit.bound <= 0, links.shape[1:])
        links[limit.links[limit.weights > 0]] &= ~shut
        supply[limit.supply] &= ~shut
    return links, supply


def _reached(network: Network, forward: Bools, backward: Bools, sold: Bools) -> Bools:
    """Tell which places supply can reach, by period."""
    links, stores = network.links, network.stores
    reached = np.zeros((len(network.places), len(network.weights)), dtype=bool)
    _mark(reached, network.supply.place, sold)
    count = 0
    while count < (count := int(np.count_nonzero(reached))):
        _mark(reached, links.head, forward & reached[links.tail])
        _mark(reached, links.tail, backward & reached[links.head])
        if len(stores.ids):
            filled = ((stores.injection > 0) & reached[stores.place]).any(axis=1, keepdims=True)
            usable = filled & (stores.volume > stores.floor)[:, None]
            _mark(reached, stores.place, usable & (stores.withdrawal > 0))
    return reached


def _mark(reached: Bools, place: Ints, where: Bools) -> None:
    row, period = np.nonzero(where)
    reached[place[row], period] = True


def _disconnected(network: Network) -> str:
    def names(place: Ints) -> str:
        nodes = sorted({network.places[p][0] for p in place})
        return ", ".join(nodes[:5]) + (f" and {len(nodes) - 5} more" if len(nodes) > 5 else "")

    return (
        f"no {', '.join(network.commodities)} can reach any demand: no open link leads from "
        f"supply at {names(network.supply.place)} to demand at {names(network.demand.place)}"
    )


def _columns(
    builder: lp.Builder,
    live: Bools,
    cost: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
) -> Ints:
    """Add columns where `live`; return their indices in that shape, -1 elsewhere."""
    index = np.full(live.shape, NONE)
    if live.any():
        index[live] = builder.columns(*(_where(live, part) for part in (cost, lower, upper)))
    return index


def _where(live: Bools, values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=float)
    if array.ndim == 0:
        return np.full(int(np.count_nonzero(live)), float(array))
    chosen: Floats = np.broadcast_to(array, live.shape)[live]
    return chosen


def _store_columns(builder: lp.Builder, network: Network, live: _Live) -> tuple[Ints, Ints, Ints]:
    stores = network.stores
    here = live.reached[stores.place]
    worth = np.full(here.shape, len(network.weights) > 1) & here.any(axis=1, keepdims=True)
    injection = _columns(
        builder, here & worth & (stores.injection > 0), stores.cost[:, None], 0.0, stores.injection
    )
    withdrawal = _columns(
        builder, here & worth & (stores.withdrawal > 0), 0.0, 0.0, stores.withdrawal
    )
    level = _columns(builder, worth, 0.0, stores.floor[:, None], stores.volume[:, None])
    return injection, withdrawal, level


def _put(builder: lp.Builder, rows: Ints, columns: Ints, values: npt.ArrayLike) -> None:
    """Add entries where both row and column exist."""
    there = (rows != NONE) & (columns != NONE)
    if there.any():
        builder.entries(rows[there], columns[there], _where(there, values))


def _balance_entries(builder: lp.Builder, network: Network, at: _Indices) -> None:
    links, demand = network.links, network.demand
    gain = links.gain[:, None]
    _put(builder, at.balance[links.tail], at.forward, -1.0)
    _put(builder, at.balance[links.head], at.forward, gain)
    _put(builder, at.balance[links.head], at.backward, -1.0)
    _put(builder, at.balance[links.tail], at.backward, gain)
    _put(builder, at.balance[network.supply.place], at.supply, 1.0)
    _put(builder, at.balance[demand.place[demand.row]], at.demand, -1.0)
    _put(builder, at.balance[network.stores.place], at.injection, -1.0)
    _put(builder, at.balance[network.stores.place], at.withdrawal, 1.0)


def _two_way_rows(builder: lp.Builder, network: Network, at: _Indices) -> None:
    both = (at.forward != NONE) & (at.backward != NONE) & np.isfinite(network.links.bound)
    rows = np.full(both.shape, NONE)
    rows[both] = builder.rows(-lp.INFINITY, network.links.bound[both])
    _put(builder, rows, at.forward, 1.0)
    _put(builder, rows, at.backward, 1.0)


def _supply_year_rows(builder: lp.Builder, network: Network, at: _Indices) -> None:
    supply = network.supply
    most = np.where(at.supply != NONE, supply.bound, 0.0).sum(axis=1)
    binding = most > supply.yearly * IMPLIED
    rows = np.full(binding.shape, NONE)
    rows[binding] = builder.rows(-lp.INFINITY, supply.yearly[binding])
    _put(builder, np.broadcast_to(rows[:, None], at.supply.shape), at.supply, 1.0)


def _store_rows(builder: lp.Builder, network: Network, at: _Indices) -> None:
    stores = network.stores
    rows = np.full(at.level.shape, NONE)
    there = at.level != NONE
    rows[there] = builder.rows(np.zeros(int(there.sum())), 0.0)
    _put(builder, rows, at.level, 1.0)
    _put(builder, rows, np.roll(at.level, 1, axis=1), -1.0)
    _put(builder, rows, at.injection, -stores.kept_in[:, None])
    _put(builder, rows, at.withdrawal, 1 / stores.kept_out[:, None])


def _limit_rows(builder: lp.Builder, network: Network, at: _Indices, limit: Limit) -> None:
    steps = np.flatnonzero(np.isin(network.demand.row, limit.demand))
    weight = limit.weights[:, None]
    members: list[tuple[Ints, npt.ArrayLike, Floats]] = [
        (at.forward[limit.links], weight, network.links.bound[limit.links]),
        (at.backward[limit.links], weight, network.links.bound[limit.links]),
        (at.supply[limit.supply], 1.0, network.supply.bound[limit.supply]),
        (at.demand[steps], 1.0, network.demand.width[steps]),
    ]
    most = np.zeros(len(network.weights))
    with np.errstate(invalid="ignore"):
        for columns, factor, bound in members:
            most += np.where(
                columns != NONE, np.nan_to_num(np.asarray(factor) * bound, posinf=np.inf), 0
            ).sum(0)
    if limit.yearly:
        binding = np.full(len(most), most.sum() > limit.bound[0] * IMPLIED)
        rows = np.full(len(most), NONE)
        if binding.any():
            rows[:] = builder.rows(-lp.INFINITY, limit.bound[:1])
    else:
        binding = most > limit.bound * IMPLIED
        rows = np.full(len(most), NONE)
        rows[binding] = builder.rows(-lp.INFINITY, limit.bound[binding])
    for columns, factor, _ in members:
        _put(builder, np.broadcast_to(rows, columns.shape), columns, factor)


def _contract_rows(builder: lp.Builder, network: Network, at: _Indices) -> tuple[Ints, Ints]:
    """Add the rows of contract minima and of yearly maxima.

    Return the rows of the minima, by period and over the year.
    """
    contracts = network.contracts
    due, due_year, price = contracts.due, contracts.due_year, contracts.shortfall_price
    missing = _columns(builder, due > 0, price[:, None], 0.0, due)
    missing_year = _columns(builder, due_year > 0, price, 0.0, due_year)
    floor = np.full(at.forward.shape, NONE)
    floor_year = np.full(len(at.forward), NONE)
    for link, members in by_link(network.contracts).items():
        owed = due[members].sum(axis=0)
        fixed = _fixed(network, members)
        if owed.any():
            most = owed if fixed and contracts.by_period[members].all() else lp.INFINITY + owed
            floor[link, owed > 0] = builder.rows(owed[owed > 0], most[owed > 0])
            _put(builder, floor[link], at.forward[link], 1.0)
            for member in members:
                _put(builder, floor[link], missing[member], 1.0)
        if due_year[members].any():
            total = owed.sum() + due_year[members].sum()
            top = contracts.maximum[members].sum() if fixed else lp.INFINITY
            floor_year[link] = builder.rows(np.array([total]), max(top, total))[0]
            everything = np.concatenate(
                (at.forward[link], missing[members].ravel(), missing_year[members])
            )
            _put(builder, np.full(len(everything), floor_year[link]), everything, 1.0)
        yearly = contracts.exclusive[members].any() and not contracts.by_period[members].all()
        if yearly and not (fixed and due_year[members].any()):
            _ceiling_row(builder, network, at, link, contracts.maximum[members].sum())
    return floor, floor_year


def _ceiling_row(
    builder: lp.Builder, network: Network, at: _Indices, link: int, ceiling: float
) -> None:
    there = at.forward[link] != NONE
    if network.links.bound[link, there].sum() > ceiling * IMPLIED:
        row = builder.rows(-lp.INFINITY, np.array([ceiling]))
        _put(builder, np.broadcast_to(row, there.shape), at.forward[link], 1.0)


def read(network: Network, layout: Layout, solution: lp.Solution) -> Outcome:
    """Return the outcome that a solution of the program describes."""

    def of(columns: Ints) -> Floats:
        return np.where(columns == NONE, 0.0, solution.x[columns]) + 0.0

    def dual(values: Floats, rows: Ints, nothing: float) -> Floats:
        return np.where(rows == NONE, nothing, values[rows]) + 0.0

    forward, backward = of(layout.forward), of(layout.backward)
    paid = -layout.program.worth(solution.duals)
    level = np.where(layout.level == NONE, network.stores.floor[:, None], of(layout.level))
    return Outcome(
        forward=forward,
        backward=backward,
        supply=of(layout.supply),
        demand=of(layout.demand),
        injection=of(layout.injection),
        withdrawal=of(layout.withdrawal),
        level=level,
        missed=missed(network, forward),
        price=dual(solution.duals, layout.balance, np.nan),
        price_high=dual(solution.high, layout.balance, np.nan),
        price_low=dual(solution.low, layout.balance, np.nan),
        paid=dual(paid, layout.demand, np.nan),
        floor_dual=dual(solution.duals, layout.floor, 0.0),
        floor_dual_year=dual(solution.duals, layout.floor_year, 0.0),
        objective=layout.constant - solution.objective,
    )
