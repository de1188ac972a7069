"""One row of a case with all that is known about it."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from pydantic import Field

from isthmus.case.evidence import Grade, grades_of_row, ties
from isthmus.case.model import Case, cell_text
from isthmus.case.scenario import matching
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import IsthmusError, closest
from isthmus.report.headline import Section
from isthmus.result import ResultRow


class ShownClaim(ResultRow):
    """A claim with the title and the locator of its source; null is not given."""

    id: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    statement: str | None
    quote: str | None
    where: str | None
    verdict: str | None
    note: str | None
    source: str
    locator: str | None


class ShownCell(ResultRow):
    """A cell that is not empty, and what it rests on."""

    column: str
    value: bool | float | str
    unit: str | None
    default: Annotated[bool, Field(description="not written, but filled in")]
    claims: list[ShownClaim]
    grade: Annotated[Grade | None, Field(description="null: no number that a lens reads")]


class Shown(ResultRow):
    """A row: its cells with value, grade and claims, and the scenarios that touch it."""

    table: str
    id: str
    cells: list[ShownCell]
    scenarios: list[str]


class ShownDocument(ResultRow):
    """The rows that a name stands for, as JSON; see the tables for what `show TABLE` prints."""

    case: str
    rows: list[Shown]


def rows_named(case: Case, name: str) -> list[Shown]:
    """Return the rows whose id, alias or name this is.

    Raises
    ------
    IsthmusError
        If there is none; the error names the closest ids.
    """
    found = [
        _shown(case, table.name, index)
        for table in case
        for index, key in enumerate(table.keys)
        if name in (key, *_names(table.row(index)))
    ]
    if found:
        return found
    known = [key for table in case for key in table.keys]
    near = closest(name, known)
    hint = f" Closest: {near}" if near else ""
    raise IsthmusError(f"nothing in case {case.id} is called '{name}'.{hint}")


def _names(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row.get("name"), *row.get("aliases", ()))


def _shown(case: Case, table: str, index: int) -> Shown:
    written, filled = case.tables[table], case.filled[table]
    evidence = ties(written.row(index).get("evidence", ()))
    grades = grades_of_row(case, table, index)
    cells = []
    for column, spec in columns_of(TABLES[table]).items():
        value = filled[column][index]
        if column == "evidence" or cell_text(value) in ("", "nan"):
            continue
        claims = [claim for tied, claim in evidence if tied == column]
        shown = ShownCell(
            column=column,
            value=cell_text(value) if isinstance(value, tuple) else _plain(value),
            unit=spec.unit.text if spec.unit else None,
            default=written[column][index] is None,
            claims=[_claim(case, claim) for claim in claims],
            grade=grades.get(column),
        )
        cells.append(shown)
    touched = _touched_by(case, table, index)
    return Shown(table=table, id=written.keys[index], cells=cells, scenarios=touched)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _claim(case: Case, claim: str) -> ShownClaim:
    claims, sources = case.tables["claims"], case.tables["sources"]
    row = claims.row(claims["id"].index(claim))
    source = sources.row(sources["id"].index(row["source"]))
    found = {name: row.get(name) for name in ShownClaim.model_fields}
    return ShownClaim(**{**found, "source": source["title"], "locator": source.get("locator")})


def _touched_by(case: Case, table: str, index: int) -> list[str]:
    return [
        name
        for name, scenario in sorted(case.library.items())
        if any(
            change.table == table
            and change.action != "add"
            and index in matching(case.tables[table], change.where)
            for change in scenario.changes
        )
    ]


def row_sections(row: Shown) -> list[Section]:
    """Return a row as a table of cells, its claims and the scenarios that touch it."""
    table = pl.DataFrame(
        {
            "column": [cell.column for cell in row.cells],
            "value": [cell_text(cell.value) for cell in row.cells],
            "band": [_band(cell.claims) for cell in row.cells],
            "rests on": [_rests_on(cell) for cell in row.cells],
        }
    )
    touched = (
        f"Touched by: {', '.join(row.scenarios)}" if row.scenarios else "No scenario touches it."
    )
    return [Section(f"{row.table}: {row.id}", (touched,), table)]


def _band(claims: list[ShownClaim]) -> str:
    return " ".join(f"{c.low:g}..{c.high:g}" for c in claims if None not in (c.low, c.high))


def _rests_on(cell: ShownCell) -> str:
    if cell.default:
        return "default"
    if cell.grade == "unsourced":
        return "UNSOURCED"
    return "; ".join(f"{claim.source} ({claim.locator or claim.id})" for claim in cell.claims)


def table_frame(case: Case, table: str, between: str | None) -> pl.DataFrame:
    """Return a table as a frame, without its empty columns.

    `between`, actors separated by commas, keeps the rows that name all of them.
    """
    frame = case.frame(table)
    if between:
        frame = frame[_rows_between(case, table, between)]
    full = [c for c in frame.columns if c != "evidence" and _has_content(frame[c])]
    return frame.select(full)


def _rows_between(case: Case, table: str, between: str) -> list[int]:
    """Return the rows that name each of the actors, or something that belongs to it."""
    actors = case.filled["actors"]
    parent = dict(zip(actors["id"], actors["parent"], strict=True))
    called = {
        name: key
        for key, *others in zip(actors["id"], actors["name"], actors["aliases"], strict=True)
        for name in (others[0], *others[1], key)
    }
    wanted = set()
    for name in (part.strip() for part in between.split(",") if part.strip()):
        if name not in called:
            near = closest(name, parent)
            hint = f" Closest: {near}" if near else ""
            raise IsthmusError(f"'{name}' is no actor of case {case.id}.{hint}")
        wanted.add(called[name])
    columns = [
        case.filled[table][name]
        for name, spec in columns_of(TABLES[table]).items()
        if spec.ref and spec.ref.table == "actors"
    ]
    return [
        index
        for index in range(len(case.filled[table]))
        if wanted <= {a for values in columns for a in _families(values[index], parent)}
    ]


def _families(value: Any, parent: dict[str, str | None]) -> set[str]:
    """Return the actors that a cell names, and those they belong to."""
    found = set()
    for entry in value if isinstance(value, tuple) else (value,):
        actor = entry[0] if isinstance(entry, tuple) else entry
        while actor is not None:
            found.add(actor)
            actor = parent.get(actor)
    return found


def _has_content(column: pl.Series) -> bool:
    return any(value not in (None, "", False) for value in column)
