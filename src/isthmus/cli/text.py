"""Commands that read texts."""

from __future__ import annotations

from typing import Annotated

import typer

from isthmus.cli.options import CaseOption, JsonOption, ScenarioOption, opened

SECONDS = 30.0


def read(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Texts: .txt, .md, .html, .pdf, .docx.")
    ],
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY[-MM[-DD]]", help="Of the text: resolves 'last year'."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Of the text.")] = "en",
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="Time allowed for each text.")
    ] = SECONDS,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read texts: their figures, agreements, routes and relations, held against the case."""
    from isthmus.cli.printing import console, head, print_data, print_sections, warn
    from isthmus.reading import read_files
    from isthmus.report.reading import reading_document, reading_sections

    found = opened(case, scenario)
    readings = read_files(files, found, date=date, language=language, seconds=seconds)
    for reading in readings.documents:
        for note in reading.document.notes:
            warn(f"{reading.document.title}: {note}")
    if as_json:
        print_data(reading_document(readings))
    else:
        head(found)
        print_sections(console(), reading_sections(readings))
