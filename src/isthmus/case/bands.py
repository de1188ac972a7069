"""How far a number may be from what a case says: its band."""

from __future__ import annotations

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.tables import TABLES, columns_of

UNKNOWN = 0.25
PREDICTED = 3.0  # within such a factor lies what gravity predicts
AT_MOST = {("contracts", "minimum"): "maximum", ("demand", "price_floor"): "price_cap"}
AT_LEAST = {(table, above): below for (table, below), above in AT_MOST.items()}


def band(case: Case, cell: Cell, row: int) -> tuple[float, float]:
    """Return the band of a number: that of its claims, else a quarter either way.

    It ends where the case would no longer hold: at the column's own limits, and where a minimum
    would pass its maximum.
    """
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
