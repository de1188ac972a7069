"""Make a new case to edit."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from isthmus.case.tables import REQUIRED, TABLES, columns_of
from isthmus.errors import IsthmusError
from isthmus.files import write_text
from isthmus.io.opening import find_case
from isthmus.io.workbook import write_workbook

EXAMPLE = "two-countries"
NOTES = "COLUMNS.md"


def new(path: str | Path, from_case: str | Path | None = None) -> Path:
    """Make a new case: a folder, or a workbook where the path ends in `.xlsx`.

    Parameters
    ----------
    path : str or Path
        What to make; it must not exist yet, or be an empty folder.
    from_case : str or Path, optional
        The case to copy; without it a small worked example is made that solves.

    Returns
    -------
    Path
        What was made; a folder has notes on all columns in `COLUMNS.md`.

    Raises
    ------
    IsthmusError
        If there is something at `path` already.
    """
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise IsthmusError(f"{target} exists already; choose another path")
    source = find_case(from_case or EXAMPLE)
    if not source.is_dir():
        raise IsthmusError(f"{source} is a workbook; copy the file itself")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".xlsx":
        write_workbook(source, target)
        return target
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as workshop:
        made = Path(workshop) / "case"
        shutil.copytree(source, made, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        write_text(made / NOTES, column_notes())
        if target.exists():
            target.rmdir()
        made.rename(target)
    return target


def column_notes() -> str:
    """Return notes on every column of every table, as Markdown, from the row models."""
    parts = ["# Tables and columns\n"]
    for name, model in TABLES.items():
        needed = " (every case needs it)" if name in REQUIRED else ""
        parts.append(f"## {name}.csv{needed}\n\n{(model.__doc__ or '').strip()}\n")
        parts.append("| column | unit or words | default | meaning |\n|---|---|---|---|")
        for column in columns_of(model).values():
            unit = column.unit.text if column.unit else ", ".join(column.words)
            points = f"id in {column.ref.table}" if column.ref else ""
            default = "required" if column.required else _default(column.default)
            meaning = ". ".join(part for part in (column.doc, points) if part)
            parts.append(f"| {column.name} | {unit} | {default} | {meaning} |")
        parts.append("")
    return "\n".join(parts)


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
