"""Land, boundaries and how they are cut."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pytest

from isthmus.drawing import land
from isthmus.drawing.clip import lines_within, ring_within
from isthmus.drawing.frame import Frame, choose
from isthmus.drawing.labelling import within

Floats = npt.NDArray[np.float64]
SQUARE = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4]])


def framed(extent: str) -> Frame:
    return choose(np.zeros(1), np.zeros(1), extent, 1000)


def states_at(frame: Frame, lon: float, lat: float) -> list[str]:
    point = frame.pixels(frame.projection.near(np.array([lon])), np.array([lat]))
    return [name for name, rings in land.states(frame).items() if within(point, rings)[0]]


@pytest.mark.parametrize(
    ("lon", "lat", "states"),
    [
        (34.1, 45.1, ["UKR"]),  # Crimea
        (44.5, 40.18, ["ARM"]),
        (45.41, 39.21, ["AZE"]),  # Nakhchivan
        (49.9, 40.4, ["AZE"]),
        (32.85, 39.92, ["TUR"]),
        (51.0, 42.0, []),  # the Caspian
        (34.0, 43.3, []),  # the Black Sea
    ],
)
def test_what_belongs_to_whom(lon: float, lat: float, states: list[str]) -> None:
    assert states_at(framed("25,35,55,47"), lon, lat) == states


@pytest.mark.parametrize(
    ("extent", "lon", "lat", "state"),
    [
        ("170,-25,190,-10", 178.0, -17.8, "FJI"),
        ("160,60,200,72", 179.9, 68.0, "RUS"),
        ("160,60,200,72", -175.0, 66.5, "RUS"),
        ("-60,-89,60,-60", 10.0, -80.0, "ATA"),
        ("10,-20,30,-2", 20.0, -10.0, "AGO"),
        ("-170,-60,170,75", -50.0, -10.0, "BRA"),
    ],
)
def test_land_anywhere(extent: str, lon: float, lat: float, state: str) -> None:
    assert states_at(framed(extent), lon, lat) == [state]


def test_nothing_leaves_the_frame() -> None:
    frame = framed("25,35,55,47")
    rings = [ring for rings in land.states(frame).values() for ring in rings]
    for points in (*rings, *land.boundaries(frame)):
        assert points.min() >= 0
        assert (points.max(axis=0) <= [frame.width, frame.height]).all()


def test_boundaries_lie_between_states_and_not_on_coasts() -> None:
    frame = framed("25,35,55,47")
    points = np.concatenate(land.boundaries(frame))
    inner = (points > 3).all(axis=1) & (points < [frame.width - 3, frame.height - 3]).all(axis=1)
    around = [points[inner] + [dx, dy] for dx in (-3, 3) for dy in (-3, 3)]
    rings = land.states(frame).values()
    found = sum(np.any([within(a, r) for a in around], axis=0).astype(int) for r in rings)
    assert np.mean(np.asarray(found) >= 2) > 0.97


def test_the_file_is_small_and_has_its_licence() -> None:
    folder = files("isthmus.drawing") / "data"
    assert len((folder / "land.npz").read_bytes()) < 150_000
    assert "BSD-3-Clause" in (folder / "LICENSE").read_text()


def test_a_ring_is_cut_at_a_box() -> None:
    assert ring_within(SQUARE, (1, 1, 9, 9)).tolist() == [[4, 1], [4, 4], [1, 4], [1, 1]]
    assert len(ring_within(SQUARE, (5, 5, 9, 9))) == 0
    assert ring_within(SQUARE, (-1, -1, 5, 5)).tolist() == SQUARE.tolist()


def test_a_line_that_leaves_and_comes_back_is_two() -> None:
    line = np.array([[0.0, 0], [2, 0], [2, 5], [4, 5], [4, 0], [6, 0]])
    first, second = lines_within(line, (-1, -1, 5, 3))
    assert first.tolist() == [[0, 0], [2, 0], [2, 3]]
    assert second.tolist() == [[4, 3], [4, 0], [5, 0]]
    assert lines_within(line, (7, 7, 9, 9)) == []
