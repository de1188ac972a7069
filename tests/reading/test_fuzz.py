"""Nothing that can be given to the reader breaks it, or keeps it busy for ever."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.errors import IsthmusError
from isthmus.reading.numbers import digits
from isthmus.reading.opening import open_text
from isthmus.reading.tokens import LONGEST, pieces, tokens_of
from tests.reading.test_reading import reader

PIECES = st.sampled_from(
    ["48.3", "1,200", "1 200", "$", "€", "US$", "bn", "million", "%", "half", "of which", "third",
     "largest", "-", "–", "to", "from", "between", "and", "about", "up to", "Russia", "Azerbaijan",
     "'s", "Baku", "signed", "agreement", "corridor", "closed", "not", "will", "said", "supports",
     "12.06.2024", "No.", ".", ",", ";", "(", ")", '"', "\n", "\n\n", "|", "bcm", "a year", "/d",
     "tonnes", "per", "twice", "times", "n't", "1/2 of", "2nd", "٣٤", "½", "²", "\u202e", "é", "🛢",
     "9" * 60, "x", "fold", "three", "hundred", "a", "dozen", "January", "2023", "in"]
)  # fmt: skip


def check(text: str) -> None:
    reading = reader().read(text, date="2024-05")
    for item in reading.items:
        assert text[item.start : item.end] == item.quote
    json.dumps(asdict(reading), allow_nan=False)


@given(st.lists(PIECES, max_size=40).map(" ".join))
@settings(max_examples=200)
def test_any_row_of_cues_is_read(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=100)
def test_cues_without_spaces_are_read(text: str) -> None:
    check(text)


@given(st.text(max_size=400))
@settings(max_examples=100)
def test_any_text_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf", ".docx"])
@given(data=st.binary(max_size=300))
@settings(max_examples=40)
def test_any_bytes_are_a_text_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    path: Path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(data)
    try:
        found = open_text(path)
    except IsthmusError:
        return
    check(found.text)


@pytest.mark.parametrize(
    "unit",
    ["1", "9.", "1,", "1 000 ", "Aa ", "a ", "$", "(", "half of ", "not ", "from 1 to ", "third ",
     "[", "*", "Russia and ", ". ", "-", "’s ", "\u202e1", "million ", "no. 1 "],
)  # fmt: skip
def test_long_lines_of_one_thing_are_read(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    check(text)


def test_deep_pages_are_read(tmp_path: Path) -> None:
    page = tmp_path / "deep.html"
    page.write_text("<div>" * 50_000 + "5 bcm" + "<b> </b>" * 50_000)
    assert open_text(page).text.strip() == "5 bcm"


def test_pieces_are_the_whole_text_and_sentences_are_no_longer_than_allowed() -> None:
    text = ("Word " * 1000 + ". " + "x" * 100_000 + "\n") * 3
    cut = list(pieces(text))
    assert cut[0][0] == 0
    assert cut[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in pairwise(cut))
    tokens = tokens_of(text, frozenset(), *cut[0])
    ends = [0, *tokens.breaks]
    assert max(b - a for a, b in pairwise(ends)) <= LONGEST


def test_the_time_allowed_is_kept_and_said() -> None:
    text = "Russia sold 5 bcm of gas to Turkey in 2023.\n" * 4_000
    reading = reader().read(text, seconds=0.01)
    assert 0 < len(reading.figures) < 4_000
    assert reading.document.notes[0].startswith("stopped after 0.01 seconds at character")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,200", 1200), ("1.200", 1.2), ("48,3", 48.3), ("48.3", 48.3), ("1 200", 1200),
        ("1\u202f200\u202f000", 1200000), ("1,200,000.5", 1200000.5), ("1.200.000", 1200000),
        ("1.200,5", 1200.5), ("12,5", 12.5), ("0,125", 0.125), ("12.06.2024", None),
        ("1,2,3", None), ("9" * 41, None), ("36.254", 36.254),
    ],
)  # fmt: skip
def test_numbers_in_every_spelling(written: str, value: float | None) -> None:
    assert digits(written) == value


def test_a_language_with_decimal_commas_reads_dots_as_thousands() -> None:
    assert digits("1.200", ",") == 1200
    assert digits("1,200", ",") == 1.2
