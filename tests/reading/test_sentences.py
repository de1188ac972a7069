"""Single constructions: who is said to do how much of what."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.reading.scoring import Score, match, same_figure, same_quantity
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
