"""Who gains: what each actor earns at the optimum's prices, and how contracts are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shares = tuple[tuple[str, float], ...]

UNASSIGNED = "unassigned"
KINDS = (
    "consumer_surplus",
    "producer_surplus",
    "scarcity_rent",
    "tariff",
    "storage",
    "settlement",
)


@dataclass(frozen=True)
class Settlement:
    """Contracted volumes and payments (contracts, periods)."""

    volume: Floats
    payment: Floats


def scarcity_prices(network: Network, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return the scarcity rent per unit in each direction of every link (links, periods).

    ``yield * (1 - loss) * price_to - price_from - cost - tariff``, and 0 where nothing flows.
    """
    links = network.links
    price = np.nan_to_num(outcome.price)
    at_tail, at_head = price[links.tail], price[links.head]
    paid = (links.cost + links.tariff)[:, None]
    gain = links.gain[:, None]
    forward = gain * at_head - at_tail - paid
    backward = gain * at_tail - at_head - paid
    return np.where(outcome.forward > 0, forward, 0.0), np.where(
        outcome.backward > 0, backward, 0.0
    )


def settle(network: Network, outcome: Outcome, prices: Floats) -> Settlement:
    """Return what flows under each contract, and what buyers pay sellers for it.

    Each contract of a link takes its minimum first (less what is missed), then the rest of the
    flow, at most its maximum, in proportion to what each has left. Where all contracts of a link
    hold by period this is done in each period, otherwise over the year, and the periods share in
    proportion to the link's flow.

    `prices` (contracts,) are the contracts' own; NaN is the price of the node.
    """
    contracts, links = network.contracts, network.links
    flow = np.maximum(outcome.net, 0.0)[contracts.link]
    volume = np.zeros_like(flow)
    for link in np.unique(contracts.link):
        members = np.flatnonzero(contracts.link == link)
        volume[members] = _shared_out(network, outcome, members, flow[members[0]])
    node_price = np.nan_to_num(outcome.price[links.head[contracts.link]])
    paid = np.where(np.isnan(prices), 0.0, prices)[:, None] - node_price
    paid = np.where(np.isnan(prices)[:, None], 0.0, paid)
    return Settlement(volume, paid * links.gain[contracts.link][:, None] * volume)


def _shared_out(network: Network, outcome: Outcome, members: Ints, flow: Floats) -> Floats:
    contracts, weights = network.contracts, network.weights
    minimum, maximum = contracts.minimum[members], contracts.maximum[members]
    if contracts.by_period[members].all():
        spans = [(np.array([period]), weight) for period, weight in enumerate(weights)]
    else:
        spans = [(np.arange(len(weights)), 1.0)]
    volume = np.zeros((len(members), len(weights)))
    for periods, weight in spans:
        total = flow[periods].sum()
        if total <= 0:
            continue
        first = np.maximum(minimum * weight - outcome.missed[members][:, periods].sum(axis=1), 0.0)
        taken = _fill_up(first, maximum * weight, total)
        volume[:, periods] = np.outer(taken, flow[periods] / total)
    return volume


def _fill_up(minimum: Floats, maximum: Floats, total: float) -> Floats:
    """Return the minima (scaled down if they exceed the total), and the rest shared by room."""
    owed = float(minimum.sum())
    taken: Floats = minimum * min(1.0, total / owed) if owed > 0 else minimum.copy()
    rest = total - float(taken.sum())
    room = maximum - taken
    if np.isinf(room).any():
        taken += rest * np.isinf(room) / np.isinf(room).sum()
    elif room.sum() > 0:
        taken += room * min(1.0, rest / float(room.sum()))
    return taken


def gains(case: Case, network: Network, outcome: Outcome) -> tuple[list[str], Floats]:
    """Return the actors and what each gains by kind (actors, len(KINDS)), in million per year.

    The last actor is ``unassigned``. Sums are taken in the order of ids. The total of the table
    is the welfare: the objective plus the tariffs.
    """
    ledger = _Ledger(case)
    _demand(case, network, outcome, ledger)
    _supply(case, network, outcome, ledger)
    _links(case, network, outcome, ledger)
    _stores(case, network, outcome, ledger)
    _contracts(case, network, outcome, ledger)
    return ledger.actors, ledger.amounts


