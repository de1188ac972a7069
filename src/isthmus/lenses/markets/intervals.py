"""How far prices, gains and flows can move without leaving the optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus import faces
from isthmus.case.model import Case
from isthmus.lenses.markets.assembly import NONE
from isthmus.lenses.markets.gains import keep_books
from isthmus.lenses.markets.program import Layout
from isthmus.lenses.markets.refine import Optimum

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ranges:
    """The lowest and the highest optimal value of prices (places, periods) and gains (actors,).

    Prices are NaN where nothing can reach the place. Gains are at the printed quantities.
    `flow_width` is the highest less the lowest optimal net flow (links, periods).
    """

    price_low: Floats
    price_high: Floats
    gain_low: Floats
    gain_high: Floats
    flow_width: Floats


def find(case: Case, found: Optimum) -> Ranges:
    """Return the ranges of prices, gains and flows: two small programs for each."""
    layout = found.layout
    valued = layout.valued()
    there = valued != NONE
    ledger = keep_books(case, found.network, found.outcome)
    held = ledger.held(len(valued))[:, there]
    directions = np.zeros((len(held), layout.program.shape[0]))
    directions[:, valued[there]] = held
    priced = layout.priced
    each = np.zeros((len(priced), layout.program.shape[0]))
    each[np.arange(len(priced)), priced] = 1.0
    low, high = faces.ranges(layout.program, np.concatenate((each, directions)))
    money = ledger.money.sum(axis=1)
    ends = (layout.forward.ravel(), layout.backward.ravel())
    wide = faces.widths(layout.program, found.solution, *ends)
    return Ranges(
        price_low=_placed(layout, low[: len(priced)]),
        price_high=_placed(layout, high[: len(priced)]),
        gain_low=low[len(priced) :] + money,
        gain_high=high[len(priced) :] + money,
        flow_width=wide.reshape(layout.forward.shape),
    )


def _placed(layout: Layout, values: Floats) -> Floats:
    placed = np.full(layout.balance.shape, np.nan)
    placed[layout.balance != NONE] = values
    return placed
