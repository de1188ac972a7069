"""What an answer hangs on, on a screen: the inputs, their bands, and where they move it."""

from __future__ import annotations

from typing import Any

import polars as pl

from isthmus.case.model import Case
from isthmus.report.section import Section
from isthmus.result import Result
from isthmus.study.hanging import hangs_on

FEW = 3
BAND = "Each input alone at the ends of its band: that of its claims, else a quarter either way."
STILL = "Nothing that was tried moves it."


def hanging_sections(result: Result) -> list[Section]:
    """Return a section for every output of `hangs_on`."""
    return [_section(output, result) for output in result.table("outputs").to_dicts()]


def run_hanging_section(case: Case) -> Section:
    """Return the few inputs that the welfare of the markets hangs on most.

    That of cargo, as a level, hangs on what shipments would at most pay, which says little.
    """
    return hanging_of(hangs_on(case, top=FEW, lens="markets"))


def hanging_section(case: Case, against: Case | None = None, name: str = "") -> Section:
    """Return the few inputs that welfare hangs on most.

    Parameters
    ----------
    case : Case
    against : Case, optional
        Look at the change of welfare from this case.
    name : str
        What makes the change.
    """
    return hanging_of(hangs_on(case, against=against, top=FEW, tries=4 * FEW), name)


def hanging_of(found: Result, name: str = "") -> Section:
    """Return the inputs of the first output of `hangs_on`, or of its change by what is named."""
    output = found.table("outputs").row(0, named=True)
    what = f"the change of {output['output']} by {name}" if name else "the welfare of the markets"
    value = f"{output['value']:+,.1f}" if name else f"{output['value']:,.1f}"
    lines = (f"{value} {output['unit']}. {BAND}",)
    note = _tried(output) if name else f"{_tried(output)} More: isthmus hangs-on."
    mine = found.table("hangs_on").filter(pl.col("output") == output["output"])
    if not len(mine):
        return Section(f"What {what} hangs on", (*lines, STILL), None, (note,))
    return Section(f"What {what} hangs on", lines, _table(mine), (note,))


def _section(output: dict[str, Any], result: Result) -> Section:
    mine = result.table("hangs_on").filter(pl.col("output") == output["output"])
    lines = (_now(output), BAND)
    title = f"What {_subject(output)} hangs on"
    if not len(mine):
        return Section(title, (*lines, STILL), None, (_tried(output),))
    return Section(title, lines, _table(mine), (_tried(output),))


def _subject(output: dict[str, Any]) -> str:
    name: str = output["output"]
    return name if output["against"] is None else f"the change of {name}"


def _now(output: dict[str, Any]) -> str:
    unit = f" {output['unit']}" if output["unit"] else ""
    several = output["lenses"].split(";")
    of = f" Summed over {' and '.join(several)}." if len(several) > 1 else ""
    value = f"{output['value']:,.6g}{unit}"
    if output["against"] is None:
        return f"{output['output']} is {value}.{of}"
    return f"{output['output']} changes by {value} against {output['against']}.{of}"


def _tried(output: dict[str, Any]) -> str:
    """Say for how many inputs the case was solved again, and what is known of the others."""
    inputs, solved = output["inputs"], output["solved"]
    if solved == inputs:
        return f"Solved again for all {inputs} inputs."
    smooth = output["output"] in ("welfare", "objective") and output["lenses"] != "trade"
    rest = "the others follow the derivatives" if smooth else "the others were not tried"
    return f"Solved again for {solved} of {inputs} inputs; {rest}."


def _table(rows: pl.DataFrame) -> pl.DataFrame:
    found = [
        {
            "input": row["input"],
            "now": f"{row['now']:.6g}",
            "band": f"{row['low']:.6g}..{row['high']:.6g}",
            "evidence": row["grade"],
            "at low": row["value_low"],
            "at high": row["value_high"],
            "by": "solving" if row["solved"] else "derivative",
        }
        for row in rows.to_dicts()
    ]
    table = pl.DataFrame(found)
    return table.drop("by") if len(rows) and rows["solved"].all() else table
