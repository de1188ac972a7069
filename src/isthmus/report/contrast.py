"""A comparison on a screen: for each scenario what changes, and for whom."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from isthmus.report.cargo import diverted_sections
from isthmus.report.earning import changes_section
from isthmus.report.section import Section, cut
from isthmus.result import Result

SMALL = 5e-4
MOST = 12
MOST_FAMILIES = 8
LENSES = {"markets": "Markets", "corridors": "Cargo", "trade": "Trade"}


def comparison_sections(*results: Result) -> list[Section]:
    """Return the sections of comparisons, one for each lens: what changes and for whom."""
    found = [(result, _sections(result)) for result in results]
    changed = [(result, sections) for result, sections in found if sections]
    if len(results) > 1:
        changed = [(one, _of_lens(one, sections)) for one, sections in changed]
    return [section for _, sections in changed for section in sections] or [
        Section("In short", ("Nothing changes.",))
    ]


def _of_lens(result: Result, sections: list[Section]) -> list[Section]:
    return [replace(one, title=f"{LENSES[result.about]}: {one.title}") for one in sections]


def _sections(result: Result) -> list[Section]:
    """Return for each scenario what changes and for whom."""
    numbers = result.table("differences").filter(pl.col("table") == "numbers")
    flows, gains = result.table("flows"), result.table("gains")
    sections = []
    for scenario in dict.fromkeys([*numbers["scenario"], *flows["scenario"], *gains["scenario"]]):
        mine = pl.col("scenario") == scenario
        title = f"{scenario}, compared with the reference"
        sections.append(Section(title, _welfare_lines(numbers.filter(mine), result)))
        moved, changed = (
            table.filter(mine & (pl.col("difference").abs() >= SMALL)).drop("scenario")
            for table in (flows, gains)
        )
        if result.about == "corridors":
            sections += diverted_sections(result, scenario)
        if len(moved):
            order = moved.sort(pl.col("difference").abs(), descending=True, maintain_order=True)
            unit = ", ".join(sorted(set(result.units["quantity"].values())))
            unit = unit or result.units["money"]
            sections.append(cut("Flows that change most", (f"{unit} a year.",), order, MOST))
        if len(changed):
            money = result.units["money"]
            sections.append(changes_section(result.case, changed, money, MOST_FAMILIES))
    return sections


def _welfare_lines(numbers: pl.DataFrame, result: Result) -> tuple[str, ...]:
    money, rows = result.units["money"], {row["column"]: row for row in numbers.to_dicts()}
    welfare, penalties = rows.get("welfare"), rows.get("penalties")
    if welfare is None:
        return ("Welfare does not change.",)
    line = (
        f"welfare: {welfare['reference']:,.1f} -> {welfare['value']:,.1f} "
        f"({welfare['difference']:+,.1f} {money})"
    )
    if penalties is None or abs(penalties["difference"]) < SMALL:
        return (line,)
    apart = welfare["difference"] + penalties["difference"]
    return line, (
        f"Without what missed contract minima cost, at their shortfall prices: {apart:+,.1f}. "
        "Suspend in a scenario what would fall away."
    )
