"""The brief: a question, its answer in three sentences, a map, who gains, sources; two pages."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from isthmus.errors import IsthmusError
from isthmus.report.answering import Bands, answer, bands_of
from isthmus.report.cargo import cargo_fit_line, cargo_headline, diverted, diverted_sections
from isthmus.report.contrast import LENSES
from isthmus.report.earning import changes_section
from isthmus.report.hanging import hanging_of
from isthmus.report.headline import FLOWS, headline
from isthmus.report.notebook import section_html
from isthmus.report.section import Section
from isthmus.report.sheet import block, footnotes, paragraph, picture, sheet
from isthmus.report.trading import trade_headline
from isthmus.result import Result

ROWS = 10
MOST, MOST_ROWS = 6, 18  # families of actors, and rows of them
DIVERTED = 8
SOURCES = 16
WIDTH = 720  # pixels: a map on A4 whose words can be read
SMALL = 5e-3
BANDS = (
    "Ranges in brackets are the lowest and the highest that a number becomes when the inputs it "
    "hangs on most move, each alone, within their bands."
)


def brief(*compared: Result) -> str:
    """Return the brief of one scenario held against a reference, as HTML.

    Parameters
    ----------
    *compared : Result
        Of `compare`, one for each lens, with one scenario beside the reference; a lens in which
        nothing changes is left out.

    Raises
    ------
    IsthmusError
        If it compares several.
    """
    if any(len(one.compared) != 2 for one in compared):
        raise IsthmusError("a brief answers one question: compare one scenario with a reference")
    before, after = compared[0].compared
    case = after.case
    narratives = [case.library[name] for name in case.scenarios if name in case.library]
    title = narratives[0].title if narratives else after.label
    question = " ".join(one.narrative.strip() for one in narratives) or f"What if {after.label}?"
    changed = [one for one in compared if changes_something(one)] or [*compared[:1]]
    several = len(changed) > 1
    parts = [_parts(one, bands_of(one, alone=not several), several=several) for one in changed]
    return sheet(
        title,
        case,
        [
            block("Question", paragraph(question), paragraph(_held_against(before), "small")),
            *(part for answered, _ in parts for part in answered),
            *(part for _, shown in parts for part in shown),
            block(
                "Sources", footnotes(case, {row for one in changed for row in _rows(one)}, SOURCES)
            ),
        ],
    )


def _parts(compared: Result, bands: Bands, *, several: bool) -> tuple[list[str], list[str]]:
    """Return the answer of a lens, and what shows it."""
    name = f"{LENSES[compared.about]}: " if several else ""
    lines = [paragraph(line, "answer") for line in answer(compared, bands)]
    if bands.ends:
        lines.append(paragraph(BANDS, "small"))
    hanging = [hanging_of(bands.found, compared.compared[1].label)] if bands.found else []
    shown = [
        block(f"{name}what moves" if name else "What moves", picture(compared, width=WIDTH)),
        *map(section_html, [*_changes(compared), *hanging]),
        block(
            f"{name}what binds, and how it fits" if name else "What binds, and how it fits",
            *map(paragraph, _state(compared.compared[1])),
        ),
    ]
    return [block(f"{name}answer" if name else "Answer", *lines)], shown


def changes_something(compared: Result) -> bool:
    """Tell whether a scenario moves any flow, or what anybody gains."""
    tables = (compared.table("flows"), compared.table("gains"))
    return any((table["difference"].abs() >= SMALL).any() for table in tables)


def _changes(compared: Result) -> list[Section]:
    """Return which cargo goes otherwise, and who gains and who loses."""
    after, changed = compared.compared[1], compared.table("gains").drop("scenario")
    sections = []
    if compared.about == "corridors":
        sections += diverted_sections(compared, after.label, DIVERTED)
    moved = changed.filter(pl.col("difference").abs() >= SMALL)
    if len(moved):
        money = compared.units["money"]
        sections.append(changes_section(after.case, moved, money, MOST, MOST_ROWS))
    return sections


def _held_against(before: Result) -> str:
    year = before.case.settings.base_year
    return f"Held against {before.label}, a year at the prices and contracts of {year}."


def _state(after: Result) -> Iterator[str]:
    if after.lens == "corridors":
        yield from cargo_headline(after)[1:]
        yield from cargo_fit_line(after)
    elif after.lens == "trade":
        yield from trade_headline(after)
    else:
        supplied = len(after.table("summary"))
        yield from (line for line in headline(after)[supplied:] if not line.startswith(FLOWS))
    yield from (f"note: {note}" for note in after.notes)


def _rows(compared: Result) -> Iterator[tuple[str, str]]:
    """Yield the rows that the scenario changes, and those of what changes most."""
    before, after = compared.compared
    yield from ((edit.table, edit.key) for edit in after.case.edits)
    flows = compared.table("flows").sort(pl.col("difference").abs(), descending=True)
    if compared.about == "trade":
        year = after.case.settings.base_year
        yield from (("trade", f"{pair}/{year}") for pair in flows["link"].head(ROWS))
        return
    yield from (("links", link) for link in flows["link"].head(ROWS))
    if compared.about == "corridors":
        shipments = diverted(before, after)["shipment"].head(ROWS)
        yield from (("shipments", shipment) for shipment in shipments)
