"""What heads a result wherever it stands alone: the answer in a few sentences."""

from __future__ import annotations

from collections.abc import Callable

from isthmus.report.aligning import alignment_headline
from isthmus.report.cargo import cargo_headline
from isthmus.report.contrast import comparison_sections
from isthmus.report.headline import headline
from isthmus.report.routing import routes_headline
from isthmus.report.talking import talks_headline
from isthmus.report.trading import trade_headline
from isthmus.result import Result

HEADLINES: dict[str, Callable[[Result], list[str]]] = {
    "markets": headline,
    "corridors": cargo_headline,
    "routes": routes_headline,
    "trade": trade_headline,
    "alignment": alignment_headline,
    "negotiation": talks_headline,
}


def front_lines(result: Result) -> list[str]:
    """Return the headline of a result; none for a study, whose tables are its answer."""
    if result.lens == "compare":
        sections = comparison_sections(result)
        return [line for one in sections if one.table is None for line in one.lines]
    return HEADLINES[result.lens](result) if result.lens in HEADLINES else []
