"""What a small move of a program does to its optimum: exact, and one-sided where it kinks.

At the vertex that the simplex method ends in, a basis says how everything moves: the duals of the
rows and the reduced costs of the columns tell what is added to a measure of the optimum (its cost,
or what is paid in tariffs). There are two kinds of kinks. Where a basic variable stands at a bound,
a move may push it beyond, and others give way. Where there are other optima, a move of costs may
make one of them better, and the vertex slides there. Each is a small program of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import NoSolution

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

Solve = Callable[[Any, lp.Program, Floats], None]

PUSHED = 1e-9
DUST = 1e-11
TIED = 1e-8
JUMP = 1e-6


@dataclass(frozen=True)
class Corner:
    """A vertex, and what measures of it make of a small move of the program.

    The first measures are those asked for. Then come, for each basic variable that stands at a
    bound, how far it is pushed beyond it, and for each edge to another optimum how its cost rises.

    Attributes
    ----------
    x : array (columns,)
        The vertex.
    columns : array (measures, columns)
        What one more unit of the bound at which a column stands adds to every measure.
    rows : array (measures, rows)
        What one more unit of the bound at which a row stands adds. One more unit of a matrix entry
        adds as much as its column's `x` fewer units of its row, and as the first measure's value of
        its row fewer units of its column's cost.
    costs : array (measures, columns)
        What one more unit of a column's cost adds, beside what the column's `x` costs: by moving
        the vertex along bends.
    at_upper : array (columns,)
        Whether the bound at which a column stands is the upper one.
    yielding : Program
        How others give way: its columns are the variables at bounds, its rows those pushed.
    given : array (measures asked for, columns of `yielding`)
        What one more unit of each of them adds to the measures asked for.
    sliding : Program
        How far the vertex can slide along the edges to other optima: its columns.
    jumps : array (measures asked for, edges)
        What a unit along each edge adds to the measures asked for; nothing to the first.
    """

    x: Floats
    columns: Floats
    rows: Floats
    costs: Floats
    at_upper: Bools
    yielding: lp.Program
    given: Floats
    sliding: lp.Program
    jumps: Floats

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
            NaN where a move leaves no solution, or makes a measure jump.
        """
        asked, pushed = len(self.given), self.yielding.shape[0]
        slopes, pushes = moves[:asked].copy(), sign * moves[asked : asked + pushed]
        for at, added in self._each(self.yielding, self._beyond(pushes), pushes, _give_way):
            slopes[:, at] += sign * (self.given @ added)
        rates = sign * moves[asked + pushed :]
        for at, slid in self._each(self.sliding, self._downhill(rates), rates, _slide):
            slopes[0, at] += sign * (rates[:, at] @ slid)
            slopes[np.abs(self.jumps @ slid) > JUMP, at] = np.nan
        return slopes

    def _each(
        self, program: lp.Program, chosen: Bools, moves: Floats, solve: Solve
    ) -> Iterator[tuple[int, Floats]]:
        """Yield the solution of a small program for each of the moves that need it."""
        if not chosen.any():
            return
        highs = lp.solver()
        lp.load(highs, program)
        for at in np.flatnonzero(chosen):
            solve(highs, program, moves[:, at])
            try:
                lp.run(highs)
                yield int(at), np.array(highs.getSolution().col_value)
            except NoSolution:
                yield int(at), np.full(program.shape[1], np.nan)

    def _downhill(self, rates: Floats) -> Bools:
        """Tell which moves make another optimum cheaper."""
        slack = PUSHED * (1 + np.abs(rates).max(axis=0, initial=0.0))
        up = (rates < -slack) & (self.sliding.upper > 0)[:, None]
        down = (rates > slack) & (self.sliding.lower < 0)[:, None]
        downhill: Bools = (up | down).any(axis=0)
        return downhill

    def _beyond(self, pushes: Floats) -> Bools:
        """Tell which moves push a basic variable beyond its bound."""
        slack = PUSHED * (1 + np.abs(pushes).max(axis=0, initial=0.0))
        below = pushes - self.yielding.row_lower[:, None] < -slack
        above = pushes - self.yielding.row_upper[:, None] > slack
        beyond: Bools = (below | above).any(axis=0)
        return beyond


def _give_way(highs: Any, program: lp.Program, push: Floats) -> None:
    """Set the small program to where others give way to a push."""
    lower, upper = program.row_lower - push, program.row_upper - push
    highs.changeRowsBounds(len(push), np.arange(len(push), dtype=np.int32), lower, upper)


def _slide(highs: Any, program: lp.Program, rates: Floats) -> None:
    """Set the small program to what edges cost now."""
    highs.changeColsCost(len(rates), np.arange(len(rates), dtype=np.int32), rates)


