"""What must hold of a matrix of trade, and of factors on its costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError, NoSolution

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_NAMED = 5
THETA = (0.1, 50.0)


def checked(
    flows: npt.ArrayLike,
    costs: npt.ArrayLike,
    theta: float,
    names: Sequence[str] | None = None,
) -> tuple[Floats, Floats]:
    """Return flows and factors on costs (countries, countries) as arrays, once they may be used.

    Raises
    ------
    IsthmusError
        If flows are no square matrix, negative or unknown, a country sells or buys nothing or has
        no domestic sales, factors are not positive, or theta is out of range.
    """
    if not THETA[0] <= theta <= THETA[1]:
        message = f"theta is {theta:g}; an elasticity of trade lies from {THETA[0]:g} to"
        raise IsthmusError(f"{message} {THETA[1]:g}, mostly from 2 to 10")
    before, factor = np.array(flows, dtype=float), np.array(costs, dtype=float)
    if before.ndim != 2 or before.shape[0] != before.shape[1] or not before.size:
        shape = " by ".join(map(str, before.shape))
        raise IsthmusError(f"trade: flows are {shape}; exporters and importers must be the same")
    if factor.shape != before.shape:
        shapes = (" by ".join(map(str, one.shape)) for one in (factor, before))
        raise IsthmusError("trade: costs are {}, but flows {}".format(*shapes))
    called = list(names or (f"country {place + 1}" for place in range(len(before))))
    pair = [(~np.isfinite(before), "is not known"), (before < 0, "is negative")]
    cost = [(np.isnan(factor), "has no factor on its cost"),
            (factor <= 0, "has a factor on its cost that is not positive; 1 changes nothing, "
                          "infinite closes a pair")]  # fmt: skip
    for wrong, what in (*pair, *cost):
        if wrong.any():
            raise IsthmusError(f"trade: {_pairs(wrong, called)} {what}")
    alone = [
        (before.sum(axis=1) == 0, "sells nothing, not even at home"),
        (before.sum(axis=0) == 0, "buys nothing, not even at home"),
        (np.diag(before) == 0, "has no domestic sales; they are needed, as output less exports"),
        (~np.isfinite(np.diag(factor)), "is closed to itself"),
    ]
    for wrong, what in alone:
        if wrong.any():
            raise IsthmusError(f"trade: {listed([called[at] for at in np.flatnonzero(wrong)])} "
                               f"{what}")  # fmt: skip
    return before, factor


def refuse_apart(shares: Floats, names: Sequence[str] | None = None) -> None:
    """Raise an error where no trade, either way, joins all countries."""
    joined = (shares > 0) | (shares.T > 0)
    reached = np.zeros(len(shares), dtype=bool)
    reached[0], new = True, np.array([0])
    while len(new):
        new = np.flatnonzero(joined[new].any(axis=0) & ~reached)
        reached[new] = True
    if not reached.all():
        called = list(names or (f"country {place + 1}" for place in range(len(shares))))
        small = ~reached if 2 * reached.sum() >= len(reached) else reached
        apart = listed([called[at] for at in np.flatnonzero(small)])
        message = f"trade: no trade joins {apart} with the rest, so prices there and here cannot"
        raise NoSolution(f"{message} be compared; leave some pair open, or leave them out")


def _pairs(wrong: Bools, names: Sequence[str]) -> str:
    return listed([f"{names[i]} -> {names[j]}" for i, j in np.argwhere(wrong).tolist()])


def listed(words: Sequence[str]) -> str:
    """Return some words, the first of them by name."""
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + more
