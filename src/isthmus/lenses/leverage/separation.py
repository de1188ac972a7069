"""Which coalitions exceed: looked for in a table, or in boxes that do not overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.boxes import Boxes, masks_of, members_of
from isthmus.lenses.leverage.span import ZERO, Span
from isthmus.lenses.leverage.table import TableGame, subset_sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class TableCoalitions:
    """All coalitions of a table, for :func:`isthmus.lenses.leverage.nucleolus.nucleolus`."""

    def __init__(self, game: TableGame) -> None:
        self._gain = game.gain
        self._players = len(game.players)
        self._rank = -1
        self._asked = self._gain

    def values(self, members: Bools) -> Floats:
        """Return the values of coalitions."""
        found: Floats = self._gain[masks_of(members)]
        return found

    def exceeding(self, shares: Floats, span: Span, above: float, count: int) -> Bools:
        """Return coalitions outside a span whose excess is above a bound, the largest first."""
        if span.rank != self._rank:
            self._leave_out(span)
        excess = self._asked - subset_sums(shares)
        return members_of(_largest(excess, above, count), self._players)

    def _leave_out(self, span: Span) -> None:
        """Never ask again for what lies in the span, which only grows."""
        products = np.stack([subset_sums(probe) for probe in span.probes], axis=-1)
        self._asked = np.where(span.within(products), -np.inf, self._gain)
        self._rank = span.rank


def _largest(excess: Floats, above: float, count: int) -> Ints:
    """Return where at most so many excesses are that are above a bound, the largest first."""
    found = np.flatnonzero(excess > above)
    if len(found) > count:
        found = found[np.argpartition(-excess[found], count)[:count]]
    return found[np.argsort(-excess[found], kind="stable")]


class BoxCoalitions:
    """All coalitions of boxes that do not overlap.

    In a box with some players in and some free, the coalition of largest excess takes those of the
    free ones whose share is negative. Where that lies in the span, the free player is toggled that
    costs least of those who lead out of the span; if nobody does, all of the box lies in it.
    """

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes
        self._inside = boxes.members
        self._free = ~(self._inside | boxes.absent)
        self._nobody = float(boxes.values(np.zeros(1, dtype=np.int64))[0])

    def values(self, members: Bools) -> Floats:
        """Return the values of coalitions."""
        found: Floats = self._boxes.values(masks_of(members)) - self._nobody
        return found

    def exceeding(self, shares: Floats, span: Span, above: float, count: int) -> Bools:
        """Return coalitions outside a span whose excess is above a bound, the largest first.

        Of each box only the one of largest excess is returned.
        """
        best = self._inside | (self._free & (shares < 0))
        excess = self._boxes.low - self._nobody - best @ shares
        likely = np.flatnonzero(excess > above)
        best, excess = best[likely], excess[likely]
        settled = np.flatnonzero(span.has(best))
        toggle, cost = self._way_out(likely[settled], shares, span)
        excess[settled] -= cost
        best[settled, toggle] ^= True
        found: Bools = best[_largest(excess, above, count)]
        return found

    def _way_out(self, rows: Ints, shares: Floats, span: Span) -> tuple[Ints, Floats]:
        """Return for some boxes the cheapest free player that leads out of a span, and its cost."""
        leads = (np.abs(span.probes) >= ZERO).any(axis=0)
        cost = np.where(self._free[rows] & leads, np.abs(shares), np.inf)
        toggle = cost.argmin(axis=1)
        return toggle, cost[np.arange(len(rows)), toggle]
