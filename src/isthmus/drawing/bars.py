"""Bars: who earns and of what, or who gains and who loses between two scenarios."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from isthmus.case.families import heads
from isthmus.case.model import Case
from isthmus.drawing.content import short, sides
from isthmus.drawing.page import PAD, check_width, footnotes, heading, page
from isthmus.drawing.scale import money, round_up
from isthmus.drawing.svg import num, tag, text, text_width, tooltip, wrapped
from isthmus.drawing.theme import Theme, kind_of
from isthmus.errors import IsthmusError
from isthmus.result import Result

EARNED = {
    "producer_surplus": "producers",
    "scarcity_rent": "rent",
    "tariff": "tariffs",
    "storage": "storage",
    "settlement": "contracts",
}
VISIBLE = 0.5
ROW, BAR, SIZE = 25.0, 14.0, 11.0
MOST_LETTERS = 34
TICK = 9.5
TICKS = 5
LEGEND = 20.0


@dataclass(frozen=True)
class Bar:
    """A row: who, the parts of its bar, their sum, and how far the optimum leaves it open."""

    name: str
    parts: dict[str, float]
    reach: tuple[float, float] | None = None

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return sum(self.parts.values())

    @property
    def ends(self) -> tuple[float, float]:
        """How far to the left and to the right it is drawn."""
        values = self.parts.values()
        low, high = self.reach or (0.0, 0.0)
        return (
            min(sum(v for v in values if v < 0), low, 0.0),
            max(sum(v for v in values if v > 0), high, 0.0),
        )


@dataclass(frozen=True)
class Chart:
    """A title, rows, and where values stand across the page."""

    title: str
    subtitle: str
    bars: list[Bar]
    kinds: list[str]
    notes: list[str]
    width: float
    labels: float = field(init=False)

    def __post_init__(self) -> None:
        widest = max(text_width(bar.name, SIZE) for bar in self.bars)
        object.__setattr__(self, "labels", min(widest, self.width * 0.34))

    @property
    def values(self) -> tuple[float, float]:
        """The lowest and the highest value that is drawn."""
        ends = [bar.ends for bar in self.bars]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def x(self, value: float) -> float:
        """Return where a value stands."""
        low, high = self.values
        number = text_width("-000,000", SIZE)
        left = PAD + self.labels + 8 + (number if low < 0 else 0)
        right = self.width - PAD - number
        return left + (value - low) / (high - low) * (right - left)


def draw_bars(
    result: Result,
    *,
    scenario: str | None = None,
    theme: str = "light",
    width: int = 800,
    most: int = 12,
) -> str:
    """Draw who earns, or for a comparison who gains and who loses, as SVG.

    Parameters
    ----------
    result : Result
        Of the markets lens, or of `compare`.
    scenario : str, optional
        Which scenario of a comparison of several.
    theme : str
        `light`, `dark`, or `auto`: light, and dark on a dark screen.
    width : int
        Of the picture, in pixels.
    most : int
        How many actors to draw, the largest first, each with what belongs to it.

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
    chart = _chart(result, scenario, width, most)
    head, top = heading(chart.title, chart.subtitle, width, painter)
    drawn, y = _legend(chart, top, painter)
    bottom = y + ROW * len(chart.bars)
    drawn += _grid(chart, y, bottom, painter)
    for number, bar in enumerate(chart.bars):
        drawn += _row(chart, bar, y + ROW * (number + 0.5), painter)
    foot, height = footnotes(chart.notes, bottom + TICK + 10, width, painter)
    return page(width, height, chart.title, painter, [*head, *drawn, *foot])


def _chart(result: Result, scenario: str | None, width: float, most: int) -> Chart:
    before, after = sides(result, scenario)
    settings = after.case.settings
    if before is None and after.lens == "trade":
        raise IsthmusError("who gains by trade is drawn of a comparison: compare with a reference")
    if before is None:
        bars, kinds = _earners(after), list(EARNED.values())
        title = f"{settings.title} · {after.label}"
        what = "Who earns"
        notes = ["What consumers pay or gain is not in it. The mark is the sum."]
    else:
        table = result.table("gains").filter(pl.col("scenario") == after.label)
        bars, kinds = _winners(after.case, table), []
        title = f"{settings.title} · {after.label} compared with {before.label}"
        what = "Who gains and who loses"
        notes = []
        if any(bar.reach for bar in bars):
            notes = ["The thin line is how far the optimum leaves it open; of several, at most."]
    if not bars:
        raise IsthmusError("nothing to draw: no actor gains or loses")
    subtitle = f"{what}, in {after.units['money']} a year, {settings.base_year}"
    told = f"The {most} largest of {len(bars)}. " if len(bars) > most else ""
    notes = [f"{told}Each actor with what belongs to it.", *notes]
    used = [kind for kind in kinds if any(kind in bar.parts for bar in bars[:most])]
    return Chart(title, subtitle, bars[:most], used, notes, width)


def _earners(result: Result) -> list[Bar]:
    table = result.table("gains").rename(EARNED, strict=False)
    kinds = [kind for kind in EARNED.values() if kind in table.columns]  # cargo has fewer
    rows = _families(result.case, table.select("actor", *kinds))
    bars = [
        Bar(name, {kind: row[kind] for kind in kinds if abs(row[kind]) > VISIBLE})
        for name, row in rows
    ]
    return _ordered(bars)


