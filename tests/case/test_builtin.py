"""The built-in cases: each opens, and every scenario of each applies and solves."""

from __future__ import annotations

import functools
import math

import pytest

import isthmus
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
