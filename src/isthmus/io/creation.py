"""Make a new case to edit."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from isthmus.case.load import load
from isthmus.case.raw import RawCase, is_case
from isthmus.case.tables.notes import table_notes
from isthmus.errors import IsthmusError, Problem
from isthmus.files import write_text
from isthmus.io.datapackage import FILE as DESCRIPTION
from isthmus.io.folder import NOTES, write_folder
from isthmus.io.naming import id_of
from isthmus.io.opening import GEOJSON, find_case, read_case
from isthmus.io.workbook_writer import write_workbook

EXAMPLE = "two-countries"
# A description would be wrong as soon as the copy is edited.
LEFT_OUT = ("__pycache__", ".*", DESCRIPTION)
NETWORKS = (".nc", ".h5", ".xlsx")
SAVE_SO = "; save a PyPSA network as one: Network(...).export_to_csv_folder(...)"
NO_CASES = (
    ".xls",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".csv",
    ".json",
    ".toml",
    ".txt",
    ".zip",
    ".geojson",
    ".nc",
)
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
    _refuse_no_case(target)
    refuse_existing(target)
    source = find_case(from_case or EXAMPLE)
    as_workbook = target.suffix.lower() == ".xlsx"
    if as_workbook and source.suffix.lower() == ".xlsx":
        raise IsthmusError(f"{source} is a workbook; copy the file itself")
    raw = read_case(source)
    if raw.left:
        instead = f"isthmus import {source} {target}"
        raise IsthmusError(f"{source} is not a whole case; make one of it with: {instead}")
    target.parent.mkdir(parents=True, exist_ok=True)
    if as_workbook:
        write_workbook(raw, target, id_of(target.stem))
    else:
        make_folder(target, lambda made: _fill(made, source, raw, id_of(target.resolve().name)))
    return target


def _refuse_no_case(target: Path) -> None:
    if target.suffix.lower() in NO_CASES:
        wanted = f"{target.with_suffix('.xlsx')} or {target.with_suffix('')}"
        raise IsthmusError(f"{target}: a case is an .xlsx workbook or a folder; write {wanted}")


@dataclass(frozen=True)
class Imported:
    """The case that was made, and what of the source is not in it or was assumed."""

    path: Path
    left: tuple[Problem, ...]


def import_case(source: str | Path, path: str | Path) -> Imported:
    """Make a case of what another program wrote.

    Parameters
    ----------
    source : str or Path
        A GeoJSON file with nodes and links, or a PyPSA network as a folder of CSV files.
    path : str or Path
        The case to make: a folder, or a workbook where the path ends in `.xlsx`; it must not exist
        yet, or be an empty folder.

    Returns
    -------
    Imported
        The path, and what was left out or assumed.

    Raises
    ------
    CaseError
        If no case can be made of the source.
    IsthmusError
        If the source is nothing that is read, or there is something at the path already.
    """
    origin, target = Path(source), Path(path)
    _refuse_no_case(target)
    refuse_existing(target)
    raw = _foreign(origin)
    load(raw)
    if target.suffix.lower() == ".xlsx":
        write_workbook(raw, target, id_of(target.stem))
    else:
        case_id = id_of(target.resolve().name)
        make_folder(target, lambda made: write_folder(raw, made, case_id))
    return Imported(target, tuple(raw.left))


def _foreign(source: Path) -> RawCase:
    """Read what another program wrote."""
    if not source.exists():
        raise IsthmusError(f"{source}: there is nothing here")
    if is_case(source):
        raise IsthmusError(f"{source} is a case; copy it with: isthmus new PATH --from {source}")
    if source.is_dir():
        from isthmus.io.pypsa import read_pypsa

        return read_pypsa(source)
    if source.suffix.lower() in GEOJSON:
        return read_case(source)
    hint = SAVE_SO if source.suffix.lower() in NETWORKS else ""
    raise IsthmusError(f"{source} is neither GeoJSON nor a PyPSA network in a folder{hint}")


def refuse_existing(target: Path) -> None:
    """Refuse a path at which something is, unless that is an empty folder."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise IsthmusError(f"{target} exists already; choose another path")


def make_folder(target: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` make a folder beside `target`, then rename it to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as workshop:
        made = Path(workshop) / "made"
        fill(made)
        if target.exists():
            target.rmdir()
        made.rename(target)


def _fill(made: Path, source: Path, raw: RawCase, case_id: str) -> None:
    """Copy a folder as it stands written; write what was read from anything else."""
    if source.is_dir():
        shutil.copytree(source, made, ignore=shutil.ignore_patterns(*LEFT_OUT))
        write_text(made / NOTES, table_notes())
        _rename(made / "case.toml", case_id)
    else:
        load(raw)
        write_folder(raw, made, case_id)


def _rename(settings: Path, case_id: str) -> None:
    """Give the settings another id, and leave all else as it stands written."""
    head, bracket, tables = settings.read_bytes().partition(b"\n[")
    named = ID.sub(f'id = "{case_id}"'.encode(), head, count=1)
    settings.write_bytes(named + bracket + tables)
