"""The best that cargo can do which shares a few rows, from routes that are known.

The program is that of :mod:`isthmus.lenses.corridors.master`, small and solved anew each time. Only
cargo that pays more than its cheapest way costs can miss a route, and only one that costs less than
it pays; so trees stay small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.assignment import CHEAPER, GAP
from isthmus.lenses.corridors.instance import Bools, Cargo, Floats, Instance, Ints
from isthmus.lenses.corridors.pool import NONE, Routes, costs, joined
from isthmus.lenses.corridors.pricing import Frame, prepare, shortest


class Known(NamedTuple):
    """Routes, what a tonne on each saves against its reservation, and takes of all rows."""

    routes: Routes
    saved: Floats
    taken: Any

    def take(self, which: Ints) -> Known:
        """Return some of the routes."""
        return Known(self.routes.take(which), self.saved[which], self.taken[which])

    def plus(self, more: Known) -> Known:
        """Return the routes of both."""
        saved = np.concatenate((self.saved, more.saved))
        taken = vstack([self.taken, more.taken], format="csr")
        return Known(joined([self.routes, more.routes]), saved, taken)


class Settled(NamedTuple):
    """Routes with what each carries, some of them nothing, and what all save together."""

    known: Known
    quantity: Floats
    value: float


class _Prices(NamedTuple):
    """What routes carry, what a tonne of each cargo pays, and what is scarce."""

    quantity: Floats
    price: Floats
    scarcity: Floats


def known_of(instance: Instance, routes: Routes, frame: Frame) -> Known:
    """Return what there is to know of routes."""
    saved = instance.cargo.reservation[routes.cargo] - costs(instance, routes)
    period = instance.cargo.period[routes.cargo][routes.owner]
    place = period * frame.width + routes.arcs
    shape = (len(routes), frame.use.shape[0])
    arcs = csr_array((np.ones(len(place)), place, routes.first), shape=shape)
    return Known(routes, saved, arcs @ frame.use)


def settle(part: Instance, rows: Ints, known: Known, distance: Floats, frame: Frame) -> Settled:
    """Return the best way to carry some cargo, as though only some rows were bounded.

    Parameters
    ----------
    part : Instance
    rows : array
    known : Known
        Routes that the cargo may take, with a cheapest one of each.
    distance : array (cargo,)
        What the cheapest ones cost.
    frame : Frame
        Of an instance that `part` has the graph and some of the cargo of.

    Raises
    ------
    IsthmusError
        If the proof of optimality misses by more than `GAP`.
    """
    cargo = part.cargo
    while True:
        found = _solved(part, rows, known)
        new = _cheaper(part, found, distance, frame)
        if not len(new):
            break
        known = known.plus(known_of(part, new, frame))
    value = float(known.saved @ found.quantity)
    bound = cargo.quantity @ (cargo.reservation - found.price)
    bound += found.scarcity @ part.capacities.bound
    if abs(value - bound) > GAP * max(1.0, abs(value)):
        raise IsthmusError(f"the gain by cargo is not proved: it is {value}, at most {bound}")
    return Settled(known, found.quantity, value)


def _solved(part: Instance, rows: Ints, known: Known) -> _Prices:
    """Solve the program of some routes and rows."""
    cargo, bound = part.cargo, part.capacities.bound
    routes, entries = len(known.routes), known.taken
    number = np.full(len(bound), -1)
    number[rows] = len(cargo.quantity) + np.arange(len(rows))
    here = number[entries.indices] >= 0
    of_route = np.repeat(np.arange(routes), np.diff(entries.indptr))[here]
    column = np.concatenate((np.arange(routes), of_route))
    order = np.argsort(column, kind="stable")
    upper = np.concatenate((cargo.quantity, bound[rows]))
    program = lp.Program(
        cost=-known.saved,
        lower=np.zeros(routes),
        upper=np.full(routes, lp.INFINITY),
        row_lower=np.full(len(upper), -lp.INFINITY),
        row_upper=upper,
        start=np.concatenate(([0], np.cumsum(np.bincount(column, minlength=routes)))),
        index=np.concatenate((known.routes.cargo, number[entries.indices[here]]))[order],
        value=np.concatenate((np.ones(routes), entries.data[here]))[order],
    )
    highs = lp.solver()
    lp.load(highs, program)
    # All cargo on its cheapest route is too much for some rows, but dual feasible.
    lp.start(highs, _cheapest(known), np.arange(len(upper)) >= len(cargo.quantity))
    lp.run(highs)
    solution = highs.getSolution()
    duals = np.minimum(solution.row_dual, 0.0)
    scarcity = np.zeros(len(bound))
    scarcity[rows] = -duals[len(cargo.quantity) :]
    price = cargo.reservation + duals[: len(cargo.quantity)]
    return _Prices(np.maximum(solution.col_value, 0.0), price, scarcity)


def _cheapest(known: Known) -> Bools:
    """Tell of each route whether it is the cheapest of its cargo."""
    order = np.lexsort((-known.saved, known.routes.cargo))
    best = np.zeros(len(order), dtype=bool)
    best[order[np.diff(known.routes.cargo[order], prepend=-1) > 0]] = True
    return best


def _cheaper(part: Instance, found: _Prices, distance: Floats, frame: Frame) -> Routes:
    """Return routes that cost less than their cargo pays."""
    slack = CHEAPER * np.maximum(1.0, np.abs(found.price))
    asked = np.flatnonzero(found.price > distance + slack)
    if not len(asked):
        return NONE
    few = replace(some(part.cargo, asked), reservation=(found.price - slack)[asked])
    _, new = shortest(prepare(replace(part, cargo=few), frame), found.scarcity)
    return Routes(asked[new.cargo], new.first, new.arcs)


def some(cargo: Cargo, at: Ints, **other: Ints) -> Cargo:
    """Return some entries of cargo, with other columns."""
    names = Cargo.__dataclass_fields__
    return Cargo(**{name: other.get(name, getattr(cargo, name)[at]) for name in names})
