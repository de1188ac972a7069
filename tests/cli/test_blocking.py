"""The command `blocking`: who can block what, in words and as JSON."""

from __future__ import annotations

import json

import pytest

from tests.cli.terminal import call
from tests.validating import findings

Capture = pytest.CaptureFixture[str]
EXPORTS = "flow:turkgozu-erzurum;tanap-offtake;tap;tap-greece;igb;gardabani-tbilisi>=8"


def test_who_can_block_the_exports_of_gas(capfd: Capture) -> None:
    answer = call(capfd, "blocking", EXPORTS, "-c", "caucasus")
    assert answer.code == 0
    assert "Alone: Azerbaijan (earns" in answer.out
    assert "Georgia (earns" in answer.out
    assert "The list is complete: one way reaches the goal" in answer.out
    assert max(map(len, answer.lines)) <= 100


def test_of_links_up_to_a_size(capfd: Capture) -> None:
    answer = call(capfd, "blocking", EXPORTS, "-c", "caucasus", "--of", "links", "--size", "2")
    assert "Two together: TANAP exit to the Turkish grid and TANAP" in answer.out
    assert "complete up to 2 together" in answer.out
    assert max(map(len, answer.lines)) <= 100


def test_json_is_valid_and_alone(capfd: Capture) -> None:
    players = ["--players", "Azerbaijan,geo"]
    answer = call(capfd, "blocking", EXPORTS, "-c", "caucasus", *players, "--json")
    document = json.loads(answer.out)
    assert findings("outputs/blocking", document) == []
    assert [row["members"] for row in document["tables"]["minimal_sets"]] == ["aze", "geo"]


def test_a_goal_out_of_reach_ends_with_one(capfd: Capture) -> None:
    answer = call(capfd, "blocking", "flow:tanap>=90", "-c", "caucasus")
    assert answer.code == 1
    assert "out of reach already" in answer.err


def test_what_is_no_proposition_ends_with_two(capfd: Capture) -> None:
    answer = call(capfd, "blocking", "swap-is-usd", "-c", "caucasus")
    assert answer.code == 2
    assert "Did you mean swap-is-used?" in answer.err


def test_what_nobody_can_block(capfd: Capture) -> None:
    answer = call(capfd, "blocking", "flow:tanap<=40", "-c", "caucasus")
    assert "No withdrawal of actors puts it out of reach." in answer.out
