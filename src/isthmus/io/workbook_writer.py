"""Write a case as a workbook to be edited: what a column holds, and what may stand in it, is there.

Text is kept as text, so that no spreadsheet makes a date or a number of an id; numbers and flags
are stored as such, which every language of a spreadsheet shows in its own way and none translates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from isthmus.case.cells import FLAGS
from isthmus.case.evidence import ties
from isthmus.case.load import load
from isthmus.case.model import Case, Settings
from isthmus.case.raw import SETTINGS, RawCase, RawTable
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.tables.notes import default_of, meaning_of, unit_or_words
from isthmus.case.units import NUMBER
from isthmus.errors import IsthmusError
from isthmus.files import write_atomically
from isthmus.io import toml
from isthmus.io.workbook import NOTES, SCENARIO_COLUMNS, SCENARIOS

LONGEST = 32_767  # characters that a cell holds
LONGEST_LIST = 255  # characters that a list of words to choose from holds
ROOM = 500  # rows below the last one that are ready to be filled
WIDEST = 48  # characters
TEXT = 49  # the number of the format in which what is typed stays text
EVIDENCE, SOURCE = "evidence", "# source"
SOURCE_NOTE = (
    "Where the numbers of the row come from, as the column evidence has it: written when the "
    "workbook was made, for reading only, and not read back."
)
EMPTY_TABLES = ("sources", "claims")  # what evidence needs
ACTIONS = ("add", "set", "scale", "remove")
FLAG_WORDS = ("TRUE", "FALSE")
Stored = str | float | bool


@dataclass(frozen=True)
class Sheet:
    """A sheet: its header and rows, and what is known of its columns.

    `notes` stand at the heads of columns; `choices` are words, or a formula, to choose from.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Stored]]
    columns: Mapping[str, Column]
    notes: Mapping[str, str]
    choices: Mapping[str, Sequence[str] | str]


def write_workbook(raw: RawCase, path: Path, case_id: str | None = None) -> None:
    """Write a case as a workbook, under another id if one is given.

    Raises
    ------
    CaseError
        If the case has problems.
    IsthmusError
        If a text is longer than a cell holds.
    """
    case = load(raw)
    settings = {**(raw.settings or {}), **({"id": case_id} if case_id else {})}
    sheets = [_settings_sheet(settings), *_table_sheets(raw, case), _scenario_sheet(raw, case)]
    write_atomically(path, lambda temporary: _write([*sheets, _notes_sheet()], temporary))


def _settings_sheet(settings: Mapping[str, Any]) -> Sheet:
    rows: list[list[Stored]] = []
    for key, value in settings.items():
        meaning = Settings.model_fields[key].description or ""
        if key == "periods":
            rows += [
                [f"periods.{p['id']}", _exact(p["weight"]), "share of the year"] for p in value
            ]
        elif isinstance(value, dict):
            rows += [[f"{key}.{name}", ";".join(part), ""] for name, part in value.items()]
        else:
            rows.append([key, value if isinstance(value, bool | str) else _exact(value), meaning])
    return Sheet(SETTINGS, ["key", "value", "# meaning"], rows, {}, {}, {})


def _table_sheets(raw: RawCase, case: Case) -> list[Sheet]:
    """Return the sheets of the tables, in the order of the format."""
    tables = {
        name: _with_evidence(name, raw.tables.get(name) or RawTable(name, _header(name), [], []))
        for name in TABLES
        if name in raw.tables or name in EMPTY_TABLES
    }
    periods = [period.id for period in case.periods]
    return [_table_sheet(name, tables, case, periods) for name in tables]


def _header(name: str) -> list[str]:
    return list(columns_of(TABLES[name]))


def _with_evidence(name: str, table: RawTable) -> RawTable:
    """Return a table with a column for evidence, if it is one whose numbers need it."""
    if EVIDENCE not in columns_of(TABLES[name]) or EVIDENCE in table.header:
        return table
    rows = [[*row, ""] for row in table.rows]
    return replace(table, header=[*table.header, EVIDENCE], rows=rows)


def _table_sheet(
    name: str, tables: Mapping[str, RawTable], case: Case, periods: list[str]
) -> Sheet:
    table = tables[name]
    columns = columns_of(TABLES[name])
    header = table.header
    kinds = [columns[column].kind for column in header]
    rows = [[_stored(*cell) for cell in zip(row, kinds, strict=True)] for row in table.rows]
    if EVIDENCE in header:
        at = header.index(EVIDENCE)
        told = _sources(case)
        header = [*header[: at + 1], SOURCE, *header[at + 1 :]]
        for stored, row in zip(rows, table.rows, strict=True):
            stored.insert(at + 1, _told(row[at], told))
    notes = {column: _note(columns[column]) for column in table.header}
    choices = {
        column: choice
        for column in table.header
        if (choice := periods if column == "period" else _choice(columns[column], tables))
    }
    return Sheet(name, header, rows, columns, {**notes, SOURCE: SOURCE_NOTE}, choices)


def _stored(cell: str, kind: str) -> Stored:
    """Return a cell as what a spreadsheet takes it for."""
    if kind == "flag":
        return FLAGS.get(cell.strip().lower(), cell)
    return _exact(cell) if kind in ("number", "integer") else cell


def _exact(number: Any) -> str | float:
    """Return a number, or its text where readers, who keep nine decimals, would round it."""
    text = number.strip() if isinstance(number, str) else repr(number)
    if not NUMBER.match(text):
        return str(number)
    value = float(text)
    return value if float(f"{value:.9f}") == value == float(f"{value:.16G}") else text


