"""JSON Schemas of what a user writes: settings, scenarios and the rows of every table.

A row is what `[[add]]` of a scenario writes, and what a CSV reader gives: numbers, flags and lists
may stand as text, and an empty text is an empty cell. A schema knows one row at a time; what must
hold between rows and tables is checked when a case is opened.
"""

from __future__ import annotations

from typing import Any

from isthmus.case.cells import flag_words
from isthmus.case.model import Settings
from isthmus.case.scenario import HEAD, KEYS, Action
from isthmus.case.tables import TABLES, Column, Row, columns_of
from isthmus.case.units import NUMBER, WITH_UNIT

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
EMPTY = "^$"
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "minItems")


def input_schemas() -> dict[str, Schema]:
    """Return the schemas by file name: ``case``, ``scenario``, and ``tables/...``."""
    settings = plain(Settings.model_json_schema())
    return {
        "case": headed("case.toml", settings),
        "scenario": headed("scenarios/NAME.toml", _scenario()),
        **{f"tables/{name}": _table(name, model) for name, model in TABLES.items()},
    }


def headed(title: str, schema: Schema) -> Schema:
    """Return a schema as the content of a file of its own, what it refers to last."""
    last = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {
        "$schema": DRAFT,
        "title": title,
        **{k: v for k, v in schema.items() if k not in last},
        **last,
    }


def plain(schema: Any) -> Any:
    """Return a schema of pydantic without the titles it makes up, and with null as a type."""
    if isinstance(schema, list):
        return [plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    options = kept.get("anyOf", [])
    if options and all(list(option) == ["type"] for option in options):
        del kept["anyOf"]
        kept = {"type": [option["type"] for option in options], **kept}
    return kept


def bounds(model: type[Row]) -> dict[str, Schema]:
    """Return what limits each column's values, in the keywords of JSON Schema."""
    found = {}
    for name, written in model.model_json_schema()["properties"].items():
        value = written.get("anyOf", [written])[0]  # the other one is null: an empty cell
        found[name] = {key: value[key] for key in BOUNDS if key in value}
    return found


def _table(name: str, model: type[Row]) -> Schema:
    limits = bounds(model)
    columns = columns_of(model)
    cells = {key: _cell(column, limits[key]) for key, column in columns.items()}
    used = {cell.get("$ref") for cell in cells.values()}
    changes: Schema = {action: _change(action, name) for action in KEYS}
    definitions = {
        "cells": {"type": "object", "properties": cells, "additionalProperties": False},
        "row": {
            "$ref": "#/$defs/cells",
            "required": [key for key, column in columns.items() if column.required],
        },
        "where": {"type": "object", "propertyNames": {"enum": list(columns)}},
        "factors": _factors(columns),
        **changes,
        **{kind: how for kind, how in _kinds().items() if f"#/$defs/{kind}" in used},
    }
    about = {"description": (model.__doc__ or "").strip()}
    rows = {"type": "array", "items": {"$ref": "#/$defs/row"}, "$defs": definitions}
    return headed(f"rows of {name}", {**about, **rows})


def _factors(columns: dict[str, Column]) -> Schema:
    """Return what `[[scale]]` of a scenario writes: factors on columns of numbers."""
    scaled = [key for key, column in columns.items() if column.kind == "number"]
    return {
        "type": "object",
        "propertyNames": {"enum": scaled},
        "additionalProperties": {"type": "number"},
    }


def _change(action: Action, table: str) -> Schema:
    parts = {"row": "row", "where": "where", "values": "factors" if action == "scale" else "cells"}
    keys = sorted(KEYS[action] - {"table"})
    return {
        "type": "object",
        "properties": {
            "table": {"const": table},
            **{key: {"$ref": f"#/$defs/{parts[key]}"} for key in keys},
        },
        "required": ["table", *keys],
        "additionalProperties": False,
    }


def _kinds() -> dict[str, Schema]:
    """Return how cells of each kind are written; all may be empty."""
    number, with_unit = NUMBER.pattern, WITH_UNIT.pattern
    return {
        "quantity": {"type": ["number", "string"], "pattern": f"{number}|{with_unit}|{EMPTY}"},
        "number": {"type": ["number", "string"], "pattern": f"{number}|{EMPTY}"},
        "integer": {"type": ["integer", "string"], "pattern": f"{number}|{EMPTY}"},
        "flag": {"enum": [True, False, *flag_words(True), *flag_words(False), ""]},
        "list": {"type": ["string", "array"], "items": {"type": "string"}},
    }


def _cell(column: Column, limits: Schema) -> Schema:
    notes = {
        "description": column.doc,
        "x-unit": column.unit and column.unit.text,
        "x-references": column.ref and column.ref.table,
        "default": column.default,
    }
    known = {key: value for key, value in notes.items() if value not in (None, "", ())}
    filled = {"minLength": 1} if column.required else {}
    if column.kind != "text":
        kind = {"shares": "list", "number": "quantity" if column.unit else "number"}
        ref = kind.get(column.kind, column.kind)
        return {"$ref": f"#/$defs/{ref}", **limits, **filled, **known}
    if column.words:
        return {"enum": [*column.words, *([] if column.required else [""])], **known}
    if "pattern" in limits and not column.required:
        limits = {**limits, "pattern": f"{limits['pattern']}|{EMPTY}"}
    return {"type": "string", **limits, **filled, **known}


def _scenario() -> Schema:
    kinds: dict[type, Schema] = {
        str: {"type": "string"},
        list: {"type": "array", "items": {"type": "string"}},
    }
    changes = {
        action: {
            "type": "array",
            "items": {
                "anyOf": [{"$ref": f"tables/{name}.json#/$defs/{action}"} for name in TABLES]
            },
        }
        for action in KEYS
    }
    return {
        "description": "Changes to a case, carried out in the order add, set, scale, remove.",
        "type": "object",
        "properties": {**{key: kinds[kind] for key, kind in HEAD.items()}, **changes},
        "additionalProperties": False,
    }
