"""Cut rings and lines off at a rectangle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


def ring_within(ring: Floats, box: Box) -> Floats:
    """Return the part of a ring inside a box of two corners (Sutherland and Hodgman)."""
    return _within(ring, box, closed=True)


def lines_within(line: Floats, box: Box) -> list[Floats]:
    """Return the parts of a line inside a box."""
    cut = _within(line, box, closed=False)
    apart = np.flatnonzero(np.isnan(cut[:, 0]))
    parts = (part[~np.isnan(part[:, 0])] for part in np.split(cut, apart))
    return [part for part in parts if len(part) > 1]


def _within(points: Floats, box: Box, *, closed: bool) -> Floats:
    low, high = points.min(axis=0, initial=np.inf), points.max(axis=0, initial=-np.inf)
    if (high < box[:2]).any() or (low > box[2:]).any():
        return points[:0]
    for axis in (0, 1):
        for bound, sign in ((box[axis], 1), (box[axis + 2], -1)):
            points = _half(points, axis, bound, sign, closed=closed)
    return points


def _half(points: Floats, axis: int, bound: float, sign: int, *, closed: bool) -> Floats:
    """Return what lies on one side of a bound; an open line that leaves it is broken by NaN."""
    inside = sign * (points[:, axis] - bound) >= 0
    if inside.all():
        return points
    after, inside_after = np.roll(points, -1, axis=0), np.roll(inside, -1)
    crosses = inside != inside_after
    if not closed:
        crosses[-1:] = False
    step = after - points
    with np.errstate(invalid="ignore", divide="ignore"):
        cut = points + step * ((bound - points[:, axis]) / step[:, axis])[:, None]
    cut[:, axis] = np.where(np.isnan(cut[:, axis]), np.nan, bound)
    leaves = crosses & inside & (not closed)
    found = np.stack([points, cut, np.full_like(points, np.nan)], axis=1).reshape(-1, 2)
    chosen = np.stack([inside, crosses, leaves], axis=1).ravel()
    picked: Floats = found[chosen]
    return picked
