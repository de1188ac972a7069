"""What `check` finds: the case, its scenarios, its evidence and its fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from isthmus.case.evidence import coverage
from isthmus.case.model import Case
from isthmus.errors import CaseError
from isthmus.lenses.markets import markets
from isthmus.report.headline import Section, fit_line, fit_table
from isthmus.result import Result


@dataclass(frozen=True)
class Checked:
    """The findings of a check; `fits` are results of every scenario that has observations."""

    case: Case
    problems: tuple[str, ...]
    fits: tuple[Result, ...]

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
        fits = [
            Section(f"The fit of {fit.label}", (fit_line(fit),), fit_table(fit))
            for fit in self.fits
        ]
        return [Section(self.case.settings.title, lines), *fits]

    def document(self) -> dict[str, Any]:
        """Return the findings as plain data."""
        found = coverage(self.case)
        return {
            "case": self.case.id,
            "case_hash": self.case.hash,
            "rows": {table.name: len(table) for table in self.case},
            "numbers": {"total": found.total, "sourced": found.sourced, "coded": found.coded},
            "problems": list(self.problems),
            "fit": [row for fit in self.fits for row in fit.table("fit").to_dicts()],
            "fit_summary": {fit.label: fit.table("fit_summary").to_dicts()[0] for fit in self.fits},
            "missed": self.missed,
        }


def examine(case: Case, *, with_fit: bool) -> Checked:
    """Apply every scenario of a case, and fit it if asked."""
    problems = [str(warning) for warning in case.warnings]
    for name in sorted(case.library):
        try:
            case.with_scenario(name)
        except CaseError as error:
            problems += [str(problem) for problem in error.problems]
    return Checked(case, tuple(problems), _fits(case) if with_fit else ())


def _fits(case: Case) -> tuple[Result, ...]:
    scenarios = dict.fromkeys(case.filled["observations"]["scenario"])
    return tuple(markets(case.with_scenario(name)) for name in scenarios)
