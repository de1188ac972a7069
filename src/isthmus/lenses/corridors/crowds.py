"""The best that cargo can do which shares a few rows, from routes that are known.

The program is that of :mod:`isthmus.lenses.corridors.master`, small and solved anew each time. Only
cargo that pays more than its cheapest way costs can miss a route, and only one that costs less than
it pays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.assignment import CHEAPER, GAP
from isthmus.lenses.corridors.instance import Cargo, Floats, Instance, Ints, sums
from isthmus.lenses.corridors.pool import Routes, costs
from isthmus.lenses.corridors.pricing import Frame


class Use(NamedTuple):
    """What a tonne on each route takes of rows: ``row[first[r]:first[r + 1]]`` by route r.

    There are `rows` of them. Plain arrays, for they are taken from thousands of times.
    """

    first: Ints
    row: Ints
    weight: Floats
    rows: int

    @property
    def route(self) -> Ints:
        """Return the route of every entry."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def take(self, which: Ints) -> Use:
        """Return the use of some of the routes."""
        count = np.diff(self.first)[which]
        first = np.concatenate(([0], np.cumsum(count)))
        at = np.arange(first[-1]) + np.repeat(self.first[which] - first[:-1], count)
        return Use(first, self.row[at], self.weight[at], self.rows)

    def plus(self, more: Use) -> Use:
        """Return the use of the routes of both."""
        first = np.concatenate((self.first, self.first[-1] + more.first[1:]))
        row = np.concatenate((self.row, more.row))
        return Use(first, row, np.concatenate((self.weight, more.weight)), self.rows)

    def load(self, quantity: Floats) -> Floats:
        """Return what is taken of each row when each route carries a quantity (rows,)."""
        return sums(self.row, self.weight * quantity[self.route], self.rows)

    def loads(self, quantity: Floats) -> Floats:
        """Return what each route takes of each row (routes, rows)."""
        taken = np.zeros((len(self.first) - 1, self.rows))
        route = self.route
        taken[route, self.row] = self.weight * quantity[route]
        return taken


class Known(NamedTuple):
    """The cargo of routes, what a tonne saves against its reservation, and what it takes."""

    cargo: Ints
    saved: Floats
    use: Use

    def take(self, which: Ints) -> Known:
        """Return some of the routes."""
        return Known(self.cargo[which], self.saved[which], self.use.take(which))

    def plus(self, more: Known) -> Known:
        """Return the routes of both."""
        cargo = np.concatenate((self.cargo, more.cargo))
        saved = np.concatenate((self.saved, more.saved))
        return Known(cargo, saved, self.use.plus(more.use))


class Shared(NamedTuple):
    """What shares rows: some cargo, and the bounds of the rows, by their numbers."""

    cargo: Cargo
    rows: Ints
    bound: Floats


class Prices(NamedTuple):
    """What routes carry and save, what a tonne of each cargo pays, and what is scarce of all rows.

    Routes may be missing: what they save is the most only if nothing is cheaper than `price`.
    """

    quantity: Floats
    value: float
    price: Floats
    scarcity: Floats


class Doubt(NamedTuple):
    """Cargo of a coalition that may have a cheaper route than what it pays if rows are so scarce.

    Attributes
    ----------
    members : int
    cargo : array (asked,)
        Entries of `Cargo`.
    limit : array (asked,)
        What a route must undercut, money per tonne.
    scarcity : array (rows,)
    """

    members: int
    cargo: Ints
    limit: Floats
    scarcity: Floats


def known_of(instance: Instance, routes: Routes, frame: Frame) -> Known:
    """Return what there is to know of routes."""
    saved = instance.cargo.reservation[routes.cargo] - costs(instance, routes)
    period = instance.cargo.period[routes.cargo][routes.owner]
    place = period * frame.width + routes.arcs
    shape = (len(routes), frame.use.shape[0])
    arcs = csr_array((np.ones(len(place)), place, routes.first), shape=shape)
    taken = arcs @ frame.use
    return Known(routes.cargo, saved, Use(taken.indptr, taken.indices, taken.data, taken.shape[1]))


def best_of(shared: Shared, known: Known) -> Prices:
    """Return the best use of some routes, as though only some rows were bounded.

    Parameters
    ----------
    shared : Shared
    known : Known
        Routes that the cargo may take, with a cheapest one of each.
    """
    cargo, rows = shared.cargo, shared.rows
    routes, use = len(known.cargo), known.use
    number = np.full(use.rows, -1)
    number[rows] = len(cargo.quantity) + np.arange(len(rows))
    here = number[use.row] >= 0
    column = np.concatenate((np.arange(routes), use.route[here]))
    order = np.argsort(column, kind="stable")
    upper = np.concatenate((cargo.quantity, shared.bound))
    program = lp.Program(
        cost=-known.saved,
        lower=np.zeros(routes),
        upper=np.full(routes, lp.INFINITY),
        row_lower=np.full(len(upper), -lp.INFINITY),
        row_upper=upper,
        start=np.concatenate(([0], np.cumsum(np.bincount(column, minlength=routes)))),
        index=np.concatenate((known.cargo, number[use.row[here]]))[order],
        value=np.concatenate((np.ones(routes), use.weight[here]))[order],
    )
    highs = lp.solver()
    lp.load(highs, program)
    lp.run(highs, lp.PRIMAL_SIMPLEX)
    solution = highs.getSolution()
    duals = np.minimum(solution.row_dual, 0.0)
    scarcity = np.zeros(use.rows)
    scarcity[rows] = -duals[len(cargo.quantity) :]
    price = cargo.reservation + duals[: len(cargo.quantity)]
    quantity = np.maximum(solution.col_value, 0.0)
    return Prices(quantity, float(known.saved @ quantity), price, scarcity)


def doubt(members: int, cargo: Ints, found: Prices, distance: Floats) -> Doubt:
    """Return which cargo of a crowd pays more than its cheapest way costs (cargo,)."""
    slack = CHEAPER * np.maximum(1.0, np.abs(found.price))
    asked = np.flatnonzero(found.price > distance + slack)
    return Doubt(members, cargo[asked], (found.price - slack)[asked], found.scarcity)


def check(shared: Shared, found: Prices) -> None:
    """Check that what is saved is the most, given that no cargo has a cheaper route than it pays.

    Raises
    ------
    IsthmusError
        If the proof of optimality misses by more than `GAP`.
    """
    cargo = shared.cargo
    bound = cargo.quantity @ (cargo.reservation - found.price)
    bound += found.scarcity[shared.rows] @ shared.bound
    if abs(found.value - bound) > GAP * max(1.0, abs(found.value)):
        raise IsthmusError(f"the gain by cargo is not proved: it is {found.value}, at most {bound}")
