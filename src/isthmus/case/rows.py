"""Rows: cells read by their columns, validated by their row model, kept in canonical order."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from isthmus.case import cells
from isthmus.case.model import Table
from isthmus.case.raw import RawTable
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import NUMBER
from isthmus.errors import Problem, did_you_mean

LARGEST = 1e15
FLOATS = 10**308  # what is larger is no float
Finding = tuple[str, str]


class Reader:
    """Turns cells into rows; knows the units of the case's commodities."""

    def __init__(self, currency: str, commodities: Table | None = None) -> None:
        self.currency = currency
        self.commodities: Mapping[str, dict[str, Any]] = {}
        if commodities is not None:
            self.know(commodities)

    def know(self, *tables: Table) -> None:
        """Take note of the case's commodities, as far as their units are known."""
        rows = [table.row(index) for table in tables for index in range(len(table))]
        needed = {"id", "unit", "price_unit"}
        self.commodities = {row["id"]: row for row in rows if needed <= set(row)}

    def target_unit(self, column: Column, commodity: str | None) -> tuple[str, float | None]:
        """Return the unit a number is kept in, and the commodity's energy content."""
        assert column.unit is not None
        text = column.unit.text.replace("currency", self.currency)
        if "quantity" not in text and "price" not in text:
            return text, None
        row = self.commodities.get(commodity or "")
        if row is None:
            raise cells.CellError("has a unit, but the row names no known commodity to convert by")
        text = text.replace("quantity", row["unit"]).replace("price", row["price_unit"])
        return text, row.get("energy_content")

    def value(self, written: Any, column: Column, commodity: str | None) -> Any:
        """Return the value of a cell, or of what a scenario writes in its place."""
        if isinstance(written, str):
            text = written.strip()
            if column.kind == "text" and not column.words:
                return text
            return cells.parse(text, column, lambda c: self.target_unit(c, commodity))
        if isinstance(written, list):
            if column.kind not in ("list", "shares"):
                raise cells.CellError(f"{written!r} is a list; this column holds one value")
            return self.value(";".join(str(part) for part in written), column, commodity)
        if column.kind == "text" and not isinstance(written, str):
            raise cells.CellError(f"{written!r} is not text")
        if column.kind == "number" and isinstance(written, bool):
            raise cells.CellError(f"{written!r} is not a number")
        return written


@dataclass(frozen=True)
class Read:
    """A table as it reads.

    `table` holds the rows without a finding, `halves` what could be read of the others, and
    `broken` their keys as they stand written.
    """

    table: Table
    halves: Table
    broken: set[str]


def read_table(name: str, raw: RawTable, reader: Reader, problems: list[Problem]) -> Read:
    """Return a table as it reads; what is wrong with its cells is added to the problems."""
    columns = columns_of(TABLES[name])
    known = _known_columns(raw, columns, TABLES[name].key[0], problems)
    numbers = {column for column, spec in columns.items() if spec.kind == "number"}
    whole: list[tuple[dict[str, Any], int]] = []
    halves: list[tuple[dict[str, Any], int]] = []
    texts: dict[tuple[int, str], str] = {}
    for cells_of_row, line in zip(raw.rows, raw.lines, strict=True):
        unstored: dict[str, str] = {}
        if raw.unstored:
            unstored = {c: raw.unstored[line, at] for at, c in known if (line, at) in raw.unstored}
        written = {
            column: text
            for at, column in known
            if column not in unstored and (text := cells_of_row[at].strip())
        }
        row, found = read_row(name, written, reader, unstored)
        problems += [Problem(raw.file, line, column, message) for column, message in found]
        (halves if found else whole).append((row, line))
        for column in numbers & written.keys():
            if not NUMBER.match(written[column]):
                texts[line, column] = written[column]
    table = replace(_made(name, raw.file, whole), texts=texts)
    keyed = [(row, line) for row, line in halves if set(TABLES[name].key) <= set(row)]
    both = sorted(whole + keyed, key=lambda r: r[1])
    problems += _duplicates(_made(name, raw.file, both) if keyed else table)
    return Read(table, _made(name, raw.file, halves), _broken(name, raw, [n for _, n in halves]))


def _made(name: str, file: str, rows: list[tuple[dict[str, Any], int]]) -> Table:
    return make_table(name, [row for row, _ in rows], [file] * len(rows), [n for _, n in rows])


