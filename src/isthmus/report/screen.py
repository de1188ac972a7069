"""What `isthmus run` shows: all lenses on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.case.model import Case
from isthmus.report.cargo import cargo_fit_line, cargo_headline, corridors_sections
from isthmus.report.headline import markets_sections
from isthmus.report.section import Section
from isthmus.report.trading import trade_sections
from isthmus.result import Result


def run_sections(results: Sequence[Result]) -> list[Section]:
    """Return the sections of the results of one case: the markets, with a headline of the cargo."""
    first, *others = results
    if first.lens == "corridors":
        return corridors_sections(first)
    if first.lens == "trade":
        return trade_sections(first)
    sections = markets_sections(first, brief=True)
    for cargo in others:
        headline = Section("Cargo", tuple(cargo_headline(cargo) + cargo_fit_line(cargo)))
        sections.insert(1, headline)
    return sections


def further_section(case: Case) -> Section | None:
    """Return which other commands a case has something for; None where it has nothing."""
    rows = {name: len(table) for name, table in case.filled.items()}
    issues = case.filled["issues"]["id"]
    asked = (
        ("isthmus leverage: who holds what over whom", rows["supply"] or rows["shipments"]),
        (f"isthmus trade: {rows['trade']:,} flows of trade", rows["trade"]),
        ("isthmus alignment: who stands with whom, and hangs on whom", rows["relations"]),
        (f"isthmus negotiation ISSUE: {', '.join(issues)}", len(issues)),
        (f"isthmus verdict: {rows['propositions']} statements put to the test",
         rows["propositions"]),
    )  # fmt: skip
    lines = tuple(f"{line}." for line, there in asked if there)
    return Section("More to ask", lines) if len(lines) > 1 else None
