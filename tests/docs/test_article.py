"""The page on the article: all its statements, with verdicts that still hold."""

from __future__ import annotations

import json
import re

import pytest

import isthmus
from tests.docs.generated import ROOT, VERDICTS, article, asked_after, verdicts

KEPT = {row["proposition"]: row for row in json.loads(VERDICTS.read_text())["verdicts"]}
AGAIN = ("fields-give-35",)  # one that takes little time


def test_every_proposition_after_the_article_has_a_verdict() -> None:
    case = isthmus.open_case("caucasus")
    assert set(KEPT) == {name for names in asked_after(case).values() for name in names}


def test_what_is_kept_is_what_is_found() -> None:
    for row in verdicts(*AGAIN):
        kept = KEPT[str(row["proposition"])]
        numbers = {key for key, value in row.items() if isinstance(value, float)}
        words = set(row) - numbers
        assert {key: row[key] for key in words} == {key: kept[key] for key in words}
        assert {key: row[key] for key in numbers} == pytest.approx(
            {key: kept[key] for key in numbers}, rel=1e-3
        )


def test_the_page_has_all_statements() -> None:
    text = article()
    assert text == (ROOT / "docs/article.md").read_text(encoding="utf-8")
    assert len(set(re.findall(r"`article-\d\d`", text))) == 60
    assert ". 60 statements, in our own words" in text
    assert "not asked" not in text
