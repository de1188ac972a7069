"""Least core and nucleolus by a sequence of linear programs.

Each program makes the largest excess v(S) - x(S) of the coalitions that are not settled as small as
it can be. It holds the coalitions found so far; those that exceed are looked for among all of them,
and added, until there are none. Then those are settled that are tight in *every* optimum, which a
dual that is not zero proves; to be tight at one vertex is not enough. Coalitions in the span of the
settled ones have a fixed excess and are never looked for again. At most n programs settle all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.leverage.span import Span

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EXCEEDS = 1e-9
PROVED = 1e-7  # duals are ratios of small whole numbers
MOST_ROUNDS = 1000
AT_ONCE = 3  # coalitions added in a round, for each player
NO_LEVEL = -1


class Coalitions(Protocol):
    """All coalitions of a game, their values over that of nobody."""

    def values(self, members: Bools) -> Floats:
        """Return the values of the coalitions that the rows of a matrix describe."""

    def exceeding(self, shares: Floats, span: Span, above: float, count: int) -> Bools:
        """Return coalitions outside a span whose excess is above a bound, the largest first.

        One coalition of the largest excess is always among them, if any exceeds.
        """


@dataclass(frozen=True)
class Nucleolus:
    """Shares whose excesses, in falling order, are lexicographically smallest.

    Attributes
    ----------
    shares : array (players,)
    members : array of bool (settled, players)
        The coalitions that were settled.
    level : array of int (settled,)
        To which level of excess each belongs; -1: a player held at what it has alone.
    """

    shares: Floats
    members: Bools
    level: Ints


def least_core(coalitions: Coalitions, players: int, size: float) -> float:
    """Return the smallest possible largest excess; the core is empty where it is positive.

    Parameters
    ----------
    coalitions : Coalitions
    players : int
    size : float
        What small is measured against; positive.
    """
    if players == 1:
        return 0.0
    return _Stages(coalitions, players, size, held=False).minimise() * size


def nucleolus(coalitions: Coalitions, players: int, size: float, *, held: bool) -> Nucleolus:
    """Return the nucleolus, or the prenucleolus where nobody is `held` to what it has alone."""
    stages = _Stages(coalitions, players, size, held=held)
    while stages.span.rank < players:
        stages.minimise()
        stages.settle()
    return stages.solution()


class _Stages:
    """The programs, one after the other, in one warm model; values are scaled by `size`."""

    def __init__(self, coalitions: Coalitions, players: int, size: float, *, held: bool) -> None:
        self._coalitions, self._size = coalitions, size
        everyone, singles = np.ones((1, players), dtype=bool), np.eye(players, dtype=bool)
        self.span = Span(players)
        self._members = np.zeros((0, players), dtype=bool)
        self._level = np.zeros(0, dtype=np.int64)
        self._levels = 0
        self._rows = np.zeros((0, players), dtype=bool)
        self._open = np.zeros(0, dtype=bool)
        self._alone = self._worth(singles)
        self._highs = self._model(held)
        self._add(everyone, excess=False)
        self._record(everyone, NO_LEVEL)
        if players > 1:
            self._add(np.unique(np.concatenate((singles, ~singles)), axis=0), excess=True)

    def _worth(self, members: Bools) -> Floats:
        return self._coalitions.values(members) / self._size

    def _model(self, held: bool) -> Any:
        players = len(self._alone)
        highs = lp.solver()
        nothing = np.full(players + 1, lp.INFINITY)
        lower = np.append(self._alone if held else -nothing[1:], -lp.INFINITY)
        highs.addVars(players + 1, lower, nothing)
        highs.changeColCost(players, 1.0)
        return highs

    def _add(self, members: Bools, *, excess: bool) -> None:
        """Add a row for each coalition: x(S) + excess >= v(S), or x(S) = v(S)."""
        worth = self._worth(members)
        count = len(members)
        matrix = np.column_stack((members, np.full(count, excess)))
        row, column = np.nonzero(matrix)
        starts = np.searchsorted(row, np.arange(count)).astype(np.int32)
        upper = np.full(count, lp.INFINITY) if excess else worth
        ones = np.ones(len(column))
        self._highs.addRows(count, worth, upper, len(column), starts, column.astype(np.int32), ones)
        self._rows = np.concatenate((self._rows, members))
        self._open = np.concatenate((self._open, np.full(count, excess)))

    def _record(self, members: Bools, level: int) -> None:
        self._members = np.concatenate((self._members, members))
        self._level = np.concatenate((self._level, np.full(len(members), level)))
        self.span.add(members)

    def minimise(self) -> float:
        """Make the largest excess outside the span as small as it can be; return it, scaled."""
        players = len(self._alone)
        for _ in range(MOST_ROUNDS):
            lp.run(self._highs)
            found = np.array(self._highs.getSolution().col_value)
            shares, excess = found[:players], float(found[players])
            above = (excess + EXCEEDS) * self._size
            count = AT_ONCE * players
            worse = self._coalitions.exceeding(shares * self._size, self.span, above, count)
            if not len(worse):
                return excess
            self._add(worse, excess=True)
        raise IsthmusError("the nucleolus is out of reach: coalitions keep exceeding")

    def settle(self) -> None:
        """Settle what is tight in every optimum, and let go of what that puts in the span."""
        solution = self._highs.getSolution()
        players = len(self._alone)
        dual = np.abs(np.array(solution.row_dual))
        held = np.abs(np.array(solution.col_dual)[:players]) > PROVED
        tight = np.flatnonzero(self._open & (dual > PROVED))
        excess = float(solution.col_value[players])
        for row in tight.tolist():
            worth = float(self._worth(self._rows[row : row + 1])[0])
            self._highs.changeCoeff(row, players, 0.0)
            self._highs.changeRowBounds(row, worth - excess, worth - excess)
        self._open[tight] = False
        for player in np.flatnonzero(held).tolist():
            self._highs.changeColBounds(player, self._alone[player], self._alone[player])
        self._record(self._rows[tight], self._levels)
        self._record(np.eye(players, dtype=bool)[held], NO_LEVEL)
        self._levels += 1
        known = np.flatnonzero(self._open & self.span.has(self._rows))
        for row in known.tolist():
            self._highs.changeRowBounds(row, -lp.INFINITY, lp.INFINITY)
        self._open[known] = False

    def solution(self) -> Nucleolus:
        """Return the shares that the settled coalitions determine."""
        worth = self._coalitions.values(self._members)
        levels = self._level[:, None] == np.arange(self._levels)
        system = np.column_stack((self._members, levels))
        shares = np.linalg.lstsq(system.astype(float), worth, rcond=None)[0]
        return Nucleolus(shares[: len(self._alone)], self._members, self._level)
