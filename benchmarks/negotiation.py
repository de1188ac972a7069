"""The challenge model in plain Python, one drawing at a time, and ours beside it.

``python -m benchmarks.negotiation SUBJECT ACTORS DRAWS VARIANT REPEATS``, the variant by its place.

Written from the formulas of the page on negotiation, without arrays: so it is slow, and tells
whether the fast one is right.
"""

from __future__ import annotations

import bisect
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from isthmus.lenses.politics import baselines
from isthmus.lenses.politics.challenge import SAME, STILL, VARIANTS, Talks, final

KILOBYTES = 1024
ROUNDS = 10


@dataclass(frozen=True)
class Actor:
    """Who talks: position, salience, capability, and the risk exponent of the round."""

    x: float
    s: float
    c: float
    r: float = 1.0


def plain_rounds(talks: Sequence[Actor], variant: str, most: int = ROUNDS) -> list[list[Actor]]:
    """Return the actors after each round."""
    span = max(one.x for one in talks) - min(one.x for one in talks)
    actors, held = list(talks), []
    for _ in range(most if span else 0):
        calm = [Actor(one.x, one.s, one.c) for one in actors]
        risks = _risks(calm, _chances(calm, variant, span), span)
        bold = [Actor(one.x, one.s, one.c, r) for one, r in zip(actors, risks, strict=True)]
        chances = _chances(bold, variant, span)
        actors = [
            Actor(_goes(bold, at, chances, variant, span), one.s, one.c, one.r)
            for at, one in enumerate(bold)
        ]
        held.append(actors)
    return held


def _chances(actors: Sequence[Actor], variant: str, span: float) -> list[list[float]]:
    """Return how likely each is to win against each other one."""
    count = range(len(actors))
    away = [[_gap(k, one, span) ** k.r for one in actors] for k in actors]
    weight = [k.c * k.s for k in actors]
    won = [
        [sum(weight[k] * max(0.0, away[k][j] - away[k][i]) for k in count) for j in count]
        for i in count
    ]
    if variant == "scholz-2011":
        total = 2 * sum(map(sum, won))
        return [[votes / total if total else 0.0 for votes in row] for row in won]
    least = 1e-13 * max(sum(weight[k] * away[k][j] for k in count) for j in count)
    both = [[won[i][j] + won[j][i] for j in count] for i in count]
    return [[won[i][j] / both[i][j] if both[i][j] > least else 0.5 for j in count] for i in count]


def _gap(one: Actor, other: Actor, span: float) -> float:
    """Return how far two are apart, in shares of the range, of which roots may be taken."""
    gap = abs(one.x - other.x) / span
    return 0.0 if gap < SAME else 1.0 if gap > 1 - SAME else gap


def _expected(viewer: Actor, one: Actor, other: Actor, chance: float, span: float) -> float:
    """Return what one expects of challenging the other, as the viewer sees it."""
    half = _gap(one, other, span) / 2
    success, failure = (2 - 4 * (0.5 - side) ** viewer.r for side in (half, -half))
    still = 2 - 4 * 0.5**viewer.r
    resisted = chance * success + (1 - chance) * failure
    expected: float = other.s * resisted + (1 - other.s) * success - still
    return expected


def _risks(actors: Sequence[Actor], chances: list[list[float]], span: float) -> list[float]:
    danger = [
        sum(
            _expected(one, other, one, chances[j][i], span)
            for j, other in enumerate(actors)
            if j != i
        )
        for i, one in enumerate(actors)
    ]
    low, high = min(danger), max(danger)
    if high - low <= SAME:
        return [1.0] * len(actors)
    shares = [(2 * one - high - low) / (high - low) for one in danger]
    return [(1 - share / 3) / (1 + share / 3) for share in shares]


def _goes(
    actors: Sequence[Actor], at: int, chances: list[list[float]], variant: str, span: float
) -> float:
    """Return where an actor goes."""
    me = actors[at]
    offers: list[tuple[int, float, float]] = []  # kind, cost, place
    for j, other in enumerate(actors):
        if abs(other.x - me.x) <= STILL * span:
            continue
        own = _expected(me, me, other, chances[at][j], span)
        theirs = _expected(me, other, me, chances[j][at], span)
        if theirs > SAME and own > SAME and theirs > own + SAME:
            offers.append((1, abs(other.x - me.x), other.x))
        elif theirs > SAME and own < -SAME:
            meets = theirs > -own + SAME
            place = me.x + (other.x - me.x) * (-own / theirs if meets else 1.0)
            cost = abs(place - me.x)
            if meets and variant == "scholz-2011":
                cost = (abs(own) * me.x + abs(theirs) * other.x) / (abs(own) + abs(theirs))
            offers.append((2 if meets else 3, cost, place))
    if variant == "scholz-2011":
        offers = [one for one in offers if one[0] == min(kind for kind, *_ in offers)]
    if not offers:
        return me.x
    least = min(cost for _, cost, _ in offers)
    places = [place for _, cost, place in offers if cost <= least + SAME * span]
    return sum(places) / len(places)


def plain_median(actors: Sequence[Actor]) -> float:
    """Return the weighted median of positions; the middle where half lies on either side."""
    order = sorted(actors, key=lambda one: one.x)
    sums: list[float] = []
    for one in order:
        sums.append((sums[-1] if sums else 0.0) + one.c * one.s)
    half, slack = sums[-1] / 2, baselines.SAME * sums[-1]
    places = [bisect.bisect_left(sums, half + side) for side in (-slack, slack)]
    return sum(order[place].x for place in places) / 2


def plain_outcomes(talks: Talks, variant: str) -> list[float]:
    """Return the outcome of each drawing, one after the other."""
    drawings = zip(*(values.tolist() for values in talks), strict=True)
    found = []
    for position, salience, capability in drawings:
        actors = [Actor(*one) for one in zip(position, salience, capability, strict=True)]
        found.append(plain_median([actors, *plain_rounds(actors, variant)][-1]))
    return found


def fast_outcomes(talks: Talks, variant: str) -> list[float]:
    """Return the same from the lens."""
    found: list[float] = baselines.weighted_median(
        final(talks, variant, ROUNDS), talks.weight
    ).tolist()
    return found


def random_talks(actors: int, draws: int, seed: int = 1) -> Talks:
    """Return talks whose numbers are drawn evenly."""
    random = np.random.default_rng(seed)
    ranges = ((0.0, 100.0), (0.1, 1.0), (1.0, 100.0))
    return Talks(*(random.uniform(*ends, (draws, actors)) for ends in ranges))


SUBJECTS: dict[str, Callable[[Talks, str], list[float]]] = {
    "isthmus": fast_outcomes,
    "plain": plain_outcomes,
}


def measured(subject: str, actors: int, draws: int, variant: int, repeats: int) -> dict[str, Any]:
    """Return the best time of a subject, its memory, and the outcomes."""
    talks, times, outcomes = random_talks(actors, draws), [], []
    for _ in range(repeats):
        begin = time.perf_counter(), time.process_time()
        outcomes = SUBJECTS[subject](talks, VARIANTS[variant])
        times.append((time.perf_counter() - begin[0], time.process_time() - begin[1]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    seconds, processor = map(min, zip(*times, strict=True))
    return {
        "seconds": seconds, "processor": processor, "megabytes": memory, "outcomes": outcomes[:20]
    }  # fmt: skip


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    print(json.dumps(measured(name, *map(int, numbers))))
