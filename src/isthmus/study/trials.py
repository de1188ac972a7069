"""Answers of a case with one number moved: solved again, as far as the move can matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.errors import IsthmusError
from isthmus.study.inputs import Input
from isthmus.study.lens import Lens
from isthmus.study.measures import Measure
from isthmus.study.needed import lenses_for, read_by

Floats = npt.NDArray[np.float64]

UNPRICED, PRICED = 2, 3  # solved at both ends of a band; prices take time of their own
PLAYED = 300  # times as much, where it takes a game to tell


class Trials:
    """A case, its optimum by each lens that is needed, and the answers when numbers move.

    Attributes
    ----------
    case : Case
    lenses : list of Lens
    values : array (measures,)
        The answers as the case stands; NaN where there is none.
    """

    def __init__(
        self, case: Case, measures: Sequence[Measure], lenses: Sequence[Lens] | None = None
    ) -> None:
        self.case = case
        self.lenses = list(lenses_for(measures) if lenses is None else lenses)
        self._measures = measures
        self._priced = any(measure.priced for measure in measures)
        self._found = {lens.name: lens.solve(case) for lens in self.lenses}
        self._rows = {
            name: {key: row for row, key in enumerate(case.tables[name].keys)}
            for name in read_by(self.lenses)
        }
        self._known: dict[tuple[str, float], Floats | None] = {}
        self._parts = {
            lens.name: self._valued(lens, case, self._found[lens.name]) for lens in self.lenses
        }
        self.values: Floats = sum(self._parts.values(), np.zeros(len(measures)))

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
        """Return the derivatives of objective and welfare.

        Returns
        -------
        array (2, 2, inputs)
            Downwards and upwards, of objective and welfare.
        """
        found = np.zeros((2, 2, len(inputs)))
        for lens in self.lenses:
            here = [
                at
                for at, one in enumerate(inputs)
                if lens.name in one.lenses and self._row_of(one) is not None
            ]
            cells = [inputs[at].cell for at in here]
            found[:, :, here] += lens.slopes(self.case, self._found[lens.name], cells)
        return found

    def sides(self, inputs: Sequence[Input]) -> list[Floats]:
        """Return the derivatives of what the answers are made of."""
        return [self.slopes(inputs)]

    def effort(self, one: Input) -> int:
        """Return what it takes to solve again with an input at both ends of its band."""
        if self._row_of(one) is None:
            return 0
        mine = [lens for lens in self.lenses if lens.name in one.lenses]
        once = sum(lens.effort(self._found[lens.name]) for lens in mine)
        games = PLAYED if any(measure.played for measure in self._measures) else 1
        return games * once * (PRICED if self._priced else UNPRICED)

    def _row_of(self, one: Input) -> int | None:
        row = self._rows.get(one.cell.table, {}).get(one.cell.id)
        if row is None or self.case.tables[one.cell.table][one.cell.column][row] != one.value:
            return None
        return row

    def _solved(self, one: Input, row: int, number: float) -> Floats | None:
        table = one.cell.table
        case = with_numbers(self.case, table, one.cell.column, {row: number})
        parts = dict(self._parts)
        for lens in self.lenses:
            if lens.name in one.lenses:
                try:
                    found = lens.again(case, self._found[lens.name], table, self._priced)
                except IsthmusError:
                    return None
                parts[lens.name] = self._valued(lens, case, found)
        values: Floats = sum(parts.values(), np.zeros(len(self._measures)))
        return values

    def _valued(self, lens: Lens, case: Case, found: Any) -> Floats:
        return np.array(
            [
                lens.value(case, found, measure) if lens.name in measure.lenses else 0.0
                for measure in self._measures
            ]
        )


class Difference:
    """The answers of one case less those of another one, when the same numbers move in both.

    A lens that sees the same in both has no part in it.
    """

    def __init__(self, case: Case, reference: Case, measures: Sequence[Measure]) -> None:
        self.case = case
        self.lenses = [
            lens for lens in lenses_for(measures) if not lens.sees_the_same(case, reference)
        ]
        self._sides = tuple(Trials(one, measures, self.lenses) for one in (case, reference))
        self.values = self._sides[0].values - self._sides[1].values

    def moved(self, one: Input, number: float) -> Floats | None:
        """Return the differences with an input moved; None where a case has no solution then."""
        after, before = (side.moved(one, number) for side in self._sides)
        return None if after is None or before is None else after - before

    def sides(self, inputs: Sequence[Input]) -> list[Floats]:
        """Return the derivatives of both cases' answers, for the first less the second."""
        return [side.slopes(inputs) for side in self._sides]

    def effort(self, one: Input) -> int:
        """Return what it takes to solve both cases again with an input at both ends."""
        return sum(side.effort(one) for side in self._sides)
