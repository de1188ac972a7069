"""Why somebody goes short: what is used up or full between them and more of the commodity."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome
from isthmus.lenses.markets.tables import ZERO, served

Bools = npt.NDArray[np.bool_]

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
        "reason": [_reason(network, outcome, network.demand.place[row], t) for row, t in found],
    }


def _reason(network: Network, outcome: Outcome, place: int, period: int) -> str:
    """Say what is exhausted or full at the edge of the region that could still send more here."""
    links, supply = network.links, network.supply
    region = _region(network, outcome, place, period)
    enters = region[links.head] & ~region[links.tail]
    leaves = region[links.tail] & ~region[links.head] & links.two_way
    forward = enters & (outcome.forward[:, period] > 0)
    backward = leaves & (outcome.backward[:, period] > 0)
    used_up = region[supply.place] & (outcome.supply[:, period] > 0)
    reasons = [
        (float(flow), f"{name} is full ({flow:.3g})")
        for name, flow in _named(links.ids, forward, outcome.forward[:, period])
        + _named(links.ids, backward, outcome.backward[:, period])
    ]
    reasons += [
        (float(amount), f"{name} gives all it can ({amount:.3g})")
        for name, amount in _named(supply.ids, used_up, outcome.supply[:, period])
    ]
    reasons.sort(key=lambda reason: -reason[0])
    if not reasons:
        return "nothing can reach it"
    more = f"; and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return "; ".join(text for _, text in reasons[:MOST_REASONS]) + more


def _named(ids: list[str], chosen: Bools, values: Any) -> list[tuple[str, float]]:
    return [(ids[at], float(values[at])) for at in np.flatnonzero(chosen)]


def _region(network: Network, outcome: Outcome, place: int, period: int) -> Bools:
    """Return the places from which one more unit could still flow to `place`."""
    links = network.links
    bound = links.bound[:, period]
    room = outcome.forward[:, period] + outcome.backward[:, period] < bound * FULL
    region = np.zeros(len(network.places), dtype=bool)
    region[place] = True
    while True:
        before = region.sum()
        onward = region[links.head] & (room | (outcome.backward[:, period] > ZERO))
        back = region[links.tail] & ((room & links.two_way) | (outcome.forward[:, period] > ZERO))
        region[links.tail[onward]] = True
        region[links.head[back]] = True
        if region.sum() == before:
            return region


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
