"""A language is a file: another one reads other words, and nothing in the code knows them."""

from __future__ import annotations

import tomllib

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.reading.items import Reading
from isthmus.reading.language import FOLDER, compiled, language, languages, longest
from isthmus.reading.reader import Reader
from isthmus.reading.tokens import words_of


def test_languages_are_the_files() -> None:
    assert languages() == ["en", "ru"]
    assert language("en").raw["name"] == "English"
    with pytest.raises(IsthmusError, match="--language fr: not a language"):
        language("fr")


def test_a_second_language_is_a_file() -> None:
    raw = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
    raw["decimal"] = ","
    raw["scales"]["milliardy"] = 1e9
    raw["units"]["m3"] = ["kubometrov"]
    raw["measures"]["production"] = ["dobyl"]
    raw["hedges"]["before"]["over"] = ["bolee"]
    raw["names"]["states"] = ["AZE|Azerbaydzhan||Baku"]
    reader = Reader(isthmus.open_case("caucasus"), compiled("xx", raw))
    (figure,) = reader.read("Azerbaydzhan dobyl bolee 48,300 milliardy kubometrov gaza.").figures
    assert (figure.value, figure.unit, figure.hedge) == (48.3, "bcm", "over")
    assert (figure.measure, figure.subject_id) == ("production", "aze")


def test_the_longest_phrase_wins() -> None:
    words = language("en")
    text = list(words_of("up to a maximum of 5"))
    found = longest(words.cues, text, 0)
    assert found is not None
    assert (found[0], found[1]["hedge"]) == (5, "under")


def test_every_unit_is_one_of_the_contract_or_named() -> None:
    listed = {
        "bcm", "mcm", "m3", "Mt", "kt", "t", "km", "ha", "USD", "EUR", "RUB", "%", "MW", "GW",
        "TWh", "TEU", "bbl", "days", "months", "years",
    }  # fmt: skip
    others = {"kV", "Btu"}
    units = set(language("en").raw["units"])
    assert listed <= units
    rest = units - listed - others
    assert all(len(unit) == 3 and unit.isupper() for unit in rest)  # currencies by their code


def russian(text: str) -> Reading:
    return Reader(isthmus.open_case("caucasus"), "ru").read(text, date="2024-06")


def test_russian_figures_are_read_and_held_against_the_case() -> None:
    reading = russian(
        "Азербайджан добыл 48,3 млрд кубометров газа в 2023 году, сообщили в министерстве. "
        "Товарооборот между Россией и Ираном вырос на 6,2% до 4,8 млрд долларов. "
        "Порт Актау обработал 214 тыс. тонн грузов в мае. "
        "Цена газа - 285 долларов за тысячу кубометров. Мощность - до 50 млн тонн в год."
    )
    told = [(f.value, f.unit, f.hedge, f.measure) for f in reading.figures]
    assert told == [
        (48.3, "bcm", "none", "production"),
        (6.2, "%", "none", "trade"),
        (4.8e9, "USD", "none", "trade"),
        (214, "kt", "none", "throughput"),
        (285, "USD/tcm", "none", "price"),
        (50, "Mt/yr", "under", "capacity"),
    ]
    first, trade, _, cargo, *_ = reading.figures
    assert (first.subject_id, first.when, first.verdict) == ("aze", "2023", "agrees")
    assert (trade.subject, trade.object, cargo.when) == ("Russia", "Iran", "2024-05")


def test_russian_routes_agreements_and_relations_are_read() -> None:
    reading = russian(
        "Порт Поти закрыт из-за шторма. Газопровод TANAP открыт в июне 2018 года. "
        "Железная дорога Решт-Астара строится. Москва и Баку подписали меморандум. "
        "Иран выступил против Зангезурского коридора, а Турция поддержала Азербайджан."
    )
    assert [(r.name, r.status) for r in reading.routes] == [
        ("Порт Поти", "closed"),
        ("Газопровод TANAP", "open"),
        ("Железная дорога Решт-Астара", "under construction"),
    ]
    assert [(a.status, a.parties) for a in reading.agreements] == [
        ("signed", ("Russia", "Azerbaijan"))
    ]
    assert [(r.a, r.stance, r.b) for r in reading.relations] == [
        ("Iran", "opposes", None),
        ("Turkey", "supports", "Azerbaijan"),
    ]
