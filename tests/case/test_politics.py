"""Mistakes in relations, memberships and propositions on alignment are told, where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import opened, refused

TIES = "a,b,strength,low,high,about,date\n"
PROPOSED = "id,measure,target,at_least\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("north,nroth,0.5,,,,\n", "relations.csv:2 b: 'nroth' is not in actors. Did you mean"),
        ("north,north,0.5,,,,\n", "relations.csv:2 b: 'north' has a tie with itself"),
        ("north,south,1.5,,,,\n", "relations.csv:2 strength: "),
        ("north,south,0.5,0.6,0.9,,\n", "relations.csv:2 strength: 0.5 lies outside its band"),
        # one line may not contradict another
        ("north,south,0.5,,,,\nnorth,south,-0.5,,,,\n", "relations.csv:3 a+b+date+about: "),
    ],
)  # fmt: skip
def test_ties_that_cannot_be(tmp_path: Path, rows: str, told: str) -> None:
    problems = refused(tmp_path, relations=TIES + rows)
    assert len(problems) == 1
    assert problems[0].startswith(told)


def test_ties_of_other_dates_and_subjects_are_others(tmp_path: Path) -> None:
    rows = "north,south,0.5,,,,2020\nnorth,south,-0.5,,,,2021\nnorth,south,0.1,,,gas,2021\n"
    assert len(opened(tmp_path, relations=TIES + rows).tables["relations"]) == 3


def test_nobody_leaves_before_joining(tmp_path: Path) -> None:
    table = "actor,organisation,status,since,until\nnorth,club,member,2010,2005\n"
    assert refused(tmp_path, memberships=table) == [
        "memberships.csv:2 until: 2005 is before since, 2010"
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("x,dependence,south/gas-received,0.5\n", "write ACTOR/ON/GOOD"),
        ("x,balance,south,0.5\n", "write ACTOR/BY"),
        ("x,exposure,south/nroth/gas-received,0.5\n", "'nroth' is not in actors"),
        ("x,balance,suoth/words,0.5\n", "'suoth' is not in actors"),
    ],
)
def test_targets_of_alignment(tmp_path: Path, rows: str, told: str) -> None:
    (problem,) = refused(tmp_path, propositions=PROPOSED + rows)
    assert problem.startswith("propositions.csv:2 target: ")
    assert told in problem
