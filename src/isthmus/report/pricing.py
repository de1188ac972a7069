"""Prices by place, and the buyers who may go without and do."""

from __future__ import annotations

import numpy as np
import polars as pl

from isthmus.report.section import Section, cut
from isthmus.result import Result

MANY_PERIODS = 4
VISIBLE = 0.5
# The share of what it would take below which a buyer gets markedly less. A hub takes all of it at
# its price; a curve takes less as a matter of course where it is dearer.
MUCH = {"hub": 0.9, "linear": 0.5, "isoelastic": 0.5}


def price_section(result: Result, most: int | None) -> Section:
    """Return the prices of the places with buyers, those of the largest first.

    If all are shown, the places without buyers follow.
    """
    table = price_table(result)
    price, quantity = (
        ", ".join(sorted(set(result.units[kind].values()))) for kind in ("price", "quantity")
    )
    lines = [
        f"{price}, at the middle of the optimal prices; the largest buyers first, with what they "
        f"take in {quantity} a year."
    ]
    if "open by" in table.columns:
        lines.append("Where prices are not unique, they are open by that much.")
    if most is not None:
        table = table.filter(pl.col("takes").is_not_null())
    elif table.filter(pl.all_horizontal(_numbers(table).is_null())).height:
        lines.append("Where no price stands, nothing can reach the place.")
    return cut("Prices", (" ".join(lines),), table, most)


def _numbers(table: pl.DataFrame) -> pl.Expr:
    return pl.col([name for name in table.columns if name not in ("node", "commodity", "takes")])


def price_table(result: Result) -> pl.DataFrame:
    """Return a row for each place: what its buyers take in a year, and its prices by period."""
    periods = [period.id for period in result.case.periods]
    key = ["node", "commodity"]
    reach = (pl.col("high") - pl.col("low")).max().alias("open by")
    wide = result.table("prices").group_by(key, maintain_order=True).agg(*_by(periods), reach)
    taken = result.table("demand").group_by(key).agg(pl.col("quantity").sum().alias("takes"))
    table = wide.join(taken, on=key, how="left", maintain_order="left").sort(
        pl.col("takes").fill_null(-1.0), "node", descending=[True, False]
    )
    open_by = pl.when(pl.col("open by") > VISIBLE).then("open by").alias("open by")
    made = table.select(*key, "takes", pl.exclude(*key, "takes", "open by"), open_by)
    if made["open by"].is_null().all():
        made = made.drop("open by")
    return made if made["commodity"].n_unique() > 1 else made.drop("commodity")


def _by(periods: list[str]) -> list[pl.Expr]:
    """Return the price in each period; the lowest and highest where there are many."""
    if len(periods) > MANY_PERIODS:
        return [pl.col("price").min().alias("lowest"), pl.col("price").max().alias("highest")]
    return [pl.col("price").filter(pl.col("period") == p).first().alias(p) for p in periods]


def demand_units(result: Result) -> dict[str, str]:
    """Return the unit of every demand row."""
    demand, goods = result.case.filled["demand"], result.case.filled["commodities"]
    unit = dict(zip(goods["id"], goods["unit"], strict=True))
    pairs = zip(demand["id"], demand["commodity"], strict=True)
    return {buyer: unit[commodity] for buyer, commodity in pairs}


def wanting(result: Result) -> pl.DataFrame:
    """Return the buyers without a fixed need that get markedly less than their full quantity.

    That is the quantity the case gives for them, at the price it gives.
    """
    filled = result.case.filled["demand"]
    asked = pl.DataFrame(
        {
            "id": filled["id"],
            "curve": filled["curve"],
            "unit": list(demand_units(result).values()),
            "would take": np.asarray(filled["quantity"], dtype=float),
            "at price": np.asarray(filled["price"], dtype=float),
        }
    ).filter((pl.col("curve") != "fixed") & pl.col("would take").is_not_nan())
    got = (
        result.table("demand")
        .group_by("id", maintain_order=True)
        .agg(
            pl.col("quantity").sum().alias("gets"),
            pl.when(pl.col("price").is_null().all())
            .then(pl.lit("nothing can reach it"))
            .alias("why"),
        )
    )
    found = got.join(asked, on="id", maintain_order="left").filter(
        pl.col("gets") < pl.col("curve").replace_strict(MUCH) * pl.col("would take")
    )
    lacking = pl.col("would take") - pl.col("gets")
    return found.sort(lacking, "id", descending=[True, False]).select(
        pl.col("id").alias("buyer"), "curve", "unit", "gets", "would take", "at price", "why"
    )


def wanting_section(result: Result) -> list[Section]:
    """Return who gets markedly less than they would take, if anybody."""
    table = wanting(result)
    if not len(table):
        return []
    lines = (
        "Over the year. They may go without: what they would take is at the price in the case, and "
        "what costs more they leave.",
    )
    empty = table["why"].is_null().all()
    shown = table.drop("why") if empty else table
    return [Section("Who gets much less than they would take", lines, shown)]
