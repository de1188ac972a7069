"""Trade on a map: arcs between those who trade, and what changes where costs do."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.drawing.traded import MOST, trade_content
from isthmus.errors import IsthmusError

TRADERS = Path(__file__).parents[1] / "data/three-traders"


def test_the_largest_flows_are_arcs_between_the_middles_of_countries() -> None:
    result = isthmus.trade(isthmus.open_case("caucasus"))
    told = trade_content(result, None)
    assert not told.compared
    assert len(told.lines) == MOST
    assert (told.lines[0].link, told.lines[0].state) == ("chn/eu-rest", "flow")
    assert {"Rest of the world", "United States"} <= set(told.missing)
    baku = told.sites["aze"]
    assert (45 < baku.lon < 51, 38 < baku.lat < 42) == (True, True)
    assert "eu-rest" in told.sites
    assert "<svg" in result.map()


def test_where_costs_change_the_map_shows_what_that_changes() -> None:
    case = isthmus.open_case("caucasus").with_scenario("settlement-national")
    result = isthmus.trade(case, loop=False)
    told = trade_content(result, None)
    assert told.compared
    assert (told.lines[0].link, told.lines[0].state) == ("rus/aze", "more")
    assert told.lines[0].value == pytest.approx(181.6, abs=0.5)
    compared = isthmus.compare(isthmus.trade(case.base), result)
    assert trade_content(compared, None).lines[0].value == pytest.approx(told.lines[0].value)


def test_traders_without_places_cannot_be_drawn() -> None:
    result = isthmus.trade(isthmus.open_case(TRADERS))
    with pytest.raises(IsthmusError, match="nobody who trades has a node with coordinates"):
        result.map()
    with pytest.raises(IsthmusError, match="compare with a reference"):
        result.bars()
