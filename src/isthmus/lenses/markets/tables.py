"""The result tables of the markets lens, column by column, from the arrays of an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case, cell_text
from isthmus.case.owners import UNASSIGNED
from isthmus.lenses.markets import intervals
from isthmus.lenses.markets.contracts import settle
from isthmus.lenses.markets.gains import KINDS, gains, scarcity_prices
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Columns = dict[str, Any]

ZERO = 1e-9
RENT = 1e-6
FULL = 1 - 1e-7
DUST = 1e-6


def clean(values: Floats) -> Floats:
    """Return the values flat, row by row, with the solver's dust and negative zeros removed."""
    flat = values.ravel()
    return np.where(np.abs(flat) < ZERO, 0.0, flat) + 0.0


def _each(values: Sequence[Any], times: int) -> list[Any]:
    return [value for value in values for _ in range(times)]


def _pick(values: Sequence[Any], rows: Ints) -> list[Any]:
    return [values[row] for row in rows]


def _periods(case: Case, rows: int) -> list[str]:
    return [period.id for period in case.periods] * rows


def _unit_of(case: Case) -> dict[str, str]:
    table = case.filled["commodities"]
    return dict(zip(table["id"], table["unit"], strict=True))


def flows(
    case: Case, network: Network, outcome: Outcome, ranges: intervals.Ranges | None
) -> Columns:
    """Return the columns of table `flows`; with what is determined where `ranges` are at hand."""
    links, table, times = network.links, case.filled["links"], len(network.weights)
    forward, backward = scarcity_prices(network, outcome)
    net = clean(outcome.net)
    bound = links.bound.ravel()
    commodity = _pick(table["commodity"], links.rows)
    unit = _unit_of(case)
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(bound > 0, np.abs(net) / bound, np.nan)
    return {
        "link": _each(links.ids, times),
        "from": _each(_pick(table["from"], links.rows), times),
        "to": _each(_pick(table["to"], links.rows), times),
        "commodity": _each(commodity, times),
        "period": _periods(case, len(links.ids)),
        "unit": _each([unit[c] for c in commodity], times),
        "flow": net,
        "capacity": np.where(np.isinf(bound), np.nan, bound),
        "utilisation": np.where(np.isinf(bound), np.nan, used),
        "scarcity_price": clean(np.where(outcome.net >= 0, forward, backward)),
        "bound_by": [why for row in bound_by(case, network, outcome) for why in row],
        "determined": _determined(net, ranges),
    }


def _determined(net: Floats, ranges: intervals.Ranges | None) -> list[bool | None]:
    if ranges is None:
        return [None] * len(net)
    still: list[bool | None] = (
        ranges.flow_width.ravel() <= DUST * np.maximum(1, np.abs(net))
    ).tolist()
    return still


def bound_by(case: Case, network: Network, outcome: Outcome) -> list[list[str | None]]:
    """Return what keeps each link from carrying more, or from carrying less, by period."""
    links, contracts = network.links, network.contracts
    forward, backward = scarcity_prices(network, outcome)
    rent = np.where(outcome.net >= 0, forward, backward)
    carried = outcome.forward + outcome.backward
    reasons: list[list[str | None]] = [[None] * carried.shape[1] for _ in links.ids]
    limits_on = _binding_limits(network, outcome)
    for link, period in np.argwhere(np.abs(rent) > RENT):
        here = contracts.link == link
        names = [contracts.ids[at] for at in np.flatnonzero(here & contracts.exclusive)]
        if rent[link, period] < 0:
            floors = here & (contracts.due.any(axis=1) | (contracts.due_year > 0))
            why = f"minimum of {', '.join(_pick(contracts.ids, np.flatnonzero(floors)))}"
        elif carried[link, period] >= links.bound[link, period] * FULL:
            why = "capacity"
        else:
            why = ", ".join(names or limits_on.get((int(link), int(period)), []))
        reasons[link][period] = why or None
    return reasons


