"""The first screen of a corridors result: which way cargo goes, what is full, what stays behind."""

from __future__ import annotations

import polars as pl

from isthmus.drawing.content import way
from isthmus.report.earning import gains_section
from isthmus.report.fitting import counted, fit_reasons, fit_table
from isthmus.report.section import Section, cut
from isthmus.result import Result

SMALL = 5e-4
VISIBLE = 0.5
MOST_ROUTES = 3
MOST = 12
LEADS, MANY = 0.25, 5  # of so many shipments or more, one of a larger share leads the mean
CLOSE = 0.05  # a day, or a unit of cost


def corridors_sections(result: Result) -> list[Section]:
    """Return the sections of a corridors result."""
    sections = [
        Section("In short", tuple(cargo_headline(result))),
        shipments_section(result),
        borders_section(result),
        full_section(result),
        gains_section(result),
    ]
    if len(result.table("fit")):
        title = "The model against what was observed"
        lines = (*cargo_fit_line(result), *fit_reasons(result))
        sections.append(Section(title, lines, fit_table(result)))
    return sections


def cargo_headline(result: Result) -> list[str]:
    """Return the headline: a few sentences with the numbers that matter most."""
    table = result.table("shipments")
    wanted, left = float(table["quantity"].sum()), float(table["unshipped"].sum())
    lines = [
        f"cargo: {wanted - left:,.1f} of {wanted:,.1f} Mt shipped, "
        f"{_means(table, result.units['price']['cargo'])}."
    ]
    crossed = border_tonnage(result).head(MOST_ROUTES)
    names = ", ".join(f"{a}-{b} {mt:.1f}" for a, b, mt in crossed.iter_rows())
    if names:
        lines.append(f"Most passes straight from one to the other, in Mt: {names}.")
    choked = chokepoint_tonnage(result)
    if len(choked):
        passed = ", ".join(f"{name} {mt:.1f}" for name, mt in choked.iter_rows())
        lines.append(f"Of this cargo, through straits, canals and passes, in Mt: {passed}.")
    return [*lines, _full_line(result), _left_line(table)]


def _means(table: pl.DataFrame, price: str) -> str:
    """Say how long and for how much; a shipment that would lead the mean stands apart."""

    def said(part: pl.DataFrame) -> str:
        return f"in {mean_days(part):.0f} days and for {mean_cost(part):.0f} {price}"

    parts = table.sort("shipped", "shipment", descending=[True, False])
    largest, rest = parts.head(1), parts[1:]
    share = float(largest["shipped"].sum()) / max(float(table["shipped"].sum()), SMALL)
    if share <= LEADS or len(table) < MANY:
        return f"{said(table)} in the mean"
    name = largest["shipment"][0]
    return f"{share:.0%} of it {name}, {said(largest)}; the rest {said(rest)} in the mean"


def mean_days(table: pl.DataFrame) -> float:
    """Return how many days shipments take, in the mean of what is shipped."""
    return _mean(table, "days")


def mean_cost(table: pl.DataFrame) -> float:
    """Return what shipments cost per tonne, in the mean of what is shipped."""
    return _mean(table, "cost")


def _mean(table: pl.DataFrame, column: str) -> float:
    shipped = float(table["shipped"].sum())
    return float((table[column] * table["shipped"]).sum()) / shipped if shipped else float("nan")


def _full_line(result: Result) -> str:
    full = full_table(result)
    if not len(full):
        return "Nothing is full: no link or transfer earns a rent."
    names = ", ".join(
        f"{row['what']} in {row['period']} ({row['bound by']}; rent {row['rent']:,.0f})"
        for row in full.head(MOST_ROUTES).to_dicts()
    )
    return f"What is full, by the rent it earns in {result.units['money']}: {names}."


def _left_line(table: pl.DataFrame) -> str:
    behind = table.filter(pl.col("unshipped") > SMALL).sort(
        "unshipped", "shipment", descending=[True, False]
    )
    if not len(behind):
        return "No cargo stays behind."
    names = ", ".join(
        f"{row['shipment']} {row['unshipped']:.2f} of {row['quantity']:.4g} Mt ({row['reason']})"
        for row in behind.head(MOST_ROUTES).to_dicts()
    )
    more = len(behind) - MOST_ROUTES
    return f"Stays behind: {names}{f' and {more} more' if more > 0 else ''}."


def border_tonnage(result: Result) -> pl.DataFrame:
    """Return what passes between the nodes of two actors, both ways, the largest first (Mt)."""
    actor = result.case.actor_of
    table = result.table("flows").with_columns(
        pl.col("from").replace_strict(actor, default=None).alias("a"),
        pl.col("to").replace_strict(actor, default=None).alias("b"),
    )
    table = table.filter((pl.col("a") != pl.col("b")) & (pl.col("flow") > SMALL))
    pair = table.with_columns(
        pl.min_horizontal("a", "b").alias("one"), pl.max_horizontal("a", "b").alias("other")
    )
    sums = pair.group_by("one", "other", maintain_order=True).agg(pl.col("flow").sum())
    return sums.sort("flow", "one", "other", descending=[True, False, False])


