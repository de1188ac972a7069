"""Find a case by name or path and open it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from isthmus.case.load import load
from isthmus.case.model import Case
from isthmus.case.raw import RawCase, read_folder
from isthmus.errors import IsthmusError, did_you_mean

GEOJSON = (".geojson", ".json")


def builtin_folder() -> Path:
    """Return the folder of the built-in cases."""
    return Path(str(resources.files("isthmus"))) / "cases"


def list_cases() -> list[str]:
    """Return the names of the built-in cases."""
    return sorted(path.parent.name for path in builtin_folder().glob("*/case.toml"))


def find_case(where: str | Path) -> Path:
    """Return the path of a case given by built-in name, folder or workbook.

    Raises
    ------
    IsthmusError
        If there is no such case.
    """
    path = Path(where)
    if path.exists():
        return path
    builtin = builtin_folder() / str(where)
    if str(where) in list_cases():
        return builtin
    message = f"no case '{where}': neither a folder, a workbook nor a built-in case."
    raise IsthmusError(f"{message}{did_you_mean(str(where), list_cases())}")


def open_case(where: str | Path = "caucasus") -> Case:
    """Open a case and check it.

    Parameters
    ----------
    where : str or Path
        The name of a built-in case, a case folder, an `.xlsx` workbook, or a `.geojson` file.

    Returns
    -------
    Case

    Raises
    ------
    CaseError
        With every problem found, each with file, line and column.
    """
    return load(read_case(find_case(where)))


def read_case(path: Path) -> RawCase:
    """Read the cells of a case: its path picks the door.

    Raises
    ------
    CaseError
        If there is no case at the path.
    """
    if path.is_dir():
        return read_folder(path)
    if path.suffix.lower() in GEOJSON:
        from isthmus.io.geojson import read_geojson

        return read_geojson(path)
    from isthmus.io.workbook import read_workbook

    return read_workbook(path)
