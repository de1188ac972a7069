"""What stands in the tables at a time: ties, likeness, and who moved."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.lenses.politics.similarity import similarity
from isthmus.lenses.politics.timeline import timeline
from isthmus.lenses.politics.today import graph_at, members_at, strengths_at
from tests.case.folders import opened

ACTORS = """\
id,kind,parent
north,state,
south,state,
east,state,
south-gas,company,south
club,organisation,
pact,organisation,
"""
RELATIONS = """\
a,b,strength,about,date
north,south,-0.5,,2020
north,south,0.4,,2022-06
north,south,-0.8,,2024-10
south,north,0.2,,
north,south,0.8,gas,2021
east,north,-1,,2019
"""
MEMBERSHIPS = """\
actor,organisation,status,since,until
north,club,member,2000,
south,club,,2022,
east,club,observer,2000,
north,pact,member,2000,2021
south,pact,member,2000,
east,pact,member,2000,
"""
AGREEMENTS = """\
id,date,parties,status
gas,2021-05,north;south-gas,in_force
peace,2023,north;south;east,signed
wish,2023,north;south,proposed
later,2024-12,north;south,signed
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return opened(
        tmp_path, actors=ACTORS, relations=RELATIONS, memberships=MEMBERSHIPS,
        agreements=AGREEMENTS,
    )  # fmt: skip


def test_the_latest_word_on_each_subject_counts(case: Case) -> None:
    assert strengths_at(case, "2024-08-31")["north", "south"] == [0.4, 0.8]
    assert strengths_at(case, "2021")["north", "south"] == [-0.5, 0.8]
    assert strengths_at(case, "2020")["north", "south"] == [-0.5]
    assert ("south", "north") not in strengths_at(case, "2023")  # no date: of the case's own time
    graph = graph_at(case, "2024-08-31")
    strength = {(graph.names[a], graph.names[b]): s
                for a, b, s in zip(graph.a, graph.b, graph.strength, strict=True)}  # fmt: skip
    assert strength == {("east", "north"): -1, ("north", "south"): pytest.approx(0.4)}


def test_members_are_full_members_at_the_time(case: Case) -> None:
    assert members_at(case, "2021") == {
        "north": {"club", "pact"}, "south": {"pact"}, "east": {"pact"},
    }  # fmt: skip
    assert members_at(case, "2022") == {
        "north": {"club"}, "south": {"club", "pact"}, "east": {"pact"},
    }  # fmt: skip


def test_likeness_by_hand(case: Case) -> None:
    table = similarity(case)
    rows = {(a, b): row for a, b, *row in zip(*table.values(), strict=True)}
    # the club in common, of club and pact; both in one of two, by chance in a half
    assert rows["north", "south"][:2] == [1, 0.5]
    assert rows["north", "south"][2] == pytest.approx(0.0)
    assert rows["north", "south"][3:] == [2, 1.0]  # gas by the company, peace
    assert rows["east", "north"] == [0, 0.0, pytest.approx(-1.0), 1, 0.5]


def test_the_timeline_by_hand(case: Case) -> None:
    table = timeline(case, 2020)
    rows = {(year, b): row for year, _, b, *row in zip(*table.values(), strict=True)}
    strengths = [rows[year, "south"][0] for year in range(2020, 2025)]
    assert strengths == pytest.approx([-0.5, 0.15, 0.6, 0.6, 0.4])
    assert [rows[year, "south"][1] for year in range(2020, 2025)] == [1, 1, 1, 1, 1]
    assert [rows[year, "south"][2] for year in range(2020, 2025)] == [0, 1, 0, 1, 0]
    assert rows[2023, "north"] == [-1, 0, 1]


def test_a_report_tells_who_stands_with_whom(case: Case, tmp_path: Path) -> None:
    isthmus.write_report(tmp_path / "report.html", case)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h2>Who stands with whom</h2>" in text
    assert "Two camps put all 2 ties right." in text
