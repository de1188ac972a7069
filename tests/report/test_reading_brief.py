"""The brief of a text: figure by figure, opinion, doubts, and what the model answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.report.reading_brief import brief_page, reading_brief
from isthmus.report.section import Section

NOTE = Path(__file__).parents[2] / "examples/texts/note-on-gas.txt"
TEXT = NOTE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def case() -> Case:
    return isthmus.open_case("caucasus")


@pytest.fixture(scope="module")
def brief(case: Case) -> dict[str, Section]:
    sections = reading_brief(isthmus.read_text(TEXT, case, date="2024-08"), TEXT, case)
    return {section.title: section for section in sections}


def rows(section: Section) -> list[dict[str, Any]]:
    assert isinstance(section.table, pl.DataFrame)
    return section.table.to_dicts()


def test_figure_by_figure(brief: dict[str, Section]) -> None:
    found = {row["figure"]: row for row in rows(brief["Figure by figure"])}
    gas, tanap = found["Azerbaijan gas production"], found["TANAP gas capacity"]
    assert (gas["finding"], gas["ratio"]) == ("in line with the case", 1.0)
    assert gas["case"] == "48.30 bcm (aze-gross-2023)"
    assert tanap["text"] == "31.00 bcm/yr"
    assert tanap["ratio"] == pytest.approx(31 / 17.6, rel=1e-3)


def test_findings_are_never_truth(brief: dict[str, Section]) -> None:
    words = {
        row["finding"]
        for title in ("Figure by figure", "Agreements and routes")
        for row in rows(brief[title])
    }
    assert words <= {
        "in line with the case", "partly in line", "against the case", "doubtful",
        "not in the case",
    }  # fmt: skip
    assert "against the case" in words


def test_opinion_and_doubt(brief: dict[str, Section]) -> None:
    (opinion,) = rows(brief["Opinion, which no figure can settle"])
    assert opinion["sentence"] == "Officials in Baku seem to believe that nobody needs it."
    doubts = rows(brief["Doubtful, opposed, or against the case"])
    opposed = next(row for row in doubts if row["what"].startswith("opposed"))
    assert opposed["what"] == "opposed, about Aras railway"
    assert "suspended" in opposed["sentence"]
    assert opposed["why"] == "but also: Work on the railway along the Aras continues."
    against = [row["why"] for row in doubts if row["what"] == "against the case"]
    assert any("the case has idle (links.mozdok-shirvanovka)" in why for why in against)


def test_the_model_answers_what_is_touched(case: Case, brief: dict[str, Section]) -> None:
    found = {row["the text touches"]: row for row in rows(brief["Questions of the model"])}
    row = found["Azerbaijan can burn Russian gas at home and export more"]
    asked, colon, question = row["the model asks"].partition(": ")
    table = case.tables["propositions"]
    at = table["id"].index(asked)
    assert colon
    assert question
    assert table["claim"][at] == table["claim"][table["id"].index("swap-raises-exports")]
    judged = isthmus.verdict(case, asked, tries=0).table("verdicts").to_dicts()[0]
    assert row["answer"].startswith(f"{judged['value']:.3g} where")
    assert row["answer"].endswith(f"; {judged['verdict']}")


def test_in_short(brief: dict[str, Section]) -> None:
    first = next(iter(brief.values()))
    assert first.title == "A note on gas from the Caspian, 2024-08"
    assert "Pairs of its statements that seem opposed: 1." in first.lines


def test_an_empty_text_has_a_brief(case: Case) -> None:
    text = "It rained."
    sections = reading_brief(isthmus.read_text(text, case), text, case)
    assert [section.lines for section in sections[1:]] == [
        ("None.",),
        ("None.",),
        ("No sentence is opinion by its words.",),
        ("None.",),
        ("None.",),
        ("It touches no statement that the model can test.",),
    ]


def test_a_page(case: Case) -> None:
    sections = reading_brief(isthmus.read_text(TEXT, case), TEXT, case, model=False)
    page = brief_page(sections, case)
    assert page.startswith("<!DOCTYPE html>")
    assert "<h1>A note on gas from the Caspian</h1>" in page
    assert page == brief_page(sections, case)
    assert "not asked" in page
