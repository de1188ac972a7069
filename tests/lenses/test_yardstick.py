"""The gas base of 2023 that a first study found, reproduced to the printed digit."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import isthmus

YARDSTICK = Path(__file__).parents[1] / "data" / "gas-base-prototype"
EXPECTED = {
    "aze-eu": "11.60",
    "aze-tur": "9.67",
    "aze-geo": "2.50",
    "rus-tur": "21.75",
    "durusu": "16.0",
    "irn-tur": "5.63",
    "scp": "22.25",
    "tanap1": "17.6",
    "ts2": "13.9",
    "ukr": "15.0",
    "arm-rus": "2.15",
    "arm-irn": "0.50",
    "geo-rus": "0.60",
    "swap": "1.5",
    "tur-bg": "1.5",
    "rus-aze": "0.0",
}


@pytest.fixture(scope="module")
def result() -> isthmus.result.Result:
    return isthmus.markets(isthmus.open_case(YARDSTICK))


@pytest.mark.parametrize("observation", EXPECTED)
def test_reproduces_the_calibration_table(result: isthmus.result.Result, observation: str) -> None:
    row = result.fit.row(by_predicate=pl.col("observation") == observation, named=True)
    printed = EXPECTED[observation]
    digits = len(printed.partition(".")[2])
    assert f"{row['modelled']:.{digits}f}" == printed


def test_reproduces_what_the_table_says_beside_the_observations(
    result: isthmus.result.Result,
) -> None:
    lng = result.supply.filter(pl.col("id").str.contains("lng"))["quantity"].sum()
    assert f"{lng:.2f}" == "13.85"
    flows = result.flows.group_by("link").agg(pl.col("flow").sum())
    landed = flows.filter(pl.col("link") == "g_it")["flow"].item()
    kiyikoy = flows.filter(pl.col("link") == "g_ts1")["flow"].item()
    assert (f"{landed:.1f}", f"{kiyikoy:.2f}") == ("9.6", "5.75")


def test_scp_is_full_in_winter_only(result: isthmus.result.Result) -> None:
    scp = result.flows.filter(pl.col("link").is_in(["g_scp", "g_scp_geo"]))
    winter, summer = (scp.filter(period=p)["flow"].sum() for p in ("winter", "summer"))
    assert winter == pytest.approx(23.4 * 0.4137, abs=1e-9)
    assert summer < 23.4 * 0.5863 - 0.5
    rents = scp.filter(link="g_scp", period="winter")["scarcity_price"]
    assert rents.item() == pytest.approx(117, abs=3)


def test_the_shortage_is_iranian(result: isthmus.result.Result) -> None:
    short = result.demand.filter(pl.col("unserved") > 0)
    assert short["id"].to_list() == ["irn"]
    assert f"{result.unserved:.1f}" == "10.6"
