"""Write a case as a folder: `case.toml`, a CSV file per table, a TOML file per scenario."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from isthmus.case.raw import SETTINGS, RawCase, RawTable
from isthmus.case.tables import REQUIRED
from isthmus.case.tables.notes import table_notes
from isthmus.errors import IsthmusError
from isthmus.files import write_text
from isthmus.io import toml

NOTES = "COLUMNS.md"


def write_folder(raw: RawCase, folder: Path, case_id: str | None = None) -> None:
    """Write a case that was read without a problem, under another id if one is given.

    Raises
    ------
    IsthmusError
        If a scenario has a name that no file can have.
    """
    settings = {**(raw.settings or {}), **({"id": case_id} if case_id else {})}
    write_text(folder / f"{SETTINGS}.toml", toml.document(settings))
    for name, table in raw.tables.items():
        if table.rows or name in REQUIRED:
            write_text(folder / f"{name}.csv", csv_text(table))
    for name, scenario in raw.scenarios.items():
        if name in (".", "..") or not {"/", "\\"}.isdisjoint(name):
            raise IsthmusError(f"scenario '{name}': no file can be called so; rename the scenario")
        write_text(folder / "scenarios" / f"{name}.toml", toml.document(scenario.written))
    write_text(folder / NOTES, table_notes())


def csv_text(table: RawTable) -> str:
    """Return a table as CSV, without the columns in which no row has anything."""
    used = [
        at
        for at, name in enumerate(table.header)
        if name == table.header[0] or not table.rows or any(row[at].strip() for row in table.rows)
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([row[at] for at in used] for row in [table.header, *table.rows])
    return out.getvalue()
