"""Write plain data as TOML: values for a cell, and whole documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from isthmus.case.model import cell_text


def value(plain: Any) -> str:
    """Write a value."""
    if isinstance(plain, str):
        return json.dumps(plain, ensure_ascii=False)
    if isinstance(plain, list | tuple):
        return "[" + ", ".join(value(part) for part in plain) + "]"
    if isinstance(plain, Mapping):
        return f"{{ {pairs(plain)} }}" if plain else "{}"
    return repr(plain) if isinstance(plain, float) else cell_text(plain)


def pairs(plain: Mapping[str, Any]) -> str:
    """Write keys and values on one line, as they stand between the brackets of a table."""
    return ", ".join(f"{key} = {value(part)}" for key, part in plain.items())


def document(plain: Mapping[str, Any]) -> str:
    """Write a document: values first, then tables, then lists of tables, each a key to a line."""
    single = {key: part for key, part in plain.items() if not _is_nested(part)}
    tables = {key: part for key, part in plain.items() if isinstance(part, Mapping)}
    lists = [key for key in plain if key not in single and key not in tables]
    parts = [_lines(single)]
    parts += [f"\n[{key}]\n{_lines(part)}" for key, part in tables.items()]
    parts += [f"\n[[{key}]]\n{_lines(part)}" for key in lists for part in plain[key]]
    return "".join(parts)


def _is_nested(plain: Any) -> bool:
    listed = isinstance(plain, list) and bool(plain) and isinstance(plain[0], Mapping)
    return listed or isinstance(plain, Mapping)


def _lines(plain: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {value(part)}\n" for key, part in plain.items())
