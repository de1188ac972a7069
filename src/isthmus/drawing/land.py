"""Land and boundaries, cut to a frame. Where they come from: `data/README.md`."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from isthmus.drawing.clip import lines_within, ring_within
from isthmus.drawing.frame import Frame

Floats = npt.NDArray[np.float64]

PER_DEGREE = 100
GRID = 2  # points per pixel: what is finer cannot be seen


@dataclass(frozen=True)
class Land:
    """Arcs in degrees, and rings that are made of them; `~n` is arc n run backwards."""

    arcs: list[Floats]
    rings: list[npt.NDArray[np.int16]]
    states: list[str]

    def ring(self, number: int) -> Floats:
        """Return the points of a ring, without jumps at 180 degrees; around a pole, with it."""
        arcs = [self.arcs[at] if at >= 0 else self.arcs[~at][::-1] for at in self.rings[number]]
        points = np.concatenate(arcs)
        points[:, 0] = np.unwrap(points[:, 0], period=360)
        first, last = points[0], points[-1]
        if abs(last[0] - first[0]) < 180:
            return points
        pole = 90 * np.sign(first[1])
        return np.concatenate([points, [[last[0], pole], [first[0], pole]]])

    def boundaries(self) -> list[Floats]:
        """Return the arcs that two states share."""
        used = np.concatenate(self.rings)
        times = np.bincount(np.where(used < 0, ~used, used), minlength=len(self.arcs))
        return [self.arcs[at] for at in np.flatnonzero(times > 1)]


@functools.cache
def world() -> Land:
    """Return the land of the world."""
    with (
        as_file(files("isthmus.drawing") / "data/land.npz") as path,
        np.load(path, allow_pickle=False) as kept,
    ):
        points = np.cumsum(kept["steps"], axis=1).T / PER_DEGREE
        return Land(
            np.split(points, np.cumsum(kept["arc_sizes"][:-1], dtype=np.int64)),
            np.split(kept["ring_arcs"], np.cumsum(kept["ring_sizes"][:-1], dtype=np.int64)),
            kept["ring_states"].tolist(),
        )


def states(frame: Frame) -> dict[str, list[Floats]]:
    """Return the rings of each state in the frame, in pixels."""
    found: dict[str, list[Floats]] = {}
    land = world()
    edge = _edge(frame)
    for number, state in enumerate(land.states):
        for copy in _copies(land.ring(number), frame):
            ring = ring_within(copy, frame.window)
            if len(ring) > 2:
                ring = ring_within(_drawn(ring, frame), edge)
            if len(ring) > 2:
                found.setdefault(state, []).append(ring)
    return found


def boundaries(frame: Frame) -> list[Floats]:
    """Return the boundaries between states in the frame, in pixels."""
    return [
        part
        for arc in world().boundaries()
        for copy in _copies(arc, frame)
        for seen in lines_within(copy, frame.window)
        for part in lines_within(_drawn(seen, frame), _edge(frame))
    ]


def _edge(frame: Frame) -> tuple[float, float, float, float]:
    return 0.0, 0.0, frame.width, frame.height


def _copies(points: Floats, frame: Frame) -> list[Floats]:
    """Return the points once for each turn of the globe by which the window may reach them."""
    west, south, east, north = frame.window
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    if high < south or low > north:
        return []
    turns = (turn for turn in (-360, 0, 360) if right + turn >= west and left + turn <= east)
    return [points + np.array([turn, 0]) for turn in turns]


def _drawn(points: Floats, frame: Frame) -> Floats:
    """Return points in pixels, with long edges bent as the projection bends them."""
    counts = np.maximum(np.ceil(np.abs(np.diff(points, axis=0)).max(axis=1)), 1)
    at = np.concatenate([[0], np.cumsum(counts)])
    steps = np.arange(at[-1] + 1)
    lon, lat = (np.interp(steps, at, points[:, axis]) for axis in (0, 1))
    return np.round(frame.pixels(lon, lat) * GRID) / GRID
