"""How many A4 pages a sheet takes in print: an estimate that is the same everywhere.

The rule: letters are 0.53 of the size of type wide, which is wider than the mean of Georgia and of
Arial; text breaks at spaces and hyphens; the columns of a table share the page as browsers do it,
each between its longest word and its longest line; a picture is as high as drawn, or less where the
page is narrower; a paragraph, a row of a table and a picture are never cut by the end of a page,
and a heading stays with what it heads.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

HIGH, WIDE = 273.0, 180.0  # mm of an A4 page within its margins
MARGINS = ((297 - HIGH) / 2, (210 - WIDE) / 2)
POINT, PIXEL = 25.4 / 72, 25.4 / 96  # mm
LETTER = 0.53
PADDING = 4  # pixels beside what is in a cell
COLUMNS = 2  # of footnotes


@dataclass(frozen=True)
class Type:
    """Size (points), line height (sizes), space above and below (mm) of a kind of text."""

    size: float
    leading: float
    above: float = 0.0
    below: float = 0.0

    @property
    def line(self) -> float:
        """The height of a line, in mm."""
        return self.size * self.leading * POINT

    @property
    def letter(self) -> float:
        """The width of a letter, in mm."""
        return self.size * LETTER * POINT

    def lines(self, text: str, width: float = WIDE) -> int:
        """Return how many lines a text takes, within a width in mm."""
        return max(1, len(textwrap.wrap(text, max(1, int(width / self.letter)))))


TYPES = {
    "h1": Type(17, 1.15, 0, 1),
    "h2": Type(12, 1.3, 3, 1),
    "h4": Type(10.5, 1.3, 3, 1),
    "p": Type(10, 1.3, 0, 1.5),
    "p.answer": Type(10.5, 1.3, 0, 1.5),
    "p.small": Type(8.5, 1.25, 0, 1.5),
    "table": Type(8.5, 1.25, 1, 2),
    "figure": Type(0, 0, 2, 2),
    "ol": Type(7, 1.2, 1, 2),
}
HEADINGS = ("h1", "h2", "h4")
PICTURE = re.compile(r"(<svg[^>]*>).*?</svg>", re.DOTALL)


@dataclass(frozen=True)
class _Box:
    """What no page cuts: space above, height, space below; what a page begins with before it."""

    above: float
    height: float
    below: float
    again: float = 0.0


def pages(html: str) -> float:
    """Return how many pages a sheet takes: 1.5 are one, and half of another."""
    full, at, below = 0, 0.0, 0.0
    for box in _boxes(html):
        gap = max(below, box.above) if at else 0.0
        if at + gap + box.height > HIGH:
            full, at, gap = full + 1, box.again, 0.0
        at += gap + box.height
        below = box.below
    return full + at / HIGH


def _boxes(html: str) -> Iterator[_Box]:
    """Yield what is on a sheet, every heading in one box with what follows."""
    reader = _Reader()
    reader.feed(PICTURE.sub(r"\1</svg>", html))
    above, headed = 0.0, 0.0
    for kind, content in reader.found:
        first, *rest = _boxes_of(kind, content)
        if headed:
            height = headed + first.above + first.height
            first = _Box(above, height, first.below)
        if kind in HEADINGS:
            above, headed = (above if headed else first.above), first.height + first.below
            continue
        headed = 0.0
        yield first
        yield from rest


def _boxes_of(kind: str, content: Sequence[Sequence[str]]) -> list[_Box]:
    type_ = TYPES[kind]
    if kind == "table":
        return _rows(type_, content)
    if kind == "figure":
        wide, high = (float(side) * PIXEL for side in content[0])
        return [_Box(type_.above, high * min(1.0, WIDE / wide), type_.below)]
    if kind == "ol":
        lines = sum(type_.lines(item, WIDE / COLUMNS - 10) for [item] in content)
        heights = [type_.line] * (-(-lines // COLUMNS) + 1)
        return _stacked(type_, heights)
    text = "".join(map("".join, content))
    return [_Box(type_.above, type_.lines(text) * type_.line, type_.below)]


def _stacked(type_: Type, heights: Sequence[float], again: float = 0.0) -> list[_Box]:
    last = len(heights) - 1
    return [
        _Box(0.0 if at else type_.above, height, 0.0 if at < last else type_.below, again)
        for at, height in enumerate(heights)
    ]


def _rows(type_: Type, rows: Sequence[Sequence[str]]) -> list[_Box]:
    """Return the rows of a table; the first, its head, comes again on every page."""
    widths = _widths(type_, rows)
    heights = [
        max(type_.lines(cell, width) for cell, width in zip(row, widths, strict=True)) * type_.line
        + 2 * PIXEL
        for row in rows
    ]
    return _stacked(type_, heights, heights[0])


def _widths(type_: Type, rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide what is in columns may be: their longest words, and a share of the rest."""
    columns = list(zip(*rows, strict=True))
    least = [max(len(word) for cell in column for word in _words(cell)) for column in columns]
    most = [max(map(len, column)) for column in columns]
    room = (WIDE - len(columns) * 2 * PADDING * PIXEL) / type_.letter
    spare, wanted = room - sum(least), sum(most) - sum(least)
    share = 1.0 if wanted <= spare else max(0.0, spare) / wanted
    return [
        (few + share * (many - few) + 0.5) * type_.letter
        for few, many in zip(least, most, strict=True)
    ]


def _words(text: str) -> list[str]:
    return re.split(r"(?<=-)|\s+", text) or [""]


class _Reader(HTMLParser):
    """Collects what is on a sheet, by kind: texts, rows of tables, items, sizes of pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[list[str]]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = f"{tag}.{given['class']}" if tag == "p" and "class" in given else tag
        if kind in TYPES:
            self.found.append((kind, []))
            self._open = tag in ("p", *HEADINGS)
        elif tag == "svg":
            self.found[-1][1].append([given["width"], given["height"]])
        elif tag in ("tr", "li"):
            self.found[-1][1].append([] if tag == "tr" else [""])
            self._open = tag == "li"
        elif tag in ("th", "td"):
            self.found[-1][1][-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "th", "td", *HEADINGS):
            self._open = False

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        kind, content = self.found[-1]
        if kind in ("table", "ol"):
            content[-1][-1] += data
        else:
            content.append([data])
