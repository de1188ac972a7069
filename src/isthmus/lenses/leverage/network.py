"""Games over a lens, solved: shares from the search, core and nucleolus from its boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError
from isthmus.lenses.leverage.boxes import (
    Boxes,
    banzhaf_bounds,
    flattened,
    masks_of,
    shapley_bounds,
    table_of,
)
from isthmus.lenses.leverage.provider import Provider, Solved
from isthmus.lenses.leverage.sampling import sample
from isthmus.lenses.leverage.search import Search, search
from isthmus.lenses.leverage.separation import BoxCoalitions, TableCoalitions
from isthmus.lenses.leverage.solution import (
    SAME,
    Blocking,
    Solution,
    Split,
    certifiable,
    divided,
    split_notes,
)
from isthmus.lenses.leverage.table import TableGame

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_FOLDED = 16  # players up to which the table of a game is made
MOST_FLAT = 500_000  # boxes that do not overlap, up to which the nucleolus is looked for
AGREES = 1e-7


@dataclass(frozen=True)
class Solving:
    """A solved game over a lens, and the search that found its values.

    Attributes
    ----------
    solution : Solution
    search : Search
    """

    solution: Solution
    search: Search


def solve_network(
    provider: Provider, *, most: int, samples: int = 0, seed: int = 0, shared: bool = True
) -> Solving:
    """Solve a game that a lens gives.

    Parameters
    ----------
    provider : Provider
    most : int
        Programs after which bounds must do.
    samples : int
        Coalitions sampled where cubes are then still open; 0: the bounds stand.
    seed : int
        Of the samples.
    shared : bool
        Whether core and nucleolus are wanted, too.
    """
    solved = Solved(provider)
    found = search(solved, most)
    solves = solved.count
    n, everyone = len(provider.players), (1 << len(provider.players)) - 1
    value, empty = solved.value(everyone), solved.value(0)
    low, high = _within(*shapley_bounds(found.boxes, found.between), value - empty)
    shapley, stderr = (low + high) / 2, np.zeros(n)
    if found.open and samples:
        estimate = sample(solved, found, samples, seed)
        shapley, stderr = np.clip(estimate.shares, low, high), estimate.stderr
    alone = np.array([solved.value(1 << i) for i in range(n)]) - empty
    missed = value - np.array([solved.value(everyone & ~(1 << i)) for i in range(n)])
    size = max(value - empty, 1e-300)
    split: Split | None = None
    blocking: tuple[Blocking, ...] = ()
    if shared and not found.open:
        split, blocking = _split(provider.players, found.boxes, shapley, alone, size)
    solution = Solution(
        players=provider.players,
        value=value,
        value_empty=empty,
        shapley=shapley,
        low=low,
        high=high,
        stderr=stderr,
        banzhaf=np.mean(banzhaf_bounds(found.boxes, found.between), axis=0),
        alone=alone,
        missed=missed,
        veto=(missed > 0) & (missed >= (value - empty) - SAME * size),
        dummy=_dummies(found.boxes, shapley, size),
        split=split,
        blocking=blocking,
        method="exact" if not found.open else "sampled" if samples else "bounds",
        solves=solves,
        nodes=found.nodes,
        leaves=len(found.boxes),
        notes=(*(split_notes(split) if split else ()), *_search_notes(found, split, shared)),
    )
    return Solving(solution, found)


def _within(low: Floats, high: Floats, total: float) -> tuple[Floats, Floats]:
    """Return bounds of shares that are not negative and add up to a total, as narrow as that says.

    Where nothing is open they are one already.
    """
    if (low == high).all():
        return low, high
    low = np.maximum(low, 0.0)
    least, most = low.sum(), high.sum()
    return np.maximum(low, total - (most - high)), np.minimum(high, total - (least - low))


def _split(
    players: tuple[str, ...], boxes: Boxes, shapley: Floats, alone: Floats, size: float
) -> tuple[Split | None, tuple[Blocking, ...]]:
    """Return nucleolus and core of a game whose values are all known."""
    if len(players) <= MOST_FOLDED:
        game = TableGame(players, table_of(boxes))
        return divided(TableCoalitions(game), shapley, alone, size, certifiable(game))
    flat = flattened(boxes, MOST_FLAT)
    if flat is None:
        return None, ()
    return divided(BoxCoalitions(flat), shapley, alone, size, None)


def _dummies(boxes: Boxes, shapley: Floats, size: float) -> Bools:
    """Tell who adds nothing to anybody, or whose assets are of no use together with others'."""
    fixed = boxes.members | boxes.absent
    together = fixed[(fixed.sum(axis=1) > 1) & (boxes.high != 0)].any(axis=0)
    return np.asarray((shapley <= SAME * size) | ~together)


def _search_notes(found: Search, split: Split | None, shared: bool) -> list[str]:
    notes = []
    if found.open:
        notes.append(
            f"{len(found.open)} cubes of coalitions are still open: low and high are certified "
            "bounds of the shares, and the Banzhaf value is the middle of its bounds"
        )
    if shared and split is None:
        notes.append("the nucleolus is out of reach")
    return notes


def check(
    players: tuple[str, ...],
    cold: Callable[[int], float],
    solved: Solving,
    count: int,
    seed: int,
) -> None:
    """Check that all coalitions are covered, and solve some of them from scratch.

    Parameters
    ----------
    players : tuple of str
    cold : callable
        From a coalition to its value, from scratch.
    solved : Solving
    count : int
        How many are solved.
    seed : int
        Of the choice.

    Raises
    ------
    IsthmusError
        If one of them is not worth what the search says.
    """
    boxes, n = solved.search.boxes, len(players)
    covered = boxes.covered()
    if abs(covered - 1) > AGREES:
        raise IsthmusError(f"the search covers {covered:.9f} of all coalitions, not all of them")
    draw = np.random.default_rng(seed)
    slack = AGREES * max(1.0, abs(solved.solution.value))
    for mask in masks_of(draw.random((count, n)) < draw.random((count, 1))).tolist():
        holding = boxes.holding(mask)
        value = cold(mask)
        low, high = float(boxes.low[holding].sum()), float(boxes.high[holding].sum())
        if not low - slack <= value <= high + slack:
            members = ", ".join(p for i, p in enumerate(players) if mask >> i & 1) or "nobody"
            raise IsthmusError(
                f"the search and a solution from scratch disagree on what {members} can gain: "
                f"{low:,.6f} to {high:,.6f}, and {value:,.6f}"
            )
