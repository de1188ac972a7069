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
    now, ratio = cell.get("value"), _finite(cell.get("ratio"))
    if cell["table"] == CLAIMS:
        resting = list(_resting_on(case, cell["row"]))
        if len(resting) == 1 and isinstance(now, int | float) and ratio is not None:
            return _of_cell(case, *resting[0], cell["row"], now * ratio)
    status = STATUS.get((cell["table"], item.get("status"))) if cell["column"] == "status" else None
    new: float | str | None = status
    if isinstance(now, int | float) and ratio is not None:
        new = _short(now * ratio)
    if isinstance(now, str) and new is None:
        return None
    place = {name: cell[name] for name in ("table", "row", "column")}
    return Change(**place, now=now, new=new, ratio=ratio)


def _resting_on(case: Case, claim: str) -> Iterator[tuple[str, int, str]]:
    """Yield the cells, by table, place and column, to which a claim is tied."""
    for table in case:
        columns = economic_columns(table.name)
        for index, evidence in enumerate(table.columns.get("evidence", ())):
            for column, tied in ties(evidence or ()):
                if tied == claim and column in columns and table[column][index] is not None:
                    yield table.name, index, column


def _of_cell(
    case: Case, name: str, index: int, column: str, claim: str, value: float
) -> Change | None:
    """Return what a value, in the unit of a claim, changes in a cell that rests on the claim."""
    table, claims = case.tables[name], case.tables[CLAIMS]
    reader = Reader(case.settings.currency, case.tables["commodities"])
    row = claims.row(claims["id"].index(claim))
    now = table[column][index]
    try:
        new = _short(in_unit_of(reader, table, index, column, row, value))
    except (CellError, units.UnitError):
        return None
    ratio = float(f"{new / now:.4g}") if now else None
    return Change(table=name, row=table.keys[index], column=column, now=now, new=new, ratio=ratio)


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _short(number: float) -> float:
    """Return a number without the noise of its last digits."""
    return float(f"{number:.10g}")
