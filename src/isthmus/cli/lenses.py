"""Commands of the lenses, and `run`, which looks through all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import (
    CaseOption,
    JsonOption,
    OutOption,
    QuietOption,
    ScenarioOption,
    SetOption,
    opened,
    small_enough,
)

if TYPE_CHECKING:
    from isthmus.case.model import Case

Commodities = Annotated[
    list[str] | None, typer.Argument(help="Market commodities; all where none is named.")
]


def run(
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
) -> None:
    """Solve the whole case and show it on one screen."""
    found = opened(case, scenario, changes)
    _markets([], found, as_json, out, quiet, brief=True)


def markets(
    commodities: Commodities = None,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
) -> None:
    """Solve the markets: what flows, at what price, what binds, who gains."""
    found = opened(case, scenario, changes)
    _markets(commodities or [], found, as_json, out, quiet, brief=False)


def _markets(
    commodities: list[str], case: Case, as_json: bool, out: Path | None, quiet: bool, *, brief: bool
) -> None:
    from isthmus.cli.printing import deliver
    from isthmus.lenses.markets import markets as lens
    from isthmus.report.hanging import hanging_section
    from isthmus.report.headline import markets_sections

    result = lens(case, *commodities, intervals=small_enough(case))
    sections = [] if as_json and out is None else markets_sections(result, brief=brief)
    if brief and not as_json and not quiet and small_enough(case):
        sections.append(hanging_section(case))
    deliver(result, sections, as_json=as_json, out=out, quiet=quiet)


def corridors(
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
) -> None:
    """Send the cargo over rail, road and sea: which way, how long, at what cost, what stays."""
    from isthmus.cli.printing import deliver
    from isthmus.lenses.corridors import corridors as lens
    from isthmus.report.cargo import corridors_sections

    result = lens(opened(case, scenario, changes))
    sections = [] if as_json and out is None else corridors_sections(result)
    deliver(result, sections, as_json=as_json, out=out, quiet=quiet)
