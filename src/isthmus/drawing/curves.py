"""How links run: gently curved, beside one another, and around places that they do not serve."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.drawing.svg import num

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BENDS = tuple(
    sign * bend for bend in (0.05, 0.1, 0.17, 0.26, 0.36, 0.48) for sign in (1, -1)
)  # how far from straight, over the length
LONG = 260.0  # pixels: a longer link is bent no further than one of this length
SAMPLES = np.linspace(0, 1, 41)
USUAL = 6.0  # pixels: how wide a link is taken to be
SQUARE, REACH = 4.0, 2  # lines are apart if two squares of so many pixels lie between them
NEAR = 10.0  # pixels between a line and a place that it does not serve
PER_PLACE, PER_POINT, PER_PIXEL, PER_BEND = 10.0, 0.5, 0.05, 15.0


@dataclass(frozen=True)
class Curve:
    """A quadratic Bezier curve in pixels, as wide as its line is drawn."""

    start: Floats
    control: Floats
    end: Floats
    width: float

    def at(self, part: float | Floats) -> Floats:
        """Return the points at parts of the way, from 0 to 1."""
        t = np.atleast_1d(part)[:, None]
        points: Floats = (
            (1 - t) ** 2 * self.start + 2 * t * (1 - t) * self.control + t**2 * self.end
        )
        return points

    def heading(self, part: float) -> Floats:
        """Return the unit vector along the curve at a part of the way."""
        way = (1 - part) * (self.control - self.start) + part * (self.end - self.control)
        length = float(np.hypot(*way))
        return way / length if length else np.array([1.0, 0.0])

    @functools.cached_property
    def traced(self) -> Floats:
        """Points along it, some four pixels apart."""
        return self.at(np.linspace(0, 1, max(int(self.length / 4), 2)))

    @functools.cached_property
    def length(self) -> float:
        """Its length in pixels, about."""
        return float(np.hypot(*np.diff(self.at(SAMPLES), axis=0).T).sum())

    def data(self) -> str:
        """Return its path data."""
        x, y, cx, cy, to_x, to_y = map(num, (*self.start, *self.control, *self.end))
        return f"M{x} {y}Q{cx} {cy} {to_x} {to_y}"


def bent(start: Floats, end: Floats, width: float, bend: float, long: float = LONG) -> Curve:
    """Return a curve that leaves the straight line by a part of its length, to its left if > 0."""
    way = end - start
    length = float(np.hypot(*way))
    depth = bend * min(length, long)
    left = np.array([way[1], -way[0]]) / length if length else np.zeros(2)
    return Curve(start, (start + end) / 2 + 2 * depth * left, end, width)


def passing(start: Floats, end: Floats, by: Floats, width: float) -> Curve:
    """Return a curve that passes a point half way."""
    return Curve(start, 2 * by - (start + end) / 2, end, width)


class Ground:
    """Which squares of a map links already run through, or so close by that lines would touch."""

    def __init__(self, size: tuple[float, float]) -> None:
        width, height = size
        self.taken = np.zeros((int(height / SQUARE) + 1, int(width / SQUARE) + 1), dtype=bool)

    def take(self, points: Floats) -> None:
        """Mark the squares about points."""
        shifts = np.arange(-REACH, REACH + 1)
        around = np.stack(np.meshgrid(shifts, shifts), axis=-1).reshape(-1, 1, 2) * SQUARE
        self.taken[self._squares((points + around).reshape(-1, 2))] = True

    def crossed(self, points: Floats) -> int:
        """Count the points that lie in marked squares."""
        return int(self.taken[self._squares(points)].sum())

    def _squares(self, points: Floats) -> tuple[Ints, Ints]:
        row, column = np.array(self.taken.shape) - 1
        found = np.clip((points / SQUARE).astype(np.int64), 0, [column, row])
        return found[:, 1], found[:, 0]


def route(
    ends: Sequence[tuple[Floats, Floats]],
    passed: Sequence[Floats | None],
    places: Floats,
    size: tuple[float, float],
) -> list[float]:
    """Return the bend of each link between two ends; the longest choose first.

    Where a link passes a point it has no choice. Each other takes the bend at which it passes
    fewest other places and runs least along other links. What links carry does not matter, so that
    they run alike on all maps of a case.
    """
    lengths = [round(float(np.hypot(*(end - start))), 1) for start, end in ends]
    order = sorted(range(len(ends)), key=lambda at: (-lengths[at], at))
    found: dict[int, float] = {}
    ground = Ground(size)
    for at in order:
        by = passed[at]
        if by is not None:
            found[at] = 0.0
            ground.take(passing(*ends[at], by, USUAL).at(SAMPLES))
            continue
        choices = [bent(*ends[at], USUAL, bend) for bend in BENDS]
        costs = [
            round(_cost(curve, places, ground, size) + PER_BEND * abs(bend), 3)
            for curve, bend in zip(choices, BENDS, strict=True)
        ]
        best = costs.index(min(costs))
        found[at] = BENDS[best]
        ground.take(choices[best].at(SAMPLES))
    return [found[at] for at in range(len(ends))]


def _cost(curve: Curve, places: Floats, ground: Ground, size: tuple[float, float]) -> float:
    """Return how bad a curve is: how deep, past how many places, along how many links."""
    samples = curve.at(SAMPLES)
    ends = np.stack([curve.start, curve.end])
    others = places[_apart(places, ends).min(axis=1) > 1]
    cost = PER_PIXEL * float(np.hypot(*(curve.control - ends.mean(axis=0)))) / 2
    if len(others):
        cost += PER_PLACE * (_apart(others, samples).min(axis=1) < NEAR).sum()
    middle = samples[_apart(samples, ends).min(axis=1) > 10 + USUAL]
    cost += PER_POINT * ground.crossed(middle)
    outside = ((samples < 2) | (samples > np.array(size) - 2)).any(axis=1).sum()
    return float(cost + PER_PLACE * outside)


def _apart(a: Floats, b: Floats) -> Floats:
    """Return the distances of all points a from all points b."""
    distances: Floats = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1))
    return distances
