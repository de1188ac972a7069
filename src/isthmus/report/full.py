"""The full report: all that a case says, with the comparisons asked for, methods and evidence."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.case.evidence import cells
from isthmus.outcome import Opening
from isthmus.report.aligning import alignment_sections
from isthmus.report.cargo import corridors_sections
from isthmus.report.contrast import LENSES, comparison_sections
from isthmus.report.headline import markets_sections
from isthmus.report.ledger import evidence_sections, evidence_tables
from isthmus.report.notebook import section_html
from isthmus.report.sheet import (
    WIDTH,
    block,
    figure,
    footnotes,
    paragraph,
    picture,
    sheet,
)
from isthmus.report.talking import overview_sections
from isthmus.report.trading import trade_sections
from isthmus.result import Result

METHODS = {
    "markets": (
        "Markets: one linear program for all places and periods maximises the value of what is "
        "used, less what it costs to produce, carry and store, under capacities, contracts and "
        "shared limits. Prices are the middle of what its dual solutions allow. Who gains is "
        "counted at these prices: what supply, scarce capacity (its holders), tariffs (its owners) "
        "and storage earn, and what contracts move between buyer and seller."
    ),
    "corridors": (
        "Cargo: each shipment has an origin, a destination and a value of time. One linear "
        "program over routes sends all of them at the least cost, time and handling counted, under "
        "the capacities of links and transfers; what would pay more than the shipper's reservation "
        "stays behind. Routes are found as they are needed, until none could lower the cost."
    ),
    "trade": (
        "Trade: exact hat algebra takes the trade of a year as it was, changes its costs by "
        "tariffs, carriage and payments, and finds the prices at which every country again sells "
        "what it makes and spends what it may. Cargo answers trade, and trade cargo, until both "
        "agree. Pairs without a figure are predictions of a gravity equation."
    ),
    "politics": (
        "Talks: who has a position on an issue weighs by capability times salience. The compromise "
        "is the mean of positions so weighed. Beside it stands a model of rounds, in which actors "
        "give way to those against whom they expect to lose, by the offer that moves them least."
    ),
}


SECTIONS = {
    "markets": markets_sections,
    "corridors": corridors_sections,
    "trade": trade_sections,
}


def full_report(
    results: Sequence[Result],
    comparisons: Sequence[Result] = (),
    talks: Sequence[Opening] = (),
    aligned: Result | None = None,
) -> str:
    """Return the report of a case as HTML.

    Parameters
    ----------
    results : sequence of Result
        Of the lenses that the case has something for.
    comparisons : sequence of Result
        Of `compare`, each with one scenario beside the reference.
    talks : sequence of Opening
        Where talks on the issues of the case lead, and what that opens.
    aligned : Result, optional
        Of `alignment`.
    """
    case = results[0].case
    return sheet(
        case.settings.title,
        case,
        [
            *(part for one in results for part in _shown(one, titled=len(results) > 1)),
            *(part for one in comparisons for part in _compared(one)),
            *([_aligned(aligned)] if aligned else []),
            *([_talks(talks)] if talks else []),
            block("Method", *map(paragraph, _methods(results, talks))),
            *map(section_html, evidence_sections(case, evidence_tables(case))),
            block("Sources", footnotes(case, {(cell.table, cell.id) for cell in cells(case)})),
        ],
    )


def _aligned(result: Result) -> str:
    """Return the camps as a picture, and what alignment says."""
    sections = alignment_sections(result)
    return block("Who stands with whom", figure(result.ring), *map(section_html, sections))


def _shown(result: Result, *, titled: bool) -> list[str]:
    """Return map, sections and bars of a lens; markets have a map for each commodity."""
    goods = [*result.units["quantity"]]
    parts = [
        *(picture(result, goods=[good]) for good in goods),
        *map(section_html, SECTIONS[result.lens](result)),
        *([] if result.lens == "trade" else [picture(result, bars=True)]),
    ]
    return [block(LENSES[result.lens], *parts)] if titled else parts


def _methods(results: Sequence[Result], talks: Sequence[Opening]) -> list[str]:
    return [
        METHODS[name] for name in (*(r.lens for r in results), *(["politics"] if talks else []))
    ]


def _talks(talks: Sequence[Opening]) -> str:
    """Return all issues on one page, with the rounds of those whose outcome opens something."""
    pictures = [f"<figure>{one.talks.paths(width=WIDTH)}</figure>" for one in talks if one.scenario]
    return block("Talks", *map(section_html, overview_sections(talks)), *pictures)


def _compared(compared: Result) -> list[str]:
    sections = [section_html(section) for section in comparison_sections(compared)]
    name = LENSES[compared.about]
    shown = [*sections[:1], picture(compared), *sections[1:], picture(compared, bars=True)]
    return [block(f"{name}: what changes", *shown)]
