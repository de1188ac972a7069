"""Numbers drawn anew within their bands."""

from __future__ import annotations

import numpy as np
import pytest

import isthmus
from isthmus.case.bands import band
from isthmus.case.evidence import cells
from isthmus.case.redrawing import redrawn
from isthmus.lenses.markets.slopes import READ

CASE = isthmus.open_case("caucasus")
DRAWS = 20


def test_every_number_keeps_to_its_band_and_to_both_sides_of_what_the_case_says() -> None:
    drawn = list(redrawn(CASE, READ, DRAWS, 0))
    assert len(drawn) == DRAWS
    for cell in cells(CASE):
        if cell.column not in READ.get(cell.table, ()) or cell.table == "profiles":
            continue
        row = CASE.tables[cell.table].keys.index(cell.id)
        low, high = band(CASE, cell, row)
        numbers = np.array([case.filled[cell.table][cell.column][row] for case in drawn])
        assert (numbers >= low - 1e-12).all()
        assert (numbers <= high + 1e-12).all()
        if low < cell.value < high:
            assert (numbers < cell.value).sum() == DRAWS // 2


def test_rates_keep_their_yearly_mean() -> None:
    weight = {period.id: period.weight for period in CASE.periods}
    for case in redrawn(CASE, READ, 3, 1):
        table, mean = case.filled["profiles"], dict[str, float]()
        rows = zip(table["profile"], table["kind"], table["period"], table["factor"], strict=True)
        for name, kind, period, factor in rows:
            if kind == "rate":
                mean[name] = mean.get(name, 0.0) + factor * weight[period]
        assert mean
        assert list(mean.values()) == pytest.approx([1.0] * len(mean))


def test_a_seed_draws_the_same_and_another_one_does_not() -> None:
    first, again, other = (
        next(redrawn(CASE, READ, 2, seed)).filled["links"]["capacity"] for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again, equal_nan=True)
    assert not np.array_equal(first, other, equal_nan=True)
