"""Cargo over two ways, with answers worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.result import Result
from tests.lenses.corridors.builders import cargo_case, leg, shipment

NODES = {"a": "north", "m": "middle", "b": "south"}


def two_ways(folder: Path, wanted: float = 10, **tables: Any) -> Case:
    """A strait: cheap (20 USD/t, 2 days), 6 Mt; a detour over m: 30 + 40 USD/t, 1 + 1 days."""
    return cargo_case(
        folder,
        NODES,
        links=[
            leg(
                "strait", "a", "b", "sea", cost=15, tariff=5, days=2, capacity=6, owners="middle:1"
            ),
            leg("first", "a", "m", cost=30, days=1, controllers="north;middle"),
            leg("second", "m", "b", cost=40, days=1, controllers="middle;south"),
        ],
        shipments=[shipment("s", "a", "b", wanted, 200, owner="south:1")],
        **tables,
    )


def gains(result: Result) -> dict[str, float]:
    return dict(result.table("gains").select("actor", "total").iter_rows())


def test_what_the_strait_does_not_hold_goes_round(tmp_path: Path) -> None:
    result = isthmus.corridors(two_ways(tmp_path))
    # a day is 10 USD/t: the strait is 20 + 20 = 40, the detour 70 + 20 = 90
    assert result.objective == pytest.approx(6 * 40 + 4 * 90)
    assert result.cost == pytest.approx(600)
    assert result.unshipped == 0
    assert result.gap == pytest.approx(0, abs=1e-12)
    routes = result.routes.select("rank", "links", "quantity", "share", "days", "cost").rows()
    assert routes == [
        (1, "strait", pytest.approx(6), pytest.approx(0.6), 2.0, 20.0),
        (2, "first;second", pytest.approx(4), pytest.approx(0.4), 2.0, 70.0),
    ]
    assert result.routes["borders"].to_list() == ["north-south", "north-middle;middle-south"]
    flows = {row["link"]: row for row in result.flows.to_dicts()}
    assert flows["strait"]["scarcity_price"] == pytest.approx(50)
    assert flows["strait"]["utilisation"] == pytest.approx(1)
    assert flows["first"]["scarcity_price"] == 0


def test_gains_add_up_to_welfare(tmp_path: Path) -> None:
    result = isthmus.corridors(two_ways(tmp_path))
    # the shipper pays 90 at the margin of 200; the strait's rent and tariff are middle's
    assert gains(result) == pytest.approx({"south": 10 * 110, "middle": 6 * 50 + 6 * 5})
    assert result.welfare == pytest.approx(sum(gains(result).values()))
    assert result.welfare == pytest.approx(10 * 200 - 600 + 6 * 5)


@pytest.mark.parametrize(
    ("reservation", "unshipped", "reason"),
    [(80, 4, "no capacity (40%)"), (39, 10, "priced out (100%)")],
)
def test_what_stays_says_why(
    tmp_path: Path, reservation: float, unshipped: float, reason: str
) -> None:
    case = two_ways(tmp_path).with_changes({"shipments.s.reservation": reservation})
    result = isthmus.corridors(case)
    row = result.shipments.to_dicts()[0]
    assert row["unshipped"] == pytest.approx(unshipped)
    assert row["reason"] == reason


def test_a_ban_sends_cargo_the_other_way_or_nowhere(tmp_path: Path) -> None:
    bans = [{"id": "gate", "controller": "middle", "origin_actor": "north"}]
    result = isthmus.corridors(two_ways(tmp_path, bans=bans))
    assert result.routes["links"].to_list() == ["strait"]
    row = result.shipments.to_dicts()[0]
    assert row["unshipped"] == pytest.approx(4)
    assert row["reason"] == "no capacity (40%)"
    shut = two_ways(tmp_path / "more", bans=[*bans, {"id": "sea", "controller": "south"}])
    row = isthmus.corridors(shut).shipments.to_dicts()[0]
    assert row["unshipped"] == pytest.approx(10)
    assert row["reason"] == "banned by gate, sea (100%)"


def test_a_fleet_is_shared_by_what_its_legs_take(tmp_path: Path) -> None:
    fleet = [{"id": "fleet", "links": "strait:2;first:1", "capacity": 12}]
    result = isthmus.corridors(two_ways(tmp_path, limits=fleet))
    # per unit of the fleet: the strait saves 160/2, the detour 110/1
    routes = dict(result.routes.select("links", "quantity").iter_rows())
    assert routes == pytest.approx({"first;second": 8, "strait": 2})
    limit = result.limits.to_dicts()[0]
    assert limit["used"] == pytest.approx(12)
    # one more unit brings one tonne back from the detour to the strait, which takes two: 2 - 1
    assert limit["scarcity_price"] == pytest.approx(90 - 40)
    flows = {row["link"]: row for row in result.flows.to_dicts()}
    assert flows["strait"]["scarcity_price"] == pytest.approx(2 * 50)
    assert flows["strait"]["bound_by"] == "fleet"
    assert result.welfare == pytest.approx(sum(gains(result).values()))


def test_a_season_closes_a_way_in_its_period_only(tmp_path: Path) -> None:
    thaw = [
        {"profile": "thaw", "kind": "availability", "period": p, "factor": f}
        for p, f in (("winter", 0), ("summer", 1))
    ]
    case = cargo_case(
        tmp_path,
        NODES,
        periods={"winter": 0.4, "summer": 0.6},
        links=[leg("river", "a", "b", "ship", cost=1, profile="thaw")],
        profiles=thaw,
        shipments=[shipment("s", "a", "b", 10)],
    )
    row = isthmus.corridors(case).shipments.to_dicts()[0]
    assert row["shipped"] == pytest.approx(6)
    assert row["reason"] == "no open route in winter (40%)"


def test_urgent_cargo_takes_the_dear_fast_way(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        segments=4,
        classes=[{"id": "box", "value": 0, "time_value": 10, "time_value_cv": 1}],
        links=[
            leg("slow", "a", "b", "sea", cost=10, days=20),
            leg("fast", "a", "b", "air", cost=110, days=10),
        ],
        shipments=[shipment("s", "a", "b", 4)],
    )
    routes = isthmus.corridors(case).routes.select("segment", "links").rows()
    # ten days are worth 100 USD/t from 10 USD/t/day: the cells' means are 2.8, 5.6, 10.0, 21.6
    assert routes == [(1, "slow"), (2, "slow"), (3, "slow"), (4, "fast")]


def test_observations_of_cargo_are_compared(tmp_path: Path) -> None:
    rows = [
        {"id": "o1", "measure": "flow", "target": "strait", "value": 6},
        {"id": "o2", "measure": "shipped", "target": "s", "value": 5, "tolerance": 0.1},
        {"id": "o3", "measure": "days", "target": "s", "value": 2},
        {"id": "o4", "measure": "cost", "target": "s", "value": 40, "unit": "USD/t"},
        {"id": "o5", "measure": "flow", "target": "first;-strait", "value": -2},
    ]
    fit = isthmus.corridors(two_ways(tmp_path, observations=rows)).fit
    assert fit["modelled"].to_list() == pytest.approx([6, 10, 2, (6 * 20 + 4 * 70) / 10, -2])
    assert fit["within"].to_list() == [True, False, True, True, True]
