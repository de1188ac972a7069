"""What an answer hangs on: the largest moves, confirmed by solving again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.errors import IsthmusError
from isthmus.study.hanging import hangs_on
from isthmus.study.inputs import inputs_of
from isthmus.study.measures import measure_called
from isthmus.study.of_markets import MARKETS
from isthmus.study.trials import Trials
from tests.lenses.builders import build_case, field, homes, pipe

TWO = isthmus.open_case("two-countries")
CAUCASUS = isthmus.open_case("caucasus")


def test_what_the_welfare_of_two_countries_hangs_on() -> None:
    found = hangs_on(TWO, top=2)
    assert found.outputs.to_dicts() == [
        {
            "output": "welfare",
            "value": isthmus.markets(TWO).welfare,
            "unit": "million USD",
            "against": None,
            "lenses": "markets",
            "inputs": 13,
            "solved": 13,
        }
    ]
    first, second = found.hangs_on.to_dicts()
    assert [row["input"] for row in (first, second)] == [
        "demand.south-homes.price",
        "demand.south-homes.elasticity",
    ]
    assert (first["now"], first["low"], first["high"]) == (200.0, 150.0, 250.0)
    for end in ("low", "high"):
        changed = TWO.with_changes({"demand.south-homes.price": first[end]})
        assert first[f"value_{end}"] == pytest.approx(isthmus.markets(changed).welfare, rel=1e-9)
    assert first["solved"]
    assert first["grade"] == "unsourced"
    assert first["slope_down"] == pytest.approx(first["slope_up"], rel=1e-5)


def test_all_inputs_that_move_it_can_be_asked_for() -> None:
    few, every = hangs_on(TWO, top=3), hangs_on(TWO, top=0, tries=13)
    assert every.outputs["solved"].to_list() == [13]
    assert few.hangs_on.rows() == every.hangs_on.head(3).rows()
    spans = [
        max(row["value_low"], row["value_high"]) - min(row["value_low"], row["value_high"])
        for row in every.hangs_on.to_dicts()
    ]
    assert spans == sorted(spans, reverse=True)


def test_what_is_not_solved_again_follows_its_derivatives() -> None:
    found = hangs_on(TWO, top=0, tries=0).hangs_on
    assert not found["solved"].any()
    for row in found.to_dicts():
        value = hangs_on(TWO, tries=0).outputs["value"][0]
        assert row["value_low"] == pytest.approx(
            value + row["slope_down"] * (row["low"] - row["now"])
        )


def test_the_top_is_the_same_as_if_many_more_were_tried() -> None:
    few, every = hangs_on(CAUCASUS, top=8), hangs_on(CAUCASUS, top=8, tries=60)
    assert few.outputs["solved"][0] < 15
    assert hangs_on(CAUCASUS).hangs_on.rows() == few.hangs_on.rows()[:5]
    assert few.hangs_on.rows() == every.hangs_on.rows()


def test_flows_prices_and_gains_are_solved_again() -> None:
    case = isthmus.open_case("three-pipes")
    found = hangs_on(case, "flow:west-1", "price:city", "gain:west", top=3)
    assert set(found.hangs_on["output"]) == {"flow:west-1", "price:city", "gain:west"}
    assert found.hangs_on["solved"].all()
    assert found.hangs_on["slope_up"].null_count() == len(found.hangs_on)
    row = found.hangs_on.filter(output="gain:west").row(0, named=True)
    moved = isthmus.markets(case.with_changes({row["input"]: row["high"]}))
    gain = moved.gains.filter(actor="west")["total"][0]
    assert row["value_high"] == pytest.approx(gain, abs=1e-6)


def test_a_difference_moves_both_cases() -> None:
    found = hangs_on(TWO.with_scenario("pipeline-doubled"), against="base", top=1)
    assert found.outputs.row(0, named=True)["against"] == "base"
    row = found.hangs_on.row(0, named=True)
    ends = []
    for end in (row["low"], row["high"]):
        there = TWO.with_changes({row["input"]: end})
        doubled = isthmus.markets(there.with_scenario("pipeline-doubled"))
        ends.append(doubled.welfare - isthmus.markets(there).welfare)
    assert [row["value_low"], row["value_high"]] == pytest.approx(ends, rel=1e-7)


def test_what_a_scenario_changed_moves_in_it_alone() -> None:
    found = hangs_on(TWO.with_scenario("pipeline-doubled"), against="base", top=0).hangs_on
    row = found.filter(input="links.pipeline.capacity").row(0, named=True)
    assert (row["now"], row["low"], row["high"]) == (6.0, 4.5, 7.5)
    smaller = isthmus.markets(TWO.with_changes({"links.pipeline.capacity": 4.5}))
    assert row["value_low"] == pytest.approx(smaller.welfare - isthmus.markets(TWO).welfare)


def test_an_end_without_a_solution_is_left_open(tmp_path: Path) -> None:
    """At no capacity nothing connects the two."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10)],
    )
    (one,) = (i for i in inputs_of(case, [MARKETS]) if i.name == "links.pipe.capacity")
    trials = Trials(case, [measure_called(case, "welfare")])
    assert trials.moved(one, 0.0) is None
    assert trials.moved(one, 3.0) is not None


def test_an_unknown_output_is_refused() -> None:
    with pytest.raises(IsthmusError, match="'wealth' is no output"):
        hangs_on(TWO, "wealth")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"top": -1}, "cannot be negative"),
        ({"lens": "market"}, "'market' is no lens. Did you mean"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(IsthmusError, match=message):
        hangs_on(TWO, **asked)


def test_trials_give_what_the_lens_gives() -> None:
    case = CAUCASUS.with_scenario("swap-and-spot")
    names = ("welfare", "flow:tanap", "price:italy/gas", "gain:aze-socar", "unserved:georgia")
    trials = Trials(case, [measure_called(case, name) for name in names])
    for one in inputs_of(case, [MARKETS])[::120]:
        for end in (one.low, one.high):
            moved = trials.moved(one, end)
            there = Trials(_changed(case, one.name, end), trials._measures).values
            assert moved == pytest.approx(there, rel=1e-7, abs=1e-5), one.name


def _changed(case: Case, name: str, value: float) -> Case:
    if name.startswith("profiles."):  # the others make up for it, which a change alone does not
        (one,) = (i for i in inputs_of(case, [MARKETS]) if i.name == name)
        return with_numbers(case, "profiles", "factor", {one.row: value})
    return case.with_changes({name: value})


def test_it_takes_no_time() -> None:
    """In processor seconds, generously: the reference case on a busy machine."""
    isthmus.markets(CAUCASUS)
    start = time.process_time()
    hangs_on(CAUCASUS, top=3)
    assert time.process_time() - start < 1.5
