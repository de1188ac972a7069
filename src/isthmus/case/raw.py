"""Cells as they stand written: a folder of CSV and TOML files, not yet understood."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isthmus.case.tables import TABLES
from isthmus.errors import CaseError, Problem, did_you_mean


@dataclass(frozen=True)
class RawTable:
    """A header and rows of text, each row with its line."""

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    header_line: int = 1


@dataclass
class RawCase:
    """Everything a case's author wrote, with the problems met while reading it."""

    settings_file: str
    settings: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    scenarios: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Path) -> RawCase:
    """Read the files of a case folder.

    Raises
    ------
    CaseError
        If there is no `case.toml`; all other problems are collected in the result.
    """
    settings = folder / "case.toml"
    if not settings.is_file():
        raise CaseError([Problem(str(folder), 0, "", "no case.toml here, so this is not a case")])
    raw = RawCase(settings.name)
    raw.settings = _read_toml(settings, settings.name, raw.problems)
    for path in sorted(folder.glob("*.csv")):
        name = path.stem
        if name not in TABLES:
            message = f"no such table.{did_you_mean(name, TABLES)}"
            raw.problems.append(Problem(path.name, 0, "", message))
            continue
        table = _read_csv(path, raw.problems)
        if table is None:
            raw.unreadable.add(name)
        else:
            raw.tables[name] = table
    for path in sorted((folder / "scenarios").glob("*.toml"), key=lambda p: p.stem):
        file = f"scenarios/{path.name}"
        raw.scenarios[path.stem] = (file, _read_toml(path, file, raw.problems))
    return raw


def _read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {data[error.start]:#x} is not UTF-8; save the file as UTF-8"
        problems.append(Problem(file, line, "", message))
        return None


def _read_toml(path: Path, file: str, problems: list[Problem]) -> dict[str, Any]:
    text = _read_text(path, file, problems)
    if text is None:
        return {}
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0) or 0
        problems.append(Problem(file, line, "", f"not TOML: {error}"))
        return {}


def _read_csv(path: Path, problems: list[Problem]) -> RawTable | None:
    file = path.name
    text = _read_text(path, file, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    last = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(last + 1)
            last = reader.line_num
    except csv.Error as error:
        problems.append(Problem(file, last + 1, "", f"not CSV: {error}"))
        return None
    return with_header(file, rows, lines, problems)


def with_header(
    file: str, rows: list[list[str]], lines: list[int], problems: list[Problem]
) -> RawTable | None:
    """Return rows of cells, the first one as header, or None with the problem reported."""
    if not rows:
        problems.append(Problem(file, 1, "", "is empty; a table needs at least its header"))
        return None
    header = [cell.strip() for cell in rows[0]]
    if len(header) == 1 and ";" in header[0]:
        message = "is separated by semicolons; save it as comma-separated, with decimal points"
        problems.append(Problem(file, lines[0], "", message))
        return None
    while header and not header[-1]:
        header.pop()
    kept: list[list[str]] = []
    where: list[int] = []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        while len(row) > len(header) and not row[-1].strip():
            row.pop()
        if len(row) > len(header):
            message = f"has {len(row)} cells, but the header has {len(header)}"
            problems.append(Problem(file, line, "", message))
        else:
            kept.append(row + [""] * (len(header) - len(row)))
            where.append(line)
    return RawTable(file, header, kept, where, lines[0])
