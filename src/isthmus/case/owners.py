"""Whose the rows of a table are, as arrays, so that what they earn is shared out at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shares = tuple[tuple[str, float], ...]

UNASSIGNED = "unassigned"


@dataclass(frozen=True)
class Owners:
    """Who owns which share of which row, by the order of rows.

    Attributes
    ----------
    row, actor, share : array (entries,)
        Actors count in the order of `earning`; what nobody owns is the last one's.
    """

    row: Ints
    actor: Ints
    share: Floats

    def of(self, amounts: Floats) -> Floats:
        """Return what every entry has of amounts of its row (rows, ...)."""
        shares = self.share.reshape(-1, *(1,) * (amounts.ndim - 1))
        parts: Floats = amounts[self.row] * shares
        return parts

    def take(self, rows: Ints) -> Owners:
        """Return the owners of some rows, in the order asked for; a row may come twice."""
        count = np.bincount(self.row, minlength=int(rows.max(initial=-1)) + 1)
        first, number = np.cumsum(count) - count, count[rows]
        start = np.repeat(first[rows] - np.cumsum(number) + number, number)
        entry = start + np.arange(len(start))
        return Owners(np.repeat(np.arange(len(rows)), number), self.actor[entry], self.share[entry])


def earning(case: Case) -> list[str]:
    """Return the actors of a case, and behind them who has what nobody owns."""
    return [*case.filled["actors"]["id"], UNASSIGNED]


def owners_of(case: Case, shares: Iterable[Sequence[tuple[str, float]]]) -> Owners:
    """Return the owners of rows, given the actors and their shares of each row."""
    number = {actor: at for at, actor in enumerate(earning(case))}
    entries = [
        (row, number[actor], share)
        for row, parts in enumerate(shares)
        for actor, share in parts or ((UNASSIGNED, 1.0),)
    ]
    row, actor, share = zip(*entries, strict=True) if entries else ((), (), ())
    return Owners(np.array(row, np.int64), np.array(actor, np.int64), np.array(share, float))
