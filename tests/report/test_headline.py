"""What the first screen says of quantities, of what is short, and of what binds."""

from __future__ import annotations

from pathlib import Path

import isthmus
from isthmus.report.headline import headline, markets_sections
from isthmus.report.pricing import wanting
from isthmus.report.section import Section
from isthmus.result import Result
from tests.case.folders import TINY, opened

DEMAND = "id,node,commodity,quantity,price,curve,elasticity,price_cap\n"
LINKS = "id,from,to,commodity,capacity,cost,tariff,loss\n"


def solved(folder: Path, **changes: str) -> Result:
    return isthmus.markets(opened(folder, **changes))


def section(result: Result, title: str) -> Section:
    (found,) = [one for one in markets_sections(result) if one.title == title]
    return found


def test_what_is_lost_and_what_is_vented(tmp_path: Path) -> None:
    plain = solved(tmp_path / "plain")
    assert headline(plain)[0] == "gas: 2.0 bcm supplied, 2.0 delivered, 0.0 lost on the way."
    lossy = solved(tmp_path / "lossy", links=f"{LINKS}pipe,field,city,gas,3,10,20,0.2\n")
    assert headline(lossy)[0] == "gas: 2.5 bcm supplied, 2.0 delivered, 0.5 lost on the way."
    forced = solved(
        tmp_path / "forced",
        links=f"{LINKS}pipe,field,city,gas,3,10,20,0.2\n",
        contracts="id,seller,buyer,commodity,link,minimum\ntake,north,south-gas,gas,pipe,3\n",
    )
    assert headline(forced)[0] == (
        "gas: 3.0 bcm supplied, 2.0 delivered, 0.6 lost on the way, 0.4 vented for want of a buyer."
    )
    row = forced.summary.row(0, named=True)
    assert (round(row["lost"], 9), round(row["vented"], 9)) == (0.6, 0.4)


def test_what_stores_lose_counts_as_lost(tmp_path: Path) -> None:
    result = isthmus.markets(isthmus.open_case("three-pipes"))
    row = result.summary.row(0, named=True)
    stores = sum(result.stores["injection"]) - sum(result.stores["withdrawal"])
    losses = dict(result.case.frame("links").select("id", "loss").iter_rows())
    pipes = sum(abs(flow) * losses[link] for link, flow in result.flows["link", "flow"].iter_rows())
    assert abs(row["lost"] - stores - pipes) < 1e-9
    assert abs(row["supplied"] - row["demanded"] - row["lost"]) < 1e-9
    assert row["vented"] == 0


def test_what_is_turned_into_something_else(tmp_path: Path) -> None:
    result = solved(
        tmp_path,
        commodities="id,unit,price_unit\ngas,bcm,USD/tcm\npower,TWh,USD/MWh\n",
        links="id,from,to,commodity,to_commodity,yield,capacity\nplant,field,city,gas,power,5,3\n",
        demand="id,node,commodity,quantity,price_cap,curve\nhomes,city,power,10,900,fixed\n",
    )
    assert headline(result)[:2] == [
        "gas: 2.0 bcm supplied, 0.0 delivered, 0.0 lost on the way, "
        "2.0 turned into something else.",
        "power: 0.0 TWh supplied, 10.0 delivered, 0.0 lost on the way, "
        "10.0 made from something else.",
    ]


def test_fixed_needs_and_buyers_who_may_go_without(tmp_path: Path) -> None:
    nodes = TINY["nodes.csv"] + "island,An island,south,\n"
    result = solved(
        tmp_path,
        nodes=nodes,
        demand=DEMAND
        + "homes,city,gas,2,,fixed,,900\n"
        + "plant,city,gas,4,85,hub,,\n"  # the pipe has room for 1 of 4, at 80
        + "kiln,island,gas,1,300,linear,-0.5,\n"  # nothing leads there
        + "shop,field,gas,1,70,hub,,\n"  # gets all it wants
        + "any,field,gas,,10,hub,,\n",  # would take anything, at too low a price
    )
    assert headline(result)[-2:] == [
        "No fixed need goes unserved.",
        "Who may go without and gets much less than it would take: plant 1 of 4 bcm, "
        "kiln 0 of 1 bcm (nothing can reach it).",
    ]
    assert wanting(result).rows() == [
        ("plant", "hub", "bcm", 1.0, 4.0, 85.0, None),
        ("kiln", "linear", "bcm", 0.0, 1.0, 300.0, "nothing can reach it"),
    ]
    assert section(result, "Who gets much less than they would take").table is not None


