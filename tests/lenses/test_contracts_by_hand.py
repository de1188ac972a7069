"""Contracts on paper: floors, ceilings, prices, what is missed and who bears it.

Everywhere a pipe leads from `a` (North, with a field) to `b` (South, the buyer's country).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.result import Result
from tests.lenses.builders import (
    HALVES,
    Row,
    amounts,
    approx,
    build_case,
    flows,
    gains,
    prices,
    profile,
)


def contract(name: str = "deal", **cells: Any) -> Row:
    return {"id": name, "seller": "seller", "buyer": "buyer", "link": "pipe", **cells}


def trade(
    folder: Path,
    contracts: list[Row],
    *,
    cost: float,
    need: Row,
    local: Row | None = None,
    link: Row | None = None,
    **more: Any,
) -> Result:
    """Solve a pipe of cost 5 from a field at `cost` to a need, with its holder and the parties."""
    supply = [{"id": "field", "node": "a", "quantity": 100, "cost": cost}]
    case = build_case(
        folder,
        {"a": "north", "b": "south"},
        actors=["seller", "buyer", "holder"],
        links=[
            {"id": "pipe", "from": "a", "to": "b", "cost": 5, "holders": "holder:1"} | (link or {})
        ],
        supply=[*supply, {"id": "local", "node": "b", "quantity": 100, **local}]
        if local
        else supply,
        demand=[{"id": "homes", "node": "b", **need}],
        contracts=contracts,
        **more,
    )
    return isthmus.markets(case)


def homes(quantity: float, cap: float = 500) -> Row:
    return {"quantity": quantity, "curve": "fixed", "price_cap": cap}


def hub(price: float, **cells: Any) -> Row:
    return {"curve": "hub", "price": price, **cells}


def settled(result: Result) -> dict[str, float]:
    return amounts(result, "contracts", "volume")


@pytest.mark.parametrize(
    ("price", "gained"),
    [
        (None, {"buyer scarcity_rent": -45 * 4}),
        # The buyer pays 20 above b's price, the seller bears what delivery costs.
        (
            70,
            {
                "seller scarcity_rent": -45 * 4,
                "buyer settlement": -20 * 4,
                "seller settlement": 20 * 4,
            },
        ),
    ],
)
def test_a_minimum_out_of_the_money_falls_on_its_buyer_or_if_priced_its_seller(
    tmp_path: Path, price: float | None, gained: dict[str, float]
) -> None:
    """At b gas costs 50; the contract forces 4 at 90 + 5 upon it: 50 - 90 - 5 = -45 each."""
    deal = contract(minimum=4, price=price)
    result = trade(tmp_path, [deal], cost=90, need=homes(10), local={"cost": 50})
    assert flows(result) == approx({"pipe": 4})
    assert prices(result) == approx({"a": 90, "b": 50})
    assert result.flows["scarcity_price"].item() == pytest.approx(-45)
    assert result.flows["bound_by"].item() == "minimum of deal"
    assert gains(result) == approx({**gained, "south consumer_surplus": -50 * 10})
    assert result.welfare == pytest.approx(-(95 * 4 + 50 * 6))


def test_a_minimum_in_the_money_costs_nobody_anything(tmp_path: Path) -> None:
    """Gas that costs 35 at b flows anyway; the rent on the full pipe stays with its holder."""
    deal = contract(minimum=4)
    result = trade(
        tmp_path, [deal], cost=30, need=homes(10), local={"cost": 50}, link={"capacity": 6}
    )
    assert gains(result) == approx(
        {"holder scarcity_rent": 15 * 6, "south consumer_surplus": -50 * 10}
    )


def test_a_minimum_is_missed_where_that_is_cheaper(tmp_path: Path) -> None:
    """To miss a unit costs the buyer 30, to take it 45: all 4 are missed."""
    deal = contract(minimum=4, shortfall_price=30)
    result = trade(tmp_path, [deal], cost=90, need=homes(10), local={"cost": 50})
    assert flows(result) == approx({"pipe": 0})
    assert amounts(result, "contracts", "missed") == approx({"deal": 4})
    assert result.notes == (
        "contract deal misses 4 of its minimum of 4: to deliver more would cost 45 a unit beyond "
        "what it is worth, and to miss it costs 30",
    )
    assert settled(result) == approx({"deal": 0})
    assert gains(result) == approx(
        {"buyer scarcity_rent": -30 * 4, "south consumer_surplus": -50 * 10}
    )
    assert result.welfare == pytest.approx(-120 - 500)


def test_a_minimum_above_the_capacity(tmp_path: Path) -> None:
    """The pipe carries 1.5 of 4. A unit more would spare 100 - 45 = 55: that is its rent.

    The buyer bears the floor's dual, 100, on what is taken, and 100 on what is missed.
    """
    deal = contract(minimum=4, shortfall_price=100)
    result = trade(
        tmp_path, [deal], cost=90, need=homes(10), local={"cost": 50}, link={"capacity": 1.5}
    )
    assert flows(result) == approx({"pipe": 1.5})
    assert result.notes == ("contract deal misses 2.5 of its minimum of 4: pipe is full (1.5)",)
    assert gains(result) == approx(
        {
            "buyer scarcity_rent": -100 * 1.5 - 100 * 2.5,
            "holder scarcity_rent": 55 * 1.5,
            "south consumer_surplus": -50 * 10,
        }
    )


@pytest.mark.parametrize(("cost", "taken"), [(690, 4), (700, 0)])
def test_a_shortfall_costs_the_highest_cap_of_the_buyers_country(
    tmp_path: Path, cost: float, taken: float
) -> None:
    """Gas is free at b. The caps there are 300 and 700; the 900 at a do not count."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=[{"id": "buyer", "parent": "south"}],
        links=[{"id": "pipe", "from": "a", "to": "b", "cost": 5}],
        supply=[
            {"id": "field", "node": "a", "quantity": 100, "cost": cost},
            {"id": "local", "node": "b", "quantity": 100},
        ],
        demand=[
            {"id": "low", "node": "b", **homes(1, 300)},
            {"id": "high", "node": "b", **homes(9, 700)},
            {"id": "abroad", "node": "a", **homes(1, 900)},
        ],
        contracts=[contract(minimum=4, seller="north")],
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe": taken})
    assert gains(result)["buyer scarcity_rent"] == pytest.approx(
        -(cost + 5) * taken - 700 * (4 - taken)
    )


