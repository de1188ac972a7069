"""A language is a file: another one reads other words, and nothing in the code knows them."""

from __future__ import annotations

import tomllib

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.reading.language import FOLDER, compiled, language, languages, longest
from isthmus.reading.reader import Reader
from isthmus.reading.tokens import words_of


def test_languages_are_the_files() -> None:
    assert languages() == ["en"]
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
