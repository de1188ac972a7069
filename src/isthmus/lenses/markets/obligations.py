"""What contracts ask of the links they hold on: minima, maxima, and what a missed minimum costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.lenses.markets.assembly import IMPLIED, NONE, add_columns, put
from isthmus.lenses.markets.network import Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """What the contracts of each link ask for together.

    Attributes
    ----------
    due : array (links, periods), due_year : array (links,)
        Minima by period and over the year.
    most : array (links,)
        The maxima of a year, infinite where one of them is, or where there is no contract.
    exclusive : array (links,)
        Whether nothing else may flow.
    by_period : array (links,)
        Whether all of them hold by period.
    fixed : array (links,)
        Whether minima and maxima leave no room. They are then one equality, whose dual is either
        rent or the cost of a minimum. As two rows that bind together, their duals would be
        undetermined up to the price of missing the minimum.
    """

    due: Floats
    due_year: Floats
    most: Floats
    exclusive: Bools
    by_period: Bools
    fixed: Bools

    @property
    def ceiling(self) -> Floats:
        """The most of a year that exclusive contracts let through; infinite without them."""
        return np.where(self.exclusive, self.most, np.inf)


def terms_of(network: Network, *, apart: bool) -> Terms:
    """Return what the contracts ask of every link; no minima and maxima are one row if `apart`."""
    contracts, count = network.contracts, len(network.links.ids)
    at = contracts.link
    due = np.zeros((count, len(network.weights)))
    np.add.at(due, at, contracts.due)
    due_year = np.bincount(at, contracts.due_year, count).astype(float)
    some = np.bincount(at, minlength=count) > 0
    most = np.where(some, np.bincount(at, contracts.maximum, count), np.inf)
    exclusive = np.bincount(at, contracts.exclusive, count) > 0
    by_period = np.bincount(at, ~contracts.by_period, count) == 0
    least = due.sum(axis=1) + due_year
    fixed = exclusive & (most > 0) & (most <= least * IMPLIED) & (not apart)
    return Terms(due, due_year, most, exclusive, by_period, fixed)


def ceiling_by_period(network: Network, terms: Terms) -> Floats:
    """Return the most that contracts let through in each period, where all hold by period."""
    whole = terms.by_period & ~terms.fixed
    yearly = np.where(whole, terms.ceiling, np.inf)
    return np.asarray(yearly[:, None] * network.weights)


@dataclass(frozen=True)
class Duties:
    """Columns of what is missed, and rows of minima (`floor`) and maxima (`ceiling`), -1 for none.

    Those of contracts have a row for each contract, the others for each link; those of a period
    have a column for each period.
    """

    missing: Ints
    missing_year: Ints
    floor: Ints
    floor_year: Ints
    ceiling: Ints
    ceiling_year: Ints


def add_duties(
    builder: lp.Builder, network: Network, terms: Terms, forward: Ints, *, whole: bool
) -> Duties:
    """Add the columns of what is missed and the rows of minima and maxima.

    Parameters
    ----------
    builder : Builder
    network : Network
    terms : Terms
    forward : array (links, periods)
        The columns of the flow from -> to.
    whole : bool
        Add rows that other bounds imply, and rows for maxima by period, which otherwise are bounds
        of the flow's columns.
    """
    contracts = network.contracts
    price = contracts.shortfall_price
    missing = add_columns(builder, contracts.due > 0, price[:, None], 0.0, contracts.due)
    missing_year = add_columns(builder, contracts.due_year > 0, price, 0.0, contracts.due_year)
    floor, floor_year, ceiling, ceiling_year = _rows(builder, network, terms, forward, whole)
    at = contracts.link
    for rows in (floor, floor_year[:, None], ceiling, ceiling_year[:, None]):
        put(builder, rows, forward, 1.0)
    put(builder, floor[at], missing, 1.0)
    put(builder, floor_year[at][:, None], missing, 1.0)
    put(builder, floor_year[at], missing_year, 1.0)
    return Duties(missing, missing_year, floor, floor_year, ceiling, ceiling_year)


def _rows(
    builder: lp.Builder, network: Network, terms: Terms, forward: Ints, whole: bool
) -> tuple[Ints, Ints, Ints, Ints]:
    """Add the rows, link by link: minima by period, of the year, maxima of the year, by period."""
    there = forward != NONE
    room = np.where(there, network.links.bound, 0.0).sum(axis=1)
    least = terms.due.sum(axis=1) + terms.due_year
    kept_by_period = (terms.fixed & terms.by_period)[:, None]
    top = np.where(terms.fixed, np.maximum(terms.most, least), np.inf)
    yearly = terms.exclusive & ~terms.by_period & ~(terms.fixed & (terms.due_year > 0))
    capped = yearly & (whole | (room > terms.most * IMPLIED)) & np.isfinite(terms.most)
    by_period = ceiling_by_period(network, terms)
    capped &= there.any(axis=1)
    nothing = np.full(there.shape, -np.inf)
    blocks = [
        (terms.due > 0, terms.due, np.where(kept_by_period, terms.due, np.inf)),
        ((terms.due_year > 0)[:, None], least[:, None], top[:, None]),
        (capped[:, None], nothing[:, :1], terms.most[:, None]),
        (there & np.isfinite(by_period) & whole, nothing, by_period),
    ]  # fmt: skip
    live, lower, upper = (np.concatenate(part, axis=1) for part in zip(*blocks, strict=True))
    index = np.full(live.shape, NONE)
    if live.any():
        index[live] = builder.rows(lower[live], upper[live])
    times = there.shape[1]
    return index[:, :times], index[:, times], index[:, times + 2 :], index[:, times + 1]