def test_nobody_without_who_could_have_more(tmp_path: Path) -> None:
    result = solved(tmp_path)
    assert headline(result)[-1] == "No fixed need goes unserved."
    assert "Who gets much less than they would take" not in [
        one.title for one in markets_sections(result)
    ]


def test_a_curve_that_takes_a_little_less_is_no_news() -> None:
    case = isthmus.open_case("two-countries")
    taken = {row["id"]: row["quantity"] for row in isthmus.markets(case).demand.to_dicts()}
    assert round(taken["south-homes"], 6) == 5  # of 6, at a higher price
    assert wanting(isthmus.markets(case)).rows() == []
    shut = case.with_changes({"links.pipeline.capacity": 0})
    assert wanting(isthmus.markets(shut))["buyer"].to_list() == ["south-homes"]


def test_a_shortage_has_a_unit(tmp_path: Path) -> None:
    result = solved(tmp_path, supply="id,node,commodity,quantity,cost\nwell,field,gas,1,50\n")
    assert headline(result)[-1].startswith(
        "Short: homes lacks 0.6 of 1.2 bcm in summer: well gives"
    )


def test_what_binds_names_capacity_contract_or_limit(tmp_path: Path) -> None:
    contracts = "id,seller,buyer,commodity,link,maximum,exclusive\nsale,north,south,gas,pipe,{}\n"
    full = solved(tmp_path / "full", links=TINY["links.csv"].replace(",3,", ",1,"))
    assert "pipe in summer (capacity; rent 492)" in headline(full)[2]
    sold = solved(tmp_path / "sold", contracts=contracts.format("1,true"))
    assert "(contract sale; rent " in headline(sold)[2]
    assert (
        "A contract or limit can bind where the pipe has room."
        in section(sold, "What binds").lines[0]
    )
    limits = "id,links,commodity,capacity,per\ncap,pipe,gas,1,period\n"
    assert "(limit cap; rent " in headline(solved(tmp_path / "limit", limits=limits))[2]


def test_a_link_without_capacity_binds(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    shut = isthmus.markets(case.with_changes({"links.pipeline.capacity": 0}))
    table = section(shut, "What binds").table
    assert table is not None
    (row,) = table.to_dicts()
    prices = dict(shut.prices.select("node", "price").iter_rows())
    links = case.frame("links").row(0, named=True)
    worth = prices["southtown"] - prices["northtown"] - links["cost"] - links["tariff"]
    assert row["bound by"] == "no capacity"
    assert abs(row["scarcity"] - worth) < 1e-9
    assert headline(shut)[1] == (
        "No capacity, by what a first unit would earn in USD/tcm: pipeline in year (387)."
    )
    # Where the only way to a place is shut, there is no price that could say what it is worth.
    alone = solved(
        tmp_path,
        links=TINY["links.csv"].replace(",3,", ",0,"),
        demand=f"{DEMAND}homes,city,gas,2,,fixed,,900\nshop,field,gas,1,70,hub,,\n",
    )
    assert section(alone, "What binds") == Section(
        "What binds", ("Nothing: no link earns a scarcity rent.",)
    )
    assert "nothing can reach it" in headline(alone)[-1]


def test_flows_that_could_be_otherwise_are_named() -> None:
    """In central Europe two lines between Serbia and Hungary tie when liquefied gas is dear."""
    case = isthmus.open_case("caucasus").with_scenario("lng-dear")
    section = markets_sections(isthmus.markets(case, intervals=True))[1]
    line = (
        "Could be otherwise at the same welfare: belgrade-central-europe, central-europe-belgrade."
    )
    assert line in section.lines
    quick = markets_sections(isthmus.markets(case))[1]
    assert not any("otherwise" in line for line in quick.lines)
