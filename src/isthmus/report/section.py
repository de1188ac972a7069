"""What a screen is made of: a heading, a sentence or two, a table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl


@dataclass(frozen=True)
class Section:
    """A heading, a sentence or two, a table, and notes below it."""

    title: str
    lines: tuple[str, ...]
    table: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


def cut(
    title: str, lines: tuple[str, ...], table: pl.DataFrame, rows: int | None, more: str = ""
) -> Section:
    """Return a section whose table is cut after some rows, saying so and where `more` is."""
    if rows is None or len(table) <= rows:
        return Section(title, lines, table)
    rest = f"; {more}" if more else ""
    return Section(f"{title} (the first {rows} of {len(table)}{rest})", lines, table.head(rows))


def shortened(section: Section, rows: int) -> Section:
    """Return a section with its table cut after some rows."""
    if section.table is None or len(section.table) <= rows:
        return section
    return replace(cut(section.title, section.lines, section.table, rows), notes=section.notes)
