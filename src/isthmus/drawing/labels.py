"""Labels that do not collide: each takes the best free spot, the most important first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from isthmus.drawing.svg import text_width

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]

PER_POINT, PER_CHOICE, PER_PIXEL = 1.0, 0.1, 0.25
GAP = 1.0  # pixels between two boxes
MARGIN = 3.0  # pixels between a box and the frame
HEIGHT = 1.12  # of a box, over the size of its text
DISTANCES = (2.0, 8.0, 16.0, 28.0)  # pixels between a dot and its label
FARTHER = (42.0,)
DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
CLOSE = 7.0  # pixels: as near as a label may stand without cost
FAR_OFF = 14.0  # pixels: a label farther from its dot is tied to it by a line


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Label:
    """A line of text, and the boxes' middles that would do, the best first."""

    text: str
    size: float
    spots: Sequence[Point]
    kind: str
    colour: str = "ink"
    tied_to: Point | None = None
    most_covered: float = math.inf

    @property
    def width(self) -> float:
        """How wide it is, in pixels."""
        return text_width(self.text, self.size)


@dataclass(frozen=True)
class Placed:
    """A label and its box."""

    label: Label
    box: Box


@dataclass
class Board:
    """The map while labels are placed on it: what is taken, and what is better not covered."""

    width: float
    height: float
    lines: Floats
    taken: list[Box] = field(default_factory=list)

    def take(self, at: Floats, radius: float) -> None:
        """Keep a mark free of labels."""
        x, y = point(at)
        self.taken.append(Box(x - radius, y - radius, x + radius, y + radius))

    def place(self, label: Label) -> Placed | None:
        """Place a label where it is free and covers least, or nowhere."""
        best: tuple[float, Box] | None = None
        for choice, (x, y) in enumerate(label.spots):
            box = _box(x, y, label.width, label.size)
            covered = self._covered(box)
            if covered > label.most_covered or not self._free(box):
                continue
            cost = PER_POINT * covered + PER_CHOICE * choice
            cost = round(cost + PER_PIXEL * _off(label, box), 3)
            if best is None or cost < best[0]:
                best = cost, box
        if best is None:
            return None
        self.taken.append(best[1])
        return Placed(label, best[1])

    def _free(self, box: Box) -> bool:
        inside = (
            box.left >= MARGIN
            and box.top >= MARGIN
            and box.right <= self.width - MARGIN
            and box.bottom <= self.height - MARGIN
        )
        wider = Box(box.left - GAP, box.top - GAP, box.right + GAP, box.bottom + GAP)
        return inside and not any(wider.overlaps(other) for other in self.taken)

    def _covered(self, box: Box) -> int:
        x, y = self.lines.T
        within = (x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)
        return int(within.sum())


def _box(x: float, y: float, width: float, size: float) -> Box:
    high = size * HEIGHT
    return Box(x - width / 2, y - high / 2, x + width / 2, y + high / 2)


def _off(label: Label, box: Box) -> float:
    """Return how many pixels a label stands off from its dot, more than it needs to."""
    if label.tied_to is None:
        return 0.0
    return max(math.dist(label.tied_to, nearest(label.tied_to, box)) - CLOSE, 0.0)


def point(at: Floats) -> Point:
    """Return a point as two plain numbers."""
    return float(at[0]), float(at[1])


def nearest(dot: Point, box: Box) -> Point:
    """Return the point of a box that is nearest to a dot."""
    x, y = dot
    return min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)


def around(
    dot: Point, text: str, size: float, radius: float, *, farther: bool = False
) -> list[Point]:
    """Return the spots around a dot, the nearest first: beside it, above, below, at the corners."""
    x, y = dot
    half, high = text_width(text, size) / 2, size * HEIGHT / 2
    spots = []
    for away in DISTANCES + (FARTHER if farther else ()):
        reach = radius + away
        for right, down in DIRECTIONS:
            slant = 0.7 if right and down else 1.0
            spots.append((x + right * (half + reach * slant), y + down * (high + reach * slant)))
    return spots


def leader(dot: Point, box: Box) -> Point | None:
    """Return where a line from a dot should end at its label; None where it stands close by."""
    to = nearest(dot, box)
    return to if math.dist(dot, to) > FAR_OFF else None
