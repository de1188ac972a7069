"""A case in one workbook: a sheet per table, `case` for the settings, `scenarios` for changes.

Sheet `case` has the columns key and value; keys are those of `case.toml`, with dots
(``politics.poles``), and every period is a row ``periods.ID`` with its weight. Sheet `scenarios`
has a row per change: scenario, title, narrative, extends, action, table, where, values; the last
two are written as in TOML, ``id = "scp", status = "closed"``. Sheets and columns whose name begins
with ``#`` or ``_`` are their author's own.
"""

from __future__ import annotations

import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from isthmus.case.model import Settings
from isthmus.case.raw import SETTINGS, RawCase, RawScenario, RawTable, with_header
from isthmus.case.sheets import UNREADABLE, Unstored, sheet_files, unstored_cells
from isthmus.case.tables import TABLES
from isthmus.errors import CaseError, Problem, did_you_mean

SCENARIOS, NOTES = "scenarios", "columns"
OWN = ("#", "_")
NO_WORKBOOK = (
    "is no .xlsx workbook that can be read (nor is an old .xls, or one with a password); "
    "if a spreadsheet opens it, save it from there as .xlsx"
)
MIDNIGHT = " 00:00:00"  # what a date in a workbook reads as, beside the date
TEXT_SETTINGS = {
    name for name, field in Settings.model_fields.items() if field.annotation in (str, str | None)
}
PARTS = {"add": ("values",), "remove": ("where",)}
SCENARIO_COLUMNS = (
    "scenario", "title", "narrative", "extends", "action", "table", "where", "values",
)  # fmt: skip


def read_workbook(path: Path) -> RawCase:
    """Read the cells of a workbook.

    Raises
    ------
    CaseError
        If the file is no workbook or has no sheet `case`.
    """
    sheets, unstored = _read(path)
    if SETTINGS not in sheets:
        raise CaseError([Problem(path.name, 0, "", f"has no sheet '{SETTINGS}' with settings")])
    raw = RawCase(f"sheet {SETTINGS}")
    for name, rows in sheets.items():
        if name not in (*TABLES, SETTINGS, SCENARIOS):
            raw.problems.append(_unknown_sheet(name))
            continue
        table = _sheet(name, rows, unstored[name], raw.problems)
        if table is None:
            raw.unreadable.add(name)
        elif name in TABLES:
            raw.tables[name] = table
        elif name == SCENARIOS:
            _scenarios(table, raw)
        elif not table.unstored:
            raw.settings = _settings(table, raw.problems)
    return raw


def _unknown_sheet(name: str) -> Problem:
    near = did_you_mean(name, (*TABLES, SETTINGS, SCENARIOS))
    hint = " Begin the name of a sheet of your own with # or _."
    return Problem(f"sheet {name}", 0, "", f"no such table.{near}{hint}")


def _read(path: Path) -> tuple[dict[str, list[list[str]]], dict[str, list[Unstored]]]:
    """Return the cells of a workbook's sheets as text, and those that have none."""
    import fastexcel

    try:
        with zipfile.ZipFile(path) as archive:
            files = sheet_files(archive)
            mine = [name for name in files if name != NOTES and not name.startswith(OWN)]
            unstored = {name: unstored_cells(archive, files[name]) for name in mine}
        book = fastexcel.read_excel(path)
        return {name: _cells(book, name) for name in mine}, unstored
    except (*UNREADABLE, fastexcel.FastExcelError) as error:
        raise CaseError([Problem(path.name, 0, "", NO_WORKBOOK)]) from error


def _cells(book: Any, name: str) -> list[list[str]]:
    sheet = book.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
    )
    rows = sheet.to_polars().rows()
    return [["" if c is None else c.removesuffix(MIDNIGHT) for c in row] for row in rows]


def _sheet(
    name: str, rows: list[list[str]], unstored: list[Unstored], problems: list[Problem]
) -> RawTable | None:
    """Return a sheet as a table; cells without text that are in no row of a table are reported."""
    filled = [(n, row) for n, row in enumerate(rows, start=1) if any(c.strip() for c in row)]
    lines = [n for n, _ in filled]
    table = with_header(f"sheet {name}", [row for _, row in filled], lines, problems)
    if table is None:
        return None
    table, unstored = _without_own(table, unstored)
    read = set(table.lines) if name in TABLES else set()
    columns = dict(enumerate(table.header))
    problems += [
        Problem(table.file, cell.line, columns.get(cell.column, ""), cell.reason)
        for cell in unstored
        if cell.line not in read or cell.column not in columns
    ]
    return replace(table, unstored={(cell.line, cell.column): cell.reason for cell in unstored})


