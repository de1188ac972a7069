"""Pictures as PNG, for what shows no SVG: drawn by resvg, where it is installed."""

from __future__ import annotations

import functools
import importlib.util

from isthmus.errors import IsthmusError

HOW = "pip install 'isthmus[png]'"
SHARP = 2.0  # pixels of a PNG to one of the SVG, so that it prints well
SUFFIXES = (".svg", ".png")
# What may stand in for Arial where a system does not have it; the first that draws anything does.
FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Noto Sans", "Segoe UI")
SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16">'
    '<text x="2" y="13" font-family="sans-serif">{}</text></svg>'
)


def can_draw() -> bool:
    """Tell whether what draws PNG is installed."""
    return importlib.util.find_spec("resvg_py") is not None


def check_suffix(suffix: str) -> None:
    """Refuse a suffix that no picture is written with, or for which something is missing."""
    if suffix not in SUFFIXES:
        raise IsthmusError("pictures are written as .svg or .png")
    if suffix == ".png" and not can_draw():
        raise IsthmusError(f"a picture as .png takes more than isthmus alone: {HOW}")


def encoded(svg: str, suffix: str) -> bytes:
    """Return a picture as the bytes of a file with a suffix, `.svg` or `.png`."""
    check_suffix(suffix)
    return png(svg) if suffix == ".png" else f"{svg}\n".encode()


def png(svg: str) -> bytes:
    """Return a picture as PNG: the same bytes on systems that have the same fonts.

    Raises
    ------
    IsthmusError
        If resvg is not installed, or the system has no font to write with.
    """
    check_suffix(".png")
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, zoom=SHARP, sans_serif_family=_font()))


@functools.cache
def _font() -> str:
    """Return the font to write with: where a name means none, nothing would be written."""
    from resvg_py import svg_to_bytes

    empty = svg_to_bytes(svg_string=SAMPLE.format(""))
    for name in FONTS:
        if svg_to_bytes(svg_string=SAMPLE.format("n"), sans_serif_family=name) != empty:
            return name
    raise IsthmusError(f"no font to write with: a picture as .png takes one of {', '.join(FONTS)}")
