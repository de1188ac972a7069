"""Print results to a terminal: tables as wide as it is, 100 columns at most; errors to stderr."""

from __future__ import annotations

import itertools
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from isthmus.case.model import Case
    from isthmus.report.section import Section
    from isthmus.result import Result

WIDEST = 100
GAP = 2


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as ``COLUMNS`` says, else as the terminal, but at most 100."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False)
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        made.width = int(asked)
    else:
        made.width = min(made.width, WIDEST) if made.is_terminal else WIDEST
    return made


def head(case: Case) -> None:
    """Print the line that heads every output."""
    from isthmus.case.evidence import title

    print_line(console(), title(case), style="bold")


def deliver(
    result: Result,
    *others: Result,
    sections: Iterable[Section],
    as_json: bool,
    out: Path | None,
    quiet: bool,
) -> None:
    """Write and print results as the options ask; the first section heads a workbook.

    Results of further lenses are written beside the first, and stand in its document by name.
    """
    shown = list(sections)
    if out is not None:
        for one in (result, *others):
            place = out if one is result else beside(out, one.about)
            written = one.write(place, shown[0].lines if shown and one is result else ())
            if not as_json:
                warn(f"wrote {written}")
    warn_of(result.case)
    if as_json:
        print_data(result.document() | {one.about: one.document() for one in others})
        return
    screen = console()
    print_line(screen, result.title(), style="bold")
    print_sections(screen, shown[:1] if quiet else shown)
    for note in (note for one in (result, *others) for note in one.notes):
        print_line(screen, f"note: {note}")


def beside(out: Path, lens: str) -> Path:
    """Return where a further lens writes: within a folder, or a file of its own."""
    return out.with_stem(f"{out.stem}-{lens}") if out.suffix else out / lens


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


def progress(text: str) -> None:
    """Say on stderr, if it is a terminal, what is worked on; the next text takes its place."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def print_line(screen: Console, text: str, style: str | None = None) -> None:
    """Print a text; lines break between words and never within one, such as an address."""
    lines = _wrapped(text, screen.width)
    screen.print("\n".join(lines), style=style, markup=False, soft_wrap=True)


def print_sections(screen: Console, sections: Iterable[Section]) -> None:
    """Print headings, sentences and tables."""
    for section in sections:
        screen.print()
        print_line(screen, section.title, style="bold underline")
        for line in section.lines:
            print_line(screen, line)
        if section.table is not None:
            print_frame(screen, section.table)
        for line in section.notes:
            print_line(screen, line)


def print_frame(screen: Console, table: pl.DataFrame) -> None:
    """Print a frame; words to the left, numbers to the right, nothing for nothing.

    Cells break between words and never within one. Columns that do not stand side by side so stand
    in blocks below one another, each with the first column.
    """
    if not len(table):
        screen.print("(none)")
        return
    from isthmus.report.words import cell

    texts = {name: [cell(value) for value in table[name]] for name in table.columns}
    least = {name: _widest(_words((name, *texts[name]))) for name in texts}
    for number, names in enumerate(_blocks(least, screen.width)):
        if number:
            screen.print()
        wanted = {name: _widest((name, *texts[name])) for name in names}
        widths = _fitted(wanted, least, screen.width)
        right = [name for name in names if table.schema[name].is_numeric()]
        _draw(screen, {name: texts[name] for name in names}, widths, right)


def _words(texts: Iterable[str]) -> Iterator[str]:
    """Yield what may not be broken; an indent belongs to the word that it stands before."""
    for text in texts:
        yield from re.findall(r"(?:^ +)?[^ ]+", text)


def _widest(texts: Iterable[str]) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=0)


def _blocks(least: dict[str, int], room: int) -> list[list[str]]:
    """Return the columns that fit side by side; the first stands in every block."""
    first, *rest = least
    blocks = [[first]]
    for name in rest:
        needed = sum(least[other] + GAP for other in blocks[-1]) + least[name]
        if needed > room and len(blocks[-1]) > 1:
            blocks.append([first])
        blocks[-1].append(name)
    return blocks


def _fitted(wanted: dict[str, int], least: dict[str, int], room: int) -> dict[str, int]:
    """Return widths that fit, if they can: the widest columns give way, down to their least."""
    widths = dict(wanted)
    while sum(widths.values()) + GAP * (len(widths) - 1) > room:
        loose = [name for name in widths if widths[name] > least[name]]
        if not loose:
            break
        widths[max(loose, key=widths.__getitem__)] -= 1
    return widths


def _draw(
    screen: Console, texts: dict[str, list[str]], widths: dict[str, int], right: list[str]
) -> None:
    """Print a heading, a rule and rows."""
    rows = zip(*(texts[name] for name in widths), strict=True)
    rule = "─" * (sum(widths.values()) + GAP * (len(widths) - 1))
    heading, *body = (list(_side_by_side(row, widths, right)) for row in (tuple(widths), *rows))
    screen.print("\n".join(heading), style="bold", markup=False, soft_wrap=True)
    under = [rule, *(line for lines in body for line in lines)]
    screen.print("\n".join(under), markup=False, soft_wrap=True)


def _side_by_side(
    row: Sequence[str], widths: dict[str, int], right: Sequence[str]
) -> Iterator[str]:
    """Yield the lines of a row of cells; what is too wide for its column goes on below."""
    cells = [_wrapped(text, width) for text, width in zip(row, widths.values(), strict=True)]
    for parts in itertools.zip_longest(*cells, fillvalue=""):
        padded = []
        for part, (name, width) in zip(parts, widths.items(), strict=True):
            blank = " " * (width - _widest([part]))
            padded.append(blank + part if name in right else part + blank)
        yield (" " * GAP).join(padded)


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text; they break between words and never within one."""
    lines = []
    for line in text.split("\n"):
        if _widest([line]) <= width:
            lines.append(line)
            continue
        first, *words = _words([line])
        lines.append(first)
        for word in words:
            longer = f"{lines[-1]} {word}"
            if _widest([longer]) > width:
                lines.append(word)
            else:
                lines[-1] = longer
    return lines
