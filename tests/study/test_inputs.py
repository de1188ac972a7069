"""The inputs of an answer and their bands."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.study.inputs import Input, inputs_of
from isthmus.study.of_markets import MARKETS
from tests.lenses.builders import build_case, field, homes, pipe, profile


def bands(case: Case) -> dict[str, tuple[float, float]]:
    return {one.name: (one.low, one.high) for one in inputs_of(case, [MARKETS])}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        periods={"winter": 0.5, "summer": 0.5},
        links=[pipe(capacity=10, loss=0.9, length=100, profile="open")],
        supply=[field("a", 8, 40, profile="even")],
        demand=[
            homes("b", 4),
            {"id": "mill", "node": "b", "quantity": 4, "price": 50, "curve": "linear",
             "elasticity": -0.4, "price_cap": 55, "price_floor": 50},
        ],
        contracts=[
            {"id": "deal", "seller": "north", "buyer": "south", "link": "pipe", "minimum": 4,
             "maximum": 4.5, "price": 60}
        ],
        profiles=[
            *profile("open", "availability", winter=0.9, summer=1.0),
            *profile("even", "rate", winter=1.8, summer=0.2),
        ],
    )  # fmt: skip


def test_a_quarter_either_way_where_no_claim_gives_a_band(case: Case) -> None:
    found = bands(case)
    assert found["links.pipe.capacity"] == (7.5, 12.5)
    assert found["demand.mill.elasticity"] == (-0.5, -0.30000000000000004)
    assert found["contracts.deal.price"] == (45.0, 75.0)


def test_a_band_ends_where_the_case_would_no_longer_hold(case: Case) -> None:
    found = bands(case)
    assert found["links.pipe.loss"] == (0.675, 1 - 1e-6)
    assert found["profiles.open/winter.factor"] == (0.675, 1.0)
    assert found["profiles.open/summer.factor"] == (0.75, 1.0)
    assert found["profiles.even/winter.factor"] == (1.35, 2.0)
    assert found["contracts.deal.minimum"] == (3.0, 4.5)
    assert found["contracts.deal.maximum"] == (4.0, 5.625)
    assert found["demand.mill.price_floor"] == (37.5, 55.0)
    assert found["demand.mill.price_cap"] == (50.0, 68.75)


def test_what_the_lens_does_not_read_is_no_input(case: Case) -> None:
    assert "links.pipe.length" not in bands(case)


def test_the_band_of_its_claims() -> None:
    case = isthmus.open_case("caucasus")
    found: dict[str, Input] = {one.name: one for one in inputs_of(case, [MARKETS])}
    capacity = found["links.tanap.capacity"]
    assert (capacity.value, capacity.low, capacity.high) == (17.6, 17.0, 18.2)
    assert capacity.cell.grade == "sourced"
    assert case.filled["links"]["id"][capacity.row] == "tanap"
