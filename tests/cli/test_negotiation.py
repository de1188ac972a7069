"""The command `negotiation`: baselines first, rounds in words, what an outcome opens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.case.folders import write_case
from tests.cli.terminal import call
from tests.test_outcome import ISSUES, LINKS, MORE, POSITIONS
from tests.validating import findings

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(
        write_case(
            tmp_path / "case", links=LINKS, issues=ISSUES, positions=POSITIONS, scenario_more=MORE
        )
    )


def test_baselines_stand_first(capfd: Capture) -> None:
    answer = call(capfd, "negotiation", "zangezur", "-c", "caucasus", "--draws", "50")
    assert (answer.code, answer.err) == (0, "")
    places = [answer.out.index(word) for word in ("compromise model", "least-move", "Round 1")]
    assert places == sorted(places)
    assert "Turkey loses to Azerbaijan (95 to 85)" in answer.out
    assert "applies the scenario zangezur-open, which takes 40 or more" in answer.out
    assert "not chances of the event" in answer.out
    assert max(map(len, answer.lines)) <= 100


def test_what_it_opens(capfd: Capture, folder: str) -> None:
    answer = call(capfd, "negotiation", "pipes", "-c", folder, "--apply", "--leverage")
    assert answer.code == 0
    assert "more: A larger pipe. Held against base." in answer.out
    assert "+850.0 million USD" in answer.out
    assert "Shares of what all gain" in answer.out
    answer = call(capfd, "negotiation", "words", "-c", folder, "--apply")
    assert "The issue names no scenario." in answer.out
    few = ["negotiation", "pipes", "-c", folder, "--set", "positions.pipes/south.capability=0.1"]
    answer = call(capfd, *few, "--apply")
    assert "Nothing: more takes 50, the outcome is 45.9." in answer.out
    assert call(capfd, "negotiation", "pipes", "-c", folder, "--leverage").code == 2


@pytest.mark.parametrize("more", [[], ["--apply", "--leverage"], ["--variant", "scholz-2011"]])
def test_json_is_valid(capfd: Capture, folder: str, more: list[str]) -> None:
    answer = call(capfd, "negotiation", "pipes", "-c", folder, "--json", *more)
    document = json.loads(answer.out)
    assert findings("outputs/negotiation", document) == []
    assert list(document["baselines"]) == ["mean", "weighted_mean", "weighted_median"]
    assert ("markets" in document) == ("--apply" in more)
    assert set(document["rounds"][0]) == {
        "round", "median", "mean", "positions", "risk", "offers"
    }  # fmt: skip


def test_files(capfd: Capture, folder: str, tmp_path: Path) -> None:
    for name in ("talks.xlsx", "talks.svg", "talks.json", "talks"):
        out = tmp_path / name
        answer = call(capfd, "negotiation", "pipes", "-c", folder, "--out", str(out))
        assert answer.code == 0
        assert out.exists()
    assert (tmp_path / "talks" / "moves.csv").is_file()


def test_what_is_unknown_is_told(capfd: Capture, folder: str) -> None:
    answer = call(capfd, "negotiation", "pipe", "-c", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "'pipe' is not in issues. Did you mean pipes?\n"
