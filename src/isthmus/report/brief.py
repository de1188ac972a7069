"""The brief: a question, its answer in three sentences, a map, who gains, sources; two pages."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from isthmus.errors import IsthmusError
from isthmus.report.earning import changes_section
from isthmus.report.hanging import hanging_section
from isthmus.report.headline import headline
from isthmus.report.notebook import section_html
from isthmus.report.section import Section
from isthmus.report.sheet import block, footnotes, paragraph, picture, sheet
from isthmus.result import Result

NAMED = 3
ROWS = 10
MOST = 6
SMALL = 5e-3


def brief(compared: Result) -> str:
    """Return the brief of one scenario held against a reference, as HTML.

    Parameters
    ----------
    compared : Result
        Of `compare`, with one scenario beside the reference.

    Raises
    ------
    IsthmusError
        If it compares several.
    """
    if len(compared.compared) != 2:
        raise IsthmusError("a brief answers one question: compare one scenario with a reference")
    before, after = compared.compared
    case = after.case
    narratives = [case.library[name] for name in case.scenarios if name in case.library]
    title = narratives[0].title if narratives else after.label
    question = " ".join(one.narrative.strip() for one in narratives) or f"What if {after.label}?"
    return sheet(
        title,
        case,
        [
            block("Question", paragraph(question), paragraph(_held_against(before), "small")),
            block("Answer", *(paragraph(line, "answer") for line in answer(compared))),
            block("What moves", picture(compared, goods=_moving(compared))),
            *(section_html(one) for one in _changes(compared)),
            section_html(hanging_section(case, before.case, after.label)),
            block("What binds, and how it fits", *map(paragraph, _state(after))),
            block("Sources", footnotes(case, _rows(compared))),
        ],
    )


def answer(compared: Result) -> list[str]:
    """Return the answer in three sentences."""
    return [_welfare(compared), _moves(compared), _gains(compared)]


def _moving(compared: Result) -> list[str]:
    """Return the commodities whose flows change; all where none does."""
    links = compared.case.filled["links"]
    commodity = dict(zip(links["id"], links["commodity"], strict=True))
    moved = compared.table("flows").filter(pl.col("difference").abs() >= SMALL)["link"]
    return sorted({commodity[link] for link in moved if link in commodity})


def _changes(compared: Result) -> list[Section]:
    """Return the table of who gains and who loses."""
    case, changed = compared.case, compared.table("gains").drop("scenario")
    moved = changed.filter(pl.col("difference").abs() >= SMALL)
    return [changes_section(case, moved, compared.units["money"], MOST)] if len(moved) else []


def _held_against(before: Result) -> str:
    year = before.case.settings.base_year
    return f"Held against {before.label}, a year at the prices and contracts of {year}."


def _welfare(compared: Result) -> str:
    before, after = compared.compared
    change = after.numbers["welfare"] - before.numbers["welfare"]
    money = compared.units["money"]
    if abs(change) < SMALL:
        return f"Together, all actors gain nothing ({change:+.2f} {money} a year)."
    word = "gain" if change > 0 else "lose"
    return f"Together, all actors {word} {abs(change):,.0f} {money} a year."


def _moves(compared: Result) -> str:
    flows = compared.table("flows")
    largest = flows.sort(pl.col("difference").abs(), "link", descending=[True, False])
    unit = ", ".join(sorted(set(compared.units["quantity"].values())))
    moved = [
        f"{row['link']} {row['difference']:+.2f}"
        for row in largest.head(NAMED).to_dicts()
        if abs(row["difference"]) >= SMALL
    ]
    if not moved:
        return "No flow changes."
    return f"What changes most ({unit} a year): {', '.join(moved)}."


def _gains(compared: Result) -> str:
    actors = compared.case.tables["actors"]
    short = {
        actor: (name or actor).partition(" (")[0]
        for actor, name in zip(actors["id"], actors["name"], strict=True)
    }
    named = pl.col("actor").replace_strict(short, default=pl.col("actor"))
    gains = (
        compared.table("gains")
        .with_columns(named)
        .sort("difference", "actor", descending=[True, False])
    )
    winners = [row for row in gains.to_dicts() if row["difference"] >= SMALL][:NAMED]
    losers = [row for row in gains.reverse().to_dicts() if row["difference"] <= -SMALL][:NAMED]
    parts = []
    if winners:
        parts.append(f"{', '.join(map(_gain, winners))} gain")
    if losers:
        parts.append(f"{', '.join(map(_gain, losers))} lose")
    return f"{'; '.join(parts)}." if parts else "Nobody gains and nobody loses."


def _gain(row: dict[str, float | str]) -> str:
    text = f"{row['actor']} ({row['difference']:+,.0f}"
    low, high = row["low"], row["high"]
    if low is not None and high is not None and float(high) - float(low) >= 1:
        text += f", from {low:+,.0f} to {high:+,.0f}"
    return f"{text})"


def _state(after: Result) -> Iterator[str]:
    yield from headline(after)[2:]
    yield from (f"note: {note}" for note in after.notes)


def _rows(compared: Result) -> Iterator[tuple[str, str]]:
    """Yield the rows that the scenario changes, and those of the links that change most."""
    after = compared.compared[1]
    yield from ((edit.table, edit.key) for edit in after.case.edits)
    flows = compared.table("flows").sort(pl.col("difference").abs(), descending=True)
    yield from (("links", link) for link in flows["link"].head(ROWS))