def chokepoint_tonnage(result: Result) -> pl.DataFrame:
    """Return what passes each strait, canal or pass, the largest first (Mt)."""
    links = result.case.filled["links"]
    name = {link: at for link, at in zip(links["id"], links["chokepoint"], strict=True) if at}
    parts: dict[str, float] = {}
    for chokepoints, quantity in result.table("routes").select("chokepoints", "quantity").rows():
        for one in filter(None, chokepoints.split(";")):
            parts[one] = parts.get(one, 0.0) + quantity
    known = set(name.values())
    rows = sorted(((n, q) for n, q in parts.items() if n in known), key=lambda r: (-r[1], r[0]))
    return pl.DataFrame(rows, schema={"chokepoint": pl.String, "Mt": pl.Float64}, orient="row")


def full_table(result: Result) -> pl.DataFrame:
    """Return the links and transfers that earn a rent, the largest first."""
    what = {"flows": pl.col("link"), "transfers": pl.format("{} at {}", "transfer", "node")}
    parts = [
        result.table(table).select(
            name.alias("what"),
            "period",
            "flow",
            "capacity",
            pl.col("scarcity_price").alias("scarcity"),
            (pl.col("scarcity_price") * pl.col("flow")).alias("rent"),
            pl.col("bound_by").alias("bound by"),
        )
        for table, name in what.items()
    ]
    return (
        pl.concat(parts)
        .filter(pl.col("rent") > VISIBLE)
        .sort("rent", "what", "period", descending=[True, False, False])
    )


def full_section(result: Result) -> Section:
    """Return what is full."""
    table = full_table(result)
    if not len(table):
        return Section("What is full", ("Nothing earns a scarcity rent.",))
    note = (
        f"Flow and capacity in Mt within the period, scarcity in "
        f"{result.units['price']['cargo']}, rent in {result.units['money']}."
    )
    return Section("What is full", (note,), table)


def shipments_section(result: Result) -> Section:
    """Return how every shipment goes, by the way that takes most of it."""
    ways = _main_ways(result)
    table = (
        result.table("shipments")
        .join(ways, on="shipment", how="left", maintain_order="left")
        .sort("quantity", "shipment", descending=[True, False])
        .select(
            "shipment",
            pl.col("quantity").alias("Mt"),
            pl.col("unshipped").alias("stays"),
            "days",
            "cost",
            pl.col("way").alias("most goes by"),
            pl.col("share").alias("%"),
        )
    )
    note = (
        f"Days and cost ({result.units['price']['cargo']}) are means of what is shipped; the way "
        "that takes most of it is given by the actors it passes and its straits and canals."
    )
    return Section("Which way the cargo goes", (note,), table)


def _main_ways(result: Result) -> pl.DataFrame:
    """Return for each shipment the way that takes most of it: actors, chokepoints, share in %."""
    table = result.table("routes").with_columns(
        pl.struct("borders", "chokepoints")
        .map_elements(lambda row: way(row["borders"], row["chokepoints"]), return_dtype=pl.String)
        .alias("way")
    )
    sums = table.group_by("shipment", "way", maintain_order=True).agg(pl.col("quantity").sum())
    total = sums.with_columns(
        (pl.col("quantity") / pl.col("quantity").sum().over("shipment") * 100).alias("share")
    ).sort("shipment", "quantity", "way", descending=[False, True, False])
    return total.group_by("shipment", maintain_order=True).first().drop("quantity")


def borders_section(result: Result) -> Section:
    """Return what crosses which border."""
    table = border_tonnage(result).select(
        pl.format("{}-{}", "one", "other").alias("border"), pl.col("flow").alias("Mt")
    )
    return Section("What crosses borders", ("Mt a year, both directions.",), table)


def cargo_fit_line(result: Result) -> list[str]:
    """Return the fit in one sentence, if something was observed."""
    if not len(result.table("fit")):
        return []
    return [f"{counted(result, 'observations of cargo')}."]


def diverted(reference: Result, other: Result) -> pl.DataFrame:
    """Return the shipments that go another way, later, dearer or not at all.

    Those that go another way come first, the largest before others.
    """
    old, new = (_with_way(result) for result in (reference, other))
    table = old.join(new, on="shipment", suffix=" then", maintain_order="left")
    moved = table.filter(
        (pl.col("way") != pl.col("way then"))
        | ((pl.col("Mt") - pl.col("Mt then")).abs() > SMALL)
        | ((pl.col("days") - pl.col("days then")).abs() > CLOSE)
        | ((pl.col("cost") - pl.col("cost then")).abs() > CLOSE)
    ).sort(
        pl.col("way") == pl.col("way then"),
        pl.max_horizontal("Mt", "Mt then"),
        "shipment",
        descending=[False, True, False],
    )
    columns = ["Mt", "Mt then", "days", "days then", "cost", "cost then", "way", "way then"]
    return moved.select("shipment", *columns)


def diverted_sections(comparison: Result, scenario: str, most: int = MOST) -> list[Section]:
    """Return which shipments go another way under a scenario, or stay, if any do."""
    reference, *others = comparison.compared
    other = next(one for one in others if one.label == scenario)
    table = diverted(reference, other)
    if not len(table):
        return []
    note = "Mt that arrive, mean days, mean cost, and the way that takes most, before and then."
    return [cut("Cargo that goes otherwise", (note,), table, most)]


def _with_way(result: Result) -> pl.DataFrame:
    ways = _main_ways(result).drop("share")
    table = result.table("shipments").select(
        "shipment", pl.col("shipped").alias("Mt"), "days", "cost"
    )
    return table.join(ways, on="shipment", how="left", maintain_order="left")
