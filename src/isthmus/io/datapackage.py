"""Describe a case folder's tables as a Frictionless Data Package.

Lists are described as text: the standard has a type for them, but its own validator fails on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isthmus.case.cells import flag_words
from isthmus.case.load import load
from isthmus.case.model import Case
from isthmus.case.raw import RawTable, read_folder
from isthmus.case.rows import Reader
from isthmus.case.schemas import bounds
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import NUMBER

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/legalcode",
}
WHOLE = re.compile(r"^[-+]?\d+$")
TYPES = {"number": "number", "integer": "integer", "flag": "boolean"}


def data_package(folder: Path, licence: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the description of a case folder: its tables, their columns, keys and sources.

    Parameters
    ----------
    folder : Path
        A case folder.
    licence : mapping, optional
        `name`, `title` and `path` of the data's licence; nothing is said of it otherwise.

    Returns
    -------
    dict
        What stands in the folder's `datapackage.json`.

    Raises
    ------
    CaseError
        If the folder is no case, or a case with problems.
    """
    raw = read_folder(folder)
    case = load(raw)
    tables = {name: raw.tables[name] for name in TABLES if name in raw.tables}
    sources = list(_sources(case))
    return {
        "$schema": PROFILE,
        "name": case.id,
        "title": case.settings.title,
        **({"licenses": [dict(licence)]} if licence else {}),
        **({"sources": sources} if sources else {}),
        "resources": [_resource(case, name, tables) for name in tables],
    }


def _sources(case: Case) -> Iterable[dict[str, str]]:
    table = case.tables["sources"]
    for title, locator in zip(table["title"], table["locator"], strict=True):
        address = (locator or "").split(" ")[0].rstrip(",;")
        found = address.startswith(("http://", "https://"))
        yield {"title": title, **({"path": address} if found else {})}


def _resource(case: Case, name: str, tables: Mapping[str, RawTable]) -> dict[str, Any]:
    model, table = TABLES[name], tables[name]
    columns = {column: columns_of(model)[column] for column in table.header}
    limits = bounds(model)
    fields = [
        _field(case, column, limits[column.name], [row[at] for row in table.rows])
        for at, column in enumerate(columns.values())
    ]
    foreign = [key for column in columns.values() for key in _foreign_keys(case, name, column)]
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": (model.__doc__ or "").strip(),
        "schema": {
            "fields": fields,
            **_key(model.key, columns),
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _field(
    case: Case, column: Column, limits: Mapping[str, Any], cells: list[str]
) -> dict[str, Any]:
    kind = _type(column, cells)
    rules = {
        **({"required": True} if column.required else {}),
        **({"enum": list(column.words)} if column.words else {}),
        **(limits if kind != "string" or column.kind == "text" else {}),
    }
    parts: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "description": column.doc,
        "unit": _unit(case, column) if kind == "number" else None,
        "constraints": rules,
    }
    if kind == "boolean":
        parts |= {"trueValues": flag_words(True), "falseValues": flag_words(False)}
    return {key: part for key, part in parts.items() if part not in (None, "", {})}


def _type(column: Column, cells: Iterable[str]) -> str:
    """Return the type of a field; numbers of which some carry a unit are text to other tools."""
    kind = TYPES.get(column.kind, "string")
    pattern = {"number": NUMBER, "integer": WHOLE}.get(kind)
    written = [cell.strip() for cell in cells if cell.strip()]
    return kind if pattern is None or all(map(pattern.match, written)) else "string"


def _unit(case: Case, column: Column) -> str | None:
    """Return the unit of a column; `quantity` and `price` stay where commodities differ."""
    if column.unit is None:
        return None
    reader = Reader(case.settings.currency, case.tables["commodities"])
    found = {reader.target_unit(column, commodity)[0] for commodity in reader.commodities}
    return found.pop() if len(found) == 1 else column.unit.text


def _key(key: tuple[str, ...], columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return what identifies a row; cells of a primary key may not be empty."""
    there = [name for name in key if name in columns]
    if all(columns[name].required for name in there):
        return {"primaryKey": there}
    return {"uniqueKeys": [there]}


def _foreign_keys(case: Case, table: str, column: Column) -> Iterable[dict[str, Any]]:
    """Yield what a column refers to, if every cell is the id of a row that is there."""
    if column.ref is None or column.ref.glob or column.kind != "text":
        return
    key = TABLES[column.ref.table].key[0]
    named = set(case.tables[table][column.name]) - {None}
    if named and named <= set(case.tables[column.ref.table][key]):
        other = {} if column.ref.table == table else {"resource": column.ref.table}
        yield {"fields": [column.name], "reference": {**other, "fields": [key]}}
