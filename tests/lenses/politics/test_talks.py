"""Talks of a case: what is solved, what is told, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.politics import negotiation
from isthmus.lenses.politics.bands import bands, drawn
from isthmus.lenses.politics.talks import course_of, issue_of
from tests.case.folders import opened, refused

ISSUES = "id,name,low_label,high_label,scenario,from\nborder,The border,shut,open,,\n"
HEADER = "issue,actor,position,low,high,salience,capability,evidence\n"
TWO = "border,north,0,0,20,1,1,\nborder,south,100,90,100,1,3,\n"


def case_of(folder: Path, rows: str = TWO, issues: str = ISSUES, **more: str) -> Case:
    return opened(folder, issues=issues, positions=HEADER + rows, **more)


def test_baselines_come_with_the_rounds(tmp_path: Path) -> None:
    found = negotiation(case_of(tmp_path), "The border", draws=50)
    assert found.numbers["issue"] == "border"
    assert found.numbers["baselines"] == {
        "mean": 50.0, "weighted_mean": 75.0, "weighted_median": 100.0
    }  # fmt: skip
    first = found.numbers["rounds"][0]
    root = 2 * 2**0.5
    assert first["positions"]["north"] == pytest.approx(100 * (3 - root) / (root - 1))
    assert first["offers"] == [
        {
            "actor": "north", "by": "south", "kind": "compromise",
            "position": first["positions"]["north"],
        }
    ]  # fmt: skip
    assert (found.outcome, found.numbers["scenario"], found.numbers["reached"]) == (100, None, None)
    assert found.actors["weight"].to_list() == [0.25, 0.75]
    assert len(found.moves) == 2 * len(found.numbers["rounds"])


def test_drawings_stay_within_their_bands_and_follow_their_seed(tmp_path: Path) -> None:
    case = case_of(tmp_path)
    issue = issue_of(case, "border")
    ends = bands(case, issue.rows)
    assert ends["position"].low.tolist() == [0.0, 90.0]
    assert ends["position"].high.tolist() == [20.0, 100.0]
    assert ends["salience"].low.tolist() == [0.75, 0.75]  # a quarter either way, 1 at most
    assert ends["salience"].high.tolist() == [1.0, 1.0]
    assert ends["capability"].unknown == 2
    some = drawn(issue.central, ends, 4000, 1)
    for name, values in some._asdict().items():
        assert (values >= ends[name].low).all()
        assert (values <= ends[name].high).all()
    # A triangle from 0 over 0 to 20 has its mean at 20 / 3.
    assert some.position[:, 0].mean() == pytest.approx(20 / 3, abs=0.2)
    for seed, same in ((1, True), (2, False)):
        assert (drawn(issue.central, ends, 4000, seed).position == some.position).all() == same


def test_a_band_may_come_from_a_claim(tmp_path: Path) -> None:
    case = case_of(
        tmp_path,
        "border,north,0,,,1,10,capability:much\nborder,south,80,,,1,3,\n",
        sources="id,title,kind\nus,Our guess,judgement\n",
        claims="id,source,value,low,high\nmuch,us,10,5,30\n",
    )
    ends = bands(case, issue_of(case, "border").rows)
    assert (ends["capability"].low[0], ends["capability"].high[0]) == (5.0, 30.0)
    assert ends["capability"].unknown == 1
    assert ends["position"].low.tolist() == [0.0, 60.0]
    assert ends["position"].high.tolist() == [0.0, 100.0]


@pytest.mark.parametrize(
    ("rows", "outcome", "note"),
    [
        ("border,north,30,,,1,1,\n", 30.0, "north is alone"),
        ("border,north,30,,,1,1,\nborder,south,30,,,1,2,\n", 30.0, "all stand at one position"),
        ("border,north,0,,,0,1,\nborder,south,100,,,1,2,\n", 100.0, "without weight"),
    ],
)
def test_what_is_hardly_a_negotiation_is_solved_and_told(
    tmp_path: Path, rows: str, outcome: float, note: str
) -> None:
    found = negotiation(case_of(tmp_path, rows), "border", draws=20)
    assert found.outcome == outcome
    assert any(note in one for one in found.notes)
    assert found.distribution["q50"][0] == pytest.approx(outcome, abs=12)


@pytest.mark.parametrize("column", ["salience", "capability"])
def test_nobody_with_a_weight_is_refused(tmp_path: Path, column: str) -> None:
    numbers = {"salience": "0,1", "capability": "1,0"}[column]
    case = case_of(tmp_path, f"border,north,30,,,{numbers},\nborder,south,70,,,{numbers},\n")
    with pytest.raises(IsthmusError, match="nobody who talks about border has both"):
        negotiation(case, "border")


def test_what_is_unknown_is_refused(tmp_path: Path) -> None:
    case = case_of(tmp_path)
    with pytest.raises(IsthmusError, match=r"'bordr' is not in issues. Did you mean border\?"):
        negotiation(case, "bordr")
    with pytest.raises(IsthmusError, match="Did you mean least-move"):
        negotiation(case, "border", "least-moves")
    with pytest.raises(IsthmusError, match="at least 1"):
        negotiation(case, "border", draws=0)
    with pytest.raises(IsthmusError, match="has no issues"):
        negotiation(isthmus.open_case("two-countries"), "border")
    with pytest.raises(IsthmusError, match="nobody has a position on border"):
        negotiation(case_of(tmp_path / "empty", ""), "border")


@pytest.mark.parametrize(
    ("rows", "issues", "said"),
    [
        ("border,nort,1,,,1,1,\n", ISSUES, "'nort' is not in actors. Did you mean north?"),
        ("bordr,north,1,,,1,1,\n", ISSUES, "'bordr' is not in issues. Did you mean border?"),
        ("border,north,101,,,1,1,\n", ISSUES, "100"),
        ("border,north,1,,,70,1,\n", ISSUES, "salience"),
        ("border,north,10,20,30,1,1,\n", ISSUES, "lies above the position"),
        ("border,north,10,0,5,1,1,\n", ISSUES, "lies below the position"),
        (TWO, ISSUES.replace("open,,", "open,opened,50"), "'opened' is no scenario"),
        (TWO, ISSUES.replace("open,,", "open,,50"), "both a scenario and a from"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused(
    tmp_path: Path, rows: str, issues: str, said: str
) -> None:
    problems = refused(tmp_path, issues=issues, positions=HEADER + rows)
    assert any(said in problem for problem in problems), problems


def test_capability_given_from_without_is_not_drawn(tmp_path: Path) -> None:
    found = negotiation(case_of(tmp_path), "border", capability={"north": 3.0}, draws=20)
    assert found.actors["capability"].to_list() == [3.0, 0.0]
    assert found.actors["capability_high"].to_list() == [3.0, 0.0]
    assert found.outcome == 0.0
    assert found.numbers["capability"] == "leverage"


def test_distribution_and_outcomes_say_the_same(tmp_path: Path) -> None:
    found = negotiation(case_of(tmp_path), "border", draws=200)
    shares = found.outcomes["outcome"].to_numpy()
    assert shares.sum() == pytest.approx(1.0)
    row = found.distribution.row(0, named=True)
    assert 90 <= row["q05"] <= row["q25"] <= row["q50"] <= row["q75"] <= row["q95"] <= 100
    assert shares[-1] == 1.0
    assert row["central"] == found.outcome


def test_every_issue_of_the_reference_case_leads_somewhere() -> None:
    case = isthmus.open_case("caucasus")
    table = case.filled["positions"]
    assert len(case.filled["issues"]["id"]) == 9
    assert len(table["issue"]) == 63
    for name in case.filled["issues"]["id"]:
        issue = issue_of(case, name)
        outcome = course_of(issue).outcome
        assert issue.central.position.min() <= outcome <= issue.central.position.max()
        ends = bands(case, issue.rows)
        assert [band.unknown for band in ends.values()] == [0, 0, 0]
        assert (ends["position"].low < ends["position"].high).all()
    assert np.isclose(course_of(issue_of(case, "zangezur")).outcome, 45.0)
