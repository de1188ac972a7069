"""Propositions: statements that the model can test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.study.measures import TARGETED, Measure, measure_called

SLACK = 1e-9
APART = {"alignment", "tables"}


@dataclass(frozen=True)
class Proposition:
    """A row of the table; the measure is None where no lens computes it yet."""

    id: str
    scenario: str
    against: str
    measure: Measure | None
    change: Literal["value", "difference", "ratio"]
    at_least: float
    at_most: float

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that it speaks of."""
        return (self.scenario,) if self.change == "value" else (self.scenario, self.against)

    @property
    def sides(self) -> list[tuple[str, tuple[str, ...]]]:
        """The same, each with what is asked apart there, because it is dear: lenses, or a game."""
        lenses = self.measure.lenses if self.measure else ()
        apart = lenses if {*lenses} & APART else ()
        if self.measure and self.measure.played:
            apart = ("leverage",)
        return [(scenario, apart) for scenario in self.scenarios]

    def holds(self, value: float) -> bool:
        """Tell whether it is so at a value."""
        slack = SLACK * max(1.0, abs(value))
        return self.at_least - slack <= value <= self.at_most + slack

    def share_of_way(self, value: float, end: float) -> float:
        """Return after which share of the way from a value to an end a bound is crossed."""
        crossed = [
            b for b in (self.at_least, self.at_most) if min(value, end) <= b <= max(value, end)
        ]
        return min((abs(b - value) / abs(end - value) for b in crossed), default=1.0)


def propositions_of(case: Case, ids: Sequence[str]) -> list[Proposition]:
    """Return the propositions of a case that are named; all where none is.

    Raises
    ------
    IsthmusError
        If an id is unknown, or the case has no propositions.
    """
    known = list(case.filled["propositions"]["id"])
    if not known:
        raise IsthmusError(f"case {case.id} has no propositions; write them in table propositions")
    for name in ids:
        if name not in known:
            message = f"'{name}' is no proposition of case {case.id}."
            raise IsthmusError(f"{message}{did_you_mean(name, known)}")
    return [_proposition(case, known.index(name)) for name in ids or known]


def _proposition(case: Case, row: int) -> Proposition:
    table = case.filled["propositions"]
    kind, targets = table["measure"][row], table["target"][row] or ()
    there = case.with_scenario(table["scenario"][row])
    name = f"{kind}:{';'.join(targets)}" if targets else kind
    known = kind == "welfare" or kind in TARGETED
    at_least, at_most = table["at_least"][row], table["at_most"][row]
    return Proposition(
        id=table["id"][row],
        scenario=table["scenario"][row],
        against=table["against"][row],
        measure=measure_called(there, name) if known else None,
        change=table["change"][row],
        at_least=-math.inf if np.isnan(at_least) else float(at_least),
        at_most=math.inf if np.isnan(at_most) else float(at_most),
    )
