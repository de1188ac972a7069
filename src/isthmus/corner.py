"""What a small move of a program does to its optimum: exact, and one-sided where it kinks.

At the vertex that the simplex method ends in, a basis says how everything moves: the duals of the
rows and the reduced costs of the columns tell what is added to a measure of the optimum (its cost,
or what is paid in tariffs). Where a basic variable stands at a bound, a move may push it beyond.
Then others give way, and what is gained in one direction is not what is lost in the other. How they
give way is a small program with a row for each such variable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import NoSolution

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PUSHED = 1e-9
DUST = 1e-11


@dataclass(frozen=True)
class Corner:
    """A vertex, and what measures of it make of a small move of the program.

    The first measures are those asked for. The others are how far a move pushes each basic
    variable that stands at a bound beyond it.

    Attributes
    ----------
    x : array (columns,)
        The vertex.
    columns : array (measures, columns)
        What one more unit of the bound at which a column stands adds to every measure.
    rows : array (measures, rows)
        What one more unit of the bound at which a row stands adds. One more unit of a matrix entry
        adds as much as its column's `x` fewer units of its row.
    at_upper : array (columns,)
        Whether the bound at which a column stands is the upper one.
    yielding : Program
        How others give way: its columns are the variables at bounds, its rows those pushed.
    given : array (measures asked for, columns of `yielding`)
        What one more unit of each of them adds to the measures asked for.
    """

    x: Floats
    columns: Floats
    rows: Floats
    at_upper: Bools
    yielding: lp.Program
    given: Floats

    def slopes(self, moves: Floats, sign: float) -> Floats:
        """Return what each unit of a move adds to the measures asked for.

        Parameters
        ----------
        moves : array (measures, moves)
            What one more unit of each move adds to every measure as long as the basis stays.
        sign : float
            1 for moves upwards, -1 for moves downwards.

        Returns
        -------
        array (measures asked for, moves)
            NaN where a move leaves no solution.
        """
        asked = len(self.given)
        slopes, pushes = moves[:asked].copy(), sign * moves[asked:]
        beyond = np.flatnonzero(self._beyond(pushes))
        if len(beyond):
            highs = lp.solver()
            lp.load(highs, self.yielding)
        for at in beyond:
            slopes[:, at] += sign * self._give_way(highs, pushes[:, at])
        return slopes

    def _beyond(self, pushes: Floats) -> Bools:
        """Tell which moves push a basic variable beyond its bound."""
        slack = PUSHED * (1 + np.abs(pushes).max(axis=0, initial=0.0))
        below = pushes - self.yielding.row_lower[:, None] < -slack
        above = pushes - self.yielding.row_upper[:, None] > slack
        beyond: Bools = (below | above).any(axis=0)
        return beyond

    def _give_way(self, highs: Any, push: Floats) -> Floats:
        """Return what giving way to a push adds to the measures asked for."""
        lower, upper = self.yielding.row_lower - push, self.yielding.row_upper - push
        highs.changeRowsBounds(len(push), np.arange(len(push), dtype=np.int32), lower, upper)
        try:
            lp.run(highs)
        except NoSolution:
            return np.full(len(self.given), np.nan)
        given: Floats = self.given @ np.array(highs.getSolution().col_value)
        return given


def corner_of(program: lp.Program, measures: Floats) -> Corner:
    """Solve a program and return its corner.

    Parameters
    ----------
    program : Program
        One that has an optimum.
    measures : array (measures, columns)
        The coefficients of each measure; the program's cost comes first without being asked for.
    """
    rows, columns = program.shape
    weights = np.concatenate((program.cost[None, :], measures))
    highs = lp.solver()
    parts = list(lp.components(program))
    pieces = [_piece(highs, part.program, weights[:, part.columns]) for part in parts]
    asked, pushed = len(weights), sum(len(piece.row_lower) for piece in pieces)
    x, at_upper = np.clip(0.0, program.lower, program.upper), np.zeros(columns, dtype=bool)
    of_columns = np.zeros((asked + pushed, columns))
    of_rows = np.zeros((asked + pushed, rows))
    first = asked
    for part, piece in zip(parts, pieces, strict=True):
        x[part.columns], at_upper[part.columns] = piece.x, piece.at_upper
        here = np.r_[:asked, first : first + len(piece.row_lower)]
        of_columns[np.ix_(here, part.columns)] = piece.columns
        of_rows[np.ix_(here, part.rows)] = piece.rows
        first += len(piece.row_lower)
    yielding, given = _yielding(pieces, asked)
    return Corner(x, of_columns, of_rows, at_upper, yielding, given)


@dataclass(frozen=True)
class _Piece:
    """The corner of a component: see `Corner`.

    Attributes
    ----------
    row_lower, row_upper : array (pushed,)
        0 where a pushed variable stands at that bound, else infinite.
    free : array (columns + rows,)
        Which variables stand at a bound and may leave it.
    away : array (columns + rows,)
        In which direction: 1 is up.
    """

    x: Floats
    columns: Floats
    rows: Floats
    at_upper: Bools
    row_lower: Floats
    row_upper: Floats
    free: Bools
    away: Floats


def _piece(highs: Any, program: lp.Program, weights: Floats) -> _Piece:
    rows, columns = program.shape
    x = lp.vertex(highs, program)
    face = lp.face_of(program, x)
    at_lower = np.concatenate((face.lower, face.row_lower))
    at_upper = np.concatenate((face.upper, face.row_upper))
    basis = np.array(highs.getBasicVariables()[1][:rows], dtype=np.int64)
    basis = np.where(basis < 0, columns - 1 - basis, basis)  # rows stand behind the columns
    basic = np.zeros(columns + rows, dtype=bool)
    basic[basis] = True
    pushed = np.flatnonzero(basic & (at_lower | at_upper))
    wanted = np.concatenate((weights, _as_measures(program, pushed)))
    duals = _duals(highs, wanted, basis)
    reduced = wanted - np.array([program.worth(dual) for dual in duals])
    moved = np.concatenate((np.where(basic[:columns], 0.0, reduced), duals), axis=1)
    moved[len(weights) + np.arange(len(pushed)), pushed] = -1.0
    return _Piece(
        x=x,
        columns=moved[:, :columns],
        rows=moved[:, columns:],
        at_upper=face.upper & ~face.lower,
        row_lower=np.where(at_lower[pushed], 0.0, -lp.INFINITY),
        row_upper=np.where(at_upper[pushed], 0.0, lp.INFINITY),
        free=~basic & ~(at_lower & at_upper),
        away=np.where(at_upper, -1.0, 1.0),
    )


def _as_measures(program: lp.Program, variables: Ints) -> Floats:
    """Return variables as measures of the columns; those behind the columns are rows."""
    columns = program.shape[1]
    units = np.zeros((len(variables), columns))
    for at, variable in enumerate(variables):
        if variable < columns:
            units[at, variable] = 1.0
        else:
            here = program.index == variable - columns
            units[at, program.column_of_entry[here]] = program.value[here]
    return units


def _duals(highs: Any, measures: Floats, basis: Ints) -> Floats:
    """Return the rows' duals of some measures at the basis."""
    duals = np.zeros((len(measures), len(basis)))
    if len(basis):
        of_rows = np.zeros(len(basis))
        for at, measure in enumerate(measures):
            duals[at] = highs.getBasisTransposeSolve(np.append(measure, of_rows)[basis])[1]
    return duals


def _yielding(pieces: Sequence[_Piece], asked: int) -> tuple[lp.Program, Floats]:
    """Return the program in which variables at bounds give way to those that are pushed.

    Its optimum is cheapest by the first measure, whose duals are feasible but for a tolerance.
    """
    builder = lp.Builder()
    given = []
    for piece in pieces:
        weights = np.concatenate((piece.columns, piece.rows), axis=1)
        pushing = np.where(np.abs(weights[asked:]) > DUST, weights[asked:], 0.0)
        kept = piece.free & pushing.any(axis=0)
        away, cost = piece.away[kept], weights[0, kept]
        ends = np.where(away < 0, -lp.INFINITY, 0.0), np.where(away > 0, lp.INFINITY, 0.0)
        rows = builder.rows(piece.row_lower, piece.row_upper)
        columns = builder.columns(away * np.maximum(away * cost, 0.0), *ends)
        row, column = np.nonzero(pushing[:, kept])
        builder.entries(rows[row], columns[column], pushing[:, kept][row, column])
        given.append(weights[:asked, kept])
    return builder.build(), np.concatenate(given, axis=1)
