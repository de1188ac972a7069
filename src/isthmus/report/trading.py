"""The first screen of trade: what moves whose trade, who gains, which partner passes which."""

from __future__ import annotations

from typing import Any

import polars as pl

from isthmus.report.fitting import fit_reasons, fit_table
from isthmus.report.section import Section
from isthmus.report.words import amount, listed
from isthmus.result import Result

NAMED = 3
PAIRS = 12
SMALL = 5e-7  # of a factor
PARTNERS = 5
SIGNS = {True: "gains", False: "loses"}
CLOSED = 1e3  # a factor on cost that leaves no trade
THOUSANDTH = 5e-6  # what is less rounds to no thousandth of a per cent
LARGE = 1e6  # million, from which money is told in trillions
COSTS = {"trade_costs", "settlement"}


def trade_sections(result: Result) -> list[Section]:
    """Return the sections of a result of trade."""
    sections = [Section("In short", tuple(trade_headline(result)))]
    if len(result.table("costs")):
        sections += [costs_section(result), pairs_section(result), countries_section(result)]
    sections.append(ranks_section(result))
    if len(result.table("fit")):
        lines = (_fit_line(result), *fit_reasons(result))
        sections.append(Section("The model against what was observed", lines, fit_table(result)))
    return sections


def _fit_line(result: Result) -> str:
    table = result.table("fit")
    line = f"{table['within'].sum()} of {len(table)} observations of trade fit"
    if not table["pinned"].all():
        return f"{line}."
    return f"{line}: no cost changes, so the model repeats its data, and that proves nothing."


def trade_headline(result: Result) -> list[str]:
    """Return the headline: what is sourced, what changes, for whom, in which order."""
    lines = [_evidence_line(result)]
    if not len(result.table("costs")):
        return [*lines, f"No cost of trade changes, so trade stays what it was.{_movers(result)}"]
    return [*lines, _moved_line(result), _pairs_line(result), _welfare_line(result),
            _ranks_line(result), _method_line(result)]  # fmt: skip


def _evidence_line(result: Result) -> str:
    numbers = result.numbers
    return (
        f"{numbers['pairs']} pairs trade {_money(result, numbers['before'])}; "
        f"{numbers['sourced']:.0%} of the pairs and "
        f"{numbers['sourced_value']:.0%} of the value rest on a source, "
        f"{numbers['estimated']:.0%} of the pairs are predictions."
    )


def _money(result: Result, value: float) -> str:
    """Write money in the unit of the case, and in trillions where that has too many digits."""
    unit = result.units["money"]
    if abs(value) < LARGE or not unit.startswith("million "):
        return f"{value:,.0f} {unit}"
    return amount(value * 1e6, unit.removeprefix("million "))


def _movers(result: Result) -> str:
    """Name the case's scenarios that change a cost of trade, to be tried next."""
    library = result.case.library.values()
    names = [one.name for one in library if any(each.table in COSTS for each in one.changes)]
    return f" With -s, {listed(names)} would change it." if names else ""


def _moved_line(result: Result) -> str:
    numbers = result.numbers
    difference = numbers["after"] - numbers["before"]
    share = difference / numbers["before"]
    told = f"{share:+.3%}" if abs(share) >= THOUSANDTH else "less than a thousandth of a per cent"
    sign = "+" if difference > 0 else ""
    return (
        f"Costs change between {len(result.table('costs'))} pairs; trade among all changes by "
        f"{told}, {sign}{_money(result, difference)}."
    )


def _pairs_line(result: Result) -> str:
    moved = moved_pairs(result).head(NAMED)
    words = ", ".join(
        f"{row['exporter']} to {row['importer']} {row['after'] - row['before']:+,.0f} "
        f"({_percent(row['change'])}{_reach(result, row)})"
        for row in moved.to_dicts()
    )
    return f"What moves most, in {result.units['money']}: {words}."


def _reach(result: Result, row: dict[str, Any]) -> str:
    """Say where nine draws of ten lie, if there were any."""
    pair = f"{row['exporter']}/{row['importer']}"
    found = result.table("bands").filter(measure="trade", target=pair)
    if not len(found):
        return ""
    low, high = (found[end][0] - 1 for end in ("low", "high"))
    return f"; {low:+.2%} to {high:+.2%} in nine draws of ten"


def _percent(change: float | None) -> str:
    return "new" if change is None else f"{change - 1:+.2%}"


def _welfare_line(result: Result) -> str:
    by = (pl.col("welfare_change") - 1).abs()
    table = result.table("countries").filter(by >= THOUSANDTH)
    table = table.sort(by, descending=True, maintain_order=True)
    if not len(table):
        return "Of what they can buy: nobody gains or loses a thousandth of a per cent."
    words = ", ".join(
        f"{actor} {SIGNS[change > 1]} {abs(change - 1):.3%}"
        for actor, change in table.select("actor", "welfare_change").head(NAMED).rows()
    )
    return f"Of what they can buy: {words}."


def _ranks_line(result: Result) -> str:
    moved = result.table("ranks").filter(pl.col("before") != pl.col("after"))
    moved = moved.sort(pl.min_horizontal("before", "after"), "actor", "partner")
    if not len(moved):
        return "No partner changes its rank."
    words = ", ".join(
        f"{partner} from {before} to {after} for {actor}"
        for actor, partner, before, after in moved.select("actor", "partner", "before", "after")
        .head(NAMED)
        .rows()
    )
    more = len(moved) - NAMED
    return f"Partners change rank: {words}{f' and {more} more' if more > 0 else ''}."


