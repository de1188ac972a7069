"""What a missed unit of a contract's minimum costs where the contract does not say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import CaseError

if TYPE_CHECKING:
    from isthmus.lenses.markets.network import Demand

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def shortfall_prices(case: Case, rows: Ints, demand: Demand, takers: Sequence[Ints]) -> Floats:
    """Return what a missed unit costs: as written, or the highest price cap of the takers."""
    table = case.filled["contracts"]
    prices: Floats = table["shortfall_price"][rows].copy()
    dear = demand.cap.max(axis=1, initial=0.0)
    for at in np.flatnonzero(np.isnan(prices)).tolist():
        prices[at] = dear[takers[at]].max(initial=0.0)
        if not np.isfinite(prices[at]):
            problem = table.problem(rows[at], "shortfall_price", "required: no price cap to take")
            raise CaseError([problem])
    return prices


def takers_of(case: Case, rows: Ints, demand: Demand) -> list[Ints]:
    """Return for each contract the demand whose price caps say what a missed unit costs.

    It is that at the buyer's nodes: those where the buyer, or an actor it belongs to, owns demand
    or territory. Where there is none, all demand for the commodity counts.
    """
    table = case.filled["contracts"]
    goods, sides = _buyers(case, demand)
    parent = dict(zip(case.filled["actors"]["id"], case.filled["actors"]["parent"], strict=True))
    takers = []
    for row in rows.tolist():
        family = set(_ancestry(table["buyer"][row], parent))
        far = [at for at, good in enumerate(goods) if good == table["commodity"][row]]
        near = [at for at in far if family & sides[at]]
        takers.append(np.array(near or far, dtype=np.int64))
    return takers


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
