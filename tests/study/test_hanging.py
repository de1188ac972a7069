"""Derivatives of welfare by every input are finite differences of cold solves."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

import isthmus
from isthmus.case.evidence import Cell, cells
from isthmus.case.model import Case
from isthmus.lenses.markets import optimal
from isthmus.lenses.markets.slopes import READ, slopes
from tests.lenses.builders import generated
from tests.oracles.generate import FEATURES

STEP = 1e-5
FIXED = [feature for feature in FEATURES if feature not in ("linear", "isoelastic")]


def chosen(case: Case, seed: int, most: int) -> list[Cell]:
    """Return some numbers that the lens reads and that can move both ways."""
    found = [
        cell
        for cell in cells(case)
        if cell.column in READ.get(cell.table, ())
        and cell.table != "profiles"
        and cell.value > 0.05
    ]
    return Random(seed).sample(found, min(most, len(found)))


def welfare(case: Case, cell: Cell, value: float) -> float:
    moved = case.with_changes({f"{cell.table}.{cell.id}.{cell.column}": value})
    found = isthmus.markets(moved).numbers["welfare"]
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["two-countries", "three-pipes", *range(12)])
def test_slopes_of_the_objective_are_finite_differences(name: str | int) -> None:
    """One-sided: below and above the input's value, which differ at kinks."""
    case = generated(name, FIXED) if isinstance(name, int) else isthmus.open_case(name)
    asked = chosen(case, seed=hash(str(name)) % 100, most=10)
    found = slopes(case, optimal(case), asked)
    here = isthmus.markets(case).objective
    for at, cell in enumerate(asked):
        step = STEP * max(abs(cell.value), 1e-3)
        for side, sign in enumerate((-1.0, 1.0)):
            path = f"{cell.table}.{cell.id}.{cell.column}"
            try:
                moved = isthmus.markets(case.with_changes({path: cell.value + sign * step}))
            except isthmus.CaseError:  # beyond what may stand there
                continue
            slope = sign * (moved.objective - here) / step
            scale = max(1.0, abs(here)) * 1e-8 / step
            assert found.objective[side, at] == pytest.approx(slope, rel=2e-3, abs=scale), path


def test_what_two_countries_hang_on() -> None:
    """The pipe's slope is its scarcity: 266 2/3 - 50 - 30; what is moved is solved again."""
    case = isthmus.open_case("two-countries")
    table = isthmus.hangs_on(case).table("hangs_on")
    row = table.row(by_predicate=pl.col("input") == "links.pipeline.capacity", named=True)
    assert (row["now"], row["low"], row["high"], row["grade"]) == (3, 2.25, 3.75, "unsourced")
    assert row["slope_up"] == pytest.approx(800 / 3 - 80 + 20, rel=1e-3)  # tariffs are welfare
    for end in ("low", "high"):
        cell = next(c for c in cells(case) if (c.table, c.column) == ("links", "capacity"))
        assert row[f"value_{end}"] == pytest.approx(welfare(case, cell, row[end]), rel=1e-9)
