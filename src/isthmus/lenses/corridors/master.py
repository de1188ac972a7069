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
from scipy.sparse import csr_array, hstack

from isthmus import lp
from isthmus.lenses.corridors.instance import Floats, Instance
from isthmus.lenses.corridors.pool import NONE, Routes, costs, joined

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

    def __init__(self, instance: Instance, use: Any) -> None:
        self._instance, self._use = instance, use
        self.routes = NONE
        bounds = np.concatenate((instance.cargo.quantity, instance.capacities.bound))
        self._highs = lp.own_solver()
        for side in ("primal", "dual"):
            self._highs.setOptionValue(f"{side}_feasibility_tolerance", FEASIBILITY)
        low, nothing = np.full(len(bounds), -lp.INFINITY), np.zeros(0)
        none = nothing.astype(np.int32)
        self._highs.addRows(len(bounds), low, bounds, 0, none, none, nothing)

    def add(self, routes: Routes) -> None:
        """Add columns."""
        gain = costs(self._instance, routes) - self._instance.cargo.reservation[routes.cargo]
        columns = self._columns(routes)
        count, zero = len(routes), np.zeros(len(routes))
        start, index = columns.indptr[:-1].astype(np.int32), columns.indices.astype(np.int32)
        most = np.full(count, lp.INFINITY)
        self._highs.addCols(count, gain, zero, most, columns.nnz, start, index, columns.data)
        self.routes = joined([self.routes, routes])

    def _columns(self, routes: Routes) -> Any:
        cargo = self._instance.cargo
        ones = np.ones(len(routes))
        own = csr_array(
            (ones, routes.cargo, np.arange(len(routes) + 1)),
            shape=(len(routes), len(cargo.quantity)),
        )
        return hstack([own, usage(self._instance, self._use, routes)], format="csr")

    def solve(self) -> None:
        """Solve by the primal simplex method, from the last basis."""
        lp.run(self._highs, lp.PRIMAL_SIMPLEX)
        found = self._highs.getSolution()
        self.quantity: Floats = np.maximum(found.col_value, 0.0)
        dual = np.minimum(found.row_dual, 0.0)
        reservation = self._instance.cargo.reservation
        self.price: Floats = reservation + dual[: len(reservation)]
        self.scarcity: Floats = -dual[len(reservation) :]


def usage(instance: Instance, use: Any, routes: Routes) -> Any:
    """Return the matrix (routes, rows) of what a tonne on a route takes of the capacities."""
    period = np.repeat(instance.cargo.period[routes.cargo], np.diff(routes.first))
    place = period * len(instance.graph.tail) + routes.arcs
    passed = csr_array(
        (np.ones(len(place)), place, routes.first), shape=(len(routes), use.shape[0])
    )
    return passed @ use