def test_forced_gas_that_nobody_wants_is_vented(tmp_path: Path) -> None:
    """Node b needs 1 and takes 4: its price is 0, and each of the 4 costs the buyer 20 + 5."""
    result = trade(tmp_path, [contract(minimum=4)], cost=20, need=homes(1))
    assert prices(result) == approx({"a": 20, "b": 0})
    assert flows(result) == approx({"pipe": 4})
    assert amounts(result, "demand", "quantity") == approx({"homes": 1})
    assert gains(result) == approx({"buyer scarcity_rent": -25 * 4})


def test_an_exclusive_maximum_binds_and_its_rent_stays_with_the_holder(tmp_path: Path) -> None:
    """3 flow though the pipe would carry 10; each earns 100 - 20 - 5."""
    deal = contract(maximum=3, exclusive="true")
    result = trade(tmp_path, [deal], cost=20, need=hub(100), link={"capacity": 10})
    assert flows(result) == approx({"pipe": 3})
    assert result.flows["bound_by"].item() == "deal"
    assert gains(result) == approx({"holder scarcity_rent": 75 * 3})


def test_any_other_maximum_limits_only_what_is_settled(tmp_path: Path) -> None:
    """10 flow, 3 of them under the contract, at 60 where the node's price is 100."""
    deal = contract(maximum=3, price=60)
    result = trade(tmp_path, [deal], cost=20, need=hub(100), link={"capacity": 10})
    assert flows(result) == approx({"pipe": 10})
    assert settled(result) == approx({"deal": 3})
    assert gains(result) == approx(
        {
            "holder scarcity_rent": 75 * 10,
            "buyer settlement": 40 * 3,
            "seller settlement": -40 * 3,
        }
    )


def test_one_exclusive_contract_closes_the_link_to_all_but_contracts(tmp_path: Path) -> None:
    """The maxima 3 and 2 of both contracts are the ceiling."""
    deals = [contract(maximum=3, exclusive="true"), contract("other", maximum=2)]
    result = trade(tmp_path, deals, cost=20, need=hub(100), link={"capacity": 10})
    assert flows(result) == approx({"pipe": 5})
    assert settled(result) == approx({"deal": 3, "other": 2})


def test_a_contract_price_counts_what_is_lost_on_the_way(tmp_path: Path) -> None:
    """3 sent are 2.7 received, at 60 instead of 100; the rent is 0.9 x 100 - 20 - 5 = 65."""
    deal = contract(maximum=3, price=60, exclusive="true")
    result = trade(tmp_path, [deal], cost=20, need=hub(100), link={"loss": 0.1})
    assert gains(result) == approx(
        {
            "holder scarcity_rent": 65 * 3,
            "buyer settlement": 40 * 2.7,
            "seller settlement": -40 * 2.7,
        }
    )


