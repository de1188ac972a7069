"""Notes on every column of every table, from the row models."""

from __future__ import annotations

from isthmus.case.tables import REQUIRED, TABLES, Column, columns_of


def table_notes() -> str:
    """Return notes on every column of every table, as Markdown."""
    parts = ["# Tables and columns\n"]
    for name, model in TABLES.items():
        needed = " (every case needs it)" if name in REQUIRED else ""
        parts.append(f"## {name}.csv{needed}\n\n{(model.__doc__ or '').strip()}\n")
        parts.append("| column | unit or words | default | meaning |\n|---|---|---|---|")
        for column in columns_of(model).values():
            unit, default, meaning = unit_or_words(column), default_of(column), meaning_of(column)
            parts.append(f"| {column.name} | {unit} | {default} | {meaning} |")
        parts.append("")
    return "\n".join(parts)


def unit_or_words(column: Column) -> str:
    """Return the unit of a column of numbers, or the words of one that takes only those."""
    return column.unit.text if column.unit else ", ".join(column.words)


def meaning_of(column: Column) -> str:
    """Return what a column holds, and where its ids point."""
    points = f"id in {column.ref.table}" if column.ref else ""
    return ". ".join(part for part in (column.doc, points) if part)


def default_of(column: Column) -> str:
    """Return what an empty cell stands for; `required` where it may not be empty."""
    if column.required:
        return "required"
    if column.default is None or column.default == ():
        return ""
    flag = isinstance(column.default, bool)
    return str(column.default).lower() if flag else str(column.default)
