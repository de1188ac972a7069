"""Which inputs to try first: as far as derivatives tell, and what is near the answer."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.study.inputs import Input
from isthmus.study.measures import Measure
from isthmus.study.near import between, near

Floats = npt.NDArray[np.float64]

SMOOTH = ("objective", "welfare")


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
        How far those asked for, else both, reach from end to end; infinite where they say nothing.
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
    asked = moves[:, kinds or [0, 1]]
    spans = np.maximum(asked.max(axis=0), 0.0) - np.minimum(asked.min(axis=0), 0.0)
    reach = spans.max(axis=0)
    unknown = np.isnan(reach) | ((value == 0) & ends.any(axis=0))
    return Lines(slopes, moves, np.where(unknown, np.inf, reach))


def promising(
    case: Case, inputs: Sequence[Input], sides: Sequence[Floats], measures: Sequence[Measure]
) -> list[int]:
    """Return the inputs in the order in which to try them.

    Welfare and objective, and their differences, follow their derivatives. For all else those come
    in turn that move welfare or objective most, twice in differences, where that is their
    difference, and of what is near the answer those that move either side, or are prices of
    contracts, which move gains alone.

    Parameters
    ----------
    case : Case
    inputs : sequence of Input
    sides : sequence of array
        The derivatives of the answer's side, and of what it is held against.
    measures : sequence of Measure
    """
    order = _falling(follow(inputs, sides[0] - sum(sides[1:], np.zeros(1)), measures).reach)
    if not any(measure.targets for measure in measures):
        return order
    here = near(case, inputs, measures)
    wide = np.max([follow(inputs, side, ()).reach for side in sides], axis=0)
    priced = np.array([one.cell.column == "price" for one in inputs], dtype=bool)
    own = np.where(priced & (wide == 0), np.inf, wide)
    first = between(case, inputs, measures)
    beside = sorted((at for at in _falling(own) if here[at]), key=lambda at: not first[at])
    apart = [order] if len(sides) == 1 else [order[0::2], order[1::2]]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*apart, beside))
    return list(dict.fromkeys(at for at in turns if at is not None))


def _falling(values: Floats) -> list[int]:
    return sorted(range(len(values)), key=lambda at: -values[at])
