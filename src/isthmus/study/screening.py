"""Which inputs to try first: those that move welfare most, as far as derivatives tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.study.inputs import Input
from isthmus.study.measures import Measure

Floats = npt.NDArray[np.float64]

SMOOTH = ("objective", "welfare")
WELFARE = SMOOTH.index("welfare")


@dataclass(frozen=True)
class Lines:
    """What derivatives say of objective and welfare at the ends of the bands.

    Attributes
    ----------
    slopes : array (2, 2, inputs)
        Derivatives downwards and upwards, of objective and welfare.
    moves : array (2, 2, inputs)
        How far each is moved at the lower and at the upper end.
    reach : array (inputs,)
        The largest move of what is asked for, else of welfare; infinite where they say nothing.
    """

    slopes: Floats
    moves: Floats
    reach: Floats


def follow(inputs: Sequence[Input], slopes: Floats, measures: Sequence[Measure]) -> Lines:
    """Follow the derivatives to both ends; where a number is 0, what it would add is not there."""
    value = np.array([one.value for one in inputs])
    ends = np.array([[one.low for one in inputs], [one.high for one in inputs]]) - value
    towards = np.where(ends[:, None, :] < 0, slopes[0], slopes[1])
    moves = towards * ends[:, None, :]
    kinds = [SMOOTH.index(measure.kind) for measure in measures if measure.smooth]
    reach = np.abs(moves[:, kinds or [WELFARE]]).max(axis=(0, 1), initial=0.0)
    unknown = np.isnan(reach) | ((value == 0) & ends.any(axis=0))
    return Lines(slopes, moves, np.where(unknown, np.inf, reach))


def promising(inputs: Sequence[Input], lines: Lines, measures: Sequence[Measure]) -> list[int]:
    """Return the inputs in the order in which to try them.

    Prices of contracts move no welfare, but gains.
    """
    gains = any(measure.kind == "gain" for measure in measures)
    first = [
        gains and (one.cell.table, one.cell.column) == ("contracts", "price") for one in inputs
    ]
    return sorted(range(len(inputs)), key=lambda at: (not first[at], -lines.reach[at]))