class _Ledger:
    """Who has earned what so far."""

    def __init__(self, case: Case) -> None:
        self.actors = [*case.filled["actors"]["id"], UNASSIGNED]
        self.amounts = np.zeros((len(self.actors), len(KINDS)))
        self._at = {actor: index for index, actor in enumerate(self.actors)}

    def post(self, kind: str, owners: Iterable[Shares], amounts: Floats) -> None:
        """Add amounts, each shared out among its owners."""
        column = KINDS.index(kind)
        for shares, amount in zip(owners, amounts, strict=True):
            if amount:
                for actor, share in shares or ((UNASSIGNED, 1.0),):
                    self.amounts[self._at[actor], column] += share * amount


def _owners(values: list[Shares], rows: Ints) -> list[Shares]:
    return [values[row] for row in rows]


def _demand(case: Case, network: Network, outcome: Outcome, ledger: _Ledger) -> None:
    demand = network.demand
    price = np.nan_to_num(outcome.price)[demand.place]
    surplus = ((demand.value - price[demand.row]) * outcome.demand).sum(axis=1)
    total = np.bincount(demand.row, weights=surplus, minlength=len(demand.ids))
    need = np.where(demand.fixed[:, None], demand.need * demand.cap, 0.0).sum(axis=1)
    owners = _owners(case.filled["demand"]["owner"], demand.rows)
    ledger.post("consumer_surplus", owners, total - need)


def _supply(case: Case, network: Network, outcome: Outcome, ledger: _Ledger) -> None:
    supply = network.supply
    price = np.nan_to_num(outcome.price)[supply.place]
    surplus = ((price - supply.cost) * outcome.supply).sum(axis=1)
    ledger.post("producer_surplus", _owners(case.filled["supply"]["owner"], supply.rows), surplus)


def _links(case: Case, network: Network, outcome: Outcome, ledger: _Ledger) -> None:
    links, table = network.links, case.filled["links"]
    carried = outcome.forward + outcome.backward
    forward, backward = scarcity_prices(network, outcome)
    rent = (forward * outcome.forward + backward * outcome.backward).sum(axis=1)
    floors = floor_costs(network, outcome)
    borne_by_buyers = np.bincount(network.contracts.link, floors, minlength=len(links.ids))
    tariffs = (links.tariff[:, None] * carried).sum(axis=1)
    ledger.post("tariff", _owners(table["owners"], links.rows), tariffs)
    ledger.post("scarcity_rent", _owners(table["holders"], links.rows), rent + borne_by_buyers)


def _stores(case: Case, network: Network, outcome: Outcome, ledger: _Ledger) -> None:
    stores = network.stores
    price = np.nan_to_num(outcome.price)[stores.place]
    earned = price * (outcome.withdrawal - outcome.injection)
    earned -= stores.cost[:, None] * outcome.injection
    owners = _owners(case.filled["stores"]["owner"], stores.rows)
    ledger.post("storage", owners, earned.sum(axis=1))


def _contracts(case: Case, network: Network, outcome: Outcome, ledger: _Ledger) -> None:
    """Settle contracts; the cost of a binding minimum, and of missing it, falls on its buyer."""
    contracts, table = network.contracts, case.filled["contracts"]
    settlement = settle(network, outcome, table["price"][contracts.rows])
    paid = settlement.payment.sum(axis=1)
    buyers = [((table["buyer"][row], 1.0),) for row in contracts.rows]
    sellers = [((table["seller"][row], 1.0),) for row in contracts.rows]
    ledger.post("settlement", sellers, paid)
    ledger.post("settlement", buyers, -paid)
    missed = contracts.shortfall_price * outcome.missed.sum(axis=1)
    ledger.post("scarcity_rent", buyers, -floor_costs(network, outcome) - missed)


def floor_costs(network: Network, outcome: Outcome) -> Floats:
    """Return what binding minima cost (contracts,): their duals times what is not missed.

    The scarcity rent of a link is lower by just that, so the holders get it back.
    """
    contracts = network.contracts
    is_open = network.links.bound[contracts.link] > 0
    owed = contracts.minimum[:, None] * network.weights - outcome.missed
    by_period = contracts.by_period[:, None] & is_open
    cost: Floats = np.where(by_period, outcome.floor_dual[contracts.link] * owed, 0.0).sum(axis=1)
    owed_year = np.where(contracts.by_period, (owed * is_open).sum(axis=1), owed.sum(axis=1))
    cost += outcome.floor_dual_year[contracts.link] * owed_year
    return cost
