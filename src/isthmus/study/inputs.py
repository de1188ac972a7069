"""The inputs of an answer: every number that its lenses read, and the band it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.case.evidence import Cell, cells
from isthmus.case.model import Case
from isthmus.case.tables import TABLES, columns_of
from isthmus.study.lens import Lens
from isthmus.study.needed import read_by

UNKNOWN = 0.25
PREDICTED = 3.0  # within such a factor lies what gravity predicts
AT_MOST = {("contracts", "minimum"): "maximum", ("demand", "price_floor"): "price_cap"}
AT_LEAST = {(table, above): below for (table, below), above in AT_MOST.items()}


@dataclass(frozen=True)
class Input:
    """A number, where it stands, and its band: that of its claims, else a quarter either way."""

    cell: Cell
    row: int
    low: float
    high: float
    lenses: tuple[str, ...] = ("markets",)

    @property
    def name(self) -> str:
        """The name by which ``--set`` changes it."""
        return f"{self.cell.table}.{self.cell.id}.{self.cell.column}"

    @property
    def value(self) -> float:
        """Its value in the case."""
        return self.cell.value


def inputs_of(case: Case, lenses: Sequence[Lens]) -> list[Input]:
    """Return the inputs that any of some lenses reads, each with those that do.

    A band ends where the case would no longer hold: at the column's own limits, and where a
    minimum would pass its maximum.
    """
    read = read_by(lenses)
    rows = {name: {key: row for row, key in enumerate(case.tables[name].keys)} for name in read}
    concerns = {
        (lens.name, table): lens.rows(case, table) for lens in lenses for table in lens.read
    }
    found = []
    for cell in cells(case):
        if cell.column not in read.get(cell.table, ()):
            continue
        row = rows[cell.table][cell.id]
        readers = tuple(
            lens.name
            for lens in lenses
            if cell.column in lens.read.get(cell.table, ()) and concerns[lens.name, cell.table][row]
        )
        if readers:
            found.append(Input(cell, row, *_band(case, cell, row), readers))
    return found


def _band(case: Case, cell: Cell, row: int) -> tuple[float, float]:
    table = case.filled[cell.table]
    low, high = cell.low, cell.high
    if low is None or high is None:
        low, high = sorted(cell.value * (1 + share) for share in (-UNKNOWN, UNKNOWN))
        if cell.table == "trade" and table["estimated"][row] and cell.grade == "unsourced":
            low, high = cell.value / PREDICTED, cell.value * PREDICTED
    most = columns_of(TABLES[cell.table])[cell.column].most
    if cell.table == "profiles":
        most = _most_of_profile(case, row)
    if most is not None:
        high = min(high, max(most, cell.value))
    above, below = AT_MOST.get((cell.table, cell.column)), AT_LEAST.get((cell.table, cell.column))
    if above and table[above][row] < high:  # NaN, where there is none, is not
        high = max(float(table[above][row]), cell.value)
    if below and table[below][row] > low:
        low = min(float(table[below][row]), cell.value)
    return low, high


def _most_of_profile(case: Case, row: int) -> float | None:
    """Return the largest factor of a profile: what leaves nothing for the other periods."""
    table = case.filled["profiles"]
    weight = {period.id: period.weight for period in case.periods}[table["period"][row]]
    return {"availability": 1.0, "rate": 1 / weight}.get(table["kind"][row])
