"""Commands that ask what if."""

from __future__ import annotations

from typing import Annotated

import typer

from isthmus.cli.options import (
    CaseOption,
    JsonOption,
    OutOption,
    QuietOption,
    SetOption,
    opened,
    small_enough,
)


def compare(
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenarios (a, a+b, base); the first is the reference.")
    ],
    case: CaseOption = None,
    changes: SetOption = None,
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Keep the numbers that do not differ.")
    ] = False,
    as_json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
) -> None:
    """Hold scenarios against the first one named: who moves, gains and loses."""
    from isthmus.cli.printing import deliver
    from isthmus.comparison import compare as comparison
    from isthmus.lenses.markets import markets
    from isthmus.report.headline import comparison_sections

    base = opened(case, None, changes)
    names = scenarios if len(scenarios) > 1 else ["base", *scenarios]
    wide = small_enough(base)
    results = [markets(base.with_scenario(name), intervals=wide) for name in names]
    result = comparison(results[0], *results[1:], absolute=absolute)
    sections = [] if as_json else comparison_sections(result)
    deliver(result, sections, as_json=as_json, out=out, quiet=quiet)
