"""Markets solved by hand, continued: conversion, demand, owners and what is open."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import isthmus
from isthmus.result import Result
from tests.lenses.builders import (
    HALVES,
    NORTH_SOUTH,
    POWER,
    STORE,
    Row,
    amounts,
    approx,
    build_case,
    field,
    flows,
    gains,
    homes,
    hub,
    pipe,
    prices,
    profile,
)


def plant(**cells: Any) -> Row:
    return pipe("plant", "a", "a", to_commodity="power", **{"yield": 5}, cost=10, **cells)


def lamps(quantity: float) -> Row:
    return {**homes("a", quantity, 1000, id="lamps"), "commodity": "power"}


def test_a_gas_plant_makes_power(tmp_path: Path) -> None:
    """10 TWh take 2 bcm; gas at 200 and 10 of cost make power at 210 / 5 = 42."""
    case = build_case(
        tmp_path,
        {"a": "north"},
        commodities=[POWER],
        links=[plant()],
        supply=[field("a", 100, 200)],
        demand=[lamps(10)],
    )
    result = isthmus.markets(case, "power")
    found = result.prices.select("commodity", "price").rows()
    assert dict(found) == approx({"gas": 200, "power": 42})
    assert flows(result) == approx({"plant": 2})
    assert gains(result) == approx({"north consumer_surplus": -420})
    assert result.summary["commodity"].to_list() == ["gas", "power"]
    assert result.summary["supplied"].to_list() == pytest.approx([2, 0])
    assert result.summary["demanded"].to_list() == pytest.approx([0, 10])
    assert sum(result.summary["welfare"]) == pytest.approx(-420)


def coupled(folder: Path, **cells: Any) -> Result:
    """5 of gas at 100 for homes that pay 300 and a plant beside power imports at 60."""
    case = build_case(
        folder,
        {"a": "north"},
        actors=["driller", "generator", "trader"],
        commodities=[POWER],
        links=[plant(holders="generator:1", **cells)],
        supply=[
            field("a", 5, 100, owner="driller:1"),
            {**field("a", 100, 60, "import", owner="trader:1"), "commodity": "power"},
        ],
        demand=[hub("a", 300, quantity=3), lamps(20)],
    )
    return isthmus.markets(case)


def test_two_commodities_coupled_by_a_plant(tmp_path: Path) -> None:
    """In the plant a unit of gas replaces 5 of imports: worth 5 x 60 - 10 = 290, gas's price."""
    result = coupled(tmp_path)
    assert dict(result.prices.select("commodity", "price").iter_rows()) == approx(
        {"gas": 290, "power": 60}
    )
    assert amounts(result, "supply", "quantity") == approx({"field": 5, "import": 10})
    assert flows(result) == approx({"plant": 2})
    assert gains(result) == approx(
        {
            "driller producer_surplus": 190 * 5,
            "north consumer_surplus": (300 - 290) * 3 - 60 * 20,
        }
    )


def test_a_full_plant_keeps_its_rent(tmp_path: Path) -> None:
    """The plant burns 1, so 1 of gas is left over and its price is its cost, 100."""
    result = coupled(tmp_path, capacity=1)
    assert gains(result) == approx(
        {
            "generator scarcity_rent": 5 * 60 - 10 - 100,
            "north consumer_surplus": (300 - 100) * 3 - 60 * 20,
        }
    )


def test_fixed_demand_in_shortage(tmp_path: Path) -> None:
    """6 of 10 are served at the cap, 500: what is missing costs as much as what is paid."""
    case = build_case(
        tmp_path,
        {"a": "north"},
        actors=["driller"],
        supply=[field("a", 6, 30, owner="driller:1")],
        demand=[homes("a", 10, 500)],
    )
    result = isthmus.markets(case)
    assert prices(result) == approx({"a": 500})
    assert result.unserved == pytest.approx(4)
    assert gains(result) == approx(
        {"driller producer_surplus": 470 * 6, "north consumer_surplus": -500 * 10}
    )
    assert result.welfare == pytest.approx(-30 * 6 - 500 * 4)
    short = result.shortages.row(0, named=True)
    assert (short["unserved"], short["need"], short["price_cap"]) == pytest.approx((4, 10, 500))
    assert short["reason"] == "field gives all it can (6)"


@pytest.mark.parametrize(("quantity", "price", "hub_gain"), [(8, 30, 50 * 5), (3, 80, 0)])
def test_a_hub_with_a_quantity(
    tmp_path: Path, quantity: float, price: float, hub_gain: float
) -> None:
    """It takes up to 5 at 80: with 8 for sale at 30 the price is 30, with 3 it is 80."""
    case = build_case(
        tmp_path,
        {"a": "north"},
        actors=["driller"],
        supply=[field("a", quantity, 30, owner="driller:1")],
        demand=[hub("a", 80, quantity=5)],
    )
    result = isthmus.markets(case)
    assert prices(result) == approx({"a": price})
    assert result.welfare == pytest.approx(50 * min(quantity, 5))
    assert gains(result).get("north consumer_surplus", 0) == pytest.approx(hub_gain)
    assert result.unserved == 0
    assert len(result.shortages) == 0


