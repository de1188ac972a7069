"""Observations beside what the model says, and how much that proves."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.observing import compared, observed_rows, signed, span_of
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome
from isthmus.lenses.markets.tables import served

Floats = npt.NDArray[np.float64]

NEAR = 0.01
MOST_BOUNDS = 16


def fit(case: Case, network: Network, outcome: Outcome, scenario: str) -> dict[str, Any]:
    """Return the columns of table `fit` for the observations of a scenario."""
    places = [node for node, _ in network.places] + ["/".join(place) for place in network.places]
    known = {
        "flow": network.links.ids,
        "price": places,
        "supply": network.supply.ids,
        "demand": network.demand.ids,
        "store": network.stores.ids,
    }
    rows = observed_rows(case, scenario, lambda measure: known.get(measure, ()))
    modelled = np.array([_modelled(case, network, outcome, row) for row in rows])
    pinned = [
        _pinned(case, network, outcome, row, m) for row, m in zip(rows, modelled, strict=True)
    ]
    return {**compared(case, rows, modelled), "pinned": pinned}


def _modelled(case: Case, network: Network, outcome: Outcome, row: int) -> float:
    table = case.filled["observations"]
    measure, targets = table["measure"][row], table["target"][row]
    return measured(network, outcome, measure, targets, span_of(case, row))


def measured(
    network: Network, outcome: Outcome, measure: str, targets: Iterable[str], span: list[int]
) -> float:
    """Return a measure over some periods: quantities summed, prices averaged.

    A price's target is a node, or ``node/commodity``.
    """
    if measure == "price":
        sign = signed([node for node, _ in network.places], targets)
        sign += signed(["/".join(place) for place in network.places], targets)
        weights = network.weights[span] / network.weights[span].sum()
        mean = outcome.price[:, span] @ weights
        return float(mean[sign > 0].mean()) if (sign > 0).any() else float("nan")
    taken, lacking = served(network, outcome)
    ids, values = {
        "flow": (network.links.ids, outcome.net),
        "supply": (network.supply.ids, outcome.supply),
        "demand": (network.demand.ids, taken),
        "unserved": (network.demand.ids, lacking),
        "store": (network.stores.ids, outcome.withdrawal),
    }[measure]
    return float(signed(ids, targets) @ values[:, span].sum(axis=1))


def _pinned(case: Case, network: Network, outcome: Outcome, row: int, modelled: float) -> bool:
    """Tell whether a flow is, within 1 %, a sum of bounds that bind on its own links.

    The bounds are the links' capacities and their contracts' minima and maxima, where the flow
    reaches them, and the fixed demands at their ends, where they are met.
    """
    table = case.filled["observations"]
    if table["measure"][row] != "flow":
        return False
    sign = signed(network.links.ids, table["target"][row])
    span = span_of(case, row)
    bounds = [
        sign[link] * bound
        for link in np.flatnonzero(sign)
        for bound in _binding(network, outcome, int(link), span)
    ][:MOST_BOUNDS]
    allowed = NEAR * max(abs(modelled), 1e-6)
    return any(
        abs(sum(some) - modelled) <= allowed
        for size in range(1, len(bounds) + 1)
        for some in itertools.combinations(bounds, size)
    )


def _binding(network: Network, outcome: Outcome, link: int, span: list[int]) -> list[float]:
    links, contracts = network.links, network.contracts
    flow, bound = outcome.net[link], links.bound[link]
    found = [float(bound[t]) for t in span if 0 < bound[t] <= flow[t] * (1 + 1e-6)]
    for contract in np.flatnonzero(contracts.link == link):
        by_period = bool(contracts.by_period[contract])
        spans = [[t] for t in span] if by_period else [list(range(len(flow)))]
        for periods in spans:
            weight = network.weights[periods].sum() if by_period else 1.0
            total = float(flow[periods].sum())
            due = contracts.due[contract, periods].sum() + contracts.due_year[contract]
            for each in (float(due), float(contracts.maximum[contract] * weight)):
                if 0 < each < np.inf and abs(total - each) <= 1e-6 * total:
                    found.append(each)
    return found + _demand_met(network, outcome, link, span)


def _demand_met(network: Network, outcome: Outcome, link: int, span: list[int]) -> list[float]:
    """Return the fixed demands at the link's receiving end, where they are met."""
    block = network.demand
    quantity, lacking = served(network, outcome)
    here = block.fixed & (block.place == network.links.head[link]) & (lacking.sum(axis=1) == 0)
    return [float(quantity[row][span].sum()) for row in np.flatnonzero(here)]


def within(columns: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Return which observations are inside their tolerance."""
    return np.array(columns["within"], dtype=bool)
