"""What a map shows where nothing is named: the commodity that moves most value, or changes most."""

from __future__ import annotations

import polars as pl

from isthmus.result import Result

KEY = ["link", "from", "commodity", "period"]


def leading(before: Result | None, after: Result) -> str:
    """Return the commodity whose flows are worth most at the prices where they start.

    Of a comparison it is the one whose flows change most, so valued; of a tie, the first by name.
    """
    known: list[str] = list(after.units["quantity"])
    if len(known) == 1:
        return known[0]
    flows = after.table("flows").select(*KEY, "flow")
    if before is not None:
        old = before.table("flows").select(*KEY, pl.col("flow").alias("was"))
        both = flows.join(old, on=KEY, how="full", coalesce=True, maintain_order="left_right")
        flows = both.with_columns(pl.col("flow").fill_null(0.0) - pl.col("was").fill_null(0.0))
    prices = after.table("prices").select(
        pl.col("node").alias("from"), "commodity", "period", pl.col("price").abs()
    )
    worth = (
        flows.join(prices, on=KEY[1:], how="left", maintain_order="left")
        .group_by("commodity")
        .agg((pl.col("flow").abs() * pl.col("price")).sum().round(6).alias("worth"))
        .sort("worth", "commodity", descending=[True, False])
    )
    return str(worth["commodity"][0]) if len(worth) else known[0]
