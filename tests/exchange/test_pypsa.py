"""A network that PyPSA opens and solves, and whose optimum is the case's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import isthmus
from tests.case.folders import changed, write_case
from tests.oracles.generate import random_case
from tests.oracles.solved_by_pypsa import network, solved

TOLERANCE = 1e-9
NETWORKS = 8
SOLVED = [
    *((name, "base") for name in isthmus.list_cases()),
    ("two-countries", "pipeline-doubled"),
    ("three-pipes", "cold-winter+west-closed"),
    ("caucasus", "cold-winter"),
    ("caucasus", "year-2022"),
]


def assert_same_optimum(case: isthmus.Case, folder: Path) -> None:
    """Check that PyPSA finds what isthmus finds, and what the export says it will find."""
    isthmus.export(case, folder, "pypsa")
    found, expected = solved(folder), -isthmus.markets(case).objective
    assert abs(found - expected) <= TOLERANCE * max(1.0, abs(expected))
    assert json.loads((folder / "meta.json").read_text())["isthmus"]["objective"] == expected


@pytest.mark.parametrize(("name", "scenario"), SOLVED)
def test_built_in_cases(tmp_path: Path, name: str, scenario: str) -> None:
    assert_same_optimum(isthmus.open_case(name).with_scenario(scenario), tmp_path / "net")


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_generated_cases_with_everything(tmp_path: Path, seed: int) -> None:
    case = isthmus.open_case(random_case(seed, tmp_path, nodes=3 + seed % 4))
    settings = case.settings.model_copy(update={"demand_refine": seed % 2 == 0})
    assert_same_optimum(case.replaced(settings=settings), tmp_path / "net")


CONTRACTS = """id,seller,buyer,commodity,link,minimum,maximum,per,exclusive,shortfall_price
monthly,north,south,gas,pipe,1.9,2,period,true,70
yearly,north,south,gas,pipe,1.0,1,year,true,60
"""
LINKS = "id,from,to,commodity,capacity,cost,bidirectional,loss\npipe,field,city,gas,3,5,{},{}\n"


@pytest.mark.parametrize(
    "files",
    [
        # More is due than is needed: it is sent there and back, wasted, or missed.
        {"contracts": CONTRACTS, "links": LINKS.format("true", 0)},
        {"contracts": CONTRACTS, "links": LINKS.format("false", 0.1)},
        {"contracts": CONTRACTS.replace("true", "false"), "links": LINKS.format("true", 0.05)},
        {"contracts": "\n".join(CONTRACTS.splitlines()[::2]), "links": LINKS.format("true", 0)},
        {"contracts": "\n".join(CONTRACTS.splitlines()[:2]), "links": LINKS.format("true", 0)},
        # As many tonnes of capacity as days: the limit is in another unit, and far larger.
        {"limits": "id,links,capacity,per\nships,pipe:40000,90000,year\n"},
        {"limits": "id,links,supply,demand,capacity\nall,pipe:0.5,well,homes,4\n"},
    ],
)
def test_contracts_and_limits(tmp_path: Path, files: dict[str, str]) -> None:
    demand = changed("demand", "homes,city,gas,", "homes,city,gas,")
    case = isthmus.open_case(write_case(tmp_path / "case", demand=demand, **files))
    assert_same_optimum(case, tmp_path / "net")


@pytest.mark.parametrize("periods", [("2023-01", "2023-02"), ("01", "02"), ("2023", "x")])
def test_periods_that_look_like_dates_or_numbers(tmp_path: Path, periods: tuple[str, str]) -> None:
    case = isthmus.open_case("three-pipes")
    folder = isthmus.new(tmp_path / "case", "three-pipes")
    for path in (folder / "case.toml", folder / "profiles.csv"):
        text = path.read_text()
        for old, new in zip(("winter", "summer"), periods, strict=True):
            text = text.replace(old, new)
        path.write_text(text)
    named = isthmus.open_case(folder)
    isthmus.export(named, tmp_path / "net", "pypsa")
    assert solved(tmp_path / "net") == pytest.approx(-isthmus.markets(case).objective, rel=1e-9)


def test_components(tmp_path: Path) -> None:
    done = isthmus.export(isthmus.open_case("three-pipes"), tmp_path / "net", "pypsa")
    made = network(done.path)
    assert made.name == "three-pipes base"
    assert list(made.snapshots) == ["winter", "summer"]
    assert list(made.snapshot_weightings["objective"]) == [0.4, 0.6]
    assert {"field gas", "city gas", "store city-cavern"} <= set(made.buses.index)
    assert made.buses.at["city gas", "unit"] == "bcm/year"
    assert made.buses.at["city gas", "country"] == "consumer"
    assert "west-1" in made.links.index
    assert list(made.loads.index) == ["demand city-homes"]
    assert list(made.stores.index) == ["store city-cavern"]
    assert made.generators.at["missed by west-contract", "marginal_cost"] > 0


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    case = isthmus.open_case("caucasus").with_scenario("tanap-out")
    done = isthmus.export(case, tmp_path / "net", "pypsa")
    told = json.loads((done.path / "meta.json").read_text())["isthmus"]["left_out"]
    assert tuple(told) == done.left
    assert told[0].startswith("15 links closed in this year: ")
    assert told[1] == (
        "who gains: owners, holders and controllers; tariffs are costs in the network, and nobody "
        "earns them"
    )
    assert told[2].startswith("the price in 14 contracts, which moves money and no quantity: ")
    assert "shared limits as buses on which their members draw" in told
    (note,) = done.notes
    objective = isthmus.markets(case).objective
    assert note == f"PyPSA's objective is to be {-objective:,.6f} million USD: costs less benefits"


def test_one_market_among_other_goods(tmp_path: Path) -> None:
    case = isthmus.open_case(
        write_case(
            tmp_path / "case",
            links="id,from,to,commodity\npipe,field,city,gas\nroad,field,city,cargo\n",
            bans="id,controller,mode\nno,north,rail\n",
        )
    )
    done = isthmus.export(case, tmp_path / "net", "pypsa")
    assert "1 link for goods of other kinds: cargo" in done.left
    assert "the table bans" in done.left


def test_names_are_those_of_the_folder_format(tmp_path: Path) -> None:
    folder = isthmus.export(isthmus.open_case("two-countries"), tmp_path / "net", "pypsa").path
    assert sorted(path.name for path in folder.iterdir()) == [
        "buses.csv", "carriers.csv", "generators.csv", "links.csv", "meta.json", "network.csv",
        "snapshots.csv",
    ]  # fmt: skip
    assert (folder / "links.csv").read_text() == (
        "name,bus0,bus1,p_nom,p_max_pu,carrier,efficiency,marginal_cost\n"
        "pipeline,northtown gas,southtown gas,3.0,1.0,gas,1.0,30.0\n"
    )


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "mine.txt").write_text("mine")
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.export(case, tmp_path / "net", "pypsa")
    assert str(caught.value) == f"{tmp_path / 'net'} exists already; choose another path"
    assert [path.name for path in (tmp_path / "net").iterdir()] == ["mine.txt"]
