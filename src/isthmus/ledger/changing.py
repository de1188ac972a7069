"""Which cell of a case a claim would change, and what would stand there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.case import units
from isthmus.case.cells import CellError
from isthmus.case.evidence import economic_columns, in_unit_of, ties
from isthmus.case.model import Case
from isthmus.case.rows import Reader
from isthmus.rows.claims import Change

CLAIMS = "claims"
NEAR = 1e-3
# What the status of a route or an agreement is called in a cell of the case.
STATUS: dict[tuple[str, Any], str] = {
    ("links", "open"): "operating",
    ("links", "built"): "operating",
    ("links", "closed"): "closed",
    ("links", "planned"): "planned",
    ("links", "under construction"): "construction",
    ("links", "disputed"): "disputed",
    ("agreements", "signed"): "signed",
    ("agreements", "in force"): "in_force",
    ("agreements", "planned"): "proposed",
    ("agreements", "shelved"): "suspended",
}


def change_of(item: Mapping[str, Any], case: Case) -> Change | None:
    """Return what an item that was read would change in a case; None if that is not known.

    What was held against a claim of the case would change the cell that rests on it, if one does.
    """
    cell = item.get("case")
    if not cell or not cell["table"]:
        return None
    table, row, column = cell["table"], cell["row"], cell["column"]
    now, ratio = cell.get("value"), _finite(cell.get("ratio"))
    if not isinstance(now, int | float) or ratio is None:
        status = STATUS.get((table, item.get("status"))) if column == "status" else None
        unsettled = isinstance(now, str) and status is None
        change = Change(table=table, row=row, column=column, now=now, new=status, ratio=ratio)
        return None if unsettled else change
    resting = list(_resting_on(case, row)) if table == CLAIMS else []
    if len(resting) == 1:
        return _of_cell(case, *resting[0], row, now * ratio, item)
    new = _exactly(case, table, row, column, now * ratio, item)
    return Change(table=table, row=row, column=column, now=now, new=new, ratio=ratio)


def _resting_on(case: Case, claim: str) -> Iterator[tuple[str, int, str]]:
    """Yield the cells, by table, place and column, to which a claim is tied."""
    for table in case:
        columns = economic_columns(table.name)
        for index, evidence in enumerate(table.columns.get("evidence", ())):
            for column, tied in ties(evidence or ()):
                if tied == claim and column in columns and table[column][index] is not None:
                    yield table.name, index, column


def _of_cell(
    case: Case,
    name: str,
    index: int,
    column: str,
    claim: str,
    value: float,
    item: Mapping[str, Any],
) -> Change | None:
    """Return what a value, in the unit of a claim, changes in a cell that rests on the claim."""
    table, claims = case.tables[name], case.tables[CLAIMS]
    unit = claims["unit"][claims["id"].index(claim)]
    now, key = table[column][index], table.keys[index]
    try:
        expected = in_unit_of(_reader(case), table, index, column, unit, value)
    except (CellError, units.UnitError):
        return None
    new = _exactly(case, name, key, column, expected, item)
    ratio = float(f"{new / now:.4g}") if now else None
    return Change(table=name, row=key, column=column, now=now, new=new, ratio=ratio)


def _exactly(
    case: Case, name: str, key: str, column: str, expected: float, item: Mapping[str, Any]
) -> float:
    """Return the number that a text gives, in the unit of a cell, if it is the one expected.

    Ratios are told with four digits, and a share is none of the cell's: then it is the expected.
    """
    table = case.tables.get(name)
    if table is not None and key in table.keys and item.get("unit"):
        try:
            said = in_unit_of(
                _reader(case), table, table.keys.index(key), column, item["unit"], item["value"]
            )
        except (CellError, units.UnitError):
            return _short(expected)
        if abs(said - expected) <= NEAR * abs(expected):
            return _short(said)
    return _short(expected)


def _reader(case: Case) -> Reader:
    return Reader(case.settings.currency, case.tables["commodities"])


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _short(number: float) -> float:
    """Return a number without the noise of its last digits."""
    return float(f"{number:.10g}")