def _binding_limits(network: Network, outcome: Outcome) -> dict[tuple[int, int], list[str]]:
    """Return the limits that are used up, by link and period."""
    carried = outcome.forward + outcome.backward
    quantity, _ = served(network, outcome)
    found: dict[tuple[int, int], list[str]] = {}
    for limit in network.limits:
        used = limit.weights @ carried[limit.links]
        used = used + outcome.supply[limit.supply].sum(axis=0)
        used = used + quantity[limit.demand].sum(axis=0)
        total = np.full(len(used), used.sum()) if limit.yearly else used
        for period in np.flatnonzero(total >= limit.bound * FULL):
            for link in limit.links:
                found.setdefault((int(link), int(period)), []).append(limit.id)
    return found


def prices(
    case: Case, network: Network, outcome: Outcome, ranges: intervals.Ranges | None
) -> Columns:
    """Return the columns of table `prices`; with their intervals where `ranges` are at hand."""
    times = len(network.weights)
    return {
        "node": _each([node for node, _ in network.places], times),
        "commodity": _each([commodity for _, commodity in network.places], times),
        "period": _periods(case, len(network.places)),
        "price": clean(outcome.price),
        "low": clean(ranges.price_low) if ranges else [None] * outcome.price.size,
        "high": clean(ranges.price_high) if ranges else [None] * outcome.price.size,
    }


def _owned(case: Case, name: str, rows: Ints, ids: list[str]) -> Columns:
    table, times = case.filled[name], len(case.periods)
    owners = [_owner_text(owner) for owner in _pick(table["owner"], rows)]
    return {
        "id": _each(ids, times),
        "node": _each(_pick(table["node"], rows), times),
        "owner": _each(owners, times),
        "commodity": _each(_pick(table["commodity"], rows), times),
        "period": _periods(case, len(ids)),
    }


def _owner_text(owner: tuple[tuple[str, float], ...]) -> str:
    return owner[0][0] if len(owner) == 1 else cell_text(owner)


def supply(case: Case, network: Network, outcome: Outcome) -> Columns:
    """Return the columns of table `supply`."""
    block = network.supply
    return {
        **_owned(case, "supply", block.rows, block.ids),
        "quantity": clean(outcome.supply),
        "cost": clean(outcome.supply * block.cost),
    }


