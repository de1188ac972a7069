"""The first screen of a markets result: what flows, what binds, who gains, what is short."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from isthmus.result import Result

SMALL = 5e-4
RESOLVED = 1e-3


@dataclass(frozen=True)
class Section:
    """A heading, a sentence or two, and a table."""

    title: str
    lines: tuple[str, ...]
    table: pl.DataFrame | None = None


def markets_sections(result: Result, *, brief: bool = False) -> list[Section]:
    """Return the sections of a markets result.

    Parameters
    ----------
    result : Result
        Of the markets lens.
    brief : bool
        Keep to one screen: the longest tables are cut, and gains are summed by state.
    """
    crossing, bound = border_flows(result), binding(result)
    earned = gains_by_state(result) if brief else who_gains(result)
    return [
        Section("In short", tuple(headline(result))),
        _cut("What crosses borders", _flows_note(result), crossing, 8 if brief else None),
        _cut("What binds", _binding_note(bound), bound, 6 if brief else None),
        _cut("Who gains", _gains_note(result, brief), earned, 10 if brief else None),
        *_shortage_sections(result),
        *_fit_sections(result, brief),
    ]


def _cut(title: str, lines: tuple[str, ...], table: pl.DataFrame, rows: int | None) -> Section:
    """Return a section whose table is cut, saying so."""
    if rows is None or len(table) <= rows:
        return Section(title, lines, table)
    return Section(f"{title} (the first {rows} of {len(table)})", lines, table.head(rows))


def headline(result: Result) -> list[str]:
    """Return the headline: a few sentences with the numbers that matter most."""
    lines = [_supplied(row) for row in result.table("summary").to_dicts()]
    flows = border_flows(result)
    if len(flows):
        largest = ", ".join(
            f"{row['link']} {row['year']:.1f} {row['unit']}" for row in flows.head(3).to_dicts()
        )
        lines.append(f"Largest flows across borders: {largest}.")
    bound = binding(result).filter(pl.col("rent") > 0)
    if len(bound):
        names = ", ".join(
            f"{row['link']} in {row['period']} (rent {row['rent']:,.0f})"
            for row in bound.head(4).to_dicts()
        )
        lines.append(f"What binds, by the rent it earns in {result.units['money']}: {names}.")
    lines.append(_shortage_line(result))
    return lines


def _supplied(row: dict[str, float]) -> str:
    unit = row["unit"]
    lost = row["supplied"] - row["demanded"]
    return (
        f"{row['commodity']}: {row['supplied']:,.1f} {unit} supplied, {row['demanded']:,.1f} "
        f"delivered, {lost:,.1f} lost on the way or vented."
    )


def _shortage_line(result: Result) -> str:
    short = result.table("shortages")
    if not len(short):
        return "Nobody goes short."
    row = short.sort("unserved", descending=True, maintain_order=True).row(0, named=True)
    return (
        f"Short: {row['id']} lacks {row['unserved']:.3g} of {row['need']:.4g} in "
        f"{row['period']}: {row['reason']}."
    )


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


def binding(result: Result) -> pl.DataFrame:
    """Return the links that carry a scarcity rent, the dearest first."""
    return (
        result.table("flows")
        .with_columns((pl.col("scarcity_price") * pl.col("flow").abs()).alias("rent"))
        .filter(pl.col("rent").abs() > 0.5)
        .sort(pl.col("rent").abs(), "link", "period", descending=[True, False, False])
        .select(
            "link",
            "period",
            "flow",
            "capacity",
            (pl.col("utilisation") * 100).alias("used %"),
            pl.col("scarcity_price").alias("scarcity"),
            "rent",
            pl.col("bound_by").map_elements(_first_of, return_dtype=pl.String).alias("bound by"),
        )
    )


def _first_of(names: str) -> str:
    first, *more = names.split(", ")
    return f"{first} and {len(more)} more" if more else first


def who_gains(result: Result) -> pl.DataFrame:
    """Return the gains of actors, the largest sums first."""
    return (
        result.table("gains")
        .sort(pl.col("total").abs(), "actor", descending=[True, False])
        .select(
            "actor",
            pl.col("consumer_surplus").alias("consumers"),
            pl.col("producer_surplus").alias("producers"),
            pl.col("scarcity_rent").alias("rent"),
            pl.col("tariff").alias("tariffs"),
            pl.col("storage").alias("storage"),
            pl.col("settlement").alias("contracts"),
            "total",
        )
        .filter(pl.any_horizontal(pl.exclude("actor").abs() > 0.5))
    )


def gains_by_state(result: Result) -> pl.DataFrame:
    """Return the gains of actors and all that belongs to them, the largest sums first."""
    actors = result.case.filled["actors"]
    parent = dict(zip(actors["id"], actors["parent"], strict=True))
    table = who_gains(result)
    head = pl.col("actor").map_elements(lambda a: _head(a, parent), return_dtype=pl.String)
    sums = table.with_columns(head).group_by("actor", maintain_order=True).agg(pl.all().sum())
    return sums.sort(pl.col("total").abs(), "actor", descending=[True, False])


def _head(actor: str, parent: dict[str, str | None]) -> str:
    while above := parent.get(actor):
        actor = above
    return actor


def _flows_note(result: Result) -> tuple[str, ...]:
    return (f"{', '.join(sorted(set(result.units['quantity'].values())))}; the largest first.",)


def _binding_note(bound: pl.DataFrame) -> tuple[str, ...]:
    if len(bound.filter(pl.col("rent") < 0)):
        return (
            "A negative price of scarcity is due to a contract's minimum; its buyer pays for it.",
        )
    return ()


def _gains_note(result: Result, by_state: bool) -> tuple[str, ...]:
    note = f"In {result.units['money']} a year, at the middle of the optimal prices."
    if by_state:
        note += " States with their companies."
    if "fixed" in result.case.filled["demand"]["curve"]:
        note += " For a fixed need, consumers count what they pay, with a minus sign."
    return (note,)


def _shortage_sections(result: Result) -> list[Section]:
    short = result.table("shortages")
    if not len(short):
        return []
    caps = " and ".join(f"{cap:g}" for cap in sorted(set(short["price_cap"])))
    lines = (f"What is lacking is counted at a price cap of {caps}.",)
    columns = ["id", "period", "unserved", "need", "reason"]
    return [Section("Who goes short", lines, short.select(columns))]


def _fit_sections(result: Result, brief: bool) -> list[Section]:
    if not len(result.table("fit")):
        return []
    title = "The model against what was observed"
    return [Section(title, (fit_line(result),), None if brief else fit_table(result))]


def fit_line(result: Result) -> str:
    """Return the fit in one sentence."""
    summary = result.table("fit_summary").row(0, named=True)
    errors = [abs(row["relative"]) for row in result.table("fit").to_dicts() if row["relative"]]
    error = sum(errors) / len(result.table("fit"))
    return (
        f"{summary['fitted']} of {summary['observations']} observations fitted "
        f"({summary['pinned']} of them pinned by bounds), {summary['missed']} missed, "
        f"{summary['expected_misses']} missed as expected; mean error {error:.1%}; "
        f"{summary['still_fitted']} still fitted with costs and prices moved by 20 %."
    )


def fit_table(result: Result) -> pl.DataFrame:
    """Return the observations beside what the model says, with a verdict on each."""
    verdict = (
        pl.when(pl.col("within") & pl.col("pinned"))
        .then(pl.lit("pinned"))
        .when(pl.col("within"))
        .then(pl.lit("fits"))
        .when(pl.col("expected").is_not_null())
        .then(pl.lit("misses, as expected"))
        .otherwise(pl.lit("MISSES"))
    )
    fit = result.table("fit")
    return fit.select(
        "observation",
        "period",
        "observed",
        "modelled",
        "unit",
        (pl.col("relative") * 100).alias("error %"),
        verdict.alias("verdict"),
    )


def comparison_sections(result: Result, *, rows: int = 12) -> list[Section]:
    """Return the sections of a comparison: for each scenario what changes and for whom."""
    numbers = result.table("differences").filter(pl.col("table") == "numbers")
    flows, gains = result.table("flows"), result.table("gains")
    sections = []
    for scenario in dict.fromkeys([*numbers["scenario"], *flows["scenario"], *gains["scenario"]]):
        mine = pl.col("scenario") == scenario
        title = f"{scenario}, compared with the reference"
        sections.append(Section(title, _welfare_lines(numbers.filter(mine), result)))
        for table, name in (
            (flows, "Flows that change most"),
            (_with_sign(gains), "Who gains and who loses"),
        ):
            changed = table.filter(mine & (pl.col("difference").abs() >= SMALL)).drop("scenario")
            order = changed.sort(pl.col("difference").abs(), descending=True, maintain_order=True)
            if len(order):
                sections.append(_cut(name, (), order, rows))
    return sections or [Section("In short", ("Nothing changes.",))]


def _with_sign(gains: pl.DataFrame) -> pl.DataFrame:
    """Return the changes of gains; one whose sign the optimum leaves open is called so."""
    reach = pl.format("{} to {}", pl.col("low").round(1), pl.col("high").round(1))
    wide = pl.col("high") - pl.col("low") > RESOLVED
    note = (
        pl.when(~pl.col("determined") & wide)
        .then(pl.format("undetermined: {}", reach))
        .when(wide)
        .then(reach)
    )
    noted = gains.with_columns(note.alias("reach")).drop("low", "high", "determined")
    return noted if noted["reach"].is_not_null().any() else noted.drop("reach")


def _welfare_lines(numbers: pl.DataFrame, result: Result) -> tuple[str, ...]:
    money = result.units["money"]
    lines = [
        f"welfare: {row['reference']:,.1f} -> {row['value']:,.1f} "
        f"({row['difference']:+,.1f} {money})"
        for row in numbers.filter(pl.col("column") == "welfare").to_dicts()
    ]
    return tuple(lines or ["Welfare does not change."])
