"""Notes on every column of every table, from the row models."""

from __future__ import annotations

from isthmus.case.tables import REQUIRED, TABLES, columns_of


def table_notes() -> str:
    """Return notes on every column of every table, as Markdown."""
    parts = ["# Tables and columns\n"]
    for name, model in TABLES.items():
        needed = " (every case needs it)" if name in REQUIRED else ""
        parts.append(f"## {name}.csv{needed}\n\n{(model.__doc__ or '').strip()}\n")
        parts.append("| column | unit or words | default | meaning |\n|---|---|---|---|")
        for column in columns_of(model).values():
            unit = column.unit.text if column.unit else ", ".join(column.words)
            points = f"id in {column.ref.table}" if column.ref else ""
            default = "required" if column.required else _default(column.default)
            meaning = ". ".join(part for part in (column.doc, points) if part)
            parts.append(f"| {column.name} | {unit} | {default} | {meaning} |")
        parts.append("")
    return "\n".join(parts)


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