def served(network: Network, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return what each demand row receives, and what fixed demand lacks (rows, periods)."""
    block = network.demand
    quantity = np.zeros((len(block.ids), len(network.weights)))
    np.add.at(quantity, block.row, outcome.demand)
    lacking = np.where(block.fixed[:, None], block.need - quantity, 0.0)
    return quantity, np.where(lacking > ZERO, lacking, 0.0)


def demand(case: Case, network: Network, outcome: Outcome) -> Columns:
    """Return the columns of table `demand`."""
    block = network.demand
    quantity, lacking = served(network, outcome)
    return {
        **_owned(case, "demand", block.rows, block.ids),
        "quantity": clean(quantity),
        "unserved": clean(lacking),
        "price": clean(outcome.price[block.place]),
    }


def stores(case: Case, network: Network, outcome: Outcome) -> Columns:
    """Return the columns of table `stores`."""
    columns = _owned(case, "stores", network.stores.rows, network.stores.ids)
    del columns["owner"]
    return {
        **columns,
        "injection": clean(outcome.injection),
        "withdrawal": clean(outcome.withdrawal),
        "level": clean(outcome.level),
    }


def contracts(case: Case, network: Network, outcome: Outcome) -> Columns:
    """Return the columns of table `contracts`."""
    block, times = network.contracts, len(network.weights)
    prices = case.filled["contracts"]["price"][block.rows]
    settlement = settle(network, outcome.forward, outcome.missed, prices, outcome.price)
    return {
        "id": _each(block.ids, times),
        "period": _periods(case, len(block.ids)),
        "volume": clean(settlement.volume),
        "missed": clean(outcome.missed),
        "settlement": clean(settlement.payment),
        "suspended": block.suspended.ravel(),
    }


def gain_rows(
    case: Case, network: Network, outcome: Outcome, ranges: intervals.Ranges | None
) -> Columns:
    """Return the columns of table `gains`: the actors that gain or lose, then `unassigned`."""
    actors, amounts = gains(case, network, outcome)
    counts = np.abs(amounts).max(axis=1) > ZERO
    kept = [i for i in range(len(actors)) if counts[i] or actors[i] == UNASSIGNED]
    columns = {kind: clean(amounts[kept, at]) for at, kind in enumerate(KINDS)}
    return {
        "actor": _pick(actors, np.array(kept)),
        "low": clean(ranges.gain_low[kept]) if ranges else [None] * len(kept),
        "high": clean(ranges.gain_high[kept]) if ranges else [None] * len(kept),
        **columns,
        "total": clean(amounts[kept].sum(axis=1)),
    }


def summary(case: Case, network: Network, outcome: Outcome) -> Columns:
    """Return the columns of table `summary`: one row per commodity."""
    unit = _unit_of(case)
    rows = [_one_commodity(case, network, outcome, good) for good in network.commodities]
    return {
        "commodity": network.commodities,
        "unit": [unit[commodity] for commodity in network.commodities],
        **{name: [row[name] for row in rows] for name in rows[0]},
    }


def _one_commodity(
    case: Case, network: Network, outcome: Outcome, commodity: str
) -> dict[str, float]:
    here = np.array([c == commodity for _, c in network.places])
    links, demand_rows = network.links, network.demand
    quantity, lacking = served(network, outcome)
    sold, bought = here[network.supply.place], here[demand_rows.place]
    stored, sent = here[network.stores.place], here[links.tail]
    carried = (outcome.forward + outcome.backward).sum(axis=1)
    cost = (outcome.supply * network.supply.cost)[sold].sum()
    cost += (network.stores.cost[:, None] * outcome.injection)[stored].sum()
    tariffs = (links.tariff * carried)[sent].sum()
    cost += (links.cost * carried)[sent].sum() + tariffs
    value = (demand_rows.value * outcome.demand)[bought[demand_rows.row]].sum()
    need = np.where(demand_rows.fixed[:, None], demand_rows.need * demand_rows.cap, 0.0)
    missed = network.contracts.shortfall_price * outcome.missed.sum(axis=1)
    value -= need[bought].sum() + missed[sent[network.contracts.link]].sum()
    return {
        "supplied": float(outcome.supply[sold].sum()),
        "demanded": float(quantity[bought].sum()),
        "lost": _lost(case, network, outcome, here),
        "vented": _vented(network, outcome, quantity, here),
        "unserved": float(lacking[bought].sum()),
        "cost": float(cost),
        "welfare": float(value - cost + tariffs),
    }


def penalties(network: Network, outcome: Outcome) -> float:
    """Return what missing contract minima costs, at their shortfall prices."""
    return float(network.contracts.shortfall_price @ outcome.missed.sum(axis=1))


def _lost(case: Case, network: Network, outcome: Outcome, here: Bools) -> float:
    """Return what links that start at some places lose on the way, and what stores there do."""
    links, stored = network.links, here[network.stores.place]
    share = case.filled["links"]["loss"][links.rows]
    carried = (outcome.forward + outcome.backward).sum(axis=1)
    stores = (outcome.injection - outcome.withdrawal)[stored].sum()
    return _amount((share * carried)[here[links.tail]].sum() + stores)


def _vented(network: Network, outcome: Outcome, quantity: Floats, here: Bools) -> float:
    """Return what reaches some places and is taken there by nobody."""
    links = network.links
    start, end, gain = here[links.tail], here[links.head], links.gain[:, None]
    forward, backward = outcome.forward, outcome.backward
    left = outcome.supply[here[network.supply.place]].sum()
    left -= quantity[here[network.demand.place]].sum()
    left += (outcome.withdrawal - outcome.injection)[here[network.stores.place]].sum()
    left += (gain * forward)[end].sum() - forward[start].sum()
    left += (gain * backward)[start].sum() - backward[end].sum()
    return _amount(left)


def _amount(value: float) -> float:
    """Return a quantity that cannot be negative, without the solver's dust."""
    return float(value) if value > DUST else 0.0
