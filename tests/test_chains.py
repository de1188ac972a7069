"""Leverage over the markets: what a coalition may use, by hand, and what a certificate says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csc_array

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.goods import markets_game
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.markets import optimal
from isthmus.result import Result
from tests.lenses.builders import build_case, field, fixed_grid, homes, opened, pipe
from tests.lenses.leverage.checker import faults

NINE = ("aze", "rus", "tur", "geo", "irn", "arm", "tkm", "kaz", "euu")
NORTH_MIDDLE_SOUTH = {"a": "north", "m": "middle", "b": "south"}
WAY = [pipe("first", "a", "m"), pipe("second", "m", "b", cost=10)]


def solved(case: Case, **options: Any) -> Result:
    return isthmus.leverage(case, caps=False, **options)


def shares(result: Result, column: str = "shapley") -> dict[str, float]:
    return dict(result.shares.select("player", column).rows())


def value(result: Result, coalition: str) -> float:
    rows = result.coalitions.filter(coalition=coalition)
    return float(rows["value"][0])


def test_three_in_a_row_share_alike(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_MIDDLE_SOUTH,
        links=WAY,
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10, cap=330)],
    )
    result = solved(case, coalitions=[["north", "south"], ["north", "south", "middle"]])
    assert result.value == pytest.approx(3000)
    assert shares(result) == pytest.approx(dict.fromkeys(("north", "middle", "south"), 1000))
    assert shares(result, "nucleolus") == pytest.approx(shares(result))
    assert result.shares["veto"].all()
    assert value(result, "north;south") == 0
    assert value(result, "north;south;middle") == pytest.approx(3000)
    flows = result.coalitions.filter(link="second")
    assert flows["flow"].to_list() == pytest.approx([10])


def test_who_does_not_play_is_nobody(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_MIDDLE_SOUTH,
        links=WAY,
        supply=[field("a", 10, 20), field("b", 2, 230, name="home")],
        demand=[homes("b", 10, cap=330)],
    )
    result = solved(case, players=["north", "middle"])
    assert result.value_empty == pytest.approx(2 * 100)
    assert result.value == pytest.approx(3000)
    assert shares(result) == pytest.approx({"north": 1400, "middle": 1400})


def test_tariffs_and_minima_bind_no_coalition(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_MIDDLE_SOUTH,
        links=[WAY[0], {**WAY[1], "tariff": 500}],
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10, cap=330)],
        contracts=[
            {
                "id": "take", "seller": "north", "buyer": "middle", "link": "first",
                "minimum": 8, "maximum": 9, "exclusive": "true",
            }
        ],
    )  # fmt: skip
    result = solved(case)
    assert result.value == pytest.approx(9 * 300)
    assert any("because fixed demand counts from nothing" in note for note in result.notes)
    assert any("tariffs and contract minima" in note for note in result.notes)


def test_an_agreement_is_an_asset_of_its_parties(tmp_path: Path) -> None:
    tables: dict[str, Any] = {
        "links": [pipe(requires="transit")],
        "supply": [field("a", 10, 20)],
        "demand": [homes("b", 10, cap=320)],
        "agreements": [
            {"id": "transit", "name": "T", "status": "in_force", "parties": "north;east;west",
             "veto": "east"}
        ],
    }  # fmt: skip
    case = build_case(tmp_path, {"a": "north", "b": "south"}, actors=["east", "west"], **tables)
    result = solved(case)
    assert shares(result) == pytest.approx(dict.fromkeys(("east", "north", "south"), 1000))
    opened = solved(case, access="open", players=["north", "south", "east", "west"])
    expected = {"north": 1500, "south": 1500, "east": 0, "west": 0}
    assert shares(opened) == pytest.approx(expected)


def test_under_open_access_links_are_free_to_all(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        NORTH_MIDDLE_SOUTH,
        links=WAY,
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10, cap=330)],
    )
    result = solved(case, access="open", players=["north", "middle", "south"])
    assert shares(result) == pytest.approx({"north": 1500, "middle": 0, "south": 1500})
    assert result.shares.filter(player="middle")["dummy"].item()


def test_companies_belong_to_parents_and_states_to_blocs(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=[
            {"id": "union", "name": "Union", "kind": "bloc"},
            {"id": "firm", "name": "Firm", "kind": "company", "parent": "north"},
        ],
        links=[pipe(controllers="firm;south")],
        supply=[field("a", 10, 20, controllers="firm")],
        demand=[homes("b", 10, cap=320)],
        memberships=[
            {"actor": "south", "organisation": "union", "status": "member", "since": 2000},
            {"actor": "north", "organisation": "union", "status": "observer"},
            {"actor": "north", "organisation": "union", "status": "member", "until": 2010},
        ],
    )
    assert shares(solved(case)) == pytest.approx({"north": 1500, "union": 1500})
    assert shares(solved(case, players=["firm", "South"])) == pytest.approx(
        {"firm": 1500, "south": 1500}
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"players": ["norht"]}, "'norht' is no actor of case by-hand. Did you mean north?"),
        ({"players": ["north", "North"]}, "north stands there twice"),
        ({"access": "opne"}, "control or open. Did you mean open?"),
        ({"coalitions": [["nobody"]]}, "'nobody' is no player; players are"),
    ],
)
def test_what_is_asked_wrongly(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe()],
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10)],
    )
    with pytest.raises(IsthmusError) as error:
        isthmus.leverage(case, **options)
    assert words in str(error.value)


def test_one_player_has_all(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "north"},
        links=[pipe()],
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10, cap=120)],
    )
    result = solved(case, coalitions=[["north"], []])
    assert shares(result) == pytest.approx({"north": 1000})
    assert shares(result, "nucleolus") == pytest.approx({"north": 1000})
    assert result.certified
    assert value(result, "") == 0


def test_somebody_must_play(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": None, "b": None},
        actors=["idle"],
        links=[pipe()],
        supply=[field("a", 10, 20)],
        demand=[homes("b", 10)],
    )
    with pytest.raises(IsthmusError, match="nobody can play"):
        isthmus.leverage(case)


def test_the_built_in_case_is_exact() -> None:
    result = isthmus.leverage(isthmus.open_case("caucasus"), "gas", players=NINE)
    assert (result.method, result.nucleolus_kind) == ("exact", "nucleolus")
    assert result.solves < 400
    assert result.certified
    gained = result.value - result.value_empty
    assert sum(result.shares["shapley"]) == pytest.approx(gained, rel=1e-12)
    assert sum(result.shares["nucleolus"]) == pytest.approx(gained, rel=1e-9)
    assert set(result.caps["factor"]) == {0.5, 2.0}
    assert json.loads(result.to_json())["players"] == list(NINE)


def test_hubs_and_curves_keep_the_steps_of_the_optimum() -> None:
    case = opened("three-pipes")
    refined = case.replaced(settings=case.settings.model_copy(update={"demand_refine": True}))
    coarse, fine = (isthmus.leverage(one, caps=False).value for one in (fixed_grid(case), refined))
    assert fine >= coarse - 1e-9


def by_scipy(game: LinearGame, mask: int) -> float:
    program = game.program
    absent = np.array([not mask >> i & 1 for i in range(len(game.players))])
    shut = (game.needs & absent).any(axis=1)
    rows = csc_array((program.value, program.index, program.start), shape=program.shape)
    above, below = np.isfinite(program.row_upper), np.isfinite(program.row_lower)
    found = linprog(
        program.cost,
        A_ub=np.vstack((rows.toarray()[above], -rows.toarray()[below])),
        b_ub=np.concatenate((program.row_upper[above], -program.row_lower[below])),
        bounds=np.column_stack((program.lower, np.where(shut, program.lower, program.upper))),
    )
    return float(-found.fun)


@pytest.mark.parametrize("programs", [40_000, 60])
def test_a_certificate_can_be_checked(tmp_path: Path, programs: int) -> None:
    case = isthmus.open_case("caucasus")
    path = tmp_path / "certificate.json"
    result = isthmus.leverage(
        case, "gas", players=NINE, caps=False, programs=programs, certificate=path
    )
    assert result.method == ("exact" if programs > 1000 else "bounds")
    game = markets_game(case, optimal(case, "gas").network, NINE).game
    asked = np.random.default_rng(0).integers(0, 1 << len(NINE), 6).tolist()
    assert faults(path, lambda mask: by_scipy(game, mask), asked) == []
    document = json.loads(path.read_text())
    document["boxes"][0][2] += 1e6
    document["boxes"][0][3] += 1e6
    path.write_text(json.dumps(document))
    assert faults(path, lambda mask: by_scipy(game, mask), asked)
