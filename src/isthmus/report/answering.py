"""The answer to one scenario in three sentences, with how far each number moves within bands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from isthmus.report.cargo import diverted, mean_cost, mean_days
from isthmus.report.contrast import LENSES
from isthmus.result import Result
from isthmus.study.hanging import hangs_on

NAMED = 3
SMALL = 5e-3
TOP, TRIES = 3, 24  # of the inputs that a number hangs on: as many are named, and are tried


@dataclass(frozen=True)
class Bands:
    """What numbers of an answer hang on, and their lowest and highest within those bands.

    Attributes
    ----------
    found : Result, optional
        Of `hangs_on`; none where it was not asked.
    ends : mapping of str to (float, float)
        By output: `welfare`, `flow:LINK`, `gain:ACTOR`.
    """

    found: Result | None = None
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def said(self, output: str, form: str, between: str = "; ") -> str:
        """Return the ends of a number's band in words; nothing where it does not move."""
        low, high = (f"{end:{form}}" for end in self.ends.get(output, (0.0, 0.0)))
        return "" if low == high else f"{between}{low} to {high}"


def together(compared: Sequence[Result]) -> pl.DataFrame:
    """Return whose gains change: of one lens, its table; of several, their sum and each apart.

    What prices leave open is known of markets alone; the gains of cargo stand as they are.
    """
    if len(compared) == 1:
        return compared[0].table("gains").drop("scenario")
    change = pl.col("difference")
    parts = [
        one.table("gains").select(
            "actor",
            *((change if of is one else 0.0 * change).alias(LENSES[of.about]) for of in compared),
            change,
            *(pl.col(end).fill_null(change) for end in ("low", "high")),
        )
        for one in compared
    ]
    return pl.concat(parts).group_by("actor", maintain_order=True).sum()


def bands_of(*compared: Result) -> Bands:
    """Return how far the numbers of an answer move within the bands of what they hang on most.

    Those of several lenses are found together: welfare and gains are their sums.
    """
    before, after = compared[0].compared
    kinds = {"markets": "flow", "trade": "trade"}  # flows of cargo are not in the answer
    flows = [
        f"{kinds[one.about]}:{row['link']}"
        for one in compared
        if one.about in kinds
        for row in _moved(one)
    ]
    gains = [f"gain:{row['actor']}" for side in _sides(together(compared)) for row in side]
    lens = compared[0].about if len(compared) == 1 else None
    return _banded(after, before, ["welfare", *flows, *gains], lens)


def _banded(after: Result, before: Result, outputs: Sequence[str], lens: str | None) -> Bands:
    """Return what some differences hang on most, and their lowest and highest within its bands."""
    found = hangs_on(after.case, *outputs, against=before.case, top=TOP, tries=TRIES, lens=lens)
    moved = found.table("hangs_on").unpivot(["value_low", "value_high"], index="output")
    known = pl.concat(
        [moved.select("output", "value"), found.table("outputs").select("output", "value")]
    )
    ends = {
        output: (low, high)
        for output, low, high in known.group_by("output", maintain_order=True)
        .agg(pl.col("value").min().alias("low"), pl.col("value").max().alias("high"))
        .filter(pl.col("low") < pl.col("high"))
        .iter_rows()
    }
    return Bands(found, ends)


def answer(*compared: Result, bands: Bands | None = None) -> list[str]:
    """Return the answer in three sentences: for all, what moves, for whom.

    Of several lenses it is one answer: gains are their sum.
    """
    known = bands or Bands()
    return [_welfare(compared, known), _movements(compared, known), _gains(compared, known)]


def _welfare(compared: Sequence[Result], bands: Bands) -> str:
    each = [_difference(one) for one in compared]
    change, money = sum(each), compared[0].units["money"]
    band = bands.said("welfare", "+z,.0f", " (").strip()
    told = f" {band} within the bands of what it hangs on most)" if band else ""
    if len(each) > 1:
        named = zip(compared, each, strict=True)
        told += f": {', '.join(f'{LENSES[one.about].lower()} {own:+z,.0f}' for one, own in named)}"
    if abs(change) < SMALL:
        return f"Together, all actors gain nothing ({change:+.2f} {money} a year){told}."
    word = "gain" if change > 0 else "lose"
    return f"Together, all actors {word} {abs(change):{_places(change)}} {money} a year{told}."


def _places(value: float) -> str:
    """Return how a sum of money is written: whole, unless it is less than one."""
    return ",.0f" if abs(value) >= 1 else ".2f"


def _difference(compared: Result) -> float:
    before, after = compared.compared
    return float(after.numbers["welfare"]) - float(before.numbers["welfare"])