@pytest.mark.parametrize(("per", "winter", "summer"), [("year", 0, 4), ("period", 2, 2)])
def test_a_minimum_over_the_year_or_in_each_period(
    tmp_path: Path, per: str, winter: float, summer: float
) -> None:
    """At b gas costs 50, in summer 70: a unit loses 45 or 25, so over the year summer takes all."""
    result = trade(
        tmp_path,
        [contract(minimum=4, per=per)],
        cost=90,
        need=homes(10),
        local={"cost": 50, "cost_profile": "dear"},
        periods=HALVES,
        profiles=profile("dear", "price", winter=1, summer=1.4),
    )
    assert flows(result) == approx({"pipe winter": winter, "pipe summer": summer})
    assert gains(result) == approx(
        {
            "buyer scarcity_rent": -(45 * winter + 25 * summer),
            "south consumer_surplus": -(50 + 70) * 5,
        }
    )


@pytest.mark.parametrize(("per", "winter", "summer"), [("year", 10, 0), ("period", 5, 5)])
def test_a_maximum_over_the_year_or_in_each_period(
    tmp_path: Path, per: str, winter: float, summer: float
) -> None:
    """The hub pays 120 in winter and 80 in summer: over the year all 10 go in winter."""
    result = trade(
        tmp_path,
        [contract(maximum=10, per=per, exclusive="true")],
        cost=20,
        need=hub(100, cost_profile="dear"),
        periods=HALVES,
        profiles=profile("dear", "price", winter=1.2, summer=0.8),
    )
    assert flows(result) == approx({"pipe winter": winter, "pipe summer": summer})
    assert gains(result) == approx({"holder scarcity_rent": 95 * winter + 55 * summer})
    assert settled(result) == approx({"deal winter": winter, "deal summer": summer})


@pytest.mark.parametrize(
    ("flow", "second_maximum", "first", "second"),
    [
        (7, 3, 2 + 4 * 4 / 6, 1 + 2 * 4 / 6),
        (3, 3, 2, 1),
        (12, 3, 6, 3),
        (7, None, 2, 5),
    ],
)
def test_contracts_of_a_link_take_minima_first_then_share_in_proportion(
    tmp_path: Path, flow: float, second_maximum: float | None, first: float, second: float
) -> None:
    """Minima 2 and 1, maxima 6 and 3 (or none): what is left is shared as 6 - 2 to 3 - 1."""
    deals = [
        contract("first", minimum=2, maximum=6),
        contract("second", minimum=1, maximum=second_maximum),
    ]
    result = trade(tmp_path, deals, cost=20, need=hub(100, quantity=flow))
    assert flows(result) == approx({"pipe": flow})
    assert settled(result) == approx({"first": first, "second": second})


def test_the_contract_with_the_cheaper_shortfall_is_missed_first(tmp_path: Path) -> None:
    """2 of the minima's 3 fit: the second contract misses its 1, for 10."""
    deals = [
        contract("first", minimum=2, shortfall_price=20),
        contract("second", minimum=1, shortfall_price=10),
    ]
    result = trade(tmp_path, deals, cost=20, need=hub(100), link={"capacity": 2})
    assert amounts(result, "contracts", "missed") == approx({"first": 0, "second": 1})
    assert settled(result) == approx({"first": 2, "second": 0})
    # The floor's dual is 10, so the holder has (75 + 10) x 2 and the buyer pays 10 x 2 + 10 x 1.
    assert gains(result) == approx({"holder scarcity_rent": 170, "buyer scarcity_rent": -30})


def test_contracts_alike_miss_alike(tmp_path: Path) -> None:
    """3 of 2 + 2 fit, and a shortfall costs both buyers the same: each misses a half."""
    deals = [contract("first", minimum=2), contract("second", minimum=2, buyer="holder")]
    result = trade(tmp_path, deals, cost=20, need=homes(9, 100), link={"capacity": 3})
    assert amounts(result, "contracts", "missed") == approx({"first": 0.5, "second": 0.5})
    assert settled(result) == approx({"first": 1.5, "second": 1.5})


@pytest.mark.parametrize("per", ["year", "period"])
@pytest.mark.parametrize(("cost", "holder", "buyer"), [(30, 15 * 4, 0), (90, 0, -45 * 4)])
@pytest.mark.parametrize("exclusive", [None, "true"])
def test_a_contract_that_fixes_the_flow(
    tmp_path: Path, per: str, cost: float, holder: float, buyer: float, exclusive: str | None
) -> None:
    """Minimum and maximum (or capacity) are 4: it is one bound, worth 15 or costing 45 a unit."""
    deal = contract(minimum=4, maximum=4, per=per, exclusive=exclusive)
    full = {"capacity": 4} if exclusive is None else None
    result = trade(tmp_path, [deal], cost=cost, need=homes(10), local={"cost": 50}, link=full)
    assert flows(result) == approx({"pipe": 4})
    found = gains(result)
    assert found.get("holder scarcity_rent", 0) == pytest.approx(holder)
    assert found.get("buyer scarcity_rent", 0) == pytest.approx(buyer)


