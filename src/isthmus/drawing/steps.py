"""Steps: how days and cost of routes grow with the distance, borders and transfers upright."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import polars as pl

from isthmus.drawing.content import short, way
from isthmus.drawing.page import PAD, check_width, footnotes, heading, page
from isthmus.drawing.scale import money, quantity, round_up
from isthmus.drawing.svg import num, path, tag, text, text_width, tooltip
from isthmus.drawing.theme import KINDS_LIGHT, Theme
from isthmus.errors import IsthmusError
from isthmus.result import Result

PANEL, GAP, LEGEND = 240.0, 34.0, 17.0
SIZE, TICK = 11.0, 9.5
TICKS = 5
ROUND = (1, 2, 5, 10)
UPRIGHT = 0.15  # days: steps that are named
NOTES = (
    "Upright: transfers, and at borders the days beyond the running time at the mode's speed. "
    "Steps of the first route are named.",
)


@dataclass(frozen=True)
class Panel:
    """What grows upwards over km: a column of the profile, from a line to a line of the page."""

    column: str
    title: str
    top: float
    left: float
    right: float
    km: float
    most: float

    def x(self, km: float) -> float:
        """Return where a distance stands."""
        return self.left + km / self.km * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where a value stands."""
        return self.top + PANEL * (1 - value / self.most)


def draw_steps(
    result: Result, *, theme: str = "light", width: int = 800, most: int = len(KINDS_LIGHT)
) -> str:
    """Draw the time/cost-distance chart of open routes as SVG: days above, cost below, over km.

    Parameters
    ----------
    result : Result
        Of `routes`.
    theme : str
        `light`, `dark`, or `auto`: light, and dark on a dark screen.
    width : int
        Of the picture, in pixels.
    most : int
        How many routes to draw, the first ones; 7 at most, which colours tell apart.

    Returns
    -------
    str
        A standalone SVG document.

    Raises
    ------
    IsthmusError
        If there is nothing to draw, or an argument is not one of those above.
    """
    painter = Theme.named(theme)
    check_width(width)
    if not 1 <= most <= len(KINDS_LIGHT):
        raise IsthmusError(f"most: {most} is not between 1 and {len(KINDS_LIGHT)}")
    routes = result.table("routes").filter(pl.col("status") == "open").head(most)
    if not len(routes):
        raise IsthmusError("nothing to draw: no route is open")
    points = _points(result, routes["rank"].to_list())
    title = f"{result.case.settings.title} · {result.label}"
    subtitle = f"{points['node'][0]} to {points['node'][-1]}: days and cost over the distance"
    drawn, top = heading(title, subtitle, width, painter)
    price = result.units["price"]["cargo"]
    legend, top = _legend(routes, price, top, painter)
    drawn += legend
    for column, name in (("days", "days"), ("cost", price)):
        panel = _panel(points, column, name, top + GAP * 0.6, width)
        drawn += [*_grid(panel, painter), *_lines(panel, points, painter)]
        drawn += _names(panel, points, painter)
        top = panel.top + PANEL + GAP * 0.6
    foot, height = footnotes(NOTES, top, width, painter)
    return page(width, height, title, painter, [*drawn, *foot])


def _points(result: Result, ranks: list[int]) -> pl.DataFrame:
    """Return the profiles of some routes, nodes by what people call them."""
    nodes = result.case.filled["nodes"]
    name = {key: short(key, name) for key, name in zip(nodes["id"], nodes["name"], strict=True)}
    profile = result.table("profile").filter(pl.col("rank").is_in(ranks))
    return profile.with_columns(pl.col("node").replace_strict(name))


def _panel(points: pl.DataFrame, column: str, title: str, top: float, width: float) -> Panel:
    values, km = points[column].to_numpy(), points["km"].to_numpy()
    left = PAD + text_width("0,000", TICK) + 6
    return Panel(
        column=column,
        title=title,
        top=top,
        left=left,
        right=width - PAD - text_width("00", SIZE) - 6,
        km=max(float(km.max()), 1.0),
        most=max(float(values.max()) * 1.04, 1e-9),
    )


