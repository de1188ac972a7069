"""What welfare gains or loses per unit of every number of a case: from one solution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.lenses.markets.adjoint import COST, TARIFFS, Adjoint
from isthmus.lenses.markets.network import Network, reread
from isthmus.lenses.markets.refine import Optimum, with_edges_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEP = 1e-6
READ = {
    "links": ("capacity", "loss", "yield", "cost", "tariff"),
    "supply": ("quantity", "flexibility", "cost"),
    "demand": ("quantity", "price", "elasticity", "price_cap", "price_floor"),
    "stores": ("volume", "injection", "withdrawal", "loss_in", "loss_out", "cushion", "cost"),
    "contracts": ("minimum", "maximum", "price", "shortfall_price"),
    "limits": ("capacity",),
    "profiles": ("factor",),
}
BLOCKS = tuple(table for table in READ if table != "profiles")
BENT = ("demand", "profiles")  # numbers of a network may kink in the numbers of these tables
PROFILED = {
    "rate": {"supply": "profile", "demand": "profile"},
    "price": {"supply": "cost_profile", "demand": "cost_profile"},
    "availability": {"links": "profile", "limits": "profile"},
}


@dataclass(frozen=True)
class Slopes:
    """Derivatives by cell, downwards and upwards (2, cells); NaN where there is no solution.

    They differ where the optimum kinks: beyond, another set of bounds binds.
    """

    objective: Floats
    welfare: Floats


@dataclass(frozen=True)
class _Group:
    """Cells of a column that move together: no row of a block rests on two of them.

    Attributes
    ----------
    rows, cells : array (cells,)
        Their rows in the table, and their places among the cells asked for.
    owner : mapping of block to array (rows of the block,)
        The cell that each row rests on, -1 for none.
    """

    table: str
    column: str
    rows: Ints
    cells: Ints
    owner: Mapping[str, Ints]

    def one_by_one(self) -> Iterator[_Group]:
        """Yield a group for each cell."""
        for row, cell in zip(self.rows, self.cells, strict=True):
            yield _Group(self.table, self.column, np.array([row]), np.array([cell]), {})


def slopes(case: Case, found: Optimum, cells: Sequence[Cell]) -> Slopes:
    """Return the derivatives of objective and welfare with respect to cells.

    Parameters
    ----------
    case : Case
    found : Optimum
        Of the case.
    cells : sequence of Cell
        Numbers that the lens reads: see `READ`.
    """
    network, adjoint = found.network, Adjoint(found)
    down, up = np.zeros((2, len(adjoint.corner.rows), len(cells)))
    for group in _groups(case, network, cells):
        _add(up, adjoint, case, network, group, 1.0)
        if group.table in BENT:
            _add(down, adjoint, case, network, group, -1.0)
        else:
            down[:, group.cells] = up[:, group.cells]
    both = np.stack((adjoint.corner.slopes(down, -1.0), adjoint.corner.slopes(up, 1.0)))
    return Slopes(-both[:, COST], both[:, TARIFFS] - both[:, COST])


def _add(
    moves: Floats, adjoint: Adjoint, case: Case, network: Network, group: _Group, sign: float
) -> None:
    """Add what the cells of a group do to the measures; one by one if they act together."""
    values = case.filled[group.table][group.column][group.rows]
    steps = sign * STEP * np.where(values == 0, 1.0, np.abs(values))
    found = _found(adjoint, network, _moved(case, network, group, values + steps))
    if len(steps) == 1:
        moves[:, group.cells[0]] += sum(added.sum(axis=1) for added in found.values()) / steps
    elif any(added.any() for block, added in found.items() if block not in group.owner):
        for one in group.one_by_one():
            _add(moves, adjoint, case, network, one, sign)
    else:
        step = np.ones(moves.shape[1])
        step[group.cells] = steps
        for block, owner in group.owner.items():
            if block in found:
                known = np.flatnonzero(owner >= 0)
                for row, cell in zip(known, owner[known], strict=True):
                    moves[:, cell] += found[block][:, row] / step[cell]


def _moved(case: Case, network: Network, group: _Group, values: Floats) -> Network:
    """Return the network with the cells of a group moved."""
    numbers = dict(zip(group.rows.tolist(), values.tolist(), strict=True))
    moved = reread(with_numbers(case, group.table, group.column, numbers), network, group.table)
    return with_edges_of(moved, network)


def _found(adjoint: Adjoint, before: Network, after: Network) -> dict[str, Floats]:
    """Return what a move of a network adds to the measures, by block (measures, rows)."""
    found: dict[str, Floats] = {}
    for (block, field), weight in adjoint.fields.items():
        if getattr(before, block) is getattr(after, block):
            continue
        with np.errstate(invalid="ignore"):
            moved = _array(after, block, field) - _array(before, block, field)
        moved = np.where(np.isfinite(moved), moved, 0.0)
        if not moved.any():
            continue
        added = weight * moved
        added = added.reshape(len(weight), len(moved), -1).sum(axis=2)
        if field in ("width", "value"):
            added = _by_row(added, after.demand.row, len(after.demand.ids))
        found[block] = found.get(block, 0.0) + added
    return found


def _array(network: Network, block: str, field: str) -> Floats:
    if block != "limits":
        array: Floats = getattr(getattr(network, block), field)
        return array
    bounds = np.zeros((len(network.limits), len(network.weights)))
    for row, limit in enumerate(network.limits):
        bounds[row, : len(limit.bound)] = limit.bound
    return bounds


def _by_row(added: Floats, row: Ints, count: int) -> Floats:
    """Return the sums over the steps of each demand, which stand together."""
    if len(row) == count:
        return added
    sums: Floats = np.add.reduceat(added, np.searchsorted(row, np.arange(count)), axis=1)
    return sums


def _groups(case: Case, network: Network, cells: Sequence[Cell]) -> Iterator[_Group]:
    columns: dict[tuple[str, str], list[int]] = {}
    for at, cell in enumerate(cells):
        columns.setdefault((cell.table, cell.column), []).append(at)
    places = {block: _rows(case, network, block) for block in BLOCKS}
    for (table, column), members in columns.items():
        keys = {key: row for row, key in enumerate(case.tables[table].keys)}
        rows = np.array([keys[cells[at].id] for at in members], dtype=np.int64)
        chosen = np.array(members, dtype=np.int64)
        if table == "profiles":
            yield from _profile_groups(case, places, rows, chosen)
        elif table in BLOCKS:
            of_row = np.full(len(keys), -1)
            of_row[rows] = chosen
            yield _Group(table, column, rows, chosen, {table: of_row[places[table]]})


def _rows(case: Case, network: Network, block: str) -> Ints:
    """Return the row of its table that each row of a block was made of."""
    if block == "limits":
        ids = {name: row for row, name in enumerate(case.filled["limits"]["id"])}
        return np.array([ids[limit.id] for limit in network.limits], dtype=np.int64)
    rows: Ints = getattr(network, block).rows
    return rows


def _profile_groups(
    case: Case, places: Mapping[str, Ints], rows: Ints, cells: Ints
) -> Iterator[_Group]:
    """Yield the factors of each kind and period; a row of a block follows one profile of a kind."""
    table = case.filled["profiles"]
    for kind, readers in PROFILED.items():
        for period in case.periods:
            here = np.array(
                [table["kind"][r] == kind and table["period"][r] == period.id for r in rows],
                dtype=bool,
            )
            if not here.any():
                continue
            names = (table["profile"][row] for row in rows[here])
            cell_of = dict(zip(names, cells[here].tolist(), strict=True))
            owner = {
                block: np.array(
                    [cell_of.get(case.filled[block][column][r], -1) for r in places[block]],
                    dtype=np.int64,
                )
                for block, column in readers.items()
            }
            yield _Group("profiles", "factor", rows[here], cells[here], owner)
