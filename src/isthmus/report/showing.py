"""One row of a case with all that is known about it, or a whole table."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from pydantic import Field

from isthmus.case.evidence import Grade, grades_of_row, ties
from isthmus.case.model import Case, Table, cell_text
from isthmus.case.scenario import matching
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import IsthmusError, closest
from isthmus.report.scenario import ShownScenario
from isthmus.report.section import Section
from isthmus.result import ResultRow

# What a screen shows of the tables that have more columns than fit on it.
MAIN = {
    "nodes": ("id", "name", "actor", "kind"),
    "links": ("id", "from", "to", "capacity", "status", "commodity", "loss", "cost", "tariff"),
    "supply": ("id", "node", "commodity", "owner", "quantity", "cost", "profile"),
    "demand": ("id", "node", "commodity", "quantity", "curve", "price", "price_cap", "profile"),
    "stores": ("id", "node", "commodity", "owner", "volume", "injection", "withdrawal", "cost"),
    "contracts": ("id", "link", "minimum", "maximum", "per", "price", "seller", "buyer"),
    "agreements": ("id", "name", "date", "parties", "status"),
    "observations": ("id", "measure", "target", "period", "scenario", "value", "unit"),
    "sources": ("id", "title", "publisher", "date", "kind"),
    "claims": ("id", "source", "statement", "value", "low", "high", "unit"),
}


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
    """A cell that is not empty or was changed, and what it rests on."""

    column: str
    value: bool | float | str | None
    unit: str | None
    default: Annotated[bool, Field(description="not written, but filled in")]
    claims: list[ShownClaim]
    grade: Annotated[Grade | None, Field(description="null: no number that a lens reads")]
    base: Annotated[
        bool | float | str | None, Field(description="the value in the case, where it was changed")
    ]
    changed_by: Annotated[list[str], Field(description="scenarios, and --set, in order")]


class Shown(ResultRow):
    """A row: its cells with value, grade and claims, and the scenarios that touch it."""

    table: str
    id: str
    cells: list[ShownCell]
    scenarios: list[str]
    added_by: Annotated[str | None, Field(description="the scenario that added the row")]


class ShownDocument(ResultRow):
    """The rows and scenarios of a name, as JSON; see the tables for what `show TABLE` prints."""

    case: str
    rows: list[Shown]
    scenarios: list[ShownScenario]


def rows_named(case: Case, name: str) -> list[Shown]:
    """Return the rows whose id, alias or name this is; none if it is that of a scenario alone.

    A table may stand before an id, and a column behind it, as in `links.tanap.capacity`.

    Raises
    ------
    IsthmusError
        If there is neither; the error names the closest ids.
    """
    found = [
        _shown(case, table.name, index)
        for table in case
        for index, key in enumerate(table.keys)
        if name in (key, *_names(table.row(index))) or _address(name, table) == key
    ]
    if found or name in case.library:
        return found
    known = [key for table in case for key in table.keys]
    known += case.library
    near = closest(name, known)
    hint = f" Closest: {near}" if near else ""
    raise IsthmusError(f"nothing in case {case.id} is called '{name}'.{hint}")


def _address(name: str, table: Table) -> str | None:
    """Return the id in an address of a row or a cell of a table."""
    if not name.startswith(f"{table.name}."):
        return None
    key = name.removeprefix(f"{table.name}.")
    row, _, column = key.rpartition(".")
    return row if column in table.columns else key


def _names(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row.get("name"), *row.get("aliases", ()))


def _shown(case: Case, table: str, index: int) -> Shown:
    written, filled = case.tables[table], case.filled[table]
    key = written.keys[index]
    evidence = ties(written.row(index).get("evidence", ()))
    grades = grades_of_row(case, table, index)
    edits = [edit for edit in case.edits if (edit.table, edit.key) == (table, key)]
    cells = []
    for column, spec in columns_of(TABLES[table]).items():
        value = filled[column][index]
        changes = [edit for edit in edits if edit.column == column]
        empty = cell_text(value) in ("", "nan")
        if column == "evidence" or (empty and not changes):
            continue
        claims = [claim for tied, claim in evidence if tied == column]
        shown = ShownCell(
            column=column,
            value=None if empty else _json(value),
            unit=spec.unit.text if spec.unit else None,
            default=written[column][index] is None and not empty,
            claims=[_claim(case, claim) for claim in claims],
            grade=grades.get(column),
            base=_json(changes[0].was) if changes else None,
            changed_by=list(dict.fromkeys(edit.by for edit in changes)),
        )
        cells.append(shown)
    added_by = next((edit.by for edit in edits if not edit.column), None)
    touched = _touched_by(case, table, index)
    return Shown(table=table, id=key, cells=cells, scenarios=touched, added_by=added_by)


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return cell_text(value)
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
            and index in matching(case.filled[table], change.where)
            for change in scenario.changes
        )
    ]


def row_section(row: Shown) -> Section:
    """Return a row as a table of cells, the scenarios that touch it, and its claims."""
    kinds = {name: spec.kind for name, spec in columns_of(TABLES[row.table]).items()}
    table = pl.DataFrame(
        {
            "column": [cell.column for cell in row.cells],
            "value": [_value(cell, kinds[cell.column]) for cell in row.cells],
            "band": [_band(cell.claims) for cell in row.cells],
            "rests on": [_rests_on(cell) for cell in row.cells],
        }
    )
    touched = (
        f"Touched by: {', '.join(row.scenarios)}" if row.scenarios else "No scenario touches it."
    )
    added = (f"Added by {row.added_by}.",) if row.added_by else ()
    counted = [cell for cell in row.cells if cell.grade != "unsourced"]
    claims = {claim.id: claim for cell in counted for claim in cell.claims}
    notes = tuple(_source(claim) for claim in claims.values())
    used = [name for name in table.columns if name == "value" or (table[name] != "").any()]
    return Section(f"{row.table}: {row.id}", (*added, touched), table.select(used), notes)


def _value(cell: ShownCell, kind: str) -> str:
    text = cell_text(cell.value)
    return text.replace(";", "; ") if kind in ("list", "shares") else text


def _band(claims: list[ShownClaim]) -> str:
    return " ".join(f"{c.low:g}..{c.high:g}" for c in claims if None not in (c.low, c.high))


def _rests_on(cell: ShownCell) -> str:
    parts = []
    if cell.changed_by:
        was = cell_text(cell.base) or "empty"
        parts.append(f"CHANGED from {was} by {' and '.join(cell.changed_by)}")
    if cell.default:
        parts.append("default")
    elif cell.grade == "unsourced":
        held = " and ".join(claim.id for claim in cell.claims)
        parts.append(f"UNSOURCED, though tied to {held}" if held else "UNSOURCED")
    else:
        parts += [claim.id for claim in cell.claims]
    return ", ".join(parts)


def _source(claim: ShownClaim) -> str:
    place = f" ({claim.locator})" if claim.locator else ""
    return f"{claim.id}: {claim.source}{place}"


def table_frame(case: Case, table: str, between: str | None) -> pl.DataFrame:
    """Return a table as a frame, without its empty columns.

    `between`, actors separated by commas, keeps the rows that name all of them.
    """
    frame = case.frame(table)
    if between:
        frame = frame[_rows_between(case, table, between)]
    full = [c for c in frame.columns if c != "evidence" and _has_content(frame[c])]
    return frame.select(full)


def main_columns(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of a table that a screen shows; lists may break between entries."""
    specs = columns_of(TABLES[table])
    main = [column for column in MAIN.get(table, frame.columns) if column in frame.columns]
    lists = [column for column in main if specs[column].kind in ("list", "shares")]
    whole = [column for column in main if specs[column].kind == "integer"]
    return frame.select(main).with_columns(
        pl.col(lists).str.replace_all(";", "; "), pl.col(whole).cast(pl.Int64)
    )


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
