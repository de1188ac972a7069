"""Kohlberg's criterion in rational numbers: what proves that shares are the nucleolus.

Shares are the prenucleolus if for every level the coalitions whose excess reaches it are balanced:
positive weights on them add up to one for everybody. For the nucleolus, players that get no more
than they have alone may have weights of their own. Values are rounded to a power of ten, 1e-7 of
the largest or less, so that whole numbers stay what they are; the shares are those that the settled
coalitions of the rounded game determine, and so what is certified is the rounded game. A linear
program suggests the weights; they are then solved for and checked in rationals. What lies in the
span of coalitions with positive weights can have one, too.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import NoSolution
from isthmus.lenses.leverage.nucleolus import NO_LEVEL, Nucleolus
from isthmus.lenses.leverage.span import Span
from isthmus.lenses.leverage.table import TableGame

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MOST_PLAYERS = 12
ROUNDED = 1e-7
POSITIVE = 1e-9


def certified(game: TableGame, found: Nucleolus, *, held: bool) -> bool:
    """Tell whether Kohlberg's criterion proves the nucleolus (prenucleolus if not `held`).

    Parameters
    ----------
    game : TableGame
        Of at most 12 players.
    found : Nucleolus
        Its settled coalitions are what is certified.
    held : bool
        Whether nobody gets less than it has alone.
    """
    n = len(game.players)
    step = Fraction(10) ** floor(log10(ROUNDED * game.size))
    values = [round(Fraction(value) / step) * step for value in game.gain.tolist()]
    shares = _shares(values, found, n)
    if shares is None:
        return False
    alone = [values[1 << i] for i in range(n)]
    if held and any(share < own for share, own in zip(shares, alone, strict=True)):
        return False
    at_least = [i for i in range(n) if held and shares[i] == alone[i]]
    return _balanced(_excesses(values, shares), at_least, n)


def _shares(values: list[Fraction], found: Nucleolus, players: int) -> list[Fraction] | None:
    """Return the shares that the settled coalitions determine, or None if they contradict."""
    levels = int(found.level.max(initial=NO_LEVEL)) + 1
    rows = []
    for members, level in zip(found.members.tolist(), found.level.tolist(), strict=True):
        mask = sum(1 << i for i, inside in enumerate(members) if inside)
        tops = [Fraction(int(level == k)) for k in range(levels)]
        rows.append([*map(Fraction, map(int, members)), *tops, values[mask]])
    solution = solve_exactly(rows)
    return None if solution is None else solution[:players]


def solve_exactly(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Solve linear equations (coefficients and right side); None unless there is one solution."""
    rows = [list(row) for row in rows]
    unknowns = len(rows[0]) - 1
    for at in range(unknowns):
        pivot = next((r for r in range(at, len(rows)) if rows[r][at]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        first = rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for r, row in enumerate(rows):
            if r != at and (factor := row[at]):
                rows[r] = [a - factor * b for a, b in zip(row, first, strict=True)]
    if any(row[-1] for row in rows[unknowns:]):
        return None
    return [row[-1] for row in rows[:unknowns]]


def _excesses(values: list[Fraction], shares: list[Fraction]) -> list[tuple[Fraction, list[int]]]:
    """Return the levels of excess, the largest first, and the coalitions at each, by mask."""
    sums = [Fraction(0)]
    for share in shares:
        sums += [total + share for total in sums]
    levels: dict[Fraction, list[int]] = {}
    for mask in range(1, len(values) - 1):
        levels.setdefault(values[mask] - sums[mask], []).append(mask)
    return sorted(levels.items(), reverse=True)


def _balanced(levels: list[tuple[Fraction, list[int]]], at_least: list[int], players: int) -> bool:
    """Tell whether the coalitions at or above every level are balanced."""
    positive = Span(players)
    positive.add(np.ones(players))
    above = np.zeros((0, players), dtype=bool)
    for _, masks in levels:
        members = (np.array(masks)[:, None] >> np.arange(players) & 1).astype(bool)
        above = np.concatenate((above, members))
        while (left := above[~positive.has(above)]).size:
            support = _weighted(above, left, at_least)
            if support is None:
                return False
            positive.add(support)
        if positive.rank == players:
            return True
    return True


def _weighted(above: Bools, left: Bools, at_least: list[int]) -> Bools | None:
    """Return coalitions with exact positive weights that balance, one of them of those `left`."""
    players = above.shape[1]
    own = np.eye(players, dtype=bool)[at_least]
    columns = np.concatenate((left, above, own))
    cost = np.concatenate((-left.sum(axis=1), np.zeros(len(above) + len(own)))).astype(float)
    try:
        weights = _weights(columns, cost)
    except NoSolution:
        return None
    chosen = columns[weights > POSITIVE]
    if not (weights[: len(left)] > POSITIVE).any():
        return None
    rows = [[*map(Fraction, map(int, row)), Fraction(1)] for row in chosen.T.tolist()]
    exact = solve_exactly(rows)
    return chosen if exact is not None and all(weight > 0 for weight in exact) else None


def _weights(columns: Bools, cost: Floats) -> Floats:
    """Return weights, not negative, at a vertex, that add up to one for everybody."""
    count, players = columns.shape
    column, row = np.nonzero(columns)
    start = np.searchsorted(column, np.arange(count + 1))
    ones = np.ones(players)
    program = lp.Program(
        cost, np.zeros(count), np.full(count, lp.INFINITY), ones, ones, start, row,
        np.ones(len(row)),
    )  # fmt: skip
    return lp.vertex(lp.solver(), program)
