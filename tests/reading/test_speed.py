"""What makes the reader quick changes nothing that it reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

import isthmus
from isthmus.reading import classes
from isthmus.reading.changing import changed
from isthmus.reading.reader import Reader
from tests.reading.scoring import texts

CASE = isthmus.open_case("caucasus")


def test_spellings_that_are_not_kept_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(CASE)
    said = [texts()[name]["text"] for name in ("suez-wire", "middle-corridor-bulletin")]
    wanted = [reader.read(text, date="2024-05") for text in said]
    for kept in (reader.classes, reader.classes.alone, reader.classes.seconds):
        kept.clear()
    monkeypatch.setattr(classes, "MOST", 0)
    assert [reader.read(text, date="2024-05") for text in said] == wanted
    assert not reader.classes


def test_a_copy_is_what_replace_makes() -> None:
    reading = isthmus.read_text("Azerbaijan produced 48.3 bcm of gas in 2023.", CASE)
    (figure,) = reading.figures
    assert changed(figure, verdict="new", case=None) == replace(figure, verdict="new", case=None)
    assert figure.case is not None
