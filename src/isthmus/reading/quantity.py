"""A quantity as the grammar finds it in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Quantity:
    """A quantity at tokens `first` to `last` (without it), in one of the reader's units.

    `noun` is what a count counts or a rank ranks; `shape` is plain, share, multiple, rank, bare (a
    number without a unit, which may take that of its neighbour) or lent (one that has taken it).
    `before` is what was, of a change from one quantity to another; `factor` is what the unit as
    written multiplies by, for those who take it.
    """

    first: int
    last: int
    value: float
    low: float | None
    high: float | None
    unit: str
    hedge: str = "none"
    noun: str | None = None
    shape: str = "plain"
    scaled: bool = False
    before: bool = False
    factor: float = 1.0
