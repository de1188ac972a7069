"""Make a new case to edit."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from isthmus.case.tables.notes import table_notes
from isthmus.errors import IsthmusError
from isthmus.files import write_text
from isthmus.io.datapackage import FILE as DESCRIPTION
from isthmus.io.opening import find_case
from isthmus.io.workbook import write_workbook

EXAMPLE = "two-countries"
NOTES = "COLUMNS.md"
# A description would be wrong as soon as the copy is edited.
LEFT_OUT = ("__pycache__", ".*", DESCRIPTION)


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
    if not (source / "case.toml").is_file():
        raise IsthmusError(f"{source}: no case.toml here, so this is not a case")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".xlsx":
        write_workbook(source, target)
        return target
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as workshop:
        made = Path(workshop) / "case"
        shutil.copytree(source, made, ignore=shutil.ignore_patterns(*LEFT_OUT))
        write_text(made / NOTES, table_notes())
        if target.exists():
            target.rmdir()
        made.rename(target)
    return target
