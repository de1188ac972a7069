"""What `check` finds: the case, its scenarios, its evidence and its fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from isthmus.case.evidence import coverage
from isthmus.case.model import Case
from isthmus.errors import CaseError
from isthmus.lenses.markets import markets


@dataclass(frozen=True)
class Checked:
    """The findings of a check."""

    case: Case
    problems: tuple[str, ...]
    fit: pl.DataFrame | None

    @property
    def missed(self) -> list[str]:
        """The observations that miss without an argued reason."""
        if self.fit is None:
            return []
        bad = self.fit.filter(~pl.col("within") & pl.col("expected").is_null())
        return bad["observation"].to_list()

    def lines(self) -> list[str]:
        """Return the findings in words."""
        found = coverage(self.case)
        sizes = [f"{len(t)} {t.name}" for t in self.case if len(t)]
        lines = [
            self.case.settings.title,
            f"  rows: {', '.join(sizes)}",
            f"  scenarios: {len(self.case.library)}",
            f"  numbers: {found.total}, of which {found.sourced} sourced, {found.coded} coded, "
            f"{found.total - found.sourced - found.coded} unsourced",
        ]
        if self.fit is not None:
            within = int(self.fit["within"].sum())
            lines.append(f"  fit: {within} of {len(self.fit)} observations within tolerance")
            lines += [f"  misses: {name}" for name in self.missed]
        if not self.problems and not self.missed:
            lines.append("  no problem found")
        return lines

    def document(self) -> dict[str, Any]:
        """Return the findings as plain data."""
        found = coverage(self.case)
        return {
            "case": self.case.id,
            "case_hash": self.case.hash,
            "rows": {table.name: len(table) for table in self.case},
            "numbers": {"total": found.total, "sourced": found.sourced, "coded": found.coded},
            "problems": list(self.problems),
            "fit": [] if self.fit is None else self.fit.to_dicts(),
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
    return Checked(case, tuple(problems), _fits(case) if with_fit else None)


def _fits(case: Case) -> pl.DataFrame:
    """Return the fit of every scenario that has observations."""
    scenarios = dict.fromkeys(case.filled["observations"]["scenario"])
    fits = [markets(case.with_scenario(name)).table("fit") for name in scenarios]
    return pl.concat(fits) if fits else markets(case).table("fit")
