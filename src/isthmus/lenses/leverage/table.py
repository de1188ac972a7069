"""Games given as a table: the value of every coalition, by bit mask; bit i stands for player i.

Sums over all coalitions are taken by folding the table once for each player, so that the shares of
all players cost two passes over it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SAME = 1e-9
FOLDED = 11  # players whose pairs of coalitions are compared at once
MOST_PAIRED = 16  # players up to which all pairs of disjoint coalitions are compared


@dataclass(frozen=True)
class TableGame:
    """A game as a table.

    Attributes
    ----------
    players : tuple of str
    values : array (2^n,)
        The value of every coalition, by bit mask.
    """

    players: tuple[str, ...]
    values: Floats

    @property
    def gain(self) -> Floats:
        """The values less that of nobody."""
        over: Floats = self.values - self.values[0]
        return over

    @property
    def size(self) -> float:
        """What small is measured against: the largest value, and at least 1e-300."""
        return float(max(np.abs(self.gain).max(), 1e-300))


def subset_sums(x: Floats) -> Floats:
    """Return the sum of `x` over every coalition, by bit mask."""
    sums = np.zeros(1 << len(x))
    for i, part in enumerate(x):
        np.add(sums[: 1 << i], part, out=sums[1 << i : 2 << i])
    return sums


@functools.cache
def sizes(players: int) -> npt.NDArray[np.uint8]:
    """Return the number of members of every coalition, by bit mask."""
    found = np.zeros(1 << players, dtype=np.uint8)
    for i in range(players):
        np.add(found[: 1 << i], 1, out=found[1 << i : 2 << i])
    return found


def _sums_with(values: Floats, players: int) -> Floats:
    """Return for every player the sum of `values` over the coalitions it belongs to."""
    sums = np.zeros(players)
    for i in reversed(range(players)):
        low, high = values[: 1 << i], values[1 << i :]
        sums[i] = high.sum()
        values = low + high
    return sums


def shapley(game: TableGame) -> Floats:
    """Return the Shapley value: what players add, averaged over all orders of joining.

    The sum of the shares is v(all) - v(nobody).
    """
    n = len(game.players)
    joining = np.array([1 / (n * comb(n - 1, s)) for s in range(n)] + [0.0])
    leaving = np.concatenate(([0.0], joining[:-1]))
    by_size = np.bincount(sizes(n), game.values, n + 1)
    weighted = np.take(joining + leaving, sizes(n))
    weighted *= game.values
    return _sums_with(weighted, n) - float(by_size @ joining)


def banzhaf(game: TableGame) -> Floats:
    """Return the Banzhaf value: what players add, averaged over all coalitions of the others."""
    n = len(game.players)
    scale = 0.5 ** (n - 1)
    gain = game.gain
    shares: Floats = (2 * _sums_with(gain, n) - gain.sum()) * scale
    return shares


def margins(game: TableGame, player: int) -> Floats:
    """Return what a player adds to every coalition of the others."""
    pairs = game.values.reshape(-1, 2, 1 << player)
    added: Floats = (pairs[:, 1] - pairs[:, 0]).ravel()
    return added


def dummies(game: TableGame) -> Bools:
    """Tell who adds to every coalition what it has alone."""
    alone = game.gain[1 << np.arange(len(game.players))]
    slack = SAME * game.size
    return np.array([np.abs(margins(game, i) - own).max() <= slack for i, own in enumerate(alone)])


def vetoes(game: TableGame) -> Bools:
    """Tell without whom no coalition gains anything over nobody."""
    slack = SAME * game.size
    gain = game.gain
    if gain[-1] <= slack:
        return np.zeros(len(game.players), dtype=bool)
    without = [gain.reshape(-1, 2, 1 << i)[:, 0].max() <= slack for i in range(len(game.players))]
    return np.array(without, dtype=bool)


def is_monotone(game: TableGame) -> bool:
    """Tell whether nobody lessens a coalition by joining it."""
    slack = SAME * game.size
    return all(margins(game, i).min() >= -slack for i in range(len(game.players)))


def is_convex(game: TableGame) -> bool:
    """Tell whether a player adds the more, the larger the coalition it joins."""
    slack = SAME * game.size
    for i in range(len(game.players)):
        added = margins(game, i)
        for j in range(i, len(game.players) - 1):
            pairs = added.reshape(-1, 2, 1 << j)
            if (pairs[:, 1] - pairs[:, 0]).min() < -slack:
                return False
    return True


def is_superadditive(game: TableGame) -> bool | None:
    """Tell whether coalitions that merge never lose; None where the players are too many.

    Values are those over v(nobody).
    """
    n = len(game.players)
    if n > MOST_PAIRED:
        return True if is_convex(game) else None
    low = min(n, FOLDED)
    first, second = _disjoint(low)
    outer_first, outer_second = _disjoint(n - low)
    gain, slack = game.gain, SAME * game.size
    for a, b in zip(outer_first << low, outer_second << low, strict=True):
        whole = gain[(a | b) : (a | b) + (1 << low)][first | second]
        parts = gain[a : a + (1 << low)][first] + gain[b : b + (1 << low)][second]
        if (whole - parts).min() < -slack:
            return False
    return True


def _disjoint(players: int) -> tuple[Ints, Ints]:
    """Return all ordered pairs of coalitions that share nobody."""
    first = second = np.zeros(1, dtype=np.int64)
    for bit in 1 << np.arange(players):
        first, second = (
            np.concatenate((first, first | bit, first)),
            np.concatenate((second, second, second | bit)),
        )
    return first, second
