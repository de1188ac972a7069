"""Add rows to a CSV file, or change cells of it, and keep the style in which it is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

BOM = "\ufeff"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Style:
    """How a file is written: a mark at its beginning, its line ends, its quotes."""

    bom: bool
    newline: str
    quoting: Literal[0, 1]  # csv.QUOTE_MINIMAL, csv.QUOTE_ALL


PLAIN = Style(bom=False, newline="\n", quoting=csv.QUOTE_MINIMAL)


def style_of(text: str) -> Style:
    """Return the style of a file, as its header shows it."""
    first = text.removeprefix(BOM).partition("\n")[0]
    return Style(
        bom=text.startswith(BOM),
        newline="\r\n" if first.endswith("\r") else "\n",
        quoting=csv.QUOTE_ALL if first.startswith('"') else csv.QUOTE_MINIMAL,
    )


def appended(text: str, rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Return a file with rows added at its end.

    Parameters
    ----------
    text : str
        The file as it stands; empty where there is none.
    rows : sequence of mapping
        Cells by column; what is not given is empty.
    columns : sequence of str
        All columns that a row may have, in the order in which they are written. Of these, those
        that the file lacks and the rows need are added to it.
    """
    if not rows:
        return text
    if not text.strip(BOM + " \r\n"):
        used = [name for name in columns if any(row.get(name) for row in rows)]
        return _written([used, *([row.get(name, "") for name in used] for row in rows)], PLAIN)
    style, lines = style_of(text), _parsed(text)
    header = [name.strip() for name in lines[0]]
    missing = [name for name in columns if name not in header and any(r.get(name) for r in rows)]
    if missing:
        wide = [[*line, *([""] * (len(header) - len(line) + len(missing)))] for line in lines[1:]]
        text = _written([[*header, *missing], *(row for row in wide if any(row))], style)
    end = "" if text.endswith("\n") else style.newline
    names = [*header, *missing]
    added = [[row.get(name, "") for name in names] for row in rows]
    return text + end + _written(added, style).removeprefix(BOM)


def changed(text: str, key: str, cells: Row) -> str:
    """Return a file with cells of the row of an id changed; other rows keep what they say."""
    style, lines = style_of(text), _parsed(text)
    header = [name.strip() for name in lines[0]]
    at = header.index("id")
    rows = [
        [cells.get(name, cell) for name, cell in zip(header, line, strict=False)]
        if len(line) > at and line[at].strip() == key
        else line
        for line in lines[1:]
    ]
    return _written([lines[0], *rows], style)


def _parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def _written(lines: Sequence[Sequence[str]], style: Style) -> str:
    out = io.StringIO(newline="")
    for line in lines:
        # The writer itself leaves a bare carriage return without quotes, which ends the line.
        quoting = csv.QUOTE_ALL if any("\r" in cell for cell in line) else style.quoting
        csv.writer(out, lineterminator=style.newline, quoting=quoting).writerow(line)
    return (BOM if style.bom else "") + out.getvalue()
