"""Sentences that weigh, ascribe or foretell are opinion; sentences with figures are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import isthmus
from isthmus.reading.opinions import opinions

CASE = isthmus.open_case("two-countries")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The parade is a signal to the north.", "weighs"),
        ("To her the treaty is vital.", "weighs"),
        ("The minister believes in the corridor.", "ascribes"),
        ("Ankara wants to open the border.", "ascribes"),
        ("Tehran will not hear of it.", "foretells"),
        ("The line opened in May.", None),
        ("Trains run between the ports.", None),
        ("The vital line carried 3 million tonnes in 2023.", None),
    ],
)
def test_a_sentence(sentence: str, kind: str | None) -> None:
    found = opinions(sentence, isthmus.read_text(sentence, CASE))
    assert found.sentences == 1
    assert [one.kind for one in found.found] == ([kind] if kind else [])


def test_where_it_stands() -> None:
    text = "Trains run.\nThe road is of great importance to all. It opened in May."
    found = opinions(text, isthmus.read_text(text, CASE))
    (one,) = found.found
    assert found.sentences == 3
    assert text[one.start : one.end] == one.quote == "The road is of great importance to all."
    assert one.cue == "importance"


def test_a_blog_is_more_opinion_than_a_report() -> None:
    texts = Path(__file__).parent / "texts"
    shares = {}
    for name in ("blog-opinion", "railway-company", "table-of-trade", "lobito-agency"):
        text = tomllib.loads((texts / f"{name}.toml").read_text(encoding="utf-8"))["text"]
        found = opinions(text, isthmus.read_text(text, CASE))
        shares[name] = len(found.found) / found.sentences
    assert shares.pop("blog-opinion") >= 0.3
    assert set(shares.values()) == {0}
