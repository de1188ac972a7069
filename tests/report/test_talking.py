"""Talks in words, and on one page of the full report."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.outcome import opening
from isthmus.report.talking import overview_sections, talks_sections
from tests.case.folders import opened
from tests.test_outcome import ISSUES, LINKS, MORE, POSITIONS


@pytest.fixture
def case(tmp_path: Path) -> isthmus.Case:
    return opened(
        tmp_path / "case", links=LINKS, issues=ISSUES, positions=POSITIONS, scenario_more=MORE
    )


def test_all_issues_stand_on_one_page(case: isthmus.Case) -> None:
    results = [opening(isthmus.negotiation(case, name, draws=20)) for name in ("pipes", "words")]
    table, opens = overview_sections(results)
    assert table.table is not None
    rows = table.table.to_dicts()
    assert [(row["issue"], row["compromise"], row["outcome"]) for row in rows] == [
        ("pipes", 70.0, 80.0), ("words", 0.5, rows[1]["outcome"])
    ]  # fmt: skip
    assert [row["applies"] for row in rows] == ["more from 50", ""]
    assert "no share of drawings is the chance of an event" in table.lines[0]
    [line] = opens.lines
    assert "Markets +850 million USD a year" in line


def test_the_full_report_has_that_page(case: isthmus.Case, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    isthmus.write_report(file, case)
    text = file.read_text()
    assert "<h2>Talks</h2>" in text
    assert text.count("weighted median: ") == 1  # the rounds of what opens something
    isthmus.write_report(file, opened(tmp_path / "silent"))
    assert "<h2>Talks</h2>" not in file.read_text()


def test_moves_are_told_in_words(case: isthmus.Case) -> None:
    rounds = talks_sections(isthmus.negotiation(case, "pipes", draws=20))[2]
    assert rounds.lines[0].startswith("Round 1: ")
    assert "North meets South (40 to " in rounds.lines[0]
    alone = isthmus.negotiation(
        case.with_changes({"positions.words/south.position": 0}), "words", draws=20
    )
    assert talks_sections(alone)[2].lines == ("There are none: nobody stands apart.",)
