"""Make a new case to edit."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
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
NO_CASES = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".json", ".toml", ".txt", ".zip")
ID = re.compile(rb"^id[ \t]*=.*$", re.MULTILINE)


def new(path: str | Path, from_case: str | Path | None = None) -> Path:
    """Make a new case: a folder, or a workbook where the path ends in `.xlsx`.

    Parameters
    ----------
    path : str or Path
        What to make; it must not exist yet, or be an empty folder.
    from_case : str or Path, optional
        The case to copy; without it a small worked example is made that solves. The new case is
        named after its path, so that results tell it from what it was made of.

    Returns
    -------
    Path
        What was made; a folder has notes on all columns in `COLUMNS.md`.

    Raises
    ------
    IsthmusError
        If there is something at `path` already, or a case is no such file.
    """
    target = Path(path)
    if target.suffix.lower() in NO_CASES:
        wanted = f"{target.with_suffix('.xlsx')} or {target.with_suffix('')}"
        raise IsthmusError(f"{target}: a case is an .xlsx workbook or a folder; write {wanted}")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise IsthmusError(f"{target} exists already; choose another path")
    source = find_case(from_case or EXAMPLE)
    if not source.is_dir():
        raise IsthmusError(f"{source} is a workbook; copy the file itself")
    if not (source / "case.toml").is_file():
        raise IsthmusError(f"{source}: no case.toml here, so this is not a case")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix.lower() == ".xlsx":
        write_workbook(source, target, _id_of(target.stem))
        return target
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as workshop:
        made = Path(workshop) / "case"
        shutil.copytree(source, made, ignore=shutil.ignore_patterns(*LEFT_OUT))
        write_text(made / NOTES, table_notes())
        _rename(made / "case.toml", _id_of(target.resolve().name))
        if target.exists():
            target.rmdir()
        made.rename(target)
    return target


def _id_of(name: str) -> str:
    """Return the id of a case that is called so: lower-case letters, digits, - and _."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_") or "copy"


def _rename(settings: Path, case_id: str) -> None:
    """Give the settings another id, and leave all else as it stands written."""
    head, bracket, tables = settings.read_bytes().partition(b"\n[")
    named = ID.sub(f'id = "{case_id}"'.encode(), head, count=1)
    settings.write_bytes(named + bracket + tables)
