"""Cargo of the reference case: what it shows, and that all of it can travel."""

from __future__ import annotations

import functools

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.result import Result

BOXES = "^(india-russia|russia-india|india-petersburg|petersburg-india)-containers$"
SHUT = "upper-lars-closed"
BANDAR_ABBAS = ("mumbai-bandar-abbas", "mundra-bandar-abbas")


@functools.cache
def case() -> Case:
    return isthmus.open_case("caucasus")


@functools.cache
def solved(scenario: str) -> Result:
    return isthmus.corridors(case().with_scenario(scenario))


def routes(scenario: str, shipments: str) -> pl.DataFrame:
    """Return the routes of some shipments, with their links as lists."""
    found = solved(scenario).table("routes").filter(pl.col("shipment").str.contains(shipments))
    return found.with_columns(pl.col("links").str.split(";"))


def share_over(found: pl.DataFrame, *links: str) -> float:
    """Return what share of the cargo of routes passes one of some links."""
    over = pl.any_horizontal(pl.col("links").list.contains(link) for link in links)
    return float(
        found.filter(over)["quantity"].to_numpy().sum() / found["quantity"].to_numpy().sum()
    )


def test_the_network_is_as_large_as_it_may_be_and_all_its_cargo_travels() -> None:
    links = case().frame("links").filter(commodity="cargo")
    assert 150 <= len(links) <= 350
    assert 60 <= len(case().frame("shipments")) <= 90
    assert solved("base").numbers["unshipped"] == pytest.approx(0, abs=1e-9)
    assert solved("base").numbers["gap"] == pytest.approx(0, abs=1e-9)


def test_what_was_observed_is_met() -> None:
    fit = solved("base").table("fit")
    assert len(fit) == 15
    assert fit["within"].all()


def test_trains_from_china_keep_to_the_rails() -> None:
    """And fresh fruit of Mersin sails straight; nobody takes tank cars over a pass by truck."""
    modes = {mode for path in routes("base", "-trains$")["modes"] for mode in path.split(";")}
    assert modes == {"rail1435", "rail1520", "caspian_ferry"}
    assert not routes("base", "fruit")["chokepoints"].str.contains("suez").any()
    assert not routes("base", "fuels|coal")["modes"].str.contains("road").any()


def test_most_cargo_of_the_western_branch_is_of_neighbours() -> None:
    """Samur, Astara and Bilasuvar carry millions of tonnes in the base, and none of it Indian."""
    found = routes("base", "")
    gates = ("samur-yalama-rail", "astara-astara-rail", "astara-astara-road", "bilasuvar-road")
    used = found.filter(pl.any_horizontal(pl.col("links").list.contains(gate) for gate in gates))
    assert used["quantity"].sum() > 8
    assert not used["shipment"].str.contains("india").any()


@pytest.mark.parametrize(
    ("scenario", "low", "high"),
    [
        ("western-gate-open", 0, 0),
        ("base", 0, 0),
        ("western-gate-closed", 0, 0),
        ("western-gate-closed+straits-closed", 0.2, 0.6),
        ("suez-closed", 0.6, 1),
    ],
)
def test_how_many_indian_boxes_take_the_corridor(scenario: str, low: float, high: float) -> None:
    assert low <= share_over(routes(scenario, BOXES), *BANDAR_ABBAS) <= high


def test_west_and_east_serve_when_suez_is_closed() -> None:
    found = routes("suez-closed", BOXES)
    west = ("samur-yalama-rail", "samur-yarag-road", "yarag-samur-road")
    assert share_over(found, *west) > 0.05
    assert share_over(found, "bolashak-serhetyaka-rail") > 0.05


def test_the_straits_and_suez_are_crossed_where_they_should_be() -> None:
    passed = routes("base", BOXES)["chokepoints"]
    assert passed.str.contains("suez").all()
    assert not routes("suez-closed", "")["chokepoints"].str.contains("suez").any()


def test_what_azerbaijan_bars_goes_round() -> None:
    found = routes(SHUT, "armenia")
    azerbaijan = set(case().frame("nodes").filter(actor="aze")["id"])
    ends = case().frame("links").select("id", "from", "to").iter_rows()
    through = {link for link, start, end in ends if {start, end} & azerbaijan}
    russian = found.filter(pl.col("shipment").str.contains("russia"))
    assert not any(set(links) & through for links in russian["links"])
    days = {name: routes(name, "^armenia-russia-general$")["days"].max() for name in (SHUT, "base")}
    assert float(str(days[SHUT])) > float(str(days["base"])) + 7


def test_zangezur_needs_its_regime() -> None:
    one = case().with_scenario("zangezur-open")
    shut = one.with_changes({"agreements.zangezur-transit.status": "proposed"})
    carried = isthmus.corridors(shut).table("flows").filter(pl.col("link").str.contains("meghri-o"))
    assert carried["flow"].sum() == 0
    through = ("aghband-meghri-road", "aghband-meghri-rail")
    assert share_over(routes("zangezur-open", "nakhchivan"), *through) == pytest.approx(1)


@pytest.mark.parametrize(
    "scenario",
    ["rasht-astara-built", "rail-modernised", "zangezur-open", "aras-corridor", "summer-2024"],
)
def test_what_is_built_lowers_the_cost(scenario: str) -> None:
    objective = {name: solved(name).numbers["objective"] or 0 for name in ("base", scenario)}
    assert objective[scenario] < objective["base"] - 1


@pytest.mark.parametrize(
    "scenario", ["upper-lars-closed", "caspian-low-water", "volga-don-closed", "suez-closed"]
)
def test_what_is_closed_raises_it(scenario: str) -> None:
    objective = {name: solved(name).numbers["objective"] or 0 for name in ("base", scenario)}
    assert objective[scenario] > objective["base"] + 1
