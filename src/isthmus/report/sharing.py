"""Leverage on a screen: who has which share, who would rather leave, and what that rests on."""

from __future__ import annotations

from typing import Any

import polars as pl

from isthmus.report.section import Section, cut
from isthmus.report.words import listed
from isthmus.result import Result

NAMED = 5
BLOCKING = 8
EXACT = "exact"
CAPS = {0.5: "half", 2.0: "twice"}


def leverage_sections(result: Result) -> list[Section]:
    """Return the sections of a result of leverage."""
    blocking = blocking_section(result)
    return [
        Section("In short", tuple(leverage_headline(result))),
        shares_section(result),
        *([blocking] if blocking else []),
        *coalition_sections(result),
    ]


def leverage_headline(result: Result) -> list[str]:
    """Return what all gain, the largest shares, the core, and what caps do to the order."""
    money = _money(result)
    gained = result.numbers["value"] - result.numbers["value_empty"]
    return [
        f"All together gain {gained:,.6g} {money} over what nobody's assets are worth.",
        *_together_lines(result), *_largest_lines(result), *_method_line(result),
        *_core_lines(result), *_kinds_lines(result), *_band_lines(result), *_cap_lines(result),
    ]  # fmt: skip


def _largest_lines(result: Result) -> list[str]:
    """Say who has the largest shares, and how much of each it would have without the others."""
    shares, name = result.table("shares"), _namer(result)
    columns = shares.select("player", "shapley_share", "shapley", "alone")
    rows = [row for row in columns.head(NAMED).rows() if row[1] is not None]
    if not rows:
        return []
    if not (shares["alone"] != 0).any():
        told = [f"{name(player)} {share:.1%}" for player, share, _, _ in rows]
        return [f"Shares of all of it, by what each adds (Shapley): {', '.join(told)}."]
    told = [
        f"{name(player)} {share:.1%} ({alone / whole if whole else 0:.0%})"
        for player, share, whole, alone in rows
    ]
    return [
        "Shares of all of it, by what each adds (Shapley), and in brackets how much of the share "
        f"its player would have alone: {', '.join(told)}."
    ]


def _together_lines(result: Result) -> list[str]:
    """Say who gains most over what it has alone, where somebody has something alone."""
    shares, name = result.table("shares"), _namer(result)
    more = shares.select("player", (pl.col("shapley") - pl.col("alone")).alias("more"))
    total = more["more"].sum()
    if not (shares["alone"] != 0).any() or total <= 0:
        return []
    first = more.sort("more", descending=True, maintain_order=True).head(NAMED)
    largest = ", ".join(f"{name(player)} {gain / total:.1%}" for player, gain in first.rows())
    return [f"Of the {total:,.6g} that none of them gains alone: {largest}."]


def _money(result: Result) -> str:
    money: str = result.units["money"]
    return f"{money} a year" if money.startswith("million") else money


