"""The brief: a question, its answer in three sentences, a map, who gains, sources; two pages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from isthmus.errors import IsthmusError
from isthmus.report.answering import Bands, answer, bands_of, together
from isthmus.report.cargo import cargo_fit_line, cargo_headline, diverted, diverted_sections
from isthmus.report.contrast import LENSES
from isthmus.report.earning import changes_section
from isthmus.report.hanging import hanging_of
from isthmus.report.headline import FLOWS, headline
from isthmus.report.notebook import section_html
from isthmus.report.paper import pages
from isthmus.report.section import Section
from isthmus.report.sheet import block, footnotes, paragraph, picture, sheet
from isthmus.report.trading import trade_headline
from isthmus.result import Result

PAGES = 2
FLOWS_CITED = 10
SMALL = 5e-3
BANDS = (
    "Ranges in brackets are the lowest and the highest that a number becomes when the inputs it "
    "hangs on most move, each alone, within their bands."
)


@dataclass(frozen=True)
class Room:
    """How much is shown: families, rows of them, shipments, sources, lines on what binds; a map.

    The map is so many pixels wide: at most a page.
    """

    families: int
    rows: int
    shipments: int
    sources: int
    lines: int
    map: int


ROOMS = (  # two widths only: a map takes a second to draw
    Room(6, 18, 8, 16, 8, 680),
    Room(6, 14, 6, 14, 6, 680),
    Room(5, 10, 4, 12, 5, 680),
    Room(5, 10, 4, 10, 4, 560),
    Room(4, 8, 3, 8, 3, 560),
    Room(3, 6, 3, 6, 2, 560),
)


def brief(*compared: Result) -> str:
    """Return the brief of one scenario held against a reference, as HTML.

    It shows as much as two printed pages have room for.

    Parameters
    ----------
    *compared : Result
        Of `compare`, one for each lens, with one scenario beside the reference; a lens in which
        nothing changes is left out, and trade where another lens changes: its gains are of the
        same goods, and do not add.

    Raises
    ------
    IsthmusError
        If it compares several.
    """
    if any(len(one.compared) != 2 for one in compared):
        raise IsthmusError("a brief answers one question: compare one scenario with a reference")
    changed = [one for one in compared if changes_something(one)] or [*compared[:1]]
    changed = [one for one in changed if one.about != "trade"] or changed
    bands = bands_of(*changed)
    most = max(changed, key=lambda one: float(one.table("gains")["difference"].abs().sum()))
    draw = functools.cache(lambda width: picture(most, width=width))
    text = ""
    for room, late in product(ROOMS, (False, True)):
        text = _sheet(changed, bands, room, block(_moving(changed, most), draw(room.map)), late)
        if pages(text) <= PAGES:
            break
    return text


def changes_something(compared: Result) -> bool:
    """Tell whether a scenario moves any flow, or what anybody gains."""
    tables = (compared.table("flows"), compared.table("gains"))
    return any((table["difference"].abs() >= SMALL).any() for table in tables)


def _moving(changed: Sequence[Result], drawn: Result) -> str:
    return "What moves" if len(changed) == 1 else f"What moves: {LENSES[drawn.about].lower()}"


def _sheet(changed: Sequence[Result], bands: Bands, room: Room, drawn: str, late: bool) -> str:
    """Return the brief with as much as there is room for; the map late, after the tables."""
    before, after = changed[0].compared
    case = after.case
    narratives = [case.library[name] for name in case.scenarios if name in case.library]
    title = narratives[0].title if narratives else after.label
    question = " ".join(one.narrative.strip() for one in narratives) or f"What if {after.label}?"
    tables = [*map(section_html, _changes(changed, bands, room))]
    cited = dict.fromkeys(row for one in changed for row in _rows(one, room))
    return sheet(
        title,
        case,
        [
            block("Question", paragraph(question), paragraph(_held_against(before), "small")),
            block("Answer", *_answer(changed, bands)),
            *([*tables, drawn] if late else [drawn, *tables]),
            block("What binds, and how it fits", *_state(changed, room.lines)),
            block("Sources", footnotes(case, [*cited, *_inputs(bands)], room.sources)),
        ],
    )


def _held_against(before: Result) -> str:
    year = before.case.settings.base_year
    return f"Held against {before.label}, a year at the prices and contracts of {year}."


def _answer(changed: Sequence[Result], bands: Bands) -> Iterator[str]:
    yield from (paragraph(line, "answer") for line in answer(*changed, bands=bands))
    if bands.ends:
        yield paragraph(BANDS, "small")


def _changes(changed: Sequence[Result], bands: Bands, room: Room) -> Iterator[Section]:
    """Yield which cargo goes otherwise, who gains and who loses, and what that hangs on."""
    for one in changed:
        if one.about == "corridors":
            yield from diverted_sections(one, one.compared[1].label, room.shipments)
    moved = together(changed).filter(pl.col("difference").abs() >= SMALL)
    if len(moved):
        case, money = changed[0].compared[1].case, changed[0].units["money"]
        yield changes_section(case, moved, money, room.families, room.rows)
    if bands.found:
        yield hanging_of(bands.found, changed[0].compared[1].label)


STATE: dict[str, Callable[[Result], list[str]]] = {
    "corridors": lambda after: [*cargo_headline(after)[1:], *cargo_fit_line(after)],
    "trade": trade_headline,
    "markets": lambda after: [
        line
        for line in headline(after)[len(after.table("summary")) :]
        if not line.startswith(FLOWS)
    ],
}


def _state(changed: Sequence[Result], most: int) -> Iterator[str]:
    """Yield the first lines on what binds and how it fits, and the notes, of every lens."""
    for one in changed:
        after = one.compared[1]
        name = f"{LENSES[one.about]}: " if len(changed) > 1 else ""
        lines = [*STATE[one.about](after)[:most], *(f"note: {note}" for note in after.notes)]
        yield from (paragraph(f"{name}{line}", "small") for line in lines[:most])


def _rows(compared: Result, room: Room) -> Iterator[tuple[str, str]]:
    """Yield the rows that the scenario changes, and those of what is shown to change most."""
    before, after = compared.compared
    yield from ((edit.table, edit.key) for edit in after.case.edits)
    flows = compared.table("flows").sort(pl.col("difference").abs(), descending=True)
    if compared.about == "trade":
        year = after.case.settings.base_year
        yield from (("trade", f"{pair}/{year}") for pair in flows["link"].head(FLOWS_CITED))
        return
    yield from (("links", link) for link in flows["link"].head(FLOWS_CITED))
    if compared.about == "corridors":
        shipments = diverted(before, after)["shipment"].head(room.shipments)
        yield from (("shipments", shipment) for shipment in shipments)


def _inputs(bands: Bands) -> Iterator[tuple[str, str]]:
    """Yield the rows of the inputs that the answer hangs on."""
    if bands.found:
        for name in bands.found.table("hangs_on").filter(output="welfare")["input"]:
            table, _, rest = name.partition(".")
            yield table, rest.rpartition(".")[0]
