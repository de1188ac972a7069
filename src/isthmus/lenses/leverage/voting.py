"""Weighted voting: who is pivotal how often, counted by generating functions.

The number of coalitions of every size and weight below the quota is the coefficient of a product
of polynomials, one for each player; dividing by a player's own gives those without it. Counts are
whole numbers up to 2^60, so up to 60 players nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm

import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError
from isthmus.lenses.leverage.table import TableGame, subset_sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MOST_PLAYERS = 60
MOST_COUNTS = 30_000_000  # sizes x weights that are counted


@dataclass(frozen=True)
class VotingGame:
    """A coalition wins, and is worth 1, if its weights reach the quota.

    Attributes
    ----------
    players : tuple of str
    quota : int
    weights : tuple of int
        Whole numbers, not negative.
    """

    players: tuple[str, ...]
    quota: int
    weights: tuple[int, ...]

    @property
    def value(self) -> float:
        """What all together are worth: 1 where they reach the quota."""
        return float(sum(self.weights) >= self.quota)

    def table(self) -> TableGame:
        """Return the value of every coalition."""
        weight = subset_sums(np.array(self.weights, dtype=float))
        return TableGame(self.players, (weight >= self.quota).astype(float))


def whole(quota: Fraction, weights: list[Fraction]) -> tuple[int, tuple[int, ...]]:
    """Return quota and weights as whole numbers in the same proportions."""
    scale = lcm(quota.denominator, *(weight.denominator for weight in weights))
    return int(quota * scale), tuple(int(weight * scale) for weight in weights)


def vetoes(game: VotingGame) -> Bools:
    """Tell without whom the quota is out of reach."""
    weights = np.array(game.weights)
    reached = weights.sum() >= game.quota
    return np.array(reached & (weights.sum() - weights < game.quota))


def indices(game: VotingGame) -> tuple[list[Fraction], list[Fraction]]:
    """Return the Shapley-Shubik and the Banzhaf index of every player, exact.

    The Banzhaf index is not normalised: it is the share of coalitions of the others for which the
    player is pivotal.

    Raises
    ------
    IsthmusError
        If the weights are too large to be counted.
    """
    n = len(game.players)
    if (n + 1) * game.quota > MOST_COUNTS:
        raise IsthmusError(
            f"quota {game.quota:,} (in the smallest common unit of all weights) is too large to "
            f"count coalitions of {n} players by weight; round the weights, or give a table"
        )
    below = _counts(game)
    by_weight = {weight: _of_weight(game, below, weight) for weight in set(game.weights)}
    pairs = [by_weight[weight] for weight in game.weights]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _counts(game: VotingGame) -> Ints:
    """Return how many coalitions there are of every size and every weight below the quota."""
    n, quota = len(game.players), game.quota
    counts = np.zeros((n + 1, quota), dtype=np.int64)
    counts[0, 0] = 1
    for weight in game.weights:
        if weight < quota:
            counts[1:, weight:] += counts[:-1, : quota - weight].copy()
    return counts


def _of_weight(game: VotingGame, counts: Ints, weight: int) -> tuple[Fraction, Fraction]:
    """Return both indices of a player of some weight: count the coalitions it turns."""
    n, quota = len(game.players), game.quota
    first = max(quota - weight, 0)
    without = np.zeros(quota, dtype=np.int64)
    swings = []
    for size in range(n):
        smaller, without = without, counts[size].copy()
        if weight < quota:
            without[weight:] -= smaller[: quota - weight]
        swings.append(int(without[first:].sum()))
    shapley = sum(
        (Fraction(count, n * comb(n - 1, size)) for size, count in enumerate(swings)), Fraction(0)
    )
    return shapley, Fraction(sum(swings), 2 ** (n - 1))
