"""Where everything of a map stands: places, lines and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.drawing import edge
from isthmus.drawing.content import Content, Line, Site
from isthmus.drawing.curves import LONG, Curve, bent, passing, route
from isthmus.drawing.frame import Frame, choose
from isthmus.drawing.scale import Scale, scale
from isthmus.drawing.theme import kind_of
from isthmus.errors import IsthmusError

Floats = npt.NDArray[np.float64]

USUAL_WIDTH = 1000
CARRIES = ("flow", "more", "less")
MAGNIFIED = 10  # differences are at most so many times as wide as equal flows
THIN = 1.2  # pixels, of lines that carry nothing


@dataclass(frozen=True)
class Plan:
    """A map before it is drawn, in pixels of the frame.

    `points` are the places inside the frame, `far` those beyond it, on the edge. A curve belongs to
    each line.
    """

    content: Content
    frame: Frame
    points: dict[str, Floats]
    far: dict[str, Floats]
    lines: list[Line]
    curves: list[Curve]
    scales: dict[str, Scale]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the frame."""
        return self.frame.width, self.frame.height

    def undrawn(self, *, within: bool) -> list[Line]:
        """Return the links `within` one place, or those wholly beyond the frame; largest first."""
        drawn = {line.link for line in self.lines}
        rest = [
            line
            for line in self.content.lines
            if line.link not in drawn and self.content.within_a_place(line) == within
        ]
        return sorted(rest, key=lambda line: (-line.value, line.link))

    def colour(self, line: Line) -> str:
        """Return the role of a line's colour."""
        if line.state == "flow":
            return kind_of(list(self.content.kinds), line.kind)
        return line.state if line.state in CARRIES else "idle"


def plan(said: Content, width: float, extent: str) -> Plan:
    """Return where everything stands on a map so many pixels wide."""
    lon, lat = (np.array([getattr(s, key) for s in said.sites.values()]) for key in ("lon", "lat"))
    frame = choose(lon, lat, extent, width)
    size = frame.width, frame.height
    pixels = frame.pixels(frame.projection.near(lon), lat)
    points = dict(zip(said.sites, pixels, strict=True))
    inside = {node: at for node, at in points.items() if edge.within(at, size)}
    far = edge.stand_ins(points, [(line.tail, line.head) for line in said.lines], size)
    stands = {**inside, **far}
    lines = [
        line
        for line in said.lines
        if {line.tail, line.head} <= stands.keys()
        and {line.tail, line.head} & inside.keys()
        and not said.within_a_place(line)
    ]
    if not lines:
        raise IsthmusError(f"extent: no link of the case lies in {extent}")
    scales = {
        unit: _scale(unit, lines, said, width) for unit in sorted({line.unit for line in lines})
    }
    widths = [scales[one.unit].width(one.value) if one.state in CARRIES else THIN for one in lines]
    ends = [(stands[one.tail], stands[one.head]) for one in lines]
    passed = [_pixels(frame, said.passed.get(one.via or "")) for one in lines]
    curves = _curves(ends, passed, widths, np.array(list(stands.values())), size)
    return Plan(said, frame, inside, far, lines, curves, scales)


def _pixels(frame: Frame, site: Site | None) -> Floats | None:
    if site is None:
        return None
    lon, lat = np.array([site.lon]), np.array([site.lat])
    at: Floats = frame.pixels(frame.projection.near(lon), lat)[0]
    return at


def _curves(
    ends: list[tuple[Floats, Floats]],
    passed: list[Floats | None],
    widths: list[float],
    places: Floats,
    size: tuple[float, float],
) -> list[Curve]:
    """Return the links as curves, of the same shape on small and on large maps."""
    zoom = size[0] / USUAL_WIDTH
    unzoomed = [(start / zoom, end / zoom) for start, end in ends]
    unzoomed_by = [None if at is None else at / zoom for at in passed]
    bends = route(unzoomed, unzoomed_by, places / zoom, (size[0] / zoom, size[1] / zoom))
    return [
        bent(*two, width, bend, LONG * zoom) if by is None else passing(*two, by, width)
        for two, by, width, bend in zip(ends, passed, widths, bends, strict=True)
    ]


def _scale(unit: str, lines: list[Line], said: Content, width: float) -> Scale:
    values = [line.value for line in lines if line.unit == unit and line.state in CARRIES]
    return scale(unit, values, 4 + width / 130, said.usual.get(unit, 0.0) / MAGNIFIED)
