"""Leverage over cargo in closed form, beside the markets, and on the built-in case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.freight import MOST
from isthmus.report.sharing import leverage_headline
from isthmus.result import Result
from tests.lenses.corridors.builders import cargo_case, leg, shipment

ROW = {"a": "north", "m": "strait", "b": "south"}
TWO = {"a": "north", "m": "east", "n": "west", "b": "south"}


def solved(case: Any, *goods: str, **options: Any) -> Result:
    return isthmus.leverage(case, *(goods or ("cargo",)), **{"caps": False, **options})


def shares(result: Result, column: str = "shapley") -> dict[str, float]:
    return dict(result.shares.select("player", column).rows())


def value(result: Result, coalition: str) -> float:
    return float(result.coalitions.filter(coalition=coalition)["value"][0])


def test_who_holds_a_strait_holds_as_much_as_both_ends(tmp_path: Path) -> None:
    """Two tonnes save 1000 - 10 - 20 each; tariffs are paid among players and drop out."""
    case = cargo_case(
        tmp_path,
        ROW,
        links=[leg("in", "a", "m", cost=10, tariff=400), leg("out", "m", "b", cost=20)],
        shipments=[shipment("grain", "a", "b", 2)],
    )
    result = solved(case, coalitions=[["north", "south"], ["north", "strait", "south"]])
    gained = 2 * (1000 - 10 - 20)
    assert shares(result) == pytest.approx(dict.fromkeys(ROW.values(), gained / 3))
    assert value(result, "north;south") == 0
    assert value(result, "north;strait;south") == pytest.approx(gained)
    assert result.coalitions.filter(link="in")["flow"].to_list() == pytest.approx([2])
    assert result.shares["veto"].all()


def test_a_closed_strait_is_open_to_all_at_its_cost(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        ROW,
        links=[leg("in", "a", "m", cost=10), leg("out", "m", "b", cost=20)],
        shipments=[shipment("grain", "a", "b", 2)],
    )
    result = solved(case, access="open", players=list(ROW.values()))
    assert shares(result) == pytest.approx({"north": 970, "strait": 0, "south": 970})


def test_rival_corridors_hold_only_what_the_worse_one_costs_more(tmp_path: Path) -> None:
    """By the east one tonne saves 900, by the west 700; either serves, and room is for all."""
    case = cargo_case(
        tmp_path,
        TWO,
        links=[
            leg("e1", "a", "m", cost=50), leg("e2", "m", "b", cost=50),
            leg("w1", "a", "n", cost=150), leg("w2", "n", "b", cost=150),
        ],
        shipments=[shipment("grain", "a", "b", 1)],
    )  # fmt: skip
    found = shares(solved(case))
    # Over orders: the east brings 900 where both ends came before it and the west did not, 200
    # where the west did; the west brings 700 where both ends came before it and the east did not.
    assert found["west"] == pytest.approx(700 / 12)
    assert found["east"] == pytest.approx(900 / 12 + 200 / 4)
    assert found["north"] == pytest.approx(found["south"])
    assert sum(found.values()) == pytest.approx(900)
    missed = shares(solved(case), "missed")
    assert missed == pytest.approx({"north": 900, "south": 900, "east": 200, "west": 0})


def test_a_full_corridor_is_worth_what_room_saves(tmp_path: Path) -> None:
    """The strait takes one of three tonnes; the long way is nobody's, costs 500, has no bound."""
    case = cargo_case(
        tmp_path,
        {"a": "north", "m": "strait", "b": "north"},
        links=[
            leg("in", "a", "m", cost=50, capacity=1), leg("out", "m", "b", cost=50),
            leg("long", "a", "b", "sea", cost=500, controllers="nobody"),
        ],
        shipments=[shipment("grain", "a", "b", 3)],
    )  # fmt: skip
    result = solved(case, players=["north", "strait"])
    assert result.value == pytest.approx(900 + 2 * 500)
    assert shares(result) == pytest.approx({"north": 1500 + 200, "strait": 200})


def test_a_transit_regime_is_an_asset_of_who_must_consent(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=["guard"],
        links=[leg("way", "a", "b", cost=100, requires="regime")],
        shipments=[shipment("grain", "a", "b", 1)],
        agreements=[
            {"id": "regime", "name": "R", "status": "in_force",
             "parties": "north;south;guard", "veto": "guard"}
        ],
    )  # fmt: skip
    assert shares(solved(case)) == pytest.approx(dict.fromkeys(("north", "south", "guard"), 300))


def test_a_ban_holds_in_every_coalition(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        TWO,
        links=[
            leg("e1", "a", "m", cost=50), leg("e2", "m", "b", cost=50),
            leg("w1", "a", "n", cost=150), leg("w2", "n", "b", cost=150),
        ],
        shipments=[shipment("grain", "a", "b", 1)],
        bans=[{"id": "shut", "controller": "east", "status": "in_force"}],
    )  # fmt: skip
    result = solved(case)
    assert result.value == pytest.approx(700)
    assert shares(result)["east"] == 0


def test_what_cargo_would_pay_is_halved_and_doubled(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[leg("way", "a", "b", cost=100)],
        shipments=[shipment("grain", "a", "b", 1)],
    )
    result = solved(case, caps=True)
    found = {(p, f): s for p, f, s, _ in result.caps.rows()}
    assert found[("north", 0.5)] == pytest.approx(225)
    assert found[("north", 2.0)] == pytest.approx(900)
    text = str(leverage_headline(result))
    assert "what cargo would pay more than it pays the order of players is the same" in text


def test_too_many_players_are_refused(tmp_path: Path) -> None:
    states = [f"s{i}" for i in range(MOST + 1)]
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=states,
        links=[leg("way", "a", "b", cost=100)],
        shipments=[shipment("grain", "a", "b", 1)],
    )
    with pytest.raises(IsthmusError, match=f"at most {MOST} can play"):
        solved(case, players=states)


def test_both_lenses_add_up_on_the_built_in_case() -> None:
    case, players = isthmus.open_case("caucasus"), ["aze", "geo", "arm"]
    gas, cargo, both = (
        solved(case, *goods, players=players) for goods in (("gas",), ("cargo",), ("gas", "cargo"))
    )
    assert both.method == cargo.method == "exact"
    gained = cargo.value - cargo.value_empty
    assert sum(shares(cargo).values()) == pytest.approx(gained, rel=1e-9)
    assert both.value == pytest.approx(gas.value + cargo.value)
    for player, share in shares(both).items():
        assert share == pytest.approx(shares(gas)[player] + shares(cargo)[player])
    assert sum(shares(both, "nucleolus").values()) == pytest.approx(
        both.value - both.value_empty, rel=1e-9
    )
    assert set(both.units["quantity"]) >= {"gas", "cargo"}
