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


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Egypt's Suez Canal Authority collected $10.3 billion in 2023.", "Suez Canal"),
        ("The Suez Canal Authority said that traffic fell to 30 ships a day.", "Suez Canal"),
        ("The Port of Poti handled 48,000 TEU.", "Poti"),
        (
            "Lobito Atlantic Railway, held by Trafigura and Vecturis, carried 200,000 tonnes.",
            "Lobito Atlantic Railway",
        ),
        (
            "Northern Rail Company, owned by Turkey and Qatar, carried 3 Mt.",
            "Northern Rail Company",
        ),
        (
            "The Tazara railway reopened. China denied a delay. The line carried 200,000 tonnes.",
            "Tazara railway",
        ),
        (
            "The Kribi terminal opened. A bank of China lent more. The terminal handled 3 Mt.",
            "Kribi terminal",
        ),
        (
            "The Kiel Canal is busy. Germany lent money. The canal carried 30 ships a day.",
            "Kiel Canal",
        ),
        (
            "The Tazara railway reopened. China lent money. A new hub is to handle 2 Mt.",
            "Tazara railway",
        ),
        ("China lent money. The line carried 200,000 tonnes.", None),
    ],
)
def test_whose_a_figure_is(text: str, subject: str | None) -> None:
    assert read(text).figures[-1].subject == subject


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("Ferries between Poti and Constanta were suspended in May.", "Constanta", "closed"),
        ("Service on the Narvik line has resumed.", "Narvik line", "open"),
        ("The Tazara railway has been mothballed since 2015.", "Tazara railway", "closed"),
        ("The Moyale road was inaugurated by the president.", "Moyale road", "built"),
        ("The Hamhung bridge is 60 % complete.", "Hamhung bridge", "under construction"),
        ("Construction began on the Hamhung bridge.", "Hamhung bridge", "under construction"),
        ("The Kiel Canal is being widened.", "Kiel Canal", "under construction"),
        ("Trains run again between Sarajevo and Ploce.", "Sarajevo and Ploce", "open"),
        ("Traffic through the Torugart crossing was halted.", "Torugart crossing", "closed"),
        ("Shipments of coal via Vanino have been halted.", "Vanino", "closed"),
        ("The Corinth canal is passable again.", "Corinth canal", "open"),
        ("The Simplon tunnel opened in 1906.", "Simplon tunnel", "open"),
        ("The Trans-Saharan pipeline remains on paper.", "Trans-Saharan pipeline", "planned"),
        ("The Druzhba pipeline is full.", "Druzhba pipeline", "full"),
        ("The Strait of Hormuz remains open.", "Strait of Hormuz", "open"),
        ("The Torugart crossing stays shut.", "Torugart crossing", "closed"),
        ("The Estlink 2 cable is out of action.", "Estlink 2 cable", "closed"),
        ("The Balkan gas link entered service in 2022.", "Balkan gas link", "open"),
        ("The Kars-Nakhchivan railway is being built.", "Kars-Nakhchivan", "under construction"),
    ],
)
def test_states_of_routes(text: str, name: str, status: str) -> None:
    (found,) = read(text).routes
    assert name in found.name
    assert found.status == status


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The Upper Lars crossing was closed for three days because of snow.", "new"),
        ("The Upper Lars crossing is closed until Monday.", "new"),
        ("The Upper Lars was temporarily closed.", "new"),
        ("The Upper Lars crossing is closed.", "contradicts"),
        ("The Upper Lars crossing remains open.", "agrees"),
    ],
)
def test_what_is_closed_for_a_time_contradicts_nothing(text: str, verdict: str) -> None:
    (found,) = read(text).routes
    assert found.verdict == verdict


def test_how_long_something_was_closed_is_told() -> None:
    (found,) = read("The Upper Lars crossing was closed for three days because of snow.").routes
    assert (found.status, found.about) == ("closed", "for three days")
    assert found.case is not None
    assert found.case.note == "closed for a time only: for three days"


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The wind farms supplied a third of the country's power.", "production"),
        ("Nuclear plants covered 40 % of Armenia's electricity.", "production"),
        ("The project has a price of between 200 and 250 million dollars.", "investment"),
        ("The cost of the railway is estimated at $3 billion.", "investment"),
        ("The terminal will cost $90 million.", "investment"),
        ("The Suez Canal's revenue fell to $4 billion.", None),
        ("Georgia's trade with Peru reached $4 billion.", "trade"),
        ("The price of gas rose to 300 dollars.", "price"),
    ],
)
def test_what_is_measured(text: str, measure: str | None) -> None:
    assert figure(text).measure == measure


@pytest.mark.parametrize(
    "name", ["North-South corridor", "Main North-South corridor", "North-South railway", "INSTC"]
)
def test_a_corridor_is_no_gas_link(name: str) -> None:
    (found,) = read(f"The {name} is closed.").routes
    assert found.verdict == "new"
    assert found.case is None
