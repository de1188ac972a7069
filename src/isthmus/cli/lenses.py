"""Commands of the lenses, and `run`, which looks through all of them."""

from __future__ import annotations

from typing import Annotated

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
    from isthmus.catalogue import look
    from isthmus.cli.printing import deliver
    from isthmus.report.hanging import hanging_section
    from isthmus.report.screen import run_sections

    found = opened(case, scenario, changes)
    small = small_enough(found)
    results = look(found, intervals=small)
    sections = [] if as_json and out is None else run_sections(results)
    if small and results[0].lens == "markets" and not as_json and not quiet:
        sections.append(hanging_section(found))
    deliver(*results, sections=sections, as_json=as_json, out=out, quiet=quiet)


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
    from isthmus.cli.printing import deliver
    from isthmus.lenses.markets import markets as lens
    from isthmus.report.headline import markets_sections

    found = opened(case, scenario, changes)
    result = lens(found, *(commodities or []), intervals=small_enough(found))
    sections = [] if as_json and out is None else markets_sections(result)
    deliver(result, sections=sections, as_json=as_json, out=out, quiet=quiet)


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
    deliver(result, sections=sections, as_json=as_json, out=out, quiet=quiet)
