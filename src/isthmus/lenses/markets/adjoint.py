"""What the optimum makes of one more unit of every number of a network: the program, backwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from isthmus.corner import corner_of
from isthmus.lenses.markets import program
from isthmus.lenses.markets.assembly import NONE
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout

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

    def __init__(self, network: Network) -> None:
        layout = program.build(network, whole=True)
        self.corner = corner_of(layout.program, _tariffs(network, layout)[None, :])
        self._network, self._layout = network, layout
        self._x = _gather(self.corner.x)
        self._row = _gather(self.corner.rows)
        self._upper = _gather(np.where(self.corner.at_upper, self.corner.columns, 0.0))
        self._lower = _gather(np.where(self.corner.at_upper, 0.0, self.corner.columns))
        self.fields: dict[Field, Floats] = {
            **self._links(), **self._supply(), **self._demand(), **self._stores(),
            **self._contracts(), **self._limits(),
        }  # fmt: skip

    def _paid(self, quantity: Floats, *measures: int) -> Floats:
        """Return what a price adds to each measure that pays it: its quantity."""
        paid = np.zeros((len(self.corner.rows), *quantity.shape))
        paid[list(measures)] = quantity
        return paid

    def _links(self) -> dict[Field, Floats]:
        links, at = self._network.links, self._layout
        forward, backward = self._x(at.forward), self._x(at.backward)
        carried = (forward + backward).sum(axis=1)
        arrives = self._row(at.balance[links.head]) * forward
        arrives += self._row(at.balance[links.tail]) * backward
        bound = self._upper(at.forward) + self._upper(at.backward) + self._row(at.two_way)
        return {
            ("links", "bound"): bound,
            ("links", "cost"): self._paid(carried, COST),
            ("links", "tariff"): self._paid(carried, COST, TARIFFS),
            ("links", "gain"): -arrives.sum(axis=2),
        }

    def _supply(self) -> dict[Field, Floats]:
        at = self._layout
        return {
            ("supply", "bound"): self._upper(at.supply),
            ("supply", "yearly"): self._row(at.supply_year),
            ("supply", "cost"): self._paid(self._x(at.supply), COST),
        }

    def _demand(self) -> dict[Field, Floats]:
        """Return what steps add; a fixed need that is not served costs its cap."""
        demand, at = self._network.demand, self._layout
        fixed = demand.fixed[:, None]
        return {
            ("demand", "width"): self._upper(at.demand),
            ("demand", "value"): self._paid(-self._x(at.demand), COST),
            ("demand", "need"): self._paid(np.where(fixed, demand.cap, 0.0), COST),
            ("demand", "cap"): self._paid(np.where(fixed, demand.need, 0.0), COST),
        }

    def _stores(self) -> dict[Field, Floats]:
        stores, at = self._network.stores, self._layout
        injection, withdrawal = self._x(at.injection), self._x(at.withdrawal)
        kept_out = self._row(at.stored) * withdrawal / stores.kept_out[:, None] ** 2
        return {
            ("stores", "cost"): self._paid(injection.sum(axis=1), COST),
            ("stores", "floor"): self._lower(at.level).sum(axis=2),
            ("stores", "volume"): self._upper(at.level).sum(axis=2),
            ("stores", "injection"): self._upper(at.injection),
            ("stores", "withdrawal"): self._upper(at.withdrawal),
            ("stores", "kept_in"): (self._row(at.stored) * injection).sum(axis=2),
            ("stores", "kept_out"): kept_out.sum(axis=2),
        }

    def _contracts(self) -> dict[Field, Floats]:
        link, duties = self._network.contracts.link, self._layout.duties
        of_year = self._row(duties.floor_year[link])
        missed = self._x(duties.missing).sum(axis=1) + self._x(duties.missing_year)
        ceiling = (self._row(duties.ceiling[link]) * self._network.weights).sum(axis=2)
        due = self._upper(duties.missing) + self._row(duties.floor[link]) + of_year[:, :, None]
        return {
            ("contracts", "due"): due,
            ("contracts", "due_year"): self._upper(duties.missing_year) + of_year,
            ("contracts", "maximum"): ceiling + self._row(duties.ceiling_year[link]),
            ("contracts", "shortfall_price"): self._paid(missed, COST),
        }

    def _limits(self) -> dict[Field, Floats]:
        """Return what limits add, a row for each; one over the year has a single bound."""
        rows = [
            np.where(np.arange(len(rows)) > 0, NONE, rows) if limit.yearly else rows
            for limit, rows in zip(self._network.limits, self._layout.limits, strict=True)
        ]
        shape = (len(rows), len(self._network.weights))
        return {("limits", "bound"): self._row(np.array(rows, dtype=np.int64).reshape(shape))}


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
