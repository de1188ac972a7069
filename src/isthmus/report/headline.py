"""The first screen of a markets result: what flows, at what price, what binds, what is short."""

from __future__ import annotations

import polars as pl

from isthmus.report.bounds import binding, binding_section, shut
from isthmus.report.earning import earnings_section, gains_section
from isthmus.report.fitting import counted, fit_section
from isthmus.report.pricing import demand_units, price_section, wanting, wanting_section
from isthmus.report.section import Section, cut
from isthmus.result import Result

SMALL = 5e-4
PRINTED = 0.05  # what rounds to 0.0 is not worth a word
MOST_WANTING = 3
FLOWS = "Largest flows across borders"
MOST_OF_BRIEF = 5


def markets_sections(result: Result, *, brief: bool = False) -> list[Section]:
    """Return the sections of a markets result.

    Parameters
    ----------
    result : Result
        Of the markets lens.
    brief : bool
        Keep to one screen: the longest tables are cut, and what actors earn stands for their gains.
    """
    sections = [
        Section("In short", tuple(headline(result))),
        flows_section(result, MOST_OF_BRIEF if brief else None),
        price_section(result, MOST_OF_BRIEF if brief else None),
    ]
    if brief:
        sections.append(earnings_section(result, MOST_OF_BRIEF))
    else:
        sections += [binding_section(result, None), gains_section(result)]
    return [
        *sections,
        *_shortage_sections(result),
        *([] if brief else wanting_section(result)),
        *_fit_sections(result, brief),
    ]


def headline(result: Result) -> list[str]:
    """Return the headline: a few sentences with the numbers that matter most."""
    lines = [_supplied(row) for row in result.table("summary").to_dicts()]
    flows = border_flows(result)
    if len(flows):
        largest = ", ".join(
            f"{row['link']} {row['year']:.1f} {row['unit']}" for row in flows.head(3).to_dicts()
        )
        lines.append(f"{FLOWS}: {largest}.")
    return [*lines, *_binding_lines(result), _shortage_line(result), *_wanting_line(result)]


def _supplied(row: dict[str, float]) -> str:
    turned = row["supplied"] - row["demanded"] - row["lost"] - row["vented"]
    parts = [
        f"{row['supplied']:,.1f} {row['unit']} supplied",
        f"{row['demanded']:,.1f} delivered",
        f"{row['lost']:,.1f} lost on the way",
    ]
    if row["vented"] >= PRINTED:
        parts.append(f"{row['vented']:,.1f} vented for want of a buyer")
    if turned >= PRINTED:
        parts.append(f"{turned:,.1f} turned into something else")
    elif turned <= -PRINTED:
        parts.append(f"{-turned:,.1f} made from something else")
    return f"{row['commodity']}: {', '.join(parts)}."


def _binding_lines(result: Result) -> list[str]:
    lines = []
    bound = binding(result).filter(pl.col("rent") > 0)
    if len(bound):
        names = ", ".join(
            f"{row['link']} in {row['period']} ({row['bound by']}; rent {row['rent']:,.0f})"
            for row in bound.head(4).to_dicts()
        )
        lines.append(f"What binds, by the rent it earns in {result.units['money']}: {names}.")
    closed = shut(result)
    if len(closed):
        names = ", ".join(
            f"{row['link']} in {row['period']} ({row['scarcity']:,.0f})"
            for row in closed.head(3).to_dicts()
        )
        units = ", ".join(sorted(set(result.units["price"].values())))
        lines.append(f"No capacity, by what a first unit would earn in {units}: {names}.")
    return lines


def _shortage_line(result: Result) -> str:
    short = result.table("shortages")
    if not len(short):
        return "No fixed need goes unserved."
    row = short.sort("unserved", descending=True, maintain_order=True).row(0, named=True)
    return (
        f"Short: {row['id']} lacks {row['unserved']:.3g} of {row['need']:.4g} "
        f"{demand_units(result)[row['id']]} in {row['period']}: {row['reason']}."
    )


def _wanting_line(result: Result) -> list[str]:
    """Name the buyers that may go without, and do."""
    table = wanting(result)
    if not len(table):
        return []
    names = [
        f"{row['buyer']} {row['gets']:.3g} of {row['would take']:.4g} {row['unit']}"
        + (f" ({row['why']})" if row.get("why") else "")
        for row in table.head(MOST_WANTING).to_dicts()
    ]
    more = len(table) - len(names)
    rest = f" and {more} more" if more else ""
    return [f"Who may go without and gets much less than it would take: {', '.join(names)}{rest}."]


def flows_section(result: Result, most: int | None) -> Section:
    """Return what crosses borders, the largest flows first."""
    table = border_flows(result)
    note = f"{', '.join(sorted(set(result.units['quantity'].values())))}; the largest first."
    if table["used %"].head(most or len(table)).is_null().any():
        note += " Used % is empty where no limit is given."
    return cut("What crosses borders", (note, *_open_line(result)), table, most)


def _open_line(result: Result) -> list[str]:
    """Say which flows could be otherwise at the same welfare."""
    loose = result.table("flows").filter(~pl.col("determined"))["link"].unique(maintain_order=True)
    if not len(loose):
        return []
    return [f"Could be otherwise at the same welfare: {', '.join(loose)}."]


def border_flows(result: Result) -> pl.DataFrame:
    """Return the yearly flows between nodes of different actors, the largest first."""
    case = result.case
    actor = dict(zip(case.filled["nodes"]["id"], case.filled["nodes"]["actor"], strict=True))
    periods = [period.id for period in case.periods]
    flows = result.table("flows").filter(
        pl.col("from").replace_strict(actor) != pl.col("to").replace_strict(actor)
    )
    wide = _by_period(flows, periods)
    return wide.filter(pl.col("year").abs() >= SMALL).sort(
        pl.col("year").abs(), "link", descending=[True, False]
    )


def _by_period(flows: pl.DataFrame, periods: list[str]) -> pl.DataFrame:
    key = ["link", "from", "to", "unit"]
    return flows.group_by(key, maintain_order=True).agg(
        *(pl.col("flow").filter(pl.col("period") == p).first().alias(p) for p in _few(periods)),
        pl.col("flow").sum().alias("year"),
        pl.when(pl.col("capacity").is_not_null().all() & (pl.col("capacity").sum() > 0))
        .then(pl.col("flow").abs().sum() / pl.col("capacity").sum() * 100)
        .alias("used %"),
    )


def _few(periods: list[str]) -> list[str]:
    """Return the periods if they are few enough to be columns."""
    return periods if 1 < len(periods) <= 4 else []


def _shortage_sections(result: Result) -> list[Section]:
    short = result.table("shortages")
    if not len(short):
        return []
    caps = " and ".join(f"{cap:g}" for cap in sorted(set(short["price_cap"])))
    lines = (f"What is lacking is counted at a price cap of {caps}.",)
    unit = pl.col("id").replace_strict(demand_units(result)).alias("unit")
    columns = ["id", "period", unit, "unserved", "need", "reason"]
    return [Section("Who goes short", lines, short.select(columns))]


def _fit_sections(result: Result, brief: bool) -> list[Section]:
    if not len(result.table("fit")):
        return []
    title = "The model against what was observed"
    return [Section(title, (f"{counted(result)}.",)) if brief else fit_section(title, result)]
