"""The examples: each opens and solves, is held against what was observed, and says what it said."""

from __future__ import annotations

import functools
from pathlib import Path

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.report.checking import examine
from isthmus.result import Result

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/case.toml"))
SCENARIOS = [
    (folder.name, path.stem) for folder in FOLDERS for path in folder.glob("scenarios/*.toml")
]


@functools.cache
def opened(name: str) -> Case:
    return isthmus.open_case(EXAMPLES / name)


@functools.cache
def solved(name: str, scenario: str) -> Result:
    return isthmus.markets(opened(name).with_scenario(scenario))


def test_there_are_examples() -> None:
    assert "eastern-mediterranean" in [folder.name for folder in FOLDERS]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_opens_without_a_finding_and_misses_nothing_unexpected(folder: Path) -> None:
    case = opened(folder.name)
    found = examine(case, with_fit=True)
    assert case.id == folder.name
    assert found.problems == ()
    assert found.missed == []
    assert all(scenario.title and scenario.narrative for scenario in case.library.values())
    assert (folder / "README.md").is_file()


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_every_scenario_solves(name: str, scenario: str) -> None:
    result = solved(name, scenario)
    assert result.status == "optimal"
    assert opened(name).with_scenario(scenario).hash != opened(name).hash


def flow(scenario: str, *links: str) -> float:
    """Return what passes the links in a year, in bcm."""
    flows = solved("eastern-mediterranean", scenario).flows
    return float(flows.filter(pl.col("link").is_in(links))["flow"].sum())


def gain(scenario: str, *actors: str) -> float:
    """Return what the actors gain by a scenario, in million USD a year."""

    def level(name: str) -> float:
        gains = solved("eastern-mediterranean", name).table("gains")
        return float(gains.filter(pl.col("actor").is_in(actors))["total"].sum())

    return level(scenario) - level("base")


class TestEasternMediterranean:
    def test_egypt_sells_no_lng_in_the_heat(self) -> None:
        demand = solved("eastern-mediterranean", "base").table("demand")
        sold = dict(demand.filter(id="lng-europe").select("period", "quantity").iter_rows())
        assert sold == pytest.approx({"cool": 5.94, "hot": 0}, abs=0.01)

    def test_two_full_ways_lead_to_egypt(self) -> None:
        assert flow("base", "emg") == pytest.approx(5 * (0.58 * 0.83 + 0.42))
        assert flow("base", "fajr") == pytest.approx(4)

    def test_without_tamar_egypt_has_what_israel_and_jordan_leave(self) -> None:
        assert flow("october-2023", "emg") == 0
        assert flow("october-2023", "fajr") == pytest.approx(1.47, abs=0.01)
        assert solved("eastern-mediterranean", "october-2023").table("shortages").is_empty()

    def test_without_leviathan_jordan_turns_to_aqaba(self) -> None:
        prices = solved("eastern-mediterranean", "leviathan-out").table("prices")
        dearest = prices.filter(node="jordan-north")["price"].max()
        assert dearest == pytest.approx(474.6, abs=0.1)  # beneath the cap of 600

    def test_the_offshore_line_is_worth_less_than_its_capacity(self) -> None:
        more = flow("ashkelon-offshore", "emg") - flow("base", "emg")
        assert more == pytest.approx(1.57, abs=0.01)
        assert flow("ashkelon-offshore", "leviathan-line") == pytest.approx(11.83, abs=0.01)

    def test_cyprus_gains_by_aphrodite_and_so_do_egypts_lng_plants(self) -> None:
        assert gain("aphrodite", "cyp", "aphrodite-group") == pytest.approx(1615, rel=0.001)
        assert gain("aphrodite", "lng-co") == pytest.approx(815.5, rel=0.001)
        assert gain("aphrodite", "egy", "lng-co", "zohr-group") == pytest.approx(339.8, rel=0.001)
