"""Albers' projection against published numbers and its own promises."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus.drawing.projection import Albers


def test_the_example_of_snyder() -> None:
    """Map projections: a working manual (1987), page 291: the Albers projection of a sphere."""
    albers = Albers.of(-96, 23, 29.5, 45.5)
    assert round(albers.cone, 7) == 0.6028370
    assert round(albers.constant, 7) == 1.3512213
    x, y = albers.forward(np.array([-75.0]), np.array([35.0]))
    assert (round(x[0], 7), round(y[0], 7)) == (0.2952720, 0.2416774)


@pytest.mark.parametrize("box", [(25, 35, 55, 47), (10, -20, 30, -2), (-20, -15, 20, 15)])
def test_the_inverse_is_the_inverse(box: tuple[float, float, float, float]) -> None:
    west, south, east, north = box
    lon, lat = (v.ravel() for v in np.meshgrid(np.linspace(west, east), np.linspace(south, north)))
    albers = Albers.around(*box)
    back = albers.inverse(*albers.forward(lon, lat))
    np.testing.assert_allclose(back, [lon, lat], atol=1e-9)


@pytest.mark.parametrize("lat", [-60.0, -10.0, 0.0, 30.0, 70.0])
def test_areas_are_true(lat: float) -> None:
    albers = Albers.around(25, 35, 55, 47)
    step = 1e-4
    x, y = albers.forward(np.array([80, 80 + step, 80]), np.array([lat, lat, lat + step]))
    drawn = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    true = np.radians(step) ** 2 * np.cos(np.radians(lat))
    assert drawn / true == pytest.approx(1, rel=1e-4)


def test_north_is_up_on_both_halves_of_the_globe() -> None:
    for box in ((25, 35, 55, 47), (10, -20, 30, -2)):
        albers = Albers.around(*map(float, box))
        x, y = albers.forward(
            albers.lon + np.array([0.0, 0, 1]), albers.lat + np.array([0.0, 1, 0])
        )
        assert y[1] > y[0]
        assert x[2] > x[0]


def test_beyond_the_pole_stands_the_pole() -> None:
    albers = Albers.around(25, 35, 55, 47)
    assert albers.inverse(np.array(0.0), np.array(1.15))[1] == 90
