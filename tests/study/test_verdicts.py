"""Propositions: they hold, fail or depend, and where they turn round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.study.verdicts import verdict
from tests.lenses.builders import Row, build_case, field, homes, pipe

PROPOSITIONS: list[Row] = [
    {"id": "enough", "measure": "flow", "target": "pipe", "at_least": 4},
    {"id": "plenty", "measure": "flow", "target": "pipe", "at_least": 9},
    {"id": "full", "measure": "flow", "target": "pipe", "at_least": 5.5, "at_most": 7},
    {"id": "short", "measure": "unserved", "target": "homes", "at_most": 3},
    {"id": "power", "measure": "balance", "target": "north/words", "at_least": 0.5},
    {"id": "priced", "measure": "price", "target": "b", "at_least": 100},
]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A pipe of 6 for a need of 10; a cap of 500 is the price."""
    return build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
        propositions=PROPOSITIONS,
    )


def rows(case: Case, *ids: str) -> dict[str, dict[str, Any]]:
    return {row["proposition"]: row for row in verdict(case, *ids).verdicts.to_dicts()}


def test_the_verdicts(case: Case) -> None:
    assert {name: row["verdict"] for name, row in rows(case).items()} == {
        "enough": "holds",
        "full": "depends",
        "plenty": "fails",
        "power": "not computable",
        "priced": "holds",
        "short": "depends",
    }


def test_where_they_turn_round(case: Case) -> None:
    """The capacity's band is 4.5 to 7.5; the need's 7.5 to 12.5."""
    full, short = (rows(case)[name] for name in ("full", "short"))
    assert (full["holds"], full["value"]) == (True, 6.0)
    assert full["flips_input"] == "links.pipe.capacity"
    assert full["flips_at"] == pytest.approx(5.5, abs=1.5e-3)
    assert (short["holds"], short["value"]) == (False, pytest.approx(4.0))
    assert short["flips_input"] == "demand.homes.quantity"
    assert short["flips_at"] == pytest.approx(9.0, abs=2.5e-3)
    flips = verdict(case, "short").flips.to_dicts()
    assert [(flip["input"], flip["grade"]) for flip in flips] == [
        ("demand.homes.quantity", "unsourced"),
        ("links.pipe.capacity", "unsourced"),
    ]
    assert flips[1]["flips_at"] == pytest.approx(7.0, abs=1.5e-3)


def test_a_case_without_propositions_is_refused() -> None:
    with pytest.raises(IsthmusError, match="case two-countries has no propositions"):
        verdict(isthmus.open_case("two-countries"))


def test_units_and_bounds(case: Case) -> None:
    found = rows(case, "priced", "short")
    assert (found["priced"]["unit"], found["short"]["unit"]) == ("USD/tcm", "bcm")
    assert (found["priced"]["at_least"], found["priced"]["at_most"]) == (100.0, None)
    assert found["priced"]["value"] == pytest.approx(500.0)


def test_an_unknown_one_is_refused(case: Case) -> None:
    with pytest.raises(IsthmusError, match="'ful' is no proposition of case by-hand"):
        verdict(case, "ful")


def test_the_article_on_pipelines_the_swap_and_self_sufficiency() -> None:
    """The case brings at least twelve; some hold, some fail, some depend on a number."""
    case = isthmus.open_case("caucasus")
    table = case.tables["propositions"]
    assert len(table) >= 12
    assert {claim.partition("-")[0] for claim in table["claim"]} == {"article"}
    found = rows(case, "own-gas-fills-minima", "half-is-burned-at-home", "fields-give-35")
    assert {name: row["verdict"] for name, row in found.items()} == {
        "own-gas-fills-minima": "holds",
        "half-is-burned-at-home": "fails",
        "fields-give-35": "depends",
    }
    assert found["fields-give-35"]["value"] == pytest.approx(35.6)


def test_the_swap_against_the_base() -> None:
    case = isthmus.open_case("caucasus")
    value = rows(case, "swap-raises-exports")["swap-raises-exports"]["value"]
    links = ["turkgozu-erzurum", "tanap-offtake", "tap", "tap-greece", "igb", "gardabani-tbilisi"]
    flows = [
        isthmus.markets(case.with_scenario(name)).flows.filter(pl.col("link").is_in(links))
        for name in ("russian-gas-swap", "base")
    ]
    swap, base = (frame["flow"].sum() for frame in flows)
    assert value == pytest.approx(swap - base, abs=1e-6)


def test_a_share_is_judged_as_it_stands_and_no_input_is_moved(tmp_path: Path) -> None:
    """Of two who need each other each has half."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
        propositions=[
            {"id": "even", "measure": "shapley_share", "target": "north;-south", "at_least": 0},
            {"id": "half", "measure": "shapley_share", "target": "north/gas", "at_least": 0.4},
            {"id": "most", "measure": "shapley_share", "target": "south", "at_least": 0.6},
        ],
    )
    found = verdict(case)
    assert found.verdicts.select("proposition", "verdict", "value").rows() == [
        ("even", "holds", pytest.approx(0.0)),
        ("half", "holds", pytest.approx(0.5)),
        ("most", "fails", pytest.approx(0.5)),
    ]
    assert len(found.flips) == 0
    assert "none where it speaks of shares" in found.notes[0]


def test_what_the_case_says_of_shares() -> None:
    """The swap moves nobody's hold over gas by a thousandth."""
    case = isthmus.open_case("caucasus")
    (found,) = rows(case, "swap-raises-the-share-of-baku").values()
    assert found["verdict"] == "fails"
    leverage = [
        isthmus.leverage(case.with_scenario(name), "gas", caps=False).shares
        for name in ("russian-gas-swap", "base")
    ]
    after, before = (
        frame.filter(pl.col("player") == "aze")["shapley_share"].item() for frame in leverage
    )
    assert found["value"] == pytest.approx(after - before, abs=1e-9)
