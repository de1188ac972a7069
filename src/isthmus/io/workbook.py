"""A case in one workbook: a sheet per table, `case` for the settings, `scenarios` for changes.

Sheet `case` has the columns key and value; keys are those of `case.toml`, with dots
(``politics.poles``), and every period is a row ``periods.ID`` with its weight. Sheet `scenarios`
has a row per change: scenario, title, narrative, extends, action, table, where, values; the last
two are written as in TOML, ``id = "scp", status = "closed"``. Sheets whose name begins with
``#`` or ``_`` are their author's own.
"""

from __future__ import annotations

import json
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from isthmus.case.load import load
from isthmus.case.model import cell_text
from isthmus.case.raw import SETTINGS, RawCase, RawScenario, RawTable, read_folder, with_header
from isthmus.case.sheets import UNREADABLE, Unstored, sheet_files, unstored_cells
from isthmus.case.tables import TABLES, columns_of
from isthmus.case.units import NUMBER
from isthmus.errors import CaseError, IsthmusError, Problem, did_you_mean
from isthmus.files import write_atomically

SCENARIOS, NOTES = "scenarios", "columns"
OWN = ("#", "_")
NO_WORKBOOK = (
    "is no .xlsx workbook that can be read (nor is an old .xls, or one with a password); "
    "if a spreadsheet opens it, save it from there as .xlsx"
)
MIDNIGHT = " 00:00:00"  # what a date in a workbook reads as, beside the date
LONGEST = 32_767  # characters that a cell holds
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
    read = set(table.lines) if name in TABLES else set()
    columns = dict(enumerate(table.header))
    problems += [
        Problem(table.file, cell.line, columns.get(cell.column, ""), cell.reason)
        for cell in unstored
        if cell.line not in read or cell.column not in columns
    ]
    return replace(table, unstored={(cell.line, cell.column): cell.reason for cell in unstored})


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
            settings[name] = _plain(value) if name not in ("title", "as_of") else value.strip()
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


def write_workbook(folder: Path, path: Path, case_id: str | None = None) -> None:
    """Write the case in a folder as a workbook, under another id if one is given."""
    raw = read_folder(folder)
    load(raw)
    settings = {**(raw.settings or {}), **({"id": case_id} if case_id else {})}
    write_atomically(path, lambda temporary: _write(raw, settings, temporary))


def _write(raw: RawCase, settings: dict[str, Any], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        sheets = {
            SETTINGS: [["key", "value"], *_setting_rows(settings)],
            **{name: [table.header, *table.rows] for name, table in raw.tables.items()},
            SCENARIOS: [list(SCENARIO_COLUMNS), *_scenario_rows(raw)],
            NOTES: [["table", "column", "meaning"], *_notes()],
        }
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            numeric = _numeric(name, rows[0])
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if numeric[column] and at and _survives(value):
                        sheet.write_number(at, column, float(value))
                    elif len(value) > LONGEST:
                        message = f"a cell holds {LONGEST} characters, and this text is longer"
                        raise IsthmusError(f"sheet {name}:{at + 1}: {message}")
                    elif value:
                        sheet.write_string(at, column, value, bold if at == 0 else None)
            sheet.autofit()


def _notes() -> list[list[str]]:
    """Return a note on every column of every table."""
    return [
        [table, column.name, column.doc]
        for table, model in TABLES.items()
        for column in columns_of(model).values()
    ]


def _numeric(sheet: str, header: list[str]) -> list[bool]:
    """Tell which columns of a sheet hold numbers."""
    if sheet not in TABLES:
        return [False] * len(header)
    columns = columns_of(TABLES[sheet])
    return [columns[name].kind in ("number", "integer") for name in header]


def _survives(text: str) -> bool:
    """Tell whether a number comes back unchanged: readers keep nine decimals of a number cell."""
    if not NUMBER.match(text):
        return False
    number = float(text)
    return float(f"{number:.9f}") == number == float(f"{number:.16G}")


def _setting_rows(settings: dict[str, Any]) -> list[list[str]]:
    rows = []
    for key, value in settings.items():
        if key == "periods":
            rows += [[f"periods.{p['id']}", repr(p["weight"])] for p in value]
        elif isinstance(value, dict):
            rows += [[f"{key}.{name}", ";".join(part)] for name, part in value.items()]
        else:
            rows.append([key, str(value).lower() if isinstance(value, bool) else str(value)])
    return rows


def _scenario_rows(raw: RawCase) -> list[list[str]]:
    rows = []
    for name, scenario in raw.scenarios.items():
        written = scenario.written
        head = [name, written.get("title", ""), written.get("narrative", "").strip()]
        rows.append([*head, ";".join(written.get("extends", [])), "", "", "", ""])
        for action in ("add", "set", "scale", "remove"):
            for change in written.get(action, []):
                values = change.get("row", change.get("values", {}))
                cells = [_inline_text(change.get("where", {})), _inline_text(values)]
                rows.append([name, "", "", "", action, change["table"], *cells])
    return rows


def _inline_text(values: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {_toml(value)}" for key, value in values.items())


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return repr(value) if isinstance(value, float) else cell_text(value)
