"""The signs of a map: lines, arrows, what binds, places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus.drawing.content import Line, Site
from isthmus.drawing.curves import Curve
from isthmus.drawing.svg import num, tag, tooltip
from isthmus.drawing.theme import Theme

Floats = npt.NDArray[np.float64]

DASHES = {"planned": "7 4", "closed": "0.1 4.2"}
WIDTHS = {"planned": 1.5, "closed": 2.0, "unused": 1.1, "same": 0.9}
CASING = 1.6  # pixels of ground on both sides of a line, to tell it from the next
ARROW_AT, BARS_AT = 0.56, 0.3
SHORTEST = 15.0  # pixels: a shorter line has no room for an arrow
WIDE = 9.0  # pixels
DOT = 2.6
LARGE = 5.0


def stroke(line: Line, curve: Curve, colour: str, painter: Theme) -> str:
    """Return a link as a line, with its name and numbers for who points at it."""
    width = WIDTHS.get(line.state, curve.width)
    data = curve.data()
    seen = tag(
        "path", tooltip(line.tip), d=data, stroke_width=round(width, 1),
        stroke_dasharray=DASHES.get(line.state),
        stroke_linecap="round" if line.state == "closed" else None,
        **painter.paint(f"link {line.state}", stroke=colour),
    )  # fmt: skip
    if line.state in WIDTHS:
        return seen
    casing = tag(
        "path", d=data, stroke_width=round(width + CASING, 1), **painter.paint(stroke="land")
    )
    return casing + seen


def arrow(line: Line, curve: Curve, colour: str, painter: Theme) -> str:
    """Return the arrow of a link that carries something.

    It is hollow where less is carried, and lies within a link that is wide.
    """
    if line.state in WIDTHS or curve.length < SHORTEST:
        return ""
    within = line.state == "flow" and curve.width >= WIDE
    half = curve.width * 0.4 if within else 2.7 + curve.width * 0.5
    fill = "page" if within or line.state == "less" else colour
    heading, middle = curve.heading(ARROW_AT), curve.at(ARROW_AT)[0]
    side = np.array([heading[1], -heading[0]])
    tip, back = middle + heading * half * 1.15, middle - heading * half * 0.85
    return tag(
        "path", d=polygon([tip, back + side * half, back - side * half]),
        stroke_width=None if within else 1.2, stroke_linejoin=None if within else "round",
        **painter.paint(f"arrow {line.state}", fill=fill, stroke="" if within else colour),
    )  # fmt: skip


def bars(line: Line, curve: Curve, painter: Theme) -> str:
    """Return what marks a link that binds: two bars across it if full, one if something else."""
    if not line.mark:
        return ""
    shifts = (-2.0, 2.0) if line.mark == "full" else (0.0,)
    heading, middle = curve.heading(BARS_AT), curve.at(BARS_AT)[0]
    side = np.array([heading[1], -heading[0]]) * (curve.width / 2 + 3.5)
    data = "".join(
        _segment(middle + heading * shift - side, middle + heading * shift + side)
        for shift in shifts
    )
    return tag("path", d=data, stroke_width=1.7, **painter.paint(f"mark {line.mark}", stroke="ink"))


def _segment(a: Floats, b: Floats) -> str:
    return f"M{num(a[0])} {num(a[1])}L{num(b[0])} {num(b[1])}"


def polygon(corners: list[Floats]) -> str:
    """Return the path data of a polygon."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "z"


def dot(site: Site, at: Floats, painter: Theme) -> str:
    """Return a place."""
    return tag(
        "circle", tooltip(site.name), cx=at[0], cy=at[1], r=DOT, stroke_width=1.1,
        **painter.paint("node", fill="page", stroke="ink"),
    )  # fmt: skip


def far_mark(site: Site, at: Floats, out: Floats, painter: Theme) -> str:
    """Return the arrow head on the edge that stands for a place beyond it."""
    side = np.array([out[1], -out[0]])
    corners = polygon([at + out * LARGE, at - out * 3 + side * LARGE, at - out * 3 - side * LARGE])
    return tag("path", tooltip(site.name), d=corners, **painter.paint("node far", fill="ink"))
