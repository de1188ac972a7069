"""Shares where cubes of coalitions are open: samples inside them, and nowhere else.

Within a cube the value is taken to rise evenly from its lower to its upper bound as players join;
that part is exact. What it misses is sampled. A coalition's size is drawn by how much coalitions of
that size count for all shares, its members at random. Cubes that count for much are strata of their
own, with samples in proportion; the rest is one stratum, in which cubes are drawn in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.boxes import Boxes, boxes_of, members_of, shapley_bounds
from isthmus.lenses.leverage.provider import Solved
from isthmus.lenses.leverage.search import Search

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST = 2  # samples of a stratum, to know its spread


@dataclass(frozen=True)
class Estimate:
    """Estimated shares and their standard errors, arrays with an entry for each player."""

    shares: Floats
    stderr: Floats


def sample(solved: Solved, found: Search, count: int, seed: int) -> Estimate:
    """Estimate the Shapley value by some samples of coalitions in the open cubes of a search."""
    draw = np.random.default_rng(seed)
    boxes, first = found.boxes, len(found.boxes) - len(found.open)
    shares = _even(boxes, first)
    counted = np.array([_total(boxes, at) for at in range(first, len(boxes))])
    weight = counted * (boxes.high - boxes.low)[first:]
    variance = np.zeros(boxes.players)
    for cubes, chance, samples in _strata(weight, count):
        drawn = draw.choice(cubes, samples, p=chance)
        known = dict(zip(cubes.tolist(), chance.tolist(), strict=True))
        terms = np.array(
            [_term(solved, found, first, int(at), draw) / known[int(at)] for at in drawn]
        )
        shares += terms.mean(axis=0)
        variance += terms.var(axis=0, ddof=1) / samples
    return Estimate(shares, np.sqrt(variance))


def _strata(weight: Floats, count: int) -> list[tuple[Ints, Floats, int]]:
    """Return strata: cubes, the chance of each within the stratum, and the number of samples."""
    many = np.floor(count * weight / weight.sum()).astype(np.int64)
    own = np.flatnonzero(many >= FEWEST)
    rest = np.flatnonzero(many < FEWEST)
    strata = [(np.array([at]), np.ones(1), int(many[at])) for at in own]
    if len(rest):
        left = max(count - int(many[own].sum()), FEWEST)
        strata.append((rest, weight[rest] / weight[rest].sum(), left))
    return strata


def _even(boxes: Boxes, first: int) -> Floats:
    """Return the shares if values in open cubes rose evenly from the lower to the upper bound.

    A value that rises evenly is a constant and, for each free player, one more box with it in.
    """
    rows = list(
        zip(boxes.inside.tolist(), boxes.outside.tolist(), boxes.low.tolist(),
            boxes.low.tolist(), boxes.share.tolist(), boxes.turning.tolist(), strict=True)
    )  # fmt: skip
    for at in range(first, len(boxes)):
        inside, outside = int(boxes.inside[at]), int(boxes.outside[at])
        free = [i for i in range(boxes.players) if not (inside | outside) >> i & 1]
        rise = float(boxes.high[at] - boxes.low[at]) / max(len(free), 1)
        rows += [(inside | 1 << i, outside, rise, rise, 0.0, 0) for i in free]
    return shapley_bounds(boxes_of(boxes.players, rows))[0]


def _sizes(boxes: Boxes, at: int) -> tuple[int, Floats, Floats]:
    """Return for a cube how many are free, and how coalitions of each size count.

    Those of a size count by their number times what one counts for who is in and for who is out.
    """
    n = boxes.players
    a = int(boxes.inside[at]).bit_count()
    free = n - a - int(boxes.outside[at]).bit_count()
    sizes = a + np.arange(free + 1)
    number = np.array([comb(free, k) for k in range(free + 1)], dtype=float)
    joining = np.array([1 / (t * comb(n, t)) if t else 0.0 for t in sizes.tolist()])
    leaving = np.array([1 / ((n - t) * comb(n, t)) if t < n else 0.0 for t in sizes.tolist()])
    return free, number * joining, number * leaving


def _total(boxes: Boxes, at: int) -> float:
    _, joining, leaving = _sizes(boxes, at)
    return float((joining + leaving).sum())


def _term(solved: Solved, found: Search, first: int, at: int, draw: np.random.Generator) -> Floats:
    """Return what one sampled coalition of a cube says that the even rise misses of all shares."""
    boxes, cube = found.boxes, found.open[at]
    free, joining, leaving = _sizes(boxes, first + at)
    chance = joining + leaving
    chance /= chance.sum()
    extra = int(draw.choice(free + 1, p=chance))
    fixed = cube.inside | cube.outside
    others = np.array([i for i in range(boxes.players) if not fixed >> i & 1], dtype=np.int64)
    chosen = draw.permutation(others)[:extra].tolist()
    mask = cube.inside | sum(1 << i for i in chosen)
    low, high = float(boxes.low[first + at]), float(boxes.high[first + at])
    even = low + (high - low) * extra / max(free, 1)
    more = solved.worth(solved.provider.within(cube.part, mask)) - even
    members = members_of(np.array([mask]), boxes.players)[0]
    each = np.where(members, joining[extra], -leaving[extra]) / chance[extra]
    return np.asarray(more * each)
