"""Validate against the schemas that the package brings."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from isthmus.io.opening import builtin_folder

FOLDER = builtin_folder().parent / "schemas"
NAMES = sorted(p.relative_to(FOLDER).with_suffix("").as_posix() for p in FOLDER.rglob("*.json"))
MAPS = ("quantity", "price", "rows", "fit_summary")  # whose keys are ids: any will do
Path = tuple[str | int, ...]


def schema(name: str) -> Any:
    """Return a schema by its path, such as ``outputs/markets``."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def validator(name: str) -> Any:
    """Return a validator; the tables that a scenario's schema refers to are known to it."""
    tables = [
        (f"{table.removeprefix('inputs/')}.json", DRAFT202012.create_resource(schema(table)))
        for table in NAMES
        if table.startswith("inputs/tables/")
    ]
    return Draft202012Validator(schema(name), registry=Registry().with_resources(tables))


def findings(name: str, document: Any) -> list[str]:
    """Return what is wrong with a document by a schema."""
    return [error.message for error in validator(name).iter_errors(document)]


def trimmed(document: Any) -> Any:
    """Return a document whose lists are cut after their first entry."""
    if isinstance(document, dict):
        return {key: trimmed(value) for key, value in document.items()}
    return [trimmed(document[0])] if isinstance(document, list) and document else document


def spoiled(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield copies of a document with one value mistyped, removed or added, and what was done."""
    for path, holder in objects(document):
        closed = not path or path[-1] not in MAPS
        for key, value in holder.items():
            wrong: Any = [] if isinstance(value, dict) else {}
            yield f"{path} {key} mistyped", changed(document, path, key, wrong)
            if closed:
                yield f"{path} {key} removed", changed(document, path, key)
        if closed:
            yield f"{path} added", changed(document, path, "no such key", 1)


def objects(part: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every object of a document with the way to it."""
    if isinstance(part, dict):
        yield path, part
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    for key, inner in entries:
        if isinstance(inner, dict | list):
            yield from objects(inner, (*path, key))


def changed(document: Any, path: Path, key: str, *value: Any) -> Any:
    """Return a copy of a document with a key of one of its objects set, or removed."""
    copied = copy.deepcopy(document)
    holder = functools.reduce(lambda part, step: part[step], path, copied)
    if value:
        holder[key] = value[0]
    else:
        del holder[key]
    return copied
