"""Numbers moved in a case whose defaults are filled in."""

from __future__ import annotations

import pytest

import isthmus
from isthmus.case.moving import with_numbers


def test_a_number_moves_and_the_case_stays() -> None:
    case = isthmus.open_case("two-countries")
    moved = with_numbers(case, "links", "capacity", {0: 4.0})
    assert moved.filled["links"]["capacity"].tolist() == [4.0]
    assert case.filled["links"]["capacity"].tolist() == [3.0]
    assert (
        isthmus.markets(moved).welfare
        == isthmus.markets(case.with_changes({"links.pipeline.capacity": 4})).welfare
    )


def test_the_other_factors_of_a_rate_profile_make_up_for_one() -> None:
    case = isthmus.open_case("caucasus")
    keys = case.tables["profiles"].keys
    winter, summer = (keys.index(f"heating/{period}") for period in ("winter", "summer"))
    moved = with_numbers(case, "profiles", "factor", {winter: 1.5}).filled["profiles"]["factor"]
    weights = {period.id: period.weight for period in case.periods}
    assert moved[winter] == 1.5
    assert moved[winter] * weights["winter"] + moved[summer] * weights["summer"] == pytest.approx(1)
    others = [row for row in range(len(keys)) if row not in (winter, summer)]
    assert (moved[others] == case.filled["profiles"]["factor"][others]).all()


def test_other_profiles_are_left_alone() -> None:
    case = isthmus.open_case("caucasus")
    table = case.filled["profiles"]
    prices = [row for row, kind in enumerate(table["kind"]) if kind == "price"]
    moved = with_numbers(case, "profiles", "factor", {prices[0]: 2.0}).filled["profiles"]["factor"]
    assert (moved != table["factor"]).sum() == 1
