"""Mistakes in the tables of cargo: each is one clear problem, or a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from tests.case.folders import opened, refused

CARGO = {
    "nodes": "id,actor,lat,lon\na,north,40,50\nm,north,41,50\nb,south,42,50\n",
    "links": "id,from,to,mode,commodity,capacity,cost,days\n"
    "rail,a,m,rail,cargo,5,10,2\nroad,m,b,road,cargo,5,,\n",
    "modes": "mode,cost,speed\nroad,0.1,100\n",
    "transfers": "id,node,from_mode,to_mode,cost,days\nload,m,rail,road,1,3\n",
    "classes": "id,value,time_value\nbox,1000,10\n",
    "shipments": "id,origin,destination,class,quantity,reservation\ns,a,b,box,2,900\n",
    "bans": "id,controller,mode,class\nno-rail,south,rail,box\n",
    "supply": None,
    "demand": None,
}
EMPTY_MODE = "mode 'road' has no row in modes, so the link costs nothing and no time"
NO_TRANSFERS = (
    "transfers.csv: is missing or has no rows; without transfers cargo cannot change between rail "
    "and road at m"
)


def with_change(table: str, old: str, new: str) -> dict[str, str | None]:
    """Return the files with `old`, which must be there, replaced once in a table."""
    text = CARGO[table]
    assert text is not None
    assert old in text
    return {**CARGO, table: text.replace(old, new, 1)}


def header(table: str) -> str:
    """Return a table's header."""
    text = CARGO[table]
    assert text is not None
    return text.splitlines()[0] + "\n"


def test_the_case_that_is_changed_is_without_fault(tmp_path: Path) -> None:
    case = opened(tmp_path, **CARGO)
    assert case.warnings == ()
    assert isthmus.corridors(case).unshipped == 0


@pytest.mark.parametrize(
    ("table", "old", "new", "problem"),
    [
        # ids that are not there
        (
            "shipments",
            ",box",
            ",bax",
            "shipments.csv:2 class: 'bax' is not in classes. Did you mean box?",
        ),
        ("shipments", "s,a,", "s,c,", "shipments.csv:2 origin: 'c' is not in nodes."),
        ("transfers", ",m,", ",mm,", "transfers.csv:2 node: 'mm' is not in nodes. Did you mean m?"),
        (
            "bans",
            ",south",
            ",sooth",
            "bans.csv:2 controller: 'sooth' is not in actors. Did you mean south?",
        ),
        ("bans", ",box", ",bulk", "bans.csv:2 class: 'bulk' is not in classes."),
        # units of another kind
        (
            "shipments",
            ",2,",
            ",2 bcm,",
            "shipments.csv:2 quantity: 'bcm' does not measure the same as 'Mt/year'; this column "
            "is in Mt/year",
        ),
        (
            "shipments",
            ",900",
            ",900 USD/tcm",
            "shipments.csv:2 reservation: 'USD/tcm' does not measure the same as 'USD/t'; this "
            "column is in USD/t",
        ),
        (
            "transfers",
            ",3\n",
            ",3 km\n",
            "transfers.csv:2 days: 'km' does not measure the same as 'day'; this column is in day",
        ),
        (
            "modes",
            ",100",
            ",100 USD/t",
            "modes.csv:2 speed: 'USD/t' does not measure the same as 'km/day'; this column is in "
            "km/day",
        ),
        # what cannot be
        ("modes", ",100", ",0", "modes.csv:2 speed: 0.0: input should be greater than 0"),
        (
            "transfers",
            "rail,road",
            "rail,rail",
            "transfers.csv:2 to_mode: 'rail' is from_mode, too; a wait within one mode is days of "
            "a link",
        ),
        ("shipments", "a,b", "a,a", "shipments.csv:2 destination: 'a' is the origin, too"),
        (
            "nodes",
            "42,50",
            ",",
            "links.csv:3 length: is empty, and b has no lat and lon to estimate days and cost from",
        ),
        (
            "links",
            ",m,b,",
            ",m,m,",
            "links.csv:3 to: a link needs two different nodes (or a to_commodity)",
        ),
        ("shipments", ",2,900", ",,900", "shipments.csv:2 quantity: required, but empty"),
        ("shipments", ",900", ",", "shipments.csv:2 reservation: required, but empty"),
        ("bans", ",south", ",", "bans.csv:2 controller: required, but empty"),
    ],
)
def test_a_mistake_is_one_problem(
    tmp_path: Path, table: str, old: str, new: str, problem: str
) -> None:
    assert refused(tmp_path, **with_change(table, old, new)) == [problem]


