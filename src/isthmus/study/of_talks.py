"""Talks, as studies see them: where an issue leads is solved in no time, so it is always anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.lenses.politics.bands import INPUTS
from isthmus.lenses.politics.talks import course_of, issue_of
from isthmus.study.lens import Answer, Lens
from isthmus.study.measures import Measure

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EFFORT = 500  # about what as many columns of a market take


def _rows(case: Case, table: str) -> Bools:
    return np.ones(len(case.filled[table]), dtype=bool)


def _solve(case: Case, *goods: str) -> Case:
    return case


def _again(case: Case, found: Case, table: str, priced: bool) -> Case:
    return case


def _reopened(before: Case, after: Case, found: Case, goods: tuple[str, ...]) -> Case:
    return after


def _slopes(case: Case, found: Case, cells: Sequence[Cell]) -> Floats:
    """Talks move neither welfare nor objective; what they open is another case."""
    return np.zeros((2, 2, len(cells)))


def _value(case: Case, found: Case, measure: Measure) -> float:
    """Return the outcome of an issue, by the default variant."""
    (issue,) = measure.targets
    return course_of(issue_of(found, issue)).outcome


def _answer(case: Case, found: Case) -> Answer:
    return Answer()


def _effort(found: Case) -> int:
    return EFFORT


POLITICS = Lens(
    name="politics",
    read={"positions": INPUTS},
    also=("issues",),
    rows=_rows,
    solve=_solve,
    again=_again,
    reopened=_reopened,
    slopes=_slopes,
    value=_value,
    answer=_answer,
    effort=_effort,
)
