"""Evidence belongs to cells: which number rests on which claim, and how good that is."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from isthmus.case import units
from isthmus.case.model import Case, Table
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import Problem

OWN_BANDS = {"positions": "position", "relations": "strength"}  # tables with low and high
AGREES = 0.005  # two numbers that differ by less say the same: sources round
Grade = Literal["sourced", "coded", "unsourced"]
End = Literal["value", "low", "high"]
Ends = Mapping[End, float]
ENDS: tuple[End, ...] = ("value", "low", "high")


@dataclass(frozen=True)
class Cell:
    """A numeric cell that a lens reads, the claims tied to it, its grade and its band.

    A number that none of its claims allows, because it was changed and they were not, is
    unsourced. The band spans those of its claims, in the column's unit; it is None where no claim
    gives one.
    """

    table: str
    id: str
    column: str
    value: float
    claims: tuple[str, ...]
    grade: Grade
    low: float | None = None
    high: float | None = None


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


@functools.lru_cache(maxsize=4096)
def ties(evidence: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (column, claim) for each entry; the column is empty for a claim about the row."""
    parts = [entry.partition(":") for entry in evidence]
    return tuple(
        (head.strip(), tail.strip()) if colon else ("", head.strip()) for head, colon, tail in parts
    )


def cells(case: Case, tables: Collection[str] | None = None) -> Iterator[Cell]:
    """Yield every numeric cell that a lens reads, with its grade; those of some tables if named."""
    said = _Said.of(case)
    for table in case:
        if tables is not None and table.name not in tables:
            continue
        for column in economic_columns(table.name):
            values = table[column]
            for index, key in enumerate(table.keys):
                if values[index] is not None:
                    yield _cell(table, index, key, column, said)


def unclaimed(case: Case) -> Iterator[Problem]:
    """Yield a warning for every number that none of the claims tied to it allows.

    A claim allows what lies in its band; one without a band its value alone.
    """
    said = _Said.of(case)
    for cell in cells(case):
        if cell.claims and cell.grade == "unsourced":
            table = case.tables[cell.table]
            index = table.keys.index(cell.id)
            numbers = said.numbers(table, index, cell.column, cell.claims)
            words = " and ".join(f"{claim}: {_spelled(ends)}" for claim, ends in numbers.items())
            claims = "claims" if len(numbers) > 1 else "claim"
            name = f"{cell.table}.{cell.id}.{cell.column}"
            message = f"{name} is {cell.value:g}, but rests on {claims} {words}"
            yield table.problem(index, cell.column, message)


def _allows(ends: Ends, number: float) -> bool:
    slack = AGREES * max(abs(number), *map(abs, ends.values()))
    return min(ends.values()) - slack <= number <= max(ends.values()) + slack


def _spelled(ends: Ends) -> str:
    band = "..".join(f"{ends[end]:g}" for end in ("low", "high") if end in ends)
    if "value" not in ends:
        return band
    return f"{ends['value']:g} ({band})" if band else f"{ends['value']:g}"


def grades_of_row(case: Case, table: str, index: int) -> dict[str, Grade]:
    """Return the grade of every number of a row that a lens reads, by column."""
    said = _Said.of(case)
    rows = case.tables[table]
    return {
        column: _cell(rows, index, "", column, said).grade
        for column in economic_columns(table)
        if rows[column][index] is not None
    }


def grades_of_column(case: Case, table: str, column: str) -> list[Grade]:
    """Return the grade of every number of a column; an empty cell is unsourced."""
    said = _Said.of(case)
    rows = case.tables[table]
    return [_cell(rows, index, "", column, said).grade for index in range(len(rows))]


def claim_rows(case: Case) -> list[dict[str, Any]]:
    """Return the claims as rows."""
    claims = case.tables["claims"]
    return [claims.row(index) for index in range(len(claims))]


def in_unit_of(
    reader: Reader, table: Table, index: int, column: str, unit: str | None, value: float
) -> float:
    """Return the value of a claim, which has a unit or is in the cell's, in the unit of a cell.

    A quantity may stand for a rate: statistics give the total of a year.
    """
    spec = columns_of(TABLES[table.name])[column]
    if unit is None or spec.unit is None:
        return value
    goods = table.columns.get("commodity")
    wanted, energy = reader.target_unit(spec, None if goods is None else goods[index])
    if unit == wanted.removesuffix("/year"):
        return value
    return value * units.factor(unit, wanted, energy)


def _cell(table: Table, index: int, key: str, column: str, said: _Said) -> Cell:
    evidence, value = table["evidence"][index] or (), table[column][index]
    claims = tuple(c for tied, c in ties(evidence) if tied == column and c in said.judged)
    numbers = list(said.numbers(table, index, column, claims).values())
    grade: Grade = "unsourced"
    if claims and value is not None and (
        not numbers or any(_allows(ends, value) for ends in numbers)
    ):  # fmt: skip
        grade = "coded" if all(said.judged[claim] for claim in claims) else "sourced"
    band = _band(table, index, column, numbers)
    return Cell(table.name, key, column, value, claims, grade, *band)


def _band(
    table: Table, index: int, column: str, numbers: Iterable[Ends]
) -> tuple[float | None, float | None]:
    """Return the ends of a cell: the row's own where it has them, else those of its claims."""
    if OWN_BANDS.get(table.name) == column:
        low, high = table["low"][index], table["high"][index]
        if low is not None and high is not None:
            return low, high
    ends = [ends[end] for ends in numbers for end in ("low", "high") if end in ends]
    return (min(ends), max(ends)) if ends else (None, None)


@dataclass(frozen=True)
class _Said:
    """The claims of a case, which count and whether each is `judged`, to hold cells against."""

    judged: dict[str, bool]
    claims: Table
    row_of: dict[str, int]
    reader: Reader

    @classmethod
    def of(cls, case: Case) -> _Said:
        claims = case.tables["claims"]
        row_of = {claim: row for row, claim in enumerate(claims["id"])}
        reader = Reader(case.settings.currency, case.tables["commodities"])
        return cls(_judged_claims(case), claims, row_of, reader)

    def numbers(
        self, table: Table, index: int, column: str, claims: Iterable[str]
    ) -> dict[str, Ends]:
        """Return value, low and high of those claims that have any, in the unit of a cell."""
        found: dict[str, Ends] = {}
        for claim in claims:
            row = self.row_of[claim]
            given = {end: self.claims[end][row] for end in ENDS}
            given = {end: number for end, number in given.items() if number is not None}
            if given:
                unit = self.claims["unit"][row]
                factor = in_unit_of(self.reader, table, index, column, unit, 1.0)
                found[claim] = {end: number * factor for end, number in given.items()}
        return found


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


def title(case: Case) -> str:
    """Return the line that heads every output: case, scenarios, share of sourced numbers."""
    found = coverage(case)
    scenarios = "+".join(case.scenarios) or "base"
    return f"{case.id} · {scenarios} · {found.share:.0%} of {found.total} numbers sourced"


def coverage(case: Case) -> Coverage:
    """Count the sourced and coded numbers of a case."""
    said = _Said.of(case)
    grades = [
        _cell(table, index, "", column, said).grade
        for table in case
        for column in economic_columns(table.name)
        for index, value in enumerate(table[column])
        if value is not None
    ]
    return Coverage(grades.count("sourced"), grades.count("coded"), len(grades))
