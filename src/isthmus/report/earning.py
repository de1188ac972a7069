"""Who gains: states, or whoever stands at the head, with all that belongs to them beneath."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from isthmus.case.families import heads
from isthmus.case.model import Case
from isthmus.report.section import Section
from isthmus.result import Result

KINDS = {
    "consumer_surplus": "consumers",
    "producer_surplus": "producers",
    "scarcity_rent": "rent",
    "tariff": "tariffs",
    "storage": "storage",
    "settlement": "contracts",
    "total": "total",
}
EARNED = ("producer_surplus", "scarcity_rent", "tariff", "storage", "settlement")
VISIBLE = 0.5
RESOLVED = 1e-3
CHANGES = "Who gains and who loses"
BENEATH = "With what belongs to them beneath."


def gains_section(result: Result) -> Section:
    """Return all gains by kind, as levels."""
    table = result.table("gains")
    table = table.select("actor", *(kind for kind in KINDS if kind in table.columns))
    table = table.rename(KINDS, strict=False)
    note = (
        f"In {result.units['money']} a year, at the middle of the optimal prices. {BENEATH} These "
        "are levels: what changes them, and for whom, isthmus compare says."
    )
    if result.lens == "markets" and "fixed" in result.case.filled["demand"]["curve"]:
        note += (
            " For a fixed need, consumers count what they pay, with a minus sign: what is spent at "
            "home, not a loss."
        )
    return _section("Who gains", note, _families(result.case, _visible(table), "total"))


def earnings_section(result: Result, most: int) -> Section:
    """Return what actors earn, whatever consumers pay or gain; the first few families only."""
    names = [KINDS[kind] for kind in EARNED]
    table = result.table("gains").select("actor", *EARNED).rename(KINDS, strict=False)
    table = table.with_columns(pl.sum_horizontal(names).alias("earned"))
    note = (
        f"In {result.units['money']} a year, at the middle of the optimal prices, with what "
        "belongs to each; what is sold at home counts at the same prices. What consumers pay or "
        "gain is not in it: see isthmus markets."
    )
    found = [family.head(1) for family in _families(result.case, _visible(table), "earned")]
    return _section("Who earns", note, found, most)


def changes_section(
    case: Case, changes: pl.DataFrame, money: str, most: int, rows: int | None = None
) -> Section:
    """Return who gains and who loses between two results; the first few families, in `rows`."""
    note = f"In {money} a year. {BENEATH}"
    if "reference" in changes.columns:
        note += (
            " The difference is what is gained or lost; reference and value are levels, in which a "
            "fixed need counts what it pays with a minus sign."
        )
    changes = changes.drop("determined", strict=False)
    if changes["low"].is_null().any():  # intervals were not asked for
        families = _families(case, changes.drop("low", "high"), "difference")
        return _section(CHANGES, note, families, most, rows)
    found = [_with_reach(family) for family in _families(case, changes, "difference")]
    made = _section(CHANGES, note, found, most, rows)
    assert made.table is not None
    if made.table["reach"].is_null().all():
        return replace(made, table=made.table.drop("reach"))
    return made


def _visible(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.any_horizontal(pl.exclude("actor").abs() > VISIBLE))


def _section(
    title: str,
    note: str,
    found: list[pl.DataFrame],
    most: int | None = None,
    rows: int | None = None,
) -> Section:
    """Return a section of the first families: so many, in so many rows."""
    shown = found[:most] if rows is None else _within(found[:most], rows)
    if len(shown) < len(found):
        title = f"{title} (the first {len(shown)} of {len(found)})"
    return Section(title, (note,), pl.concat(shown) if shown else None)


def _within(found: list[pl.DataFrame], rows: int) -> list[pl.DataFrame]:
    """Return families in so many rows: those for whose members there is no room as sums alone."""
    spare, shown = rows - len(found), []
    for family in found:
        kept = len(family) if len(family) - 1 <= spare else 1
        spare -= kept - 1
        shown.append(family.head(kept))
    return shown


def _families(case: Case, table: pl.DataFrame, order: str) -> list[pl.DataFrame]:
    """Return the rows of actors by families, the largest in column `order` first.

    The first row of a family is its sum, under the name of who stands at its head; the members
    follow, indented, unless the head is all there is.
    """
    head = heads(case)
    members: dict[str, list[int]] = {}
    for index, actor in enumerate(table["actor"]):
        members.setdefault(head.get(actor, actor), []).append(index)
    found = [_family(head, table[rows], order) for head, rows in members.items()]
    return sorted(found, key=lambda family: (-abs(family[order][0]), family["actor"][0]))


def _family(head: str, members: pl.DataFrame, order: str) -> pl.DataFrame:
    if members["actor"].to_list() == [head]:
        return members
    name = pl.when(pl.col("actor") == head).then(pl.lit(f"{head} itself")).otherwise("actor")
    total = members.select(pl.lit(head).alias("actor"), pl.exclude("actor").sum())
    if "reference" in members.columns:  # a sum over those that change is no level of the family
        levels = [pl.lit(None, pl.Float64).alias(name) for name in ("reference", "value")]
        total = total.with_columns(levels)
    beneath = members.sort(pl.col(order).abs(), "actor", descending=[True, False]).with_columns(
        pl.format("  {}", name).alias("actor")
    )
    return pl.concat([total, beneath])


def _with_reach(family: pl.DataFrame) -> pl.DataFrame:
    """Say how far the optimum leaves a change open; one whose sign is open is called so.

    The ends of a sum are at most those of its members together, which may not go together.
    """
    reach = pl.format("{} to {}", pl.col("low").round(1), pl.col("high").round(1))
    summed = (pl.int_range(pl.len()) == 0) & (pl.len() > 1)
    note = (
        pl.when(pl.col("high") - pl.col("low") <= RESOLVED)
        .then(None)
        .when(summed)
        .then(pl.format("within {}", reach))
        .when(pl.col("low") * pl.col("high") <= 0)
        .then(pl.format("undetermined: {}", reach))
        .otherwise(reach)
    )
    return family.with_columns(note.alias("reach")).drop("low", "high")
