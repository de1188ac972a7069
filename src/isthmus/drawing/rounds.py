"""Rounds: where each actor stands on an issue after each round of talks."""

from __future__ import annotations

import numpy as np

from isthmus.drawing.content import short
from isthmus.drawing.page import PAD, check_width, footnotes, heading, page
from isthmus.drawing.svg import Floats, num, path, tag, text, text_width, tooltip
from isthmus.drawing.theme import KINDS_LIGHT, Theme
from isthmus.errors import IsthmusError
from isthmus.result import Result

HEIGHT, GAP = 330.0, 34.0
SIZE, TICK = 11.0, 9.5
LEADING = 13.0  # between names that would lie on one another
TICKS = (0, 25, 50, 75, 100)
NOTE = (
    "Thin: actors. Thick: the weighted median, whose end is the outcome. The mark at the left is "
    "the weighted mean of the first positions, the compromise."
)


def draw_rounds(result: Result, *, theme: str = "light", width: int = 800) -> str:
    """Draw the positions of actors over the rounds of talks as SVG, with the median.

    Parameters
    ----------
    result : Result
        Of `negotiation`.
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
        If the result is of something else, or an argument is not one of those above.
    """
    if result.lens != "negotiation":
        raise IsthmusError(f"rounds are drawn of a negotiation, not of {result.lens}")
    painter = Theme.named(theme)
    check_width(width)
    issues = result.case.filled["issues"]
    row = list(issues["id"]).index(result.numbers["issue"])
    title = f"{result.case.settings.title} · {result.label}"
    drawn, top = heading(title, issues["name"][row] or issues["id"][row], width, painter)
    top += GAP * 0.6
    paths, names = _paths(result)
    right = width - PAD - max(text_width(name, SIZE) for name in names) - 14
    left = PAD + text_width("100", TICK) + 6
    across = np.linspace(left, right, max(paths.shape[0], 2))[: paths.shape[0]]
    drawn += _grid(across, right, top, painter)
    drawn += _threshold(result, left, right, top, painter)
    drawn += _lines(paths, names, across, top, right, painter)
    drawn += _middle(result, paths, across, top, painter)
    ends = tuple(
        f"{value} is {issues[column][row]}"
        for value, column in ((0, "low_label"), (100, "high_label"))
        if issues[column][row]
    )
    notes = (NOTE, *([f"{'; '.join(ends)}."] if ends else []))
    foot, height = footnotes(notes, top + HEIGHT + GAP * 0.6, width, painter)
    return page(width, height, title, painter, [*drawn, *foot])


def _paths(result: Result) -> tuple[Floats, list[str]]:
    """Return positions (rounds with the start, actors) and what actors are called."""
    parties = result.table("actors")
    actors = result.case.filled["actors"]
    known = dict(zip(actors["id"], actors["name"], strict=True))
    rows = [parties["position"].to_list()]
    rows += [list(one["positions"].values()) for one in result.numbers["rounds"]]
    return np.array(rows), [short(actor, known.get(actor)) for actor in parties["actor"]]


def _y(value: float, top: float) -> float:
    return top + HEIGHT * (1 - value / 100)


def _grid(across: Floats, right: float, top: float, painter: Theme) -> list[str]:
    faint, muted = painter.paint("grid", stroke="boundary"), painter.paint("tick", fill="muted")
    drawn = []
    for value in TICKS:
        y = _y(value, top)
        line = f"M{num(across[0])} {num(y)}H{num(right)}"
        drawn.append(tag("path", d=line, stroke_width=0.5, **faint))
        at = across[0] - 5
        drawn.append(text(str(value), at, y + 3, font_size=TICK, text_anchor="end", **muted))
    for number, x in enumerate(across.tolist()):
        name, y = str(number) if number else "start", top + HEIGHT + TICK + 4
        drawn.append(text(name, x, y, font_size=TICK, text_anchor="middle", **muted))
    return drawn


def _threshold(result: Result, left: float, right: float, top: float, painter: Theme) -> list[str]:
    """Return the line from which an outcome applies a scenario."""
    least = result.numbers["from"]
    if least is None:
        return []
    y = _y(least, top)
    line = tag(
        "path", d=f"M{num(left)} {num(y)}H{num(right)}", stroke_width=1, stroke_dasharray="5 4",
        **painter.paint("threshold", stroke="muted"),
    )  # fmt: skip
    said = f"from {least:g}: {result.numbers['scenario']}"
    painted = painter.paint("label threshold", fill="muted")
    return [line, text(said, left + 5, y - 4, font_size=TICK, **painted)]


def _lines(
    paths: Floats, names: list[str], across: Floats, top: float, right: float,
    painter: Theme,
) -> list[str]:  # fmt: skip
    """Return a line for each actor, its name at the end; names are set apart."""
    drawn = []
    ends = _apart([_y(value, top) for value in paths[-1].tolist()], top)
    for at, (name, end) in enumerate(zip(names, ends, strict=True)):
        colour = f"kind{at % len(KINDS_LIGHT)}"
        places = np.column_stack([across, [_y(value, top) for value in paths[:, at].tolist()]])
        said = f"{name}: {paths[0, at]:.0f} at the start, {paths[-1, at]:.0f} at the end"
        painted = painter.paint("actor", stroke=colour)
        drawn.append(
            tag("path", tooltip(said), d=path(places), stroke_width=1.5, stroke_linejoin="round",
                stroke_dasharray=None if at < len(KINDS_LIGHT) else "6 3", **painted)
        )  # fmt: skip
        x, y = places[0].tolist()
        drawn.append(tag("circle", cx=x, cy=y, r=2.5, **painter.paint("start", fill=colour)))
        painted = painter.paint("label actor", fill=colour)
        drawn.append(text(name, right + 8, end + SIZE * 0.35, font_size=SIZE, **painted))
    return drawn


def _apart(wanted: list[float], top: float) -> list[float]:
    """Return heights near those wanted, in their order, no two nearer than a line."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = [wanted[at] for at in order]
    for at in range(1, len(placed)):
        placed[at] = max(placed[at], placed[at - 1] + LEADING)
    over = max(placed[-1] - (top + HEIGHT), 0.0)
    placed[-1] -= over
    for at in range(len(placed) - 2, -1, -1):
        placed[at] = min(placed[at], placed[at + 1] - LEADING)
    heights = dict(zip(order, placed, strict=True))
    return [heights[at] for at in range(len(wanted))]


def _middle(result: Result, paths: Floats, across: Floats, top: float, painter: Theme) -> list[str]:
    """Return the weighted median over the rounds, and where the compromise stands."""
    base = result.numbers["baselines"]
    medians = [base["weighted_median"], *(one["median"] for one in result.numbers["rounds"])]
    places = np.column_stack([across, [_y(value, top) for value in medians]])
    said = f"weighted median: {medians[0]:.1f} at the start, {medians[-1]:.1f} at the end"
    painted = painter.paint("median", stroke="ink")
    line = tag("path", tooltip(said), d=path(places), stroke_width=3.5, stroke_opacity=0.55,
               stroke_linejoin="round", **painted)  # fmt: skip
    x, y = across[0], _y(base["weighted_mean"], top)
    corners = f"M{num(x - 6)} {num(y)}l6 -6 6 6 -6 6z"
    said = f"compromise: {base['weighted_mean']:.1f}"
    return [line, tag("path", tooltip(said), d=corners, **painter.paint("compromise", fill="ink"))]
