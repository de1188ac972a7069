"""What an answer hangs on: the inputs that move it most within their bands."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.result import Result
from isthmus.study.inputs import Input, inputs_of
from isthmus.study.measures import Measure, measure_called
from isthmus.study.near import concerned
from isthmus.study.outcome import study_result
from isthmus.study.screening import SMOOTH, Lines, follow, promising
from isthmus.study.trials import Difference, Trials

Floats = npt.NDArray[np.float64]
Answers = Trials | Difference
Ends = tuple[Floats | None, Floats | None]

TOP = 5
FEW = 50  # so many inputs are all tried
LEAST = 5  # so many are tried, however long a case takes
WORK = 130_000  # columns of programs, as `Trials.effort` counts them: a second or so
NOTHING = 1e-9


def hangs_on(
    case: Case,
    *outputs: str,
    against: Case | str | None = None,
    top: int = TOP,
    tries: int | None = None,
    lens: str | None = None,
) -> Result:
    """Say which inputs an answer hangs on, and how far each moves it within its band.

    Every input is moved alone, to both ends of its band: that of its claims, or a quarter either
    way. What that does to welfare and objective follows for all inputs from one solution; those
    that move it most are then moved and the case solved again. For all other outputs, and for
    differences, only solving again tells: for those inputs that welfare, the change of welfare or
    the neighbourhood of the output promise most of, as many as fit in a fixed amount of work.

    Answers are those of the case: welfare, objective, cost and gains are summed over all lenses
    that it has something for.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *outputs : str
        ``welfare`` (the default), ``objective``, ``cost``, ``unserved``, ``unshipped``, or
        ``flow:LINK``, ``gain:ACTOR``, ``price:NODE``, ``supply:ID``, ``demand:ID``,
        ``unserved:ID``, ``store:ID``, ``shipped:SHIPMENT``, ``unshipped:SHIPMENT``,
        ``days:SHIPMENT``, ``cost:SHIPMENT``: see `measure_called`.
    against : Case or str, optional
        A case, or the scenario of one: outputs are then differences from it. An input that has
        another value there does not move there.
    top : int
        How many inputs to keep for each output; 0 keeps all.
    tries : int, optional
        For how many inputs the case is solved again, at both ends; by default for as many as fit in
        a fixed amount of work.
    lens : str, optional
        Only what this lens says counts; all that the case has where none is named.

    Returns
    -------
    Result
        Tables `outputs` (the answers) and `hangs_on` (the inputs of each, the largest first).

    Raises
    ------
    IsthmusError
        If an output or a lens is unknown, a count negative, or there is no output: what is not
        shipped takes no days.
    """
    if top < 0 or (tries or 0) < 0:
        raise IsthmusError(f"top {top}, tries {tries}: cannot be negative")
    measures = [measure_called(case, output) for output in outputs or ("welfare",)]
    if lens is not None:
        measures = [replace(measure, lenses=(lens,)) for measure in measures]
    reference = case.base.with_scenario(against) if isinstance(against, str) else against
    answers = Difference(case, reference, measures) if reference else Trials(case, measures)
    _require_answers(measures, answers.values)
    inputs = concerned(case, inputs_of(case, answers.lenses), measures)
    sides = answers.sides(inputs)
    lines = follow(inputs, sides[0] - sum(sides[1:], np.zeros(1)), measures)
    order = promising(case, inputs, sides, measures)
    exact = reference is None and all(measure.smooth for measure in measures)
    sure = top if exact and tries is None else 0
    tried = _tried(answers, inputs, _affordable(answers, inputs, order, tries), lines, sure)
    rows = [
        row
        for at, measure in enumerate(measures)
        for row in _rows(at, measure, answers, inputs, lines, tried, top or None)
    ]
    return _result(answers, reference, measures, rows, (len(inputs), len(tried)))


def _require_answers(measures: Sequence[Measure], values: Floats) -> None:
    for measure, value in zip(measures, values, strict=True):
        if np.isnan(value):
            raise IsthmusError(f"{measure.name} has no value here: nothing of it is shipped")


def _affordable(
    answers: Answers, inputs: Sequence[Input], order: Sequence[int], tries: int | None
) -> list[int]:
    """Return the inputs to try: as many as asked for, else as fit in the work that is allowed."""
    if tries is not None:
        return list(order[:tries])
    if len(inputs) <= FEW:
        return list(order)
    spent = itertools.accumulate(answers.effort(inputs[at]) for at in order)
    count = sum(1 for _ in itertools.takewhile(lambda work: work <= WORK, spent))
    return list(order[: max(count, LEAST)])


def _tried(
    answers: Answers, inputs: Sequence[Input], order: Sequence[int], lines: Lines, top: int
) -> dict[int, Ends]:
    """Return the answers at both ends of inputs; only as many as it takes to be sure of the `top`.

    That is when no other has a derivative that leads further than the last of the top moves.
    """
    tried: dict[int, Ends] = {}
    moved: list[float] = []
    for at in order:
        enough = top and len(tried) >= top and len(inputs) > FEW
        if enough and lines.reach[at] <= sorted(moved, reverse=True)[top - 1]:
            break
        one = inputs[at]
        tried[at] = (answers.moved(one, one.low), answers.moved(one, one.high))
        moved.append(float(np.nanmax(_span(answers.values, *tried[at]), initial=0.0)))
    return tried


def _span(values: Floats, *ends: Floats | None) -> Floats:
    """Return how far each answer reaches, from its lowest to its highest."""
    all_of = np.array([values, *(end for end in ends if end is not None)])
    span: Floats = all_of.max(axis=0) - all_of.min(axis=0)
    return span


def _rows(
    at: int,
    measure: Measure,
    answers: Answers,
    inputs: Sequence[Input],
    lines: Lines,
    tried: dict[int, Ends],
    top: int | None,
) -> list[dict[str, Any]]:
    """Return the inputs that an answer hangs on, the one that moves it furthest first."""
    value = float(answers.values[at])
    kind = SMOOTH.index(measure.kind) if measure.smooth else None
    slopes, ends = np.full((2, 2, len(inputs)), np.nan)
    if kind is not None:
        slopes, ends = lines.slopes[:, kind], value + lines.moves[:, kind]
    for place, found in tried.items():
        ends[:, place] = [np.nan if end is None else end[at] for end in found]
    spans = np.fmax.reduce(ends, initial=value) - np.fmin.reduce(ends, initial=value)
    moving = np.flatnonzero(spans > NOTHING * max(1.0, abs(value))).tolist()
    return [
        _row(measure, inputs[place], ends[:, place], slopes[:, place], place in tried)
        for place in sorted(moving, key=lambda place: (-spans[place], inputs[place].name))[:top]
    ]


def _result(
    answers: Answers,
    reference: Case | None,
    measures: Sequence[Measure],
    rows: Sequence[dict[str, Any]],
    counts: tuple[int, int],
) -> Result:
    case = answers.case
    label = None if reference is None else "+".join(reference.scenarios) or "base"
    outputs = [
        {
            "output": measure.name,
            "value": float(value),
            "unit": measure.unit(case),
            "against": label,
            "lenses": ";".join(measure.lenses),
            "inputs": counts[0],
            "solved": counts[1],
        }
        for measure, value in zip(measures, answers.values, strict=True)
    ]
    return study_result("hangs-on", case, outputs=outputs, hangs_on=rows)


def _row(
    measure: Measure,
    one: Input,
    ends: Floats,
    slopes: Floats,
    solved: bool,
) -> dict[str, Any]:
    low, high, down, up = (None if np.isnan(x) else float(x) for x in (*ends, *slopes))
    return {
        "output": measure.name,
        "input": one.name,
        "now": one.value,
        "low": one.low,
        "high": one.high,
        "value_low": low,
        "value_high": high,
        "slope_down": down,
        "slope_up": up,
        "solved": solved,
        "grade": one.cell.grade,
    }
