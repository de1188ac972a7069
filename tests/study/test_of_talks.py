"""Talks under study: what an outcome hangs on, and propositions about it."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.study.measures import measure_called
from tests.case.folders import opened

ISSUES = "id,name\nborder,The border\nbridge,\n"
POSITIONS = """\
issue,actor,position,low,high,salience,capability
border,north,0,0,10,1,1
border,south,80,70,90,1,3
bridge,north,20,,,1,2
bridge,south,20,,,1,1
"""
PROPOSITIONS = """\
id,measure,target,at_least,at_most
opens,outcome,border,60,
opens-wide,outcome,border,85,
stays-shut,outcome,border,,30
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return opened(tmp_path, issues=ISSUES, positions=POSITIONS, propositions=PROPOSITIONS)


def test_verdicts_on_outcomes(case: Case) -> None:
    found = isthmus.verdict(case)
    rows = {row["proposition"]: row for row in found.verdicts.to_dicts()}
    assert {name: (row["verdict"], row["value"], row["unit"]) for name, row in rows.items()} == {
        "opens": ("holds", 80.0, "of 100"),
        "opens-wide": ("depends", 80.0, "of 100"),
        "stays-shut": ("fails", 80.0, "of 100"),
    }
    [flip] = [row for row in found.flips.to_dicts() if row["proposition"] == "opens-wide"]
    assert (flip["input"], flip["low"], flip["high"]) == (
        "positions.border/south.position", 70.0, 90.0
    )  # fmt: skip
    assert flip["flips_at"] == pytest.approx(85.0, abs=0.02)


def test_an_outcome_hangs_on_its_own_issue(case: Case) -> None:
    found = isthmus.hangs_on(case, "outcome:border", top=0)
    assert found.outputs["value"].to_list() == [80.0]
    inputs = found.hangs_on["input"].to_list()
    assert inputs[0] == "positions.border/south.position"
    assert not any(name.startswith("positions.bridge") for name in inputs)


def test_an_outcome_is_that_of_one_issue(case: Case) -> None:
    assert measure_called(case, "outcome:bridge").lenses == ("politics",)
    with pytest.raises(IsthmusError, match="that of one issue"):
        measure_called(case, "outcome:border;bridge")
    with pytest.raises(IsthmusError, match=r"Did you mean border\?"):
        measure_called(case, "outcome:bordr")


def test_other_answers_do_not_see_talks(case: Case) -> None:
    other = case.with_changes({"positions.border/south.capability": 9})
    assert isthmus.markets(other).welfare == isthmus.markets(case).welfare
    inputs = isthmus.hangs_on(case, "welfare", top=0).hangs_on["input"]
    assert not inputs.str.starts_with("positions").any()
