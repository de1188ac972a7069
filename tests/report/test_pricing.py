"""Prices on a screen."""

from __future__ import annotations

from pathlib import Path

import isthmus
from isthmus.report.pricing import price_section, price_table
from tests.case.folders import TINY, changed, opened


def test_the_places_of_buyers_come_first(tmp_path: Path) -> None:
    result = isthmus.markets(opened(tmp_path))
    assert price_table(result).rows() == [("city", 2.0, 80.0, 80.0), ("field", None, 50.0, 50.0)]
    assert price_table(result).columns == ["node", "takes", "winter", "summer"]
    shown = price_section(result, 8).table
    assert shown is not None
    assert shown.rows() == [("city", 2.0, 80.0, 80.0)]
    assert price_section(result, None).lines == (
        "USD/tcm, at the middle of the optimal prices; the largest buyers first, with what they "
        "take in bcm a year.",
    )


def test_prices_that_are_open_say_by_how_much(tmp_path: Path) -> None:
    case = opened(tmp_path, links=TINY["links.csv"].replace(",3,", ",2,"))  # just the need
    table = price_table(isthmus.markets(case, intervals=True))
    assert table["open by"].to_list() == [900 - 80, None]
    assert (
        "Where prices are not unique"
        in price_section(isthmus.markets(case, intervals=True), None).lines[0]
    )


def test_a_place_without_a_price_is_explained(tmp_path: Path) -> None:
    result = isthmus.markets(
        opened(
            tmp_path,
            links=TINY["links.csv"].replace(",3,", ",0,"),
            demand="id,node,commodity,quantity,price_cap,curve\n"
            "homes,city,gas,2,900,fixed\nshop,field,gas,1,70,fixed\n",
        )
    )
    assert price_table(result).rows() == [("field", 1.0, 50.0, 50.0), ("city", 0.0, None, None)]
    assert (
        price_section(result, None)
        .lines[0]
        .endswith("Where no price stands, nothing can reach the place.")
    )


def test_many_periods_show_the_lowest_and_the_highest(tmp_path: Path) -> None:
    months = "".join(f'[[periods]]\nid = "m{n}"\nweight = 0.2\n' for n in range(5))
    case = changed("case", TINY["case.toml"][TINY["case.toml"].index("[[") :], months)
    result = isthmus.markets(opened(tmp_path, case=case))
    assert price_table(result).columns == ["node", "takes", "lowest", "highest"]


def test_the_commodity_is_named_where_there_are_several(tmp_path: Path) -> None:
    result = isthmus.markets(
        opened(
            tmp_path,
            commodities="id,unit,price_unit\ngas,bcm,USD/tcm\noil,Mt,USD/t\n",
            supply=TINY["supply.csv"] + "rig,field,oil,10,300\n",
            demand=TINY["demand.csv"] + "cars,field,oil,1,900,fixed\n",
        )
    )
    assert price_table(result).select("node", "commodity", "winter").rows() == [
        ("city", "gas", 80.0), ("field", "oil", 300.0), ("field", "gas", 50.0),
    ]  # fmt: skip
