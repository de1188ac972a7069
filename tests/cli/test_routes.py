"""The command `routes`, as a user sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.lenses.corridors.builders import cargo_case, leg

LINKS = [
    leg("rail-1", "a", "m", cost=30, days=5, length=500),
    leg("rail-2", "m", "b", cost=20, days=4, length=400),
    leg("road", "a", "b", "road", cost=70, days=3, length=800),
    leg("sea", "a", "b", "sea", cost=10, days=2, length=900, status="planned"),
]


@pytest.fixture(autouse=True)
def _as_wide_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    nodes = [
        {"id": "a", "name": "Alpha", "actor": "north"},
        {"id": "m", "name": "Midway", "actor": "middle"},
        {"id": "b", "name": "Beta", "aliases": "second", "actor": "south"},
    ]
    cargo_case(tmp_path / "case", nodes, links=LINKS)
    return str(tmp_path / "case")


def test_open_routes_leg_by_leg_and_the_closed_with_why(
    capfd: pytest.CaptureFixture[str], folder: str
) -> None:
    answer = call(capfd, "routes", "alpha", "second", "-c", folder)
    assert answer.code == 0
    assert answer.lines[2:7] == [
        "In short",
        "a to b: 2 routes that truly differ are open. The first takes 3 days and 800 km for 70 "
        "USD/t: north >",
        "south.",
        "Of these, route 1 is the fastest (3 days, 70 USD/t), route 2 the cheapest (9 days, 50 "
        "USD/t).",
        "Were it not for sea: planned, there would be one of 2 days for 10 USD/t: north > south.",
    ]
    assert "Route 1: north > south" in answer.lines
    closed = answer.lines.index("Closed and banned")
    assert answer.lines[closed + 4].split() == (
        ["3", "closed", "north", ">", "south", "900.0", "2.00", "10.00", "sea:", "planned"]
    )
    assert answer.lines[-2].startswith("note: sorted by generalised, for cargo of class box")
    dear = call(capfd, "routes", "alpha", "second", "-c", folder, "--set", "links.sea.cost=200")
    assert "No way that is closed or banned would cost less, days counted." in dear.lines
    assert "Were it not" not in dear.out


def test_names_are_split_at_commas(capfd: pytest.CaptureFixture[str], folder: str) -> None:
    answer = call(capfd, "routes", "a", "b", "--avoid", "road,sea", "-c", folder, "--json")
    routes = json.loads(answer.out)["tables"]["routes"]
    assert [row["links"] for row in routes] == ["rail-1;rail-2"]
    answer = call(capfd, "routes", "a", "b", "--via", "midway", "-c", folder, "--json")
    routes = json.loads(answer.out)["tables"]["routes"]
    assert [row["links"] for row in routes] == ["rail-1;rail-2"]


def test_one_document(capfd: pytest.CaptureFixture[str], folder: str) -> None:
    answer = call(capfd, "routes", "a", "b", "-k", "1", "--sort", "cost", "-c", folder, "--json")
    document = json.loads(answer.out)
    assert (document["lens"], document["status"], document["cost"]) == ("routes", "optimal", 50)
    assert [row["status"] for row in document["tables"]["routes"]] == ["open", "closed"]
    assert set(document["tables"]) == {"routes", "legs", "profile"}


def test_the_profile_stands_in_place_of_the_legs(
    capfd: pytest.CaptureFixture[str], folder: str
) -> None:
    answer = call(capfd, "routes", "a", "b", "--via", "m", "--profile", "-c", folder)
    start = next(at for at, line in enumerate(answer.lines) if line.startswith("Route 1"))
    assert [line.split() for line in answer.lines[start + 4 : start + 9]] == [
        ["a", "start", "0", "0", "0"],
        ["m", "rail", "500.0", "5.00", "30.00"],
        ["m", "border", "north-middle", "500.0", "5.00", "30.00"],
        ["b", "rail", "900.0", "9.00", "50.00"],
        ["b", "border", "middle-south", "900.0", "9.00", "50.00"],
    ]


def test_a_chart_and_a_workbook_are_written(
    capfd: pytest.CaptureFixture[str], folder: str, tmp_path: Path
) -> None:
    for name in ("steps.svg", "book.xlsx", "tables"):
        target = tmp_path / name
        answer = call(capfd, "routes", "a", "b", "-c", folder, "--quiet", "--out", str(target))
        assert (answer.code, answer.err) == (0, f"wrote {target}\n")
    assert "days and cost over the distance" in (tmp_path / "steps.svg").read_text()
    assert (tmp_path / "tables" / "legs.parquet").is_file()


def test_no_open_route_is_no_solution(capfd: pytest.CaptureFixture[str], folder: str) -> None:
    answer = call(capfd, "routes", "a", "b", "--avoid", "rail,road", "-c", folder)
    assert answer.code == 1
    assert answer.lines[3] == "a to b: no route is open."


def test_bad_words_are_bad_usage(capfd: pytest.CaptureFixture[str], folder: str) -> None:
    answer = call(capfd, "routes", "alfa", "b", "-c", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "origin 'alfa': nothing in nodes of case by-hand is called so. Did you mean Alpha?\n"
    )