def _method_line(result: Result) -> str:
    numbers = result.numbers
    line = (
        f"Elasticity {numbers['theta']:g}, {numbers['deficits']} deficits; solved in "
        f"{numbers['iterations']} steps to {_rest(numbers['residual'])}"
    )
    if numbers["rounds"] is None:
        return f"{line}, without the answer of cargo."
    return f"{line}; {loop_words(result)}."


def _rest(left: float) -> str:
    """Return what is left of a sum; what is but rounding differs from one machine to the next."""
    return "less than 1e-12" if left < ROUNDING else f"{left:.0e}"


ROUNDING = 1e-12


def loop_words(result: Result) -> str:
    """Say whether trade and cargo came to agree."""
    rounds, left = result.numbers["rounds"], result.numbers["loop_residual"]
    if result.numbers["converged"]:
        count = "1 round" if rounds == 1 else f"{rounds} rounds"
        return f"trade and cargo agree after {count} ({_rest(left)} of value left)"
    return f"trade and cargo do NOT agree after {rounds} rounds: {left:.1e} of value left"


def moved_pairs(result: Result) -> pl.DataFrame:
    """Return the pairs of two actors whose trade changes, the largest change first."""
    table = result.table("trade").filter(pl.col("exporter") != pl.col("importer"))
    change = (pl.col("after") - pl.col("before")).abs()
    moved = table.filter(change > SMALL * pl.max_horizontal("before", "after"))
    return moved.sort(
        (pl.col("after") - pl.col("before")).abs(), "exporter", "importer",
        descending=[True, False, False],
    )  # fmt: skip


def pairs_section(result: Result) -> Section:
    """Return the pairs whose trade changes most."""
    table = moved_pairs(result)
    shown = table.head(PAIRS).select(
        pl.format("{} -> {}", "exporter", "importer").alias("pair"),
        "before",
        "after",
        (pl.col("after") - pl.col("before")).alias("difference"),
        ((pl.col("change") - 1) * 100).alias("%"),
        pl.when("estimated").then(pl.lit("estimated")).otherwise("grade").alias("evidence"),
    )
    note = f"In {result.units['money']}, domestic sales left out."
    return Section("Whose trade moves", (note,), shown, _left(len(table), PAIRS))


def costs_section(result: Result) -> Section:
    """Return the pairs whose cost of trade changes most."""
    table = result.table("costs").sort(
        (pl.col("factor") - 1).abs(), "exporter", "importer", descending=[True, False, False]
    )
    shown = table.head(PAIRS).select(
        pl.format("{} -> {}", "exporter", "importer").alias("pair"),
        pl.when(pl.col("change") < CLOSED).then((pl.col("change") - 1) * 100).alias("tariffs %"),
        (pl.col("freight") * 100).alias("freight %"),
        (pl.col("friction") * 100).alias("payments %"),
        pl.when(pl.col("factor") < CLOSED).then((pl.col("factor") - 1) * 100).alias("cost %"),
    )
    note = "Changes in per cent of the value of goods at the border; empty: the pair is closed."
    return Section("Which costs change", (note,), shown, _left(len(table), PAIRS))


def countries_section(result: Result) -> Section:
    """Return what changes for each actor, who gains or loses most first."""
    names = {
        "welfare_change": "welfare %",
        "output_change": "output %",
        "price_change": "prices %",
        "exports_change": "exports %",
        "imports_change": "imports %",
    }
    table = result.table("countries").sort(
        (pl.col("welfare_change") - 1).abs(), "actor", descending=[True, False]
    )
    shown = table.head(PAIRS).select(
        "actor", *(((pl.col(name) - 1) * 100).alias(title) for name, title in names.items())
    )
    note = "World output is held constant; welfare is what can be bought."
    return Section("For whom", (note,), shown, _left(len(table), PAIRS))


def ranks_section(result: Result) -> Section:
    """Return the first partners of every actor, whose trade changes most first."""
    table = result.table("ranks")
    moved = table.group_by("actor", maintain_order=True).agg(
        (pl.col("turnover_after").sum() / pl.col("turnover_before").sum() - 1).abs().alias("by")
    )
    order = moved.with_columns(pl.col("by").round(9)).sort(
        "by", "actor", descending=[True, False], nulls_last=True
    )["actor"]
    rows = []
    for actor in order.head(PAIRS):
        first = table.filter((pl.col("actor") == actor) & (pl.col("after") <= PARTNERS))
        words = [_partner(row) for row in first.sort("after").to_dicts()]
        rows.append([actor, *words, *[""] * (PARTNERS - len(words))])
    names = ["actor", *(f"{place + 1}." for place in range(PARTNERS))]
    shown = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    note = (
        f"By exports and imports together, in {result.units['money']}; groups of countries have no "
        "rank."
    )
    return Section("First partners", (note,), shown, _left(len(order), PAIRS))


def _partner(row: dict[str, Any]) -> str:
    was = f" (was {row['before']}.)" if row["before"] != row["after"] else ""
    return f"{row['partner']} {row['turnover_after']:,.0f}{was}"


def _left(count: int, most: int) -> tuple[str, ...]:
    return (f"and {count - most} more",) if count > most else ()
