"""Camps: actors around a ring, those of a camp together, and the ties between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

from isthmus.drawing.content import short
from isthmus.drawing.page import PAD, check_width, footnotes, heading, page
from isthmus.drawing.svg import num, tag, text, text_width, tooltip
from isthmus.drawing.theme import KINDS_LIGHT, Theme
from isthmus.errors import IsthmusError
from isthmus.result import Result

SIZE = 11.0
LETTERS = 22
DOT = 5.0
GAP = 0.8  # between camps, in places of an actor
PULL = 0.35  # how far from the middle ties bend, in shares of the radius
HEIGHT = 0.62  # of the width
MOST = 60
QUIET, LOUD = 0.45, 1.0


@dataclass(frozen=True)
class Place:
    """Where an actor stands on the ring, and in which camp."""

    name: str
    camp: int
    x: float
    y: float
    angle: float


def draw_camps(result: Result, *, theme: str = "light", width: int = 800) -> str:
    """Draw the camps of a result of alignment as SVG; ties that they frustrate stand out.

    Parameters
    ----------
    result : Result
        Of `alignment`.
    theme : str
        `light`, `dark`, or `auto`: light, and dark on a dark screen.
    width : int
        Of the picture, in pixels.

    Returns
    -------
    str
        A standalone SVG document.

    Raises
    ------
    IsthmusError
        If there are too many actors to be told apart, or an argument is not one of those above.
    """
    painter = Theme.named(theme)
    check_width(width)
    table = result.table("camps")
    if len(table) > MOST:
        raise IsthmusError(f"nothing to draw: {len(table)} actors, and room for {MOST}")
    settings, numbers = result.case.settings, result.numbers
    title = f"{settings.title} · {result.label}"
    subtitle = (
        f"Who stands with whom: {table['camp'].n_unique()} camps, {numbers['ties']} ties, "
        f"{len(result.table('frustrated'))} of them frustrated"
    )
    head, top = heading(title, subtitle, width, painter)
    places, bottom = _places(result, table, top, width)
    drawn = [*_ties(result, places, (width / 2, (top + bottom) / 2), painter)]
    drawn += [part for place in places.values() for part in _actor(place, painter)]
    legend, y = _legend(bottom + SIZE, painter)
    notes = ["Around the ring, the actors of a camp stand together."]
    foot, height = footnotes(notes, y, width, painter)
    return page(width, height, title, painter, [*head, *drawn, *legend, *foot])


def _places(
    result: Result, table: pl.DataFrame, top: float, width: float
) -> tuple[dict[str, Place], float]:
    """Return where actors stand, camp by camp, and where the ring ends."""
    actors = result.case.filled["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    rows = table.sort("camp", "actor", maintain_order=True).to_dicts()
    labels = {row["actor"]: short(row["actor"], names.get(row["actor"]), LETTERS) for row in rows}
    room = max(text_width(label, SIZE) for label in labels.values()) + 3 * DOT
    across, high = width / 2 - PAD - room, HEIGHT * width / 2 - 2 * SIZE
    middle = top + high + 2 * SIZE
    camps = table["camp"].n_unique()
    turn = 2 * math.pi / (len(rows) + GAP * camps)
    found, at, before = {}, GAP / 2, rows[0]["camp"]
    for row in rows:
        at += GAP if row["camp"] != before else 0.0
        angle = -math.pi / 2 + turn * (at + 0.5)
        x, y = width / 2 + across * math.cos(angle), middle + high * math.sin(angle)
        found[row["actor"]] = Place(labels[row["actor"]], row["camp"], x, y, angle)
        at, before = at + 1, row["camp"]
    return found, middle + high + 2 * SIZE


def _ties(
    result: Result, places: dict[str, Place], middle: tuple[float, float], painter: Theme
) -> list[str]:
    """Return the ties, those that are frustrated last and strongest."""
    table = result.table("timeline")
    now = table.filter(pl.col("year") == table["year"].max())
    lost = set(result.table("frustrated").select("a", "b").iter_rows())
    rows = sorted(now.to_dicts(), key=lambda row: (row["a"], row["b"]) in lost)
    drawn = []
    for row in rows:
        a, b, loud = places[row["a"]], places[row["b"]], (row["a"], row["b"]) in lost
        bent = [m + PULL * ((p + q) / 2 - m) for m, p, q in
                zip(middle, (a.x, a.y), (b.x, b.y), strict=True)]  # fmt: skip
        data = f"M{num(a.x)} {num(a.y)}Q{num(bent[0])} {num(bent[1])} {num(b.x)} {num(b.y)}"
        wrong = " (frustrated)" if loud else ""
        told = f"{a.name} and {b.name}: {row['strength']:+.2f}{wrong}"
        drawn.append(_line(data, row["strength"] > 0, loud, painter, tooltip(told)))
    return drawn


def _line(data: str, friendly: bool, loud: bool, painter: Theme, inner: str = "") -> str:
    kind = f"tie {'frustrated' if loud else 'kept'}"
    painted: dict[str, Any] = painter.paint(kind, stroke="more" if friendly else "less")
    return tag(
        "path",
        inner,
        d=data,
        stroke_width=2.6 if loud else 1.1,
        stroke_dasharray=None if friendly else "5 3",
        opacity=str(LOUD if loud else QUIET),
        **painted,
    )


def _actor(place: Place, painter: Theme) -> list[str]:
    colour = f"kind{(place.camp - 1) % len(KINDS_LIGHT)}"
    across = math.cos(place.angle)
    upright = abs(across) < 0.15
    anchor = "middle" if upright else "start" if across > 0 else "end"
    x = place.x + (0 if upright else math.copysign(2 * DOT, across))
    y = place.y + SIZE * 0.35
    if upright:
        y += math.copysign(2.2 * DOT + SIZE * 0.3, math.sin(place.angle))
    return [
        tag("circle", cx=place.x, cy=place.y, r=DOT, **painter.paint("actor", fill=colour)),
        text(place.name, x, y, font_size=SIZE, text_anchor=anchor,
             **painter.paint("name", fill="ink")),
    ]  # fmt: skip


def _legend(y: float, painter: Theme) -> tuple[list[str], float]:
    """Return what the lines mean, in one row, and where it ends."""
    drawn, x = [], PAD
    kinds = (("friends", True, False), ("foes", False, False),
             ("friends apart", True, True), ("foes together", False, True))  # fmt: skip
    for label, friendly, loud in kinds:
        drawn.append(_line(f"M{num(x)} {num(y)}h24", friendly, loud, painter))
        painted = painter.paint("legend", fill="muted")
        drawn.append(text(label, x + 30, y + SIZE * 0.35, font_size=SIZE, **painted))
        x += 30 + text_width(label, SIZE) + 14
    return drawn, y + SIZE