NUMBERS = [
    ("shipments", "quantity", ",2,"),
    ("shipments", "reservation", ",900\n"),
    ("modes", "cost", ",0.1,"),
    ("modes", "speed", ",100\n"),
    ("transfers", "cost", ",1,"),
    ("transfers", "days", ",3\n"),
    ("classes", "value", ",1000,"),
    ("classes", "time_value", ",10\n"),
    ("links", "capacity", ",5,"),
    ("links", "days", ",2\n"),
]


@pytest.mark.parametrize("text", ["nan", "inf", "-1"])
@pytest.mark.parametrize(("table", "column", "old"), NUMBERS)
def test_no_number_may_be_negative_or_none_at_all(
    tmp_path: Path, table: str, column: str, old: str, text: str
) -> None:
    files = with_change(table, old, f",{text}{old[-1]}")
    than = "greater than 0" if column == "speed" else "greater than or equal to 0"
    said = "-1.0: input should be " + than
    if text != "-1":
        said = f"'{text}' is not a number; leave the cell empty if it is unknown"
    assert refused(tmp_path, **files) == [f"{table}.csv:2 {column}: {said}"]


@pytest.mark.parametrize("table", ["modes", "transfers", "classes", "shipments", "bans"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, table: str) -> None:
    problem = f"{table}.csv:1: is empty; a table needs at least its header"
    assert refused(tmp_path, **{**CARGO, table: ""}) == [problem]


def test_cargo_needs_its_classes(tmp_path: Path) -> None:
    assert refused(tmp_path, **{**CARGO, "classes": header("classes")}) == [
        "bans.csv:2 class: 'box' is not in classes.",
        "shipments.csv:2 class: 'box' is not in classes.",
    ]


@pytest.mark.parametrize("left_out", [True, False])
@pytest.mark.parametrize(
    ("table", "warnings"),
    [
        ("modes", [f"links.csv:3 mode: {EMPTY_MODE}"]),
        ("transfers", [NO_TRANSFERS]),
        ("shipments", []),
        ("bans", []),
    ],
)
def test_a_table_without_rows(
    tmp_path: Path, table: str, warnings: list[str], left_out: bool
) -> None:
    case = opened(tmp_path, **{**CARGO, table: None if left_out else header(table)})
    assert [str(warning) for warning in case.warnings] == warnings


@pytest.mark.parametrize(
    ("table", "old", "new", "warnings"),
    [
        ("modes", "0.1", "", ["modes.csv:2 cost: is empty, so links of mode road without a cost of "
                              "their own are free"]),
        ("modes", "road", "rode", [f"links.csv:3 mode: {EMPTY_MODE}"]),
        ("classes", "1000", "", ["classes.csv:2 value: is empty, so cargo on its way costs no "
                                 "interest; write 0 if that is so"]),
        ("classes", ",10\n", ",\n", ["classes.csv:2 time_value: is empty, so a day is worth "
                                     "nothing to it but interest; write 0 if that is so"]),
        ("bans", ",rail", ",rale", ["bans.csv:2 mode: no cargo link has mode 'rale'. Did you mean "
                                  "rail?"]),
        ("transfers", "rail,road", "rail,rode", ["transfers.csv:2 to_mode: no cargo link has mode "
                                                 "'rode'. Did you mean road?"]),
        ("links", "m,b,road", "m,b,", [
            "links.csv:3 mode: is empty, so no mode estimates the link: it costs nothing and no "
            "time",
            "transfers.csv:2 to_mode: no cargo link has mode 'road'.",
        ]),
        ("nodes", "b,south", "z,north,1,1\nb,south", []),
    ],
)  # fmt: skip
def test_what_is_likely_forgotten_is_a_warning(
    tmp_path: Path, table: str, old: str, new: str, warnings: list[str]
) -> None:
    case = opened(tmp_path, **with_change(table, old, new))
    assert [str(warning) for warning in case.warnings] == warnings


def test_modes_side_by_side_need_no_transfers(tmp_path: Path) -> None:
    links = f"{CARGO['links']}".replace("rail,a,m", "rail,a,b").replace("road,m,b", "road,a,b")
    assert opened(tmp_path, **{**CARGO, "links": links, "transfers": None}).warnings == ()


def test_a_shipment_out_of_reach_is_a_warning(tmp_path: Path) -> None:
    far = "c,south,1,1\nd,south,2,2\ne,south,3,3\n"
    files = with_change("links", "rail,a,m", "far,d,c,road,cargo,5,1,1\nrail,a,m")
    files["nodes"] = f"{CARGO['nodes']}{far}"
    files["shipments"] = f"{CARGO['shipments']}t,a,c,box,1,900\nu,e,b,box,1,900\n"
    case = opened(tmp_path, **files)
    assert [str(warning) for warning in case.warnings] == [
        "shipments.csv:3 destination: no cargo links join c with a",
        "shipments.csv:4 origin: no cargo link touches e",
    ]
    result = isthmus.corridors(case)
    assert result.shipments["unshipped"].to_list() == [0, 1, 1]
    why = "no open route in summer (60%); no open route in winter (40%)"
    assert result.shipments["reason"].to_list() == [None, why, why]


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("links", "road,m,b", "road,b,m"),
        ("links", "m,b,road", "m,b,ferry"),
        ("transfers", "load,m", "load,a"),
        ("transfers", "rail,road", "road,rail"),
    ],
)
def test_a_network_that_takes_no_shipment_is_an_error(
    tmp_path: Path, table: str, old: str, new: str
) -> None:
    case = opened(tmp_path, **with_change(table, old, new))
    message = "take no shipment from its origin to its destination; the first is s, from a to b"
    with pytest.raises(isthmus.IsthmusError, match=message):
        isthmus.corridors(case)


