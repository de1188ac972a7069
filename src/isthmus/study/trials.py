"""Answers of a case with one number moved: solved again, as far as the move can matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.errors import IsthmusError
from isthmus.lenses.markets import optimal, optimal_again
from isthmus.lenses.markets.refine import Optimum
from isthmus.lenses.markets.slopes import READ, slopes
from isthmus.study.inputs import Input
from isthmus.study.measures import Measure

Floats = npt.NDArray[np.float64]


class Trials:
    """A case, its optimum, and the answers it gives when numbers move.

    Attributes
    ----------
    case : Case
    values : array (measures,)
        The answers as the case stands.
    """

    def __init__(self, case: Case, measures: Sequence[Measure]) -> None:
        self.case = case
        self._measures = measures
        self._priced = any(measure.priced for measure in measures)
        self._found = optimal(case)
        self._rows = {
            name: {key: row for row, key in enumerate(case.tables[name].keys)} for name in READ
        }
        self._known: dict[tuple[str, float], Floats | None] = {}
        self.values = self._valued(case, self._found)

    def moved(self, one: Input, number: float) -> Floats | None:
        """Return the answers with an input moved; None where the case then has no solution.

        An input that is not in the case, or has another value there, does not move.
        """
        row = self._row_of(one)
        if row is None or number == one.value:
            return self.values
        key = (one.name, number)
        if key not in self._known:
            self._known[key] = self._solved(one, row, number)
        return self._known[key]

    def slopes(self, inputs: Sequence[Input]) -> Floats:
        """Return the derivatives of objective and welfare (2, down and up, inputs)."""
        found = np.zeros((2, 2, len(inputs)))
        here = [at for at, one in enumerate(inputs) if self._row_of(one) is not None]
        slope = slopes(self.case, self._found, [inputs[at].cell for at in here])
        found[:, :, here] = np.stack((slope.objective, slope.welfare))
        return found

    def _row_of(self, one: Input) -> int | None:
        row = self._rows[one.cell.table].get(one.cell.id)
        if row is None or self.case.tables[one.cell.table][one.cell.column][row] != one.value:
            return None
        return row

    def _solved(self, one: Input, row: int, number: float) -> Floats | None:
        table = one.cell.table
        case = with_numbers(self.case, table, one.cell.column, {row: number})
        try:
            return self._valued(case, optimal_again(case, self._found, table, priced=self._priced))
        except IsthmusError:
            return None

    def _valued(self, case: Case, found: Optimum) -> Floats:
        return np.array([measure.value(case, found) for measure in self._measures])


class Difference:
    """The answers of one case less those of another one, when the same numbers move in both."""

    def __init__(self, case: Case, reference: Case, measures: Sequence[Measure]) -> None:
        self.case = case
        self._sides = (Trials(case, measures), Trials(reference, measures))
        self.values = self._sides[0].values - self._sides[1].values

    def moved(self, one: Input, number: float) -> Floats | None:
        """Return the differences with an input moved; None where a case has no solution then."""
        after, before = (side.moved(one, number) for side in self._sides)
        return None if after is None or before is None else after - before

    def slopes(self, inputs: Sequence[Input]) -> Floats:
        """Return the derivatives of the differences: see `Trials.slopes`."""
        after, before = (side.slopes(inputs) for side in self._sides)
        return after - before
