"""Newton's method with halved steps, for systems whose every equation a step brings nearer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Parts = TypeVar("Parts")

TOLERANCE = 1e-12
ROUNDS = 100
HALVINGS = 40
ENOUGH = 1e-4  # of what a step promises


def newton(
    gaps: Callable[[Floats], tuple[Floats | None, Parts]],
    step: Callable[[Floats, Parts], Floats],
    start: Floats,
) -> tuple[Floats, int, float]:
    """Return a root, how many steps it took, and the largest gap left.

    It stops at a gap of 1e-12, or where no part of a step makes it smaller.

    Parameters
    ----------
    gaps : callable
        From a point to what its equations miss, relative (None where there can be no solution), and
        what the step needs of it.
    step : callable
        From a point, and what `gaps` told of it, to the step of Newton's method.
    start : array
    """
    here, taken = start, 0
    missed, parts = gaps(here)
    residual = _largest(missed)
    while residual > TOLERANCE and taken < ROUNDS:
        move = step(here, parts)
        for halving in range(HALVINGS):
            there = here + move * 0.5**halving
            missed, parts_there = gaps(there)
            size = _largest(missed)
            if size < residual * (1 - ENOUGH * 0.5**halving):
                break
        else:
            break
        here, parts, residual, taken = there, parts_there, size, taken + 1
    return here, taken, residual


def _largest(missed: Floats | None) -> float:
    return np.inf if missed is None else float(np.abs(missed).max())
