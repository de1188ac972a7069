"""A small case as a workbook written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import isthmus

Sheets = Mapping[str, Sequence[Sequence[Any]]]
BOOK: Sheets = {
    "case": [
        ["key", "value"],
        ["id", "book"],
        ["title", "A book"],
        ["base_year", 2023],
        ["periods.year", 1],
    ],
    "actors": [["id", "name"], ["north", "North"], ["south", "South"]],
    "nodes": [["id", "actor"], ["field", "north"], ["city", "south"]],
    "commodities": [["id", "unit", "price_unit"], ["gas", "bcm", "USD/tcm"]],
    "links": [
        ["id", "from", "to", "commodity", "capacity", "bidirectional"],
        ["pipe", "field", "city", "gas", 3.5, True],
    ],
    "supply": [["id", "node", "commodity", "quantity", "cost"], ["well", "field", "gas", 5, 1.25]],
    "demand": [
        ["id", "node", "commodity", "quantity", "curve", "price_cap"],
        ["homes", "city", "gas", 3, "fixed", 100],
    ],
}
SCENARIO_HEADER = [
    "scenario",
    "title",
    "narrative",
    "extends",
    "action",
    "table",
    "where",
    "values",
]


def book(path: Path, sheets: Sheets, *, at: tuple[int, int] = (0, 0)) -> Path:
    """Write sheets as they would be written by hand, each beginning at row and column `at`."""
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows, start=at[0]):
                for column, value in enumerate(cells, start=at[1]):
                    if value is not None:
                        sheet.write(row, column, value)
    return path


def refused(path: Path, sheets: Sheets) -> list[str]:
    """Return the problems for which a workbook is refused."""
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(book(path / "book.xlsx", sheets))
    return [str(problem) for problem in caught.value.problems]
