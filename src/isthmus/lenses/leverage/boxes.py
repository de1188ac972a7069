"""A game as a sum of boxes, and its shares.

A box has players that must be in a coalition, players that must be out, and a value. The value of a
coalition is the sum over the boxes that it lies in. On the diagonal, where everybody is in with the
same probability p, a box is p^a (1 - p)^b times its value, with a players in and b out; the Shapley
value is the integral of the gradient over p, the Banzhaf value is the gradient at one half.
Integrals are exact by Gauss-Legendre quadrature at n // 2 + 1 points.

Where the value within a box is not known, but is monotone and lies between two bounds, so do the
shares: those who are in add at most the upper and at least the lower bound, those who are out the
other way round, and those who are free between nothing and the difference. The bounds may be sums
of terms that each count for coalitions with certain players: a term is a box within the box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.provider import Between, Terms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


Row = tuple[int, int, float, float, float, int]

CHUNK = 500  # boxes whose bounds are added up at once
AT_ONCE = 5  # players that are fixed at once when boxes are flattened


@dataclass(frozen=True)
class Boxes:
    """The boxes of a game of n players, at most 62.

    Attributes
    ----------
    players : int
    inside, outside : array of int (boxes,)
        Who must be in and who must be out, by bit mask.
    low, high : array (boxes,)
        Bounds of the value; equal where it is known.
    share : array (boxes,)
        One over the parts that the box's cube was split into, so that share x 2^free sums to 2^n.
    turning : array of int (boxes,)
        Whom the value may turn on that is free, by bit mask; 0 where it is known.
    """

    players: int
    inside: Ints
    outside: Ints
    low: Floats
    high: Floats
    share: Floats
    turning: Ints

    def __len__(self) -> int:
        return len(self.low)

    @property
    def members(self) -> Bools:
        """Who must be in (boxes, players)."""
        return members_of(self.inside, self.players)

    @property
    def absent(self) -> Bools:
        """Who must be out (boxes, players)."""
        return members_of(self.outside, self.players)

    def part(self, at: slice) -> Boxes:
        """Return some of the boxes."""
        return Boxes(
            self.players,
            self.inside[at],
            self.outside[at],
            self.low[at],
            self.high[at],
            self.share[at],
            self.turning[at],
        )

    def values(self, coalitions: Ints) -> Floats:
        """Return lower bounds of the values of coalitions, by bit mask; exact where known."""
        return np.array([float(self.low[self.holding(mask)].sum()) for mask in coalitions.tolist()])

    def holding(self, mask: int) -> Bools:
        """Tell in which boxes a coalition lies."""
        return np.asarray((self.inside & ~mask == 0) & (self.outside & mask == 0))

    def covered(self) -> float:
        """Return the number of coalitions that the boxes cover, over 2^n: 1 if all are, once."""
        fixed = self.members.sum(axis=1) + self.absent.sum(axis=1)
        return float((self.share * 0.5**fixed).sum())


def members_of(masks: Ints, players: int) -> Bools:
    """Return the members of coalitions given by bit mask (coalitions, players)."""
    found: Bools = (masks[:, None] >> np.arange(players) & 1).astype(bool)
    return found


def masks_of(members: Bools) -> Ints:
    """Return the bit masks of coalitions given by their members."""
    masks: Ints = members @ (1 << np.arange(members.shape[1], dtype=np.int64))
    return masks


def boxes_of(players: int, rows: Sequence[Row]) -> Boxes:
    """Return boxes from rows of inside, outside, low, high, share, turning."""
    inside, outside, low, high, share, turning = zip(*rows, strict=True) if rows else ((),) * 6
    ours, theirs, free = (np.array(part, dtype=np.int64) for part in (inside, outside, turning))
    least, most, each = (np.array(part, dtype=float) for part in (low, high, share))
    return Boxes(players, ours, theirs, least, most, each, free)


def shapley_bounds(boxes: Boxes, between: Sequence[Between] = ()) -> tuple[Floats, Floats]:
    """Return certified bounds of the Shapley value; equal where all values are known.

    Parameters
    ----------
    boxes : Boxes
    between : sequence of Between
        What bounds the values in the last of the boxes more closely than `low` and `high` do.
    """
    n = boxes.players
    points, weights = np.polynomial.legendre.leggauss(n // 2 + 1)
    points, weights = (points + 1) / 2, weights / 2
    powers = points[:, None] ** np.arange(n + 1)
    rest = (1 - points)[:, None] ** np.arange(n + 1)
    integral = np.einsum("k,ka,kb->ab", weights, powers, rest)
    return _gradient_bounds(boxes, integral, between)


def banzhaf_bounds(boxes: Boxes, between: Sequence[Between] = ()) -> tuple[Floats, Floats]:
    """Return certified bounds of the Banzhaf value."""
    n = boxes.players
    half = 0.5 ** np.arange(n + 1)
    return _gradient_bounds(boxes, half[:, None] * half, between)


def _gradient_bounds(
    boxes: Boxes, measure: Floats, between: Sequence[Between]
) -> tuple[Floats, Floats]:
    """Return bounds of the gradient, given the measure of p^a (1 - p)^b for all a and b."""
    first = len(boxes) - len(between)
    low, high = _constant(boxes.part(slice(first)), measure)
    for at in range(0, len(between), CHUNK):
        least, most = _closer(
            boxes.part(slice(first + at, first + at + CHUNK)), measure, between[at : at + CHUNK]
        )
        low, high = low + least, high + most
    return low, high


def _constant(boxes: Boxes, measure: Floats) -> tuple[Floats, Floats]:
    """Return bounds of the gradient over boxes by their lower and upper bounds."""
    members, absent = boxes.members, boxes.absent
    a, b = members.sum(axis=1), absent.sum(axis=1)
    joining = np.where(a > 0, measure[np.maximum(a - 1, 0), b], 0.0)
    leaving = np.where(b > 0, measure[a, np.maximum(b - 1, 0)], 0.0)
    open_ = (boxes.high - boxes.low) * measure[a, b]
    low = (joining * boxes.low) @ members - (leaving * boxes.high) @ absent
    high = (joining * boxes.high) @ members - (leaving * boxes.low) @ absent
    return low, high + open_ @ members_of(boxes.turning, boxes.players)


def _closer(boxes: Boxes, measure: Floats, between: Sequence[Between]) -> tuple[Floats, Floats]:
    """Return bounds of the gradient over boxes by sums of terms.

    What those with a player have at least, less what those without have at most; and the other way.
    """
    below = _sides(boxes, [one.low for one in between], measure)
    above = _sides(boxes, [one.high for one in between], measure)
    least, most = below[0] - above[1], above[0] - below[1]
    free = ~(boxes.members | boxes.absent)
    turning = members_of(boxes.turning, boxes.players)
    least = np.where(free, np.where(turning, np.maximum(least, 0.0), 0.0), least)
    return least.sum(axis=0), np.where(free & ~turning, 0.0, most).sum(axis=0)


def _sides(boxes: Boxes, terms: list[Terms], measure: Floats) -> tuple[Floats, Floats]:
    """Return what sums of terms in boxes add to shares by those with each player, and without.

    Both are arrays (boxes, players), and not negative.
    """
    players = boxes.players
    counts = np.array([len(one) for one in terms])
    masks = np.array([mask for one in terms for mask in one], dtype=np.int64)
    worth = np.array([size for one in terms for size in one.values()])[:, None]
    members = members_of(np.repeat(boxes.inside, counts) | masks, players)
    absent = members_of(np.repeat(boxes.outside, counts), players)
    a, b = members.sum(axis=1), absent.sum(axis=1)
    either = measure[a, b][:, None]
    joining = measure[np.maximum(a - 1, 0), b][:, None]
    leaving = measure[a, np.maximum(b - 1, 0)][:, None]
    having = worth * np.where(members, joining, np.where(absent, 0.0, either))
    lacking = worth * np.where(absent, leaving, np.where(members, 0.0, either))
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return np.add.reduceat(having, starts), np.add.reduceat(lacking, starts)


def table_of(boxes: Boxes) -> Floats:
    """Return the value of every coalition, by bit mask; lower bounds where it is not known."""
    n = boxes.players
    values = np.zeros((2,) * n)
    members, absent = boxes.members[:, ::-1], boxes.absent[:, ::-1]
    for inside, outside, value in zip(members, absent, boxes.low.tolist(), strict=True):
        if value:
            at = np.where(inside, 1, 0).tolist()
            fixed = (inside | outside).tolist()
            values[tuple(a if f else slice(None) for a, f in zip(at, fixed, strict=True))] += value
    return values.ravel()


def flattened(boxes: Boxes, most: int) -> Boxes | None:
    """Return boxes that do not overlap, or None where there would be more than `most`.

    Every coalition then lies in one box. Players are fixed one by one, who is fixed in most of the
    boxes first, until the boxes that are left over turn on a few players: those are fixed at once.
    """
    fixed = boxes.members | boxes.absent
    found: list[tuple[Ints, Ints, Floats]] = []
    total = 0
    stack = [(0, 0, np.arange(len(boxes)))]
    while stack:
        inside, outside, at = stack.pop()
        ours, theirs = boxes.inside[at], boxes.outside[at]
        at = at[(ours & outside == 0) & (theirs & inside == 0)]
        turning = int(np.bitwise_or.reduce(boxes.inside[at] | boxes.outside[at], initial=0))
        turning &= ~(inside | outside)
        if turning.bit_count() > AT_ONCE:
            counts = fixed[at].sum(axis=0)
            counts[members_of(np.array([inside | outside]), boxes.players)[0]] = 0
            bit = 1 << int(counts.argmax())
            stack += [(inside, outside | bit, at), (inside | bit, outside, at)]
            continue
        found.append(_each(boxes, at, inside, outside, turning))
        total += len(found[-1][2])
        if total > most:
            return None
    ins, outs, values = (np.concatenate(part) for part in zip(*found, strict=True))
    nobody = np.zeros(total, dtype=np.int64)
    return Boxes(boxes.players, ins, outs, values, values, np.ones(total), nobody)


def _each(
    boxes: Boxes, at: Ints, inside: int, outside: int, turning: int
) -> tuple[Ints, Ints, Floats]:
    """Return the boxes of a cube with all players fixed on whom the boxes `at` in it turn."""
    chosen = np.zeros(1, dtype=np.int64)
    for player in range(boxes.players):
        if turning >> player & 1:
            chosen = np.concatenate((chosen, chosen | 1 << player))
    ours, theirs = boxes.inside[at] & turning, boxes.outside[at] & turning
    holds = (ours & ~chosen[:, None] == 0) & (theirs & chosen[:, None] == 0)
    return inside | chosen, outside | (turning & ~chosen), holds @ boxes.low[at]
