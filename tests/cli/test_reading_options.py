"""What `isthmus read` does with what it reads: a brief, a page, proposals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import isthmus
from tests.case.folders import write_case
from tests.cli.terminal import call

Capture = pytest.CaptureFixture[str]
NOTE = "The pipe\n\nThe pipe has a capacity of 4 bcm a year. North is bound to sell.\n"


@pytest.fixture(autouse=True)
def _stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISTHMUS_CASE", "tiny")
    write_case(tmp_path / "tiny")
    Path("note.txt").write_text(NOTE)


def test_a_brief(capfd: Capture) -> None:
    answer = call(capfd, "read", "note.txt", "--brief")
    assert answer.code == 0
    assert answer.lines[0] == "tiny · base · 0% of 7 numbers sourced"
    assert "Figure by figure" in answer.out
    assert "is bound to" in answer.out


def test_a_page(capfd: Capture) -> None:
    answer = call(capfd, "read", "note.txt", "--brief", "--out", "note.html")
    assert (answer.code, answer.lines[-1]) == (0, "wrote note.html")
    assert Path("note.html").read_text().startswith("<!DOCTYPE html>")


def test_proposals(capfd: Capture) -> None:
    answer = call(capfd, "read", "note.txt", "--propose", "--by", "ann", "--json")
    assert answer.code == 0
    read = json.loads(answer.out)
    count = sum(len(read[name]) for name in ("figures", "agreements", "routes", "relations"))
    assert answer.err.startswith(f"{count} claims proposed in tiny.claims.jsonl.")
    claims = isthmus.list_claims("tiny").claims
    assert [(one.by, one.document.file, one.quote) for one in claims] == [
        ("ann", "note.txt", "The pipe has a capacity of 4 bcm a year.")
    ]
    again = call(capfd, "read", "note.txt", "--propose", "--ledger", "tiny.claims.jsonl")
    assert again.lines[-2:] == [
        "0 claims proposed in tiny.claims.jsonl; 1 stood there already.",
        "See them: isthmus claims list --status proposed",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--brief", "--json"], "--brief is a page for people; leave out --json, or --brief\n"),
        (["--out", "x.html"], "--out x.html: only the brief is written to a file; add --brief\n"),
        (["--brief", "--out", "x.pdf"], "--out x.pdf: the brief is HTML; write x.html\n"),
    ],
)
def test_what_does_not_go_together(capfd: Capture, options: list[str], message: str) -> None:
    answer = call(capfd, "read", "note.txt", *options)
    assert (answer.code, answer.out, answer.err) == (2, "", message)
