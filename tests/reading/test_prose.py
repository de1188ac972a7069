"""What agencies write: datelines, ratios, the year before, whose a figure is."""

from __future__ import annotations

import pytest

from tests.reading.test_verdicts import figure, read


@pytest.mark.parametrize(
    "text",
    [
        "The plant needs 3 kWh per cubic metre of water.",
        "Freight on the line costs 0.2 USD per TEU-km.",
        "Rail costs 4 cents, road 0.1 dollars per tonne per kilometre.",
        "Trains run at 90 km per hour.",
        "The lorry burns 6 litres per 100 km.",
        "The toll came to $300,000 a ship.",
        "The crew gets 12 hours a day.",
        "Each train had 40 wagons per locomotive.",
        "The wells give 2 barrels per tonne.",
    ],
)
def test_a_ratio_without_a_unit_of_the_reader_is_no_figure(text: str) -> None:
    assert read(text).figures == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Oil fell to 30 dollars a barrel.", 30, "USD/bbl"),
        ("Freight is $1,800 per FEU.", 1800, "USD/FEU"),
        ("Gas costs $285 per 1,000 cubic metres.", 285, "USD/tcm"),
        ("The line moves 5 million tonnes per year.", 5, "Mt/yr"),
        ("The field gives 900,000 barrels a day.", 900_000, "bbl/d"),
        ("Traffic grew by 2 % per year.", 2, "%"),
        ("The port built 10 GW of wind per year.", 10, "GW"),
        ("The road costs $3 million a kilometre.", 3e6, "USD/km"),
    ],
)
def test_a_ratio_with_one_keeps_it(text: str, value: float, unit: str) -> None:
    found = figure(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Azerbaijan produced 30 bcm of gas in 2021.", "new"),
        ("Azerbaijan produced 30 bcm of gas in 2023.", "contradicts"),
        ("Azerbaijan produced 483 bcm of gas in 2024.", "contradicts"),  # a power of ten
        ("Turkey imported 14.3 bcm of LNG in 2023.", "agrees"),
        ("Turkey imported 14.3 bcm of gas in 2023.", "new"),
        ("Turkey imported 10.2 bcm of gas in 2023.", "new"),  # from Azerbaijan alone
    ],
)
def test_other_years_and_parts_contradict_nothing(text: str, verdict: str) -> None:
    assert figure(text).verdict == verdict


def test_the_other_year_is_shown() -> None:
    found = figure("Azerbaijan produced 30 bcm of gas in 2024.")
    assert found.case is not None
    assert "another year" in (found.case.note or "")


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON, March 3 – ",
        "LISBON, 3 May (Agency) — ",
        "Yerevan, 15 October. — ",
        "BAKU (Agency) - ",
        "SUVA - ",
        "New Delhi, Nov. 12, 2022 — ",
        "Tashkent / Almaty, 4 June – ",
    ],
)
def test_a_dateline_is_no_subject(dateline: str) -> None:
    found = figure(f"{dateline}Traffic on the new route came to 40,000 tonnes.")
    assert (found.subject, found.when) == (None, None)
    named = figure(f"{dateline}Peru exported 40,000 tonnes of copper in 2021.")
    assert (named.subject, named.when) == ("Peru", "2021")


def test_what_only_looks_like_a_dateline_is_one_name() -> None:
    assert figure("Poti - the port - handled 40,000 TEU.").subject == "Poti"
    assert figure("TANAP - a pipeline - carried 5 bcm.").subject == "TANAP"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("In 2021 Poti handled 48,000 TEU, up from 45,000 TEU a year earlier.", ["2021", "2020"]),
        ("Peru sold 5 Mt in 2019, against 4 Mt the year before.", ["2019", "2018"]),
        ("Peru sold 5 Mt in 2019, compared with 4 Mt in the previous year.", ["2019", "2018"]),
        ("Exports halved to 5 Mt in 2020 from 10 Mt the year before.", ["2020", "2019"]),
        ("Peru sold 5 Mt in 2019, down from 6 Mt in 2016.", ["2019", "2016"]),
        ("In 2019 Peru sold 5 Mt, down from 6 Mt in 2016.", ["2019", "2016"]),
        ("Poti handled 48,000 TEU, more than the 25,700 TEU of 2022.", [None, "2022"]),
        ("Peru sold 5 Mt in 2019. That was up from 4 Mt a year earlier.", ["2019", "2018"]),
        ("Peru sold 5 Mt last year, up from 4 Mt the year before.", ["2023", "2022"]),
        ("A year earlier 4 Mt had passed; in 2019 5 Mt did.", ["2018", "2019"]),
        ("Peru sold 5 Mt, against 4 Mt the year before.", [None, None]),
    ],
)
def test_the_year_before_is_that_of_the_other_figure(text: str, years: list[str | None]) -> None:
    assert [found.when for found in read(text).figures] == years
