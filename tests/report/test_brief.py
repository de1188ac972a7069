"""The brief and the full report: what they say, and that a file holds all of it."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.report.answering import Bands, answer, bands_of, together
from isthmus.report.brief import brief
from isthmus.report.paper import pages
from isthmus.result import Result
from isthmus.study.outcome import study_result
from tests.drawing.pictures import corridors, solved

VOID = {"meta", "br"}
LARGEST = {True: 400_000, False: 1_050_000}  # of a brief, of a full report


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
        assert low < high
    low, high = bands.ends["welfare"]
    assert answer(found, bands=bands)[0] == (
        f"Together, all actors gain 347 million USD a year ({low:+,.0f} to {high:+,.0f} within the "
        "bands of what it hangs on most)."
    )
    low, high = bands.ends["gain:south"]
    assert f"South (+262; {low:+,.0f} to {high:+,.0f})" in answer(found, bands=bands)[2]


def test_the_answer_of_a_scenario_of_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isthmus.report.answering.TRIES", 4)
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
    assert f"({low:+,.0f} to {high:+,.0f} within the bands" in answer(found, bands=bands)[0]


def made_up(*compared: Result) -> Bands:
    """Return bands as long as any, without solving for them."""
    case = compared[0].compared[1].case
    output = {"output": "welfare", "value": -1234.5, "unit": "million USD", "against": "base",
              "lenses": "markets;corridors", "inputs": 1601, "solved": 24}  # fmt: skip
    row = {"output": "welfare", "now": 57.2, "low": 42.9, "high": 71.5, "value_low": -1234.5,
           "value_high": 1234.5, "slope_down": None, "slope_up": None, "solved": True,
           "grade": "coded"}  # fmt: skip
    inputs = [f"links.{link}.capacity" for link in case.filled["links"]["id"][:3]]
    tables = {"gain": "actors", "flow": "links"}
    outputs = [
        f"{kind}:{one}" for kind, table in tables.items() for one in case.filled[table]["id"]
    ]
    ends = dict.fromkeys(("welfare", *outputs), (-1234.0, 1234.0))
    rows = [{**row, "input": name} for name in inputs]
    return Bands(study_result("hangs-on", case, outputs=[output], hangs_on=rows), ends)


BOTH = ("markets", "corridors")
CAUCASUS = {
    "lng-dear": {"markets": "lng-dear"},
    "western-gate-closed": dict.fromkeys(BOTH, "western-gate-closed"),  # no gas moves
    "volga-don-closed": dict.fromkeys(BOTH, "volga-don-closed"),
    "lng-dear+volga-don-closed": {  # gas from ships moves no cargo
        "markets": "lng-dear+volga-don-closed",
        "corridors": "volga-don-closed",
    },
    "settlement-national": {"trade": "settlement-national"},
}


def of_lens(lens: str, scenario: str) -> Result:
    if lens == "trade":
        base = isthmus.open_case("caucasus")
        return isthmus.compare(*map(isthmus.trade, (base, base.with_scenario(scenario))))
    look = {"markets": solved, "corridors": corridors}[lens]
    return isthmus.compare(look("caucasus"), look("caucasus", scenario))


@functools.cache
def printed(scenario: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("isthmus.report.brief.bands_of", made_up)
        return brief(*[of_lens(*one) for one in CAUCASUS[scenario].items()])


@pytest.mark.parametrize("scenario", CAUCASUS)
def test_a_brief_is_two_pages(scenario: str) -> None:
    text = printed(scenario)
    assert 1 < pages(text) <= 2
    assert len(text.encode()) < LARGEST[True]
    assert text.count("<svg") == 1
    assert [text.count(f"{title}</h2>") for title in ("Question", "Answer", "Sources")] == [1] * 3
    [families] = re.findall(r"Who gains and who loses(?: \(the first (\d+) of \d+\))?<", text)
    assert not families or int(families) >= 3
    assert "What the change of welfare by " in text
    assert text.count('class="answer"') == 3


def test_a_brief_of_cargo_has_its_map_and_shipments_and_leaves_out_what_does_not_change() -> None:
    text = printed("western-gate-closed")
    assert "Russia&#x27;s western gate shut altogether" in text
    assert "Differences of flows of cargo (Mt)" in text
    [(shown, found)] = re.findall(r"Cargo that goes otherwise \(the first (\d+) of (\d+)\)", text)
    assert 3 <= int(shown) < int(found)
    assert "What is full, by the rent it earns" in text
    assert "Markets" not in text


def test_a_brief_of_both_lenses_has_one_answer_and_one_table_of_gains() -> None:
    found = [of_lens(lens, "volga-don-closed") for lens in BOTH]
    markets, cargo = (one.compared[1].welfare - one.compared[0].welfare for one in found)
    welfare, moves, gains = answer(*found)
    assert welfare == (
        f"Together, all actors lose {-markets - cargo:,.0f} million USD a year: "
        f"markets {markets:+,.0f}, cargo {cargo:+,.0f}."
    )
    assert moves.startswith("What changes most (Mt a year): volgograd-kavkaz -2.78")
    assert "; 1 of 81 shipments go mostly another way, the largest russia-iran-grain-don" in moves
    assert "Owners of Russian river-sea tankers (-48)" in gains
    table = together(found)
    assert table["difference"].sum() == pytest.approx(markets + cargo, abs=0.01)
    assert table["Markets"].sum() == pytest.approx(markets, abs=0.01)
    assert table["Cargo"].sum() == pytest.approx(cargo, abs=0.01)


def test_bands_of_two_lenses_are_of_their_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isthmus.report.answering.TRIES", 1)
    found = [of_lens(lens, "volga-don-closed") for lens in BOTH]
    bands = bands_of(*found)
    assert bands.found is not None
    values = dict(bands.found.outputs.select("output", "value").iter_rows())
    assert values["welfare"] == pytest.approx(
        sum(one.compared[1].welfare - one.compared[0].welfare for one in found), abs=0.01
    )
    gains = dict(together(found).select("actor", "difference").iter_rows())
    for output, value in values.items():
        kind, _, actor = output.partition(":")
        assert kind != "gain" or value == pytest.approx(gains[actor], abs=0.01)
    low, high = bands.ends["welfare"]
    assert low <= values["welfare"] <= high
    assert low < high
    assert f"({low:+,.0f} to {high:+,.0f} within the bands" in answer(*found, bands=bands)[0]


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
    assert "Monthly prices of gas at TTF and of LNG in Asia" in text
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


def test_a_change_that_moves_nothing_is_told_in_a_brief(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    renamed = case.with_changes({"links.pipeline.name": "Pipe"})
    isthmus.write_report(tmp_path / "brief.html", renamed, case, brief=True)
    text = (tmp_path / "brief.html").read_text()
    assert "Nobody gains and nobody loses." in text
    assert "Nothing that was tried moves it." in text
    assert pages(text) <= 2
