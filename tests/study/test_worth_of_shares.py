"""By how much shares change with something: the difference of two games, each on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.study.worth import worth
from tests.lenses.builders import Row, build_case, field, homes, pipe
from tests.lenses.leverage.networks import case_of

CAUCASUS = isthmus.open_case("caucasus")
THREE = isthmus.open_case("three-pipes")


def shares(case: Case, *goods: str) -> dict[str, float]:
    found = isthmus.leverage(case, *goods, caps=False).shares
    return dict(found.select("player", "shapley").iter_rows())


def moved(after: Case, before: Case, *goods: str) -> dict[str, float]:
    """Return by how much shares differ between two cases, those that do."""
    more, less = shares(after, *goods), shares(before, *goods)
    change = {one: more.get(one, 0.0) - less.get(one, 0.0) for one in (*more, *less)}
    return {one: each for one, each in change.items() if abs(each) > 1e-5}


def found(case: Case, name: str) -> dict[str, float]:
    rows = worth(case, name, leverage=True).worth.select("actor", "shapley")
    return {one: each for one, each in rows.iter_rows() if each is not None and abs(each) > 1e-5}


@pytest.mark.parametrize("seed", [0, 5])
def test_every_link_and_agreement_of_a_case(seed: int) -> None:
    case = case_of(seed)
    for table, closed in (("links", "closed"), ("agreements", "suspended")):
        all_of = worth(case, all_of=table, leverage=True)
        for row in all_of.totals.filter(all_of.totals["stands"]).to_dicts():
            mine = {
                one: each
                for thing, one, _, each in all_of.worth.iter_rows()
                if thing == row["id"] and each is not None and abs(each) > 1e-5
            }
            try:
                without = case.with_changes({f"{table}.{row['id']}.status": closed})
                expected = moved(case, without)
            except IsthmusError:
                assert row["total"] is None
                continue
            assert mine == pytest.approx(expected, abs=1e-4), row["id"]


def test_an_agreement_of_the_reference_case() -> None:
    """What goes around a neighbour takes from it: the swap through Iran takes from Russia."""
    ended = CAUCASUS.with_changes({"agreements.turkmen-gas-swap.status": "suspended"})
    expected = moved(CAUCASUS, ended, "gas")
    assert found(CAUCASUS, "turkmen-gas-swap") == pytest.approx(expected, abs=1e-3)
    assert min(expected, key=expected.__getitem__) == "rus"
    assert expected["rus"] < -1


@pytest.mark.parametrize("name", ["no-lng", "west-closed"])
def test_a_scenario(name: str) -> None:
    expected = moved(THREE.with_scenario(name), THREE)
    assert found(THREE, name) == pytest.approx(expected, abs=1e-4)


def test_companies_count_to_their_states_and_have_no_share(tmp_path: Path) -> None:
    """Ten at 460 more than they cost; north's firm sells, south buys."""
    firm: Row = {"id": "firm", "kind": "company", "parent": "north"}
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=[firm],
        links=[pipe(capacity=6), pipe("idle", cost=700)],
        supply=[field("a", 20, 40, owner="firm")],
        demand=[homes("b", 10, cap=500)],
    )
    rows = worth(case, "pipe", leverage=True).worth.to_dicts()
    assert {row["actor"]: row["shapley"] for row in rows} == {
        "north": pytest.approx(6 * 460 / 2),
        "south": pytest.approx(6 * 460 / 2),
    }
    assert len(worth(case, "idle", leverage=True).worth) == 0


def test_who_plays(tmp_path: Path) -> None:
    """Alone, whoever plays has all; what others control is nobody's then."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6), pipe("second", capacity=1, cost=1)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
    )
    rows = worth(case, "pipe", leverage=True, players=["North"]).worth
    shapley = dict(rows.select("actor", "shapley").iter_rows())
    assert shapley["north"] == pytest.approx(6 * 460)
    with pytest.raises(IsthmusError, match="players play where shares are asked for"):
        worth(case, "pipe", players=["north"])


def test_progress_is_told(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6), pipe("other", capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
    )
    told: list[str] = []
    worth(case, all_of="links", progress=told.append)
    assert told == ["1 of 2: other", "2 of 2: pipe", ""]
