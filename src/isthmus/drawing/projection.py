"""Albers' conic projection: equal areas, so that no region looks larger than it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST_CONE = 1e-3


@dataclass(frozen=True)
class Albers:
    """The projection on a sphere of radius 1; x grows eastwards and y northwards.

    Attributes
    ----------
    lon, lat : float
        The origin, in degrees.
    cone, constant : float
        n and C of Snyder, Map projections: a working manual (1987), pages 98 to 103.
    """

    lon: float
    lat: float
    cone: float
    constant: float

    @classmethod
    def of(cls, lon: float, lat: float, first: float, second: float) -> Albers:
        """Return the projection with an origin and two standard parallels, in degrees."""
        sine = np.sin(np.radians([first, second]))
        if abs(sine.sum()) < 2 * LEAST_CONE:  # a cylinder: the formulae need a slight cone
            sine = sine + 2 * LEAST_CONE
        cone = float(sine.sum() / 2)
        return cls(lon, lat, cone, float(1 - sine[0] ** 2 + 2 * cone * sine[0]))

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> Albers:
        """Return the projection that distorts least between four degrees."""
        sixth = (north - south) / 6
        return cls.of((west + east) / 2, (south + north) / 2, south + sixth, north - sixth)

    def near(self, lon: Floats) -> Floats:
        """Return longitudes within half a turn of the origin."""
        return (lon - self.lon + 180) % 360 - 180 + self.lon

    def forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y of longitudes and latitudes."""
        turned = self.cone * np.radians(lon - self.lon)
        radius, origin = self._radius(lat), self._radius(np.array(self.lat))
        return radius * np.sin(turned), origin - radius * np.cos(turned)

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return the longitudes and latitudes of x and y; beyond a pole, the pole."""
        sign = np.sign(self.cone)
        down = self._radius(np.array(self.lat)) - y
        squared = (x**2 + down**2) * self.cone**2
        sine = np.clip((self.constant - squared) / (2 * self.cone), -1, 1)
        lon = np.degrees(np.arctan2(sign * x, sign * down) / self.cone)
        return self.lon + np.clip(lon, -180, 180), np.degrees(np.arcsin(sine))

    def _radius(self, lat: Floats) -> Floats:
        inner = self.constant - 2 * self.cone * np.sin(np.radians(lat))
        radius: Floats = np.sqrt(np.maximum(inner, 0)) / self.cone
        return radius
