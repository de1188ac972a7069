"""A result as a workbook for people: headline and map, then every table with its units."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from isthmus.case.tables.base import Unit

if TYPE_CHECKING:
    import polars as pl

HEADLINE = "headline"
WIDTHS = (24, 16, 16, 60)  # of the headline's columns, in characters
LINE = 15  # the height of a line of text, in points
ROW = 24  # pixels: the height of a row beneath a picture, 3/4 of it in points
PICTURE = 840  # pixels: as wide as the columns of the headline


@dataclass(frozen=True)
class Front:
    """What the headline says.

    Attributes
    ----------
    title : str
    lines : sequence of str
        Sentences, the answer first.
    pictures : sequence of bytes
        What shows it, as PNG.
    without : str
        What to know where there is no picture.
    numbers : sequence of (name, value, unit, meaning)
    about : mapping of str to str
        What was solved, and by what.
    """

    title: str
    lines: Sequence[str]
    pictures: Sequence[bytes]
    without: str
    numbers: Sequence[tuple[str, float | str | None, str, str]]
    about: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A table, what it is about, and the units and meanings of its columns."""

    name: str
    table: pl.DataFrame
    about: str
    units: Mapping[str, str]
    meanings: Mapping[str, str]


def described(model: type[BaseModel], units: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return unit and meaning of every column of a row model."""
    found = {}
    for name, column in model.model_fields.items():
        kind = next((mark.text for mark in column.metadata if isinstance(mark, Unit)), "")
        unit = units.get(kind, "share" if kind == "1" else "")
        words = unit if isinstance(unit, str) else " or ".join(dict.fromkeys(unit.values()))
        found[column.alias or name] = (words, column.description or "")
    return found


def write_book(path: Path, front: Front, pages: Sequence[Page]) -> None:
    """Write a workbook, the same bytes for the same result."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        forms = {
            "bold": book.add_format({"bold": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.00", "align": "right"}),
            "unit": book.add_format({"italic": True, "font_color": "#666666"}),
        }
        _headline(book.add_worksheet(HEADLINE), front, pages, forms)
        for page in pages:
            _page(book, page, forms["unit"])


def _headline(sheet: Any, front: Front, pages: Sequence[Page], forms: Mapping[str, Any]) -> None:
    """Write the first sheet: the answer, what shows it, then numbers and what is where."""
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, front.title, forms["title"])
    line = 2
    for text in [*front.lines, *filter(None, [front.without])]:
        sheet.merge_range(line, 0, line, len(WIDTHS) - 1, text, forms["text"])
        sheet.set_row(line, LINE * math.ceil(len(text) / sum(WIDTHS)))
        line += 1
    line = _pictures(sheet, line + 1, front.pictures)
    line = _rows(sheet, line, ("number", "value", "unit", "meaning"), front.numbers, forms)
    tables = [(page.name, len(page.table), "rows", page.about) for page in pages]
    line = _rows(sheet, line, ("sheet", "", "", "what it is about"), tables, forms)
    for at, page in enumerate(pages, start=line - 1 - len(pages)):
        sheet.write_url(at, 0, f"internal:'{page.name}'!A1", string=page.name)
    _rows(
        sheet, line, ("about", "", "", ""), [(*pair, "", "") for pair in front.about.items()], forms
    )


def _pictures(sheet: Any, line: int, pictures: Sequence[bytes]) -> int:
    """Set pictures below one another, as wide as the columns; return the line after them."""
    for picture in pictures:
        width, height = _size(picture)
        scale = PICTURE / width
        options = {"x_scale": scale, "y_scale": scale, "object_position": 2}
        sheet.insert_image(
            line, 0, "map.png", {"image_data": io.BytesIO(picture), "description": "Map", **options}
        )
        below = line + math.ceil(height * scale / ROW)
        for row in range(line, below):  # a usual height is not written, and others squeeze it
            sheet.set_row(row, ROW * 3 / 4)
        line = below + 1
    return line


def _size(picture: bytes) -> tuple[int, int]:
    """Return how many pixels wide and high a PNG is, which its first block says."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def _rows(
    sheet: Any,
    line: int,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    forms: Mapping[str, Any],
) -> int:
    """Write a small table, if it has rows; return the line after it and an empty one."""
    if not rows:
        return line
    sheet.write_row(line, 0, header, forms["bold"])
    for row in rows:
        line += 1
        for at, cell in enumerate(row):
            if cell is not None:
                form = forms["number"] if isinstance(cell, float) else None
                sheet.write(line, at, cell, form)
    return line + 2


def _page(book: Any, page: Page, unit: Any) -> None:
    """Write a table below a line of units; what its columns mean is noted at their heads."""
    page.table.write_excel(book, page.name, position=(1, 0), autofit=True)
    sheet = book.get_worksheet_by_name(page.name)
    for at, column in enumerate(page.table.columns):
        sheet.write_string(0, at, page.units.get(column, ""), unit)
        if page.meanings.get(column):
            sheet.write_comment(1, at, page.meanings[column], {"x_scale": 2, "author": ""})
    sheet.freeze_panes(2, 1)