@dataclass(frozen=True)
class Bend:
    """Columns that are thin steps of one smooth curve, and how its cost rises per unit."""

    columns: Ints
    slope: float


def corner_of(program: lp.Program, measures: Floats, bends: Sequence[Bend] = ()) -> Corner:
    """Solve a program and return its corner.

    Parameters
    ----------
    program : Program
        One that has an optimum.
    measures : array (measures, columns)
        The coefficients of each measure; the program's cost comes first without being asked for.
    bends : sequence of Bend
        The curves on which the optimum lies: it moves along them, not from step to step.
    """
    rows, columns = program.shape
    weights = np.concatenate((program.cost[None, :], measures))
    highs = lp.solver()
    parts = list(lp.components(program))
    pieces = [
        _piece(highs, part.program, weights[:, part.columns], _within(part, bends, columns))
        for part in parts
    ]
    asked, pushed = len(weights), sum(len(piece.row_lower) for piece in pieces)
    count = asked + pushed + sum(len(piece.edges) for piece in pieces)
    x, at_upper = np.clip(0.0, program.lower, program.upper), np.zeros(columns, dtype=bool)
    of_columns, of_costs = np.zeros((2, count, columns))
    of_rows = np.zeros((count, rows))
    first, edge = asked, asked + pushed
    for part, piece in zip(parts, pieces, strict=True):
        x[part.columns], at_upper[part.columns] = piece.x, piece.at_upper
        here = np.r_[:asked, first : first + len(piece.row_lower)]
        of_columns[np.ix_(here, part.columns)] = piece.columns
        of_costs[np.ix_(here, part.columns)] = piece.costs
        of_rows[np.ix_(here, part.rows)] = piece.rows
        first += len(piece.row_lower)
        along = np.arange(edge, edge + len(piece.edges))
        of_costs[np.ix_(along, part.columns)] = piece.edges[:, : len(piece.x)]
        edge += len(piece.edges)
    return Corner(
        x, of_columns, of_rows, of_costs, at_upper, *_yielding(pieces, asked), *_sliding(pieces)
    )