def _namer(result: Result) -> Any:
    """Return a function from an actor's id to its name; players of a file bear theirs."""
    actors = result.case.filled["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    return lambda player: names.get(player) or player


def _method_line(result: Result) -> list[str]:
    numbers = result.numbers
    if numbers["method"] == EXACT:
        if not numbers["solves"]:
            return []
        return [f"Exact: {numbers['solves']:,} programs tell what every coalition can gain."]
    widest = result.table("shares").select((pl.col("high") - pl.col("low")).max()).item()
    line = f"Not exact: shares lie between low and high, at most {widest:,.4g} apart"
    if numbers["method"] == "sampled":
        error = result.table("shares").select(pl.col("stderr").max()).item()
        line += f"; the standard error of what was sampled is at most {error:,.3g}"
    return [f"{line}."]


def _core_lines(result: Result) -> list[str]:
    least = result.numbers["least_core"]
    if least is None:
        return []
    lines = [
        "The core is empty: however all is shared, some coalition would gain "
        f"{least:,.4g} {_money(result)} or more by leaving."
        if least > 0
        else "The core is not empty: all can be shared so that no coalition gains by leaving."
    ]
    first = result.table("blocking").head(1).to_dicts()
    if first:
        lines.append(f"{blocking_words(result, first[0])}.")
    return lines


def blocking_words(result: Result, row: dict[str, Any]) -> str:
    """Say what a coalition would gain by leaving."""
    name = _namer(result)
    members = listed([name(player) for player in row["coalition"].split(";")])
    by = "what each adds" if row["sharing"] == "shapley" else f"the {row['sharing']}"
    return (
        f"{members} would gain {row['excess']:,.4g} {_money(result)} by leaving, "
        f"if all were shared by {by}"
    )


def _kinds_lines(result: Result) -> list[str]:
    shares, name = result.table("shares"), _namer(result)
    lines = []
    for column, words in (("veto", "Nobody gains anything without"), ("dummy", "Adds nothing:")):
        names = [name(player) for player in shares.filter(pl.col(column))["player"]]
        if names:
            lines.append(f"{words} {listed(names)}.")
    return lines


def _band_lines(result: Result) -> list[str]:
    """Say how far the largest shares go when all numbers are drawn within their bands."""
    rows = result.table("bands")
    if not len(rows):
        return []
    largest = result.table("shares").head(NAMED)["player"].to_list()
    name, ends = _namer(result), {row["player"]: row for row in rows.to_dicts()}
    words = [
        f"{name(one)} {ends[one]['share_q05']:.1%} to {ends[one]['share_q95']:.1%}"
        for one in largest
        if ends[one]["share_q05"] is not None
    ]
    drawn = f"With all numbers drawn within their bands ({rows['draws'][0]} draws)"
    return [f"{drawn}, nine times in ten: {', '.join(words)}."] if words else []


def _cap_lines(result: Result) -> list[str]:
    caps = result.table("caps")
    if not len(caps):
        return []
    base = _order(result.table("shares").select("player", "shapley"))
    name, assumed = _namer(result), listed(_assumed(result))
    changed = []
    for factor, words in CAPS.items():
        order = _order(caps.filter(pl.col("factor") == factor).select("player", "shapley"))
        if order != base:
            at = next(i for i, pair in enumerate(zip(order, base, strict=True)) if len({*pair}) > 1)
            changed.append(f"at {words} of them {name(order[at])} comes before {name(base[at])}")
    if changed:
        return [
            f"The order of players hangs on {assumed}, which are assumed: {'; '.join(changed)}."
        ]
    return [f"At half and at twice {assumed} the order of players is the same."]


def _assumed(result: Result) -> list[str]:
    """Return what is assumed in a game over the goods of a result."""
    goods = result.units["quantity"]
    cargo = ["what cargo would pay more than it pays"] if "cargo" in goods else []
    return [*(["all price caps", "elasticities"] if {*goods} - {"cargo"} else []), *cargo]


def _order(shares: pl.DataFrame) -> list[str]:
    """Return the players by share, equal ones by id; what differs by rounding is equal."""
    rows = shares.with_columns(-pl.col("shapley").round_sig_figs(9)).sort("shapley", "player")
    return rows["player"].to_list()


def shares_section(result: Result) -> Section:
    """Return the table of shares."""
    name = _namer(result)
    table, bands = result.table("shares"), result.table("bands")
    ends = {
        player: f"{100 * low:.1f}..{100 * high:.1f}"
        for player, low, high in bands.select("player", "share_q05", "share_q95").rows()
        if low is not None
    }
    spread = [ends.get(player, "") for player in table["player"]]
    columns = [
        pl.Series("player", [name(player) for player in table["player"]], dtype=pl.String),
        (pl.col("shapley_share") * 100).alias("share %"),
        *([pl.Series("nine in ten", spread, dtype=pl.String)] if any(spread) else []),
        "shapley",
        *([] if result.numbers["method"] == EXACT else ["low", "high"]),
        "banzhaf",
        *(["nucleolus"] if table["nucleolus"].is_not_null().any() else []),
        "alone",
        (pl.col("shapley") - pl.col("alone")).alias("with others"),
        pl.col("missed").alias("others lose"),
    ]
    line = (
        f"{_money(result)}. With others: the Shapley value less what it has alone. Others lose: "
        "what all others together lack without it. "
        "Banzhaf: what it adds, averaged over all coalitions of the others."
    )
    if result.numbers["nucleolus_kind"] is not None:
        line += f" Nucleolus: the {result.numbers['nucleolus_kind']}."
    return Section("Shares of what all gain", (line[0].upper() + line[1:],), table.select(columns))


def blocking_section(result: Result) -> Section | None:
    """Return who would gain by leaving, if anybody would."""
    table, name = result.table("blocking"), _namer(result)
    if not len(table):
        return None
    words = [
        listed([name(player) for player in coalition.split(";")])
        for coalition in table["coalition"]
    ]
    shown = pl.DataFrame(
        {
            "if shared by": table["sharing"],
            "who leaves": pl.Series(words, dtype=pl.String),
            "gains": table["excess"],
        }
    )
    return cut("Who would gain by leaving", (f"{_money(result)}.",), shown, BLOCKING)


def coalition_sections(result: Result) -> list[Section]:
    """Return a section for each coalition that was asked for."""
    table, name = result.table("coalitions"), _namer(result)
    sections = []
    for coalition in table["coalition"].unique(maintain_order=True):
        rows = table.filter(pl.col("coalition") == coalition)
        members = (
            listed([name(player) for player in coalition.split(";")]) if coalition else "Nobody"
        )
        line = f"Worth {rows['value'][0]:,.6g} {_money(result)}, with nobody's assets."
        flows = rows.filter(pl.col("link").is_not_null()).select("link", "period", "flow")
        sections.append(Section(f"What {members} can do", (line,), flows))
    return sections
