"""Write a report of a case to a file."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from isthmus.case.model import Case
from isthmus.comparison import compare
from isthmus.errors import IsthmusError
from isthmus.files import write_text
from isthmus.lenses.markets import markets
from isthmus.report.brief import brief as brief_of
from isthmus.report.full import full_report


def write_report(
    path: str | PathLike[str], case: Case, reference: Case | None = None, *, brief: bool = False
) -> None:
    """Write the report of a case, or the brief of one scenario, as one HTML file.

    Parameters
    ----------
    path : path
        Ends in ``.html``.
    case : Case
        With the scenarios that are asked about.
    reference : Case, optional
        What they are held against; the case without scenarios where none is given.
    brief : bool
        Two pages: a question, its answer, a map, who gains, sources.

    Raises
    ------
    IsthmusError
        If the path has another suffix, or a brief is asked of a case without a scenario.
    """
    if Path(path).suffix != ".html":
        raise IsthmusError(f"{path}: reports are written as .html")
    base = reference or (case.bases[0] if case.bases else case)
    asked = base.scenarios != case.scenarios
    if brief and not asked:
        raise IsthmusError("a brief answers a question: name a scenario or a change of a cell")
    found = markets(case, intervals=True)
    comparison = compare(markets(base, intervals=True), found) if asked else None
    if brief and comparison is not None:
        text = brief_of(comparison)
    else:
        text = full_report(found, [comparison] if comparison else [])
    write_text(Path(path), text)
