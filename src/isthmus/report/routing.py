"""Routes on a screen: the open ones leg by leg, and below them what stands in the way of others."""

from __future__ import annotations

import polars as pl

from isthmus.drawing.content import way
from isthmus.report.section import Section
from isthmus.result import Result

LISTED = ("route", "way", "modes", "when", "km", "days", "cost", "generalised")


def routes_sections(result: Result, *, profile: bool = False) -> list[Section]:
    """Return the sections of a result of `routes`.

    Parameters
    ----------
    result : Result
    profile : bool
        Give the time/cost-distance table of each open route instead of its legs.
    """
    table = _listed(result)
    is_open = table["status"] == "open"
    each = _profile_section if profile else _legs_section
    ways = table.filter(is_open)
    return [
        Section("In short", tuple(routes_headline(result))),
        _open_section(result, ways),
        *(each(result, row) for row in ways.to_dicts()),
        _barred_section(table.filter(~is_open)),
    ]


def _listed(result: Result) -> pl.DataFrame:
    """Return the table of routes as a screen shows it."""
    table = result.table("routes")
    said = [way(*pair) for pair in table.select("borders", "chokepoints").rows()]
    return table.select(
        pl.col("rank").alias("route"),
        pl.Series("way", said, dtype=pl.String),
        pl.col("modes").str.replace_all(";", " > "),
        pl.col("periods").str.replace_all(";", ", ").alias("when"),
        "km",
        "days",
        "cost",
        pl.col("generalised_cost").alias("generalised"),
        "status",
        "barriers",
    )


def routes_headline(result: Result) -> list[str]:
    """Return how many routes there are, and the first, the fastest and the cheapest of them."""
    legs, price = result.table("legs"), result.units["price"]["cargo"]
    table = _listed(result)
    ways = table.filter(pl.col("status") == "open")
    from_to = f"{legs['from'][0]} to {legs.filter(pl.col('rank') == 1)['to'][-1]}"
    if not len(ways):
        lines = [f"{from_to}: no route is open."]
    else:
        first = ways.row(0, named=True)
        several = "routes that truly differ are" if len(ways) > 1 else "route is"
        lines = [
            f"{from_to}: {len(ways)} {several} open. The first takes {first['days']:.0f} days and "
            f"{first['km']:,.0f} km for {first['cost']:.0f} {price}: {first['way']}.",
            _extremes(ways, price),
        ]
    barred = table.filter(pl.col("status") != "open")
    lines.append(_but_for(ways, barred, price) if len(barred) else "")
    return [line for line in lines if line]


def _but_for(ways: pl.DataFrame, barred: pl.DataFrame, price: str) -> str:
    """Say what there would be if nothing stood in the way, where that would be better."""
    first = barred.row(0, named=True)
    if len(ways) and first["generalised"] >= ways["generalised"].min():
        return "No way that is closed or banned would cost less, days counted."
    return (
        f"Were it not for {first['barriers']}, there would be one of {first['days']:.0f} days "
        f"for {first['cost']:.0f} {price}: {first['way']}."
    )


def _extremes(ways: pl.DataFrame, price: str) -> str:
    """Say which of several open routes is the fastest and which the cheapest."""
    if len(ways) < 2:
        return ""
    fast, cheap = (ways.sort(column, "route").row(0, named=True) for column in ("days", "cost"))
    if fast["route"] == cheap["route"]:
        return f"Of these, route {fast['route']} is both the fastest and the cheapest."
    digits = int(round(fast["days"]) == round(cheap["days"]))
    return (
        f"Of these, route {fast['route']} is the fastest ({fast['days']:.{digits}f} days, "
        f"{fast['cost']:.0f} {price}), route {cheap['route']} the cheapest "
        f"({cheap['days']:.{digits}f} days, {cheap['cost']:.0f} {price})."
    )


def _open_section(result: Result, ways: pl.DataFrame) -> Section:
    if not len(ways):
        return Section("Open routes", ("None.",))
    all_year = ways["when"].is_null().all()
    shown = [name for name in LISTED if name != "when" or not all_year]
    note = (
        f"Cost, and generalised cost with what the days are worth, in "
        f"{result.units['price']['cargo']}; the way by the actors it passes and its chokepoints."
    )
    return Section("Open routes", (note,), ways.select(shown))


def _legs_section(result: Result, route: dict[str, object]) -> Section:
    legs = result.table("legs").filter(pl.col("rank") == route["route"])
    table = legs.select(
        pl.when(pl.col("kind") == "transfer")
        .then(pl.format("at {}", "from"))
        .otherwise(pl.format("{} - {}", "from", "to"))
        .alias("leg"),
        "mode",
        "km",
        "days",
        "cost",
        "source",
    )
    return Section(_title(route), (), table)


def _profile_section(result: Result, route: dict[str, object]) -> Section:
    points = result.table("profile").filter(pl.col("rank") == route["route"])
    note = "From the start to here; transfers and waits at borders add days and no km."
    return Section(_title(route), (note,), points.select("node", "what", "km", "days", "cost"))


def _title(route: dict[str, object]) -> str:
    return f"Route {route['route']}: {route['way']}"


def _barred_section(barred: pl.DataFrame) -> Section:
    if not len(barred):
        return Section("Closed and banned", ("No other route is closed or banned.",))
    note = "What would be there, the best first, and what stands in the way."
    shown = barred.select(
        "route", "status", "way", "km", "days", "cost", pl.col("barriers").alias("in the way")
    )
    return Section("Closed and banned", (note,), shown)