def test_a_yearly_volume_follows_the_flow_of_the_periods(tmp_path: Path) -> None:
    """6 flow in winter, 3 in summer, 6 of them under contract: 4 and 2, at (60 - 100) each."""
    result = trade(
        tmp_path,
        [contract(maximum=6, price=60)],
        cost=20,
        need=hub(100, quantity=9, profile="cold"),
        local={"cost": 100},
        periods=HALVES,
        profiles=profile("cold", "rate", winter=4 / 3, summer=2 / 3),
    )
    assert flows(result) == approx({"pipe winter": 6, "pipe summer": 3})
    assert settled(result) == approx({"deal winter": 4, "deal summer": 2})


def test_a_minimum_on_a_closed_link_is_suspended(tmp_path: Path) -> None:
    result = trade(
        tmp_path,
        [contract(minimum=4, price=70)],
        cost=90,
        need=homes(10),
        local={"cost": 50},
        link={"status": "closed"},
    )
    assert result.contracts.select("volume", "missed", "settlement", "suspended").rows() == [
        (0, 0, 0, True)
    ]
    assert gains(result) == approx({"south consumer_surplus": -500})
    assert any("deal" in note and "suspended" in note for note in result.notes)


def half_closed(folder: Path, per: str) -> Result:
    """A contract on a pipe that is closed in winter; b has its own gas at 50."""
    return trade(
        folder,
        [contract(minimum=4, per=per)],
        cost=90,
        need=homes(10),
        local={"cost": 50},
        link={"profile": "ice"},
        periods=HALVES,
        profiles=profile("ice", "availability", winter=0, summer=1),
    )


def test_a_minimum_by_period_falls_away_where_its_link_is_closed(tmp_path: Path) -> None:
    """Only summer's 4 x 0.5 are due."""
    result = half_closed(tmp_path, "period")
    assert flows(result) == approx({"pipe winter": 0, "pipe summer": 2})
    assert amounts(result, "contracts", "missed") == approx({"deal winter": 0, "deal summer": 0})
    assert gains(result)["buyer scarcity_rent"] == pytest.approx(-45 * 2)
    assert result.contracts["suspended"].to_list() == [True, False]


def test_a_yearly_minimum_is_due_in_the_periods_that_are_open(tmp_path: Path) -> None:
    result = half_closed(tmp_path, "year")
    assert flows(result) == approx({"pipe winter": 0, "pipe summer": 4})
    assert gains(result)["buyer scarcity_rent"] == pytest.approx(-45 * 4)


def test_minima_by_period_and_over_the_year_on_a_link_that_is_half_closed(tmp_path: Path) -> None:
    """Summer's 4 x 0.5 and the year's 1 are due, all in summer."""
    result = trade(
        tmp_path,
        [contract(minimum=4, per="period"), contract("other", minimum=1, buyer="holder")],
        cost=90,
        need=homes(10),
        local={"cost": 50},
        link={"profile": "ice"},
        periods=HALVES,
        profiles=profile("ice", "availability", winter=0, summer=1),
    )
    assert flows(result) == approx({"pipe winter": 0, "pipe summer": 3})
    assert settled(result) == approx(
        {"deal winter": 0, "deal summer": 2, "other winter": 0, "other summer": 1}
    )
    assert gains(result)["buyer scarcity_rent"] == pytest.approx(-45 * 2)
    assert gains(result)["holder scarcity_rent"] == pytest.approx(-45 * 1)


@pytest.mark.parametrize(
    ("cells", "binds"),
    [
        ({}, True),
        ({"from_year": 2023, "until_year": 2023}, True),
        ({"from_year": 2024}, False),
        ({"until_year": 2022}, False),
        ({"status": "suspended"}, False),
    ],
)
def test_which_contracts_are_in_force(tmp_path: Path, cells: Row, binds: bool) -> None:
    """The base year is 2023."""
    deal = contract(minimum=4, **cells)
    result = trade(tmp_path, [deal], cost=90, need=homes(10), local={"cost": 50})
    assert flows(result) == approx({"pipe": 4 if binds else 0})
    assert len(result.contracts) == int(binds)
