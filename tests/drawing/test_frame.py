"""What a map shows of the world, and what stands on its edge."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

import isthmus
from isthmus.drawing import edge
from isthmus.drawing.frame import choose

Floats = npt.NDArray[np.float64]


def nodes() -> tuple[list[str], Floats, Floats]:
    table = isthmus.open_case("caucasus").filled["nodes"]
    return table["id"], np.array(table["lon"]), np.array(table["lat"])


def test_the_core_is_the_caucasus_turkey_and_both_seas() -> None:
    ids, lon, lat = nodes()
    frame = choose(lon, lat, "core", 1000)
    west, south, east, north = frame.window
    assert (west < 26, south < 37, east > 54, north > 45.5) == (True, True, True, True)
    points = frame.pixels(frame.projection.near(lon), lat)
    far = [node for node, at in zip(ids, points, strict=True) if not edge.within(at, (1000, 9e9))]
    assert {"west-siberia", "horgos", "italy"} - set(far) <= {"west-siberia"}
    assert not {"baku", "tbilisi", "yerevan", "istanbul", "tehran", "mozdok"} & set(far)


def test_all_places_lie_in_the_widest_frame() -> None:
    _, lon, lat = nodes()
    frame = choose(lon, lat, "all", 1000)
    points = frame.pixels(frame.projection.near(lon), lat)
    assert points.min() > 0
    assert (points.max(axis=0) < [frame.width, frame.height]).all()


@pytest.mark.parametrize("extent", ["core", "all"])
def test_places_on_both_sides_of_the_date_line_lie_together(extent: str) -> None:
    frame = choose(np.array([178.0, -179.0]), np.array([-18.0, -16.0]), extent, 500)
    west, _, east, _ = frame.window
    assert east - west < 20
    assert frame.projection.near(np.array([-179.0]))[0] == 181 or frame.projection.lon < 0


def test_a_single_place_has_land_around_it() -> None:
    frame = choose(np.array([45.0]), np.array([40.0]), "core", 500)
    np.testing.assert_allclose(
        frame.pixels(np.array([45.0]), np.array([40.0])), [[250, frame.height / 2]], atol=0.1
    )


def test_degrees_are_shown_as_asked() -> None:
    frame = choose(np.zeros(1), np.zeros(1), "25,35,55,47", 1000)
    corners = frame.pixels(np.array([25.0, 55, 25, 55]), np.array([35.0, 35, 47, 47]))
    assert corners.min() >= -1e-6
    assert (corners.max(axis=0) <= [frame.width + 1e-6, frame.height + 1e-6]).all()


@pytest.mark.parametrize("extent", ["", "middle", "1,2,3", "30,35,20,47", "20,50,30,40", "a,b,c,d"])
def test_other_extents_are_refused(extent: str) -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        choose(np.zeros(1), np.zeros(1), extent, 1000)
    assert str(caught.value) == (
        f"extent: '{extent}' is none of core, all and west,south,east,north in degrees, "
        "such as 25,35,55,47"
    )


def test_a_place_beyond_stands_on_the_edge_on_its_side() -> None:
    points = {
        "in": np.array([50.0, 50]),
        "east": np.array([900.0, 50]),
        "up": np.array([50.0, -80]),
    }
    found = edge.stand_ins(points, [("in", "east"), ("up", "in"), ("east", "up")], (100, 100))
    assert {name: at.tolist() for name, at in found.items()} == {"east": [91, 50], "up": [50, 9]}
    assert edge.outward(found["east"], (100, 100)).tolist() == [1, 0]
    assert edge.outward(found["up"], (100, 100)).tolist() == [0, -1]


def test_places_beyond_do_not_stand_on_one_another() -> None:
    points = {"in": np.array([500.0, 200])} | {
        f"far{n}": np.array([2000.0, 200.0 + n]) for n in range(5)
    }
    found = edge.stand_ins(points, [("in", far) for far in points if far != "in"], (1000, 400))
    at = np.array(sorted(found.values(), key=lambda p: p[1]))
    assert (at[:, 0] == 1000 - edge.INSET).all()
    assert np.diff(at[:, 1]).min() > edge.APART - 1
