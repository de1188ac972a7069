"""Observations of cargo beside what the model says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.case.observing import compared, observed_rows, signed, span_of
from isthmus.lenses.corridors.gains import arc_flows
from isthmus.lenses.corridors.instance import Assignment, sums
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.tables import route_sums


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
    return {**compared(case, rows, np.array(modelled)), "pinned": [False] * len(rows)}


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
        on_arcs = arc_flows(network, found)[:, span].sum(axis=1)
        carrying = network.link >= 0
        carried = sums(network.link[carrying], on_arcs[carrying], len(network.links.ids))
        return float(signed(network.links.ids, targets) @ carried)
    sign = signed(case.filled["shipments"]["id"], targets)[network.shipment[found.cargo]]
    here = np.isin(network.instance.cargo.period[found.cargo], span) & (sign != 0)
    tonnes = (found.quantity * sign)[here]
    if measure == "shipped":
        return float(tonnes.sum())
    column = {"days": 1, "cost": 2}[measure]
    total = tonnes.sum()
    return float(tonnes @ route_sums(network, found)[here, column] / total) if total else np.nan
