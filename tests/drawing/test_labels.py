"""No label lies on another, on a place or on the frame's edge, whatever the size."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from isthmus.drawing import land
from isthmus.drawing.content import content, short
from isthmus.drawing.labelling import placed
from isthmus.drawing.labels import Board, Label, around, leader
from isthmus.drawing.marks import DOT
from isthmus.drawing.page import PAD
from isthmus.drawing.plan import plan
from isthmus.drawing.svg import text_width, wrapped
from tests.drawing.pictures import compared, solved

PICTURES = [
    *((case, scenario, False) for case, scenario in (
        ("two-countries", "base"), ("three-pipes", "base"), ("three-pipes", "cold-winter"),
        ("caucasus", "base"), ("caucasus", "cold-winter"), ("caucasus", "year-2022"),
        ("caucasus", "trans-caspian-pipeline"),
    )),
    ("three-pipes", "west-closed", True),
    ("caucasus", "russian-gas-swap", True),
    ("caucasus", "turkstream-out", True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "scenario", "difference"), PICTURES)
@pytest.mark.parametrize("width", [360, 700, 1000, 1600])
@pytest.mark.parametrize("extent", ["core", "all"])
def test_labels_do_not_collide(
    case: str, scenario: str, difference: bool, width: int, extent: str
) -> None:
    result = compared(case, scenario) if difference else solved(case, scenario)
    made = plan(content(result, (), None, None), width - 2 * PAD, extent)
    found = placed(made, land.states(made.frame))
    for one, other in itertools.combinations(found, 2):
        assert not one.box.overlaps(other.box), (one.label.text, other.label.text)
    for one in found:
        assert min(one.box.left, one.box.top) >= 0
        assert one.box.right <= made.frame.width
        assert one.box.bottom <= made.frame.height
    dots = np.array(list(made.points.values()))
    for one in found:
        x, y = dots.T
        inside = (x > one.box.left - DOT / 2) & (x < one.box.right + DOT / 2)
        inside &= (y > one.box.top - DOT / 2) & (y < one.box.bottom + DOT / 2)
        assert not inside.any(), one.label.text
    names = {one.label.text for one in found if one.label.kind == "place"}
    assert names


def test_the_best_free_spot_is_taken() -> None:
    board = Board(200, 100, lines=np.array([[120.0, 50.0]]))
    label = Label("Baku", 10, around((100, 50), "Baku", 10, 3), "place", tied_to=(100, 50))
    first, second = board.place(label), board.place(label)
    assert first is not None
    assert second is not None
    assert first.box.right < 100  # a link runs on the right
    assert not first.box.overlaps(second.box)
    assert leader((100, 50), first.box) is None


def test_what_finds_no_place_is_left_out() -> None:
    board = Board(30, 12, lines=np.zeros((0, 2)))
    assert board.place(Label("A long name", 10, [(15, 6)], "place")) is None


def test_a_label_that_stands_off_is_tied_to_its_dot() -> None:
    board = Board(200, 100, lines=np.zeros((0, 2)))
    found = board.place(Label("Baku", 10, [(160, 50)], "place", tied_to=(100, 50)))
    assert found is not None
    assert leader((100, 50), found.box) == (found.box.left, 50)


@pytest.mark.parametrize(
    ("node", "name", "label"),
    [
        ("baku", "Baku, home market of Azerbaijan", "Baku"),
        ("acg", "Azeri-Chirag-Gunashli (associated gas)", "Azeri-Chirag-Gunashli"),
        ("marmara-lng", "LNG terminals on the Marmara and Saros coast", "Marmara LNG"),
        ("south-pars", "South Pars and the other Iranian fields", "South Pars"),
        ("east_border", None, "East border"),
    ],
)
def test_short_names(node: str, name: str | None, label: str) -> None:
    assert short(node, name) == label


def test_widths_of_texts() -> None:
    """Arial's advances are 556 for digits and a, 278 for a space; 8 % more for other fonts."""
    assert text_width("10", 10) == pytest.approx(2 * 5.56 * 1.08)
    assert text_width("a a", 10) == pytest.approx((2 * 5.56 + 2.78) * 1.08)
    assert wrapped("one two three", 10, text_width("one two", 10)) == ["one two", "three"]
