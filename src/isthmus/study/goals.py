"""A goal: a quantity that is to be at least, or at most, so much."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from isthmus.case.model import Case
from isthmus.case.units import UnitError, factor
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.study.measures import Measure, measure_called
from isthmus.study.needed import lens_called
from isthmus.study.propositions import propositions_of

WRITTEN = re.compile(r"(?P<measure>.+?)\s*(?P<sign>[<>]=)\s*(?P<number>[-+.\deE]+)\s*(?P<unit>.*)")
ADDED = ("flow", "supply", "demand", "store", "unserved")
SIGNS = (">=", "<=")


@dataclass(frozen=True)
class Goal:
    """A quantity of a case that is to lie between two numbers.

    Attributes
    ----------
    name : str
        Of the proposition, or as it was written.
    case : Case
        Under the scenario that it speaks of.
    measure : Measure
    at_least, at_most : float
        Infinite where it has no such bound.
    reference : float, optional
        What the bounds are counted from; it stands as it is, whoever withdraws. None: from nothing.
    """

    name: str
    case: Case
    measure: Measure
    at_least: float
    at_most: float
    reference: float | None = None


def goal_of(case: Case, text: str) -> Goal:
    """Return the goal that a text names or writes.

    Parameters
    ----------
    case : Case
    text : str
        The id of a proposition, or a measure, ``>=`` or ``<=``, and a number with or without its
        unit: ``flow:tanap-offtake;tap>=10 bcm``.

    Raises
    ------
    IsthmusError
        If it is neither, or what it measures does not add up from what flows.
    """
    goal = _written(case, text) if any(sign in text for sign in SIGNS) else _named(case, text)
    if goal.measure.kind not in ADDED or goal.measure.lenses != ("markets",):
        of = " of cargo" if "corridors" in goal.measure.lenses else ""
        raise IsthmusError(
            f"{goal.name}: blocking takes quantities of markets, {', '.join(ADDED)}; "
            f"{goal.measure.kind}{of} is none"
        )
    return goal


def _named(case: Case, name: str) -> Goal:
    known = case.filled["propositions"]["id"]
    if name not in known:
        raise IsthmusError(
            f"'{name}' is no proposition of case {case.id}.{did_you_mean(name, known)} "
            "Or write a goal: flow:LINK>=NUMBER"
        )
    (found,) = propositions_of(case, [name])
    if found.measure is None:
        raise IsthmusError(f"{name}: no lens computes what it measures")
    factors = 1.0
    reference = None
    if found.change != "value":
        reference = _market(case.with_scenario(found.against), found.measure)
        factors = reference if found.change == "ratio" else 1.0
    base = reference if found.change == "difference" and reference is not None else 0.0
    bounds = sorted((base + factors * found.at_least, base + factors * found.at_most))
    return Goal(
        name, case.with_scenario(found.scenario), found.measure, bounds[0], bounds[1], reference
    )


def _market(case: Case, measure: Measure) -> float:
    """Return what the markets answer."""
    lens = lens_called("markets")
    return lens.value(case, lens.solve(case), measure)


def _written(case: Case, text: str) -> Goal:
    parts = WRITTEN.fullmatch(text.strip())
    try:
        number = float(parts["number"]) if parts else math.nan
    except ValueError:
        number = math.nan
    if parts is None or math.isnan(number):
        raise IsthmusError(f"'{text}': write a goal as MEASURE:TARGET>=NUMBER, or <=")
    measure = measure_called(case, parts["measure"])
    unit = measure.unit(case)
    if parts["unit"] and unit:
        try:
            number *= factor(parts["unit"], unit)
        except UnitError as error:
            raise IsthmusError(f"{text}: {error} (it is counted in {unit})") from None
    at_least, at_most = (number, math.inf) if parts["sign"] == ">=" else (-math.inf, number)
    return Goal(measure.name + parts["sign"] + f"{number:g}", case, measure, at_least, at_most)
