"""Places beyond the frame: an arrow on its edge stands for each, in the direction where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

INSET = 9.0  # pixels between the frame and the arrows
APART = 24.0  # pixels between two arrows
ROUNDS = 60


def within(point: Floats, size: tuple[float, float]) -> bool:
    """Tell whether a place is far enough inside the frame to be drawn where it is."""
    return bool((point >= INSET).all() and (point <= np.array(size) - INSET).all())


def stand_ins(
    points: Mapping[str, Floats], pairs: Iterable[tuple[str, str]], size: tuple[float, float]
) -> dict[str, Floats]:
    """Return where on the edge the places stand that are beyond it and linked to one inside."""
    partners: dict[str, list[Floats]] = {}
    for pair in pairs:
        for inner, outer in (pair, pair[::-1]):
            if within(points[inner], size) and not within(points[outer], size):
                partners.setdefault(outer, []).append(points[inner])
    edge = np.array(size) - 2 * INSET
    crossings = {
        node: _crossing(np.mean(found, axis=0) - INSET, points[node] - INSET, edge)
        for node, found in sorted(partners.items())
    }
    spread = _spread({node: _along(point, edge) for node, point in crossings.items()}, edge)
    return {node: _point(at, edge) + INSET for node, at in spread.items()}


def outward(point: Floats, size: tuple[float, float]) -> Floats:
    """Return the direction out of the frame at a point on its edge."""
    width, height = size
    x, y = point
    sides = {x: (-1, 0), width - x: (1, 0), y: (0, -1), height - y: (0, 1)}
    return np.array(sides[min(sides)], dtype=float)


def _crossing(inside: Floats, outside: Floats, edge: Floats) -> Floats:
    """Return where the way from a point inside to one outside leaves the rectangle."""
    way = outside - inside
    with np.errstate(divide="ignore"):
        parts = np.where(way > 0, (edge - inside) / way, np.where(way < 0, -inside / way, np.inf))
    crossing: Floats = np.clip(inside + way * min(float(parts.min()), 1.0), 0, edge)
    return crossing


def _along(point: Floats, edge: Floats) -> float:
    """Return how far along the edge a point on it is, clockwise from the upper left corner."""
    (x, y), (width, height) = point, edge
    away = {"top": y, "right": width - x, "bottom": height - y, "left": x}
    along = {
        "top": x,
        "right": width + y,
        "bottom": 2 * width + height - x,
        "left": 2 * (width + height) - y,
    }
    return float(along[min(away, key=lambda side: abs(away[side]))])


def _point(along: float, edge: Floats) -> Floats:
    width, height = edge
    along %= 2 * (width + height)
    if along <= width:
        return np.array([along, 0.0])
    if along <= width + height:
        return np.array([width, along - width])
    if along <= 2 * width + height:
        return np.array([2 * width + height - along, height])
    return np.array([0.0, 2 * (width + height) - along])


def _spread(along: Mapping[str, float], edge: Floats) -> dict[str, float]:
    """Push arrows that are too close apart along the edge."""
    nodes = sorted(along, key=lambda node: (along[node], node))
    if len(nodes) < 2:
        return dict(along)
    at = np.array([along[node] for node in nodes])
    around = 2 * float(edge.sum())
    least = min(APART, around / len(nodes) / 2)
    for _ in range(ROUNDS):
        gaps = np.diff(at, append=at[0] + around)
        push = np.maximum(least - gaps, 0) / 2
        at = at + np.roll(push, 1) - push
    return dict(zip(nodes, at.tolist(), strict=True))
