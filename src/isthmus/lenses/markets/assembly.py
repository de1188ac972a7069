"""Columns, rows and entries of a program in arrays with one column per period, -1 for none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1
IMPLIED = 1 + 1e-12


def add_columns(
    builder: lp.Builder,
    live: Bools,
    cost: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
) -> Ints:
    """Add columns where `live`; return their indices in that shape, -1 elsewhere."""
    index = np.full(live.shape, NONE)
    if live.any():
        index[live] = builder.columns(*(_where(live, part) for part in (cost, lower, upper)))
    return index


def add_rows(builder: lp.Builder, live: Bools, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
    """Add rows where `live`; return their indices in that shape, -1 elsewhere."""
    index = np.full(live.shape, NONE)
    if live.any():
        index[live] = builder.rows(*(_where(live, part) for part in (lower, upper)))
    return index


def put(builder: lp.Builder, rows: Ints, columns: Ints, values: npt.ArrayLike) -> None:
    """Add entries where both row and column exist; one row or column may stand for many."""
    there = (rows != NONE) & (columns != NONE)
    if there.any():
        at = _shaped(rows, there)[there], _shaped(columns, there)[there]
        builder.entries(*at, _where(there, values))


def _where(live: Bools, values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=float)
    if array.ndim == 0:
        return np.full(int(np.count_nonzero(live)), float(array))
    return _shaped(array, live)[live]


def _shaped(array: npt.NDArray[Any], like: Bools) -> npt.NDArray[Any]:
    return array if array.shape == like.shape else np.broadcast_to(array, like.shape)