def curve(folder: Path, cost: float, demand_steps: int, **cells: Any) -> Result:
    case = build_case(
        folder,
        {"a": "north"},
        demand_steps=demand_steps,
        supply=[field("a", 1000, cost)],
        demand=[{"id": "homes", "node": "a", "price": 100, **cells}],
    )
    return isthmus.markets(case)


def test_isoelastic_demand_of_elasticity_one(tmp_path: Path) -> None:
    """P = 1000/q, cut at 400 (q = 2.5), ends at 25 (q = 40): steps of 10.

    They are worth 100 + 100 ln 4, 100 ln 2 = 69.3, 100 ln 1.5 = 40.5 and 100 ln 4/3.
    At 50 two are bought, for a surplus of 10 x (100 + 100 ln 4 + 100 ln 2 - 100).
    """
    result = curve(tmp_path, 50, 4, curve="isoelastic", quantity=10, elasticity=-1, price_cap=400)
    assert amounts(result, "demand", "quantity") == approx({"homes": 20})
    assert prices(result) == approx({"a": 50})
    assert gains(result) == approx({"north consumer_surplus": 1000 * log(8)})


def test_isoelastic_demand_with_its_default_bounds(tmp_path: Path) -> None:
    """P = 100 q^(-1/2), cut at 400 (q = 1/16), ends at 25 (q = 16): steps of 1.

    The first is worth 400/16 + 200 (1 - 1/4) = 175, the next 200 (sqrt(k + 1) - sqrt(k)):
    82.8, 63.6, 53.6. At 60 three are bought.
    """
    result = curve(tmp_path, 60, 16, curve="isoelastic", quantity=1, elasticity=-2)
    assert amounts(result, "demand", "quantity") == approx({"homes": 3})
    assert gains(result) == approx({"north consumer_surplus": 175 + 200 * (sqrt(3) - 1) - 180})


def test_linear_demand_between_cap_and_floor(tmp_path: Path) -> None:
    """P = 200 - 10 q, cut at 150, ends at 50 (q = 15): steps of 5 worth 150, 125 and 75."""
    cells = {"quantity": 10, "elasticity": -1, "price_cap": 150, "price_floor": 50}
    result = curve(tmp_path, 100, 3, curve="linear", **cells)
    assert amounts(result, "demand", "quantity") == approx({"homes": 10})
    assert gains(result) == approx({"north consumer_surplus": 50 * 5 + 25 * 5})


def test_an_undetermined_price_is_the_middle_of_what_is_possible(tmp_path: Path) -> None:
    """Supply is just the need: the price at b may be anything from 30 + 5 to the cap, 500."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        links=[pipe(cost=5)],
        supply=[field("a", 10, 30)],
        demand=[homes("b", 10, 500)],
    )
    result = isthmus.markets(case, intervals=True)
    assert prices(result) == approx({"a": (30 + 495) / 2, "b": (35 + 500) / 2})
    assert result.prices.select("low", "high").rows() == [
        pytest.approx((30, 495)),
        pytest.approx((35, 500)),
    ]
    assert result.gains.select("actor", "low", "total", "high").rows()[:2] == [
        ("north", pytest.approx(0), pytest.approx(465 / 2 * 10), pytest.approx(4650)),
        ("south", pytest.approx(-5000), pytest.approx(-2675), pytest.approx(-350)),
    ]


def test_what_nobody_reaches_has_no_price_and_pays_for_its_whole_need(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {**NORTH_SOUTH, "c": "east"},
        links=[pipe(), pipe("gone", "b", "c", status="closed")],
        supply=[field("a", 100, 20)],
        demand=[homes("b", 3), homes("c", 2, 400, id="c-homes")],
    )
    result = isthmus.markets(case)
    assert prices(result) == {"a": 20, "b": 20, "c": None}
    assert gains(result) == approx(
        {"south consumer_surplus": -60, "east consumer_surplus": -400 * 2}
    )
    assert result.shortages["reason"].to_list() == ["nothing can reach it"]


def test_shares_of_owners_and_holders(tmp_path: Path) -> None:
    """Price 100 and cost 20 + 10 + 5 leave a rent of 65 on 4; the field's surplus is 0."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        actors=["x", "y", "z"],
        links=[pipe(capacity=4, cost=10, tariff=5, owners="x:0.25;y:0.75", holders="y:0.5;z:0.5")],
        supply=[
            field("a", 100, 20),
            field("b", 2, 40, "b-field", owner="x:0.1;z:0.9"),
        ],
        demand=[
            hub("b", 100),
            hub("b", 110, id="keen", quantity=1, owner="x:0.5;y:0.3;z:0.2"),
        ],
    )
    result = isthmus.markets(case)
    rent, tariff, local, keen = 65 * 4, 5 * 4, 60 * 2, 10
    assert gains(result) == approx(
        {
            "x consumer_surplus": 0.5 * keen,
            "x producer_surplus": 0.1 * local,
            "x tariff": 0.25 * tariff,
            "y consumer_surplus": 0.3 * keen,
            "y scarcity_rent": 0.5 * rent,
            "y tariff": 0.75 * tariff,
            "z consumer_surplus": 0.2 * keen,
            "z producer_surplus": 0.9 * local,
            "z scarcity_rent": 0.5 * rent,
        }
    )


