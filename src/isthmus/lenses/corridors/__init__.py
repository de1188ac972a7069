"""The corridors lens: cargo with an origin and a destination over rail, road and sea."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from isthmus.case.model import Case
from isthmus.lenses.corridors import tables
from isthmus.lenses.corridors.fit import fit
from isthmus.lenses.corridors.gains import arc_flows
from isthmus.lenses.corridors.instance import Assignment
from isthmus.lenses.corridors.network import Network
from isthmus.lenses.corridors.optimum import optimal
from isthmus.result import Result


def corridors(case: Case) -> Result:
    """Send the cargo of a case over its links: which way it goes, what it costs, what stays.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.

    Returns
    -------
    Result
        Numbers `cost`, `objective`, `welfare` (million of the currency per year), `gap` (relative)
        and `unshipped` (Mt); tables `routes`, `flows`, `transfers`, `limits`, `shipments`,
        `gains`, `fit`.

    Raises
    ------
    IsthmusError
        If there are no cargo links, no shipments, or no links that could take any of them.
    """
    network, found = solve(case)
    return Result(
        lens="corridors",
        case=case,
        units=units_of(case),
        status="optimal",
        numbers=numbers_of(network, found),
        builders=_builders(case, network, found),
    )


def solve(case: Case) -> tuple[Network, Assignment]:
    """Return the cargo network of a case and its optimum, as arrays."""
    best = optimal(case)
    return best.network, best.found


def numbers_of(network: Network, found: Assignment) -> dict[str, float | None]:
    """Return the headline numbers."""
    cargo = network.instance.cargo
    left = float(found.unshipped @ cargo.reservation)
    carried = arc_flows(network, found).sum(axis=1)
    tariff = network.tariff[network.member] @ carried
    most = float(cargo.quantity @ cargo.reservation)
    return {
        "cost": found.objective - left,
        "objective": found.objective,
        "welfare": most - found.objective + float(tariff),
        "gap": max(found.objective - found.bound, 0.0) / max(1.0, abs(found.objective)),
        "unshipped": float(tables.clean(found.unshipped).sum()),
    }


def units_of(case: Case) -> dict[str, Any]:
    """Return the currency, and the units of quantities and prices of cargo."""
    currency = case.settings.currency
    return {
        "money": f"million {currency}",
        "quantity": {"cargo": "Mt"},
        "price": {"cargo": f"{currency}/t"},
    }


def _builders(
    case: Case, network: Network, found: Assignment
) -> dict[str, Callable[[], dict[str, Any]]]:
    makers = {
        "routes": tables.routes,
        "flows": tables.flows,
        "transfers": tables.transfers,
        "limits": tables.limits,
        "shipments": tables.shipments,
        "gains": tables.gain_rows,
    }
    builders: dict[str, Callable[[], dict[str, Any]]] = {
        name: functools.partial(make, case, network, found) for name, make in makers.items()
    }
    scenario = "+".join(case.scenarios) or "base"
    builders["fit"] = functools.partial(fit, case, network, found, scenario)
    return builders
