"""One thin wrapper over HiGHS: assemble, split what nothing couples, solve, find central duals.

A program is ``minimise cost.x  subject to  lower <= x <= upper, row_lower <= A x <= row_upper``.
Duals follow HiGHS: the dual of a row is what one more unit of its bound adds to the minimum.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError, NoSolution

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

INFINITY = float("inf")
FEASIBILITY = 1e-9
AT_BOUND = 1e-8
DUAL_SIMPLEX = 1
PRIMAL_SIMPLEX = 4
SMALL = 100  # rows of a component that the primal simplex solves faster than the dual one

_of_thread = threading.local()


@dataclass(frozen=True)
class Program:
    """A linear program, its matrix stored by columns (start, index, value)."""

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    start: Ints
    index: Ints
    value: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)

    @functools.cached_property
    def column_of_entry(self) -> Ints:
        """The column of every entry of the matrix."""
        return np.repeat(np.arange(len(self.cost)), np.diff(self.start))

    @property
    def key(self) -> bytes:
        """All its numbers: programs with the same key are the same."""
        return b"".join(part.tobytes() for part in (
            self.cost, self.lower, self.upper, self.row_lower, self.row_upper, self.start,
            self.index, self.value,
        ))  # fmt: skip

    def times(self, x: Floats) -> Floats:
        """Return A x."""
        products = self.value * x[self.column_of_entry]
        sums: Floats = np.bincount(self.index, products, len(self.row_lower)).astype(float)
        return sums

    def worth(self, duals: Floats) -> Floats:
        """Return y A: what the rows' duals make of one unit of each column."""
        products = self.value * duals[self.index]
        sums: Floats = np.bincount(self.column_of_entry, products, len(self.cost)).astype(float)
        return sums


@dataclass(frozen=True)
class Solution:
    """An optimum: a vertex of the primal, and duals from the middle of the dual face.

    Attributes
    ----------
    x : array (columns,)
        A vertex optimum.
    duals : array (rows,)
        Halfway between `high` and `low`.
    high, low : array (rows,)
        The optimal duals with the largest and the smallest sum over the rows asked for.
    objective : float
        The minimum.
    parts : mapping of bytes to Part
        The optimum of every component, by its numbers.
    """

    x: Floats
    duals: Floats
    high: Floats
    low: Floats
    objective: float
    parts: Mapping[bytes, Part]


@dataclass(frozen=True)
class Part:
    """The optimum of a component, and of which of its rows duals were asked: None if of none."""

    x: Floats
    high: Floats
    low: Floats
    priced: Bools | None

    def serves(self, priced: Bools | None) -> bool:
        """Tell whether it answers for duals of some rows."""
        if priced is None or self.priced is None:
            return priced is None
        return np.array_equal(priced, self.priced)


