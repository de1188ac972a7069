"""Results of studies: tables of rows, like those of a lens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of
from isthmus.result import RESULT_TABLES, Result


def study_result(
    lens: str, case: Case, notes: Sequence[str] = (), **tables: Sequence[Mapping[str, Any]]
) -> Result:
    """Return the result of a study of a case.

    Parameters
    ----------
    lens : str
        The study's name in `RESULT_TABLES`.
    case : Case
    notes : sequence of str
    **tables : sequence of mapping
        The rows of each table.
    """
    goods = case.filled["commodities"]
    rows = list(zip(goods["id"], goods["kind"], goods["unit"], goods["price_unit"], strict=True))
    units = {
        "money": f"million {case.settings.currency}",
        "quantity": {
            **{good: unit for good, kind, unit, _ in rows if kind == "market"},
            **({"cargo": "Mt"} if "corridors" in lenses_of(case) else {}),
        },
        "price": {good: price for good, kind, _, price in rows if kind == "market"},
    }
    builders: dict[str, Callable[[], Any]] = {
        name: _columns(lens, name, made) for name, made in tables.items()
    }
    return Result(lens, case, units, "optimal", {}, builders, tuple(notes))


def _columns(
    lens: str, table: str, rows: Sequence[Mapping[str, Any]]
) -> Callable[[], dict[str, list[Any]]]:
    names = RESULT_TABLES[lens][table].model_fields
    return lambda: {name: [row[name] for row in rows] for name in names}
