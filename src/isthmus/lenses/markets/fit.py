"""Observations beside what the model says, and how much that proves."""

from __future__ import annotations

import fnmatch
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.observing import factor_of, unit_of
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome
from isthmus.lenses.markets.tables import served

Floats = npt.NDArray[np.float64]

MEASURES = ("flow", "price", "supply", "demand", "store")
NEAR = 0.01
MOST_BOUNDS = 16


def observed_rows(case: Case, scenario: str) -> list[int]:
    """Return the rows of observations that this lens measures under a scenario."""
    table = case.filled["observations"]
    return [
        row
        for row, measure in enumerate(table["measure"])
        if measure in MEASURES and table["scenario"][row] == scenario
    ]


def fit(case: Case, network: Network, outcome: Outcome, scenario: str) -> dict[str, Any]:
    """Return the columns of table `fit` for the observations of a scenario."""
    table = case.filled["observations"]
    rows = observed_rows(case, scenario)
    wanted = [unit_of(case, row) or table["unit"][row] for row in rows]
    observed = np.array([table["value"][row] * factor_of(case, row) for row in rows])
    modelled = np.array([_modelled(case, network, outcome, row) for row in rows])
    error = modelled - observed
    size = np.where(observed == 0, 1.0, np.abs(observed))
    tolerance = np.array([table["tolerance"][row] for row in rows])
    within = np.abs(error) <= tolerance * size * (1 + 1e-9)
    return {
        "observation": [table["id"][row] for row in rows],
        "measure": [table["measure"][row] for row in rows],
        "target": [";".join(table["target"][row]) for row in rows],
        "period": [table["period"][row] for row in rows],
        "observed": observed,
        "modelled": modelled,
        "unit": wanted,
        "error": error,
        "relative": error / size,
        "within": within,
        "expected": [table["expected"][row] for row in rows],
        "pinned": [
            _pinned(case, network, outcome, row, m) for row, m in zip(rows, modelled, strict=True)
        ],
    }


def signed(ids: Sequence[str], targets: Iterable[str]) -> Floats:
    """Return for each id how often the targets count it; ``-id`` subtracts."""
    sign = np.zeros(len(ids))
    for target in targets:
        pattern = target.removeprefix("-")
        hit = np.array([fnmatch.fnmatchcase(name, pattern) for name in ids], dtype=bool)
        sign[hit] += -1.0 if target.startswith("-") else 1.0
    return sign


def _span(case: Case, row: int) -> list[int]:
    wanted = case.filled["observations"]["period"][row]
    return [at for at, period in enumerate(case.periods) if wanted in (None, period.id)]


def _modelled(case: Case, network: Network, outcome: Outcome, row: int) -> float:
    table = case.filled["observations"]
    measure, targets = table["measure"][row], table["target"][row]
    return measured(network, outcome, measure, targets, _span(case, row))


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
    span = _span(case, row)
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