def _broken(name: str, raw: RawTable, lines: list[int]) -> set[str]:
    """Return the keys, as written, of rows with findings and of those nobody can read."""
    key = TABLES[name].key[0]
    if key not in raw.header:
        return set()
    at = raw.header.index(key)
    bad = set(lines)
    rows = [row for row, line in zip(raw.rows, raw.lines, strict=True) if line in bad]
    return {row[at].strip() for row in (*rows, *raw.ragged) if at < len(row)}


def read_row(
    name: str, written: Mapping[str, Any], reader: Reader, unstored: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the values of one row that read, and (column, message) for each cell that does not.

    `unstored` are columns in which something stands that has no text, and why.
    """
    model = TABLES[name]
    columns = columns_of(model)
    commodity = written.get("commodity")
    row: dict[str, Any] = {}
    findings: list[Finding] = list((unstored or {}).items())
    for column, text in written.items():
        try:
            value = reader.value(text, columns[column], commodity)
            row[column] = value if isinstance(value, str) else _sane(value)
        except cells.CellError as error:
            findings.append((column, str(error)))
    try:
        valid = vars(model.model_validate(row))
    except ValidationError as error:
        findings += _further(error, model, {column for column, _ in findings})
    else:
        row = {column: valid[attribute(model, column)] for column in row}
    for column in {column for column, _ in findings} & set(row):
        del row[column]
    return row, findings


def _further(error: ValidationError, model: type[BaseModel], unread: set[str]) -> list[Finding]:
    """Return the findings of a validation that do not follow from cells that did not read."""
    return [
        (column, message)
        for (column, message), item in zip(explain(error, model), error.errors(), strict=True)
        if column not in unread and (item["loc"] or not unread)
    ]


def _sane(value: Any) -> Any:
    """Return a value, unless it is a number too large for any quantity or price."""
    if isinstance(value, int | float) and LARGEST < abs(value) < float("inf"):
        told = f"{value:g}" if abs(value) < FLOATS else "a number of hundreds of digits"
        raise cells.CellError(f"{told} is larger than any quantity or price can be")
    return value


@functools.cache
def attribute(model: type[BaseModel], column: str) -> str:
    """Return the attribute of a row model that holds a column (``from_`` for ``from``)."""
    return column if column in model.model_fields else f"{column}_"


def make_table(name: str, rows: list[dict[str, Any]], files: list[str], lines: list[int]) -> Table:
    """Return a table of rows in canonical order."""
    columns = columns_of(TABLES[name])
    key = TABLES[name].key
    keys = [[str(row.get(k, "")) for k in key] for row in rows]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    ordered = [rows[i] for i in order]
    values = {column: [row.get(column) for row in ordered] for column in columns}
    return Table(name, values, [files[i] for i in order], [lines[i] for i in order])


def _known_columns(
    raw: RawTable, columns: dict[str, Column], key: str, problems: list[Problem]
) -> list[tuple[int, str]]:
    """Return the columns that are read, with their places; without rows only the key must be."""
    known = []
    for at, column in enumerate(raw.header):
        if column not in columns:
            message = f"no such column.{did_you_mean(column, columns)}"
            problems.append(
                Problem(raw.file, raw.header_line, column or f"column {at + 1}", message)
            )
        elif column in raw.header[:at]:
            problems.append(
                Problem(raw.file, raw.header_line, column, "this column stands here twice")
            )
        else:
            known.append((at, column))
    for spec in columns.values():
        if spec.required and spec.name not in raw.header and (raw.rows or spec.name == key):
            message = "this column is required"
            problems.append(Problem(raw.file, raw.header_line, spec.name, message))
    return known


def _duplicates(table: Table) -> Iterable[Problem]:
    column = "+".join(TABLES[table.name].key)
    first: dict[str, int] = {}
    for index, key in enumerate(table.keys):
        if key is not None and first.setdefault(key, index) != index:
            message = f"'{key}' stands already in line {table.lines[first[key]]}"
            yield table.problem(index, column, message)


def explain(error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """Return (column, message) for each finding of a validation."""
    found = []
    for item in error.errors(include_url=False, include_context=False):
        column = ".".join(str(part) for part in item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "missing":
            message = "required, but empty"
        elif item["type"] == "extra_forbidden":
            names = [field.alias or name for name, field in model.model_fields.items()]
            message = f"no such key.{did_you_mean(column, names)}"
        elif item["type"] == "string_pattern_mismatch" and column == "id":
            message = f"'{item['input']}': ids are lower-case letters, digits, - and _"
        elif message.startswith("column "):
            column, _, message = message.removeprefix("column ").partition(": ")
        elif "input" in item and not isinstance(item["input"], dict):
            message = f"{item['input']!r}: {message[0].lower()}{message[1:]}"
        found.append((column, message))
    return found
