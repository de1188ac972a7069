"""What binds: links that earn a scarcity rent, what it is due to, and links that are shut."""

from __future__ import annotations

import polars as pl

from isthmus.case.model import Case, Table
from isthmus.report.section import Section, cut
from isthmus.result import Result

VISIBLE = 0.5
SHUT = "no capacity"


def binding(result: Result) -> pl.DataFrame:
    """Return the links that carry a scarcity rent, the dearest first."""
    case = result.case
    return (
        result.table("flows")
        .with_columns((pl.col("scarcity_price") * pl.col("flow").abs()).alias("rent"))
        .filter(pl.col("rent").abs() > VISIBLE)
        .sort(pl.col("rent").abs(), "link", "period", descending=[True, False, False])
        .select(
            "link",
            "period",
            "flow",
            "capacity",
            pl.col("scarcity_price").alias("scarcity"),
            "rent",
            pl.col("bound_by")
            .map_elements(lambda names: _kind(case, names), return_dtype=pl.String)
            .alias("bound by"),
        )
    )


def _kind(case: Case, names: str) -> str:
    """Say of what kind it is that binds; of many contracts or limits name the first."""
    if names == "capacity":
        return names
    minimum, listed = names.startswith("minimum of "), names.removeprefix("minimum of ")
    first, *more = listed.split(", ")
    kind = "contract" if first in case.tables["contracts"]["id"] else "limit"
    text = f"{kind} {first} and {len(more)} more" if more else f"{kind} {first}"
    return f"minimum of {text}" if minimum else text


def shut(result: Result) -> pl.DataFrame:
    """Return the links without capacity that a first unit would pay to use, the dearest first.

    Their scarcity is what the prices at both ends leave after loss, cost and tariff.
    """
    case = result.case
    closed = result.table("flows").filter(pl.col("capacity") == 0).select("link", "period")
    links = case.filled["links"]
    rows = {link: index for index, link in enumerate(links["id"])}
    price = {
        (node, good, period): float("nan") if value is None else value
        for node, good, period, value in result.table("prices")
        .select("node", "commodity", "period", "price")
        .iter_rows()
    }
    worth = [_worth(links, rows[link], period, price) for link, period in closed.iter_rows()]
    found = closed.with_columns(pl.Series("scarcity", worth, dtype=pl.Float64))
    return found.filter(pl.col("scarcity").fill_nan(None) > VISIBLE).sort(
        "scarcity", "link", "period", descending=[True, False, False]
    )


def _worth(links: Table, row: int, period: str, price: dict[tuple[str, str, str], float]) -> float:
    """Return what a first unit over a link would earn, in the better direction; NaN: not known."""
    good = links["commodity"][row]
    end = (links["to"][row], links["to_commodity"][row] or good)
    there = price.get((*end, period), float("nan"))
    here = price.get((links["from"][row], good, period), float("nan"))
    kept = links["yield"][row] * (1 - links["loss"][row])
    paid = links["cost"][row] + links["tariff"][row]
    forward = kept * there - here - paid
    return (
        float(max(forward, kept * here - there - paid)) if links["bidirectional"][row] else forward
    )


def binding_section(result: Result, most: int | None) -> Section:
    """Return what binds, and after it what is shut and would be used."""
    bound = binding(result)
    closed = shut(result).with_columns(
        pl.lit(0.0).alias("flow"),
        pl.lit(0.0).alias("capacity"),
        pl.lit(0.0).alias("rent"),
        pl.lit(SHUT).alias("bound by"),
    )
    table = pl.concat([bound, closed.select(bound.columns)])
    if not len(table):
        return Section("What binds", ("Nothing: no link earns a scarcity rent.",))
    return cut("What binds", (_note(result, table.head(most or len(table))),), table, most)


def _note(result: Result, table: pl.DataFrame) -> str:
    quantity = ", ".join(sorted(set(result.units["quantity"].values())))
    price = ", ".join(sorted(set(result.units["price"].values())))
    parts = [
        f"Flow and capacity in {quantity} within the period, scarcity in {price}, rent in "
        f"{result.units['money']}."
    ]
    if table["bound by"].str.contains("contract|limit").any():
        parts.append("A contract or limit can bind where the pipe has room.")
    if (table["scarcity"] < 0).any():
        parts.append(
            "A negative scarcity is due to the minimum of a contract; its buyer pays for it."
        )
    if table["capacity"].is_null().any():
        parts.append("Capacity is empty where no limit is given.")
    if (table["bound by"] == SHUT).any():
        parts.append("Where there is no capacity, scarcity is what a first unit would earn.")
    return " ".join(parts)
