"""Who can block a goal, on a screen."""

from __future__ import annotations

from typing import Any

import polars as pl

from isthmus.report.section import Section, cut
from isthmus.report.words import listed
from isthmus.result import Result

SHOWN = 20
NAMED = 6
COUNTS = {1: "Alone", 2: "Two together"}


def blocking_sections(result: Result) -> list[Section]:
    """Return what is asked and who can block it, and all sets where there are any."""
    (goal,) = result.table("goals").to_dicts()
    sections = [Section("In short", tuple(_headline(result, goal)))]
    sets = result.table("minimal_sets")
    if len(sets):
        sections.append(_sets(result, goal, sets))
    return sections


def _headline(result: Result, goal: dict[str, Any]) -> list[str]:
    """Say what is asked, what can be reached, and who can block it, small sets first."""
    unit = goal["unit"] or ""
    name = "" if goal["goal"].startswith(goal["measure"]) else f"{goal['goal']}: "
    lines = [
        f"{name}{goal['measure']} is to be {_wanted(goal)} {unit}. With all in, "
        f"{goal['reachable']:,.4g} can be reached; the market answers {goal['market']:,.4g}."
    ]
    sets = result.table("minimal_sets")
    if not len(sets):
        limit = f"up to {goal['size']} of " if goal["size"] else ""
        return [*lines, f"No withdrawal of {limit}{goal['of']} puts it out of reach."]
    for count, words in COUNTS.items():
        some = sets.filter(pl.col("count") == count).to_dicts()
        names = [_members(result, row) for row in some[:NAMED]]
        rest = f"; {len(some) - NAMED} more" if len(some) > NAMED else ""
        if names:
            lines.append(f"{words}: {'; '.join(names)}{rest}.")
    more = len(sets.filter(pl.col("count") > max(COUNTS)))
    if more:
        lines.append(f"{more} sets of three or more.")
    return [*lines, _proof(result, goal)]


def _wanted(goal: dict[str, Any]) -> str:
    ends = (("at least", goal["at_least"]), ("at most", goal["at_most"]))
    return " and ".join(f"{words} {end:,.4g}" for words, end in ends if end is not None)


def _members(result: Result, row: dict[str, Any]) -> str:
    """Name the members of a set, and what actors would give up."""
    names = listed([_name(result, row["kind"], name) for name in row["members"].split(";")])
    if row["at_stake"] is None or abs(row["at_stake"]) < 1:
        return names
    return f"{names} (earns {row['at_stake']:,.0f} here)"


def _name(result: Result, kind: str, name: str) -> str:
    table = result.case.filled[f"{kind}s"]
    return table["name"][table["id"].index(name)] or name


def _proof(result: Result, goal: dict[str, Any]) -> str:
    """Say what proves that no set is missing."""
    ways = len(result.table("ways"))
    reach = f"{ways} ways reach the goal" if ways != 1 else "one way reaches the goal"
    if goal["size"] is None:
        return f"The list is complete: {reach}, and whatever meets them all contains a set of it."
    return f"The list is complete up to {goal['size']} together; larger sets were not looked for."


def _sets(result: Result, goal: dict[str, Any], sets: pl.DataFrame) -> Section:
    names = [
        listed([_name(result, row["kind"], name) for name in row["members"].split(";")])
        for row in sets.select("kind", "members").to_dicts()
    ]
    table = pl.DataFrame(
        {
            "who withdraws": pl.Series(names, dtype=pl.String),
            "reachable": sets["reachable"],
            **({"earns": sets["at_stake"]} if goal["of"] == "actors" else {}),
        }
    )
    line = f"Reachable: without them, {goal['unit'] or ''}."
    if goal["of"] == "actors":
        line += (
            f" Earns: by what it sells and carries in these markets as they stand, "
            f"{result.units['money']} a year, which it would give up."
        )
    title = f"Minimal sets of {goal['of']} that block it"
    return cut(title, (line,), table, SHOWN, "all with --json or --out")
