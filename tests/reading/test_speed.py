"""What makes the reader quick changes nothing that it reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

import isthmus
from isthmus.reading import classes
from isthmus.reading.changing import changed
from isthmus.reading.reader import Reader
from tests.reading.scoring import texts


def test_spellings_that_are_not_kept_and_copies_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(isthmus.open_case("caucasus"))
    said = [texts()[name]["text"] for name in ("suez-wire", "middle-corridor-bulletin")]
    wanted = [reader.read(text, date="2024-05") for text in said]
    for kept in (reader.classes, reader.classes.alone, reader.classes.seconds):
        kept.clear()
    monkeypatch.setattr(classes, "MOST", 0)
    assert [reader.read(text, date="2024-05") for text in said] == wanted
    assert not reader.classes
    for item in wanted[0].items:
        assert changed(item, verdict="new", case=None) == replace(item, verdict="new", case=None)
