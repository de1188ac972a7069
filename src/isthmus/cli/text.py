"""Commands that read texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.claims import ByOption, LedgerOption
from isthmus.cli.options import (
    CaseOption,
    JsonOption,
    ScenarioOption,
    default_case,
    opened,
)

if TYPE_CHECKING:
    from isthmus.case.model import Case
    from isthmus.reading.items import Readings

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
    brief: Annotated[
        bool,
        typer.Option("--brief", help="A page: figure by figure, opinion, doubts, the model."),
    ] = False,
    model: Annotated[
        bool, typer.Option(help="With --brief: ask the model what the text touches.")
    ] = True,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Write the brief there.")
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Propose what is read as claims, in the ledger.")
    ] = False,
    by: ByOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read texts: their figures, agreements, routes and relations, held against the case."""
    from isthmus.cli.printing import console, head, print_data, print_line, print_sections, warn
    from isthmus.reading import read_files
    from isthmus.report.reading import reading_document, reading_sections

    _refuse(as_json, brief, out)
    found = opened(case, scenario)
    readings = read_files(files, found, date=date, language=language, seconds=seconds)
    for reading in readings.documents:
        for note in reading.document.notes:
            warn(f"{reading.document.title}: {note}")
    proposed = _proposed(files, readings, case, ledger, by) if propose else []
    if brief:
        _brief(files, readings, found, model, out)
    elif as_json:
        print_data(reading_document(readings))
    else:
        head(found)
        print_sections(console(), reading_sections(readings))
    for line in proposed:
        if as_json:
            warn(line)
        else:
            print_line(console(), line)


def _proposed(
    files: list[str], readings: Readings, case: str | None, ledger: Path | None, by: str | None
) -> list[str]:
    """Propose what was read; return what there is to say of that."""
    from dataclasses import asdict

    from isthmus.ledger.propose import propose_claims
    from isthmus.report.claiming import proposed_lines, torn

    where = case or default_case()
    lines: list[str] = []
    for file, reading in zip(files, readings.documents, strict=True):
        name = Path(file).name
        done = propose_claims(asdict(reading), where, ledger=ledger, by=by, file=name)
        lines += [*torn(done.ledger), *proposed_lines(done)]
    return lines


def _brief(files: list[str], readings: Readings, case: Case, model: bool, out: Path | None) -> None:
    from isthmus.cli.printing import console, head, print_line, print_sections, progress
    from isthmus.files import write_text
    from isthmus.reading.opening import open_text
    from isthmus.report.reading_brief import brief_page, reading_brief

    sections = [
        section
        for file, reading in zip(files, readings.documents, strict=True)
        for section in reading_brief(
            reading, open_text(file).text, case, model=model, progress=progress
        )
    ]
    head(case)
    if out is None:
        print_sections(console(), sections)
    else:
        write_text(out, brief_page(sections, case))
        print_line(console(), f"wrote {out}")


def _refuse(as_json: bool, brief: bool, out: Path | None) -> None:
    """Refuse options that do not go together, before anything is read."""
    from isthmus.errors import IsthmusError

    if brief and as_json:
        raise IsthmusError("--brief is a page for people; leave out --json, or --brief")
    if out is not None and not brief:
        raise IsthmusError(f"--out {out}: only the brief is written to a file; add --brief")
    if out is not None and out.suffix != ".html":
        raise IsthmusError(f"--out {out}: the brief is HTML; write {out.with_suffix('.html')}")
