"""Rows: cells read by their columns, validated by their row model, kept in canonical order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from isthmus.case import cells
from isthmus.case.model import Table
from isthmus.case.raw import RawTable
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import NUMBER
from isthmus.errors import Problem, did_you_mean

LARGEST = 1e15
Finding = tuple[str, str]


class Reader:
    """Turns cells into rows; knows the units of the case's commodities."""

    def __init__(self, currency: str, commodities: Table | None = None) -> None:
        self.currency = currency
        self.commodities: Mapping[str, dict[str, Any]] = {}
        if commodities is not None:
            self.know(commodities)

    def know(self, commodities: Table) -> None:
        """Take note of the case's commodities."""
        ids = commodities["id"]
        self.commodities = {ids[i]: commodities.row(i) for i in range(len(commodities))}

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
            return cells.parse(written.strip(), column, lambda c: self.target_unit(c, commodity))
        if isinstance(written, list):
            return self.value(";".join(str(part) for part in written), column, commodity)
        if column.kind == "text" and not isinstance(written, str):
            raise cells.CellError(f"{written!r} is not text")
        if column.kind == "number" and isinstance(written, bool):
            raise cells.CellError(f"{written!r} is not a number")
        return written


def read_table(
    name: str, raw: RawTable, reader: Reader, problems: list[Problem]
) -> tuple[Table, set[str]]:
    """Return a table of the rows that read well, and the ids of those that do not."""
    columns = columns_of(TABLES[name])
    known = _known_columns(raw, columns, problems)
    rows: list[dict[str, Any]] = []
    places: list[int] = []
    broken: set[str] = set()
    texts: dict[tuple[int, str], str] = {}
    for cells_of_row, line in zip(raw.rows, raw.lines, strict=True):
        written = {
            column: cells_of_row[at].strip() for at, column in known if cells_of_row[at].strip()
        }
        row, found = read_row(name, written, reader)
        if found:
            problems += [Problem(raw.file, line, column, message) for column, message in found]
            broken.add(written.get(TABLES[name].key[0], ""))
        else:
            rows.append(row)
            places.append(line)
            texts |= {(line, c): t for c, t in written.items() if _has_unit(t, columns[c])}
    table = make_table(name, rows, [raw.file] * len(rows), places)
    problems += _duplicates(table)
    return replace(table, texts=texts), broken


def _has_unit(text: str, column: Column) -> bool:
    return column.kind == "number" and not NUMBER.match(text)


def read_row(
    name: str, written: Mapping[str, Any], reader: Reader
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the values of one row, and (column, message) for each cell that does not read."""
    model = TABLES[name]
    columns = columns_of(model)
    commodity = written.get("commodity")
    row: dict[str, Any] = {}
    findings: list[Finding] = []
    for column, text in written.items():
        try:
            row[column] = _sane(reader.value(text, columns[column], commodity))
        except cells.CellError as error:
            findings.append((column, str(error)))
    if findings:
        return row, findings
    try:
        valid = model.model_validate(row)
    except ValidationError as error:
        return row, explain(error, model)
    return {column: getattr(valid, attribute(model, column)) for column in row}, []


def _sane(value: Any) -> Any:
    """Return a value, unless it is a number too large for any quantity or price."""
    if isinstance(value, int | float) and LARGEST < abs(value) < float("inf"):
        raise cells.CellError(f"{value:g} is larger than any quantity or price can be")
    return value


def attribute(model: type[BaseModel], column: str) -> str:
    """Return the attribute of a row model that holds a column (``from_`` for ``from``)."""
    return column if column in model.model_fields else f"{column}_"


def make_table(name: str, rows: list[dict[str, Any]], files: list[str], lines: list[int]) -> Table:
    """Return a table of rows in canonical order."""
    columns = columns_of(TABLES[name])
    key = TABLES[name].key
    order = sorted(range(len(rows)), key=lambda i: tuple(str(rows[i].get(k, "")) for k in key))
    ordered = [rows[i] for i in order]
    values = {column: [row.get(column) for row in ordered] for column in columns}
    return Table(name, values, [files[i] for i in order], [lines[i] for i in order])


def _known_columns(
    raw: RawTable, columns: dict[str, Column], problems: list[Problem]
) -> list[tuple[int, str]]:
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
        if spec.required and spec.name not in raw.header and raw.rows:
            message = "this column is required"
            problems.append(Problem(raw.file, raw.header_line, spec.name, message))
    return known


def _duplicates(table: Table) -> Iterable[Problem]:
    keys = table.keys
    twice = {key for key, count in Counter(keys).items() if count > 1}
    column = "+".join(TABLES[table.name].key)
    for index, key in enumerate(keys):
        if key in twice:
            first = keys.index(key)
            if index != first:
                message = f"'{key}' stands already in line {table.lines[first]}"
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