def _without_own(table: RawTable, unstored: list[Unstored]) -> tuple[RawTable, list[Unstored]]:
    """Return a table, and its cells without text, without the author's own columns."""
    own = [at for at, name in enumerate(table.header) if name.startswith(OWN)]
    if not own:
        return table, unstored
    kept = [at for at in range(len(table.header)) if at not in own]
    rows = [[row[at] for at in kept] for row in table.rows]
    there = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)]
    left = replace(
        table,
        header=[table.header[at] for at in kept],
        rows=[rows[at] for at in there],
        lines=[table.lines[at] for at in there],
    )
    before = [sum(at < cell.column for at in own) for cell in unstored]
    moved = [
        replace(cell, column=cell.column - count)
        for cell, count in zip(unstored, before, strict=True)
        if cell.column not in own
    ]
    return left, moved


def _settings(table: RawTable, problems: list[Problem]) -> dict[str, Any]:
    """Return the settings that rows of key and value describe."""
    settings: dict[str, Any] = {}
    periods: list[dict[str, Any]] = []
    if len(table.header) < 2:
        problems.append(Problem(table.file, 1, "", "needs the columns key and value"))
        return settings
    for (key, value, *_), line in zip(table.rows, table.lines, strict=True):
        name, _, rest = key.strip().partition(".")
        if not value.strip():
            continue
        if name == "periods":
            periods.append({"id": rest, "weight": _plain(value)})
        elif rest and not isinstance(settings.get(name, {}), dict):
            problems.append(Problem(table.file, line, key, f"'{name}' has a value already"))
        elif rest:
            settings.setdefault(name, {})[rest] = [v.strip() for v in value.split(";")]
        elif name in settings:
            problems.append(Problem(table.file, line, key, "stands here twice"))
        else:
            settings[name] = value.strip() if name in TEXT_SETTINGS else _plain(value)
    return {**settings, "periods": periods}


def _plain(value: str) -> Any:
    text = value.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _scenarios(table: RawTable, raw: RawCase) -> None:
    for column in table.header:
        if column not in SCENARIO_COLUMNS:
            message = f"no such column.{did_you_mean(column, SCENARIO_COLUMNS)}"
            raw.problems.append(Problem(table.file, 1, column, message))
        elif table.header.count(column) > 1:
            raw.problems.append(Problem(table.file, 1, column, "this column stands here twice"))
    for row, line in zip(table.rows, table.lines, strict=True):
        cell = {name: text.strip() for name, text in zip(table.header, row, strict=True)}
        if cell.get("scenario"):
            _scenario_row(cell, table.file, line, raw)
        else:
            raw.problems.append(Problem(table.file, line, "scenario", "required, but empty"))


def _scenario_row(cell: dict[str, str], file: str, line: int, raw: RawCase) -> None:
    """Add what a row says of a scenario: its title and the like, or one change."""
    name = cell["scenario"]
    scenario = raw.scenarios.setdefault(name, RawScenario(f"{file} ({name})", {}))
    written = scenario.written
    for key in ("title", "narrative"):
        if cell.get(key):
            written[key] = cell[key]
    if cell.get("extends"):
        written["extends"] = [other.strip() for other in cell["extends"].split(";")]
    action = cell.get("action")
    if action:
        change = {"table": cell.get("table", "")}
        for key in PARTS.get(action, ("where", "values")):
            part = _inline(cell.get(key, ""), Problem(file, line, key, ""), raw)
            change["row" if action == "add" else key] = part
        written.setdefault(action, []).append(change)
        scenario.lines.setdefault(action, []).append(line)


def _inline(text: str, place: Problem, raw: RawCase) -> Any:
    try:
        return tomllib.loads(f"it = {{ {text} }}")["it"]
    except tomllib.TOMLDecodeError as error:
        message = f"'{text}' is not written as id = \"...\", quantity = 1: {error}"
        raw.problems.append(Problem(place.file, place.line, place.column, message))
        return {}
