"""The brief and the full report: what they say, and that a file holds all of it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.report.brief import answer, brief
from isthmus.result import Result

VOID = {"meta", "br"}
LARGEST = {True: 400_000, False: 1_000_000}  # of a brief, of a full report


class Nested(HTMLParser):
    """Notes elements that are not closed in order, and all that is fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def compared(case: str, scenario: str) -> Result:
    base = isthmus.open_case(case)
    results = [isthmus.markets(one, intervals=True) for one in (base, base.with_scenario(scenario))]
    return isthmus.compare(*results)


def test_the_answer_is_three_sentences() -> None:
    """The second string carries 3 more; South gains 262.1 of 347.1, North the rest."""
    assert answer(compared("two-countries", "pipeline-doubled")) == [
        "Together, all actors gain 347 million USD a year.",
        "What changes most (bcm a year): pipeline +3.00.",
        "South (+262), North (+85) gain.",
    ]


def test_nothing_changes() -> None:
    assert answer(compared("caucasus", "igdir-nakhchivan+botas-spot"))[1].startswith("What changes")
    case = isthmus.open_case("two-countries")
    same = isthmus.compare(
        isthmus.markets(case),
        isthmus.markets(case.with_changes({"links.pipeline.name": "Pipe"})),
    )
    assert answer(same) == [
        "Together, all actors gain nothing (+0.00 million USD a year).",
        "No flow changes.",
        "Nobody gains and nobody loses.",
    ]


@pytest.mark.parametrize("short", [True, False])
def test_a_report_is_one_whole_file_and_the_same_each_time(tmp_path: Path, short: bool) -> None:
    asked = isthmus.open_case("caucasus").with_scenario("lng-dear")
    texts = []
    for name in ("one.html", "two.html"):
        isthmus.write_report(tmp_path / name, asked, brief=short)
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]
    assert len(texts[0]) < LARGEST[short]
    text = texts[0].decode()
    nested = Nested()
    nested.feed(text)
    assert nested.open == []
    assert not [place for place in nested.fetched if not place.startswith("#")]
    assert "Names and boundaries imply no judgement" in text
    assert f"case hash {asked.hash[:16]}" in text
    assert "TTF futures, average of 2022" in text


def test_what_cannot_be_a_brief(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    with pytest.raises(IsthmusError, match="name a scenario"):
        isthmus.write_report(tmp_path / "a.html", case, brief=True)
    with pytest.raises(IsthmusError, match=r"written as \.html"):
        isthmus.write_report(tmp_path / "a.pdf", case)
    several = isthmus.compare(*[isthmus.markets(case)] * 3)
    with pytest.raises(IsthmusError, match="one question"):
        brief(several)
