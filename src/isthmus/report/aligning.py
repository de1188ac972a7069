"""Alignment on a screen: camps, words beside pipes, who hangs on whom, who moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from isthmus.report.section import Section, cut
from isthmus.result import Result

MOST = 16
EACH = 4  # dependences of an actor that are shown unasked
TOLD = 0.01
MOVED = 0.05
WORDS, PIPES = "words", "pipes"
EVEN, ONE_SIDED = 0.9, 0.5


def alignment_sections(result: Result, actors: Sequence[str] = ()) -> list[Section]:
    """Return the sections of a result of alignment, with all dependences of the actors named."""
    goods = goods_section(result)
    return [
        Section("In short", tuple(alignment_headline(result))),
        camps_section(result),
        frustrated_section(result),
        balance_section(result),
        *([goods] if goods else []),
        dependence_section(result, actors),
        moves_section(result),
        similarity_section(result),
    ]


def namer(result: Result) -> Callable[[str], str]:
    """Return a function from an actor's id to its name."""
    actors = result.case.filled["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    return lambda actor: names.get(actor) or actor


def alignment_headline(result: Result) -> list[str]:
    """Return the ties that no two camps can put right, the camps, and who balances how."""
    numbers = result.numbers
    lines = [_frustration_line(numbers), *_camp_lines(result)]
    if numbers["triangle_balance"] is not None:
        lines.append(
            f"Of {numbers['triangles']} triangles {numbers['triangle_balance']:.0%} are balanced."
        )
    return [*lines, *_apart_lines(result)]


def _frustration_line(numbers: Any) -> str:
    ties, least = numbers["ties"], numbers["frustration"]
    if not least:
        return f"Two camps put all {ties} ties right."
    proof = "" if numbers["optimal"] else f" (at least {numbers['bound']} is proved)"
    return f"No two camps put all {ties} ties right: {least} at least are frustrated{proof}."


def _camp_lines(result: Result) -> list[str]:
    name, camps = namer(result), result.table("camps")
    told = [
        ", ".join(name(actor) for actor in part["actor"])
        for part in camps.partition_by("camp", maintain_order=True)
    ]
    line = f"The camps: {' | '.join(told)}."
    others = result.numbers["optima"]
    if others is not None and others > 1:
        line += f" {others} pairs of camps do as well."
    loose = camps.filter(pl.col("margin") == 0)["actor"].to_list()
    if loose:
        line += f" {', '.join(map(name, loose))} could as well stand elsewhere."
    return [line]


def _apart_lines(result: Result) -> list[str]:
    """Say of whom the words balance otherwise than the pipes."""
    lines = []
    for row in _beside(result).to_dicts():
        words, pipes = row[WORDS], row[PIPES]
        if words is None or pipes is None:
            continue
        for one, other, told in ((words, pipes, "in words, not in pipes"),
                                 (pipes, words, "in pipes, not in words")):  # fmt: skip
            if one >= EVEN and other <= ONE_SIDED:
                even = f"{row['actor']} stands evenly between the poles"
                lines.append(f"{even} {told}: {words:.2f} and {pipes:.2f}.")
    return lines


def camps_section(result: Result) -> Section:
    """Return the table of camps."""
    name, camps = namer(result), result.table("camps")
    table = camps.with_columns(pl.Series("actor", [name(a) for a in camps["actor"]]))
    kept = [column for column in table.columns if table[column].is_not_null().any()]
    return Section("Camps", (), table.select(kept).sort("camp", "actor"))


def frustrated_section(result: Result) -> Section:
    """Return the ties that the camps put wrong."""
    name, lost = namer(result), result.table("frustrated")
    kind = ["friends apart" if strength > 0 else "foes together" for strength in lost["strength"]]
    table = pl.DataFrame(
        {
            "a": [name(a) for a in lost["a"]],
            "b": [name(b) for b in lost["b"]],
            "strength": lost["strength"],
            "what is wrong": kind,
        }
    )
    return Section("Frustrated ties", (), table)


def _beside(result: Result) -> pl.DataFrame:
    """Return words and pipes of every actor side by side."""
    name = namer(result)
    rows: dict[str, dict[str, Any]] = {}
    poles: list[str] = []
    for row in result.table("balance").to_dicts():
        poles = row["poles"].split(";")
        if row["by"] in (WORDS, PIPES):
            kept = rows.setdefault(row["actor"], {"actor": name(row["actor"])})
            kept[row["by"]] = row["value"]
            for pole, weight in zip(poles, row["weights"].split(";"), strict=True):
                kept[f"{pole} in {row['by']}"] = float(weight)
    columns = ["actor", *(f"{pole} in {by}" for by in (WORDS, PIPES) for pole in poles)]
    columns[1 + len(poles) : 1 + len(poles)] = [WORDS]
    schema = {column: pl.String if column == "actor" else pl.Float64 for column in columns}
    schema[PIPES] = pl.Float64
    return pl.DataFrame(list(rows.values()), schema=schema)


def balance_section(result: Result) -> Section:
    """Return the balance between the poles, words beside pipes."""
    table = _beside(result)
    if not len(table):
        return Section("Balance between poles", ("No poles: --poles A,B, or politics.poles.",))
    name = namer(result)
    poles = result.table("balance")["poles"][0].split(";")
    lines = (
        "words: strength of the ties; pipes: the mean share of its goods that an actor would lose. "
        "1 is even, 0 one-sided, nothing where neither pole has a positive weight.",
    )
    title = f"Balance between {' and '.join(map(name, poles))}"
    return Section(title, lines, table)


def _between(result: Result) -> list[str]:
    """Return who stands between the poles in words and in pipes."""
    by: dict[str, set[str]] = {}
    for actor, how in result.table("balance").select("actor", "by").iter_rows():
        by.setdefault(how, set()).add(actor)
    return sorted(by.get(WORDS, set()) & by.get(PIPES, set()))


def goods_section(result: Result) -> Section | None:
    """Return good by good what actors would lose without each pole; None without poles."""
    table = result.table("balance").filter(
        ~pl.col("by").is_in([WORDS, PIPES]) & pl.col("actor").is_in(_between(result))
    )
    if not len(table):
        return None
    name, poles = namer(result), table["poles"][0].split(";")
    weights = [[float(w) for w in row.split(";")] for row in table["weights"]]
    columns = {
        "actor": [name(actor) for actor in table["actor"]],
        "good": table["by"],
        **{name(pole): [w[at] for w in weights] for at, pole in enumerate(poles)},
        "balance": table["value"],
    }
    lines = ("The share lost without each pole; of trade and money the share that is with it.",)
    return Section("The same, good by good", lines, pl.DataFrame(columns))


def dependence_section(result: Result, actors: Sequence[str] = ()) -> Section:
    """Return dependences, the largest first, with what they are shares of.

    All of the actors named; else the first few of each that stands between the poles.
    """
    name = namer(result)
    sizes = {
        (row["actor"], row["good"]): f"{row['quantity']:,.4g} {row['unit']}"
        for row in result.table("concentration").to_dicts()
    }
    weight = pl.coalesce("dependence", "exposure").round(9)
    order = result.table("dependence").sort(
        "actor", weight, pl.col("exposure").round(9), "good", "on",
        descending=[False, True, True, False, False], maintain_order=True,
    )  # fmt: skip
    shown = order.filter(pl.col("actor").is_in(list(actors) or _between(result)))
    if actors:
        shown = shown.filter(pl.max_horizontal("exposure", "dependence") >= TOLD)
    else:
        shown = shown.group_by("actor", maintain_order=True).head(EACH)
    table = pl.DataFrame(
        {
            "actor": [name(actor) for actor in shown["actor"]],
            "on": [name(on) for on in shown["on"]],
            "good": shown["good"],
            "of": [sizes.get(key, "") for key in shown.select("actor", "good").iter_rows()],
            "exposure": shown["exposure"],
            "dependence": shown["dependence"],
        }
    )
    lines = (
        "exposure: the share of what the case has of a good that comes from the other, goes to it "
        "or passes it; dependence: what is lost if it withdraws and all else re-routes, at any "
        "price.",
    )
    left = len(order) - len(shown)
    more = (f"{left} more: --of ACTOR,..., --json or --out",) if left else ()
    return Section("Who hangs on whom", lines, table, more)


def moves_section(result: Result) -> Section:
    """Return the pairs whose tie changed over the years, the largest change first."""
    table = result.table("timeline")
    years = sorted(table["year"].unique())
    keys = ["a", "b"]
    made = table.group_by(keys, maintain_order=True).agg(pl.col("agreements").sum())
    known = table.filter(pl.col("strength").is_not_null())
    ends = known.group_by(keys, maintain_order=True).agg(
        pl.col("year").first().alias("from"),
        pl.col("strength").first().alias("then"),
        pl.col("strength").last().alias("now"),
    )
    moved = ends.join(made, on=keys, how="left", maintain_order="left").with_columns(
        (pl.col("now") - pl.col("then")).alias("change")
    )
    moved = moved.filter(pl.col("change").abs() > MOVED)
    order = moved.with_columns(pl.col("change").abs().round(9).alias("size"))
    moved = order.sort("size", *keys, descending=[True, False, False]).drop("size")
    name = namer(result)
    named = moved.with_columns(pl.Series(key, [name(x) for x in moved[key]]) for key in keys)
    title = f"Who moved towards whom, {years[0]} to {years[-1]}"
    if not len(named):
        return Section(title, ("No tie is dated in more than one year.",))
    return cut(title, ("agreements: made between the two in these years.",), named, MOST)


def similarity_section(result: Result) -> Section:
    """Return how alike those who have ties are to the poles, by memberships and agreements."""
    name, table = namer(result), result.table("similarity")
    balance = result.table("balance")
    poles = balance["poles"][0].split(";") if len(balance) else []
    known = {(row["a"], row["b"]): row for row in table.to_dicts()}
    rows = []
    for actor in (a for a in result.table("camps")["actor"] if a not in poles):
        row: dict[str, Any] = {"actor": name(actor)}
        for pole in poles:
            pair = known.get((min(actor, pole), max(actor, pole)), {})
            row[f"{pole}: shared"] = pair.get("organisations", 0)
            row[f"{pole}: kappa"] = pair.get("kappa")
            row[f"{pole}: agreements"] = pair.get("agreements", 0)
        rows.append(row)
    lines = (
        "shared: organisations that both are full members of; kappa: how much more alike than by "
        "chance; agreements: both are parties. All pairs: --json or --out.",
    )
    return Section("Alike by memberships", lines, pl.DataFrame(rows) if poles else None)
