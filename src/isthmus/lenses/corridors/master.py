"""The master program: known routes, shared among cargo and bounded by capacities.

A column's cost is what a tonne on the route saves against its reservation, so that what stays
behind needs no column of its own::

    minimise    sum (cost of route - reservation of its cargo) x
    subject to  sum x over the routes of a cargo  <=  its quantity
                sum (use of the row by the route) x  <=  bound of the row
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from isthmus import lp
from isthmus.lenses.corridors.instance import Floats, Instance
from isthmus.lenses.corridors.pool import NONE, Routes, allowed, costs, joined
from isthmus.lenses.corridors.pricing import Pricing, places

FEASIBILITY = 1e-10


class Master:
    """The program in a solver, which keeps its basis while columns are added.

    Attributes
    ----------
    routes : Routes
        The columns.
    quantity : array (routes,)
        The optimum of the last run.
    price : array (cargo,)
        What one more tonne of a cargo would cost; its reservation where it has no quantity.
    scarcity : array (rows,)
    """

    def __init__(self, pricing: Pricing) -> None:
        self._pricing, self._instance = pricing, pricing.instance
        self.quantity: Floats
        self.price: Floats
        self.scarcity: Floats
        self._highs = lp.own_solver()
        for side in ("primal", "dual"):
            self._highs.setOptionValue(f"{side}_feasibility_tolerance", FEASIBILITY)
        upper = np.concatenate((self._instance.cargo.quantity, self._instance.capacities.bound))
        lower = np.full(len(upper), -lp.INFINITY)
        empty, none = np.zeros(0), np.zeros(0, np.int32)
        self._highs.addRows(len(upper), lower, upper, 0, none, none, empty)
        self.routes = NONE

    def add(self, routes: Routes) -> None:
        """Add columns."""
        gain = costs(self._instance, routes) - self._instance.cargo.reservation[routes.cargo]
        shared, count = self._shared(routes), len(routes)
        first = shared.indptr[:-1]  # before what a route shares stands its own cargo
        index = np.insert(shared.indices + len(self._instance.cargo.quantity), first, routes.cargo)
        value, start = np.insert(shared.data, first, 1.0), first + np.arange(count)
        lower, upper = np.zeros(count), np.full(count, lp.INFINITY)
        start, index = start.astype(np.int32), index.astype(np.int32)
        self._highs.addCols(count, gain, lower, upper, len(value), start, index, value)
        self.routes = joined([self.routes, routes])

    def keep(self) -> None:
        """Keep the columns and the basis: every `move` starts from there."""
        self._kept = self.routes, self._highs.getBasis(), self._shared(self.routes)

    def move(self, instance: Instance) -> None:
        """Take the numbers of another instance, and drop the columns that were not kept.

        It has the same cargo and rows; routes that it does not allow carry nothing.
        """
        routes, basis, _ = self._kept
        count = len(routes)
        extra = np.arange(count, len(self.routes), dtype=np.int32)
        if len(extra):
            self._highs.deleteCols(len(extra), extra)
        self._instance, self.routes, cargo = instance, routes, instance.cargo
        upper = np.where(allowed(instance, routes), lp.INFINITY, 0.0)
        gain = costs(instance, routes) - cargo.reservation[routes.cargo]
        most = np.concatenate((cargo.quantity, instance.capacities.bound))
        each, rows = np.arange(count, dtype=np.int32), np.arange(len(most), dtype=np.int32)
        self._highs.changeColsCost(count, each, gain)
        self._highs.changeColsBounds(count, each, np.zeros(count), upper)
        self._highs.changeRowsBounds(len(rows), rows, np.full(len(rows), -lp.INFINITY), most)
        self._highs.setBasis(basis)

    def standing(self, instance: Instance, scarcity: Floats) -> Floats:
        """Return what the cheapest kept column of each cargo costs if rows are so scarce (cargo,).

        What is dearer than a cargo's reservation counts as much as that.
        """
        routes, _, shared = self._kept
        price = instance.cargo.reservation.copy()
        use = allowed(instance, routes)
        cost = costs(instance, routes) + shared @ scarcity
        np.minimum.at(price, routes.cargo[use], cost[use])
        return price

    def _shared(self, routes: Routes) -> Any:
        """Return what a tonne on a route takes of the capacities: a matrix (routes, rows)."""
        place = places(self._pricing, routes)
        use = self._pricing.frame.use
        shape = (len(routes), use.shape[0])
        return csr_array((np.ones(len(place)), place, routes.first), shape=shape) @ use

    def approach(self) -> None:
        """Find a basis by an interior point and the crossover from it.

        For large programs this is much faster than the simplex method from nothing. Should it
        fail, `solve` starts from where it ended.
        """
        self._highs.setOptionValue("solver", "ipm")
        lp.attempt(self._highs)
        self._highs.setOptionValue("solver", "simplex")

    def solve(self) -> None:
        """Solve by the primal simplex method from the last basis."""
        reservation = self._instance.cargo.reservation
        if not len(self.routes):
            self.quantity, self.price = np.zeros(0), reservation.copy()
            self.scarcity = np.zeros(len(self._instance.capacities.bound))
            return
        lp.run(self._highs, lp.PRIMAL_SIMPLEX)
        found = self._highs.getSolution()
        self.quantity = np.maximum(found.col_value, 0.0)
        dual = np.minimum(found.row_dual, 0.0)
        self.price = reservation + dual[: len(reservation)]
        self.scarcity = -dual[len(reservation) :]
