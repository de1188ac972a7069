"""The built-in cases: each opens, and every scenario of each applies and solves."""

from __future__ import annotations

import functools
import math

import polars as pl
import pytest

import isthmus
from isthmus.case.availability import open_links
from isthmus.case.model import Case
from isthmus.io.opening import builtin_folder
from isthmus.report.checking import examine
from isthmus.result import RESULT_TABLES

CASES = sorted(path.parent.name for path in builtin_folder().glob("*/case.toml"))
SCENARIOS = [
    (case, name)
    for case in CASES
    for name in [
        "base",
        *sorted(p.stem for p in (builtin_folder() / case).glob("scenarios/*.toml")),
    ]
]


@functools.cache
def opened(case: str) -> Case:
    return isthmus.open_case(case)


def test_the_list_is_complete() -> None:
    assert isthmus.list_cases() == CASES
    assert {"caucasus", "three-pipes", "two-countries"} <= set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_opens_without_a_finding(name: str) -> None:
    case = opened(name)
    assert case.id == name
    assert case.warnings == ()
    assert examine(case, with_fit=False).problems == ()
    assert all(scenario.title and scenario.narrative for scenario in case.library.values())


@pytest.mark.parametrize(("case", "scenario"), SCENARIOS)
def test_every_scenario_solves(case: str, scenario: str) -> None:
    result = isthmus.markets(opened(case).with_scenario(scenario))
    assert result.status == "optimal"
    assert all(math.isfinite(result.numbers[n] or 0) for n in ("objective", "welfare", "cost"))
    assert len(result.flows) > 0
    for name, model in RESULT_TABLES["markets"].items():
        if name == "fit_summary":  # solves four more times
            continue
        for key, field in model.model_fields.items():
            if field.annotation is float:
                column = result.table(name)[field.alias or key]
                assert column.is_finite().fill_null(False).all(), f"{name}.{key}"


@pytest.mark.parametrize(("case", "scenario"), SCENARIOS)
def test_every_scenario_changes_the_case(case: str, scenario: str) -> None:
    changed = opened(case).with_scenario(scenario)
    assert (changed.hash == opened(case).hash) is (scenario == "base")
    assert changed.scenarios == (() if scenario == "base" else (scenario,))


def test_closed_straits_leave_no_lane_to_a_russian_port() -> None:
    case = opened("caucasus").with_scenario("straits-closed")
    ground = case.filled["nodes"]
    russian = {n for n, actor in zip(ground["id"], ground["actor"], strict=True) if actor == "rus"}
    links = case.filled["links"]
    columns = ("id", "from", "to", "commodity", "chokepoint")
    open_lanes = [
        link
        for (link, tail, head, good, strait), is_open in zip(
            zip(*(links[column] for column in columns), strict=True), open_links(case), strict=True
        )
        if is_open and good == "cargo" and strait == "bosporus" and russian & {tail, head}
    ]
    assert open_lanes == []


@functools.cache
def fit(scenario: str) -> pl.DataFrame:
    found = isthmus.markets(opened("caucasus").with_scenario(scenario)).fit
    assert isinstance(found, pl.DataFrame)
    return found


@pytest.mark.parametrize(
    ("scenario", "fitted", "expected"), [("base", 23, 2), ("year-2022", 11, 3)]
)
def test_gas_fits_beside_the_price_taking_models(scenario: str, fitted: int, expected: int) -> None:
    gas = fit(scenario).filter(unit="bcm")
    assert gas["within"].sum() == fitted
    assert (~gas["within"] & gas["expected"].is_not_null()).sum() == expected
    assert len(gas) == fitted + expected


@pytest.mark.parametrize("commodity", ["crude", "products", "power"])
def test_a_price_taking_model_has_links_and_a_base_that_nothing_pins(commodity: str) -> None:
    case = opened("caucasus")
    links = case.frame("links")
    [name] = case.frame("commodities").filter(id=commodity)["name"]
    assert "price-taking" in name
    assert len(links.filter(commodity=commodity)) >= 12
    carrying = dict(links.select("id", "commodity").iter_rows())
    free = fit("base").filter(pl.col("within") & ~pl.col("pinned"), measure="flow")
    kinds = [carrying[target.split(";")[0]] for target in free["target"]]
    assert kinds.count(commodity) >= 5


def test_a_ship_earns_about_what_its_hire_was_said_to_be() -> None:
    flows = isthmus.markets(opened("caucasus"), "crude").flows
    for link, days, limit in (
        ("aktau-makhachkala", 929, "caspian-tankers"),
        ("volgograd-kavkaz", 2975, "river-sea-tankers"),
    ):
        row = flows.filter(link=link, period="summer").row(0, named=True)
        assert row["bound_by"] == limit
        assert 3_500 < row["scarcity_price"] / days * 1e6 < 14_000  # 7,000 dollars a day recalled
