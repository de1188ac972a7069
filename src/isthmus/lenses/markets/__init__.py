"""The markets lens: commodities that are all alike, over links, periods, stores and contracts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.markets import fit, shortage, tables
from isthmus.lenses.markets.intervals import Ranges, find
from isthmus.lenses.markets.network import Network, build_network, reread
from isthmus.lenses.markets.program import Outcome
from isthmus.lenses.markets.refine import ROUNDS, Optimum, optimum, optimum_again
from isthmus.result import Result

MOVED = {
    "costs": {"supply": ["cost"], "links": ["cost", "tariff"], "stores": ["cost"]},
    "prices": {"demand": ["price", "price_cap", "price_floor"], "contracts": ["price"]},
}


def markets(case: Case, *commodities: str, intervals: bool = False) -> Result:
    """Solve the markets of a case: what flows, at what price, and who gains.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *commodities : str
        Ids of market commodities; all where none is named.
    intervals : bool
        Give the prices and the gains of actors their lowest and highest optimal value. Two small
        programs for each, solved when the tables are first looked at.

    Returns
    -------
    Result
        Numbers `objective`, `welfare`, `cost` (million of the currency per year) and `unserved`
        (the commodity's unit; None with several commodities); tables `summary`, `flows`,
        `prices`, `supply`, `demand`, `stores`, `contracts`, `gains`, `fit`, `fit_summary`.

    Raises
    ------
    IsthmusError
        If a commodity is unknown, or no supply can reach any demand.
    NoSolution
        If the program has no optimum.
    """
    found = optimal(case, *commodities)
    network, outcome = found.network, found.outcome
    ranges = functools.cache(lambda: find(case, found) if intervals else None)
    return Result(
        lens="markets",
        case=case,
        units=units_of(case, network),
        status="optimal",
        numbers=numbers_of(network, outcome),
        builders=_builders(case, network, outcome, commodities, ranges),
        notes=(
            *_suspended(network),
            *shortage.missed_minima(case, network, outcome),
            *_unsettled(found),
        ),
    )


def solve(case: Case, *commodities: str) -> tuple[Network, Outcome]:
    """Return the network of a case and its optimum, as arrays."""
    found = optimal(case, *commodities)
    return found.network, found.outcome


def optimal(case: Case, *commodities: str) -> Optimum:
    """Return the optimum of a case, as arrays."""
    return optimum(build_network(case, commodities), refined=case.settings.demand_refine)


def optimal_again(case: Case, found: Optimum, table: str, *, priced: bool = True) -> Optimum:
    """Return the optimum of a case, given that of the case before numbers of one table moved.

    Without `priced`, it may lack prices, which take longer than quantities.
    """
    network = reread(case, found.grid, table)
    return optimum_again(network, found, refined=case.settings.demand_refine, priced=priced)


def numbers_of(network: Network, outcome: Outcome) -> dict[str, float | None]:
    """Return the headline numbers."""
    links = network.links
    carried = (outcome.forward + outcome.backward).sum(axis=1)
    tariffs = float(links.tariff @ carried)
    cost = float((outcome.supply * network.supply.cost).sum())
    cost += float(links.cost @ carried) + tariffs
    cost += float((network.stores.cost[:, None] * outcome.injection).sum())
    unserved = float(tables.served(network, outcome)[1].sum())
    return {
        "objective": outcome.objective,
        "welfare": outcome.objective + tariffs,
        "cost": cost,
        "unserved": unserved if len(network.commodities) == 1 else None,
        "penalties": tables.penalties(network, outcome),
    }


def units_of(case: Case, network: Network) -> dict[str, Any]:
    """Return the currency, and the units of quantities and prices by commodity."""
    table = case.filled["commodities"]
    units = {"money": f"million {case.settings.currency}", "quantity": {}, "price": {}}
    for name, unit, price in zip(table["id"], table["unit"], table["price_unit"], strict=True):
        if name in network.commodities:
            units["quantity"][name] = unit  # type: ignore[index]
            units["price"][name] = price  # type: ignore[index]
    return units


def _builders(
    case: Case,
    network: Network,
    outcome: Outcome,
    commodities: tuple[str, ...],
    ranges: Callable[[], Ranges | None],
) -> dict[str, Callable[[], Any]]:
    makers = {
        "summary": tables.summary,
        "supply": tables.supply,
        "demand": tables.demand,
        "stores": tables.stores,
        "contracts": tables.contracts,
        "shortages": shortage.shortages,
    }
    builders: dict[str, Callable[[], Any]] = {
        name: functools.partial(make, case, network, outcome) for name, make in makers.items()
    }
    ranged_tables = {"flows": tables.flows, "prices": tables.prices, "gains": tables.gain_rows}
    for name, ranged in ranged_tables.items():
        builders[name] = functools.partial(_with_ranges, ranged, case, network, outcome, ranges)
    scenario = "+".join(case.scenarios) or "base"
    builders["fit"] = functools.partial(fit.fit, case, network, outcome, scenario)
    builders["fit_summary"] = functools.partial(_fit_summary, case, network, outcome, commodities)
    return builders


def _with_ranges(
    make: Callable[..., Any],
    case: Case,
    network: Network,
    outcome: Outcome,
    ranges: Callable[[], Ranges | None],
) -> Any:
    return make(case, network, outcome, ranges())


def _fit_summary(
    case: Case, network: Network, outcome: Outcome, commodities: tuple[str, ...]
) -> dict[str, Any]:
    """Return the columns of table `fit_summary`; solves again with costs and prices moved."""
    scenario = "+".join(case.scenarios) or "base"
    columns = fit.fit(case, network, outcome, scenario)
    within = fit.within(columns)
    still = within.copy()
    if within.any():
        for kind in ("costs", "prices"):
            for factor in (0.8, 1.2):
                moved = solve(scaled(case, kind, factor), *commodities)
                still &= fit.within(fit.fit(case, *moved, scenario))
    expected = np.array([reason is not None for reason in columns["expected"]], dtype=bool)
    return {
        "fitted": [int(within.sum())],
        "pinned": [int(np.array(columns["pinned"], dtype=bool)[within].sum())],
        "missed": [int((~within & ~expected).sum())],
        "expected_misses": [int((~within & expected).sum())],
        "still_fitted": [int(still.sum())],
        "observations": [len(within)],
    }


def scaled(case: Case, kind: str, factor: float) -> Case:
    """Return the case with its ``costs`` or its ``prices`` multiplied by a factor."""
    filled = dict(case.filled)
    for name, columns in MOVED[kind].items():
        changed = {column: filled[name][column] * factor for column in columns}
        filled[name] = filled[name].with_columns(changed)
    return case.replaced(filled=filled)


def with_price_caps(case: Case, factor: float) -> Case:
    """Return the case with the price caps of its fixed demand multiplied by a factor."""
    demand = case.filled["demand"]
    fixed = np.array([curve == "fixed" for curve in demand["curve"]], dtype=bool)
    caps = np.where(fixed, factor, 1.0) * demand["price_cap"]
    filled = {**case.filled, "demand": demand.with_columns({"price_cap": caps})}
    return case.replaced(filled=filled)


def with_caps(case: Case, factor: float) -> Case:
    """Return the case with the price caps of fixed demand and all elasticities multiplied."""
    capped = with_price_caps(case, factor)
    demand = capped.filled["demand"]
    changed = demand.with_columns({"elasticity": demand["elasticity"] * factor})
    return capped.replaced(filled={**capped.filled, "demand": changed})


def _suspended(network: Network) -> tuple[str, ...]:
    contracts = network.contracts
    return tuple(
        f"contract {contracts.ids[at]}: its minimum is suspended, because its link is closed"
        for at in np.flatnonzero(contracts.suspended.all(axis=1))
    )


def _unsettled(found: Optimum) -> tuple[str, ...]:
    if found.settled:
        return ()
    return (
        f"demand curves: after {ROUNDS} rounds prices still move by up to {found.moved:.1g}, and "
        f"welfare may be up to {max(found.left, 0.0):.1g} million higher",
    )