def test_no_shipments_or_no_links_for_cargo_are_errors(tmp_path: Path) -> None:
    none = opened(tmp_path / "one", **{**CARGO, "shipments": None})
    with pytest.raises(isthmus.IsthmusError, match="case tiny has no shipments"):
        isthmus.corridors(none)
    cargo = "s,field,city,box,1,900\n"
    gas = {"classes": CARGO["classes"], "shipments": f"{header('shipments')}{cargo}"}
    with pytest.raises(isthmus.IsthmusError, match="case tiny has no links for cargo"):
        isthmus.corridors(opened(tmp_path / "two", **gas))


def test_a_closed_network_leaves_all_behind(tmp_path: Path) -> None:
    links = f"{CARGO['links']}".replace("days\n", "days,status\n").replace(",2\n", ",2,closed\n")
    case = opened(tmp_path, **{**CARGO, "links": links.replace(",,\n", ",,,\n")})
    result = isthmus.corridors(case)
    assert result.shipments["shipped"].to_list() == [0]
    assert result.objective == 2 * 900


def test_a_shipment_of_nothing(tmp_path: Path) -> None:
    result = isthmus.corridors(opened(tmp_path, **with_change("shipments", ",2,", ",0,")))
    assert result.shipments["price"].to_list() == [None]
    assert result.objective == 0
