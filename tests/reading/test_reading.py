"""Texts are read as their hand labels say, and what is read keeps the contract."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict

import jsonschema
import pytest

import isthmus
from benchmarks.reading import KEPT, scores_of
from isthmus.reading.items import Reading, Readings
from isthmus.reading.reader import Reader
from isthmus.report.reading import reading_document
from isthmus.report.schemas import output_schemas
from tests.reading.scoring import texts


@functools.cache
def reader() -> Reader:
    return Reader(isthmus.open_case("caucasus"))


@functools.cache
def read(name: str) -> Reading:
    labels = texts()[name]
    return reader().read(labels["text"], date=labels.get("date"))


@pytest.mark.parametrize("half", ["development", "opened", "held-out"])
def test_nine_of_ten_figures_are_read_rightly(half: str) -> None:
    found = scores_of(reader(), half)
    assert found["figures"][2] >= 0.90
    kept = json.loads(KEPT.read_text())["last"][half]
    assert found == kept, "what docs say is out of date: python -m benchmarks reading"


@pytest.mark.parametrize("name", texts())
def test_quotes_are_the_text_itself_and_units_the_contracts(name: str) -> None:
    text = texts()[name]["text"]
    reading = read(name)
    for item in reading.items:
        assert text[item.start : item.end] == item.quote
        assert 0 <= item.confidence <= 1
    for figure in reading.figures:
        assert figure.written in figure.quote
    assert len({item.id for item in reading.items}) == len(reading.items)


def test_documents_are_as_their_schema_says() -> None:
    schema = output_schemas()["read"]
    one = Readings((read("baku-visit"),), ())
    jsonschema.validate(json.loads(json.dumps(reading_document(one))), schema)
    two = Readings((read("baku-visit"), read("headlines")), ())
    jsonschema.validate(json.loads(json.dumps(reading_document(two))), schema)


def test_reading_twice_gives_the_same() -> None:
    labels = texts()["baku-visit"]
    again = Reader(isthmus.open_case("caucasus")).read(labels["text"], date=labels["date"])
    assert asdict(again) == asdict(read("baku-visit"))


def test_the_ten_hard_figures_of_the_visit() -> None:
    found = {(f.value, f.unit, f.hedge, f.polarity, f.subject) for f in read("baku-visit").figures}
    assert found == {
        (170, "count", "about", "stated", "Azerbaijan"),
        (3, "count", "none", "stated", "Azerbaijan"),
        (300, "count", "over", "stated", "Azerbaijan"),
        (48.3, "bcm", "none", "stated", "Azerbaijan"),
        (50, "%", "none", "stated", "Azerbaijan"),
        (120e6, "USD", "none", "stated", "Azerbaijan"),
        (3, "rank", "none", "stated", "Russia"),
        (8.7e9, "USD", "over", "stated", "Russia"),
        (1.2e9, "USD", "about", "stated", "Azerbaijan"),
    }


def test_many_texts_for_one_case_are_read_alike_and_another_case_is_another_reader() -> None:
    text = "Azerbaijan produced 48.3 bcm of gas in 2023."
    case, other = isthmus.open_case("caucasus"), isthmus.open_case("two-countries")
    first = isthmus.read_text(text, case)
    assert isthmus.read_text(text, other).figures[0].verdict == "new"
    assert isthmus.read_text(text, case) == first
    assert first.figures[0].verdict == "agrees"
