"""What an answer hangs on: every input moved through its band, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from isthmus.case.defaults import fill
from isthmus.case.evidence import Cell, cells
from isthmus.case.model import Case, Table
from isthmus.errors import CaseError, NoSolution

UNKNOWN = 0.25
Measure = Callable[[Case], Mapping[str, float]]
SCHEMA = {
    "output": pl.String,
    "input": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "swing": pl.Float64,
    "grade": pl.String,
}


def hangs_on(case: Case, measure: Measure, *, table: str | None = None) -> pl.DataFrame:
    """Move every input of a case to both ends of its band and measure the answer again.

    Parameters
    ----------
    case : Case
        The case; scenarios that belong to the answer are applied by `measure`.
    measure : callable
        From a case to the answers, by name.
    table : str, optional
        Move only the inputs of this table.

    Returns
    -------
    DataFrame
        One row per answer and input that moves it: the ends of the input's band (its claims'; a
        quarter either way where none gives one), the answer at both, the `swing` between them, and
        the grade of the input's evidence. The largest swings come first. An input is left out if
        the case does not hold at an end of its band.
    """
    rows = []
    for cell in cells(case):
        if table not in (None, cell.table):
            continue
        low, high = band(cell)
        found = [_measured(case, cell, value, measure) for value in (low, high)]
        if found[0] is None or found[1] is None:
            continue
        for output in found[0]:
            ends = (found[0][output], found[1][output])
            name = f"{cell.table}.{cell.id}.{cell.column}"
            rows.append((output, name, low, high, *ends, abs(ends[1] - ends[0]), cell.grade))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").filter(pl.col("swing") > 1e-9)
    return frame.sort("output", "swing", "input", descending=[False, True, False])


def band(cell: Cell) -> tuple[float, float]:
    """Return the band of a cell: that of its claims, or a quarter either way."""
    if cell.low is not None and cell.high is not None:
        return cell.low, cell.high
    return cell.value * (1 - UNKNOWN), cell.value * (1 + UNKNOWN)


def with_cell(case: Case, cell: Cell, value: float) -> Case:
    """Return the case with the number in a cell replaced; nothing is checked again.

    If it is a factor of a rate profile, the profile's other factors make up for it.
    """
    table = case.tables[cell.table]
    values = list(table[cell.column])
    index = table.keys.index(cell.id)
    if cell.table == "profiles" and table["kind"][index] in (None, "rate"):
        values = _rebalanced(case, table, index, value)
    values[index] = value
    tables = {**case.tables, cell.table: table.with_columns({cell.column: values})}
    return case.replaced(tables=tables, filled=fill(tables))


def _rebalanced(case: Case, table: Table, index: int, value: float) -> list[float]:
    """Return a profile's factors, those of the other periods scaled to keep the yearly mean."""
    weight = {period.id: period.weight for period in case.periods}
    name, period = table["profile"][index], table["period"][index]
    rest = 1 - weight[period] * table["factor"][index]
    scale = (1 - weight[period] * value) / rest if rest > 1e-9 else 0.0
    return [
        factor * max(scale, 0.0) if profile == name else factor
        for profile, factor in zip(table["profile"], table["factor"], strict=True)
    ]


def _measured(case: Case, cell: Cell, value: float, measure: Measure) -> Mapping[str, float] | None:
    """Return the answers with a cell moved, or None where the case then does not hold."""
    try:
        return measure(with_cell(case, cell, value))
    except (NoSolution, CaseError):
        return None
