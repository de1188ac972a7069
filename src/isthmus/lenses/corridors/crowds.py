"""The best that cargo can do which shares a few rows, from routes that are known.

The program is that of :mod:`isthmus.lenses.corridors.master`, small and solved anew each time. Only
cargo that pays more than its cheapest way costs can miss a route, and only one that costs less than
it pays; so trees stay small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array, hstack

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.assignment import CHEAPER, GAP
from isthmus.lenses.corridors.instance import Cargo, Floats, Instance, Ints
from isthmus.lenses.corridors.pool import NONE, Routes, costs, joined
from isthmus.lenses.corridors.pricing import prepare, shortest


class Settled(NamedTuple):
    """Routes with what each carries, some of them nothing, and what all save together."""

    routes: Routes
    quantity: Floats
    value: float


class _Prices(NamedTuple):
    """What routes carry, what a tonne of each cargo pays, and what is scarce."""

    quantity: Floats
    price: Floats
    scarcity: Floats


def settle(part: Instance, known: Routes, distance: Floats) -> Settled:
    """Return the best way to carry some cargo.

    Parameters
    ----------
    part : Instance
    known : Routes
        That the cargo may take, with a cheapest one of each.
    distance : array (cargo,)
        What the cheapest ones cost.

    Raises
    ------
    IsthmusError
        If the proof of optimality misses by more than `GAP`.
    """
    cargo, use = part.cargo, use_of(part)
    while True:
        saved = cargo.reservation[known.cargo] - costs(part, known)
        found = _solved(part, known, saved, loads(use, part, known, np.ones(len(known))))
        new = _cheaper(part, found, distance)
        if not len(new):
            break
        known = joined([known, new])
    value = float(saved @ found.quantity)
    bound = cargo.quantity @ (cargo.reservation - found.price)
    bound += found.scarcity @ part.capacities.bound
    if abs(value - bound) > GAP * max(1.0, abs(value)):
        raise IsthmusError(f"the gain by cargo is not proved: it is {value}, at most {bound}")
    return Settled(known, found.quantity, value)


def _solved(part: Instance, routes: Routes, saved: Floats, taken: Any) -> _Prices:
    """Solve the program of some routes."""
    cargo, each = len(part.cargo.quantity), np.arange(len(routes) + 1)
    own = csr_array((np.ones(len(routes)), routes.cargo, each), shape=(len(routes), cargo))
    matrix = hstack([own, taken], format="csr")
    upper = np.concatenate((part.cargo.quantity, part.capacities.bound))
    program = lp.Program(
        cost=-saved,
        lower=np.zeros(len(routes)),
        upper=np.full(len(routes), lp.INFINITY),
        row_lower=np.full(len(upper), -lp.INFINITY),
        row_upper=upper,
        start=matrix.indptr,
        index=matrix.indices,
        value=matrix.data,
    )
    highs = lp.solver()
    lp.load(highs, program)
    lp.run(highs)
    solution = highs.getSolution()
    duals = np.minimum(solution.row_dual, 0.0)
    price = part.cargo.reservation + duals[:cargo]
    return _Prices(np.maximum(solution.col_value, 0.0), price, -duals[cargo:])


def _cheaper(part: Instance, found: _Prices, distance: Floats) -> Routes:
    """Return routes that cost less than their cargo pays."""
    slack = CHEAPER * np.maximum(1.0, np.abs(found.price))
    asked = np.flatnonzero(found.price > distance + slack)
    if not len(asked):
        return NONE
    few = replace(some(part.cargo, asked), reservation=found.price[asked])
    near, routes = shortest(prepare(replace(part, cargo=few)), found.scarcity)
    less = near[routes.cargo] < (found.price - slack)[asked[routes.cargo]]
    new = routes.take(np.flatnonzero(less))
    return Routes(asked[new.cargo], new.first, new.arcs)


def some(cargo: Cargo, at: Ints, **other: Ints) -> Cargo:
    """Return some entries of cargo, with other columns."""
    names = Cargo.__dataclass_fields__
    return Cargo(**{name: other.get(name, getattr(cargo, name)[at]) for name in names})


def use_of(instance: Instance) -> Any:
    """Return what a tonne on an arc takes of each row in a period: a matrix (places, rows).

    Its places are period x arcs + arc.
    """
    rows, arcs = instance.capacities, len(instance.graph.tail)
    periods = 1 + max(rows.period.max(initial=0), instance.cargo.period.max(initial=0))
    place = rows.period * arcs + rows.arc
    return csr_array((rows.weight, (place, rows.row)), shape=(periods * arcs, len(rows.bound)))


def loads(use: Any, instance: Instance, routes: Routes, quantity: Floats) -> Any:
    """Return what quantities on routes take of each row: a matrix (routes, rows)."""
    arcs = len(instance.graph.tail)
    place = instance.cargo.period[routes.cargo][routes.owner] * arcs + routes.arcs
    shape = (len(routes), use.shape[0])
    return csr_array((quantity[routes.owner], place, routes.first), shape=shape) @ use
