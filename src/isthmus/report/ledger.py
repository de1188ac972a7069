"""The evidence ledger of a case: coverage by cell, conflicts, what is coded or unsourced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from isthmus.case.evidence import AGREES, Cell, cells, claim_rows, coverage, in_unit_of
from isthmus.case.model import Case
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of
from isthmus.report.section import Section, cut
from isthmus.result import ResultRow, schema_of

SHOWN = 12


class CoverageRow(ResultRow):
    """A column: how many of its numbers a lens reads, and what they rest on."""

    table: str
    column: str
    numbers: int
    sourced: int
    coded: Annotated[int, Field(description="recall or expert coding")]
    unsourced: int


class ConflictRow(ResultRow):
    """A claim that gives another value than its cell, or contradicts what others say."""

    about: str
    in_the_case: Annotated[float | None, Field(alias="in the case")]
    claimed: float | None
    unit: str | None
    claim: str
    note: str | None


class CellRow(ResultRow):
    """A number that a lens reads, with the band of its claims."""

    cell: Annotated[str, Field(description="table, row and column")]
    value: float
    low: float | None
    high: float | None


class VerdictRow(ResultRow):
    """How many claims of an article got which verdict."""

    source: str
    verdict: str
    claims: int


EVIDENCE_TABLES: dict[str, type[ResultRow]] = {
    "coverage": CoverageRow,
    "conflicts": ConflictRow,
    "coded": CellRow,
    "unsourced": CellRow,
    "verdicts": VerdictRow,
}


class LedgerHead(ResultRow):
    """The evidence ledger of a case as JSON."""

    case: str
    case_hash: str


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
        schema=schema_of(CoverageRow),
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
        schema=schema_of(CellRow),
    )


def _conflicts(case: Case, found: list[Cell]) -> pl.DataFrame:
    """Return claims that give another value than the cell they are tied to, and contradictions."""
    rows = [*_cells_against_claims(case, found), *_contradicting(case)]
    return pl.DataFrame(rows, schema=schema_of(ConflictRow), orient="row")


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
            value = in_unit_of(reader, table, index, cell.column, row.get("unit"), row["value"])
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
        schema=schema_of(VerdictRow),
        orient="row",
    )


def evidence_sections(
    case: Case, tables: dict[str, pl.DataFrame], *, whole: bool = False
) -> list[Section]:
    """Return the ledger as sections for a screen; long tables are cut unless the `whole` is due."""
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
        rows = None if whole else SHOWN
        sections.append(cut(title, (), tables[name], rows, more="--all or --json for the rest"))
    return sections
