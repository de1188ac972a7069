"""Single constructions: who is said to do how much of what."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reading.scoring import (
    BELONGING,
    Score,
    match,
    same_agreement,
    same_figure,
    same_quantity,
    same_relation,
    same_route,
)
from tests.reading.test_reading import reader

SENTENCES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text())["sentence"]


def score(whole: bool, *, show: bool = False) -> Score:
    total = Score()
    for sentence in SENTENCES:
        found = reader().read(sentence["text"], date="2024-05").figures
        each, wrong, missed = match(
            found, sentence["figures"], same_figure if whole else same_quantity
        )
        total += each
        if show and (wrong or missed):
            print(
                sentence["text"], *(f"\n   + {w}" for w in wrong), *(f"\n   - {m}" for m in missed)
            )
    return total


def test_quantities_of_single_constructions_are_found() -> None:
    assert score(whole=False).f1 >= 0.95


def test_their_subjects_measures_and_hedges_are_too() -> None:
    assert score(whole=True).f1 >= 0.80


STATEMENTS = tomllib.loads((Path(__file__).parent / "statements.toml").read_text())["sentence"]
SAME: dict[str, Callable[[Any, str], bool]] = {
    "routes": same_route,
    "agreements": same_agreement,
    "relations": same_relation,
}


def statements(*, show: bool = False) -> dict[str, Score]:
    """Return the scores of statements, each counted for the kinds that it has labels of."""
    total = dict.fromkeys(SAME, Score())
    for sentence in STATEMENTS:
        reading = reader().read(sentence["text"], date="2024-05")
        for kind, same in SAME.items():
            if kind not in sentence:
                continue
            found = [
                each
                for each in getattr(reading, kind)
                if getattr(each, "stance", "") not in BELONGING
                and not (kind == "relations" and each.polarity == "denied")
            ]
            score, wrong, missed = match(found, sentence[kind], same)
            total[kind] += score
            if show and (wrong or missed):
                lines = (*(f"   + {w}" for w in wrong), *(f"   - {m}" for m in missed))
                print(sentence["text"], *lines, sep="\n")
    return total


@pytest.mark.parametrize("kind", SAME)
def test_single_statements_are_read(kind: str) -> None:
    assert statements()[kind].f1 >= 0.85


def test_the_ends_of_goods_are_no_parties() -> None:
    text = "Azerbaijan and Italy signed a deal for Turkmen gas to Hungary."
    (found,) = reader().read(text).agreements
    assert found.parties == ("Azerbaijan", "Italy")
