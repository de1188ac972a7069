"""What `check` finds: the case, its scenarios, its evidence and its fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from isthmus.case.evidence import coverage, unclaimed
from isthmus.case.model import Case
from isthmus.errors import CaseError
from isthmus.lenses.markets import markets
from isthmus.report.fitting import fit_section
from isthmus.report.section import Section
from isthmus.result import Result, ResultRow
from isthmus.rows.markets import FitRow, FitSummaryRow


class Counts(ResultRow):
    """How many numbers a lens reads, and how many have a source or are coded."""

    total: int
    sourced: int
    coded: int


class CheckDocument(ResultRow):
    """The findings of a check as JSON."""

    case: str
    case_hash: str
    rows: Annotated[dict[str, int], Field(description="rows by table")]
    numbers: Counts
    problems: list[str]
    fit: list[FitRow]
    fit_summary: Annotated[dict[str, FitSummaryRow], Field(description="by scenario")]
    missed: Annotated[list[str], Field(description="observations that miss without a reason")]


@dataclass(frozen=True)
class Checked:
    """The findings of a check.

    `warnings` stop nothing, `errors` are of scenarios that do not apply, and `fits` are the results
    of every scenario that has observations.
    """

    case: Case
    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    fits: tuple[Result, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is to be mended or explained."""
        return self.warnings + self.errors

    @property
    def missed(self) -> list[str]:
        """The observations that miss without an argued reason."""
        bad = ~pl.col("within") & pl.col("expected").is_null()
        return [name for fit in self.fits for name in fit.table("fit").filter(bad)["observation"]]

    def sections(self) -> list[Section]:
        """Return the findings as sections for a screen."""
        found = coverage(self.case)
        sizes = [f"{len(table)} {table.name}" for table in self.case if len(table)]
        lines = (
            f"rows: {', '.join(sizes)}",
            f"scenarios: {len(self.case.library)}",
            f"numbers: {found.total}, of which {found.sourced} sourced, {found.coded} coded, "
            f"{found.total - found.sourced - found.coded} unsourced",
            f"problems: {len(self.problems) or 'none'}",
        )
        fits = [fit_section(f"The fit of {fit.label}", fit) for fit in self.fits]
        return [Section(self.case.settings.title, lines), *fits]

    def document(self) -> dict[str, Any]:
        """Return the findings as plain data."""
        found = coverage(self.case)
        return CheckDocument(
            case=self.case.id,
            case_hash=self.case.hash,
            rows={table.name: len(table) for table in self.case},
            numbers=Counts(total=found.total, sourced=found.sourced, coded=found.coded),
            problems=list(self.problems),
            fit=[FitRow(**row) for fit in self.fits for row in fit.table("fit").to_dicts()],
            fit_summary={
                fit.label: FitSummaryRow(**fit.table("fit_summary").to_dicts()[0])
                for fit in self.fits
            },
            missed=self.missed,
        ).model_dump()


def examine(case: Case, *, with_fit: bool) -> Checked:
    """Apply every scenario of a case, and fit it if asked."""
    warnings = [f"warning: {found}" for found in (*case.warnings, *unclaimed(case))]
    errors: list[str] = []
    for name in sorted(case.library):
        try:
            found = case.with_scenario(name).warnings
        except CaseError as error:
            errors += [str(problem) for problem in error.problems]
        else:
            new = [problem for problem in found if problem not in case.warnings]
            warnings += [f"warning: with {name}: {problem}" for problem in new]
    return Checked(case, tuple(warnings), tuple(errors), _fits(case) if with_fit else ())


def _fits(case: Case) -> tuple[Result, ...]:
    scenarios = dict.fromkeys(case.filled["observations"]["scenario"])
    return tuple(markets(case.with_scenario(name)) for name in scenarios)
