"""Solve a program again of which some numbers changed: only what they can have touched."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus import lp

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def solve_again(
    program: lp.Program, priced: Ints | None, before: lp.Program, solution: lp.Solution
) -> lp.Solution:
    """Return what `lp.solve` returns, given the solution of the program before numbers changed.

    Components without a changed number keep their solution. So does the whole if only bounds moved
    at which nothing stands: the same point is then optimal, with the same duals.
    """
    if _alike(program, before) and _stands(program, before, solution):
        return solution
    return lp.solve(program, priced, before=solution)


def _alike(program: lp.Program, before: lp.Program) -> bool:
    """Tell whether nothing but bounds differs between two programs."""
    same = ("cost", "start", "index", "value")
    return program.shape == before.shape and all(
        np.array_equal(getattr(program, name), getattr(before, name)) for name in same
    )


def _stands(program: lp.Program, before: lp.Program, solution: lp.Solution) -> bool:
    """Tell whether a solution still fits, and stands at the same bounds and at no others."""
    x = solution.x
    bounds = ((x, "lower", "upper"), (program.times(x), "row_lower", "row_upper"))
    for values, low, high in bounds:
        slack = lp.AT_BOUND * np.maximum(1.0, np.abs(values))
        for bound, sign in ((low, 1.0), (high, -1.0)):
            old, new = getattr(before, bound), getattr(program, bound)
            free = sign * (values - old) > slack
            if not np.where(free, sign * (values - new) > slack, new == old).all():
                return False
    return True
