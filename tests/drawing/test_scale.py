"""Widths and the numbers beside them."""

from __future__ import annotations

import pytest

from isthmus.drawing.scale import money, quantity, round_up, scale


def test_widths_grow_with_what_is_carried() -> None:
    made = scale("bcm", [3.0, 8.0, 19.0], 10)
    assert (made.top, made.capped) == (20, False)
    assert (made.width(20), made.width(10), made.width(0.1)) == (10, 5, 1)
    assert made.least == 2


def test_one_that_dwarfs_all_others_is_capped() -> None:
    made = scale("bcm", [*range(1, 30), 400.0], 10)
    assert (made.top, made.capped) == (30, True)
    assert made.width(400) == made.width(30) == 10


def test_differences_are_not_magnified_without_end() -> None:
    assert scale("bcm", [0.4], 10, least=3).top == 3
    assert scale("bcm", [], 10).top == 1


@pytest.mark.parametrize(("value", "top"), [(0.31, 0.4), (1, 1), (9.4, 10), (17.6, 20), (441, 500)])
def test_round_numbers(value: float, top: float) -> None:
    assert round_up(value) == pytest.approx(top)


def test_numbers() -> None:
    assert [quantity(v) for v in (441.2, 99.96, 17.6, 12.0, 0.45, 0.03)] == [
        "441", "100", "17.6", "12", "0.5", "0.03",
    ]  # fmt: skip
    assert [money(v, signed=True) for v in (1234.5, -0.2, -8479)] == ["+1,234", "0", "−8,479"]
