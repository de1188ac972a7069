"""Cells as they stand written: a folder of CSV and TOML files, not yet understood."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isthmus.case.tables import TABLES
from isthmus.errors import CaseError, Problem, did_you_mean

CHANGE = re.compile(r"^[ \t]*\[\[[ \t]*(\w+)[ \t]*\]\]", re.MULTILINE)
SETTINGS = "case"  # the sheet, and the stem of the file, of a case's settings
SEPARATORS = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class RawTable:
    """A header and rows of text, each row with its line.

    `ragged` are rows with more or fewer cells than the header, which nobody can read; `unstored`
    tells by line and place in the row why there is no text of a cell in which something stands.
    """

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    header_line: int = 1
    ragged: list[list[str]] = field(default_factory=list)
    unstored: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawScenario:
    """A scenario as written, and the lines in which its changes begin, where they are known."""

    file: str
    written: dict[str, Any]
    lines: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class RawCase:
    """Everything a case's author wrote, with the problems met while reading it.

    `settings` are None, and a table is among the `unreadable`, where nothing could be read. `left`
    tells what of another program's file was left out, or assumed because it does not say.
    """

    settings_file: str
    settings: dict[str, Any] | None = None
    tables: dict[str, RawTable] = field(default_factory=dict)
    scenarios: dict[str, RawScenario] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    unreadable_scenarios: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)


def is_case(path: Path) -> bool:
    """Tell whether a case is at a path: a folder with `case.toml`, a workbook with sheet `case`."""
    if path.is_file():
        from isthmus.case.sheets import is_workbook_with

        return is_workbook_with(path, SETTINGS)
    return (path / f"{SETTINGS}.toml").is_file()


def read_folder(folder: Path) -> RawCase:
    """Read the files of a case folder.

    Raises
    ------
    CaseError
        If there is no `case.toml`; all other problems are collected in the result.
    """
    settings = folder / f"{SETTINGS}.toml"
    if not settings.is_file():
        network = (folder / "buses.csv").is_file()
        hint = "; of a PyPSA network, isthmus import makes one" if network else ""
        message = f"no case.toml here, so this is not a case{hint}"
        raise CaseError([Problem(str(folder), 0, "", message)])
    raw = RawCase(settings.name)
    _, raw.settings = _read_toml(settings, settings.name, raw.problems)
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
        text, written = _read_toml(path, file, raw.problems)
        if written is None:
            raw.unreadable_scenarios.add(path.stem)
        else:
            raw.scenarios[path.stem] = RawScenario(file, written, _change_lines(text, written))
    return raw


def _change_lines(text: str, written: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return the lines of `[[set]]` and the like; none of a kind that a long text has, too."""
    lines: dict[str, list[int]] = {}
    for match in CHANGE.finditer(text):
        lines.setdefault(match[1], []).append(text.count("\n", 0, match.end()) + 1)
    return {
        kind: found
        for kind, found in lines.items()
        if isinstance(items := written.get(kind), list) and len(items) == len(found)
    }


def _read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {data[error.start]:#x} is not UTF-8; save the file as UTF-8"
        problems.append(Problem(file, line, "", message))
        return None


def _read_toml(path: Path, file: str, problems: list[Problem]) -> tuple[str, dict[str, Any] | None]:
    """Return the text of a TOML file and what it says; None where that cannot be read."""
    text = _read_text(path, file, problems)
    if text is None:
        return "", None
    text = text.replace("\r\n", "\n")
    try:
        return text, tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0) or 0
        problems.append(Problem(file, line, "", f"not TOML: {error}"))
        return text, None


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
    for separator, word in SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            message = f"is separated by {word}; save it as comma-separated, with decimal points"
            problems.append(Problem(file, lines[0], "", message))
            return None
    while header and not header[-1]:
        header.pop()
    kept: list[list[str]] = []
    where: list[int] = []
    ragged: list[list[str]] = []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        while len(row) > len(header) and not row[-1].strip():
            row.pop()
        if len(row) != len(header):
            message = f"has {len(row)} cells, but the header has {len(header)}"
            problems.append(Problem(file, line, "", message))
            ragged.append(row)
        else:
            kept.append(row)
            where.append(line)
    return RawTable(file, header, kept, where, lines[0], ragged)
