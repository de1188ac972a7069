"""Statements that a case can test are found in a text by their words."""

from __future__ import annotations

import pytest

import isthmus
from isthmus.reading.touching import touched

CASE = isthmus.open_case("caucasus")


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Azerbaijan is free to buy Russian gas for its home use and to export more.",
         ["article-25"]),
        ("Lisbon spoke. The railway beside the Tagus was built last October.", []),
        ("Work on the Aras went on. A railway was built beside it in October 2023.",
         ["article-53"]),
        ("Iran produced 275 bcm of gas in 2023.", []),
        ("It rained in Lisbon.", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_touched(text: str, claims: list[str]) -> None:
    found = touched(text, CASE)
    assert [one.claim for one in found] == claims
    for one in found:
        assert text[one.start : one.end] == one.quote
        assert one.score >= 0.55


def test_a_statement_word_for_word() -> None:
    (one,) = touched("Azerbaijan can burn Russian gas at home and export more.", CASE)
    assert one.score == pytest.approx(1)
    table = CASE.tables["propositions"]
    tests = {row for row, claim in zip(table["id"], table["claim"], strict=True)
             if claim == one.claim}  # fmt: skip
    assert "swap-raises-exports" in tests
    assert set(one.propositions) == tests


def test_the_nearest_proposition_comes_first() -> None:
    text = "Demarcation of the border and the transport links were put aside: all was shelved."
    found = {one.claim: one.propositions[0] for one in touched(text, CASE)}
    assert found["article-45"] == "demarcation-is-shelved"


def test_a_case_without_propositions_is_not_touched() -> None:
    assert touched("North exports gas.", isthmus.open_case("two-countries")) == ()
