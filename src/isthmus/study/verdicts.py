"""Propositions put to the test: what holds, what fails, and what depends on a number."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import NoSolution
from isthmus.result import Result
from isthmus.study.inputs import Input, inputs_of
from isthmus.study.measures import Measure
from isthmus.study.near import between, concerned, near
from isthmus.study.outcome import study_result
from isthmus.study.propositions import Proposition, propositions_of
from isthmus.study.screening import follow
from isthmus.study.trials import Trials

Floats = npt.NDArray[np.float64]

MOST_STEPS = 20
CLOSE = 1e-3  # how near a turning point is sought, in shares of the way to the end of a band
SOUGHT = 3  # of so many inputs the turning point is sought
MOST_TRIED = 100
MOST_DEAR = 10  # inputs of dependence: each takes a solution without each actor


def verdict(
    case: Case,
    *ids: str,
    tries: int = MOST_TRIED,
    progress: Callable[[str], None] | None = None,
) -> Result:
    """Put propositions to the test.

    A proposition holds or fails as the case stands. It depends if an input, moved alone within its
    band, turns that round; where it turns is sought for the inputs that need least of their band.

    Parameters
    ----------
    case : Case
        The case; what propositions name as scenarios is applied on top of its own.
    *ids : str
        Rows of table `propositions`; all where none is named.
    tries : int
        How many inputs are moved: first those that move welfare most.
    progress : callable, optional
        Is told which proposition is being judged, and at the end nothing.

    Returns
    -------
    Result
        Tables `verdicts` (a row for each) and `flips` (a row for each input that turns one round).

    Raises
    ------
    IsthmusError
        If an id is unknown, or the case has no propositions.
    """
    chosen = propositions_of(case, ids)
    sides = _sides(case, chosen)
    tell = progress or (lambda _: None)
    found = []
    for place, one in enumerate(chosen):
        tell(f"{place + 1} of {len(chosen)}: {one.id}")
        found.append(_judged(one, sides, case, tries))
    tell("")
    note = (
        f"up to {tries} inputs were moved for each proposition, for those on dependence "
        f"{min(tries, MOST_DEAR)}, those first that move welfare most"
    )
    if any(one.measure is not None and one.measure.played for one in chosen):
        note += "; none where it speaks of shares, which take a game: see the bands of leverage"
    return study_result(
        "verdict",
        case,
        [note],
        verdicts=[verdict for verdict, _ in found],
        flips=[flip for _, flips in found for flip in flips],
    )


class _Side:
    """A case under a scenario: its answers, its inputs, and what derivatives say of them."""

    def __init__(self, case: Case, measures: Sequence[Measure]) -> None:
        self.case = case
        self._trials = Trials(case, measures)
        self._place = {measure: at for at, measure in enumerate(measures)}
        self.inputs = inputs_of(case, self._trials.lenses)

    def slopes(self, inputs: Sequence[Input]) -> Floats:
        """Return the derivatives of objective and welfare: see `Trials.slopes`."""
        return self._trials.slopes(inputs)

    def answer(self, measure: Measure, one: Input | None, number: float) -> float:
        """Return an answer, with an input moved if one is named; NaN where there is none."""
        found = self._trials.values if one is None else self._trials.moved(one, number)
        return math.nan if found is None else float(found[self._place[measure]])


Sides = dict[tuple[str, tuple[str, ...]], _Side]


def _sides(case: Case, chosen: Sequence[Proposition]) -> Sides:
    """Return the case under every scenario that is spoken of, but those without a solution."""
    wanted: dict[tuple[str, tuple[str, ...]], dict[Measure, None]] = {}
    for one in chosen:
        for key in one.sides:
            if one.measure is not None:
                wanted.setdefault(key, {})[one.measure] = None
    sides: Sides = {}
    for key, measures in wanted.items():
        with contextlib.suppress(NoSolution):
            sides[key] = _Side(case.with_scenario(key[0]), list(measures))
    return sides


def _inputs(one: Proposition, sides: Sides) -> list[Input]:
    """Return the inputs in the order in which to try them.

    Those come first that move the change of welfare that the proposition is about, or welfare; of
    those that move neither, what is near.
    """
    measures = [one.measure] if one.measure else []
    lenses = {lens for measure in measures for lens in measure.lenses}
    first = sides[one.sides[0]]
    inputs = [each for each in first.inputs if lenses & set(each.lenses)]
    inputs = concerned(first.case, inputs, measures)
    here = near(first.case, inputs, measures)
    close = here.astype(int) + between(first.case, inputs, measures)
    after, *before = (sides[side].slopes(inputs) for side in one.sides)
    lines = [follow(inputs, slopes, ()) for slopes in (after - sum(before), after)]
    reach = [(-lines[0].reach[at], -lines[1].reach[at], -close[at]) for at in range(len(inputs))]
    return [inputs[at] for at in sorted(range(len(inputs)), key=reach.__getitem__)]


def _answer(
    one: Proposition, sides: Sides, moved: Input | None = None, number: float = 0.0
) -> float:
    """Return what a proposition is about, with an input moved if one is named."""
    if one.measure is None or not all(side in sides for side in one.sides):
        return math.nan
    value, *before = (sides[side].answer(one.measure, moved, number) for side in one.sides)
    if one.change == "difference":
        return value - before[0]
    if one.change == "ratio":
        return value / before[0] if before[0] else math.nan
    return value


def _judged(
    one: Proposition, sides: Sides, case: Case, tries: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row of `verdicts` and the rows of `flips` of a proposition."""
    value = _answer(one, sides)
    known = not math.isnan(value)
    holds = one.holds(value)
    flips = _flips(one, sides, value, tries) if known else []
    return {
        "proposition": one.id,
        "verdict": ("depends" if flips else _word(holds)) if known else "not computable",
        "holds": holds if known else None,
        "value": value if known else None,
        "at_least": one.at_least if math.isfinite(one.at_least) else None,
        "at_most": one.at_most if math.isfinite(one.at_most) else None,
        "unit": one.measure.unit(case) if one.measure and one.change != "ratio" else None,
        "flips_input": flips[0]["input"] if flips else None,
        "flips_at": flips[0]["flips_at"] if flips else None,
    }, flips


