"""Propositions on exposure, dependence and balance: they hold, fail, and turn round."""

from __future__ import annotations

from typing import Any

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.words import evenness
from isthmus.study.measures import measure_called
from tests.lenses.builders import build_case, field, homes, pipe

PROPOSITIONS = """\
hangs,dependence,city/north/gas-received,0.4,,,,
much,exposure,city/north/gas-received,0.9,,,,
even,balance,city/words,0.9,,,,
pipes,balance,city/pipes,0.9,,,,
trade,exposure,city/north/trade,0.5,,,,
more,dependence,city/north/gas-received,,-0.3,difference,wide,base
"""
TABLE = "id,measure,target,at_least,at_most,change,scenario,against\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The city uses 10, 5 of the north and 5 of the east, whose pipe is full."""
    tmp_path = tmp_path_factory.mktemp("case")
    build_case(
        tmp_path,
        {"n": "north", "e": "east", "c": "city"},
        links=[pipe("northern", "n", "c"), pipe("eastern", "e", "c", capacity=5)],
        supply=[field("n", 50, 20, "northern"), field("e", 50, 10, "eastern")],
        demand=[homes("c", 10)],
        relations=[
            {"a": "city", "b": "north", "strength": 0.5, "low": 0.1, "high": 0.9},
            {"a": "city", "b": "east", "strength": 0.6},
        ],
    )
    settings = tmp_path / "case.toml"
    poles = '[politics]\npoles = ["north", "east"]\n'
    settings.write_text(settings.read_text() + poles)
    (tmp_path / "scenarios").mkdir(exist_ok=True)
    (tmp_path / "scenarios" / "wide.toml").write_text(
        '[[set]]\ntable = "links"\nwhere = { id = "eastern" }\nvalues = { capacity = 9 }\n'
    )
    (tmp_path / "propositions.csv").write_text(TABLE + PROPOSITIONS)
    return isthmus.open_case(tmp_path)


@pytest.fixture(scope="module")
def found(case: Case) -> dict[str, dict[str, Any]]:
    return {row["proposition"]: row for row in isthmus.verdict(case).verdicts.to_dicts()}


@pytest.mark.parametrize(
    ("name", "verdict", "value"),
    [
        ("hangs", "depends", 0.5),
        ("much", "fails", 0.5),
        ("even", "depends", 0.994),
        ("pipes", "fails", 0.0),  # the north could serve all of it: nothing hangs on the east
        ("trade", "not computable", None),
        ("more", "depends", -0.4),
    ],
)
def test_the_verdicts(
    found: dict[str, dict[str, Any]], name: str, verdict: str, value: float | None
) -> None:
    row = found[name]
    assert row["value"] == (value if value is None else pytest.approx(value, abs=1e-3))
    assert row["verdict"] == verdict
    assert row["unit"] == "1"


def test_where_it_turns_round(found: dict[str, dict[str, Any]]) -> None:
    """At a need of 25/3 two fifths of it are more than the eastern pipe brings."""
    assert found["hangs"]["flips_input"] == "demand.homes.quantity"
    assert found["hangs"]["flips_at"] == pytest.approx(25 / 3, abs=3e-3)
    assert found["even"]["flips_input"] == "relations.city/north//.strength"
    assert evenness([found["even"]["flips_at"], 0.6]) == pytest.approx(0.9, abs=1e-3)


def test_the_balance_is_that_of_alignment(case: Case, found: dict[str, dict[str, Any]]) -> None:
    balance = isthmus.alignment(case).balance
    value = dict(zip(balance["by"], balance["value"], strict=True))
    assert found["even"]["value"] == pytest.approx(value["words"])
    assert found["pipes"]["value"] == pytest.approx(value["pipes"])


def test_what_it_hangs_on(case: Case) -> None:
    answer = "dependence:city/north/gas-received"
    first = isthmus.hangs_on(case, answer).hangs_on.row(0, named=True)
    assert first["input"] in ("links.eastern.capacity", "demand.homes.quantity")
    assert first["output"] == answer


def test_names_are_understood(case: Case) -> None:
    measure = measure_called(case, "balance:city/words")
    assert (measure.lenses, measure.unit(case)) == (("tables",), "1")
    assert measure_called(case, "exposure:city/north/gas-received").lenses == ("alignment",)


def test_a_good_that_no_model_has(case: Case) -> None:
    with pytest.raises(IsthmusError, match="'oil-received' is no good that case by-hand"):
        isthmus.hangs_on(case, "dependence:city/north/oil-received")
    with pytest.raises(IsthmusError, match="write balance:ACTOR/BY"):
        isthmus.hangs_on(case, "balance:city")