class Builder:
    """Collects blocks of columns, rows and entries, and assembles them once."""

    def __init__(self) -> None:
        self._columns: list[tuple[Floats, Floats, Floats]] = []
        self._rows: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._size = [0, 0]

    def columns(self, cost: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
        """Add columns; scalars stand for all of them. Return their indices."""
        blocks = _alike(cost, lower, upper)
        self._columns.append((blocks[0], blocks[1], blocks[2]))
        return self._numbered(1, len(blocks[0]))

    def rows(self, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
        """Add rows; scalars stand for all of them. Return their indices."""
        blocks = _alike(lower, upper)
        self._rows.append((blocks[0], blocks[1]))
        return self._numbered(0, len(blocks[0]))

    def entries(self, rows: Ints, columns: Ints, values: npt.ArrayLike) -> None:
        """Add matrix entries; one value stands for all. Equal places are not summed."""
        array = np.asarray(values, dtype=float)
        self._entries.append((rows, columns, array if array.ndim else np.full(len(rows), array)))

    def _numbered(self, axis: int, count: int) -> Ints:
        first = self._size[axis]
        self._size[axis] += count
        return np.arange(first, first + count)

    def build(self) -> Program:
        """Assemble the program."""
        cost, lower, upper = (_joined(part) for part in zip(*self._columns, strict=True))
        row_lower, row_upper = (_joined(part) for part in zip(*self._rows, strict=True))
        rows, columns, values = (np.concatenate(p) for p in zip(*self._entries, strict=True))
        order = np.lexsort((rows, columns))
        start = np.zeros(len(cost) + 1, dtype=np.int64)
        np.cumsum(np.bincount(columns, minlength=len(cost)), out=start[1:])
        return Program(cost, lower, upper, row_lower, row_upper, start, rows[order], values[order])


def _joined(parts: tuple[Floats, ...]) -> Floats:
    return np.concatenate(parts)


def _alike(*values: npt.ArrayLike) -> list[Floats]:
    """Return vectors of one length; scalars are repeated."""
    arrays = [np.asarray(value, dtype=float) for value in values]
    length = next((len(array) for array in arrays if array.ndim), 1)
    return [array if array.ndim else np.full(length, array) for array in arrays]


def solve(program: Program, priced: Ints | None, before: Solution | None = None) -> Solution:
    """Solve a program component by component, cold.

    Parameters
    ----------
    program : Program
        Columns fixed at zero do not couple.
    priced : array of int
        The rows whose duals are wanted in the middle of what is optimal; None if no duals are.
    before : Solution, optional
        Of a program that has some components in common, which are not solved again.

    Raises
    ------
    NoSolution
        If a component is infeasible or unbounded.
    """
    rows, columns = program.shape
    x = np.clip(0.0, program.lower, program.upper)
    _require_empty_rows_hold(program)
    high, low = np.zeros(rows), np.zeros(rows)
    is_priced = None if priced is None else np.isin(np.arange(rows), priced)
    known = before.parts if before else {}
    parts: dict[bytes, Part] = {}
    highs = solver()
    for one in components(program):
        wanted = None if is_priced is None else is_priced[one.rows]
        key = one.program.key
        found = known.get(key)
        if found is None or not found.serves(wanted):
            found = _solve_component(highs, one.program, wanted)
        parts[key] = found
        x[one.columns], high[one.rows], low[one.rows] = found.x, found.high, found.low
    objective = float(program.cost @ x) if columns else 0.0
    return Solution(x, (high + low) / 2, high, low, objective, parts)


@dataclass(frozen=True)
class Component:
    """A part of a program that nothing couples to the rest."""

    rows: Ints
    columns: Ints
    program: Program


def components(program: Program) -> Iterator[Component]:
    """Yield the connected components of the constraint graph, in the order of their columns.

    Columns fixed at zero belong to none: they couple nothing.
    """
    rows, columns = program.shape
    free = (program.lower != 0) | (program.upper != 0)
    used = free[program.column_of_entry]
    entry_columns, entry_rows = program.column_of_entry[used], program.index[used]
    values = program.value[used]
    label = _labels(columns + rows, entry_columns, columns + entry_rows)
    column_label, row_label = label[:columns], label[columns:]
    wanted = np.flatnonzero(free)
    wanted = wanted[np.argsort(column_label[wanted], kind="stable")]
    row_order = np.argsort(row_label, kind="stable")
    entry_order = np.argsort(column_label[entry_columns], kind="stable")
    sorted_rows = row_label[row_order]
    sorted_entries = column_label[entry_columns][entry_order]
    position = np.empty(columns, dtype=np.int64)
    row_position = np.empty(rows, dtype=np.int64)
    for name, part in _runs(column_label[wanted], wanted):
        r = row_order[slice(*np.searchsorted(sorted_rows, [name, name + 1]))]
        e = entry_order[slice(*np.searchsorted(sorted_entries, [name, name + 1]))]
        position[part] = np.arange(len(part))
        row_position[r] = np.arange(len(r))
        counts = np.bincount(position[entry_columns[e]], minlength=len(part))
        start = np.concatenate(([0], np.cumsum(counts)))
        yield Component(
            r,
            part,
            Program(
                program.cost[part],
                program.lower[part],
                program.upper[part],
                program.row_lower[r],
                program.row_upper[r],
                start,
                row_position[entry_rows[e]],
                values[e],
            ),
        )


def _runs(labels: Ints, members: Ints) -> Iterator[tuple[int, Ints]]:
    if not len(labels):
        return
    edges = np.flatnonzero(np.diff(labels)) + 1
    firsts = np.concatenate(([0], edges))
    for first, part in zip(firsts, np.split(members, edges), strict=True):
        yield int(labels[first]), part


def _labels(count: int, a: Ints, b: Ints) -> Ints:
    """Return for each of `count` vertices the smallest vertex connected to it by edges a-b."""
    label = np.arange(count)
    while True:
        low = np.minimum(label[a], label[b])
        new = label.copy()
        np.minimum.at(new, label[a], low)
        np.minimum.at(new, label[b], low)
        while not np.array_equal(new, shorter := new[new]):
            new = shorter
        if np.array_equal(new, label):
            return label
        label = new


def _solve_component(highs: Any, program: Program, priced: Bools | None) -> Part:
    x = vertex(highs, program)
    nothing = np.zeros(len(program.row_lower))
    if priced is None or not len(nothing):
        return Part(x, nothing, nothing, priced)
    face = face_of(program, x)
    if face.unique:
        duals = face.at_rows(highs.getSolution().row_dual)
        return Part(x, duals, duals, priced)
    open_tangent_cone(highs, program, face)
    direction = priced.astype(float)
    top = extreme_duals(highs, face, direction)
    bottom = extreme_duals(highs, face, -direction)
    return Part(x, top, bottom, priced)


def vertex(highs: Any, program: Program) -> Floats:
    """Solve a component cold and return the vertex; the solver keeps the basis.

    Small components have the primal simplex, which takes more steps there but cheaper ones.
    """
    load(highs, program)
    small = len(program.row_lower) <= SMALL
    run(highs, PRIMAL_SIMPLEX if small else DUAL_SIMPLEX)
    x: Floats = np.array(highs.getSolution().col_value)
    return np.clip(x, program.lower, program.upper)


def _require_empty_rows_hold(program: Program) -> None:
    """Raise where a row without any column that may move asks for more or less than nothing."""
    free = (program.lower != 0) | (program.upper != 0)
    filled = np.zeros(len(program.row_lower), dtype=bool)
    filled[program.index[free[program.column_of_entry]]] = True
    broken = ~filled & ((program.row_lower > FEASIBILITY) | (program.row_upper < -FEASIBILITY))
    if broken.any():
        raise NoSolution("no solution: the program is infeasible")


@dataclass(frozen=True)
class Face:
    """Which columns and which rows are at their lower and at their upper bounds in an optimum."""

    lower: Bools
    upper: Bools
    row_lower: Bools
    row_upper: Bools

    @property
    def unique(self) -> bool:
        """Whether the optimal duals are a single point: no basic variable is at a bound."""
        columns = np.count_nonzero(self.lower | self.upper)
        return bool(columns + np.count_nonzero(self.row_lower | self.row_upper) == len(self.lower))

    def at_rows(self, duals: npt.ArrayLike) -> Floats:
        """Return duals of rows, zero where a row is at no bound."""
        kept: Floats = np.where(self.row_lower | self.row_upper, duals, 0.0)
        return kept


def face_of(program: Program, x: Floats) -> Face:
    """Return where an optimum stands at bounds."""
    return Face(
        *_active(x, program.lower, program.upper),
        *_active(program.times(x), program.row_lower, program.row_upper),
    )


def open_tangent_cone(highs: Any, program: Program, face: Face) -> None:
    """Replace the columns' bounds by those of a small move away from the optimum.

    Costs move with it, by less than the tolerance of an optimum, to where the duals of the basis
    are feasible: in the cone there is nothing to gain.
    """
    duals = _signed(np.array(highs.getSolution().row_dual), face.row_lower, face.row_upper)
    reduced = program.cost - program.worth(duals)
    excess = reduced - _signed(reduced, face.lower, face.upper)
    lower = np.where(face.lower, 0.0, -INFINITY)
    upper = np.where(face.upper, 0.0, INFINITY)
    columns = np.arange(len(lower), dtype=np.int32)
    highs.changeColsCost(len(lower), columns, program.cost - excess)
    highs.changeColsBounds(len(lower), columns, lower, upper)


def _signed(duals: Floats, at_lower: Bools, at_upper: Bools) -> Floats:
    """Return duals without those of a sign that their bounds do not allow."""
    return np.clip(duals, np.where(at_upper, -INFINITY, 0.0), np.where(at_lower, INFINITY, 0.0))


def extreme_duals(highs: Any, face: Face, direction: Floats) -> Floats:
    """Return the optimal duals that are largest along `direction`.

    They are the duals of the linear program of the objective's derivative when the rows' bounds
    move along `direction`, which is solved from the basis of the optimum in a few pivots.
    """
    lower = np.where(face.row_lower, direction, -INFINITY)
    upper = np.where(face.row_upper, direction, INFINITY)
    rows = np.arange(len(direction), dtype=np.int32)
    highs.changeRowsBounds(len(direction), rows, lower, upper)
    run(highs)
    return face.at_rows(highs.getSolution().row_dual)


def _active(values: Floats, lower: Floats, upper: Floats) -> tuple[Bools, Bools]:
    slack = AT_BOUND * np.maximum(1.0, np.abs(values))
    return values - lower <= slack, upper - values <= slack


def run(highs: Any, strategy: int = DUAL_SIMPLEX) -> None:
    """Run to an optimum, or raise what is in the way of one.

    The simplex method perturbs what is tied, and now and then cannot clean up. The other simplex
    method then can, from scratch.
    """
    other = DUAL_SIMPLEX if strategy == PRIMAL_SIMPLEX else PRIMAL_SIMPLEX
    highs.setOptionValue("simplex_strategy", strategy)
    attempt(highs)
    if highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:
        highs.clearSolver()
        highs.setOptionValue("simplex_strategy", other)
        attempt(highs)
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return
    words = highs.modelStatusToString(status).lower()
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        raise NoSolution(f"no solution: the program is {words}")
    raise IsthmusError(f"the solver stopped without an optimum: {words}")


def attempt(highs: Any) -> None:
    """Run, whatever comes of it.

    One thread is asked for. Where somebody else in the process has started HiGHS with more, it
    refuses, and runs with those if none are asked for.
    """
    if highs.run() == highspy.HighsStatus.kError:
        highs.setOptionValue("threads", 0)
        highs.run()


def load(highs: Any, program: Program) -> None:
    """Give a program to a solver, as arrays."""
    rows, columns = program.shape
    highs.passModel(
        columns,
        rows,
        len(program.value),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        program.cost,
        program.lower,
        program.upper,
        program.row_lower,
        program.row_upper,
        program.start[:-1].astype(np.int32),
        program.index.astype(np.int32),
        program.value,
        np.zeros(columns, dtype=np.int32),
    )


def solver() -> Any:
    """Return an empty silent solver with tight tolerances: the thread's own, made once."""
    highs: Any = getattr(_of_thread, "highs", None)
    if highs is None:
        highs = _of_thread.highs = own_solver()
    highs.clearModel()
    return highs


def own_solver() -> Any:
    """Return a solver like `solver`, for the caller alone to set options of."""
    _swallow_banner()
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.passOptions(_options())
    return highs


@functools.cache
def _options() -> Any:
    options = highspy.HighsOptions()
    options.output_flag = False
    options.solver = "simplex"
    options.presolve = "off"
    options.threads = 1
    options.random_seed = 0
    options.primal_feasibility_tolerance = FEASIBILITY
    options.dual_feasibility_tolerance = FEASIBILITY
    return options


@functools.cache
def _swallow_banner() -> None:
    """Make the first solver of the process while C's stdout points nowhere: it prints a banner."""
    sys.stdout.flush()
    keep = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(keep, 1)
        os.close(keep)
