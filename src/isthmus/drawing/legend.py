"""The legend: what widths, colours, dashes and marks mean; only what is on the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isthmus.drawing.content import Line, Site
from isthmus.drawing.curves import Curve, bent
from isthmus.drawing.marks import arrow, bars, dot, far_mark, stroke
from isthmus.drawing.plan import CARRIES, Plan
from isthmus.drawing.scale import Scale, quantity
from isthmus.drawing.svg import tag, text, text_width
from isthmus.drawing.theme import Theme, kind_of

SIZE = 10.5
ROW = 21.0
SAMPLE = 30.0
SPACE, BETWEEN = 5.0, 16.0
WORDS = {
    "planned": "planned or being built",
    "closed": "closed or idle",
    "unused": "open, carries nothing",
    "same": "as before",
    "more": "carries more",
    "less": "carries less",
    "full": "full",
    "held": "held by a contract or a limit",
}


@dataclass(frozen=True)
class Item:
    """A sample and its words."""

    sample: str
    words: str

    @property
    def width(self) -> float:
        """How wide it is, in pixels."""
        return (SAMPLE + SPACE if self.sample else 0) + text_width(self.words, SIZE)


def legend(made: Plan, x: float, y: float, room: float, painter: Theme) -> tuple[list[str], float]:
    """Return the legend, in rows that fit, and where it ends."""
    drawn: list[str] = []
    at = x
    for item in items(made, painter):
        if at > x and at + item.width > x + room:
            at, y = x, y + ROW
        if item.sample:
            drawn.append(tag("g", item.sample, transform=f"translate({at:.1f} {y:.1f})"))
        start = at + (SAMPLE + SPACE if item.sample else 0)
        painted = painter.paint("legend", fill="ink")
        drawn.append(text(item.words, start, y + SIZE * 0.35, font_size=SIZE, **painted))
        at += item.width + BETWEEN
    return drawn, y + ROW / 2


def items(made: Plan, painter: Theme) -> list[Item]:
    """Return what the legend explains."""
    present = {line.state for line in made.lines}
    found: list[Item] = []
    for unit in made.scales:
        found += _widths(made, made.scales[unit], painter)
    flowing = {line.kind for line in made.lines if line.state == "flow"}
    if len(flowing) > 1:
        found += [
            Item(_sample("flow", 4, kind_of(list(made.content.kinds), kind), painter), name)
            for kind, name in made.content.kinds.items()
            if kind in flowing
        ]
    for state in ("more", "less", "same", "unused", "planned", "closed"):
        if state in present:
            colour = state if state in CARRIES else "idle"
            found.append(Item(_sample(state, 4, colour, painter), WORDS[state]))
    marks = {line.mark for line in made.lines}
    for mark in ("full", "held"):
        if mark in marks:
            found.append(Item(_sample("flow", 4, "idle", painter, mark), WORDS[mark]))
    middle = np.array([SAMPLE / 2, 0.0])
    found.append(Item(dot(Site(0, 0, "", ""), middle, painter), "place"))
    if made.far:
        mark = far_mark(Site(0, 0, "", ""), middle, np.array([1.0, 0.0]), painter)
        found.append(Item(mark, "place beyond the frame"))
    return found


def _widths(made: Plan, scale: Scale, painter: Theme) -> list[Item]:
    """Return samples of widths: the widest, a middle one, the thinnest."""
    colours = {
        made.colour(one) for one in made.lines if one.unit == scale.unit and one.state in CARRIES
    }
    if not colours:
        return []
    colour = colours.pop() if len(colours) == 1 else "idle"
    middle = scale.top / 4
    words = {
        scale.top: f"{quantity(scale.top)}{' and more' if scale.capped else ''}",
        middle: quantity(middle),
        scale.least: f"{quantity(scale.least)} and less",
    }
    title = Item("", f"Width in proportion, {scale.unit}:")
    return [title] + [
        Item(_sample("flow", scale.width(value), colour, painter, arrowed=False), said)
        for value, said in words.items()
    ]


def _sample(
    state: str, width: float, colour: str, painter: Theme, mark: str = "", *, arrowed: bool = True
) -> str:
    curve: Curve = bent(np.array([0.0, 0.0]), np.array([SAMPLE, 0.0]), width, 0.0)
    line = Line("", "", "", "", "", 1.0, state, mark, "")  # type: ignore[arg-type]
    drawn = stroke(line, curve, colour, painter) + bars(line, curve, painter)
    return drawn + (arrow(line, curve, colour, painter) if arrowed and not mark else "")
