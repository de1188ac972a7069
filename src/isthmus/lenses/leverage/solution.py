"""What a game comes to: shares, core, nucleolus, who can block what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage import kohlberg
from isthmus.lenses.leverage.nucleolus import Coalitions, least_core, nucleolus
from isthmus.lenses.leverage.span import Span
from isthmus.lenses.leverage.table import TableGame

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
