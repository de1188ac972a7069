"""Print results to a terminal: tables that fit 100 columns, errors to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from isthmus.case.model import Case
    from isthmus.report.headline import Section
    from isthmus.result import Result

WIDEST = 100
READABLE = 8


def console(*, stderr: bool = False) -> Console:
    """Return a console that is at most 100 columns wide."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False)
    made.width = min(made.width, WIDEST) if made.is_terminal else WIDEST
    return made


def head(case: Case) -> None:
    """Print the line that heads every output."""
    from isthmus.case.evidence import title

    console().print(title(case), style="bold", markup=False)


def deliver(
    result: Result, sections: Iterable[Section], *, as_json: bool, out: Path | None, quiet: bool
) -> None:
    """Write and print a result as the options ask."""
    if out is not None:
        written = result.write(out)
        if not as_json:
            warn(f"wrote {written}")
    warn_of(result.case)
    if as_json:
        print_json(result.to_json())
        return
    screen = console()
    screen.print(result.title(), style="bold", markup=False)
    shown = list(sections)
    print_sections(screen, shown[:1] if quiet else shown)
    for note in result.notes:
        screen.print(f"note: {note}", markup=False)


def print_json(text: str) -> None:
    """Print a JSON document as raw UTF-8 bytes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def print_data(data: dict[str, Any]) -> None:
    """Print plain data as one JSON document."""
    print_json(json.dumps(data, ensure_ascii=False, allow_nan=False))


def warn_of(case: Case) -> None:
    """Print the warnings of a case to stderr."""
    for problem in case.warnings:
        warn(f"warning: {problem}")


def warn(message: str) -> None:
    """Print a line to stderr."""
    print(message, file=sys.stderr)


def print_sections(screen: Console, sections: Iterable[Section]) -> None:
    """Print headings, sentences and tables."""
    for section in sections:
        screen.print()
        screen.print(section.title, style="bold underline")
        for line in section.lines:
            screen.print(line, markup=False)
        if section.table is not None:
            print_frame(screen, section.table)


def print_frame(screen: Console, table: pl.DataFrame) -> None:
    """Print a frame; words to the left, numbers to the right, nothing for nothing."""
    from rich import box
    from rich.table import Table

    if not len(table):
        screen.print("(none)")
        return
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, kind in table.schema.items():
        drawn.add_column(name, justify="right" if kind.is_numeric() else "left", overflow="fold")
    for row in table.iter_rows():
        drawn.add_row(*(cell(value) for value in row))
    screen.print(drawn)


def print_table(screen: Console, table: pl.DataFrame) -> None:
    """Print a frame as a table or, where it has too many columns for that, row by row."""
    if len(table.columns) <= READABLE:
        print_frame(screen, table)
        return
    for row in table.iter_rows(named=True):
        (_, key), *rest = row.items()
        shown = "  ".join(f"{name}={value}" for name, value in rest if value not in (None, ""))
        screen.print(f"{key}: {shown}", markup=False)


def cell(value: Any) -> str:
    """Write a value for people."""
    from rich.markup import escape

    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    return escape(str(value))


def number(value: float) -> str:
    """Write a number with about four significant digits and thousands separated."""
    size = abs(value)
    if size < 5e-4:
        return "0"
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100 else f"{value:.2f}"
