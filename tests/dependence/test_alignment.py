"""Exposure, dependence and balance on a case worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.dependence.balance import balance
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.words import evenness
from tests.lenses.builders import Row, build_case, field, homes, pipe
from tests.lenses.corridors.builders import cargo_case, leg, shipment

RELATIONS: list[Row] = [
    {"a": "city", "b": "north", "strength": 0.6},
    {"a": "north", "b": "city", "strength": 0.2},
    {"a": "city", "b": "east", "strength": 0.4},
    {"a": "north", "b": "east", "strength": -0.5},
]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The city uses 10: 6 from the north through the transit, 2 from the east, 2 of its own.

    The east's pipe holds 5, so that without the north, or the transit, 3 are missing.
    """
    return build_case(
        tmp_path,
        {"n": "north", "t": "transit", "e": "east", "c": "city"},
        links=[
            pipe("through", "n", "t", capacity=6),
            pipe("onward", "t", "c", capacity=6),
            pipe("eastern", "e", "c", capacity=5, cost=100),
        ],
        supply=[
            field("n", 50, 10, "northern"),
            field("e", 50, 10, "eastern"),
            field("c", 2, 10, "own"),
        ],
        demand=[homes("c", 10)],
        relations=RELATIONS,
    )


def of(result: Any, table: str, **keys: str) -> dict[str, Any]:
    """Return the one row of a table that has some cells."""
    found: dict[str, Any] = (
        result.table(table).row(by_predicate=_all_equal(keys), named=True)
    )  # fmt: skip
    return found


def _all_equal(keys: dict[str, str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == value for name, value in keys.items())


@pytest.mark.parametrize(
    ("on", "exposure", "origin", "dependence"),
    [("north", 0.6, 0.6, 0.3), ("transit", 0.6, 0.0, 0.3), ("east", 0.2, 0.2, 0.2)],
)
def test_what_the_city_receives(
    case: Case, on: str, exposure: float, origin: float, dependence: float
) -> None:
    row = of(isthmus.alignment(case), "dependence", actor="city", on=on, good="gas-received")
    assert row["exposure"] == pytest.approx(exposure)
    assert row["origin"] == pytest.approx(origin)
    assert row["dependence"] == pytest.approx(dependence)


def test_what_the_north_sells(case: Case) -> None:
    result = isthmus.alignment(case)
    for on, origin in (("transit", 0.0), ("city", 1.0)):
        row = of(result, "dependence", actor="north", on=on, good="gas-sold")
        assert row["exposure"] == pytest.approx(1.0)
        assert row["origin"] == pytest.approx(origin)
        assert row["dependence"] == pytest.approx(1.0)


def test_how_concentrated_it_is(case: Case) -> None:
    row = of(isthmus.alignment(case), "concentration", actor="city", good="gas-received")
    assert (row["quantity"], row["unit"]) == (pytest.approx(10), "bcm")
    assert row["own"] == pytest.approx(0.2)
    assert row["herfindahl"] == pytest.approx(0.6**2 + 0.2**2 + 0.2**2)


def test_words_beside_pipes(case: Case) -> None:
    result = isthmus.alignment(case, poles=["north", "east"])
    words = of(result, "balance", actor="city", by="words")
    assert words["weights"] == "0.400;0.400"
    assert words["value"] == pytest.approx(1.0)
    gas = of(result, "balance", actor="city", by="gas-received")
    assert gas["weights"] == "0.300;0.200"
    assert gas["value"] == pytest.approx(evenness([0.3, 0.2]))
    # of two goods, received and sold, the city would lose only of the first
    assert of(result, "balance", actor="city", by="pipes")["weights"] == "0.150;0.100"


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        ([1, 1], 1.0),
        ([1, 0], 0.0),
        ([0.5, -0.5], 0.0),
        ([-1, -1], None),
        ([0, 0], None),
        ([1], None),
        ([0.75, 0.25], 0.8112781244591328),
        ([1, 1, 1], 1.0),
    ],
)
def test_how_even_weights_are(weights: list[float], value: float | None) -> None:
    assert evenness(weights) == (value if value is None else pytest.approx(value))


