"""The evidence ledger of a case: coverage by cell, conflicts, what is coded or unsourced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from isthmus.case.evidence import Cell, cells, claim_rows, coverage, in_unit_of
from isthmus.case.model import Case
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of
from isthmus.report.headline import Section

AGREES = 0.005
SHOWN = 12


def evidence_tables(case: Case) -> dict[str, pl.DataFrame]:
    """Return the ledger's tables: coverage, conflicts, coded, unsourced, verdicts."""
    found = list(cells(case))
    return {
        "coverage": _coverage(found),
        "conflicts": _conflicts(case, found),
        "coded": _listed(found, "coded"),
        "unsourced": _listed(found, "unsourced"),
        "verdicts": _verdicts(case),
    }


def _coverage(found: list[Cell]) -> pl.DataFrame:
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for cell in found:
        row = rows.setdefault((cell.table, cell.column), {"sourced": 0, "coded": 0, "unsourced": 0})
        row[cell.grade] += 1
    return pl.DataFrame(
        [
            {"table": table, "column": column, "numbers": sum(row.values()), **row}
            for (table, column), row in rows.items()
        ],
        schema={
            "table": pl.String,
            "column": pl.String,
            **dict.fromkeys(("numbers", "sourced", "coded", "unsourced"), pl.Int64),
        },
    )


def _listed(found: list[Cell], grade: str) -> pl.DataFrame:
    chosen = [cell for cell in found if cell.grade == grade]
    return pl.DataFrame(
        {
            "cell": [f"{cell.table}.{cell.id}.{cell.column}" for cell in chosen],
            "value": [float(cell.value) for cell in chosen],
            "low": [cell.low for cell in chosen],
            "high": [cell.high for cell in chosen],
        },
        schema={"cell": pl.String, **dict.fromkeys(("value", "low", "high"), pl.Float64)},
    )


CONFLICT = {
    "about": pl.String,
    "in the case": pl.Float64,
    "claimed": pl.Float64,
    "unit": pl.String,
    "claim": pl.String,
    "note": pl.String,
}


def _conflicts(case: Case, found: list[Cell]) -> pl.DataFrame:
    """Return claims that give another value than the cell they are tied to, and contradictions."""
    rows = [*_cells_against_claims(case, found), *_contradicting(case)]
    return pl.DataFrame(rows, schema=CONFLICT, orient="row")


def _cells_against_claims(case: Case, found: list[Cell]) -> Iterator[tuple[Any, ...]]:
    said = {row["id"]: row for row in claim_rows(case)}
    reader = Reader(case.settings.currency, case.tables["commodities"])
    for cell in found:
        table = case.tables[cell.table]
        index = table.keys.index(cell.id)
        for claim in cell.claims:
            row = said[claim]
            if "value" not in row:
                continue
            value = in_unit_of(reader, table, index, cell.column, row, row["value"])
            if abs(value - cell.value) > AGREES * max(abs(cell.value), abs(value)):
                about = f"{cell.table}.{cell.id}.{cell.column}"
                spec = columns_of(TABLES[cell.table])[cell.column]
                unit, _ = reader.target_unit(spec, table.row(index).get("commodity"))
                yield about, cell.value, value, unit, claim, row.get("note")


def _contradicting(case: Case) -> Iterator[tuple[Any, ...]]:
    for row in claim_rows(case):
        if row.get("verdict") == "contradicts" and row.get("status") != "rejected":
            about = f"{row.get('subject', '')}: {row.get('statement', '')}"
            yield about, None, row.get("value"), row.get("unit"), row["id"], row.get("note")


def _verdicts(case: Case) -> pl.DataFrame:
    """Return how many claims of each source got which verdict, for sources of kind article."""
    sources = case.tables["sources"]
    articles = {
        key for key, kind in zip(sources["id"], sources["kind"], strict=True) if kind == "article"
    }
    counts: dict[tuple[str, str], int] = {}
    for row in claim_rows(case):
        if row["source"] in articles and row.get("verdict"):
            key = (row["source"], row["verdict"])
            counts[key] = counts.get(key, 0) + 1
    return pl.DataFrame(
        [(source, verdict, count) for (source, verdict), count in counts.items()],
        schema={"source": pl.String, "verdict": pl.String, "claims": pl.Int64},
        orient="row",
    )


def evidence_sections(case: Case, tables: dict[str, pl.DataFrame]) -> list[Section]:
    """Return the ledger as sections for a screen."""
    found = coverage(case)
    counts = (
        f"{found.total} numbers that a lens reads: {found.sourced} sourced, {found.coded} coded "
        f"(recall or expert coding), {found.total - found.sourced - found.coded} without a source."
    )
    sections = [Section("Coverage, by cell", (counts,), tables["coverage"])]
    titles = {
        "conflicts": "Conflicts: what sources say otherwise",
        "coded": "Coded, not sourced",
        "unsourced": "Without any source",
    }
    for name, title in titles.items():
        table = tables[name]
        more = f" (the first {SHOWN} of {len(table)})" if len(table) > SHOWN else ""
        sections.append(Section(title + more, (), table.head(SHOWN)))
    return sections
