"""Commands that ask what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import (
    CaseOption,
    JsonOption,
    OutOption,
    QuietOption,
    SetForAllOption,
    altered,
    opened,
    small_enough,
)

if TYPE_CHECKING:
    from isthmus.case.model import Case


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO|TABLE.ID.COLUMN=VALUE...",
            help="Scenarios, changes of cells, or several joined by + (a, a+b, "
            "a+links.tanap.capacity=31, base). The first is the reference; one alone is held "
            "against base.",
        ),
    ],
    case: CaseOption = None,
    changes: SetForAllOption = None,
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
    from isthmus.report.contrast import comparison_sections

    base = opened(case, None, changes)
    cases = [altered(base, name) for name in scenarios]
    cases = cases if len(cases) > 1 else [base, *cases]
    _refuse_twice(cases)
    wide = small_enough(base)
    results = [markets(one, intervals=wide) for one in cases]
    result = comparison(results[0], *results[1:], absolute=absolute)
    sections = [] if as_json and out is None else comparison_sections(result)
    deliver(result, sections, as_json=as_json, out=out, quiet=quiet)


def _refuse_twice(cases: list[Case]) -> None:
    """Refuse to hold something against itself."""
    from isthmus.errors import IsthmusError

    labels = ["+".join(case.scenarios) or "base" for case in cases]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice:
        raise IsthmusError(
            f"compare: {twice} would be held against itself. Name something else to compare: a "
            "scenario (isthmus scenarios lists them), or a change such as links.tanap.capacity=31"
        )
