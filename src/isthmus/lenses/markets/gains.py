"""Who gains: what each actor earns at the optimum's prices, and how contracts are settled."""

from __future__ import annotations

from collections.abc import Sequence
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
    books = keep_books(case, network, outcome)
    return books.actors, books.valued(outcome.duals())


def keep_books(case: Case, network: Network, outcome: Outcome) -> Ledger:
    """Return what every actor holds at the optimum's quantities, whatever the prices."""
    ledger = Ledger(case, network)
    _demand(case, network, outcome, ledger)
    _supply(case, network, outcome, ledger)
    _links(case, network, outcome, ledger)
    _stores(case, network, outcome, ledger)
    _contracts(case, network, outcome, ledger)
    return ledger


class Ledger:
    """What actors hold: money, and quantities that the program's duals will value.

    Gains are linear in the duals, so a ledger gives both the gains at some duals and, as the
    directions in which to stretch the duals, how far each gain can reach.
    """

    def __init__(self, case: Case, network: Network) -> None:
        self.actors = [*case.filled["actors"]["id"], UNASSIGNED]
        self._at = {actor: index for index, actor in enumerate(self.actors)}
        self._periods = len(network.weights)
        self._first_floor = len(network.places) * self._periods
        self._first_floor_year = self._first_floor + len(network.links.ids) * self._periods
        self.money = np.zeros((len(self.actors), len(KINDS)))
        self._accounts: list[Ints] = []
        self._duals: list[Ints] = []
        self._quantities: list[Floats] = []

    def post(self, kind: str, owners: Sequence[Shares], money: Floats) -> None:
        """Add money (owners,), shared out among the owners of each row."""
        row, account, share = self._spread(kind, owners)
        np.add.at(self.money.reshape(-1), account, money[row] * share)

    def post_goods(
        self, kind: str, owners: Sequence[Shares], place: Ints, quantity: Floats
    ) -> None:
        """Add quantities (owners, periods) at the places' prices."""
        dual = place[:, None] * self._periods + np.arange(self._periods)
        self._post(kind, owners, dual, quantity)

    def post_floors(
        self, kind: str, owners: Sequence[Shares], link: Ints, quantity: Floats, yearly: Floats
    ) -> None:
        """Add quantities at the duals of the links' contract minima, by period and by year."""
        dual = self._first_floor + link[:, None] * self._periods + np.arange(self._periods)
        self._post(kind, owners, dual, quantity)
        self._post(kind, owners, (self._first_floor_year + link)[:, None], yearly[:, None])

    def _post(self, kind: str, owners: Sequence[Shares], dual: Ints, quantity: Floats) -> None:
        row, account, share = self._spread(kind, owners)
        self._accounts.append(np.repeat(account, dual.shape[1]))
        self._duals.append(dual[row].ravel())
        self._quantities.append((quantity[row] * share[:, None]).ravel())

    def _spread(self, kind: str, owners: Sequence[Shares]) -> tuple[Ints, Ints, Floats]:
        """Return row, account (actor and kind) and share of every owner of every row."""
        column = KINDS.index(kind)
        entries = [
            (row, self._at[actor] * len(KINDS) + column, share)
            for row, shares in enumerate(owners)
            for actor, share in shares or ((UNASSIGNED, 1.0),)
        ]
        row, account, share = zip(*entries, strict=True) if entries else ((), (), ())
        return np.array(row, dtype=int), np.array(account, dtype=int), np.array(share, dtype=float)

    def valued(self, duals: Floats) -> Floats:
        """Return what each actor gains by kind (actors, len(KINDS)) at some duals."""
        accounts, at, quantities = self._joined()
        worth = quantities * duals[at]
        sums = np.bincount(accounts, worth, self.money.size).reshape(self.money.shape)
        return self.money + sums

    def held(self, count: int) -> Floats:
        """Return what each actor holds of each of the `count` duals (actors, count)."""
        accounts, at, quantities = self._joined()
        place = (accounts // len(KINDS)) * count + at
        sums: Floats = np.bincount(place, quantities, len(self.actors) * count).astype(float)
        return sums.reshape(len(self.actors), count)

    def _joined(self) -> tuple[Ints, Ints, Floats]:
        return (
            np.concatenate(self._accounts),
            np.concatenate(self._duals),
            np.concatenate(self._quantities),
        )


def _owners(values: list[Shares], rows: Ints) -> list[Shares]:
    return [values[row] for row in rows]


def _demand(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    demand = network.demand
    size = len(demand.ids)
    worth = np.bincount(demand.row, (demand.value * outcome.demand).sum(axis=1), size)
    need = np.where(demand.fixed[:, None], demand.need * demand.cap, 0.0).sum(axis=1)
    taken = np.zeros((size, len(network.weights)))
    np.add.at(taken, demand.row, outcome.demand)
    owners = _owners(case.filled["demand"]["owner"], demand.rows)
    ledger.post("consumer_surplus", owners, worth - need)
    ledger.post_goods("consumer_surplus", owners, demand.place, -taken)


def _supply(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    supply = network.supply
    owners = _owners(case.filled["supply"]["owner"], supply.rows)
    ledger.post("producer_surplus", owners, -(supply.cost * outcome.supply).sum(axis=1))
    ledger.post_goods("producer_surplus", owners, supply.place, outcome.supply)


def _links(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    """Post tariffs to owners and rents to holders; what minima cost the holders get back."""
    links, table = network.links, case.filled["links"]
    carried = (outcome.forward + outcome.backward).sum(axis=1)
    ledger.post("tariff", _owners(table["owners"], links.rows), links.tariff * carried)
    holders = _owners(table["holders"], links.rows)
    gain = links.gain[:, None]
    at_head = gain * outcome.forward - outcome.backward
    at_tail = gain * outcome.backward - outcome.forward
    ledger.post("scarcity_rent", holders, -(links.cost + links.tariff) * carried)
    ledger.post_goods("scarcity_rent", holders, links.head, at_head)
    ledger.post_goods("scarcity_rent", holders, links.tail, at_tail)
    contracts = network.contracts
    by_link = [holders[link] for link in contracts.link]
    ledger.post_floors("scarcity_rent", by_link, contracts.link, *floors_kept(network, outcome))


def _stores(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    stores = network.stores
    owners = _owners(case.filled["stores"]["owner"], stores.rows)
    ledger.post("storage", owners, -stores.cost * outcome.injection.sum(axis=1))
    ledger.post_goods("storage", owners, stores.place, outcome.withdrawal - outcome.injection)


def _contracts(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    """Settle contracts; the cost of a binding minimum, and of missing it, falls on its buyer."""
    contracts, table, links = network.contracts, case.filled["contracts"], network.links
    buyers = [((table["buyer"][row], 1.0),) for row in contracts.rows]
    sellers = [((table["seller"][row], 1.0),) for row in contracts.rows]
    prices = table["price"][contracts.rows]
    volume = settle(network, outcome, prices).volume * links.gain[contracts.link][:, None]
    priced = np.where(np.isnan(prices)[:, None], 0.0, volume)
    paid = np.nan_to_num(prices) * priced.sum(axis=1)
    place = links.head[contracts.link]
    ledger.post("settlement", sellers, paid)
    ledger.post("settlement", buyers, -paid)
    ledger.post_goods("settlement", sellers, place, -priced)
    ledger.post_goods("settlement", buyers, place, priced)
    kept, kept_year = floors_kept(network, outcome)
    missed = contracts.shortfall_price * outcome.missed.sum(axis=1)
    ledger.post("scarcity_rent", buyers, -missed)
    ledger.post_floors("scarcity_rent", buyers, contracts.link, -kept, -kept_year)


def floors_kept(network: Network, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return what of each contract's minimum is kept: by period, and counted over the year.

    Where a contract fixes the flow and its dual is negative, it is the maximum that binds.
    """
    contracts = network.contracts
    is_open = network.links.bound[contracts.link] > 0
    kept = contracts.minimum[:, None] * network.weights - outcome.missed
    by_period = np.where(contracts.by_period[:, None] & is_open, kept, 0.0)
    over_year = np.where(contracts.by_period, by_period.sum(axis=1), kept.sum(axis=1))
    binds = outcome.floor_dual[contracts.link] >= 0
    binds_year = outcome.floor_dual_year[contracts.link] >= 0
    return np.where(binds, by_period, 0.0), np.where(binds_year, over_year, 0.0)
