"""What flows under each contract, what of its minimum is missed, and what is paid for it.

All of it follows from the flow on a link, by rules: the program says only how much flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.lenses.markets.network import Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Settlement:
    """Contracted volumes and payments, from buyer to seller (contracts, periods)."""

    volume: Floats
    payment: Floats


def missed(network: Network, flow: Floats) -> Floats:
    """Return what is missed of each contract's minimum (contracts, periods).

    What a period lacks is missed by the contracts that hold by period, what the year lacks by all:
    first by those whose shortfall is cheapest, and among equals in proportion to what is due. What
    is missed of a yearly minimum is spread over the periods by their weights.

    Parameters
    ----------
    flow : array (links, periods)
        Flow from -> to.
    """
    contracts = network.contracts
    result = np.zeros((len(contracts.ids), len(network.weights)))
    for link, members in contracts.by_link.items():
        due, due_year = contracts.due[members], contracts.due_year[members]
        lacking = due.sum(axis=0) - flow[link]
        if lacking.max() <= 0 and lacking.sum() + due_year.sum() <= 0:
            continue
        price = contracts.shortfall_price[members]
        gone = np.zeros_like(due)
        for period, amount in enumerate(lacking):
            gone[:, period] = _shared(amount, price, due[:, period])
        gone_year = np.zeros_like(due_year)
        if due_year.any():
            left = due - gone
            room = left.sum(axis=1) + due_year
            more = _shared(lacking.sum() + due_year.sum() - gone.sum(), price, room)
            with np.errstate(invalid="ignore", divide="ignore"):
                share = np.where(room > 0, more / room, 0.0)
            gone += left * share[:, None]
            gone_year = due_year * share
        result[members] = gone + np.outer(gone_year, network.weights)
    return result


def _shared(amount: float, price: Floats, room: Floats) -> Floats:
    """Return an amount shared out, the cheapest first, equals in proportion to their room."""
    taken = np.zeros_like(room)
    rest = float(amount)
    for each in np.unique(price):
        equal = price == each
        here = float(room[equal].sum())
        if rest <= 0 or here <= 0:
            continue
        taken[equal] = room[equal] * min(1.0, rest / here)
        rest -= here
    return taken


def settle(
    network: Network, flow: Floats, missing: Floats, prices: Floats, node: Floats
) -> Settlement:
    """Return what flows under each contract, and what buyers pay sellers for it.

    Each contract of a link takes what is due first, less what is missed, then the rest of the flow,
    at most its maximum, in proportion to what each has left. Where all contracts of a link hold by
    period this is done in each period, otherwise over the year, and the periods share in proportion
    to the link's flow.

    Parameters
    ----------
    flow : array (links, periods)
        Flow from -> to.
    missing : array (contracts, periods)
        What is missed of the minima.
    prices : array (contracts,)
        The contracts' own; NaN is the price of the node.
    node : array (places, periods)
        The places' prices.
    """
    contracts, links = network.contracts, network.links
    volume = _shared_out(network, flow, missing)
    own = np.isnan(prices)[:, None]
    paid = np.nan_to_num(prices)[:, None] - np.nan_to_num(node[links.head[contracts.link]])
    return Settlement(
        volume, np.where(own, 0.0, paid) * links.gain[contracts.link][:, None] * volume
    )


def _shared_out(network: Network, flow: Floats, missing: Floats) -> Floats:
    """Return what flows under each contract; where it goes by year, that is in the first period."""
    contracts, weights = network.contracts, network.weights
    by_period = np.ones((len(flow), 1), dtype=bool)
    np.logical_and.at(by_period[:, 0], contracts.link, contracts.by_period)
    first = np.arange(len(weights)) == 0

    def spanned(values: Floats, each: Bools) -> Floats:
        year = np.where(first, values.sum(axis=1, keepdims=True), 0.0)
        return np.where(each, values, year)

    mine = by_period[contracts.link]
    due = spanned(contracts.due, mine) + np.where(first, contracts.due_year[:, None], 0.0)
    kept = np.maximum(due - spanned(missing, mine), 0.0)
    maximum = contracts.maximum[:, None] * np.where(mine, weights, 1.0)
    taken = _fill_up(contracts.link, kept, maximum, spanned(flow, by_period))
    year = flow.sum(axis=1, keepdims=True)
    share = np.divide(flow, year, out=np.zeros_like(flow), where=year > 0)
    return np.where(mine, taken, taken[:, :1] * share[contracts.link])


def _fill_up(link: Ints, kept: Floats, maximum: Floats, total: Floats) -> Floats:
    """Return what is kept of the minima (scaled down to the total), and the rest by room.

    Parameters
    ----------
    link : array (contracts,)
    kept, maximum : array (contracts, periods)
    total : array (links, periods)
    """

    def summed(values: npt.ArrayLike) -> Floats:
        sums = np.zeros(total.shape)
        np.add.at(sums, link, values)
        return sums[link]

    whole, owed = total[link], summed(kept)
    taken = kept * np.minimum(1.0, np.divide(whole, owed, out=np.ones_like(owed), where=owed > 0))
    rest = whole - summed(taken)
    endless = np.isinf(maximum)
    room = np.where(endless, 0.0, maximum - taken)
    count, left = summed(endless), summed(room)
    share = np.divide(rest, left, out=np.zeros_like(rest), where=left > 0)
    equal = np.divide(rest * endless, count, out=np.zeros_like(rest), where=count > 0)
    return taken + np.where(count > 0, equal, room * np.minimum(1.0, share))


def kept(
    network: Network, missing: Floats, dual: Floats, dual_year: Floats
) -> tuple[Floats, Floats]:
    """Return what of each contract's minimum is kept: by period, and counted over the year.

    Where contracts fix the flow and the dual of that is negative, it is the maximum that binds.

    Parameters
    ----------
    missing : array (contracts, periods)
    dual, dual_year : array (links, periods), (links,)
        Duals of the links' minima.
    """
    contracts = network.contracts
    period = np.where(contracts.by_period[:, None], contracts.due - missing, 0.0)
    year = contracts.due.sum(axis=1) + contracts.due_year - missing.sum(axis=1)
    binds, binds_year = dual[contracts.link] >= 0, dual_year[contracts.link] >= 0
    return np.where(binds, period, 0.0), np.where(binds_year, year, 0.0)
