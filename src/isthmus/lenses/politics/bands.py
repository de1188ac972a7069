"""Where the inputs of talks may lie, and drawings from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import cells
from isthmus.case.model import Case
from isthmus.lenses.politics.challenge import Talks

Floats = npt.NDArray[np.float64]

INPUTS = ("position", "salience", "capability")
MOST = {"position": 100.0, "salience": 1.0, "capability": np.inf}
UNKNOWN = 0.25  # what has no band lies within a quarter of its value either way


class Band(NamedTuple):
    """The ends of some numbers, and how many of them no one has given ends."""

    low: Floats
    high: Floats
    unknown: int


def bands(case: Case, rows: Sequence[int]) -> dict[str, Band]:
    """Return where position, salience and capability of some rows of `positions` may lie.

    A position lies between its `low` and `high`; what has no such ends lies within the band of
    the claims that it rests on, or within a quarter of its value either way.
    """
    table = case.filled["positions"]
    keys = case.tables["positions"].keys
    known = {(cell.id, cell.column): (cell.low, cell.high) for cell in cells(case, ("positions",))}
    found = {}
    for name in INPUTS:
        value = np.array([table[name][row] for row in rows], dtype=float)
        ends = np.array([known[keys[row], name] for row in rows], dtype=float).reshape(-1, 2)
        missing = np.isnan(ends)
        spread = np.array([1 - UNKNOWN, 1 + UNKNOWN]) * value[:, None]
        ends = np.clip(np.where(missing, spread, ends), 0.0, MOST[name])
        low, high = np.minimum(ends[:, 0], value), np.maximum(ends[:, 1], value)
        found[name] = Band(low, high, int(missing.any(axis=1).sum()))
    return found


def drawn(central: Talks, ends: dict[str, Band], draws: int, seed: int) -> Talks:
    """Draw inputs, each by itself, the likelier the nearer to its value in the case.

    The density is a triangle over the band, with its top at the value.

    Parameters
    ----------
    central : Talks
        One drawing: the inputs as they stand in the case.
    ends : dict of str to Band
    draws, seed : int
    """
    random = np.random.default_rng(seed)
    shape = (draws, central.position.shape[1])
    return Talks(
        *(
            _triangular(random.random(shape), ends[name].low, value[0], ends[name].high)
            for name, value in zip(INPUTS, central, strict=True)
        )
    )


def _triangular(uniform: Floats, low: Floats, top: Floats, high: Floats) -> Floats:
    """Return what lies at some shares of a triangular distribution; a point where it has no width.

    Source: its cumulative distribution, inverted.
    """
    width = high - low
    rise = (top - low) / np.where(width > 0, width, 1.0)
    up = low + np.sqrt(uniform * width * (top - low))
    down = high - np.sqrt((1 - uniform) * width * (high - top))
    found: Floats = np.where(uniform < rise, up, down)
    return np.where(width > 0, found, top)
