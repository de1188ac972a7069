"""How far optima reach: intervals of optimal duals and flows, and what has no end at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import NoSolution

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PINNED = 1e-7  # a reduced cost or a dual above this holds its bound in every optimum


def ranges(program: lp.Program, directions: Floats) -> tuple[Floats, Floats]:
    """Return the lowest and the highest value of linear functions of the optimal duals.

    Parameters
    ----------
    program : lp.Program
        One that has an optimum.
    directions : array (functions, rows)
        The coefficients of each function.

    Returns
    -------
    low, high : array (functions,)
    """
    low, high = np.zeros(len(directions)), np.zeros(len(directions))
    highs = lp.solver()
    for part in lp.components(program):
        wanted = directions[:, part.rows]
        chosen = np.flatnonzero(wanted.any(axis=1))
        if not len(chosen):
            continue
        face = lp.face_of(part.program, lp.vertex(highs, part.program))
        if face.unique:
            duals = face.at_rows(highs.getSolution().row_dual)
            low[chosen] += wanted[chosen] @ duals
            high[chosen] += wanted[chosen] @ duals
            continue
        lp.open_tangent_cone(highs, part.program, face)
        for at in chosen:
            direction = wanted[at]
            high[at] += direction @ lp.extreme_duals(highs, face, direction)
            low[at] += direction @ lp.extreme_duals(highs, face, -direction)
    return low, high


def widths(program: lp.Program, solution: lp.Solution, plus: Ints, minus: Ints) -> Floats:
    """Return how far differences of two columns can move without leaving the optimum.

    The optimal face is what keeps every column with a reduced cost, and every row with a dual,
    where it is: any optimal duals tell it (complementary slackness).

    Parameters
    ----------
    program : lp.Program
    solution : lp.Solution
        Its optimum.
    plus, minus : array of int (functions,)
        The columns whose difference is looked at, -1 for none.

    Returns
    -------
    array (functions,)
        Largest less smallest value; 0 where the optimum leaves no choice.
    """
    face = _primal_face(program, solution)
    wide = np.zeros(len(plus))
    highs = lp.solver()
    for part in lp.components(face):
        local = np.full(program.shape[1] + 1, -1)
        free = part.program.lower < part.program.upper
        local[part.columns[free]] = np.flatnonzero(free)
        ahead, back = local[plus], local[minus]
        chosen = np.flatnonzero((ahead >= 0) | (back >= 0))
        if len(chosen):
            lp.load(highs, part.program)
        for at in chosen:
            ends = {int(ahead[at]): 1.0, int(back[at]): -1.0}
            wide[at] += _width(highs, len(part.columns), ends)
    return wide


def endless(program: lp.Program) -> Ints:
    """Return the columns that an unbounded program can raise together for ever.

    They are those of an extreme ray, so that none of them can be left out.

    Parameters
    ----------
    program : lp.Program
        One that has a solution.
    """
    highs = lp.solver()
    for part in lp.components(program):
        lp.load(highs, part.program)
        try:
            lp.run(highs)
        except NoSolution:
            _, there, ray = highs.getPrimalRay()
            if there:
                return part.columns[np.flatnonzero(np.abs(ray) > PINNED)]
    return np.array([], dtype=np.int64)


def _primal_face(program: lp.Program, solution: lp.Solution) -> lp.Program:
    """Return the program of all optima: what is pinned is fixed, and nothing costs."""
    x, activity = solution.x, program.times(solution.x)
    held = np.abs(program.cost - program.worth(solution.duals)) > PINNED
    row_held = np.abs(solution.duals) > PINNED
    return replace(
        program,
        cost=np.zeros(len(x)),
        lower=np.where(held, x, program.lower),
        upper=np.where(held, x, program.upper),
        row_lower=np.where(row_held, activity, np.minimum(program.row_lower, activity)),
        row_upper=np.where(row_held, activity, np.maximum(program.row_upper, activity)),
    )


def _width(highs: Any, columns: int, ends: dict[int, float]) -> float:
    """Return how far the sum of a few columns can move; -1 stands for no column."""
    cost = np.zeros(columns + 1)
    cost[list(ends)] = list(ends.values())
    lowest, highest = (_least(highs, sign * cost[:columns]) for sign in (1.0, -1.0))
    return -highest - lowest


def _least(highs: Any, cost: Floats) -> float:
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    try:
        lp.run(highs)
    except NoSolution:  # the face has a point, so it is unbounded: free links in a ring
        return -lp.INFINITY
    return float(highs.getObjectiveValue())
