"""What texts say, on a screen and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from isthmus.case.schemas import Schema, plain
from isthmus.reading.items import CaseCell, Figure, Reading, Readings
from isthmus.report.section import Section
from isthmus.report.words import amount

VERDICTS = {
    "agrees": "in line with the case",
    "partly": "partly in line",
    "contradicts": "against the case",
    "doubtful": "doubtful",
    "new": "not in the case",
}


def reading_document(readings: Readings) -> dict[str, Any]:
    """Return what texts say as plain data: one document, or several with their differences."""
    if len(readings.documents) == 1:
        return asdict(readings.documents[0])
    return asdict(readings)


def reading_schema() -> Schema:
    """Return the JSON Schema of `reading_document`."""
    one, several = (
        TypeAdapter(model).json_schema(mode="serialization") for model in (Reading, Readings)
    )
    definitions = {**several.pop("$defs"), **one.pop("$defs")}
    found: Schema = plain({"anyOf": [one, several], "$defs": definitions})
    return found


def reading_sections(readings: Readings) -> list[Section]:
    """Return what texts say, as tables."""
    many = len(readings.documents) > 1
    sections = []
    for place, reading in enumerate(readings.documents, 1):
        sections += _sections(reading, f"{place}: " if many else "")
    if many:
        sections.append(_differences(readings))
    return sections


def _sections(reading: Reading, prefix: str) -> list[Section]:
    about = reading.document
    counts = ", ".join(
        f"{(count := len(getattr(reading, name)))} {name if count != 1 else name[:-1]}"
        for name in ("figures", "agreements", "routes", "relations")
    )
    date = f", {about.date}" if about.date else ""
    return [
        Section(f"{prefix}{about.title}{date}", (f"{counts}.", *about.notes)),
        _table(f"{prefix}Figures", [_figure(figure) for figure in reading.figures]),
        _table(
            f"{prefix}Agreements",
            [
                {
                    "id": each.id,
                    "what": each.what,
                    "between": ", ".join(each.parties),
                    "status": each.status,
                    "held against the case": _held(each.verdict, each.case),
                }
                for each in reading.agreements
            ],
        ),
        _table(
            f"{prefix}Routes",
            [
                {
                    "id": each.id,
                    "route": each.name,
                    "status": each.status,
                    "said": each.polarity,
                    "held against the case": _held(each.verdict, each.case),
                }
                for each in reading.routes
            ],
        ),
        _table(
            f"{prefix}Relations",
            [
                {
                    "id": each.id,
                    "who": each.a,
                    "stance": each.stance if each.polarity != "denied" else f"not {each.stance}",
                    "whom, or what": each.b or each.about,
                    "held against the case": _held(each.verdict, each.case),
                }
                for each in reading.relations
            ],
        ),
    ]


def _table(title: str, rows: list[dict[str, Any]]) -> Section:
    return Section(title, (), pl.DataFrame(rows, infer_schema_length=None))


HEDGES = {"about": "about ", "over": "over ", "under": "up to ", "none": ""}


def _figure(figure: Figure) -> dict[str, Any]:
    told = amount(figure.value, figure.unit)
    if figure.low is not None and figure.high is not None:
        told = f"{amount(figure.low, '')} to {amount(figure.high, figure.unit)}"
    return {
        "id": figure.id,
        "of": figure.subject,
        "measure": " ".join(part for part in (figure.measure, figure.commodity) if part),
        "figure": f"{HEDGES[figure.hedge]}{told}",
        "when": figure.when or figure.when_written,
        "said": figure.polarity,
        "held against the case": _held(figure.verdict, figure.case),
    }


def _held(verdict: str, cell: CaseCell | None) -> str:
    """Return a verdict in words, with what the case has."""
    said = VERDICTS[verdict]
    if cell is None:
        return said
    value = cell.value
    has = amount(value, cell.unit or "") if isinstance(value, float) else value or ""
    note = f" ({cell.note})" if cell.note else ""
    return f"{said}{': ' if has else ''}{has}{note}"


def _differences(readings: Readings) -> Section:
    rows = [
        {
            "about": each.about,
            "differs in": each.differs,
            "said": "; ".join(f"{said.document}: {said.says} ({said.attribution})"
                              for said in each.said),
        }
        for each in readings.differences
    ]  # fmt: skip
    return _table("Told differently", rows)