def _word(holds: bool) -> str:
    return "holds" if holds else "fails"


def _flips(one: Proposition, sides: Sides, value: float, tries: int) -> list[dict[str, Any]]:
    """Return the inputs that turn a proposition round, first what needs least of its band."""
    turning = []
    if one.measure is None or one.measure.played:
        return []
    dear = "alignment" in one.measure.lenses
    for moved in _inputs(one, sides)[: min(tries, MOST_DEAR) if dear else tries]:
        ways = []
        for end in (moved.low, moved.high):
            reached = _answer(one, sides, moved, end) if end != moved.value else value
            if not math.isnan(reached) and one.holds(reached) != one.holds(value):
                ways.append((one.share_of_way(value, reached), end))
        if ways:
            share, end = min(ways)
            turning.append((share, moved.name, moved, end))
    turning.sort(key=lambda way: way[:2])
    found = []
    for place, (share, _, moved, end) in enumerate(turning):
        at = _turns_at(one, sides, moved, end) if place < SOUGHT else None
        if at is not None:
            share = (at - moved.value) / (end - moved.value)
        found.append((at is None, share, _flip(one, moved, at)))
    return [row for *_, row in sorted(found, key=lambda flip: flip[:2])]


def _turns_at(one: Proposition, sides: Sides, moved: Input, end: float) -> float:
    """Return the number at which a proposition turns round, on the way from the input to an end.

    The way is closed in from both sides of where a straight line crosses the bound; every third
    step halves it, in case the answer bends or jumps.
    """
    near, far = moved.value, end
    value, beyond = _answer(one, sides), _answer(one, sides, moved, end)
    holds = one.holds(value)
    for step in range(MOST_STEPS):
        if abs(far - near) <= CLOSE * abs(end - moved.value):
            break
        share = one.share_of_way(value, beyond) + (CLOSE / 2, -CLOSE / 2)[step % 2]
        share = 0.5 if step % 3 == 2 else min(max(share, CLOSE / 2), 1 - CLOSE / 2)
        middle = near + share * (far - near)
        answer = _answer(one, sides, moved, middle)
        if one.holds(answer) == holds:
            near, value = middle, answer
        else:
            far, beyond = middle, answer
    return far


def _flip(one: Proposition, moved: Input, at: float | None) -> dict[str, Any]:
    return {
        "proposition": one.id,
        "input": moved.name,
        "now": moved.value,
        "low": moved.low,
        "high": moved.high,
        "flips_at": at,
        "grade": moved.cell.grade,
    }
