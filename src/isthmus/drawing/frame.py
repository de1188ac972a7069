"""What part of the world a map shows, and where on it a place stands."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.drawing.projection import Albers
from isthmus.errors import IsthmusError

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

OUTER = 8  # percent of the places on each side that may lie beyond the frame
FEWEST = 12  # places; with less, all are shown
WORTH_CUTTING = 1.4  # times as wide or as high: less is no reason to leave places out
PADDING = 0.07
FLATTEST, TALLEST = 0.52, 0.85  # height over width
LEAST_SPAN = 0.02  # radians: some 130 km


@dataclass(frozen=True)
class Frame:
    """A projection and the rectangle of it that is shown, in pixels from its upper left corner."""

    projection: Albers
    left: float
    top: float
    scale: float
    width: float
    height: float

    def pixels(self, lon: Floats, lat: Floats) -> Floats:
        """Return where places stand on the map: n x 2, rightwards and downwards."""
        x, y = self.projection.forward(lon, lat)
        return np.stack([(x - self.left) * self.scale, (self.top - y) * self.scale], axis=1)

    @functools.cached_property
    def window(self) -> Box:
        """West, south, east and north of what can be seen, a little more."""
        along = np.linspace(0, 1, 33)
        across, down = (part.ravel() for part in np.meshgrid(along, along))
        lon, lat = self.projection.inverse(
            self.left + across * self.width / self.scale,
            self.top - down * self.height / self.scale,
        )
        return (
            float(lon.min()) - 1,
            float(lat.min()) - 1,
            float(lon.max()) + 1,
            float(lat.max()) + 1,
        )


def choose(lon: Floats, lat: Floats, extent: str, width: float) -> Frame:
    """Return the frame of places: `core`, `all`, or `west,south,east,north` in degrees.

    The core is where the middle of the places lies, in both directions, so that a few that are far
    away do not make a dot of all the others.
    """
    lon = _together(lon)
    whole = _bounding(lon, lat, _box(lon, lat), width)
    if extent == "all":
        return whole
    if extent != "core":
        west, south, east, north = box = _degrees(extent)
        side = np.linspace(0, 1, 33)
        lon = west + np.concatenate([side, side, 0 * side, 0 * side + 1]) * (east - west)
        lat = south + np.concatenate([0 * side, 0 * side + 1, side, side]) * (north - south)
        return _bounding(lon, lat, box, width, padding=0)
    if len(lon) < FEWEST:
        return whole
    (west, east), (south, north) = (np.percentile(v, [OUTER, 100 - OUTER]) for v in (lon, lat))
    kept = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    core = _bounding(lon[kept], lat[kept], (west, south, east, north), width)
    return core if core.scale > WORTH_CUTTING * whole.scale else whole


def _together(lon: Floats) -> Floats:
    """Return longitudes without the jump at 180 degrees, if the places lie across it."""
    around = np.sort(lon % 360)
    gaps = np.diff(around, append=around[0] + 360)
    start = around[(int(gaps.argmax()) + 1) % len(around)]
    together = (lon - start + 1e-9) % 360 + start - 1e-9
    shifted: Floats = together - 360 * np.round(together.mean() / 360)
    return shifted


def _box(lon: Floats, lat: Floats) -> Box:
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _degrees(extent: str) -> Box:
    try:
        west, south, east, north = map(float, extent.split(","))
    except ValueError:
        west = south = east = north = 0.0
    if not (west < east <= west + 360 and -90 <= south < north <= 90):
        raise IsthmusError(
            f"extent: '{extent}' is none of core, all and west,south,east,north in degrees, "
            "such as 25,35,55,47"
        )
    return west, south, east, north


def _bounding(lon: Floats, lat: Floats, box: Box, width: float, padding: float = PADDING) -> Frame:
    """Return the frame that holds places, in the shape of a page."""
    projection = Albers.around(*box)
    x, y = projection.forward(lon, lat)
    across = max(float(np.ptp(x)), LEAST_SPAN)
    down = max(float(np.ptp(y)), LEAST_SPAN * FLATTEST)
    margin = padding * max(across, down)
    across, down = across + 2 * margin, down + 2 * margin
    shape = min(max(down / across, FLATTEST), TALLEST)
    across, down = max(across, down / shape), max(down, across * shape)
    return Frame(
        projection,
        left=float(x.min() + x.max() - across) / 2,
        top=float(y.min() + y.max() + down) / 2,
        scale=width / across,
        width=width,
        height=round(width * shape, 1),
    )
