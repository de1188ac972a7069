"""What a clause leaves a thing in, and whose clause it is, however it is interrupted."""

from __future__ import annotations

import pytest

from tests.reading.test_verdicts import read


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("The Lamu-Garissa road, cut by floods for 18 days, is passable again.", ["open"]),
        ("The Volga-Don canal stood idle for six days and has since been reopened.", ["open"]),
        ("Freight trains on the Gorgan-Bereket line, halted by floods, are back.", ["open"]),
        ("The Bargushat tunnel, however, will not be bored before 2030.", ["planned"]),
        ("Plans for a bypass to Batumi were dropped years ago.", ["closed"]),
        ("The Nakhchivan-Igdir line is now being strung.", ["under construction"]),
        ("The Nakhchivan-Igdir line is being discussed.", ["planned"]),
        ("The Kuryk ferry terminal has been receiving vessels again.", ["open"]),
        ("The Agarak checkpoint works round the clock.", ["open"]),
        ("The Kapan-Meghri road has been resurfaced.", ["built"]),
        ("The Kapan-Meghri road is to be resurfaced.", ["planned"]),
        ("No ferry runs on the Poti-Burgas line.", ["closed"]),
    ],
)
def test_the_state_that_a_sentence_leaves_a_route_in(text: str, states: list[str]) -> None:
    assert [route.status for route in read(text).routes] == states


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Turkey, Baku's closest ally, is impatient.", [("Turkey", "allied", "Azerbaijan")]),
        ("Moscow charged Paris with fanning a war.", [("Russia", "accuses", "France")]),
        ("Moscow charged Paris a fee.", []),
        ("Baku insists that Yerevan change its laws.", []),
        (
            "Nikol Pashinyan, the Armenian prime minister, has accused Azerbaijan of delay.",
            [("Armenia", "accuses", "Azerbaijan")],
        ),
        ("A deal with Hungary, once hailed as the anchor, was shelved.", []),
    ],
)
def test_who_takes_a_stance(text: str, relations: list[tuple[str, str, str]]) -> None:
    assert [(each.a, each.stance, each.b) for each in read(text).relations] == relations


def test_a_pronoun_is_what_hangs_on_nothing() -> None:
    text = "The Trans-Caspian pipeline from Turkmenistan is on paper; Iran objects to it."
    (relation,) = read(text).relations
    assert (relation.a, relation.b, relation.about) == ("Iran", None, "Trans-Caspian pipeline")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The trade pact between Iran and Russia has scrapped duties on wheat.", None),
        ("The trade pact between Iran and Russia has been scrapped.", "shelved"),
        ("The tunnel waits until a treaty between Armenia and Turkey is signed.", "planned"),
        ("Under a protocol signed in May by Armenia and Turkey it is to be rebuilt.", "signed"),
    ],
)
def test_how_an_agreement_stands(text: str, status: str | None) -> None:
    assert [each.status for each in read(text).agreements] == ([status] if status else [])


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("A 14 km road has been paved for Rs900m.", [(14, "km")]),
        ("It takes six days, and the damage is put at 180 million zorkmids.",
         [(6, "days"), (1.8e8, "count")]),
        ("Exports were 1.31 million barrels a day against 1.29.",
         [(1.31e6, "bbl/d"), (1.29e6, "bbl/d")]),
        ("India will pump 275 crore rupees into the port.", [(2.75e9, "INR")]),
        ("The works lift the annual capacity of the line to 15 million tonnes.", [(15, "Mt/yr")]),
        ("The United States is the number two supplier of gas to Europe.", [(2, "rank")]),
        ("Aliyev came first to Moscow and then to Ankara.", []),
        ("Russia took third place among suppliers.", [(3, "rank")]),
        ("Wheat costs $31 a tonne from Poti, against $24 from Odesa.",
         [(31, "USD/t"), (24, "USD/t")]),
        ("The road takes 18 days, the sea needs about 40.", [(18, "days"), (40, "days")]),
        ("The trip takes 18 days, and lorries cross, some 260 a day.", [(18, "days")]),
        ("Kazakhstan ranked second with 830 million dollars.", [(2, "rank"), (8.3e8, "USD")]),
    ],
)  # fmt: skip
def test_no_number_takes_a_unit_that_is_none_of_its_own(
    text: str, figures: list[tuple[float, str]]
) -> None:
    assert [(each.value, each.unit) for each in read(text).figures] == figures


@pytest.mark.parametrize(
    ("text", "subject", "measure"),
    [
        ("At Lamu tonnage rose to 2 million tonnes.", "Lamu", "throughput"),
        ("A fire shut Turkey's 210,000 b/d refinery.", "Turkey", "capacity"),
        ("Egypt, whose Suez Canal earned $4 billion, waits.", "Suez Canal", None),
        ("The Baku-Supsa pipeline pumped 2 million tonnes.", "Baku-Supsa", "throughput"),
        ("The Shah Deniz field has 28 bcm.", "Shah Deniz field", "production"),
    ],
)
def test_whose_a_figure_is_and_of_what(text: str, subject: str, measure: str | None) -> None:
    figure = read(text).figures[-1]
    assert subject in (figure.subject or "")
    assert figure.measure == measure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("At Bautino, farther north, the port was closed.", "port at Bautino"),
        ("The trans-Afghan railway is under construction.", "trans-Afghan railway"),
        ("Fog shut the Bosphorus on Monday. The strait was reopened at noon.", "Bosphorus"),
        ("Pakistan sealed Torkham.", "Torkham"),
    ],
)
def test_which_route_a_state_is_of(text: str, name: str) -> None:
    assert [route.name for route in read(text).routes][-1] == name


def test_a_rumour_that_is_denied_is_no_agreement() -> None:
    (found,) = read("Rumours of a treaty between Baku and Yerevan were denied.").agreements
    assert found.status == "denied"


def test_the_length_of_what_is_planned_is_a_plan() -> None:
    (figure,) = read("A 105-km cable to Cyprus has been put on ice.").figures
    assert figure.polarity == "planned"
