"""What is read is held against the case: evidence of other sources than the text."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

import isthmus
from isthmus.reading import read_files, read_text
from isthmus.reading.items import Figure, Reading
from isthmus.reading.reader import Reader
from tests.reading.scoring import texts

ARTICLE = "ISTHMUS_ARTICLE"


@functools.cache
def reader() -> Reader:
    return Reader(isthmus.open_case("caucasus"))


def read(text: str, date: str | None = "2024-08") -> Reading:
    return reader().read(text, date=date)


def figure(text: str) -> Figure:
    (found,) = read(text).figures
    return found


@functools.cache
def visit() -> Reading:
    return read(texts()["baku-visit"]["text"])


def test_the_output_of_gas_agrees_with_a_claim_of_another_source() -> None:
    found = figure("Azerbaijan produced 48.3 billion cubic metres of gas in 2023.")
    assert found.verdict == "agrees"
    assert found.case is not None
    assert found.case.claim == "aze-gross-2023"
    claims = reader().case.tables["claims"]
    source = claims["source"][claims["id"].index("aze-gross-2023")]
    assert source == "minenergy-output"


def test_half_used_at_home_is_against_the_case() -> None:
    half = next(f for f in visit().figures if f.unit == "%")
    base = next(f for f in visit().figures if f.id == half.of)
    assert (base.value, base.measure) == (48.3, "production")
    assert (half.subject, half.measure, half.verdict) == (
        "Azerbaijan",
        "consumption",
        "contradicts",
    )
    assert half.case is not None
    assert half.case.value in (13.0, 14.0)
    assert half.case.ratio == pytest.approx(24.15 / float(half.case.value), abs=1e-3)


def test_a_railway_that_is_planned_was_not_built() -> None:
    found = next(r for r in visit().routes if "Aras" in r.name)
    assert (found.status, found.verdict) == ("built", "contradicts")
    assert found.case is not None
    assert (found.case.row, found.case.value) == ("aras-rail", "planned")


def test_pipes_to_europe_do_not_carry_for_russia() -> None:
    full = [r for r in visit().routes if r.status == "full"]
    assert [r.name for r in full] == ["TAP", "TANAP"]
    for route in full:
        assert route.verdict == "doubtful"
        assert route.case is not None
        assert route.case.note == "nothing that it carries reaches Russia in the case"
    (europe,) = read("The capacity of TAP is not enough for Italy.").routes
    assert europe.verdict == "partly"


def test_what_a_text_takes_back_is_doubtful() -> None:
    told = {a.status: a for a in visit().agreements if "emarcation" in a.what}
    assert set(told) == {"shelved", "planned"}
    assert {a.verdict for a in told.values()} == {"doubtful"}


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("Azerbaijan produced 48 bcm of gas in 2023.", "agrees", "rounded"),
        ("Azerbaijan produced over 45 bcm of gas in 2023.", "agrees", None),
        ("Azerbaijan produced 52 bcm of gas in 2023.", "partly", None),
        ("Azerbaijan produced 4.83 bcm of gas in 2023.", "contradicts", "as if ten or a hundred"),
        ("Azerbaijan produced 1705 bcm of gas in 2023.", "contradicts", "as if cubic feet"),
        ("Azerbaijan produced 90 bcm of gas in 2023.", "contradicts", None),
        ("The capacity of TANAP is 100 bcm a year.", "contradicts", None),
        ("Azerbaijan sold Turkey 9.5 bcm of gas in 2023.", "agrees", None),
        ("Azerbaijan sold Turkey 30 bcm of gas in 2023.", "contradicts", None),
        ("Turkey imported 50.5 bcm of gas in 2023.", "new", None),
        ("Kazakhstan exported 1.4 Mt of oil through Azerbaijan in 2023.", "new", None),
        ("Fiji produced 48.3 bcm of gas in 2023.", "new", None),
        ("BTC carried 30.2 million tonnes of oil in 2023.", "agrees", None),
        ("BTC carried 90 million tonnes of oil in 2023.", "contradicts", None),
        ("BTC carried 5 million tonnes of Kazakh oil in 2023.", "new", None),
        ("Turkey imported 20.6 bcm of gas from Russia in 2023.", "agrees", None),
        ("Iran exported 5.4 bcm of gas to Turkey in 2023.", "agrees", None),
        ("Azerbaijan exported 11.8 bcm of gas to Europe in 2023.", "agrees", None),
        ("Azerbaijan exported 15 bcm of gas to Europe in 2023.", "contradicts", None),
        ("Azerbaijan exported 23.8 bcm of gas in 2023.", "agrees", None),
        ("Azerbaijan exported 11.8 bcm of gas to the EU in 2023.", "agrees", None),
        ("Azerbaijan exported 9.5 bcm of gas to Greece in 2023.", "new", None),
        ("BTC carried 30.2 million tonnes of Kazakh oil in 2023.", "new", None),
        ("Oil shipments from Kazakhstan to Germany rose to 1.2 Mt.", "new", None),
        ("Azerbaijan exported 40 bcm of gas to Europe in 2021.", "new", None),
    ],
)
def test_slips_are_told_apart(text: str, verdict: str, note: str | None) -> None:
    found = figure(text)
    assert found.verdict == verdict, found
    if note is not None:
        assert found.case is not None
        assert note in (found.case.note or "")


@pytest.mark.parametrize(
    ("text", "verdict", "row"),
    [
        ("Armenia and Azerbaijan agreed to exchange prisoners.", "new", None),
        ("Russia and Azerbaijan signed an agreement on tourism.", "new", None),
        ("Armenia and Azerbaijan signed a peace treaty.", "new", None),
        ("Iran and Turkey signed a contract on gas.", "agrees", "iran-turkey-gas"),
        ("Russia and Iran signed a treaty on the Rasht-Astara railway.", "agrees", "rasht-astara"),
    ],
)
def test_an_agreement_of_the_same_two_is_not_the_same(
    text: str, verdict: str, row: str | None
) -> None:
    (found,) = read(text).agreements
    assert (found.verdict, found.case and found.case.row) == (verdict, row)


@pytest.mark.parametrize(
    ("text", "verdict", "row"),
    [
        (
            "The border between Armenia and Turkey is closed.",
            "agrees",
            "kars-gyumri-rail;margara-igdir-road",
        ),
        (
            "The Turkish-Armenian border is open.",
            "contradicts",
            "kars-gyumri-rail;margara-igdir-road",
        ),
        ("The border between Iran and Armenia is open.", "agrees", "meghri-norduz-road"),
        ("Turkey closed its border with Armenia.", "new", None),
        (
            "Baku-Tbilisi-Kars was closed for most of 2023.",
            "agrees",
            "tbilisi-akhalkalaki-rail",
        ),
    ],
)
def test_a_border_is_found_by_its_links(text: str, verdict: str, row: str | None) -> None:
    (found,) = read(text).routes
    assert (found.verdict, found.case and found.case.row) == (verdict, row)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Iran opposes the Zangezur corridor.", "agrees"),
        ("Iran supports the Zangezur corridor.", "contradicts"),
        ("Azerbaijan opposes the OSCE Minsk Group.", "agrees"),
        ("Russia opposes the trans-Caspian pipeline.", "new"),
    ],
)
def test_a_stance_on_an_issue_is_held_against_positions(text: str, verdict: str) -> None:
    (found,) = read(text).relations
    assert found.verdict == verdict


@pytest.mark.parametrize(
    "behind", ["65 % more than in 2022", "up 65 % on 2022", "65 % above the level of 2022"]
)
def test_the_year_of_a_comparison_dates_no_figure(behind: str) -> None:
    found = read(f"The Middle Corridor carried 2.76 million tonnes of cargo, {behind}.").figures
    assert [each.when for each in found] == [None, None]
    dated = read(f"The Middle Corridor carried 2.76 million tonnes in 2023, {behind}.").figures
    assert dated[0].when == "2023"


def test_an_article_is_no_evidence_for_itself() -> None:
    """The claims of the article itself have a figure that no other source has."""
    found = next(f for f in visit().figures if f.value == 170)
    assert found.verdict == "new"


def test_texts_that_differ_are_shown_side_by_side(tmp_path: Path) -> None:
    for name, text in {
        "a.txt": "Azerbaijan produced 48.3 bcm of gas in 2023. The Zangezur corridor is closed.",
        "b.txt": "Azerbaijan produced about 47 bcm of gas in 2023. The Zangezur corridor is open.",
        "c.txt": "Azerbaijan produced 48.3 bcm of gas in 2023.",
    }.items():
        (tmp_path / name).write_text(text)
    files = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    found = read_files(files, reader().case).differences
    assert {(d.kind, d.differs) for d in found} == {
        ("figure", "value"),
        ("figure", "hedge"),
        ("route", "status"),
    }
    value = next(d for d in found if d.differs == "value")
    assert value.about == "Azerbaijan production gas 2023"
    assert [said.says for said in value.said] == [
        "48.3 bcm, stated",
        "about 47 bcm, stated",
        "48.3 bcm, stated",
    ]
    assert read_files([files[0], files[2]], reader().case).differences == ()


def test_relative_times_need_a_date() -> None:
    text = "Last year Azerbaijan produced 48.3 bcm of gas."
    without = read_text(text, reader().case)
    assert without.figures[0].when is None
    assert without.figures[0].when_written == "Last year"
    assert "not resolved" in without.document.notes[0]
    dated = read_text(text, reader().case, date="2024-08-21")
    assert dated.figures[0].when == "2023"
    assert dated.document.notes == ()


@pytest.mark.parametrize("half", ["year", "2024-13", "24"])
def test_a_date_that_is_none_is_refused(half: str) -> None:
    with pytest.raises(isthmus.IsthmusError, match="not a date"):
        read_text("Nothing.", reader().case, date=half)


@pytest.mark.skipif(ARTICLE not in os.environ, reason=f"${ARTICLE} names no file")
def test_the_article_itself() -> None:
    (reading,) = read_files([os.environ[ARTICLE]], reader().case, date="2024-08").documents
    found = [(f.value, f.unit, f.hedge, f.subject) for f in reading.figures]
    assert sorted(map(str, found)) == sorted(
        map(
            str,
            [
                (300.0, "count", "over", "Azerbaijan"),
                (170.0, "count", "about", "Azerbaijan"),
                (3.0, "count", "none", "Azerbaijan"),
                (3.0, "count", "none", "Azerbaijan"),
                (48.3, "bcm", "none", "Azerbaijan"),
                (50.0, "%", "none", "Azerbaijan"),
                (120e6, "USD", "none", "Azerbaijan"),
                (3.0, "rank", "none", "Russia"),
                (8.7e9, "USD", "over", "Russia"),
                (1.2e9, "USD", "about", "Azerbaijan"),
            ],
        )
    )
    verdicts = {(r.name, r.status): r.verdict for r in reading.routes}
    assert verdicts["railway parallel to the Aras corridor", "built"] == "contradicts"
    assert verdicts["TAP", "full"] == verdicts["TANAP", "full"] == "doubtful"
    stances = {(r.a, r.stance, r.b or r.about) for r in reading.relations}
    assert {
        ("Armenia", "opposes", "CSTO"),
        ("Armenia", "opposes", "Russia"),
        ("Armenia", "supports", "OSCE Minsk Group"),
        ("Azerbaijan", "opposes", "OSCE Minsk Group"),
        ("Iran", "opposes", "Armenia"),
        ("Russia", "accuses", "Armenia"),
        ("Russia", "opposes", "OSCE Minsk Group"),
        ("Turkey", "supports", "Zangezur corridor"),
    } <= stances
