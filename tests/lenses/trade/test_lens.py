"""The lens on a case: its matrix, what changes its costs, its tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import CaseError, IsthmusError, NoSolution
from isthmus.lenses.trade import solve
from isthmus.lenses.trade.hat import solve_hat

TRADERS = Path(__file__).parents[2] / "data/three-traders"
FLOWS = np.array([[800.0, 40, 160], [30, 200, 50], [150, 60, 2000]])  # east, island, west
EAST, ISLAND, WEST = range(3)


def traders(*scenarios: str) -> Case:
    case = isthmus.open_case(TRADERS)
    return case.with_scenario(*scenarios) if scenarios else case


def altered(folder: Path, **tables: str) -> Case:
    """Return the case with tables written anew."""
    shutil.copytree(TRADERS, folder / "case")
    for name, text in tables.items():
        (folder / "case" / f"{name}.csv").write_text(text)
    return isthmus.open_case(folder / "case")


def test_the_matrix_is_read_as_it_is_written() -> None:
    found = solve(traders())
    assert found.matrix.actors == ("east", "island", "west")
    np.testing.assert_array_equal(found.matrix.flows, FLOWS)
    assert found.matrix.estimated.sum() == 1
    np.testing.assert_allclose(found.hat.after, FLOWS, rtol=1e-14)


def test_a_union_lowers_costs_between_its_members_and_not_at_home() -> None:
    found = solve(traders("union"))
    wanted = np.ones((3, 3))
    wanted[EAST, WEST] = wanted[WEST, EAST] = 0.9
    np.testing.assert_array_equal(found.costs.factor, wanted)
    np.testing.assert_array_equal(found.hat.after, solve_hat(FLOWS, wanted, 4.0).after)


def test_costs_of_several_rows_multiply() -> None:
    case = traders("union").with_changes({"trade_costs.union/union.change": 0.8})
    again = solve(case).costs.change
    assert again[EAST, WEST] == pytest.approx(0.8)
    both = solve(traders("union", "blockade")).costs.change
    assert both[EAST, ISLAND] == pytest.approx(1e6)
    assert both[EAST, WEST] == pytest.approx(0.9)


def test_payments_in_own_money_take_their_friction_away() -> None:
    found = solve(traders("own-money"))
    assert found.costs.factor[EAST, ISLAND] == pytest.approx(1 - 0.8 * 0.03)
    assert found.costs.factor[ISLAND, EAST] == pytest.approx(1 - 0.6 * 0.03)
    assert (found.costs.factor != 1).sum() == 2


def test_friction_that_a_scenario_does_not_touch_is_the_same_before() -> None:
    case = traders("own-money")
    column = case.filled["settlement"]["friction"] * 2
    table = case.filled["settlement"].with_columns({"friction": column})
    moved = case.replaced(filled={**case.filled, "settlement": table})
    assert solve(moved).costs.factor[EAST, ISLAND] == pytest.approx(1 - 0.8 * 0.06)
    dearer = traders().with_changes({"settlement.east/island/2023.friction": 0.05})
    assert solve(dearer).costs.factor[EAST, ISLAND] == pytest.approx(1 + 0.8 * (0.05 - 0.03))


def test_freight_stands_beside_payments() -> None:
    found = solve(traders("own-money"), freight={("east", "island"): 0.1})
    assert found.costs.factor[EAST, ISLAND] == pytest.approx(1 + 0.1 - 0.024)


def test_tables_say_what_changes_for_whom() -> None:
    result = isthmus.trade(traders("union"))
    rows = {(r["exporter"], r["importer"]): r for r in result.trade.to_dicts()}
    assert rows["east", "west"]["change"] == pytest.approx(1.4262, abs=1e-4)
    assert rows["island", "east"]["estimated"]
    assert rows["east", "west"]["grade"] == "unsourced"
    countries = {row["actor"]: row for row in result.countries.to_dicts()}
    assert countries["east"]["welfare_change"] == pytest.approx(1.0216, abs=1e-4)
    assert countries["east"]["gain"] == pytest.approx(980 * 0.0216, abs=0.1)
    assert result.welfare == pytest.approx(result.countries["gain"].sum())
    assert result.estimated == pytest.approx(1 / 6)
    assert result.sourced == 0
    assert result.rounds is None
    assert len(result.costs) == 2


def test_partners_are_ranked_by_turnover_and_groups_are_not(tmp_path: Path) -> None:
    ranks = isthmus.trade(traders()).ranks
    assert ranks.filter(actor="east").select("partner", "before", "turnover_before").rows() == [
        ("west", 1, 310.0),
        ("island", 2, 70.0),
    ]
    actors = "id,name,kind\neast,East,state\nisland,Island,state\nwest,West,bloc\nunion,U,bloc\n"
    ranks = isthmus.trade(altered(tmp_path, actors=actors)).ranks
    assert set(ranks["actor"]) == {"east", "island"}
    assert ranks["before"].to_list() == [1, 1]


def test_a_partner_that_is_cut_off_falls_behind() -> None:
    result = isthmus.trade(traders("blockade"), deficits="multiplicative")
    assert result.deficits == "multiplicative"
    pair = result.trade.filter(exporter="east", importer="island")
    assert pair["after"][0] == pytest.approx(0, abs=1e-12)


def test_bands_hold_the_answer_and_come_from_the_seed() -> None:
    case = traders("union")
    one, same, other = (isthmus.trade(case, draws=60, seed=seed).bands for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)
    row = one.filter(measure="trade", target="east/west").to_dicts()[0]
    assert row["low"] < row["value"] < row["high"]
    assert row["low"] > 1
    ranks = one.filter(measure="rank")
    assert (ranks["same"] <= 1).all()
    assert len(isthmus.trade(case).bands) == 0


def test_what_is_missing_or_unknown_is_told(tmp_path: Path) -> None:
    lines = (TRADERS / "trade.csv").read_text().splitlines()

    def without(pair: str) -> str:
        return "\n".join(line for line in lines if not line.startswith(pair)) + "\n"

    for number, (text, said) in enumerate(
        (
            (without("east,west"), "no row in 2023 for east -> west; unknown is not nothing"),
            (without("west,west"), "no domestic sales of west"),
            (lines[0] + "\n", "no rows in table trade for 2023"),
            ("\n".join(lines).replace("2023", "2021"), "for 2023; there is 2021"),
            ("\n".join(lines).replace("2023,200,", "2023,0,"), "island has no domestic sales"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(IsthmusError, match=said):
            solve(altered(folder, trade=text))
    folder = tmp_path / "negative"
    folder.mkdir()
    with pytest.raises(CaseError, match=r"trade.csv:4 value"):
        altered(folder, trade="\n".join(lines).replace("160", "-160"))


def test_options_and_pairs_that_are_wrong_are_told(tmp_path: Path) -> None:
    with pytest.raises(IsthmusError, match=r"deficits 'aditive': .* Did you mean additive"):
        solve(traders(), deficits="aditive")
    with pytest.raises(IsthmusError, match="mode 'exakt'"):
        solve(traders(), mode="exakt")
    with pytest.raises(IsthmusError, match="theta is -1"):
        solve(traders(), theta=-1)
    (tmp_path / "a").mkdir()
    costs = "exporter,importer,change\nnorth,east,0.9\n"
    with pytest.raises(CaseError, match="'north' is not in actors"):
        altered(tmp_path / "a", trade_costs=costs)
    (tmp_path / "b").mkdir()
    with pytest.raises(CaseError, match="'east' is the exporter, too"):
        altered(tmp_path / "b", trade_costs="exporter,importer,change\neast,east,0.9\n")
    (tmp_path / "c").mkdir()
    actors = "id,name,kind\neast,E,state\nisland,I,state\nwest,W,state\nunion,U,bloc\nfar,F,state\n"
    case = altered(
        tmp_path / "c", actors=actors, trade_costs="exporter,importer,change\nfar,east,0.9\n"
    )
    with pytest.raises(IsthmusError, match="'far' is in no pair of table trade"):
        solve(case)


def test_what_cannot_be_is_no_solution(tmp_path: Path) -> None:
    costs = "exporter,importer,change\neast,island,1e9\nwest,island,1e9\n"
    with pytest.raises(NoSolution, match="no equilibrium"):
        solve(altered(tmp_path, trade_costs=costs))
