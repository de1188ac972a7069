"""What a missed unit of a contract's minimum costs where the contract does not say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import CaseError

if TYPE_CHECKING:
    from isthmus.lenses.markets.network import Demand

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def shortfall_prices(case: Case, rows: Ints, demand: Demand) -> Floats:
    """Return what a missed unit costs: as written, or the highest price cap at the buyer's nodes.

    The buyer's nodes are those where it, or an actor it belongs to, owns demand or territory;
    where there are none, all nodes with demand for the commodity count.
    """
    table = case.filled["contracts"]
    given: Floats = table["shortfall_price"][rows]
    if not np.isnan(given).any():
        return given
    dear = demand.cap.max(axis=1, initial=0.0)
    goods, sides = _buyers(case, demand)
    parent = dict(zip(case.filled["actors"]["id"], case.filled["actors"]["parent"], strict=True))
    prices = given.copy()
    for at in np.flatnonzero(np.isnan(given)).tolist():
        family = set(_ancestry(table["buyer"][rows[at]], parent))
        good = table["commodity"][rows[at]]
        near = [dear[d] for d, side in enumerate(sides) if goods[d] == good and family & side]
        far = [dear[d] for d in range(len(sides)) if goods[d] == good]
        prices[at] = max(near or far, default=0.0)
        if not np.isfinite(prices[at]):
            problem = table.problem(rows[at], "shortfall_price", "required: no price cap to take")
            raise CaseError([problem])
    return prices


def _buyers(case: Case, demand: Demand) -> tuple[list[str], list[set[str | None]]]:
    """Return for each demand its commodity, and who owns it or the territory it is in."""
    table, nodes = case.filled["demand"], case.filled["nodes"]
    actor = dict(zip(nodes["id"], nodes["actor"], strict=True))
    rows = demand.rows.tolist()
    owners = [{owner for owner, _ in table["owner"][row]} for row in rows]
    sides = [{actor[table["node"][row]], *names} for row, names in zip(rows, owners, strict=True)]
    return [table["commodity"][row] for row in rows], sides


def _ancestry(actor: str | None, parent: dict[str, str | None]) -> Iterable[str]:
    while actor is not None:
        yield actor
        actor = parent.get(actor)
