"""Observations of cargo beside what the model says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.case.observing import compared, observed_rows, signed, span_of
from isthmus.lenses.corridors.gains import arc_flows
from isthmus.lenses.corridors.instance import Assignment, Floats, sums
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.tables import route_sums

NEAR = 0.01
FULL = 1 - 1e-6


def fit(case: Case, network: Network, found: Assignment, scenario: str) -> dict[str, Any]:
    """Return the columns of table `fit` for the observations of cargo under a scenario."""
    shipments: list[str] = case.filled["shipments"]["id"]
    known = {"flow": network.links.ids, **dict.fromkeys(("shipped", "days", "cost"), shipments)}
    rows = observed_rows(case, scenario, lambda measure: known.get(measure, ()))
    table = case.filled["observations"]
    modelled = [
        measured(
            case, network, found, table["measure"][row], table["target"][row], span_of(case, row)
        )
        for row in rows
    ]
    pinned = [
        _pinned(case, network, found, row, value) for row, value in zip(rows, modelled, strict=True)
    ]
    return {**compared(case, rows, np.array(modelled)), "pinned": pinned}


def _pinned(case: Case, network: Network, found: Assignment, row: int, modelled: float) -> bool:
    """Tell whether bounds alone set a number: what is shipped, or links that are full."""
    table = case.filled["observations"]
    if table["measure"][row] != "flow":
        return bool(table["measure"][row] == "shipped")
    span = span_of(case, row)
    carried, bound = (
        _on_links(network, found)[:, span],
        network.bound[: len(network.links.ids), span],
    )
    full = np.where(carried >= bound * FULL, bound, 0.0)
    full = np.where(np.isfinite(full), full, 0.0).sum(axis=1)
    sign = signed(network.links.ids, table["target"][row])
    return bool(abs(float(sign @ full) - modelled) <= NEAR * max(abs(modelled), 1e-6))


def _on_links(network: Network, found: Assignment) -> Floats:
    """Return what every link carries in every period, both directions."""
    flows, carrying = arc_flows(network, found), network.link >= 0
    count, periods = len(network.links.ids), flows.shape[1]
    place = network.link[carrying][:, None] * periods + np.arange(periods)
    return sums(place.ravel(), flows[carrying].ravel(), count * periods).reshape(count, periods)


def measured(
    case: Case,
    network: Network,
    found: Assignment,
    measure: str,
    targets: Iterable[str],
    span: list[int],
) -> float:
    """Return a measure over some periods: tonnages summed, days and cost averaged by tonnage.

    A flow counts both directions of a link. Of what is not shipped nothing takes days.
    """
    if measure == "flow":
        carried = _on_links(network, found)[:, span].sum(axis=1)
        return float(signed(network.links.ids, targets) @ carried)
    sign = signed(case.filled["shipments"]["id"], targets)[network.shipment[found.cargo]]
    here = np.isin(network.instance.cargo.period[found.cargo], span) & (sign != 0)
    tonnes = (found.quantity * sign)[here]
    if measure == "shipped":
        return float(tonnes.sum())
    column = {"days": 1, "cost": 2}[measure]
    total = tonnes.sum()
    return float(tonnes @ route_sums(network, found)[here, column] / total) if total else np.nan
