"""JSON Schemas of what commands print with `--json`, from the models of their documents."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from isthmus.case.schemas import Schema, headed, plain
from isthmus.case.tables import TABLES, Row, columns_of
from isthmus.report.checking import CheckDocument
from isthmus.report.claiming import ClaimDocument, ClaimsDocument, DecidedDocument
from isthmus.report.ledger import EVIDENCE_TABLES, LedgerHead
from isthmus.report.listing import CasesDocument, ScenariosDocument
from isthmus.report.reading import reading_schema
from isthmus.report.showing import ShownDocument
from isthmus.result import RESULT_NUMBERS, RESULT_TABLES, Head, ResultRow

SHOWN = {
    "text": ["string", "null"],
    "list": "string",
    "shares": "string",
    "number": ["number", "null"],
    "integer": ["number", "null"],
    "flag": "boolean",
}


def output_schemas() -> dict[str, Schema]:
    """Return the schemas by command."""
    lenses = {lens: _result(lens) for lens in RESULT_TABLES}
    schemas = {
        **lenses,
        "run": _whichever(
            _beside(lenses["markets"], corridors=lenses["corridors"]),
            lenses["corridors"],
            lenses["trade"],
        ),
        "compare": _beside(lenses["compare"], corridors=lenses["compare"]),
        "negotiation": _beside(
            lenses["negotiation"], markets=lenses["compare"], corridors=lenses["compare"]
        ),
        "check": _object(CheckDocument),
        "show": _show(),
        "evidence": _with_tables(_object(LedgerHead), EVIDENCE_TABLES),
        "cases": _object(CasesDocument),
        "scenarios": _object(ScenariosDocument),
        "read": reading_schema(),
        "claims-list": _object(ClaimsDocument),
        "claims-show": _object(ClaimDocument),
        "claims-accept": _object(DecidedDocument),
        "claims-reject": _object(DecidedDocument),
    }
    return {
        name: headed(f"isthmus {_words(name)} --json", schema) for name, schema in schemas.items()
    }


def _words(name: str) -> str:
    """Return a command as it is typed."""
    first, dash, second = name.partition("-")
    return f"{first} {second}" if first == "claims" and dash else name


def _object(model: type[ResultRow]) -> Schema:
    schema: Schema = plain(model.model_json_schema(mode="serialization"))
    return schema


def _result(lens: str) -> Schema:
    """Return the schema of a result: its head, its numbers, its tables."""
    head = _object(Head)
    head["properties"]["lens"] = {"const": lens}
    if lens in RESULT_NUMBERS:
        numbers = _object(RESULT_NUMBERS[lens])
        head["properties"] |= numbers["properties"]
        head["required"] += numbers["required"]
        head["$defs"] |= numbers.get("$defs", {})
    return _with_tables(head, RESULT_TABLES[lens])


def _beside(first: Schema, **others: Schema) -> Schema:
    """Return the schema of a document in which those of further lenses may stand, by name."""
    return {
        **first,
        "properties": {
            **first["properties"],
            **{name: {"$ref": f"#/$defs/{name}"} for name in others},
        },
        "$defs": {**first["$defs"], **{name: _inlined(other) for name, other in others.items()}},
    }


def _whichever(*schemas: Schema) -> Schema:
    """Return the schema of a document that is one of several: that of the case's first lens."""
    return {"anyOf": [_inlined(schema) for schema in schemas]}


def _inlined(schema: Schema) -> Schema:
    """Return a schema with its own definitions in the places that refer to them."""

    def put(part: Any) -> Any:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if name in schema["$defs"]:
                return put(schema["$defs"][name])
            return {key: put(value) for key, value in part.items() if key != "$defs"}
        return [put(value) for value in part] if isinstance(part, list) else part

    found: Schema = put(schema)
    return found


def _with_tables(head: Schema, tables: Mapping[str, type[ResultRow]]) -> Schema:
    """Return the schema of a document that has tables, each a list of rows, beside its head."""
    lists = {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in tables}
    properties = {**head["properties"], "tables": _closed(lists)}
    rows = {name: _object(model) for name, model in tables.items()}
    return {
        **head,
        "properties": properties,
        "required": [*head["required"], "tables"],
        "$defs": {**head.get("$defs", {}), **rows},
    }


def _closed(properties: Schema, optional: AbstractSet[str] = frozenset()) -> Schema:
    """Return the schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _show() -> Schema:
    """Return the schema of rows by name, or of one table."""
    rows = _object(ShownDocument)
    definitions = rows.pop("$defs")
    tables = {name: _shown(name, model) for name, model in TABLES.items()}
    return {
        "anyOf": [rows, *({"$ref": f"#/$defs/{name}"} for name in tables)],
        "$defs": {**definitions, **tables},
    }


def _shown(name: str, model: type[Row]) -> Schema:
    """Return the schema of a table with its defaults filled in and its empty columns left out."""
    columns = {key: column for key, column in columns_of(model).items() if key != "evidence"}
    full = {key for key, column in columns.items() if column.required and column.kind == "text"}
    kinds = {
        key: "string" if key in full else SHOWN[column.kind] for key, column in columns.items()
    }
    cells = {key: {"type": kind} for key, kind in kinds.items()}
    row = _closed(cells, optional=set(cells) - full)
    rows = {"type": "array", "items": row}
    return _closed({"case": {"type": "string"}, "table": {"const": name}, "rows": rows})