def _legend(
    routes: pl.DataFrame, price: str, top: float, painter: Theme
) -> tuple[list[str], float]:
    drawn = []
    for row in routes.to_dicts():
        middle = top + LEGEND / 2
        line = f"M{num(PAD)} {num(middle)}h18"
        painted = painter.paint("legend", stroke=_colour(row["rank"]))
        drawn.append(tag("path", d=line, stroke_width=2.5, **painted))
        said = (
            f"{row['rank']}: {way(row['borders'], row['chokepoints'])}, "
            f"{quantity(row['days'])} days, {money(row['cost'])} {price}"
        )
        painted = painter.paint("legend", fill="ink")
        drawn.append(text(said, PAD + 24, middle + SIZE * 0.35, font_size=SIZE, **painted))
        top += LEGEND
    return drawn, top


def _colour(rank: int) -> str:
    return f"kind{rank - 1}"


def _grid(panel: Panel, painter: Theme) -> list[str]:
    """Return the lines of round values with their numbers, and what the panel shows."""
    bottom = panel.top + PANEL
    across = [(panel.y(v), money(v)) for v in _ticks(panel.most)]
    upright = [(panel.x(km), f"{money(km)} km") for km in _ticks(panel.km)]
    faint = painter.paint("grid", stroke="boundary")
    muted = painter.paint("tick", fill="muted")
    drawn = []
    for y, said in across:
        line = f"M{num(panel.left)} {num(y)}H{num(panel.right)}"
        drawn.append(tag("path", d=line, stroke_width=0.5, **faint))
        at = panel.left - 5
        drawn.append(text(said, at, y + 3, font_size=TICK, text_anchor="end", **muted))
    for x, said in upright:
        line = f"M{num(x)} {num(panel.top)}V{num(bottom)}"
        drawn.append(tag("path", d=line, stroke_width=0.5, **faint))
        at = bottom + TICK + 3
        drawn.append(text(said, x, at, font_size=TICK, text_anchor="middle", **muted))
    painted = painter.paint("label", fill="ink")
    named = text(panel.title, PAD, panel.top - 7, font_size=SIZE, font_weight="bold", **painted)
    return [*drawn, named]


def _ticks(most: float) -> list[float]:
    step = round_up(most / TICKS, ROUND)
    ticks: list[float] = (step * np.arange(np.floor(most / step) + 1)).tolist()
    return ticks


def _lines(panel: Panel, points: pl.DataFrame, painter: Theme) -> list[str]:
    """Return a line for each route, a dot where it steps, its number at its end."""
    drawn = []
    ranks = points["rank"].unique(maintain_order=True).to_list()
    for rank in reversed(ranks):  # the first one on top
        steps = points.filter(pl.col("rank") == rank).to_dicts()
        places = np.array([(panel.x(s["km"]), panel.y(s[panel.column])) for s in steps])
        painted = painter.paint("route", stroke=_colour(rank))
        drawn.append(
            tag("path", d=path(places), stroke_width=2, stroke_linejoin="round", **painted)
        )
        for step, before, (x, y) in zip(steps[1:], steps[:-1], places[1:].tolist(), strict=True):
            grown = step[panel.column] - before[panel.column]
            said = f"{step['node']}, {step['what']}: {quantity(grown)} {panel.title}"
            painted = painter.paint("step", fill=_colour(rank))
            drawn.append(tag("circle", tooltip(said), cx=x, cy=y, r=2.2, **painted))
        x, y = places[-1].tolist()
        painted = painter.paint("label", fill=_colour(rank))
        at = y + SIZE * 0.35
        drawn.append(text(str(rank), x + 5, at, font_size=SIZE, font_weight="bold", **painted))
    return drawn


def _names(panel: Panel, points: pl.DataFrame, painter: Theme) -> list[str]:
    """Name the places of the first route's upright steps below them, where there is room."""
    if panel.column != "days":
        return []
    first = points.filter(pl.col("rank") == points["rank"][0]).to_dicts()
    painted = painter.paint("label place", fill="muted")
    drawn, end = [], panel.left
    for before, step in itertools.pairwise(first):
        x, y = panel.x(step["km"]) + 3, panel.y(before["days"]) + TICK + 2
        upright = step["km"] == before["km"] and step["days"] - before["days"] > UPRIGHT
        if upright and x > end and x + text_width(step["node"], TICK) < panel.right:
            drawn.append(text(step["node"], x, y, font_size=TICK, **painted))
            end = x + text_width(step["node"], TICK)
    return drawn
