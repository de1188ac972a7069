"""From talks to what they open: capabilities from leverage, scenarios, gains and shares."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.outcome import opening
from tests.case.folders import opened

LINKS = "id,from,to,commodity,capacity,status\npipe,field,city,gas,1,operating\n"
MORE = """\
title = "A larger pipe"
narrative = "The pipe carries twice as much."
[[set]]
table = "links"
where = { id = "pipe" }
values = { capacity = 2 }
"""
ISSUES = "id,scenario,from\npipes,more,50\nwords,,\n"
POSITIONS = """\
issue,actor,position,salience,capability
pipes,north,40,1,1
pipes,south,80,1,3
words,north,0,1,1
words,south,1,1,1
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return opened(tmp_path, links=LINKS, issues=ISSUES, positions=POSITIONS, scenario_more=MORE)


def test_an_outcome_applies_its_scenario(case: Case) -> None:
    talks = isthmus.negotiation(case, "pipes", draws=30)
    assert (talks.outcome, talks.numbers["reached"]) == (80.0, True)
    found = opening(talks, shares=True)
    assert found.scenario == "more"
    (compared,) = found.comparisons
    # One bcm more of gas that costs 50 to those who pay up to 900.
    before, after = (one.numbers["welfare"] for one in compared.compared)
    assert after - before == pytest.approx(850.0)
    assert compared.table("flows").filter(link="pipe")["difference"].item() == pytest.approx(1.0)
    moved = found.talks.shares
    assert moved["player"].to_list() == ["north", "south"]
    assert moved["difference"].to_list() == pytest.approx([425.0, 425.0])  # neither does without
    assert len(talks.shares) == 0


def test_what_does_not_reach_opens_nothing(case: Case) -> None:
    low = case.with_changes({"positions.pipes/south.capability": 0.1})
    talks = isthmus.negotiation(low, "pipes", draws=30)
    assert talks.numbers["baselines"]["weighted_median"] == 40.0
    assert 40.0 <= talks.outcome < 50.0
    assert talks.numbers["reached"] is False
    assert opening(talks).scenario is None
    assert opening(isthmus.negotiation(case, "words", draws=30)).comparisons == ()


def test_capability_may_be_a_share_of_what_all_gain(case: Case) -> None:
    found = isthmus.negotiation(case, "pipes", capability="leverage", draws=30)
    assert found.actors["capability"].to_list() == pytest.approx([0.5, 0.5])
    assert found.numbers["capability"] == "leverage"
    assert found.numbers["baselines"]["weighted_mean"] == pytest.approx(60.0)
    with pytest.raises(IsthmusError, match="Did you mean leverage"):
        isthmus.negotiation(case, "pipes", capability="leverages")


def test_who_adds_nothing_has_no_capability(tmp_path: Path) -> None:
    actors = "id,name,kind,parent\nnorth,,state,\nsouth,,state,\nwest,West,state,\n" + (
        "south-gas,,company,south\n"
    )
    case = opened(
        tmp_path, links=LINKS, issues=ISSUES, actors=actors, scenario_more=MORE,
        positions=POSITIONS + "pipes,west,100,1,5\n",
        nodes="id,name,actor\nfield,,north\ncity,,south\n",
    )  # fmt: skip
    found = isthmus.negotiation(case, "pipes", capability="leverage", draws=30)
    assert found.actors["capability"].to_list() == pytest.approx([0.5, 0.5, 0.0])
    assert any("no capability here: west" in note for note in found.notes)


def test_the_same_seed_says_the_same(case: Case) -> None:
    one, other = (isthmus.negotiation(case, "pipes", draws=40, seed=3) for _ in range(2))
    assert one.to_json() == other.to_json()
    assert one.to_json() != isthmus.negotiation(case, "pipes", draws=40, seed=4).to_json()