def _movements(compared: Sequence[Result], bands: Bands) -> str:
    of_lens: dict[str, Callable[[Result, Bands], str]] = {"corridors": _diversions}
    said = [of_lens.get(one.about, _moves)(one, bands) for one in compared]
    first, *others = said
    return "; ".join([first, *(f"{text[:1].lower()}{text[1:]}" for text in others)]) + "."


def _moved(compared: Result) -> list[dict[str, float | str]]:
    """Return the links whose flows change most."""
    largest = compared.table("flows").sort(
        pl.col("difference").abs(), "link", descending=[True, False]
    )
    return [row for row in largest.head(NAMED).to_dicts() if abs(row["difference"]) >= SMALL]


def _moves(compared: Result, bands: Bands) -> str:
    links = compared.case.filled["links"]
    good = dict(zip(links["id"], links["commodity"], strict=True))
    units: Mapping[str, str] = compared.units["quantity"]
    rows, money = _moved(compared), compared.units["money"]
    told = [units.get(good.get(str(row["link"]), ""), money) for row in rows]
    kind = "trade" if compared.about == "trade" else "flow"
    each = [
        f"{row['link']} {row['difference']:+.2f}{_unit(unit, told)}"
        + _bracketed(bands.said(f"{kind}:{row['link']}", "+z.2f", ""))
        for row, unit in zip(rows, told, strict=True)
    ]
    if not each:
        return "No flow changes"
    common = f"{told[0]} a year" if len(set(told)) == 1 else "a year"
    return f"What changes most ({common}): {', '.join(each)}"


def _unit(unit: str, told: Iterable[str]) -> str:
    return f" {unit}" if len(set(told)) > 1 else ""


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def _diversions(compared: Result, bands: Bands) -> str:
    """Say how many shipments go another way, which are the largest, and what all of it takes."""
    before, after = (one.table("shipments") for one in compared.compared)
    table = diverted(*compared.compared)
    unit = compared.units["price"]["cargo"]
    others = table.filter(pl.col("way") != pl.col("way then"))
    days, cost = ((of(before), of(after)) for of in (mean_days, mean_cost))
    left = float(after["unshipped"].sum()) - float(before["unshipped"].sum())
    stays = f", and {left:+.1f} Mt stay behind" if abs(left) >= SMALL else ""
    means = (
        f"the mean of all cargo goes from {days[0]:.1f} to {days[1]:.1f} days and from "
        f"{cost[0]:.1f} to {cost[1]:.1f} {unit}{stays}"
    )
    if not len(others):
        return f"No shipment goes mostly another way; {means}"
    named = "; ".join(_diversion(row) for row in others.head(NAMED).to_dicts())
    return (
        f"{len(others)} of {len(before)} shipments go mostly another way, the largest {named}; "
        f"{means}"
    )


def _diversion(row: Mapping[str, float | str]) -> str:
    days = f"{row['days']:.0f} to {row['days then']:.0f} days"
    return (
        f"{row['shipment']} ({row['Mt then']:.1f} Mt, {days}) by {row['way then']} instead of "
        f"{row['way']}"
    )


def _sides(
    gains: pl.DataFrame,
) -> tuple[list[dict[str, float | str]], list[dict[str, float | str]]]:
    """Return who gains most and who loses most."""
    order = gains.sort("difference", "actor", descending=[True, False])
    winners = [row for row in order.to_dicts() if row["difference"] >= SMALL]
    losers = [row for row in order.reverse().to_dicts() if row["difference"] <= -SMALL]
    return winners[:NAMED], losers[:NAMED]


def _gains(compared: Sequence[Result], bands: Bands) -> str:
    actors = compared[0].case.tables["actors"]
    short = {
        actor: (name or actor).partition(" (")[0]
        for actor, name in zip(actors["id"], actors["name"], strict=True)
    }
    parts = [
        f"{', '.join(_gain(row, short, bands) for row in side)} {word}"
        for side, word in zip(_sides(together(compared)), ("gain", "lose"), strict=True)
        if side
    ]
    return f"{'; '.join(parts)}." if parts else "Nobody gains and nobody loses."


def _gain(row: Mapping[str, float | str], short: Mapping[str, str], bands: Bands) -> str:
    actor, form = str(row["actor"]), _places(float(row["difference"]))
    text = f"{short.get(actor, actor)} ({row['difference']:+{form}}"
    text += bands.said(f"gain:{actor}", f"+z{form}")
    low, high = row["low"], row["high"]
    if low is not None and high is not None and float(high) - float(low) >= 1:
        text += f"; prices leave open {low:+,.0f} to {high:+,.0f}"
    return f"{text})"
