"""Evidence belongs to cells: which number rests on which claim, and how good that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from isthmus.case.model import Case, Table
from isthmus.case.tables import TABLES, columns_of

Grade = Literal["sourced", "coded", "unsourced"]


@dataclass(frozen=True)
class Cell:
    """A numeric cell that a lens reads, the claims tied to it, and its grade."""

    table: str
    id: str
    column: str
    value: float
    claims: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True)
class Coverage:
    """How many of a case's numbers have a source."""

    sourced: int
    coded: int
    total: int

    @property
    def share(self) -> float:
        """Share of sourced numbers (0 to 1)."""
        return self.sourced / self.total if self.total else 0.0


def ties(evidence: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (column, claim) for each entry; the column is empty for a claim about the row."""
    parts = [entry.partition(":") for entry in evidence]
    return [
        (head.strip(), tail.strip()) if colon else ("", head.strip()) for head, colon, tail in parts
    ]


def cells(case: Case) -> Iterator[Cell]:
    """Yield every numeric cell that a lens reads, with its grade."""
    judged = _judged_claims(case)
    for table in case:
        for column in economic_columns(table.name):
            values = table[column]
            for index, key in enumerate(table.keys):
                if values[index] is not None:
                    yield _cell(table, index, key, column, judged)


def _cell(table: Table, index: int, key: str, column: str, judged: dict[str, bool]) -> Cell:
    evidence = table["evidence"][index] or ()
    claims = tuple(c for tied, c in ties(evidence) if tied == column and c in judged)
    grade: Grade = "unsourced"
    if claims:
        grade = "coded" if all(judged[claim] for claim in claims) else "sourced"
    return Cell(table.name, key, column, table[column][index], claims, grade)


def economic_columns(table: str) -> list[str]:
    """Return the columns of a table whose numbers a lens reads."""
    columns = columns_of(TABLES[table])
    if "evidence" not in columns:
        return []
    return [
        name
        for name, column in columns.items()
        if column.kind == "number" and column.unit is not None and column.unit.economic
    ]


def _judged_claims(case: Case) -> dict[str, bool]:
    """Return the claims that count, and whether each is a judgement."""
    kinds = dict(zip(case.tables["sources"]["id"], case.tables["sources"]["kind"], strict=True))
    claims = case.tables["claims"]
    as_of = case.settings.as_of or "9999"
    return {
        claim: kinds.get(source) == "judgement"
        for claim, source, status, dated in zip(
            claims["id"], claims["source"], claims["status"], claims["as_of"], strict=True
        )
        if status in (None, "accepted") and (dated or "") <= as_of
    }


def coverage(case: Case) -> Coverage:
    """Count the sourced and coded numbers of a case."""
    grades = [cell.grade for cell in cells(case)]
    return Coverage(grades.count("sourced"), grades.count("coded"), len(grades))
