"""The brief and the full report: what they say, and that a file holds all of it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.report.answering import Bands, answer, bands_of
from isthmus.report.brief import brief
from isthmus.result import Result
from tests.drawing.pictures import corridors, solved

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


def diverted(scenario: str) -> Result:
    return isthmus.compare(corridors("caucasus"), corridors("caucasus", scenario))


def test_the_answer_is_three_sentences() -> None:
    """The second string carries 3 more; South gains 262.1 of 347.1, North the rest."""
    assert answer(compared("two-countries", "pipeline-doubled")) == [
        "Together, all actors gain 347 million USD a year.",
        "What changes most (bcm a year): pipeline +3.00.",
        "South (+262), North (+85) gain.",
    ]


def test_every_number_of_the_answer_has_its_band() -> None:
    """Bands are those of hangs-on; its answers are the differences that the sentences give."""
    found = compared("two-countries", "pipeline-doubled")
    bands = bands_of(found)
    assert bands.found is not None
    values = dict(bands.found.outputs.select("output", "value").iter_rows())
    gains = dict(found.gains.select("actor", "difference").iter_rows())
    assert values == pytest.approx(
        {
            "welfare": found.compared[1].welfare - found.compared[0].welfare,
            "flow:pipeline": 3.0,
            "gain:north": gains["north"],
            "gain:south": gains["south"],
        }
    )
    ends = {
        output: (rows["value_low"].min(), rows["value_high"].min())
        for (output,), rows in bands.found.hangs_on.group_by("output")
    }
    for output, (low, high) in bands.ends.items():
        assert low <= values[output] <= high
        assert low <= min(ends[output])
    low, high = bands.ends["welfare"]
    assert answer(found, bands)[0] == (
        f"Together, all actors gain 347 million USD a year ({low:+,.0f} to {high:+,.0f} within the "
        "bands of what it hangs on most)."
    )
    low, high = bands.ends["gain:south"]
    assert f"South (+262; {low:+,.0f} to {high:+,.0f})" in answer(found, bands)[2]


def test_the_answer_of_a_scenario_of_cargo() -> None:
    found = diverted("western-gate-closed")
    welfare, moves, gains = answer(found)
    change = found.compared[1].welfare - found.compared[0].welfare
    assert change < 0
    assert welfare == f"Together, all actors lose {-change:,.0f} million USD a year."
    assert (
        "of 81 shipments go mostly another way, the largest russia-india-coal (12.0 Mt, " in moves
    )
    assert "instead of rus > egy > ind (danish-straits, suez)" in moves
    assert " days and from " in moves
    assert "Poland (-1," in gains
    bands = bands_of(found)
    low, high = bands.ends["welfare"]
    assert low < change < high
    assert bands.found is not None
    assert bands.found.outputs["value"][0] == pytest.approx(change, abs=0.5)
    assert f"({low:+,.0f} to {high:+,.0f} within the bands" in answer(found, bands)[0]


def test_a_brief_of_cargo_has_its_map_and_shipments_and_leaves_out_what_does_not_change() -> None:
    gas = isthmus.compare(solved("caucasus"), solved("caucasus", "western-gate-closed"))
    text = brief(gas, diverted("western-gate-closed"))
    assert "Russia&#x27;s western gate shut altogether" in text
    assert text.count("<svg") == 1
    assert "<h2>Answer</h2>" in text
    assert "Differences of flows of cargo (Mt)" in text
    assert "Cargo that goes otherwise (the first 8 of " in text
    assert "What is full, by the rent it earns" in text
    assert len(text.encode()) < LARGEST[True]


def test_a_brief_of_both_lenses_has_two_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isthmus.report.brief.bands_of", lambda *_, **__: Bands())
    dear = isthmus.compare(solved("caucasus"), solved("caucasus", "lng-dear"))
    both = brief(dear, diverted("western-gate-closed"))
    assert "<h2>Markets: answer</h2>" in both
    assert "<h2>Cargo: answer</h2>" in both


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
def test_a_report_is_one_whole_file(tmp_path: Path, short: bool) -> None:
    asked = isthmus.open_case("caucasus").with_scenario("lng-dear")
    isthmus.write_report(tmp_path / "report.html", asked, brief=short)
    written = (tmp_path / "report.html").read_bytes()
    assert len(written) < LARGEST[short]
    text = written.decode()
    nested = Nested()
    nested.feed(text)
    assert nested.open == []
    assert not [place for place in nested.fetched if not place.startswith("#")]
    assert "Names and boundaries imply no judgement" in text
    assert f"case hash {asked.hash[:16]}" in text
    assert "TTF futures, average of 2022" in text
    lenses = ["<h2>Markets</h2>", "<h2>Cargo</h2>", "Which way the cargo goes"]
    assert all((heading in text) != short for heading in lenses)


@pytest.mark.parametrize("short", [True, False])
def test_a_report_is_the_same_each_time(tmp_path: Path, short: bool) -> None:
    case = isthmus.open_case(isthmus.new(tmp_path / "case", "three-pipes"))
    texts = []
    for name in ("one.html", "two.html"):
        isthmus.write_report(tmp_path / name, case.with_scenario("west-closed"), brief=short)
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]


def test_what_cannot_be_a_brief(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    with pytest.raises(IsthmusError, match="name a scenario"):
        isthmus.write_report(tmp_path / "a.html", case, brief=True)
    with pytest.raises(IsthmusError, match=r"written as \.html"):
        isthmus.write_report(tmp_path / "a.pdf", case)
    several = isthmus.compare(*[isthmus.markets(case)] * 3)
    with pytest.raises(IsthmusError, match="one question"):
        brief(several)