def _note(column: Column) -> str:
    """Return what stands at the head of a column."""
    words = unit_or_words(column)
    default = default_of(column)
    parts = [
        meaning_of(column),
        f"{'Unit' if column.unit else 'One of'}: {words}" if words else "",
        "Several, separated by ;" if column.kind in ("list", "shares") else "",
        "Required" if default == "required" else f"Empty: {default}" if default else "",
    ]
    return ".\n".join(part for part in parts if part)


def _choice(column: Column, tables: Mapping[str, RawTable]) -> Sequence[str] | str:
    """Return what may be chosen for a cell: words, or the formula of a table's keys."""
    if column.kind == "flag":
        return FLAG_WORDS
    if column.ref is None or column.ref.table not in tables:
        return column.words
    key = TABLES[column.ref.table].key[0]
    letter = _letter(tables[column.ref.table].header.index(key))
    sheet = column.ref.table
    # As long as the table is, whatever is added to it.
    count = f"MAX(COUNTA({sheet}!${letter}:${letter})-1,1)"
    return f"=OFFSET({sheet}!${letter}$2,0,0,{count},1)"


def _letter(number: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(number))


def _sources(case: Case) -> dict[str, str]:
    """Return in words where each claim stands."""
    sources, claims = case.tables["sources"], case.tables["claims"]
    title = dict(zip(sources["id"], sources["title"], strict=True))
    kind = dict(zip(sources["id"], sources["kind"], strict=True))
    rows = zip(claims["id"], claims["source"], claims["where"], strict=True)
    return {
        claim: f"{title[source]} ({kind[source]}{f', {where}' if where else ''})"
        for claim, source, where in rows
    }


def _told(evidence: str, told: Mapping[str, str]) -> str:
    entries = tuple(entry for entry in evidence.split(";") if entry.strip())
    return "\n".join(
        f"{column}: {told[claim]}" if column else told[claim] for column, claim in ties(entries)
    )


def _scenario_sheet(raw: RawCase, case: Case) -> Sheet:
    choices = {"action": ACTIONS, "table": list(raw.tables)}
    rows = list(_scenario_rows(raw))
    return Sheet(SCENARIOS, SCENARIO_COLUMNS, rows, {}, {}, choices)


def _scenario_rows(raw: RawCase) -> Iterable[list[str]]:
    for name, scenario in raw.scenarios.items():
        written = scenario.written
        head = [name, written.get("title", ""), written.get("narrative", "").strip()]
        yield [*head, ";".join(written.get("extends", [])), "", "", "", ""]
        for action in ACTIONS:
            for change in written.get(action, []):
                values = change.get("row", change.get("values", {}))
                cells = [toml.pairs(change.get("where", {})), toml.pairs(values)]
                yield [name, "", "", "", action, change["table"], *cells]


def _notes_sheet() -> Sheet:
    """Return a note on every column of every table, those that the case does not have as well."""
    header = ["table", "column", "unit or words", "default", "meaning"]
    rows = [
        [table, column.name, unit_or_words(column), default_of(column), meaning_of(column)]
        for table, model in TABLES.items()
        for column in columns_of(model).values()
    ]
    return Sheet(NOTES, header, rows, {}, {}, {})


def _write(sheets: Iterable[Sheet], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        text = book.add_format({"num_format": TEXT})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 1)
            for at, column in enumerate(sheet.header):
                width = max(len(str(row[at])) for row in [sheet.header, *sheet.rows])
                form = text if _is_text(sheet, column) else None
                page.set_column(at, at, min(width, WIDEST) + 2, form)
                page.write_string(0, at, column, head)
                if sheet.notes.get(column):
                    page.write_comment(0, at, sheet.notes[column], {"x_scale": 2, "author": ""})
                _offer(page, sheet, at, column)
            for line, row in enumerate(sheet.rows, start=1):
                for at, cell in enumerate(row):
                    form = text if _is_text(sheet, sheet.header[at]) else None
                    _put(page, sheet.name, (line, at), cell, form)


def _is_text(sheet: Sheet, column: str) -> bool:
    """Tell whether nothing but text stands in a column; settings are of all kinds."""
    known = sheet.columns.get(column)
    return known.kind not in ("number", "integer", "flag") if known else column != "value"


def _offer(page: Any, sheet: Sheet, at: int, name: str) -> None:
    """Let the cells of a column be chosen from a list; what is not in it stays possible.

    Words are fixed, and others are refused. An id may be written before its row is, and a list
    takes several, so there the list is an offer.
    """
    choice = sheet.choices.get(name)
    column = sheet.columns.get(name)
    if not choice or (not isinstance(choice, str) and len(",".join(choice)) > LONGEST_LIST):
        return
    single = column is None or column.kind in ("text", "flag")
    page.data_validation(
        1,
        at,
        len(sheet.rows) + ROOM,
        at,
        {
            "validate": "list",
            "source": choice if isinstance(choice, str) else list(choice),
            "error_type": "warning" if isinstance(choice, str) else "stop",
            "error_title": "Not in the list",
            "show_error": single and not (column and column.ref and column.ref.glob),
        },
    )


def _put(page: Any, name: str, place: tuple[int, int], cell: Stored, text: Any) -> None:
    """Write a cell as what it is."""
    if isinstance(cell, bool):
        page.write_boolean(*place, cell)
    elif isinstance(cell, int | float):
        page.write_number(*place, cell)
    elif len(cell) > LONGEST:
        message = f"a cell holds {LONGEST} characters, and this text is longer"
        raise IsthmusError(f"sheet {name}:{place[0] + 1}: {message}")
    elif cell:
        page.write_string(*place, cell, text)
