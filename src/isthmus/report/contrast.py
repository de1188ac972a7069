"""A comparison on a screen: for each scenario what changes, and for whom."""

from __future__ import annotations

import polars as pl

from isthmus.report.earning import changes_section
from isthmus.report.section import Section, cut
from isthmus.result import Result

SMALL = 5e-4
MOST = 12
MOST_FAMILIES = 8


def comparison_sections(result: Result) -> list[Section]:
    """Return the sections of a comparison: for each scenario what changes and for whom."""
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
        if len(moved):
            order = moved.sort(pl.col("difference").abs(), descending=True, maintain_order=True)
            unit = ", ".join(sorted(set(result.units["quantity"].values())))
            sections.append(cut("Flows that change most", (f"{unit} a year.",), order, MOST))
        if len(changed):
            money = result.units["money"]
            sections.append(changes_section(result.case, changed, money, MOST_FAMILIES))
    return sections or [Section("In short", ("Nothing changes.",))]


def _welfare_lines(numbers: pl.DataFrame, result: Result) -> tuple[str, ...]:
    money = result.units["money"]
    lines = [
        f"welfare: {row['reference']:,.1f} -> {row['value']:,.1f} "
        f"({row['difference']:+,.1f} {money})"
        for row in numbers.filter(pl.col("column") == "welfare").to_dicts()
    ]
    return tuple(lines or ["Welfare does not change."])
