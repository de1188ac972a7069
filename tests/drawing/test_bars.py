"""Bars of what actors earn, and of what a scenario changes."""

from __future__ import annotations

import functools

import pytest

import isthmus
from isthmus.drawing.bars import draw_bars
from isthmus.result import Result
from tests.drawing.pictures import SVG, compared, corridors, elements, parsed, solved, texts, words


def test_who_earns() -> None:
    picture = solved("three-pipes").bars()
    assert words(picture)[1] == "Who earns, in million USD a year, 2023"
    earned = solved("three-pipes").gains.select("actor", "scarcity_rent", "tariff", "settlement")
    assert earned.height
    assert texts(picture, "label actor") == ["Centre", "Consumer", "East", "Producer", "West"]
    widths = [float(one.get("width", 0)) for one in elements(picture, "bar")]
    assert min(widths) >= 0
    assert words(picture)[-2:] == [
        "Each actor with what belongs to it.",
        "What consumers pay or gain is not in it. The mark is the sum.",
    ]


def test_lengths_are_in_proportion_and_losses_lie_to_the_left() -> None:
    result = compared("three-pipes", "west-closed")
    picture = result.bars()
    bars = {
        (one[0].text or "").partition(",")[0]: one
        for kind in ("more", "less")
        for one in elements(picture, f"bar {kind}")
    }
    zero = float(elements(picture, "bar more")[0].get("x", 0))
    for one in elements(picture, "bar less"):
        assert float(one.get("x", 0)) + float(one.get("width", 0)) == pytest.approx(zero, abs=0.2)
    amounts = {name: _amount(one[0].text or "") for name, one in bars.items()}
    per_pixel = [
        abs(amounts[name]) / float(one.get("width", 0))
        for name, one in bars.items()
        if float(one.get("width", 0)) > 20
    ]
    assert max(per_pixel) == pytest.approx(min(per_pixel), rel=0.02)


def _amount(tip: str) -> float:
    return float(tip.rpartition(": ")[2].replace("−", "-").replace(",", ""))


@functools.cache
def with_intervals() -> Result:
    case = isthmus.open_case("three-pipes")
    cases = (case, case.with_scenario("west-closed"))
    return isthmus.compare(*(isthmus.markets(one, intervals=True) for one in cases))


def test_what_the_optimum_leaves_open_is_drawn() -> None:
    picture = with_intervals().bars()
    wide = with_intervals().gains.filter(
        with_intervals().gains["high"] - with_intervals().gains["low"] > 0.5
    )
    assert bool(elements(picture, "reach")) == bool(wide.height)


def test_the_largest_first_and_no_more_than_asked() -> None:
    picture = solved("caucasus").bars(most=3)
    assert len(elements(picture, "label actor")) == 3
    assert words(picture)[-2].startswith("The 3 largest of ")


def test_nothing_to_draw() -> None:
    result = solved("two-countries")
    with pytest.raises(isthmus.IsthmusError, match="nothing to draw: no actor gains or loses"):
        isthmus.compare(result, result).bars()


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize("width", [400, 800])
def test_the_document_stands_alone(theme: str, width: int) -> None:
    picture = draw_bars(solved("caucasus"), theme=theme, width=width)
    root = parsed(picture)
    assert float(root.get("width", 0)) == width
    for one in root.iter(f"{SVG}rect"):
        right = float(one.get("x", 0)) + float(one.get("width", 0))
        assert 0 <= right <= width
    assert picture == draw_bars(solved("caucasus"), theme=theme, width=width)


def test_cargo_is_earned_by_rents_and_tariffs() -> None:
    picture = corridors("caucasus").bars()
    assert {"rent", "tariffs"} <= set(words(picture))
    assert not {"producers", "contracts", "storage"} & set(words(picture))
