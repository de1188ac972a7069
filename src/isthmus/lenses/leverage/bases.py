"""Many small programs that differ in upper bounds, solved together from bases that are known.

Bounds leave the duals of an optimal basis feasible, unless a shut column opens again, and the dual
simplex method goes on from there: what is out of its bounds leaves the basis, and columns that
cannot bring it back go to their other bound on the way. Every program has an inverse of its own,
and a step is taken in all of them at once. Weak duality proves what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from isthmus import lp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Ways = npt.NDArray[np.int8]

FEASIBLE = 1e-9
PROVED = 1e-9
PIVOT = 1e-7  # the smallest entry that may bring a column into a basis
NOTHING = 1e-12  # entries of inverses that are as good as none
STEPS = 3  # for each row, after which programs are given up
ROOM = 1 << 18  # entries of the inverses worked on at once
FEWEST, MOST = 16, 256  # programs worked on at once


class Basis(NamedTuple):
    """A basis of a program whose columns are followed by a slack for each row.

    Attributes
    ----------
    columns : array of int (rows,)
        Which are basic.
    inverse : array (rows, rows)
        What one more unit in each row makes of each basic column.
    ways : array of int (columns + rows,)
        Whether the others can rise (1) or fall (-1), or neither.
    rents : array (columns + rows,)
        Their reduced costs.
    """

    columns: Ints
    inverse: Floats
    ways: Ways
    rents: Floats


class Optima(NamedTuple):
    """Where programs stand, their duals, whether those prove it, and the bases it rests on."""

    x: Floats
    duals: Floats
    proved: Bools
    bases: list[Basis]


def at_once(rows: int) -> int:
    """Return how many programs of so many rows are best solved together."""
    return int(np.clip(ROOM // rows**2, FEWEST, MOST))


class Bases:
    """A program, for programs with other upper bounds of its columns.

    Products are taken entry by entry: they are few, and no threads are started for them.
    """

    def __init__(self, program: lp.Program) -> None:
        rows, columns = program.shape
        self._columns = columns
        self._dense = np.hstack((np.zeros(program.shape), -np.eye(rows)))
        self._dense[program.index, program.column_of_entry] = program.value
        self._sparse = sparse.csr_array(self._dense)
        self._cost = np.append(program.cost, np.zeros(rows))
        self._lower = np.append(program.lower, program.row_lower)
        self._highest = program.row_upper
        # the entries of each column, as many as the longest has
        most = int(np.count_nonzero(self._dense, axis=0).max())
        self._rows = np.argsort(self._dense == 0, axis=0, kind="stable")[:most]
        self._entries = np.take_along_axis(self._dense, self._rows, axis=0)

    def of(self, highs: Any) -> Basis:
        """Return the basis of a solver that has solved one of the programs."""
        found = highs.getBasis()
        status = np.array([int(one) for one in (*found.col_status, *found.row_status)])
        basic = np.flatnonzero(status == int(highspy.HighsBasisStatus.kBasic))
        ways = np.where(status == int(highspy.HighsBasisStatus.kUpper), -1, 1).astype(np.int8)
        ways[basic] = 0
        inverse = np.linalg.inv(self._dense[:, basic])
        rents = self._cost - self._cost[basic] @ inverse @ self._dense
        return Basis(basic, np.ascontiguousarray(inverse.T), ways, rents)

    def solve(self, starts: Sequence[Basis], upper: Floats) -> Optima:
        """Solve programs with some upper bounds (programs, columns).

        Each starts from an optimal basis of one in which no column is shut that is not shut here.
        """
        highest = np.broadcast_to(self._highest, (len(upper), len(self._highest)))
        upper = np.hstack((upper, highest))
        basic, inverse, ways, rents = (np.stack(part) for part in zip(*starts, strict=True))
        ways[upper == self._lower] = 0
        roof = np.take_along_axis(upper, basic, axis=1)
        crowd = _Crowd(basic, inverse, ways, rents, upper, roof, np.zeros(basic.shape))
        left = (self._sparse @ self._point(crowd).T).T
        crowd.values = -np.einsum("kip,ki->kp", inverse, left)
        for _ in range(STEPS * len(self._dense)):
            if not self._step(crowd):
                break
        duals = np.einsum("kip,kp->ki", inverse, self._cost[basic])
        x = np.clip(self._point(crowd), self._lower, upper)
        bases = [Basis(*one) for one in zip(basic, inverse, ways, rents, strict=True)]
        return Optima(x[:, : self._columns], duals, self._proved(x, duals, upper), bases)

    def _point(self, crowd: _Crowd) -> Floats:
        """Return where all columns and slacks stand."""
        x = np.where(crowd.ways < 0, crowd.upper, self._lower)
        x[~np.isfinite(x)] = 0.0
        np.put_along_axis(x, crowd.basic, crowd.values, axis=1)
        return x

    def _proved(self, x: Floats, duals: Floats, upper: Floats) -> Bools:
        """Tell what is feasible and worth what its duals say that it is worth at most.

        What a dual says where there is no bound is left out; then the two differ.
        """
        rows = (self._sparse[:, : self._columns] @ x[:, : self._columns].T).T
        slack = FEASIBLE * np.maximum(1.0, np.abs(rows))
        lowest = self._lower[self._columns :]
        feasible = ((rows >= lowest - slack) & (rows <= self._highest + slack)).all(axis=1)
        rents = self._cost - self._across(duals)
        bound = np.where(rents > 0, self._lower, upper)
        bound[~np.isfinite(bound)] = 0.0
        value = (x * self._cost).sum(axis=1)
        gap = np.abs((rents * bound).sum(axis=1) - value)
        return np.asarray(feasible & (gap <= PROVED * np.maximum(1.0, np.abs(value))))

    def _step(self, crowd: _Crowd) -> bool:
        """Let one column leave each basis that has any out of its bounds, and another enter."""
        low = self._lower[crowd.basic] - crowd.values
        off = np.maximum(low, crowd.values - crowd.roof)
        row = off.argmax(axis=1)
        far = off[np.arange(len(row)), row]
        at = np.flatnonzero(far > FEASIBLE)
        row, far = row[at], far[at]
        across = self._across(crowd.inverse[at, :, row])
        rises = low[at, row] > 0
        enter, some = self._entering(crowd, at, np.where(rises[:, None], across, -across), far)
        if not len(enter):
            return False
        at, row, rises, across = at[some], row[some], rises[some], across[some]
        each = np.arange(len(at))
        pivot = across[each, enter]
        down = self._down(crowd, at, enter, np.ones(len(at)))
        leave = crowd.basic[at, row]
        floor, roof = self._lower[leave], crowd.roof[at, row]
        by = (crowd.values[at, row] - np.where(rises, floor, roof)) / pivot
        top = crowd.upper[at, enter]
        stood = np.where(crowd.ways[at, enter] < 0, top, self._lower[enter])
        crowd.values[at] -= by[:, None] * down
        crowd.values[at, row] = stood + by
        crowd.rents[at] -= (crowd.rents[at, enter] / pivot)[:, None] * across
        crowd.rents[at, enter] = 0.0
        crowd.ways[at, leave] = np.where(floor == roof, 0, np.where(rises, 1, -1))
        crowd.ways[at, enter] = 0
        crowd.basic[at, row], crowd.roof[at, row] = enter, top
        line = crowd.inverse[at, :, row] / pivot[:, None]
        down[each, row] -= 1.0
        k, i = np.nonzero(np.abs(line) > NOTHING)
        crowd.inverse[at[k], i] -= line[k, i][:, None] * down[k]
        return True

    def _entering(self, crowd: _Crowd, at: Ints, rise: Floats, far: Floats) -> tuple[Ints, Bools]:
        """Return the columns that enter, and where there are any; before, let others change bounds.

        Those whose rent is first used up are first. While what is out of its bounds would still be
        so with one of them at its other bound, there it goes.
        """
        k, j = np.nonzero(rise * crowd.ways[at] < -PIVOT)
        size = np.abs(rise[k, j])
        order = np.lexsort((np.abs(crowd.rents[at[k], j]) / size, k))
        k, j, size = k[order], j[order], size[order]
        ends = np.searchsorted(k, np.arange(len(at) + 1))
        width = crowd.upper[at[k], j] - self._lower[j]
        reach = np.cumsum(np.minimum(size * width, far[k]))
        wanted = np.append(0.0, reach)[ends[:-1]] + far * (1 - NOTHING)
        stop = np.minimum(np.searchsorted(reach, wanted), ends[1:] - 1)
        flip = np.flatnonzero(np.arange(len(k)) < stop[k])
        if len(flip):
            of, column = at[k[flip]], j[flip]
            way = crowd.ways[of, column]
            crowd.ways[of, column] = -way
            moved = self._down(crowd, of, column, way * width[flip])
            first = np.flatnonzero(np.diff(of, prepend=-1))
            crowd.values[of[first]] -= np.add.reduceat(moved, first)
        some = ends[1:] > ends[:-1]
        return j[stop[some]], some

    def _down(self, crowd: _Crowd, at: Ints, column: Ints, size: Floats) -> Floats:
        """Return what a column that rises takes from each basic one (programs, rows)."""
        found = np.zeros((len(at), len(self._dense)))
        for rows, entries in zip(self._rows, self._entries, strict=True):
            found += crowd.inverse[at, rows[column]] * (entries[column] * size)[:, None]
        return found

    def _across(self, rows: Floats) -> Floats:
        """Return sums of the matrix's rows (programs, columns + rows)."""
        found = np.zeros((len(rows), len(self._cost)))
        for which, entries in zip(self._rows, self._entries, strict=True):
            found += rows.take(which, axis=1) * entries
        return found


@dataclass
class _Crowd:
    """Programs being solved: bases, upper bounds, and those and values of what is basic."""

    basic: Ints
    inverse: Floats
    ways: Ways
    rents: Floats
    upper: Floats
    roof: Floats
    values: Floats
