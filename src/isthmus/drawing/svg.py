"""SVG as text: elements, numbers with fixed decimals, how wide a text is."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
LINE = 1.25
# Advances of Arial in thousandths of the size, by groups of characters.
ADVANCES = {
    "ijl'|": 222, " .,:;/!tfI[]()·": 278, "r-‐\"*": 340, "sckxyzvJ": 500, "FTZL": 611, "?": 556,
    "ABEKPSVXY": 667, "CDHNRUw&": 722, "GOQ": 778, "Mm": 833, "W%": 920, "—@": 1000, "+=<>~−→": 584,
}  # fmt: skip
ADVANCE = {letter: width for letters, width in ADVANCES.items() for letter in letters}
USUAL = 556
SPARE = 1.08  # other fonts that may stand in for Arial are wider


def num(value: float) -> str:
    """Write a length with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return an element; `stroke_width` is written stroke-width, `class_` class, and None not."""
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _attribute(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else num(value)


def tooltip(text: str) -> str:
    """Return what a browser shows over an element."""
    return tag("title", escape(text, quote=False)) if text else ""


def text(content: str, x: float, y: float, **attributes: str | float | None) -> str:
    """Return a line of text with its baseline at y."""
    return tag("text", escape(content, quote=False), x=x, y=y, **attributes)


def text_width(content: str, size: float) -> float:
    """Return about how wide a line of text is; rather too wide than too narrow."""
    return sum(ADVANCE.get(letter, USUAL) for letter in content) * size * SPARE / 1000


def wrapped(content: str, size: float, room: float) -> list[str]:
    """Break a text between words into lines that fit."""
    lines = [""]
    for word in content.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def path(points: Floats, *, closed: bool = False) -> str:
    """Return path data through points (pixels, n x 2), in tenths of a pixel, relative."""
    tenths = np.round(points * 10).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    moved = steps[(steps != 0).any(axis=1)]
    if not len(moved):
        return ""
    rest = " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in moved.tolist())
    start = " ".join(_tenth(value) for value in tenths[0].tolist())
    return f"M{start}l{rest}{'z' if closed else ''}".replace(" -", "-")


def _tenth(value: int) -> str:
    whole, part = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def document(width: float, height: float, title: str, style: str, body: Iterable[str]) -> str:
    """Return a standalone SVG document."""
    return tag(
        "svg",
        tag("title", escape(title, quote=False)),
        tag("style", style) if style else "",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        class_="isthmus",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {num(width)} {num(height)}",
        font_family=FONT,
    )
