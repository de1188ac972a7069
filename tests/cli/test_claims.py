"""The commands on claims: what they print, and how they end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import isthmus
from tests.case.folders import write_case
from tests.cli.terminal import call
from tests.ledger.documents import document
from tests.validating import findings, spoiled, trimmed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Stand beside a case with two proposals."""
    for name in ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISTHMUS_CASE", str(write_case(tmp_path / "tiny")))
    return isthmus.propose_claims(document(), "tiny", by="ann", on="2024-09-01T12:00:00Z").new


def test_from_a_list_to_a_comparison(capfd: Capture, ids: tuple[str, ...]) -> None:
    figure, deal = ids
    listed = call(capfd, "claims", "list", "--status", "proposed")
    assert listed.lines[0] == "tiny · base · 0% of 7 numbers sourced"
    assert "2 in " in listed.out
    assert "2 proposed." in " ".join(listed.out.split())
    assert re.search(r"links\.pipe\.capacity +3\.00 -> 4\.50", listed.out)
    shown = call(capfd, "claims", "show", figure[:6])
    assert '"carries 4.5 bcm a year"' in shown.out
    assert "It would change links.pipe.capacity 3.00 -> 4.50 (x 1.5)." in shown.out
    assert "The reader is 80% sure of it and finds that it is against the case." in shown.out
    done = call(capfd, "claims", "accept", figure, "--scenario", "more", "--by", "ann")
    assert done.code == 0
    assert "What believing it does: isthmus compare base more --case" in done.out
    compared = call(capfd, "compare", "base", "more", "--json")
    assert compared.code == 0
    refused = call(capfd, "claims", "reject", deal, "--note", "hearsay", "--by", "bob")
    assert f"rejected: claim-{deal}" in refused.out
    history = json.loads(call(capfd, "claims", "show", deal, "--json").out)["history"]
    assert [(step["action"], step["by"], step["note"]) for step in history] == [
        ("proposed", "ann", None),
        ("rejected", "bob", "hearsay"),
    ]


def test_without_a_scenario_it_is_said_how_to_write_one(
    capfd: Capture, ids: tuple[str, ...]
) -> None:
    done = call(capfd, "claims", "accept", ids[0], "--by", "ann")
    hint = f"isthmus claims accept {ids[0]} --scenario claim-{ids[0]} --case"
    assert hint in " ".join(done.out.split())


@pytest.mark.parametrize("command", ["list", "show", "accept", "reject"])
def test_documents_are_valid_and_nothing_else_is(
    capfd: Capture, ids: tuple[str, ...], command: str
) -> None:
    named = {"list": [], "show": [ids[0]], "reject": [ids[0], "--by", "ann"]}
    named["accept"] = [ids[0], "--by", "ann", "--scenario", "more"]
    answer = call(capfd, "claims", command, *named[command], "--json")
    assert answer.code == 0
    found = trimmed(json.loads(answer.out))
    name = f"outputs/claims-{command}"
    assert findings(name, found) == []
    assert [what for what, wrong in spoiled(found) if not findings(name, wrong)] == []


def test_errors_are_for_users(capfd: Capture, ids: tuple[str, ...]) -> None:
    for arguments, message in (
        (["list", "--status", "acepted"], "write proposed, accepted, rejected. Did you mean acc"),
        (["list", "--verdict", "true"], "write agrees, partly, contradicts, new, doubtful"),
        (["show", "zzzz"], "no claim 'zzzz' in "),
        (["accept", "zzzz"], "no claim 'zzzz' in "),
        (["accept", ids[1], "--scenario", "x", "--by", "a"], "names no cell of the case"),
    ):
        answer = call(capfd, "claims", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert message in answer.err


def test_a_built_in_case_is_not_written_to(
    capfd: Capture, ids: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    ledger = str(isthmus.list_claims("tiny").ledger.path)
    answer = call(capfd, "claims", "accept", ids[0], "--case", "caucasus", "--ledger", ledger)
    assert answer.code == 2
    assert "case caucasus is built in and read-only. Copy it" in answer.err


def test_what_a_crash_left_is_told(capfd: Capture, ids: tuple[str, ...]) -> None:
    path = Path(json.loads(call(capfd, "claims", "list", "--json").out)["ledger"])
    with path.open("a") as file:
        file.write('{"format": 1, "id": "')
    answer = call(capfd, "claims", "list", "--json")
    assert answer.code == 0
    assert answer.err.startswith(f"warning: {path}:3: cut short after 21 bytes")
    assert len(json.loads(answer.out)["torn"]) == 1
