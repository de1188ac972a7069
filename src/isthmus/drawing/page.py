"""What every picture has: a page with a title above and notes below."""

from __future__ import annotations

from collections.abc import Iterable

from isthmus.drawing.svg import LINE, document, tag, text, wrapped
from isthmus.drawing.theme import Theme
from isthmus.errors import IsthmusError

PAD = 14.0
TITLE, SUBTITLE, NOTE = 16.0, 12.0, 9.5
NARROWEST, WIDEST = 320, 4000


def check_width(width: float) -> None:
    """Refuse a width that leaves no room, or that no screen has."""
    if not NARROWEST <= width <= WIDEST:
        raise IsthmusError(f"width: {width} is not between {NARROWEST} and {WIDEST} pixels")


def page(width: float, height: float, title: str, painter: Theme, body: Iterable[str]) -> str:
    """Return a document on a ground of its own, so that no page shines through."""
    ground = tag("rect", width=width, height=height, **painter.paint("page", fill="page"))
    return document(width, height, title, painter.style(), [ground, *body])


def heading(title: str, subtitle: str, width: float, painter: Theme) -> tuple[list[str], float]:
    """Return title and subtitle, and where they end."""
    room = width - 2 * PAD
    drawn, y = [], PAD
    for content, size, weight, colour in (
        (title, TITLE, "bold", "ink"),
        (subtitle, SUBTITLE, None, "muted"),
    ):
        painted = painter.paint("title", fill=colour)
        for line in wrapped(content, size * (1.07 if weight else 1), room):
            y += size
            at = y - size * 0.2
            drawn.append(text(line, PAD, at, font_size=size, font_weight=weight, **painted))
            y += size * (LINE - 1)
    return drawn, round(y + 5, 1)


def footnotes(
    notes: Iterable[str], y: float, width: float, painter: Theme
) -> tuple[list[str], float]:
    """Return notes below one another, and where the page ends."""
    painted = painter.paint("note", fill="muted")
    drawn = []
    for line in (line for note in notes for line in wrapped(note, NOTE, width - 2 * PAD)):
        y += NOTE * LINE
        drawn.append(text(line, PAD, y, font_size=NOTE, **painted))
    return drawn, round(y + PAD, 1)
