"""Talks on a screen: baselines first, rounds in words, where it may lead, what that would open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from isthmus.outcome import Opening
from isthmus.report.contrast import LENSES, comparison_sections
from isthmus.report.section import Section
from isthmus.result import Result

WAYS = {
    "confrontation": "loses to",
    "compromise": "meets",
    "capitulation": "yields to",
}
SAME = 0.05
TOP = 2  # who gains most, and who loses most
STEP = 1.0  # a smaller move is not worth a word


def talks_sections(result: Result) -> list[Section]:
    """Return the sections of a result of negotiation."""
    return [
        Section("In short", tuple(talks_headline(result))),
        parties_section(result),
        rounds_section(result),
        distribution_section(result),
    ]


def talks_headline(result: Result) -> list[str]:
    """Return the scale, the baselines, the outcome of the variant, and what it applies."""
    numbers = result.numbers
    base = numbers["baselines"]
    row = issue_row(result)
    labels = f"0 is {row['low_label'] or 'the low end'}, 100 {row['high_label'] or 'the high end'}"
    return [
        f"{row['name'] or row['id']}: {labels}. Positions are judgements; nobody has a veto here.",
        f"Three rules without rounds: weighted mean {base['weighted_mean']:.1f} (the compromise "
        f"model), weighted median {base['weighted_median']:.1f}, mean {base['mean']:.1f}.",
        _variant_line(result),
        *_applies_lines(result),
        _drawn_line(result),
    ]


def issue_row(result: Result) -> dict[str, Any]:
    """Return the row of the issue that a result is about."""
    issues = result.case.filled["issues"]
    at = list(issues["id"]).index(result.numbers["issue"])
    return {name: values[at] for name, values in issues.columns.items()}


def _variant_line(result: Result) -> str:
    numbers = result.numbers
    count = len(numbers["rounds"])
    many = f"{count} round{'' if count == 1 else 's'}"
    how = f"after {many}" if count else "without a round"
    rest = "" if numbers["settled"] else ", in which actors still move"
    line = f"Variant {numbers['variant']}: {numbers['outcome']:.1f} {how}{rest}."
    apart = numbers["outcome"] - numbers["baselines"]["weighted_mean"]
    if abs(apart) < SAME:
        return f"{line} That is the compromise model's."
    return f"{line} That is {abs(apart):.1f} {'above' if apart > 0 else 'below'} the compromise."


def _applies_lines(result: Result) -> list[str]:
    numbers = result.numbers
    if numbers["scenario"] is None:
        return []
    told = f"{numbers['scenario']}, which takes {numbers['from']:g} or more"
    compromise = numbers["baselines"]["weighted_mean"] >= numbers["from"]
    word = "applies" if numbers["reached"] else "does not apply"
    same = "would" if compromise else "would not"
    return [f"The outcome {word} the scenario {told}; the compromise {same}."]


def _drawn_line(result: Result) -> str:
    numbers = result.numbers
    rows = {row["rule"]: row for row in result.table("distribution").to_dicts()}
    ends = "; ".join(
        f"{words} {rows[rule]['q05']:.0f} to {rows[rule]['q95']:.0f}"
        for rule, words in (("outcome", "the outcome"), ("weighted_mean", "the compromise"))
    )
    line = f"With inputs drawn from their bands {numbers['draws']:,} times, nine in ten: {ends}."
    if numbers["share_reached"] is None:
        return line
    return (
        f"{line} The scenario is reached in {numbers['share_reached']:.0%} of the drawings by the "
        f"variant, in {rows['weighted_mean']['reached']:.0%} by the compromise: shares of "
        "drawings, not chances of the event."
    )


def parties_section(result: Result) -> Section:
    """Return who talks, where each stands, what it brings, and where it ends."""
    table, name = result.table("actors"), namer(result)
    stances = _stances(result)
    return Section(
        "Who talks",
        ("Weight is the share of all capability x salience.",),
        table.select(
            pl.Series("actor", [name(actor) for actor in table["actor"]], dtype=pl.String),
            "position",
            (pl.col("low").round(0).cast(pl.Int64).cast(pl.String) + " to "
             + pl.col("high").round(0).cast(pl.Int64).cast(pl.String)).alias("band"),
            "salience",
            "capability",
            (pl.col("weight") * 100).alias("weight %"),
            pl.col("final").alias("ends at"),
            pl.Series("wants", [stances.get(one, "") for one in table["actor"]], dtype=pl.String),
        ).sort("position", descending=True, maintain_order=True),
    )  # fmt: skip


def _stances(result: Result) -> dict[str, str]:
    table = result.case.filled["positions"]
    return {
        actor: stance or ""
        for issue, actor, stance in zip(
            table["issue"], table["actor"], table["stance"], strict=True
        )
        if issue == result.numbers["issue"]
    }


def rounds_section(result: Result) -> Section:
    """Return the rounds: median, mean, risk exponents, and who gave way to whom."""
    name = namer(result)
    rounds = result.numbers["rounds"]
    if not rounds:
        return Section("Rounds", ("There are none: nobody stands apart.",))
    start = dict(result.table("actors").select("actor", "position").iter_rows())
    befores = [start, *(one["positions"] for one in rounds)]
    lines = [
        f"Round {one['round']}: {_moves(one, before, name)}."
        for one, before in zip(rounds, befores, strict=False)
    ]
    shown = pl.DataFrame(
        [
            {
                "round": one["round"],
                "median": one["median"],
                "mean": one["mean"],
                "takes most risk": _extreme(one["risk"], min, name),
                "takes least": _extreme(one["risk"], max, name),
            }
            for one in rounds
        ]
    )
    notes = (
        "Who loses to another takes its position, because both would fight and it expects to "
        "lose; who meets it goes a part of the way; who yields goes all of it without a fight. "
        "Risk exponents: 0.5 takes any risk, 2 none; 1 is indifferent.",
    )
    return Section("Rounds", tuple(lines), shown, notes)


def _moves(one: Mapping[str, Any], before: Mapping[str, float], name: Callable[[str], str]) -> str:
    told = [
        f"{name(offer['actor'])} {WAYS[offer['kind']]} {name(offer['by'])} "
        f"({before[offer['actor']]:.3g} to {offer['position']:.3g})"
        for offer in one["offers"]
        if abs(before[offer["actor"]] - offer["position"]) >= STEP
    ]
    return ", ".join(told) or ("small moves only" if one["offers"] else "nobody moves")


def _extreme(risk: Mapping[str, float], which: Any, name: Callable[[str], str]) -> str:
    actor = which(risk, key=risk.__getitem__)
    return f"{name(actor)} {risk[actor]:.2f}"


def distribution_section(result: Result) -> Section:
    """Return where drawings of the inputs end."""
    words = {
        "outcome": f"variant {result.numbers['variant']}",
        "weighted_mean": "weighted mean (compromise)",
        "weighted_median": "weighted median",
        "mean": "mean",
    }
    table = result.table("distribution")
    shown = table.select(
        pl.col("rule").replace_strict(words),
        pl.col("central").alias("as coded"),
        *(pl.col(f"q{share:02}").alias(f"{share} %") for share in (5, 25, 50, 75, 95)),
        *([(pl.col("reached") * 100).alias("reaches %")] if result.numbers["scenario"] else []),
    )
    tenths = result.table("outcomes").filter(pl.col("outcome") >= 0.05)
    told = ", ".join(
        f"{row['low']:.0f} to {row['high']:.0f} {row['outcome']:.0%}" for row in tenths.to_dicts()
    )
    line = f"Tenths of the scale in which at least one in twenty of the variant's ends: {told}."
    return Section("Where it may lead", (line,), shown)


def opening_sections(opened: Opening) -> list[Section]:
    """Return what an outcome would open: flows, gains, shares."""
    numbers = opened.talks.numbers
    if opened.scenario is None:
        if numbers["scenario"] is None:
            why = "The issue names no scenario."
        else:
            why = (
                f"Nothing: {numbers['scenario']} takes {numbers['from']:g}, the outcome is "
                f"{numbers['outcome']:.1f}. What it would change: isthmus compare "
                f"{numbers['scenario']}."
            )
        return [Section("What the outcome opens", (why,))]
    title = opened.talks.case.library[opened.scenario].title
    line = f"{opened.scenario}: {title}. Held against {opened.talks.label}."
    return [
        Section("What the outcome opens", (line,)),
        *comparison_sections(*opened.comparisons),
        *_shares_sections(opened.talks),
    ]


def overview_sections(opened: Sequence[Opening]) -> list[Section]:
    """Return all issues of a case on one page: where talks lead, and what that would open."""
    rows = []
    for one in opened:
        numbers, base = one.talks.numbers, one.talks.numbers["baselines"]
        table = one.talks.table("distribution").row(0, named=True)
        share = numbers["share_reached"]
        rows.append(
            {
                "issue": issue_row(one.talks)["name"] or numbers["issue"],
                "compromise": base["weighted_mean"],
                "median": base["weighted_median"],
                "outcome": numbers["outcome"],
                "nine in ten": f"{table['q05']:.0f} to {table['q95']:.0f}",
                "applies": f"{numbers['scenario']} from {numbers['from']:g}" if share is not None
                else "",
                "in % of drawings": None if share is None else 100 * share,
            }
        )  # fmt: skip
    lines = (
        "On scales of 0 to 100. Compromise and median weigh positions by capability and salience; "
        f"the outcome is that of the variant {opened[0].talks.numbers['variant']}, and nine in ten "
        f"of {opened[0].talks.numbers['draws']:,} drawings of the inputs end within its range. "
        "Positions are judgements, models of talks forecast no better than the compromise, and no "
        "share of drawings is the chance of an event.",
    )
    gains = [_opened_lines(one) for one in opened if one.scenario is not None]
    return [
        Section("Where talks lead", lines, pl.DataFrame(rows)),
        *([Section("What these outcomes would open", tuple(gains))] if gains else []),
    ]


def _opened_lines(opened: Opening) -> str:
    """Say in a sentence or two what an outcome changes: welfare by lens, who gains and loses."""
    told = []
    for compared in opened.comparisons:
        after = compared.compared[1].numbers["welfare"] - compared.compared[0].numbers["welfare"]
        if abs(after) < SAME and not len(compared.table("flows")):
            continue
        gains = compared.table("gains").sort("difference", descending=True, maintain_order=True)
        ends = [gains.head(TOP), gains.tail(TOP).reverse()]
        moved = ", ".join(
            f"{row['actor']} {row['difference']:+,.0f}"
            for part in ends
            for row in part.to_dicts()
            if abs(row["difference"]) >= STEP
        )
        told.append(
            f"{LENSES[compared.about]} {after:+,.0f} {compared.units['money']} a year"
            + (f" ({moved})" if moved else "")
        )
    what = "; ".join(told) or "nothing that the lenses see"
    return f"{issue_row(opened.talks)['name']}, {opened.scenario}: {what}."


def _shares_sections(talks: Result) -> list[Section]:
    """Return how shares of leverage move, where that was asked for and they do."""
    name, table = namer(talks), talks.table("shares")
    if not len(table):
        return []
    shown = table.with_columns(
        pl.Series("player", [name(player) for player in table["player"]], dtype=pl.String)
    )
    line = f"What each adds (Shapley), {talks.units['money']} a year, without and with it."
    return [Section("Shares of what all gain", (line,), shown)]


def namer(result: Result) -> Callable[[str], str]:
    """Return a function from an actor's id to its name."""
    actors = result.case.filled["actors"]
    names = dict(zip(actors["id"], actors["name"], strict=True))
    return lambda actor: names.get(actor) or actor
