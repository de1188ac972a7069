"""Coalitions of a table, and which of them exceed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.span import Span
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
        found: Floats = self._gain[members @ (1 << np.arange(self._players))]
        return found

    def exceeding(self, shares: Floats, span: Span, above: float, count: int) -> Bools:
        """Return coalitions outside a span whose excess is above a bound, the largest first."""
        if span.rank != self._rank:
            self._leave_out(span)
        excess = self._asked - subset_sums(shares)
        masks = np.flatnonzero(excess > above)
        if len(masks) > count:
            masks = masks[np.argpartition(-excess[masks], count)[:count]]
        masks = masks[np.argsort(-excess[masks], kind="stable")]
        members: Bools = (masks[:, None] >> np.arange(self._players) & 1).astype(bool)
        return members

    def _leave_out(self, span: Span) -> None:
        """Never ask again for what lies in the span, which only grows."""
        products = np.stack([subset_sums(probe) for probe in span.probes], axis=-1)
        self._asked = np.where(span.within(products), -np.inf, self._gain)
        self._rank = span.rank