def test_what_has_no_owner_is_unassigned(tmp_path: Path) -> None:
    """Neither end has an actor, so neither have the link, the field, the homes and the store."""
    case = build_case(
        tmp_path,
        {"a": None, "b": None},
        actors=["bystander"],
        periods=HALVES,
        links=[pipe(capacity=8, tariff=5, profile="open-in-summer")],
        supply=[field("a", 100, 20), field("a", 2, 10, "spring")],
        demand=[homes("b", 4, 300)],
        stores=[{**STORE, "node": "b", "volume": 1}],
        profiles=profile("open-in-summer", "availability", winter=0, summer=1),
    )
    result = isthmus.markets(case)
    # In winter the store's 1 of 2 is all; in summer 2 + 1 are carried at 20 + 5.
    assert gains(result) == approx(
        {
            "unassigned consumer_surplus": -(300 * 2 + 25 * 2),
            "unassigned producer_surplus": (20 - 10) * 1,
            "unassigned storage": 300 - 25 - 3,
            "unassigned tariff": 5 * 3,
        }
    )


@pytest.mark.parametrize(
    ("cells", "carried"),
    [
        ({}, 3),
        ({"status": "planned"}, 0),
        ({"status": "closed"}, 0),
        ({"opened": 2023}, 3),
        ({"opened": 2024}, 0),
        ({"closed": 2023}, 0),
        ({"closed": 2024}, 3),
        ({"opened": 2022, "closed": 2024}, 3),
        ({"requires": "treaty"}, 3),
        ({"requires": "dead-letter"}, 0),
        ({"requires": "treaty;dead-letter"}, 0),
        ({"requires": "draft"}, 0),
    ],
)
def test_which_links_are_open(tmp_path: Path, cells: Row, carried: float) -> None:
    """The base year is 2023. The local field makes sure that there is a market."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        links=[pipe(**cells)],
        supply=[field("a", 100, 20), field("b", 100, 90, "b-field")],
        demand=[homes("b", 3)],
        agreements=[
            {"id": "treaty", "status": "in_force", "parties": "north;south"},
            {"id": "dead-letter", "status": "suspended", "parties": "north;south"},
            {"id": "draft", "status": "signed", "parties": "north;south"},
        ],
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe": carried})
    assert prices(result)["b"] == pytest.approx(20 if carried else 90)


def test_a_market_without_a_way_is_an_error(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        links=[pipe(status="closed")],
        supply=[field("a", 100, 20)],
        demand=[homes("b", 3)],
    )
    with pytest.raises(isthmus.IsthmusError, match="supply at a to demand at b"):
        isthmus.markets(case)


def test_profiles_shape_capacity_need_and_price(tmp_path: Path) -> None:
    """Weights 0.25 and 0.75. The pipe carries 8 x 0.25 x 0.5 in winter; homes need 12 x 0.25 x 2.

    The hub pays 60 x 1.5 in winter, and in summer 60 x 0.4, less than gas costs.
    """
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        periods={"winter": 0.25, "summer": 0.75},
        links=[pipe(capacity=8, profile="ice", cost=5, holders="north:1")],
        supply=[field("a", 100, 30), field("b", 100, 70, "b-field")],
        demand=[
            homes("b", 12, profile="cold"),
            hub("a", 60, quantity=4, cost_profile="dear", id="hub"),
        ],
        profiles=profile("ice", "availability", winter=0.5, summer=1)
        + profile("cold", "rate", winter=2, summer=2 / 3)
        + profile("dear", "price", winter=1.5, summer=0.4),
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe winter": 1, "pipe summer": 6})
    quantities = amounts(result, "demand", "quantity")
    assert quantities == approx(
        {"homes winter": 6, "homes summer": 6, "hub winter": 1, "hub summer": 0}
    )
    # In summer the pipe is just full with just the need, so b's price lies between 35 and 70.
    winter = {"a winter": 30, "b winter": 70}
    assert prices(result) == approx({**winter, "a summer": 30, "b summer": (35 + 70) / 2})
    rent = (70 - 35) * 1 + (52.5 - 35) * 6
    assert gains(result)["north scarcity_rent"] == pytest.approx(rent)
    assert gains(result)["north consumer_surplus"] == pytest.approx((90 - 30) * 1)


def test_summary_adds_up_to_the_objective(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        links=[pipe(capacity=2, tariff=7)],
        supply=[field("a", 100, 30)],
        demand=[homes("b", 5, 400), hub("a", 50, quantity=3)],
    )
    result = isthmus.markets(case)
    row = result.summary.row(0, named=True)
    assert row["supplied"] == pytest.approx(5)
    assert row["demanded"] == pytest.approx(5)
    assert row["unserved"] == pytest.approx(3)
    assert row["cost"] == pytest.approx(30 * 5 + 7 * 2)
    assert row["welfare"] == pytest.approx(50 * 3 - 400 * 3 - 30 * 5)
    assert result.supply.select(pl.sum("cost")).item() == pytest.approx(150)
