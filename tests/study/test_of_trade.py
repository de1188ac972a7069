"""Studies of trade: propositions of trade and rank, what they hang on, and their bands."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

import isthmus
from isthmus.case.bands import band
from isthmus.case.evidence import cells
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.study.inputs import inputs_of
from isthmus.study.measures import measure_called
from isthmus.study.near import between, near
from isthmus.study.needed import lens_called
from isthmus.study.trials import Trials


@functools.cache
def caucasus() -> Case:
    return isthmus.open_case("caucasus")


def test_a_measure_of_trade_is_of_two_and_takes_trade_alone() -> None:
    case = caucasus()
    one = measure_called(case, "trade:Azerbaijan/rus;rus/aze")
    assert (one.name, one.lenses) == ("trade:aze/rus;rus/aze", ("trade",))
    assert one.unit(case) == "million USD"
    rank = measure_called(case, "rank:aze/Russia")
    assert (rank.targets, rank.unit(case)) == (("aze/rus",), None)
    with pytest.raises(IsthmusError, match="rank is of two, written rank:EXPORTER/IMPORTER"):
        measure_called(case, "rank:aze")
    with pytest.raises(IsthmusError, match="'alb' is in no row of trade"):
        measure_called(case, "trade:aze/alb")
    assert "trade" not in measure_called(case, "welfare").lenses


def test_moving_a_number_moves_trade_as_solving_anew_does() -> None:
    case = caucasus().with_scenario("settlement-national")
    measure = measure_called(case, "trade:rus/aze")
    trials = Trials(case, [measure])
    inputs = {one.name: one for one in inputs_of(case, trials.lenses)}
    friction = inputs["settlement.rus/aze/2024.friction"]
    assert (friction.low, friction.high) == (0.005, 0.06)
    moved = trials.moved(friction, 0.06)
    assert moved is not None
    assert trials.values[0] / 3165 == pytest.approx(1.057, abs=2e-3)
    assert moved[0] / 3165 == pytest.approx(0.97**-4, rel=0.02)  # less what prices take back


def test_predictions_have_wide_bands_and_levers_come_first() -> None:
    case = caucasus()
    lens = lens_called("trade")
    inputs = inputs_of(case, [lens])
    by_name = {one.name: one for one in inputs}
    guess = by_name["trade.geo/isr/2023.value"]
    assert (guess.low, guess.high) == pytest.approx((guess.value / 3, guess.value * 3), rel=1e-3)
    left = by_name["trade.row/aze/2023.value"]
    assert (left.low, left.high) == pytest.approx((1173, 1955))
    bare = next(one for one in cells(case, ["trade"]) if one.id == "geo/isr/2023")
    bare = replace(bare, low=None, high=None, grade="unsourced")
    row = case.tables["trade"].keys.index(bare.id)
    assert band(case, bare, row) == pytest.approx((bare.value / 3, bare.value * 3))
    figure = by_name["trade.aze/tur/2023.value"]
    assert (figure.low, figure.high) == pytest.approx((5035, 5565))
    measures = [measure_called(case, "rank:aze/rus")]
    first = {
        one.name for one, yes in zip(inputs, between(case, inputs, measures), strict=True) if yes
    }
    assert "trade.aze/rus/2023.value" in first
    assert "settlement.rus/aze/2024.friction" in first
    assert "trade.aze/tur/2023.value" not in first
    here = {one.name for one, yes in zip(inputs, near(case, inputs, measures), strict=True) if yes}
    assert "trade.aze/tur/2023.value" in here
    assert "trade.usa/chn/2023.value" not in here


def test_propositions_of_trade_and_rank_are_judged() -> None:
    found = isthmus.verdict(caucasus(), "russia-third-partner", "own-money-moves-trade", tries=12)
    rows = {row["proposition"]: row for row in found.verdicts.to_dicts()}
    assert rows["russia-third-partner"]["verdict"] == "holds"
    assert rows["russia-third-partner"]["value"] == 3
    assert rows["own-money-moves-trade"]["verdict"] == "depends"
    assert rows["own-money-moves-trade"]["flips_input"] == "settlement.rus/aze/2024.friction"
    assert 0.005 < rows["own-money-moves-trade"]["flips_at"] < 0.01
