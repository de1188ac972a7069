"""What a workbook's own files say that its reader does not: sheets, formulas, errors in cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, KeyError, ValueError,
    NotImplementedError, RuntimeError,  # another compression; a password
)  # fmt: skip
TO_LOOK_AT = re.compile(rb"<(\w+:)?f\b|\bt=[\"']e[\"']")  # a formula or an error in a cell
NO_VALUE = (
    "the formula{formula} has no stored value; "
    "open {name} in Excel or LibreOffice and save it, or write the number"
)
REFERENCE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Unstored:
    """A cell whose value a reader takes for empty: a formula never worked out, or an error.

    `line` counts from 1 and `column` from 0 at the first column that holds something.
    """

    line: int
    column: int
    reason: str


def sheet_files(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the file of every sheet of a workbook, by the sheet's name."""
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(
        "{*}sheets/{*}sheet"
    ):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        path = target[link]
        found[sheet.get("name", "")] = path[1:] if path.startswith("/") else f"xl/{path}"
    return found


def is_workbook_with(path: Path, sheet: str) -> bool:
    """Tell whether a file is a workbook that has a sheet of this name."""
    try:
        with zipfile.ZipFile(path) as book:
            return sheet in sheet_files(book)
    except UNREADABLE:
        return False


def unstored_cells(book: zipfile.ZipFile, file: str) -> list[Unstored]:
    """Return the cells of a sheet that hold a formula without a value, or an error.

    Programs that write formulas without working them out ask for that when the workbook is opened;
    what they store meanwhile is nothing, or 0.
    """
    data = book.read(file)
    if not TO_LOOK_AT.search(data):
        return []
    name = Path(book.filename or "").name
    unsolved = b'fullCalcOnLoad="1"' in book.read("xl/workbook.xml")
    found = []
    first = None
    for line, column, cell in _cells(data):
        value = cell.findtext("{*}v")
        formula = cell.find("{*}f")
        if cell.get("t") == "e":
            found.append(
                (line, column, f"holds the error {value} in {name}; write what it should be")
            )
        elif formula is not None and _is_missing(value, cell.get("t"), unsolved):
            spelled = f" ={formula.text}" if formula.text else ""
            found.append((line, column, NO_VALUE.format(formula=spelled, name=name)))
        if value or cell.find("{*}is") is not None:
            first = column if first is None else min(first, column)
    return [Unstored(line, column - (first or 0), reason) for line, column, reason in found]


def _is_missing(value: str | None, kind: str | None, unsolved: bool) -> bool:
    """Tell whether a formula lacks its value; text may be empty."""
    return value is None or (value == "" and kind != "str") or (value == "0" and unsolved)


def _cells(data: bytes) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Yield the cells of a sheet with line and column; both may go without saying in the file."""
    line = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if tag == "row" and event == "start":
            line, column = int(element.get("r", line + 1)), -1
        elif tag == "row":
            element.clear()
        elif tag == "c" and event == "end":
            place = REFERENCE.fullmatch(element.get("r", ""))
            column = _number(place[1]) if place else column + 1
            yield line, column, element


def _number(letters: str) -> int:
    """Return the number of a column, counted from 0, that a sheet calls A, B, ... AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
