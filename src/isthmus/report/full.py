"""The full report: all that a case says, with the comparisons asked for, methods and evidence."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.case.evidence import cells
from isthmus.report.contrast import comparison_sections
from isthmus.report.headline import markets_sections
from isthmus.report.ledger import evidence_sections, evidence_tables
from isthmus.report.notebook import section_html
from isthmus.report.sheet import block, footnotes, paragraph, picture, sheet
from isthmus.result import Result

METHOD = (
    "One linear program for all places and periods maximises the value of what is used, less what "
    "it costs to produce, carry and store, under capacities, contracts and shared limits. Prices "
    "are the middle of what its dual solutions allow. Who gains is counted at these prices: what "
    "supply, scarce capacity (its holders), tariffs (its owners) and storage earn, and what "
    "contracts move between buyer and seller."
)


def full_report(result: Result, comparisons: Sequence[Result] = ()) -> str:
    """Return the report of a case as HTML.

    Parameters
    ----------
    result : Result
        Of the markets lens.
    comparisons : sequence of Result
        Of `compare`, each with one scenario beside the reference.
    """
    case = result.case
    return sheet(
        case.settings.title,
        case,
        [
            picture(result),
            *map(section_html, markets_sections(result)),
            picture(result, bars=True),
            *(part for one in comparisons for part in _compared(one)),
            block("Method", paragraph(METHOD)),
            *map(section_html, evidence_sections(case, evidence_tables(case))),
            block("Sources", footnotes(case, {(cell.table, cell.id) for cell in cells(case)})),
        ],
    )


def _compared(compared: Result) -> list[str]:
    sections = [section_html(section) for section in comparison_sections(compared)]
    return [*sections[:1], picture(compared), *sections[1:], picture(compared, bars=True)]
