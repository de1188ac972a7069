"""Negotiation: where talks on an issue lead, by three baselines and by rounds of challenges."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, choice, did_you_mean
from isthmus.lenses.politics import baselines, talk_tables
from isthmus.lenses.politics.bands import INPUTS, bands, drawn
from isthmus.lenses.politics.challenge import STILL, VARIANTS, Round, Talks, final, rounds
from isthmus.result import Result

Floats = npt.NDArray[np.float64]

DRAWS = 1000
ROUNDS = 10
REACHED = 1e-9


class Issue(NamedTuple):
    """An issue of a case: its row, who talks about it, and what they bring.

    Attributes
    ----------
    id : str
    row : int
        Of table `issues`.
    actors : tuple of str
    rows : tuple of int
        Of table `positions`, one for each actor.
    central : Talks
        As the case has it: one drawing.
    """

    id: str
    row: int
    actors: tuple[str, ...]
    rows: tuple[int, ...]
    central: Talks


class Course(NamedTuple):
    """How talks go with the inputs as they stand.

    Attributes
    ----------
    rounds : list of Round
    outcome : float
        The weighted median after the last one.
    settled : bool
        Nobody moved in the last one.
    """

    rounds: list[Round]
    outcome: float
    settled: bool


def negotiation(
    case: Case,
    issue: str,
    variant: str = "least-move",
    *,
    capability: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    most: int = ROUNDS,
) -> Result:
    """Say where talks on an issue lead: baselines, rounds, and drawings of uncertain inputs.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    issue : str
        A row of table `issues`, by id or name.
    variant : str
        ``least-move`` or ``scholz-2011``: see the page on negotiation.
    capability : mapping of str to float, optional
        By actor, instead of the table's; it is not drawn then.
    draws : int
        How often inputs are drawn from their bands.
    seed : int
        Of the drawings.
    most : int
        Rounds at most.

    Returns
    -------
    Result
        Numbers `baselines`, `variant`, `outcome` (on the scale of 0 to 100), `settled`, `reached`,
        `share_reached`, `rounds`; tables `actors`, `moves`, `distribution`, `outcomes`.

    Raises
    ------
    IsthmusError
        If issue or variant is unknown, or no actor has a position, salience and capability.
    """
    if variant not in VARIANTS:
        known = " or ".join(VARIANTS)
        raise IsthmusError(f"variant '{variant}': {known}.{did_you_mean(variant, VARIANTS)}")
    if draws < 1 or most < 1:
        raise IsthmusError("draws and rounds are at least 1")
    found = issue_of(case, issue, capability)
    course = course_of(found, variant, most)
    ends = bands(case, found.rows)
    if capability is not None:
        fixed = found.central.capability[0]
        ends["capability"] = ends["capability"]._replace(low=fixed, high=fixed, unknown=0)
    sample = drawn(found.central, ends, draws, seed)
    last = final(sample, variant, most)
    rules = {
        "outcome": baselines.weighted_median(last, sample.weight),
        "weighted_mean": baselines.weighted_mean(sample.position, sample.weight),
        "weighted_median": baselines.weighted_median(sample.position, sample.weight),
        "mean": baselines.mean(sample.position),
    }
    least = threshold(case, found)
    reached = {rule: None if least is None else np.mean(reaches(values, least)).item()
               for rule, values in rules.items()}  # fmt: skip
    numbers = {
        "issue": found.id,
        "baselines": baselines_of(found.central),
        "variant": variant,
        "capability": "table" if capability is None else "leverage",
        "outcome": course.outcome,
        "settled": course.settled,
        "scenario": case.filled["issues"]["scenario"][found.row],
        "from": least,
        "reached": None if least is None else bool(reaches(course.outcome, least)),
        "draws": draws,
        "share_reached": reached["outcome"],
        "rounds": talk_tables.round_numbers(found.actors, found.central.weight, course.rounds),
    }
    central = {"outcome": course.outcome, **numbers["baselines"]}
    return Result(
        lens="negotiation",
        case=case,
        units={"money": f"million {case.settings.currency}", "quantity": {}, "price": {}},
        status="optimal",
        numbers=numbers,
        builders={
            "actors": functools.partial(
                talk_tables.parties, found.actors, found.central, ends, course.rounds
            ),
            "moves": functools.partial(talk_tables.moves, found.actors, course.rounds),
            "distribution": functools.partial(talk_tables.distribution, rules, central, reached),
            "outcomes": functools.partial(talk_tables.outcomes, rules),
            "shares": talk_tables.no_shares,
        },
        notes=tuple(_notes(case, found, course, ends, most)),
    )


def issue_of(case: Case, name: str, capability: Mapping[str, float] | None = None) -> Issue:
    """Return an issue with all who have a position on it, in the order of their ids.

    Raises
    ------
    IsthmusError
        If it is unknown, or has no actor who both cares and can do something.
    """
    issues, positions = case.filled["issues"], case.filled["positions"]
    ids = list(issues["id"])
    if not ids:
        raise IsthmusError(f"case {case.id} has no issues; write them in tables issues, positions")
    if name not in ids:
        named = [i for i, called in zip(ids, issues["name"], strict=True) if called == name]
        if not named:
            raise IsthmusError(f"'{name}' is not in issues.{choice(name, ids)}")
        name = named[0]
    rows = tuple(row for row, of in enumerate(positions["issue"]) if of == name)
    if not rows:
        raise IsthmusError(f"nobody has a position on {name}; write them in table positions")
    actors = tuple(positions["actor"][row] for row in rows)
    values = {column: np.array([[positions[column][row] for row in rows]]) for column in INPUTS}
    if capability is not None:
        values["capability"] = np.array([[capability.get(actor, 0.0) for actor in actors]])
    central = Talks(**values)
    if not central.weight.any():
        raise IsthmusError(
            f"nobody who talks about {name} has both salience and capability above 0, so nothing "
            "weighs one position against another"
        )
    return Issue(name, ids.index(name), actors, rows, central)


def course_of(issue: Issue, variant: str = VARIANTS[0], most: int = ROUNDS) -> Course:
    """Return how talks go with the inputs as they stand."""
    central = issue.central
    span = float(np.ptp(central.position))
    held = list(rounds(central, variant, most)) if span > 0 else []
    last, before = (
        [*[central.position] * 2, *(one.position for one in held)][at] for at in (-1, -2)
    )
    settled = float(np.abs(last - before).max()) <= STILL * span
    return Course(held, float(baselines.weighted_median(last, central.weight)[0]), settled)


def baselines_of(talks: Talks) -> dict[str, float]:
    """Return what the baselines say of the first drawing."""
    return {
        "mean": float(baselines.mean(talks.position)[0]),
        "weighted_mean": float(baselines.weighted_mean(talks.position, talks.weight)[0]),
        "weighted_median": float(baselines.weighted_median(talks.position, talks.weight)[0]),
    }


def threshold(case: Case, issue: Issue) -> float | None:
    """Return the outcome from which an issue applies its scenario; None where it names none."""
    least = float(case.filled["issues"]["from"][issue.row])
    return None if np.isnan(least) else least


def reaches(outcome: Any, least: float) -> Any:
    """Tell whether an outcome, or which of an array, applies the scenario of its issue."""
    return outcome >= least - REACHED


def _notes(
    case: Case, issue: Issue, course: Course, ends: Mapping[str, Any], most: int
) -> Sequence[str]:
    found = []
    if len(issue.actors) == 1:
        found.append(f"{issue.actors[0]} is alone: there is nobody to talk to")
    elif not np.ptp(issue.central.position):
        found.append("all stand at one position: there is nothing to talk about")
    if not course.settled:
        found.append(f"some actors still move in round {most}, after which the outcome is taken")
    idle = [
        actor
        for actor, weight in zip(issue.actors, issue.central.weight[0], strict=True)
        if weight == 0
    ]
    if idle:
        found.append(f"without weight, for want of salience or capability: {', '.join(idle)}")
    unknown = {name: band.unknown for name, band in ends.items() if band.unknown}
    if unknown:
        told = ", ".join(f"{name} {count}" for name, count in unknown.items())
        found.append(f"drawn within a quarter of their value, for want of a band: {told}")
    return found