def test_the_worlds_gas_is_nobodys(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"t": "port", "c": "city"},
        actors=[{"id": "world", "kind": "other"}],
        links=[pipe("pipe", "t", "c")],
        supply=[field("t", 10, 10, owner="world:1")],
        demand=[homes("c", 4)],
        relations=[{"a": "port", "b": "city", "strength": 1}],
    )
    row = of(isthmus.alignment(case), "dependence", actor="city", on="port", good="gas-received")
    assert (row["exposure"], row["origin"], row["dependence"]) == (1.0, 0.0, 1.0)


def test_cargo_passes_hands(tmp_path: Path) -> None:
    """The way through the south is cheap, that through the north dear but open."""
    case = cargo_case(
        tmp_path,
        {"o": "origin", "s": "south", "n": "north", "d": "city"},
        links=[
            leg("os", "o", "s", cost=10), leg("sd", "s", "d", cost=10),
            leg("on", "o", "n", cost=50, capacity=1), leg("nd", "n", "d", cost=50),
        ],
        shipments=[shipment("boxes", "o", "d", 4)],
        relations=[{"a": "origin", "b": "city", "strength": 1}],
    )  # fmt: skip
    result = isthmus.alignment(case)
    through = of(result, "dependence", actor="city", on="south", good="cargo-received")
    assert (through["exposure"], through["origin"]) == (1.0, 0.0)
    assert through["dependence"] == pytest.approx(0.75)
    source = of(result, "dependence", actor="city", on="origin", good="cargo-received")
    assert (source["exposure"], source["origin"], source["dependence"]) == (1.0, 1.0, 1.0)
    assert of(result, "dependence", actor="origin", on="south", good="cargo-sent")


def test_money_is_told_from_tables(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"n": "north", "c": "city", "e": "east"},
        links=[pipe("pipe", "n", "c")],
        supply=[field("n", 10, 10)],
        demand=[homes("c", 4)],
        relations=[{"a": "north", "b": "city", "strength": 1}],
        trade=[
            {"exporter": "north", "importer": "city", "year": 2023, "value": 30},
            {"exporter": "city", "importer": "north", "year": 2023, "value": 10},
            {"exporter": "city", "importer": "east", "year": 2023, "value": 10},
            {"exporter": "city", "importer": "city", "year": 2023, "value": 500},
            {"exporter": "city", "importer": "east", "year": 2022, "value": 900},
        ],
        settlement=[{"exporter": "north", "importer": "city", "year": 2023,
                     "national_share": 0.5, "friction": 0.02}],
        ties=[
            {"a": "north", "b": "city", "kind": "investment", "year": 2020, "value": 1,
             "unit": "billion USD"},
            {"a": "north", "b": "city", "kind": "investment", "year": 2023, "value": 3,
             "unit": "billion USD"},
            {"a": "east", "b": "city", "kind": "investment", "value": 1000},
            {"a": "east", "b": "city", "kind": "investment stock", "value": 1000},
            {"a": "east", "b": "city", "kind": "schools", "value": 1000},
        ],
    )  # fmt: skip
    result = isthmus.alignment(case)
    for good, share in (("trade", 0.8), ("settlement", 0.3), ("investment", 0.75)):
        row = of(result, "dependence", actor="city", on="north", good=good)
        assert row["exposure"] == pytest.approx(share)
        assert row["dependence"] is None
    assert "investment-stock" not in result.dependence["good"]  # of others nothing is told


def test_without_poles_nothing_is_balanced() -> None:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("actor", "on", "good", "exposure", "dependence")
    }
    assert balance({("a", "b"): 1.0}, [], columns, {})["actor"] == []


def test_what_cannot_be_asked(case: Case, tmp_path: Path) -> None:
    with pytest.raises(IsthmusError, match="'nroth' is no actor of case by-hand"):
        isthmus.alignment(case, poles=["nroth", "east"])
    with pytest.raises(IsthmusError, match="two or more that differ"):
        isthmus.alignment(case, poles=["north"])
    with pytest.raises(IsthmusError, match="1 camps: two or more"):
        isthmus.alignment(case, camps=1)
    bare = isthmus.open_case("two-countries")
    with pytest.raises(IsthmusError, match="has no relations of a strength other than 0"):
        isthmus.alignment(bare)
