"""What is put aside in one sentence and goes on in another one is found, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import isthmus
from isthmus.reading.contradictions import contradictions, differing

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.toml"))


def abouts(text: str) -> list[str]:
    return [one.about for one in contradictions(text)]


def test_a_matter_shelved_and_continuing() -> None:
    text = (
        "Border demarcation was shelved once the corridor had been struck from the draft.\n"
        "Negotiators say that demarcation of the border continues."
    )
    (one,) = contradictions(text)
    assert one.about == "Border demarcation"
    assert text[one.first.start : one.first.end] == one.first.quote
    assert text[one.second.start : one.second.end] == one.second.quote
    assert (one.first.start, one.second.end) == (0, len(text))


@pytest.mark.parametrize(
    ("first", "second", "opposed"),
    [
        ("Work on the railway was halted.", "Work on the port continues.", False),
        ("Talks on the gas contract were suspended.", "The gas contract talks are ongoing.", True),
        ("The gas contract talks were not suspended.", "The gas contract talks go on.", False),
        ("Talks on the gas contract do not continue.", "The gas contract talks go on.", True),
        ("In 2022 the gas contract talks stalled.", "The gas contract talks go on in 2024.", False),
        ("In 2024 the gas contract talks stalled.", "The gas contract talks go on in 2024.", True),
        ("Flows through Nord Stream were halted.", "Flows through Nord Stream continue.", True),
        ("Flows through Nord Stream were halted.", "Flows through Blue Stream continue.", False),
        ("The gas contract talks stalled.", "The gas contract talks have resumed.", False),
        ("The gas contract talks stalled but the gas contract talks go on.", "It rains.", False),
        ("There is no progress in talks on prisoners.", "Talks on prisoners continue.", False),
    ],
)
def test_pairs(first: str, second: str, opposed: bool) -> None:
    assert bool(abouts(f"{first} {second}")) == opposed
    assert bool(abouts(f"{second} {first}")) == opposed


def test_in_the_labelled_texts_only_the_one_that_is_there() -> None:
    found = {
        path.stem: len(abouts(tomllib.loads(path.read_text(encoding="utf-8"))["text"]))
        for path in TEXTS
    }
    assert {name: count for name, count in found.items() if count} == {"baku-visit": 1}


def test_other_languages_have_no_words() -> None:
    assert contradictions("Talks were suspended. Talks continue.", "ru") == ()


def test_figures_of_one_thing_and_year_that_differ() -> None:
    case = isthmus.open_case("caucasus")
    text = (
        "Azerbaijan produced 48.3 bcm of gas in 2023. Azerbaijan produced 35 bcm of gas in 2023. "
        "Azerbaijan produced 46.7 bcm of gas in 2022."
    )
    (one,) = differing(isthmus.read_text(text, case))
    assert one.about == "Azerbaijan production in 2023"
    assert ("48.3" in one.first.quote, "35" in one.second.quote) == (True, True)
