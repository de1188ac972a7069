"""From a network to a linear program, and back from its solution to arrays.

Columns exist only for what can happen: a link that is closed in a period, or a place that nothing
can reach, has none. That keeps the optimal prices bounded, and apart what nothing couples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.markets.assembly import IMPLIED, NONE, add_columns, add_rows, put
from isthmus.lenses.markets.contracts import missed
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.obligations import (
    Duties,
    Terms,
    add_duties,
    ceiling_by_period,
    terms_of,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Columns:
    """Where columns stand in the program: arrays with one column per period, -1 for none."""

    forward: Ints
    backward: Ints
    supply: Ints
    demand: Ints
    injection: Ints
    withdrawal: Ints
    level: Ints


@dataclass(frozen=True)
class Layout(_Columns):
    """Where everything stands in the program: indices of columns and rows, -1 for none.

    All arrays have one column per period, but those that hold over the year.
    """

    program: lp.Program
    constant: float
    balance: Ints
    two_way: Ints
    supply_year: Ints
    stored: Ints
    limits: tuple[Ints, ...]
    duties: Duties

    @property
    def priced(self) -> Ints:
        """The rows whose duals are prices."""
        rows: Ints = self.balance[self.balance != NONE]
        return rows

    def valued(self) -> Ints:
        """Return the rows of prices and contract minima, flat, -1 where there is none."""
        rows = (self.balance, self.duties.floor, self.duties.floor_year)
        return np.concatenate([part.ravel() for part in rows])


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


def build(network: Network, *, whole: bool = False) -> Layout:
    """Return the program of a network.

    Parameters
    ----------
    network : Network
    whole : bool
        Keep also the rows that other bounds imply. The optimum is the same, and what a small move
        of any number does to it can be read off the duals.

    Raises
    ------
    IsthmusError
        If no supply can reach any demand.
    """
    terms = terms_of(network, apart=whole)
    live = _live(network, terms)
    builder = lp.Builder()
    links, demand_rows = network.links, network.demand
    most = links.bound if whole else np.minimum(links.bound, ceiling_by_period(network, terms))
    cost = (links.cost + links.tariff)[:, None]
    forward = add_columns(builder, live.forward, cost, 0.0, most)
    backward = add_columns(builder, live.backward, cost, 0.0, links.bound)
    supply = add_columns(builder, live.supply, network.supply.cost, 0.0, network.supply.bound)
    taken = live.reached[demand_rows.place[demand_rows.row]] & (demand_rows.width > 0)
    demand = add_columns(builder, taken, -demand_rows.value, 0.0, demand_rows.width)
    if (demand == NONE).all():
        raise IsthmusError(_disconnected(network))
    injection, withdrawal, level = _store_columns(builder, network, live)
    balance = add_rows(builder, live.reached, 0.0, lp.INFINITY)
    at = _Columns(forward, backward, supply, demand, injection, withdrawal, level)
    _balance_entries(builder, network, at, balance)
    two_way = _two_way_rows(builder, network, at)
    supply_year = _supply_year_rows(builder, network, at, whole)
    stored = _store_rows(builder, network, at)
    limits = _limit_rows(builder, network, at, whole)
    duties = add_duties(builder, network, terms, forward, whole=whole)
    needed = demand_rows.need[demand_rows.fixed] * demand_rows.cap[demand_rows.fixed]
    return Layout(
        **vars(at),
        program=builder.build(),
        constant=-float(needed.sum()),
        balance=balance,
        two_way=two_way,
        supply_year=supply_year,
        stored=stored,
        limits=limits,
        duties=duties,
    )


def build_again(network: Network, before: Network, layout: Layout) -> Layout:
    """Return the program of a network, given that of one with other numbers.

    If all that differs is that links shut which no contract or limit speaks of, and all places are
    reached as before, it is the same program with their columns at zero: they couple nothing.
    """
    bound = network.links.bound
    shut = bound != before.links.bound
    if bound[shut].any() or not _alike_but_bounds(network, before, shut.any(axis=1)):
        return build(network)
    forward, backward = ((at != NONE) & ~shut for at in (layout.forward, layout.backward))
    reached = _reached(network, forward, backward, layout.supply != NONE)
    if not np.array_equal(reached, layout.balance != NONE):
        return build(network)
    gone = np.concatenate([at[(at != NONE) & shut] for at in (layout.forward, layout.backward)])
    upper = layout.program.upper.copy()
    upper[gone] = 0.0
    return replace(layout, program=replace(layout.program, upper=upper))


def _alike_but_bounds(network: Network, before: Network, links: Bools) -> bool:
    """Tell whether nothing differs but the bounds of links without contracts and limits."""
    parts = ("supply", "demand", "stores", "contracts", "limits")
    if any(getattr(network, part) is not getattr(before, part) for part in parts):
        return False
    one, other = network.links, before.links
    numbers = ("gain", "cost", "tariff", "two_way")
    if not all(np.array_equal(getattr(one, name), getattr(other, name)) for name in numbers):
        return False
    spoken_of = [network.contracts.link, *(limit.links for limit in network.limits)]
    return not links[np.concatenate(spoken_of)].any()


def _live(network: Network, terms: Terms) -> _Live:
    links, supply = network.links, network.supply
    allowed, offered = _unlimited(network)
    let_through = (ceiling_by_period(network, terms) > 0) & (terms.ceiling > 0)[:, None]
    forward = (links.bound > 0) & let_through & allowed
    backward = (links.bound > 0) & links.two_way[:, None] & allowed
    sold = (supply.bound > 0) & (supply.yearly > 0)[:, None] & offered
    reached = _reached(network, forward, backward, sold)
    return _Live(forward & reached[links.tail], backward & reached[links.head], sold, reached)


def _unlimited(network: Network) -> tuple[Bools, Bools]:
    """Tell which links and supply no shared limit shuts, by period."""
    links = np.ones(network.links.bound.shape, dtype=bool)
    supply = np.ones(network.supply.bound.shape, dtype=bool)
    for limit in network.limits:
        if (limit.bound > 0).all():
            continue
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


def _store_columns(builder: lp.Builder, network: Network, live: _Live) -> tuple[Ints, Ints, Ints]:
    stores = network.stores
    here = live.reached[stores.place]
    worth = np.full(here.shape, len(network.weights) > 1) & here.any(axis=1, keepdims=True)
    filled, emptied = (here & worth & (rate > 0) for rate in (stores.injection, stores.withdrawal))
    injection = add_columns(builder, filled, stores.cost[:, None], 0.0, stores.injection)
    withdrawal = add_columns(builder, emptied, 0.0, 0.0, stores.withdrawal)
    level = add_columns(builder, worth, 0.0, stores.floor[:, None], stores.volume[:, None])
    return injection, withdrawal, level


def _balance_entries(builder: lp.Builder, network: Network, at: _Columns, balance: Ints) -> None:
    links, demand = network.links, network.demand
    gain = links.gain[:, None]
    put(builder, balance[links.tail], at.forward, -1.0)
    put(builder, balance[links.head], at.forward, gain)
    put(builder, balance[links.head], at.backward, -1.0)
    put(builder, balance[links.tail], at.backward, gain)
    put(builder, balance[network.supply.place], at.supply, 1.0)
    put(builder, balance[demand.place[demand.row]], at.demand, -1.0)
    put(builder, balance[network.stores.place], at.injection, -1.0)
    put(builder, balance[network.stores.place], at.withdrawal, 1.0)


def _two_way_rows(builder: lp.Builder, network: Network, at: _Columns) -> Ints:
    bound = network.links.bound
    both = (at.forward != NONE) & (at.backward != NONE) & np.isfinite(bound)
    rows = add_rows(builder, both, -lp.INFINITY, bound)
    put(builder, rows, at.forward, 1.0)
    put(builder, rows, at.backward, 1.0)
    return rows


def _supply_year_rows(builder: lp.Builder, network: Network, at: _Columns, whole: bool) -> Ints:
    supply, there = network.supply, at.supply != NONE
    most = np.where(there, supply.bound, 0.0).sum(axis=1)
    binding = (most > supply.yearly * IMPLIED) | (there.any(axis=1) & whole)
    rows = add_rows(builder, binding, -lp.INFINITY, supply.yearly)
    put(builder, rows[:, None], at.supply, 1.0)
    return rows


def _store_rows(builder: lp.Builder, network: Network, at: _Columns) -> Ints:
    stores = network.stores
    rows = add_rows(builder, at.level != NONE, 0.0, 0.0)
    put(builder, rows, at.level, 1.0)
    put(builder, rows, np.roll(at.level, 1, axis=1), -1.0)
    put(builder, rows, at.injection, -stores.kept_in[:, None])
    put(builder, rows, at.withdrawal, 1 / stores.kept_out[:, None])
    return rows


def _limit_rows(
    builder: lp.Builder, network: Network, at: _Columns, whole: bool
) -> tuple[Ints, ...]:
    """Add the rows of limits: one for each period, or one for the year (then all are the same)."""
    limits, shape = network.limits, (len(network.limits), len(network.weights))
    yearly = np.array([limit.yearly for limit in limits], dtype=bool)
    bound = np.array([np.broadcast_to(limit.bound, shape[1:]) for limit in limits]).reshape(shape)
    of, columns, factor, most = _members(network, at)
    there = columns != NONE
    total, some = np.zeros(shape), np.zeros(shape, dtype=bool)
    np.add.at(total, of, np.where(there, _at_most(factor, most), 0.0))
    np.logical_or.at(some, of, there)
    total[yearly] = total[yearly].sum(axis=1, keepdims=True)
    some[yearly] = some[yearly].any(axis=1, keepdims=True)
    binding = (total > bound * IMPLIED) | (some & whole)
    binding[yearly, 1:] = False
    rows = add_rows(builder, binding, -lp.INFINITY, bound)
    rows[yearly] = rows[yearly, :1]
    put(builder, rows[of], columns, factor)
    return tuple(rows)


def _members(network: Network, at: _Columns) -> tuple[Ints, Ints, Floats, Floats]:
    """Return what limits hold together: of which limit, the columns, factors, and their bounds."""
    demand, limits = network.demand, network.limits
    of_links, links = _flat([limit.links for limit in limits])
    of_supply, supply = _flat([limit.supply for limit in limits])
    none = np.zeros(0, dtype=np.int64)
    of_steps, steps = _flat([
        np.flatnonzero(np.isin(demand.row, limit.demand)) if len(limit.demand) else none
        for limit in limits
    ])  # fmt: skip
    weights = np.concatenate([np.zeros(0), *(limit.weights for limit in limits)])
    most = network.links.bound[links]
    return (
        np.concatenate((of_links, of_links, of_supply, of_steps)),
        np.concatenate((at.forward[links], at.backward[links], at.supply[supply],
                        at.demand[steps])),
        np.concatenate((weights, weights, np.ones(len(supply) + len(steps))))[:, None],
        np.concatenate((most, most, network.supply.bound[supply], demand.width[steps])),
    )  # fmt: skip


def _flat(lists: list[Ints]) -> tuple[Ints, Ints]:
    """Return of each item of some lists in which it stands, and the items."""
    number = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    return number, np.concatenate([np.zeros(0, dtype=np.int64), *lists])


def _at_most(factor: Floats, bound: Floats) -> Floats:
    """Return the most that factor x flow can be, also where there is no bound."""
    with np.errstate(invalid="ignore"):
        return np.where(factor > 0, factor * bound, 0.0)


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
        floor_dual=dual(solution.duals, layout.duties.floor, 0.0),
        floor_dual_year=dual(solution.duals, layout.duties.floor_year, 0.0),
        objective=layout.constant - solution.objective,
    )
