"""What things are worth, on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from isthmus.report.section import Section, cut
from isthmus.result import Result

MOST_ACTORS = 12
SMALL = 5e-3
SAME = 1e-6  # of the largest, by which equals may differ
EACH = 3  # things up to which each has a section of its own
REST = "all with --top 0, --json or --out"


def worth_sections(result: Result, top: int | None = None) -> list[Section]:
    """Return a section for each of a few things, or a table of the first `top` of many."""
    totals, more = result.table("totals"), [*_traded(result, top), *_shares(result, top)]
    if not len(totals):
        return [Section("What things are worth", ("The case has none of these.",))]
    if len(totals) <= EACH:
        return [*(_section(row, result) for row in totals.to_dicts()), *more]
    titles = {True: "What is there, and what it is worth", False: "What is not there, and would be"}
    many = [
        _many(totals.filter(pl.col("stands") == stands), title, result, top)
        for stands, title in titles.items()
        if (totals["stands"] == stands).any()
    ]
    return [*many, *more]


def _section(row: dict[str, Any], result: Result) -> Section:
    title = f"What {row['kind']} {row['id']} is worth"
    if row["total"] is None:
        return Section(title, (f"It cannot be told: {row['note']}.",))
    rows = result.table("worth").filter(pl.col("id") == row["id"]).select("actor", "total")
    table = rows.filter(pl.col("total").abs() >= SMALL)
    order = table.sort(pl.col("total").abs(), descending=True, maintain_order=True)
    lines = _sentences(row, result.units["money"])
    return cut(title, lines, order, MOST_ACTORS) if len(table) else Section(title, lines)


def _sentences(row: dict[str, Any], money: str) -> tuple[str, ...]:
    there = "It is there" if row["stands"] else "It is not there"
    lines = [f"{there}. Welfare with it less without it: {_apart(row):+,.1f} {money} a year."]
    if abs(row["penalties"]) >= SMALL:
        lines.append(
            f"Not in it, but in what each gains: {row['penalties']:+,.1f} for contract minima that "
            "are missed without it, at their shortfall prices. Suspend them in a scenario if they "
            "would fall away."
        )
    if abs(row["unserved"]) >= SMALL:
        lines.append(
            f"Fixed needs go short by {row['unserved']:+,.3g} with it, at their price cap."
        )
    if abs(row["unshipped"]) >= SMALL:
        lines.append(f"Cargo left behind changes by {row['unshipped']:+,.3g} Mt with it.")
    if row["note"]:
        lines.append(f"Here {row['note']}.")
    return tuple(lines)


def _apart(row: dict[str, Any]) -> float | None:
    """Return what something is worth apart from penalties: a shortfall price is a device."""
    return None if row["total"] is None else row["total"] - row["penalties"]


def _many(totals: pl.DataFrame, title: str, result: Result, top: int | None) -> Section:
    """Return the table of many things; what is said of each stands below, as far as it is shown."""
    gains: dict[str, list[tuple[str, float]]] = {}
    for thing, actor, total in result.table("worth").select("id", "actor", "total").iter_rows():
        gains.setdefault(thing, []).append((actor, total))
    rows = [
        {
            "id": row["id"],
            "worth": _apart(row),
            "penalties": row["penalties"],
            "shortage": row["unserved"],
            "left behind": row["unshipped"],
            "gains most": _largest(gains.get(row["id"], ()), 1),
            "loses most": _largest(gains.get(row["id"], ()), -1),
        }
        for row in totals.to_dicts()
    ]
    order = pl.col("worth").abs()
    table = pl.DataFrame(rows).sort(order, descending=True, maintain_order=True, nulls_last=True)
    money = result.units["money"]
    lines = (
        f"Welfare with it less without it, {money} a year. Penalties come on top: for contract "
        "minima missed without it, at their shortfall prices.",
    )
    shown = set(table["id"].head(top) if top else table["id"])
    noted: dict[str, list[str]] = {}
    for row in totals.to_dicts():
        if row["note"] and (row["id"] in shown or row["total"] is None):
            noted.setdefault(row["note"], []).append(row["id"])
    notes = [f"{', '.join(ids)}: {note}." for note, ids in noted.items()]
    return replace(cut(title, lines, table, top, REST), notes=tuple(notes))


def _largest(gains: Sequence[tuple[str, float]], sign: int) -> str:
    """Name the actor that gains most, or with -1 loses most, with how much."""
    rows = [(actor, total) for actor, total in gains if sign * total >= SMALL]
    if not rows:
        return ""
    actor, total = max(rows, key=lambda row: sign * row[1])
    return f"{actor} {total:+,.0f}"


def _traded(result: Result, top: int | None) -> list[Section]:
    """Return what each can buy more in trade, if that was asked and anybody can."""
    title, rows = "What trade gains by it", result.table("trade")
    rows = rows.filter(pl.col("gain").abs() >= SMALL)
    if not len(rows):
        return []
    money = result.units["money"]
    line = (
        f"What each can buy more with it than without it, {money} a year and in %. Not to be added "
        "to the above: it is the same goods, seen from the buyers."
    )
    parts = rows.partition_by("id", maintain_order=True)
    if len(parts) > EACH:
        table = pl.DataFrame([_in_all(part) for part in parts])
        order = table.sort(pl.col("all").abs(), descending=True)
        return [cut(title, (line,), order, top, REST)]
    return [_bought(part, title if len(parts) == 1 else f"{title}: {part['id'][0]}", line)
            for part in parts]  # fmt: skip


def _bought(rows: pl.DataFrame, title: str, line: str) -> Section:
    total = f"All together: {rows['gain'].sum():+,.1f}."
    order = rows.sort(pl.col("gain").abs(), descending=True, maintain_order=True)
    percents = (round(100 * (change - 1), 4) for change in order["change"])
    percent = pl.Series("%", [f"{one:+.4f}" if one else "0" for one in percents])
    table = order.select("actor", "gain").with_columns(percent)
    return cut(title, (line, total), table, MOST_ACTORS)


def _in_all(rows: pl.DataFrame) -> dict[str, Any]:
    amounts = rows.select("actor", "gain").rows()
    return {
        "id": rows["id"][0],
        "all": rows["gain"].sum(),
        "gains most": _largest(amounts, 1),
        "loses most": _largest(amounts, -1),
    }


def _shares(result: Result, top: int | None) -> list[Section]:
    """Return by how much the shares of players change, if that was asked."""
    rows = result.table("worth").filter(pl.col("shapley").abs() >= SMALL)
    if not len(rows):
        return []
    lines = (
        "What each player adds on average to coalitions (its Shapley value) with it less without "
        f"it, {result.units['money']} a year; companies count to their states. A share falls "
        "where others then do without its owner.",
    )
    ids = list(dict.fromkeys(rows["id"]))
    if len(ids) <= EACH:
        table = rows.pivot("id", index="actor", values="shapley").rename({"actor": "player"})
        order = pl.max_horizontal(pl.exclude("player").abs())
        return [Section("How shares change", lines, table.sort(order, descending=True))]
    some = [rows.filter(pl.col("id") == name) for name in ids]
    table = pl.DataFrame(
        {
            "id": ids,
            "all": [float(each["shapley"].sum()) for each in some],
            "rises most": [_extreme(each, 1) for each in some],
            "falls most": [_extreme(each, -1) for each in some],
        }
    )
    return [cut("How shares change", lines, table, top, REST)]


def _extreme(rows: pl.DataFrame, sign: int) -> str:
    """Name whose share rises (or, with -1, falls) most, all where several do alike."""
    moved = {actor: sign * share for actor, share in rows.select("actor", "shapley").rows()}
    most = max(moved.values())
    alike = [actor for actor, share in moved.items() if share >= most * (1 - SAME)]
    return f"{', '.join(alike)} {sign * most:+,.0f}" if most >= 0.5 else ""
