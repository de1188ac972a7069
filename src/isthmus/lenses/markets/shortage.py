"""Why somebody goes short: what is used up or full between them and more of the commodity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome
from isthmus.lenses.markets.tables import ZERO, served

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_REASONS = 3
FULL = 1 - 1e-6


def shortages(case: Case, network: Network, outcome: Outcome) -> dict[str, Any]:
    """Return the columns of table `shortages`: who lacks how much in which period, and why."""
    _, lacking = served(network, outcome)
    found = [(int(row), int(t)) for row, t in np.argwhere(lacking > ZERO)]
    return {
        "id": [network.demand.ids[row] for row, _ in found],
        "node": [network.places[network.demand.place[row]][0] for row, _ in found],
        "period": [case.periods[t].id for _, t in found],
        "unserved": [float(lacking[row, t]) for row, t in found],
        "need": [float(network.demand.need[row, t]) for row, t in found],
        "price_cap": [float(network.demand.cap[row, t]) for row, t in found],
        "reason": _reasons(network, outcome, found),
    }


def _reasons(network: Network, outcome: Outcome, found: list[tuple[int, int]]) -> list[str]:
    """Say for each demand and period what keeps more of the commodity away."""
    edges = {period: _Edge(network, outcome, period) for period in {t for _, t in found}}
    return [edges[t].reason(int(network.demand.place[row])) for row, t in found]


class _Edge:
    """What is exhausted or full at the edge of the region that could still send more to a place.

    Regions are kept: what can send to a place that can send here, can send here too.
    """

    def __init__(self, network: Network, outcome: Outcome, period: int) -> None:
        links, supply = network.links, network.supply
        forward, backward = outcome.forward[:, period], outcome.backward[:, period]
        sales = outcome.supply[:, period]
        room = forward + backward < links.bound[:, period] * FULL
        ahead, back = room | (backward > ZERO), (room & links.two_way) | (forward > ZERO)
        places = len(network.places)
        self._senders = _listed(
            np.concatenate((links.head[ahead], links.tail[back])),
            np.concatenate((links.tail[ahead], links.head[back])),
            places,
        )
        ends = (links.ids, links.tail, links.head, forward, "is full")
        others = (links.ids, links.head, links.tail, backward, "is full")
        sold = (
            supply.ids,
            np.full(len(supply.ids), places),
            supply.place,
            sales,
            "gives all it can",
        )
        self._used = [_flowing(*block) for block in (ends, others, sold)]
        self._inside = np.zeros(places + 1, dtype=bool)
        self._regions: dict[int, set[int]] = {}
        self._said: dict[frozenset[int], str] = {}

    def reason(self, place: int) -> str:
        """Return the largest of what stands at the edge of a place's region."""
        region = frozenset(self._region(place))
        if region not in self._said:
            self._said[region] = self._reason(region)
        return self._said[region]

    def _reason(self, region: frozenset[int]) -> str:
        members = np.fromiter(region, dtype=np.int64, count=len(region))
        self._inside[members] = True
        reasons = [
            (float(flow[at]), f"{ids[at]} {words} ({flow[at]:.3g})")
            for ids, start, end, flow, words in self._used
            for at in np.flatnonzero(self._inside[end] & ~self._inside[start])
        ]
        self._inside[members] = False
        if not reasons:
            return "nothing can reach it"
        reasons.sort(key=lambda reason: -reason[0])
        more = f"; and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
        return "; ".join(text for _, text in reasons[:MOST_REASONS]) + more

    def _region(self, place: int) -> set[int]:
        """Return the places from which one more unit could still flow to `place`."""
        region, ahead = {place}, [place]
        while ahead:
            for sender in self._senders(ahead.pop()):
                if sender in region:
                    continue
                if sender in self._regions:
                    region |= self._regions[sender]
                else:
                    region.add(sender)
                    ahead.append(sender)
        self._regions[place] = region
        return region


_Block = tuple[list[str], Ints, Ints, Floats, str]


def _flowing(ids: list[str], start: Ints, end: Ints, flow: Floats, words: str) -> _Block:
    """Return what flows of a block: ids, where from and where to, how much, and what to say."""
    chosen = np.flatnonzero(flow > 0)
    return [ids[at] for at in chosen], start[chosen], end[chosen], flow[chosen], words


def _listed(key: Ints, value: Ints, count: int) -> Callable[[int], list[int]]:
    """Return a function from a key below `count` to its values."""
    order = np.argsort(key, kind="stable")
    values = value[order]
    start = np.searchsorted(key[order], np.arange(count + 1))
    return lambda at: values[start[at] : start[at + 1]].tolist()


def missed_minima(case: Case, network: Network, outcome: Outcome) -> tuple[str, ...]:
    """Return a sentence for every contract minimum that is missed, and why."""
    contracts = network.contracts
    return tuple(
        f"contract {contracts.ids[row]} misses {outcome.missed[row].sum():.3g} of its minimum of "
        f"{contracts.due[row].sum() + contracts.due_year[row]:.3g}: "
        f"{_why_missed(case, network, outcome, int(row))}"
        for row in np.flatnonzero(outcome.missed.sum(axis=1) > ZERO)
    )


def _why_missed(case: Case, network: Network, outcome: Outcome, row: int) -> str:
    """Say what keeps a contract from its minimum in the period in which it misses the most."""
    links = network.links
    link = int(network.contracts.link[row])
    period = int(np.argmax(outcome.missed[row]))
    when = f" in {case.periods[period].id}" if len(case.periods) > 1 else ""
    flow = outcome.forward[link, period]
    if flow >= links.bound[link, period] * FULL:
        return f"{links.ids[link]} is full{when} ({flow:.3g})"
    tail = int(links.tail[link])
    if np.isnan(outcome.price[tail, period]):
        return f"nothing can reach {network.places[tail][0]}{when}"
    shortfall = network.contracts.shortfall_price[row]
    delivery = outcome.price_high[tail, period] + links.cost[link] + links.tariff[link]
    worth = links.gain[link] * np.nan_to_num(outcome.price_low[links.head[link], period])
    return (
        f"to deliver more{when} would cost {delivery - worth:.4g} a unit beyond what it is worth, "
        f"and to miss it costs {shortfall:.4g}"
    )
