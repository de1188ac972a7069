"""What the optimum makes of one more unit of every number of a network: the program, backwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from isthmus.corner import Bend, corner_of
from isthmus.lenses.markets import program
from isthmus.lenses.markets.assembly import NONE
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout
from isthmus.lenses.markets.refine import Optimum, slopes_at

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Field = tuple[str, str]
Gather = Callable[[Ints], Floats]

COST, TARIFFS = 0, 1


class Adjoint:
    """What one more unit of each number of a network adds to the measures of a corner.

    The measures are the cost that the program minimises, what is paid in tariffs, and how far basic
    variables are pushed beyond their bounds.

    Attributes
    ----------
    corner : Corner
    fields : mapping of (block, field) to array (measures, ...)
        The rest of the shape is that of the network's array.
    """

    def __init__(self, found: Optimum) -> None:
        network = self._network = found.network
        layout = self._layout = program.build(network, whole=True)
        tariffs = _tariffs(network, layout)[None, :]
        corner = self.corner = corner_of(layout.program, tariffs, _bends(found, layout))
        costs = corner.costs.copy()
        costs[COST] = corner.x
        self._x, self._row = _gather(corner.x), _gather(corner.rows)
        self._cost, self._bent = _gather(costs), _gather(corner.costs)
        self._upper = _gather(np.where(corner.at_upper, corner.columns, 0.0))
        self._lower = _gather(np.where(corner.at_upper, 0.0, corner.columns))
        self.fields: dict[Field, Floats] = {
            **self._links(), **self._supply(), **self._demand(), **self._stores(),
            **self._contracts(), **self._limits(),
        }  # fmt: skip

    def _entry(self, rows: Ints, columns: Ints) -> Floats:
        """Return what one more unit of matrix entries adds."""
        row = self._row(rows)
        added: Floats = row * self._x(columns) + self._bent(columns) * row[COST]
        return -added

    def _once(self, measure: int, amount: Floats) -> Floats:
        """Return what adds an amount to one measure only."""
        added = np.zeros((len(self.corner.rows), *amount.shape))
        added[measure] = amount
        return added

    def _links(self) -> dict[Field, Floats]:
        links, at = self._network.links, self._layout
        forward, backward = at.forward, at.backward
        carried = (self._x(forward) + self._x(backward)).sum(axis=1)
        cost = (self._cost(forward) + self._cost(backward)).sum(axis=2)
        gain = self._entry(at.balance[links.head], forward)
        gain += self._entry(at.balance[links.tail], backward)
        return {
            ("links", "bound"): self._upper(forward)
            + self._upper(backward)
            + self._row(at.two_way),
            ("links", "cost"): cost,
            ("links", "tariff"): cost + self._once(TARIFFS, carried),
            ("links", "gain"): gain.sum(axis=2),
        }

    def _supply(self) -> dict[Field, Floats]:
        at = self._layout
        return {
            ("supply", "bound"): self._upper(at.supply),
            ("supply", "yearly"): self._row(at.supply_year),
            ("supply", "cost"): self._cost(at.supply),
        }

    def _demand(self) -> dict[Field, Floats]:
        """Return what steps add; a fixed need that is not served costs its cap."""
        demand, at = self._network.demand, self._layout
        fixed = demand.fixed[:, None]
        return {
            ("demand", "width"): self._upper(at.demand),
            ("demand", "value"): -self._cost(at.demand),
            ("demand", "need"): self._once(COST, np.where(fixed, demand.cap, 0.0)),
            ("demand", "cap"): self._once(COST, np.where(fixed, demand.need, 0.0)),
        }

    def _stores(self) -> dict[Field, Floats]:
        stores, at = self._network.stores, self._layout
        kept_out = self._entry(at.stored, at.withdrawal) / -(stores.kept_out[:, None] ** 2)
        return {
            ("stores", "cost"): self._cost(at.injection).sum(axis=2),
            ("stores", "floor"): self._lower(at.level).sum(axis=2),
            ("stores", "volume"): self._upper(at.level).sum(axis=2),
            ("stores", "injection"): self._upper(at.injection),
            ("stores", "withdrawal"): self._upper(at.withdrawal),
            ("stores", "kept_in"): -self._entry(at.stored, at.injection).sum(axis=2),
            ("stores", "kept_out"): kept_out.sum(axis=2),
        }

    def _contracts(self) -> dict[Field, Floats]:
        link, duties = self._network.contracts.link, self._layout.duties
        of_year = self._row(duties.floor_year[link])
        missed = self._cost(duties.missing).sum(axis=2) + self._cost(duties.missing_year)
        ceiling = (self._row(duties.ceiling[link]) * self._network.weights).sum(axis=2)
        due = self._upper(duties.missing) + self._row(duties.floor[link]) + of_year[:, :, None]
        return {
            ("contracts", "due"): due,
            ("contracts", "due_year"): self._upper(duties.missing_year) + of_year,
            ("contracts", "maximum"): ceiling + self._row(duties.ceiling_year[link]),
            ("contracts", "shortfall_price"): missed,
        }

    def _limits(self) -> dict[Field, Floats]:
        """Return what limits add, a row for each; one over the year has a single bound."""
        rows = [
            np.where(np.arange(len(rows)) > 0, NONE, rows) if limit.yearly else rows
            for limit, rows in zip(self._network.limits, self._layout.limits, strict=True)
        ]
        shape = (len(rows), len(self._network.weights))
        return {("limits", "bound"): self._row(np.array(rows, dtype=np.int64).reshape(shape))}


def _bends(found: Optimum, layout: Layout) -> list[Bend]:
    """Return the demand curves on which a refined optimum lies, with their steps' columns."""
    demand = found.network.demand
    return [
        Bend(layout.demand[demand.row == row, period], slope)
        for row, period, slope in slopes_at(found)
    ]


def _gather(values: Floats) -> Gather:
    """Return a function from indices to the last axis's values, zero where the index is -1."""
    padded = np.concatenate((values, np.zeros((*values.shape[:-1], 1))), axis=-1)
    return lambda index: np.asarray(padded[..., index])


def _tariffs(network: Network, layout: Layout) -> Floats:
    """Return what each column pays in tariffs per unit."""
    tariffs = np.zeros(layout.program.shape[1] + 1)
    for columns in (layout.forward, layout.backward):
        tariffs[columns] = network.links.tariff[:, None]
    return tariffs[:-1]
