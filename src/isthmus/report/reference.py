"""Notes on every column of every result table, from the row models."""

from __future__ import annotations

from isthmus.report.ledger import EVIDENCE_TABLES
from isthmus.result import RESULT_TABLES, schema_of


def result_notes() -> str:
    """Return notes on every column of every result table, as Markdown."""
    parts = ["# Results: tables and columns\n"]
    for lens, tables in {**RESULT_TABLES, "evidence": EVIDENCE_TABLES}.items():
        for name, model in tables.items():
            parts.append(f"## {lens}: {name}\n\n{(model.__doc__ or '').strip()}\n")
            parts.append("| column | type | meaning |\n|---|---|---|")
            kinds = schema_of(model)
            for field_name, field in model.model_fields.items():
                column = field.alias or field_name
                parts.append(f"| {column} | {kinds[column]} | {field.description or ''} |")
            parts.append("")
    return "\n".join(parts)
