"""Write a report of a case to a file."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of, look
from isthmus.comparison import compare
from isthmus.dependence import alignment
from isthmus.errors import IsthmusError
from isthmus.files import write_text
from isthmus.outcome import Opening, negotiation, opening
from isthmus.report.brief import brief as brief_of
from isthmus.report.brief import changes_something
from isthmus.report.full import full_report
from isthmus.result import Result


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
    lenses = list(dict.fromkeys([*lenses_of(base), *lenses_of(case)])) if asked else lenses_of(case)
    traded = len(case.filled["trade"]) and "trade" not in lenses
    if traded and not brief:
        lenses.append("trade")
    found = look(case, *lenses, intervals=True)
    comparisons = (
        [compare(*two) for two in zip(look(base, *lenses, intervals=True), found, strict=True)]
        if asked
        else []
    )
    if traded and brief and not any(map(changes_something, comparisons)):
        comparisons = [compare(look(base, "trade")[0], look(case, "trade")[0])]
    if brief:
        text = brief_of(*comparisons)
    else:
        others = [one for one in found if one.lens != "trade"]
        aligned = alignment(case) if len(case.filled["relations"]) else None
        text = full_report(found, comparisons, _talks(case, others), aligned)
    write_text(Path(path), text)


def _talks(case: Case, found: Sequence[Result]) -> list[Opening]:
    """Return where talks on every issue of a case lead, and what that opens."""
    return [
        opening(negotiation(case, issue), before=found) for issue in case.filled["issues"]["id"]
    ]
