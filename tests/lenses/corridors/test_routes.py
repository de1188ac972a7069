"""Routes between two places: what is open, what bars the rest, what the numbers rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.lenses.corridors import routes as module
from isthmus.lenses.corridors.search import Found
from tests.lenses.corridors.builders import Row, cargo_case, leg, shipment

NODES = {"a": "north", "gate": "north", "m": "middle", "x": "east", "b": "south"}
ROAD = {"mode": "road", "cost": 0.1, "speed": 100}


def region(folder: Path, changes: dict[str, Row] | None = None, **tables: Any) -> Case:
    """Four ways from a to b: by m on rail, by m with a change to the road, by x, straight by sea.

    Without the sea, which is closed, the rail is best: 30 + 20 USD/t, 9 days of 10 USD/t each.
    """
    links = [
        leg("rail-1", "a", "m", cost=30, days=5, length=500),
        leg("rail-2", "m", "b", cost=20, days=4, length=400),
        leg("road-2", "m", "b", "road", cost=50, days=1, length=380),
        leg("east-1", "a", "x", "road", cost=70, days=3, length=300),
        leg("east-2", "x", "b", "road", cost=40, days=3, length=600),
        leg("sea", "a", "b", "sea", cost=10, days=2, length=100, chokepoint="strait"),
    ]
    transfers = [{"id": "load", "node": "m", "from_mode": "rail", "to_mode": "road", "days": 1}]
    given: Row = {"links": links, "transfers": transfers, "modes": [ROAD], **tables}
    for name, cells in ({"sea": {"status": "planned"}} | (changes or {})).items():
        next(row for row in links if row["id"] == name).update(cells)
    return cargo_case(folder, NODES, **given)


def ways(result: isthmus.Result) -> list[tuple[str, str]]:
    """Return status and links of every route, in order."""
    table = result.routes
    return list(zip(table["status"], table["links"], strict=True))


def test_the_best_of_each_kind_first(tmp_path: Path) -> None:
    result = isthmus.routes(region(tmp_path), "a", "b")
    assert ways(result) == [
        ("open", "rail-1;rail-2"),
        ("open", "rail-1;road-2"),
        ("open", "east-1;east-2"),
        ("closed", "sea"),
    ]
    first, second, *_ = result.routes.to_dicts()
    assert (first["km"], first["days"], first["cost"]) == (900, 9, 50)
    assert (second["km"], second["days"], second["cost"]) == (880, 1 + 6, 80)
    assert first["generalised_cost"] == 50 + 9 * 10
    assert second["generalised_cost"] == 80 + 7 * 10
    assert first["borders"] == "north-middle;middle-south"
    assert (first["modes"], second["modes"]) == ("rail", "rail;road")
    assert first["barriers"] is None
    assert result.generalised_cost == 140
    assert result.status == "optimal"


@pytest.mark.parametrize(
    ("sort", "best"),
    [
        ("days", "east-1;east-2"),
        ("cost", "rail-1;rail-2"),
        ("km", "rail-1;road-2"),
        ("borders", "rail-1;rail-2"),
    ],
)
def test_what_the_first_route_has_least_of(tmp_path: Path, sort: str, best: str) -> None:
    result = isthmus.routes(region(tmp_path), "a", "b", sort=sort)
    assert ways(result)[0] == ("open", best)


@pytest.mark.parametrize("word", ["north", "North", "gate", "Gate town", "old-gate", "ferry"])
def test_a_word_may_be_anything_of_the_network(tmp_path: Path, word: str) -> None:
    nodes = [
        {"id": "a", "actor": "south"},
        {"id": "b", "actor": "south"},
        {"id": "gate", "name": "Gate town", "aliases": "old-gate", "actor": "north"},
    ]
    case = cargo_case(
        tmp_path,
        nodes,
        links=[
            leg("dear", "a", "b", cost=99),
            leg("one", "a", "gate", "ferry", cost=1),
            leg("two", "gate", "b", "ferry", cost=1),
        ],
    )
    assert ways(isthmus.routes(case, "a", "b", avoid=[word])) == [("open", "dear")]
    assert ways(isthmus.routes(case, "a", "b", via=[word])) == [("open", "one;two")]


def test_chokepoints_and_links_are_avoided_and_passed(tmp_path: Path) -> None:
    case = region(tmp_path, {"sea": {"status": "operating"}})
    assert ways(isthmus.routes(case, "a", "b"))[0] == ("open", "sea")
    avoiding = isthmus.routes(case, "a", "b", avoid=["strait", "rail-1"])
    assert ways(avoiding) == [("open", "east-1;east-2")]
    passing = isthmus.routes(case, "a", "b", via=["middle", "road"])
    assert ways(passing) == [("open", "rail-1;road-2")]


@pytest.mark.parametrize("cost", [319, 321])
def test_far_dearer_ways_are_left_out_and_counted(tmp_path: Path, cost: float) -> None:
    """By x it takes 6 days of 10 USD/t beside the cost, by m on rail 140 USD/t in all."""
    case = region(tmp_path, {"east-1": {"cost": cost}, "sea": {"status": "planned", "cost": 500}})
    result = isthmus.routes(case, "a", "b")
    told = "left out, as more than 3 times as dear as the best, days counted: "
    near = cost + 40 + 60 <= 3 * 140
    assert (("open", "east-1;east-2") in ways(result)) is near
    assert [one for one in ways(result) if one[0] == "closed"] == []
    said = "1 closed or banned" if near else "1 open and 1 closed or banned"
    assert f"{told}{said}" in result.notes


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"status": "planned"}, "sea: planned"),
        ({"status": "operating", "opened": 2030}, "sea: opens in 2030"),
        ({"status": "operating", "closed": 2020}, "sea: closed since 2020"),
        ({"status": "operating", "capacity": 0}, "sea: capacity 0"),
        ({"status": "operating", "profile": "ice"}, "sea: never available (profile ice)"),
        (
            {"status": "operating", "requires": "pact"},
            "sea: needs agreement pact (signed)",
        ),
        (
            {"status": "disputed", "requires": "pact"},
            "sea: disputed, needs agreement pact (signed)",
        ),
    ],
)
def test_what_is_closed_says_why(tmp_path: Path, cells: Row, why: str) -> None:
    case = region(
        tmp_path,
        {"sea": cells},
        agreements=[{"id": "pact", "parties": "north;south", "status": "signed"}],
        profiles=[{"profile": "ice", "kind": "availability", "period": "year", "factor": 0}],
    )
    last = isthmus.routes(case, "a", "b").routes.row(-1, named=True)
    assert (last["status"], last["links"], last["barriers"]) == ("closed", "sea", why)


def test_a_ban_is_about_a_class_and_its_ends(tmp_path: Path) -> None:
    case = region(
        tmp_path,
        {"sea": {"status": "operating"}},
        classes=[{"id": "box", "time_value": 10}, {"id": "grain", "time_value": 10}],
        bans=[{"id": "no-boxes", "controller": "south", "mode": "sea", "class": "box"}],
    )
    last = isthmus.routes(case, "a", "b", class_="box").routes.row(-1, named=True)
    assert (last["status"], last["links"]) == ("banned", "sea")
    assert last["barriers"] == "sea: banned by south (no-boxes)"
    assert ways(isthmus.routes(case, "a", "b", class_="grain"))[0] == ("open", "sea")


def test_a_closed_transfer_bars_a_route(tmp_path: Path) -> None:
    shut = {"id": "load", "node": "m", "from_mode": "rail", "to_mode": "road", "status": "closed"}
    result = isthmus.routes(region(tmp_path, transfers=[shut]), "a", "b")
    barred = {row["links"]: row["barriers"] for row in result.routes.to_dicts()}
    assert barred["rail-1;road-2"] == "load: closed"
    assert barred["rail-1;rail-2"] is None


def test_all_of_a_route_is_open_in_one_period(tmp_path: Path) -> None:
    seasons = [
        {"profile": name, "kind": "availability", "period": period, "factor": name == period}
        for name in ("winter", "summer")
        for period in ("winter", "summer")
    ]
    case = cargo_case(
        tmp_path,
        {"a": "north", "m": "middle", "b": "south"},
        periods={"winter": 0.5, "summer": 0.5},
        profiles=[{**row, "factor": float(row["factor"])} for row in seasons],
        links=[
            leg("one", "a", "m", cost=1, profile="winter"),
            leg("two", "m", "b", cost=1, profile="summer"),
            leg("other", "m", "b", "rail", cost=5, profile="winter"),
            leg("always", "a", "b", cost=50),
        ],
    )
    table = isthmus.routes(case, "a", "b").routes
    found = list(zip(table["links"], table["periods"], table["status"], strict=True))
    assert found == [("one;other", "winter", "open"), ("always", None, "open")]


def test_where_nothing_is_open(tmp_path: Path) -> None:
    case = region(tmp_path)
    result = isthmus.routes(case, "a", "b", avoid=["m", "x"])
    assert result.status == "infeasible"
    assert result.days is None
    assert ways(result) == [("closed", "sea")]


def test_the_class_is_the_usual_one_or_the_first(tmp_path: Path) -> None:
    result = isthmus.routes(region(tmp_path / "one"), "a", "b")
    assert result.notes == (
        "sorted by generalised, for cargo of class box (no class was named), to which a day is "
        "worth 10 USD/t",
    )
    classes = [{"id": "box"}, {"id": "container", "time_value": 3, "time_value_cv": 1}]
    usual = isthmus.routes(region(tmp_path / "two", classes=classes), "a", "b")
    assert "class container (no class was named), to which a day is worth 3 USD/t" in usual.notes[0]


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("a", "nowhere"), {}, "destination 'nowhere': nothing in nodes"),
        (("a", "gat"), {}, "Did you mean gate"),
        (("a", "gate"), {}, "destination gate: no cargo link begins or ends there"),
        (("a", "a"), {}, "origin and destination are both a"),
        (("b", "a"), {}, "no route from b to a for class box, not even a closed one"),
        (("a", "b"), {"avoid": ["suez"]}, "avoid 'suez': no actor, node, link, chokepoint or mode"),
        (("a", "b"), {"avoid": ["strat"]}, "Did you mean strait"),
        (("a", "b"), {"avoid": ["north"]}, "no route from a to b avoiding north"),
        (("a", "b"), {"via": ["x", "m"]}, "no route from a to b via x, m"),
        (("a", "b"), {"class_": "boxx"}, "class 'boxx': .* Did you mean box"),
        (("a", "b"), {"sort": "day"}, "sort: 'day' is none of .* Did you mean days"),
        (("a", "b"), {"k": 0}, "k: 0 is not a number of routes"),
    ],
)
def test_what_cannot_be_answered(
    tmp_path: Path, arguments: tuple[str, str], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(isthmus.IsthmusError, match=message):
        isthmus.routes(region(tmp_path), *arguments, **options)


def test_a_search_that_gave_up_does_not_say_that_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = region(tmp_path)
    for name in ("open_routes", "barred_routes"):
        monkeypatch.setattr(module, name, lambda search: Found([], False))
    with pytest.raises(isthmus.IsthmusError, match="was found, but not all ways were looked at"):
        isthmus.routes(case, "a", "b")


def test_a_name_that_several_have_is_not_guessed(tmp_path: Path) -> None:
    nodes = [{"id": "a", "name": "Port"}, {"id": "b", "name": "Port"}, {"id": "c"}]
    case = cargo_case(tmp_path, nodes, links=[leg("one", "a", "c"), leg("t", "b", "c")])
    with pytest.raises(isthmus.IsthmusError, match="several have the name, say which: a, b"):
        isthmus.routes(case, "port", "c")
    assert ways(isthmus.routes(case, "b", "c")) == [("open", "t")]


def test_every_leg_says_what_it_rests_on(tmp_path: Path) -> None:
    case = region(
        tmp_path,
        {
            "rail-1": {"evidence": "length:c1;days:c1;cost:c1"},
            "rail-2": {"evidence": "days:c1;c2"},
            "road-2": {"cost": None, "days": None},
        },
        sources=[
            {"id": "bank", "title": "A bank", "kind": "paper"},
            {"id": "line", "title": "The line", "kind": "company"},
        ],
        claims=[{"id": "c1", "source": "bank"}, {"id": "c2", "source": "line"}],
    )
    said: dict[str, str] = {}
    for one in (case, case.with_changes({"links.east-1.days": 9})):
        legs = isthmus.routes(one, "a", "b").legs
        said |= dict(zip(legs["id"], legs["source"], strict=True))
    assert said == {
        "rail-1": "c1 (bank)",
        "rail-2": "km, cost: c2 (line); days: c1 (bank)",
        "road-2": "km: unsourced; days, cost: estimated from mode",
        "load": "unsourced",
        "east-1": "km, cost: unsourced; days: set by --set",
        "east-2": "unsourced",
        "sea": "unsourced",
    }


def test_legs_add_up_to_their_route(tmp_path: Path) -> None:
    result = isthmus.routes(region(tmp_path), "a", "b")
    sums = result.legs.group_by("rank", maintain_order=True).agg(pl.col("km", "days", "cost").sum())
    for column in ("km", "days", "cost"):
        assert sums[column].to_list() == pytest.approx(result.routes[column].to_list())
    transfer = result.legs.filter(pl.col("kind") == "transfer").row(0, named=True)
    assert (transfer["kind"], transfer["id"], transfer["mode"]) == (
        "transfer",
        "load",
        "rail > road",
    )
    assert (transfer["from"], transfer["to"], transfer["km"]) == ("m", "m", 0)


def test_the_profile_waits_at_borders_and_transfers(tmp_path: Path) -> None:
    # At 100 km a day road-2 takes 3.8 of its 6 days; the rest is the border's.
    case = region(tmp_path, {"road-2": {"days": 6}})
    table = isthmus.routes(case, "a", "b", via=["road-2"]).profile
    points = [tuple(row) for row in table.select("node", "what", "km", "days", "cost").rows()]
    assert points == [
        ("a", "start", 0, 0, 0),
        ("m", "rail", 500, 5, 30),
        ("m", "border north-middle", 500, 5, 30),
        ("m", "transfer rail > road", 500, 6, 30),
        ("b", "road", 880, pytest.approx(9.8), 80),
        ("b", "border middle-south", 880, 12, 80),
    ]


def test_a_border_node_at_the_start_of_a_link_waits_before_it(tmp_path: Path) -> None:
    nodes = [
        {"id": "a", "actor": "north", "kind": "road_border"},
        {"id": "b", "actor": "south", "kind": "town"},
    ]
    case = cargo_case(
        tmp_path,
        nodes,
        modes=[ROAD],
        links=[leg("one", "a", "b", "road", length=300, days=5, cost=7)],
    )
    table = isthmus.routes(case, "a", "b").profile
    assert table.select("what", "km", "days").rows() == [
        ("start", 0, 0),
        ("border north-south", 0, 2),
        ("road", 300, 5),
    ]


def test_the_same_case_gives_the_same_answer(tmp_path: Path) -> None:
    case = region(tmp_path)
    assert isthmus.routes(case, "a", "b").to_json() == isthmus.routes(case, "a", "b").to_json()


def test_a_detour_through_more_hands_is_not_told(tmp_path: Path) -> None:
    # By sea from a to the strait and on, or from there by a port of the east and back to sea.
    nodes = {"a": "north", "strait": None, "port": "east", "b": "south"}
    links = [
        leg("out", "a", "strait", "ship", cost=1, days=1, length=100),
        leg("in", "strait", "b", "ship", cost=1, days=1, length=100),
        leg("call", "strait", "port", "ship", cost=1, days=1, length=80),
        leg("on", "port", "b", "ship", cost=1, days=1, length=90),
    ]
    assert ways(isthmus.routes(cargo_case(tmp_path / "one", nodes, links=links), "a", "b")) == [
        ("open", "out;in")
    ]
    links[2]["length"] = 5
    assert ways(isthmus.routes(cargo_case(tmp_path / "two", nodes, links=links), "a", "b")) == [
        ("open", "out;in"),
        ("open", "out;call;on"),
    ]


def test_a_ban_of_everybody_bars_and_is_not_told(tmp_path: Path) -> None:
    bans = [{"id": "no-boxes", "controller": "*", "mode": "sea", "class": "box"}]
    case = region(tmp_path, {"sea": {"status": "operating"}}, bans=bans)
    assert [status for status, _ in ways(isthmus.routes(case, "a", "b"))] == ["open"] * 3
    message = "no route from a to b via sea for class box"
    with pytest.raises(isthmus.IsthmusError, match=message):
        isthmus.routes(case, "a", "b", via=["sea"])


def test_only_bans_that_could_be_lifted_keep_cargo_behind(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[leg("bulk", "a", "b", "bulk", cost=1)],
        bans=[{"id": "no-boxes", "controller": "*", "mode": "bulk", "class": "box"}],
        shipments=[shipment("boxes", "a", "b", 1)],
    )
    assert isthmus.corridors(case).shipments["reason"].to_list() == ["no route (100%)"]


def at_a_gauge(folder: Path, **gauge: Any) -> Case:
    """A border m where two railways and roads meet; the road beside leads on to x and back."""

    def change(start: str, end: str, **cells: Any) -> Row:
        row = {"id": f"{start}-{end}", "node": "*", "from_mode": start, "to_mode": end}
        return {"bidirectional": True, **row, **cells}

    return cargo_case(
        folder,
        NODES,
        links=[
            leg("wide", "a", "m", "wide", cost=5),
            leg("narrow", "m", "b", "narrow", cost=5),
            leg("yard", "m", "x", "road", cost=7, bidirectional=True),
            leg("siding", "x", "b", "narrow", cost=10),
        ],
        transfers=[
            change("wide", "narrow", **gauge),
            change("wide", "road", cost=1),
            change("narrow", "road", cost=1),
        ],
        shipments=[shipment("s", "a", "b", 1, 100)],
    )


def test_a_lorry_that_goes_nowhere_joins_no_railways(tmp_path: Path) -> None:
    free = at_a_gauge(tmp_path / "free", cost=10)
    assert ways(isthmus.routes(free, "a", "b"))[0] == ("open", "wide;narrow")
    assert isthmus.corridors(free).shipments["cost"].to_list() == [20]
    shut = at_a_gauge(tmp_path / "shut", cost=10, status="closed")
    assert ways(isthmus.routes(shut, "a", "b")) == [
        ("open", "wide;yard;siding"),
        ("closed", "wide;narrow"),
    ]
    assert isthmus.corridors(shut).shipments["cost"].to_list() == [5 + 1 + 7 + 1 + 10]
    assert ways(isthmus.routes(shut, "a", "b", avoid=["road"])) == [("closed", "wide;narrow")]
    flows = isthmus.corridors(shut).flows
    assert dict(zip(flows["link"], flows["flow"], strict=True))["yard"] == 1
