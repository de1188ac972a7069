"""A result as a notebook shows it: headline, a few small tables, the map."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import polars as pl

from isthmus.errors import IsthmusError
from isthmus.report.aligning import alignment_sections
from isthmus.report.cargo import corridors_sections
from isthmus.report.contrast import comparison_sections
from isthmus.report.earning import earnings_section
from isthmus.report.headline import flows_section, headline
from isthmus.report.routing import routes_sections
from isthmus.report.section import Section, shortened
from isthmus.report.sharing import leverage_sections
from isthmus.report.talking import talks_sections
from isthmus.report.trading import trade_sections
from isthmus.report.words import cell
from isthmus.result import Result

ROWS = 5
WIDTH = 860


def result_html(result: Result) -> str:
    """Return a result, or a comparison, as HTML."""
    first, *rest = _sections(result)
    title = f"<p><strong>{escape(result.title())}</strong></p>"
    notes = "".join(f"<p>note: {escape(note)}</p>" for note in result.notes)
    tables = "".join(map(section_html, rest))
    return f"{title}{section_html(first)}{_pictures(result)}{tables}{notes}"


def _sections(result: Result) -> list[Section]:
    if result.lens == "compare":
        return comparison_sections(result)
    if result.lens == "routes":
        return routes_sections(result)
    if result.lens == "leverage":
        return leverage_sections(result)
    if result.lens == "trade":
        return trade_sections(result)
    if result.lens == "alignment":
        return [shortened(one, ROWS) for one in alignment_sections(result)]
    if result.lens == "negotiation":
        return talks_sections(result)
    if result.lens == "corridors":
        return [shortened(one, ROWS) for one in corridors_sections(result)]
    return [
        Section("In short", tuple(headline(result))),
        flows_section(result, ROWS),
        earnings_section(result, ROWS),
    ]


def _pictures(result: Result) -> str:
    """Return what shows it: map or steps; a sentence where none can be drawn."""
    if result.lens == "leverage":
        return ""
    try:
        drawn = result.pictures(theme="auto", width=WIDTH)
    except IsthmusError as error:
        return f"<p>No map: {escape(str(error))}.</p>"
    return "".join(f'<div style="overflow-x:auto">{one}</div>' for one in drawn)


def section_html(section: Section) -> str:
    """Return a heading, its sentences, its table and its notes as HTML."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in section.lines)
    table = "" if section.table is None else table_html(section.table)
    notes = "".join(f"<p>{escape(note)}</p>" for note in section.notes)
    return f"<h4>{escape(section.title)}</h4>{lines}{table}{notes}"


def table_html(table: pl.DataFrame) -> str:
    """Return a frame as an HTML table; words to the left, numbers to the right."""
    sides = ["right" if kind.is_numeric() else "left" for kind in table.schema.values()]
    head = _row("th", table.columns, sides)
    rows = "".join(_row("td", map(cell, row), sides) for row in table.iter_rows())
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(tag: str, cells: Iterable[str], sides: Iterable[str]) -> str:
    style = "white-space:pre;padding:1px 8px;text-align:"
    written = (
        f'<{tag} style="{style}{side}">{escape(content)}</{tag}>'
        for content, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"
