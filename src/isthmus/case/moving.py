"""A case with numbers moved, defaults already filled in: nothing is checked again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case

Floats = npt.NDArray[np.float64]


def with_numbers(case: Case, table: str, column: str, numbers: Mapping[int, float]) -> Case:
    """Return the case with numbers of a column replaced, by row.

    A rate profile keeps its yearly mean: where one of its factors moves, the others make up for it.
    """
    rows = case.filled[table]
    values = np.array(rows[column], dtype=float)
    for row, number in numbers.items():
        if table == "profiles" and rows["kind"][row] == "rate":
            _make_up(case, values, row, number)
        values[row] = number
    return case.replaced(filled={**case.filled, table: rows.with_columns({column: values})})


def _make_up(case: Case, factors: Floats, row: int, number: float) -> None:
    """Scale the other factors of a row's profile so that the yearly mean stays."""
    table = case.filled["profiles"]
    weight = {period.id: period.weight for period in case.periods}[table["period"][row]]
    rest = 1 - weight * factors[row]
    scale = max((1 - weight * number) / rest, 0.0) if rest > 1e-9 else 0.0
    same = np.array([name == table["profile"][row] for name in table["profile"]], dtype=bool)
    factors[same] *= scale