def _within(part: lp.Component, bends: Sequence[Bend], columns: int) -> list[Bend]:
    """Return the bends of a component, by its own columns."""
    local = np.full(columns, -1)
    local[part.columns] = np.arange(len(part.columns))
    inside = [Bend(local[bend.columns], bend.slope) for bend in bends]
    return [Bend(b.columns[b.columns >= 0], b.slope) for b in inside if (b.columns >= 0).any()]


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
    edges : array (edges, columns + rows)
        How all variables move along each edge to another optimum.
    jumps : array (measures asked for, edges)
        What a unit along each edge adds to the measures asked for.
    room : array (2, columns + rows)
        How far each variable may move down and up.
    at_edge : array (edges,)
        The nonbasic variable that moves by one along each edge.
    """

    x: Floats
    columns: Floats
    rows: Floats
    costs: Floats
    at_upper: Bools
    row_lower: Floats
    row_upper: Floats
    free: Bools
    away: Floats
    edges: Floats
    jumps: Floats
    room: Floats
    at_edge: Ints


def _piece(highs: Any, program: lp.Program, weights: Floats, bends: Sequence[Bend]) -> _Piece:
    rows, columns = program.shape
    x = lp.vertex(highs, program)
    face = lp.face_of(program, x)
    at_lower = np.concatenate((face.lower, face.row_lower))
    at_upper = np.concatenate((face.upper, face.row_upper))
    basis = np.array(highs.getBasicVariables()[1][:rows], dtype=np.int64)
    basis = np.where(basis < 0, columns - 1 - basis, basis)  # rows stand behind the columns
    basic = np.zeros(columns + rows, dtype=bool)
    basic[basis] = True
    smooth = np.isin(np.arange(columns + rows), [c for bend in bends for c in bend.columns])
    pushed = np.flatnonzero(basic & (at_lower | at_upper) & ~smooth)
    wanted = np.concatenate((weights, _as_measures(program, pushed)))
    duals = _duals(highs, wanted, basis)
    duals, costs = _bent(highs, program, x, wanted, duals, basis, bends)
    reduced = wanted - np.array([program.worth(dual) for dual in duals])
    moved = np.concatenate((np.where(basic[:columns], 0.0, reduced), duals), axis=1)
    moved[len(weights) + np.arange(len(pushed)), pushed] = -1.0
    free = ~basic & ~(at_lower & at_upper)
    at_edge = np.flatnonzero(free & ~smooth & (np.abs(moved[0]) <= TIED))
    return _Piece(
        x=x,
        columns=moved[:, :columns],
        rows=moved[:, columns:],
        costs=costs,
        at_upper=face.upper & ~face.lower,
        row_lower=np.where(at_lower[pushed], 0.0, -lp.INFINITY),
        row_upper=np.where(at_upper[pushed], 0.0, lp.INFINITY),
        free=free,
        away=np.where(at_upper, -1.0, 1.0),
        edges=np.array([_edge(highs, program, basis, int(at)) for at in at_edge]).reshape(
            len(at_edge), columns + rows
        ),
        jumps=moved[: len(weights), at_edge],
        room=_room(program, x),
        at_edge=at_edge,
    )


def _room(program: lp.Program, x: Floats) -> Floats:
    """Return how far columns, and rows behind them, may move down and up."""
    value = np.concatenate((x, program.times(x)))
    lower = np.concatenate((program.lower, program.row_lower)) - value
    upper = np.concatenate((program.upper, program.row_upper)) - value
    return np.stack((np.minimum(lower, 0.0), np.maximum(upper, 0.0)))


def _edge(highs: Any, program: lp.Program, basis: Ints, variable: int) -> Floats:
    """Return how columns, and rows behind them, move when a nonbasic one moves by one."""
    rows, columns = program.shape
    if variable < columns:
        pushed = -_column(program, variable)
    else:
        pushed = np.zeros(rows)
        pushed[variable - columns] = 1.0
    moved = np.zeros(columns + rows)
    moved[basis] = highs.getBasisSolve(pushed)[1]
    if variable < columns:
        moved[variable] = 1.0
    moved[columns:] = program.times(moved[:columns])
    return np.where(np.abs(moved) > DUST, moved, 0.0)


def _bent(
    highs: Any,
    program: lp.Program,
    x: Floats,
    measures: Floats,
    duals: Floats,
    basis: Ints,
    bends: Sequence[Bend],
) -> tuple[Floats, Floats]:
    """Return the duals of measures where the optimum moves along bends, and what costs add.

    A bend whose steps are all at bounds is a free column more. Its cost rises as it moves, and so
    does that of the bends with a basic step: together they settle by how much each moves. The first
    measure, which is minimised, does not mind.
    """
    place = {int(variable): at for at, variable in enumerate(basis)}
    carried = [next((place[c] for c in b.columns.tolist() if c in place), None) for b in bends]
    more = [at for at, carrier in enumerate(carried) if carrier is None]
    costs = np.zeros((len(measures), len(x)))
    if not more:
        return duals, costs
    ends = np.array([_last_taken(program, x, bends[at]) for at in more])
    replaced = np.array([highs.getBasisSolve(_column(program, end))[1] for end in ends])
    carriers = [carrier for carrier in carried if carrier is not None]
    slopes = np.array([b.slope for b, at in zip(bends, carried, strict=True) if at is not None])
    stiff = np.diag([bends[at].slope for at in more])
    stiff += replaced[:, carriers] * slopes @ replaced[:, carriers].T
    on_basis = np.concatenate((measures, np.zeros((len(measures), len(basis)))), axis=1)[:, basis]
    settled = np.linalg.solve(stiff, replaced @ on_basis.T).T
    settled[0] = 0.0
    columns = basis < len(x)
    costs[:, basis[columns]] = -(settled @ replaced)[:, columns]
    costs[:, ends] = settled
    units = np.eye(len(basis))[carriers]
    pulled = [highs.getBasisTransposeSolve(unit)[1] for unit in units]
    pull = np.array(pulled).reshape(len(carriers), len(basis))
    return duals - (settled @ replaced[:, carriers] * slopes) @ pull, costs


def _last_taken(program: lp.Program, x: Floats, bend: Bend) -> int:
    """Return the dearest step of a bend that is taken: the one that bears its cost."""
    taken = bend.columns[x[bend.columns] > program.lower[bend.columns]]
    return int(taken[np.argmax(program.cost[taken])])


def _column(program: lp.Program, column: int) -> Floats:
    dense = np.zeros(program.shape[0])
    here = slice(*program.start[column : column + 2])
    dense[program.index[here]] = program.value[here]
    return dense


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


def _sliding(pieces: Sequence[_Piece]) -> tuple[lp.Program, Floats]:
    """Return the program of how far the vertex can slide along edges, and what measures jump by."""
    builder = lp.Builder()
    for piece in pieces:
        others = np.flatnonzero(piece.edges.any(axis=0))
        others = others[~np.isin(others, piece.at_edge)]
        rows = builder.rows(*piece.room[:, others])
        columns = builder.columns(np.zeros(len(piece.edges)), *piece.room[:, piece.at_edge])
        edge, row = np.nonzero(piece.edges[:, others])
        builder.entries(rows[row], columns[edge], piece.edges[:, others][edge, row])
    return builder.build(), np.concatenate([piece.jumps for piece in pieces], axis=1)