def _winners(case: Case, table: pl.DataFrame) -> list[Bar]:
    asked = not table["low"].is_null().any()
    columns = ["difference", "low", "high"] if asked else ["difference"]
    return _ordered(
        [
            Bar(
                name,
                {"more" if row["difference"] > 0 else "less": row["difference"]},
                (row["low"], row["high"]) if asked and row["high"] - row["low"] > VISIBLE else None,
            )
            for name, row in _families(case, table.select("actor", *columns))
        ]
    )


def _families(case: Case, table: pl.DataFrame) -> list[tuple[str, dict[str, float]]]:
    """Return the sums over families, each under the name of who stands at its head."""
    head, actors = heads(case), case.filled["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    sums: dict[str, dict[str, float]] = {}
    for row in table.to_dicts():
        actor = row.pop("actor")
        into = sums.setdefault(head.get(actor, actor), dict.fromkeys(row, 0.0))
        for column, value in row.items():
            into[column] += value
    return [(short(actor, names.get(actor), MOST_LETTERS), row) for actor, row in sums.items()]


def _ordered(bars: list[Bar]) -> list[Bar]:
    kept = [bar for bar in bars if abs(bar.total) > VISIBLE]
    return sorted(kept, key=lambda bar: (-round(abs(bar.total), 6), bar.name))


def _legend(chart: Chart, y: float, painter: Theme) -> tuple[list[str], float]:
    drawn: list[str] = []
    if not chart.kinds:
        return drawn, y + 4
    x, middle = PAD, y + LEGEND / 2
    for kind in chart.kinds:
        needed = 16 + text_width(kind, SIZE)
        if x > PAD and x + needed > chart.width - PAD:
            x, middle = PAD, middle + LEGEND
        painted = painter.paint(fill=kind_of(list(EARNED.values()), kind))
        drawn.append(tag("rect", x=x, y=middle - 5, width=11, height=10, **painted))
        painted = painter.paint("legend", fill="ink")
        drawn.append(text(kind, x + 16, middle + SIZE * 0.35, font_size=SIZE, **painted))
        x += needed + 14
    return drawn, middle + LEGEND / 2 + 4


def _grid(chart: Chart, top: float, bottom: float, painter: Theme) -> list[str]:
    low, high = chart.values
    step = round_up((high - low) / TICKS, (1, 2, 5, 10))
    ticks = step * np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    drawn = []
    for tick in ticks.tolist():
        x = num(chart.x(tick))
        drawn.append(
            tag(
                "path", d=f"M{x} {num(top)}V{num(bottom)}",
                stroke_width=1.0 if tick == 0 else 0.5,
                **painter.paint("grid", stroke="ink" if tick == 0 else "boundary"),
            )
        )  # fmt: skip
        drawn.append(
            text(
                money(tick), chart.x(tick), bottom + TICK + 3, font_size=TICK,
                text_anchor="middle", **painter.paint("tick", fill="muted"),
            )
        )  # fmt: skip
    return drawn


def _row(chart: Chart, bar: Bar, middle: float, painter: Theme) -> list[str]:
    label = wrapped(bar.name, SIZE, chart.labels)
    name = label[0] + ("…" if len(label) > 1 else "")
    baseline = middle + SIZE * 0.35
    painted = painter.paint("label actor", fill="ink")
    drawn = [text(name, PAD, baseline, font_size=SIZE, **painted)]
    drawn += _parts(chart, bar, middle, painter)
    low, high = bar.ends
    if bar.reach:
        a, b, y = num(chart.x(bar.reach[0])), num(chart.x(bar.reach[1])), num(middle)
        painted = painter.paint("reach", stroke="ink")
        drawn.append(tag("path", d=f"M{a} {y}H{b}", stroke_width=1.2, **painted))
    elif len(bar.parts) > 1:
        x, half = num(chart.x(bar.total)), BAR / 2 + 2
        painted = painter.paint("total", stroke="ink")
        data = f"M{x} {num(middle - half)}V{num(middle + half)}"
        drawn.append(tag("path", d=data, stroke_width=2, **painted))
    at, anchor = (chart.x(high) + 5, "start") if bar.total >= 0 else (chart.x(low) - 5, "end")
    said = money(bar.total) if chart.kinds else money(bar.total, signed=True)
    painted = painter.paint("label total", fill="ink")
    drawn.append(text(said, at, baseline, font_size=SIZE, text_anchor=anchor, **painted))
    return drawn


def _parts(chart: Chart, bar: Bar, middle: float, painter: Theme) -> list[str]:
    """Return the parts of a bar: gains to the right of zero, losses to the left."""
    drawn = []
    ends = {True: 0.0, False: 0.0}
    for kind, value in bar.parts.items():
        start = ends[value > 0]
        ends[value > 0] = end = start + value
        left, right = sorted((chart.x(start), chart.x(end)))
        role = kind_of(list(EARNED.values()), kind) if chart.kinds else kind
        drawn.append(
            tag(
                "rect", tooltip(f"{bar.name}, {kind}: {money(value)}"), x=left, y=middle - BAR / 2,
                width=right - left, height=BAR, **painter.paint(f"bar {kind}", fill=role),
            )
        )  # fmt: skip
    return drawn
