"""What a game comes to: shares, core, nucleolus, who can block what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage import kohlberg, table, voting
from isthmus.lenses.leverage.boxes import (
    Boxes,
    banzhaf_bounds,
    flattened,
    shapley_bounds,
    table_of,
)
from isthmus.lenses.leverage.nucleolus import Coalitions, least_core, nucleolus
from isthmus.lenses.leverage.provider import Provider, Solved
from isthmus.lenses.leverage.sampling import sample
from isthmus.lenses.leverage.search import Search, search
from isthmus.lenses.leverage.separation import BoxCoalitions, TableCoalitions
from isthmus.lenses.leverage.span import Span
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.voting import VotingGame

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_TABLED = 20  # players of a voting game up to which its table is made for the nucleolus
MOST_FOLDED = 16  # players of a network game up to which its table is made
MOST_FLAT = 500_000  # boxes that do not overlap, up to which the nucleolus is looked for
MOST_BLOCKING = 20
EXCEEDS = 1e-7
DUST = 1e-12
SAME = 1e-9
EMPTY = 1e-8  # a least core above this share of all is an empty core


@dataclass(frozen=True)
class Split:
    """The nucleolus, or the prenucleolus, and the core.

    Attributes
    ----------
    shares : array (players,)
    kind : str
        ``nucleolus`` or ``prenucleolus``.
    least_core : float
        The smallest possible largest excess: the core is empty where it is positive.
    certified : bool or None
        Whether Kohlberg's criterion proves it in rationals; None where it was not asked.
    """

    shares: Floats
    kind: str
    least_core: float
    certified: bool | None


@dataclass(frozen=True)
class Blocking:
    """A coalition that would gain by leaving a sharing: what it has more on its own."""

    sharing: str
    members: tuple[int, ...]
    excess: float


@dataclass(frozen=True)
class Solution:
    """Everything that is said of a game; arrays have an entry for each player.

    Attributes
    ----------
    players : tuple of str
    value, value_empty : float
        What all together and what nobody's assets alone are worth.
    shapley, low, high, stderr : array
        The Shapley value with certified bounds, and the standard error where it was sampled.
    banzhaf : array
        Not normalised: what players add on average to the coalitions of the others.
    alone, missed : array
        What each has alone over nobody, and what all others lose together without it.
    veto, dummy : array of bool
    split : Split or None
        None where the nucleolus is out of reach.
    blocking : tuple of Blocking
    method : str
        ``exact``, ``bounds`` or ``sampled``.
    solves, nodes, leaves : int
        Programs solved and size of the search; 0 for tables.
    notes : tuple of str
    """

    players: tuple[str, ...]
    value: float
    value_empty: float
    shapley: Floats
    low: Floats
    high: Floats
    stderr: Floats
    banzhaf: Floats
    alone: Floats
    missed: Floats
    veto: Bools
    dummy: Bools
    split: Split | None
    blocking: tuple[Blocking, ...] = ()
    method: str = "exact"
    solves: int = 0
    nodes: int = 0
    leaves: int = 0
    notes: tuple[str, ...] = field(default=())


def solve_table(game: TableGame) -> Solution:
    """Solve a game given as a table."""
    n, gain = len(game.players), game.gain
    shares = table.shapley(game)
    alone = gain[1 << np.arange(n)]
    split, blocking = divided(TableCoalitions(game), shares, alone, game.size, certifiable(game))
    return Solution(
        players=game.players,
        value=float(game.values[-1]),
        value_empty=float(game.values[0]),
        shapley=shares,
        low=shares,
        high=shares,
        stderr=np.zeros(n),
        banzhaf=table.banzhaf(game),
        alone=alone,
        missed=gain[-1] - gain[len(gain) - 1 - (1 << np.arange(n))],
        veto=table.vetoes(game),
        dummy=table.dummies(game),
        split=split,
        blocking=blocking,
        notes=(*split_notes(split), *_table_notes(game)),
    )


def certifiable(game: TableGame) -> Callable[[], TableGame] | None:
    """Return what makes the table that the nucleolus is certified on, for few players."""
    return (lambda: game) if len(game.players) <= kohlberg.MOST_PLAYERS else None


def divided(
    coalitions: Coalitions,
    shapley: Floats,
    alone: Floats,
    size: float,
    tabled: Callable[[], TableGame] | None,
) -> tuple[Split, tuple[Blocking, ...]]:
    """Return nucleolus and core, and who would leave which sharing.

    Parameters
    ----------
    coalitions : Coalitions
    shapley, alone : array (players,)
    size : float
        What small is measured against; positive.
    tabled : callable, optional
        Makes the game's table, to certify the nucleolus on.
    """
    n = len(alone)
    total = float(coalitions.values(np.ones((1, n), dtype=bool))[0])
    held = bool(alone.sum() <= total + EMPTY * size)
    found = nucleolus(coalitions, n, size, held=held)
    least = least_core(coalitions, n, size)
    proved = None if tabled is None else kohlberg.certified(tabled(), found, held=held)
    shares = np.where(np.abs(found.shares) < DUST * size, 0.0, found.shares)
    least = least if abs(least) > DUST * size else 0.0
    split = Split(shares, "nucleolus" if held else "prenucleolus", least, proved)
    leaving = _leaving(coalitions, "shapley", shapley, size)
    if least > EMPTY * size:
        leaving += _leaving(coalitions, split.kind, shares, size)
    return split, leaving


def _leaving(
    coalitions: Coalitions, sharing: str, shares: Floats, size: float
) -> tuple[Blocking, ...]:
    """Return the coalitions that would gain most by leaving a sharing."""
    everyone = Span(len(shares))
    everyone.add(np.ones(len(shares)))
    members = coalitions.exceeding(shares, everyone, EXCEEDS * size, MOST_BLOCKING)
    excess = coalitions.values(members) - members @ shares
    return tuple(
        Blocking(sharing, tuple(np.flatnonzero(row).tolist()), float(more))
        for row, more in zip(members, excess, strict=True)
    )


def split_notes(split: Split) -> list[str]:
    """Return what to know of the nucleolus."""
    notes = []
    if split.kind == "prenucleolus":
        notes.append(
            "no division gives everybody what it has alone, so the prenucleolus stands for the "
            "nucleolus"
        )
    if split.certified is False:
        notes.append(
            "Kohlberg's criterion does not certify the nucleolus on values rounded to 1e-7"
        )
    return notes


def _table_notes(game: TableGame) -> list[str]:
    notes = []
    if not table.is_monotone(game):
        notes.append("the table is not monotone: somebody lessens a coalition by joining it")
    if table.is_superadditive(game) is False:
        notes.append("the table is not superadditive: some coalitions lose by merging")
    if game.values[0] != 0:
        notes.append(f"nobody is worth {game.values[0]:g}; shares divide what is gained over that")
    return notes


def solve_voting(game: VotingGame) -> Solution:
    """Solve weighted voting; the nucleolus is found where the table is small, or somebody vetoes.

    With players that can veto, the core divides all among them, and the nucleolus does so equally.
    """
    n = len(game.players)
    if n <= MOST_TABLED:
        return solve_table(game.table())
    shapley, banzhaf = (np.array(list(map(float, part))) for part in voting.indices(game))
    veto = voting.vetoes(game)
    weights = np.array(game.weights)
    alone = (weights >= game.quota).astype(float)
    missed = game.value - (weights.sum() - weights >= game.quota)
    split = None
    if veto.any():
        split = Split(veto / veto.sum(), "nucleolus", 0.0, None)
    note = f"the nucleolus of {n} voters without a veto is out of reach"
    return Solution(
        players=game.players,
        value=game.value,
        value_empty=float(game.quota <= 0),
        shapley=shapley,
        low=shapley,
        high=shapley,
        stderr=np.zeros(n),
        banzhaf=banzhaf,
        alone=alone,
        missed=missed.astype(float),
        veto=veto,
        dummy=banzhaf == 0,
        split=split,
        notes=() if split else (note,),
    )


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
    low, high = _within(*shapley_bounds(found.boxes), value - empty)
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
        banzhaf=np.mean(banzhaf_bounds(found.boxes), axis=0),
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
