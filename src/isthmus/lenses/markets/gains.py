"""Who gains: what each actor earns at the optimum's prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.owners import Owners, earning
from isthmus.lenses.markets.contracts import kept, settle
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KINDS = (
    "consumer_surplus",
    "producer_surplus",
    "scarcity_rent",
    "tariff",
    "storage",
    "settlement",
)


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
    _demand(network, outcome, ledger)
    _supply(network, outcome, ledger)
    _links(network, outcome, ledger)
    _stores(network, outcome, ledger)
    _contracts(case, network, outcome, ledger)
    return ledger


class Ledger:
    """What actors hold: money, and quantities that the program's duals will value.

    Gains are linear in the duals, so a ledger gives both the gains at some duals and, as the
    directions in which to stretch the duals, how far each gain can reach.
    """

    def __init__(self, case: Case, network: Network) -> None:
        self.actors = earning(case)
        self._periods = len(network.weights)
        self._first_floor = len(network.places) * self._periods
        self._first_floor_year = self._first_floor + len(network.links.ids) * self._periods
        self.money = np.zeros((len(self.actors), len(KINDS)))
        self._accounts: list[Ints] = []
        self._duals: list[Ints] = []
        self._quantities: list[Floats] = []

    def post(self, kind: str, owners: Owners, money: Floats) -> None:
        """Add money (owners,), shared out among the owners of each row."""
        np.add.at(self.money[:, KINDS.index(kind)], owners.actor, owners.of(money))

    def post_goods(self, kind: str, owners: Owners, place: Ints, quantity: Floats) -> None:
        """Add quantities (owners, periods) at the places' prices."""
        dual = place[:, None] * self._periods + np.arange(self._periods)
        self._post(kind, owners, dual, quantity)

    def post_floors(
        self, kind: str, owners: Owners, link: Ints, quantity: Floats, yearly: Floats
    ) -> None:
        """Add quantities at the duals of the links' contract minima, by period and by year."""
        dual = self._first_floor + link[:, None] * self._periods + np.arange(self._periods)
        self._post(kind, owners, dual, quantity)
        self._post(kind, owners, (self._first_floor_year + link)[:, None], yearly[:, None])

    def _post(self, kind: str, owners: Owners, dual: Ints, quantity: Floats) -> None:
        account = owners.actor * len(KINDS) + KINDS.index(kind)
        self._accounts.append(np.repeat(account, dual.shape[1]))
        self._duals.append(dual[owners.row].ravel())
        self._quantities.append(owners.of(quantity).ravel())

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


def _demand(network: Network, outcome: Outcome, ledger: Ledger) -> None:
    demand = network.demand
    size = len(demand.ids)
    worth = np.bincount(demand.row, (demand.value * outcome.demand).sum(axis=1), size)
    need = np.where(demand.fixed[:, None], demand.need * demand.cap, 0.0).sum(axis=1)
    taken = np.zeros((size, len(network.weights)))
    np.add.at(taken, demand.row, outcome.demand)
    owners = network.owners.demand
    ledger.post("consumer_surplus", owners, worth - need)
    ledger.post_goods("consumer_surplus", owners, demand.place, -taken)


def _supply(network: Network, outcome: Outcome, ledger: Ledger) -> None:
    supply = network.supply
    owners = network.owners.supply
    ledger.post("producer_surplus", owners, -(supply.cost * outcome.supply).sum(axis=1))
    ledger.post_goods("producer_surplus", owners, supply.place, outcome.supply)


def _links(network: Network, outcome: Outcome, ledger: Ledger) -> None:
    """Post tariffs to owners and rents to holders; what minima cost the holders get back."""
    links, owners = network.links, network.owners
    carried = (outcome.forward + outcome.backward).sum(axis=1)
    ledger.post("tariff", owners.earning, links.tariff * carried)
    gain = links.gain[:, None]
    at_head = gain * outcome.forward - outcome.backward
    at_tail = gain * outcome.backward - outcome.forward
    ledger.post("scarcity_rent", owners.holding, -(links.cost + links.tariff) * carried)
    ledger.post_goods("scarcity_rent", owners.holding, links.head, at_head)
    ledger.post_goods("scarcity_rent", owners.holding, links.tail, at_tail)
    contracts = network.contracts
    by_link = owners.holding.take(contracts.link)
    ledger.post_floors("scarcity_rent", by_link, contracts.link, *_kept(network, outcome))


def _stores(network: Network, outcome: Outcome, ledger: Ledger) -> None:
    stores = network.stores
    owners = network.owners.stores
    ledger.post("storage", owners, -stores.cost * outcome.injection.sum(axis=1))
    ledger.post_goods("storage", owners, stores.place, outcome.withdrawal - outcome.injection)


def _contracts(case: Case, network: Network, outcome: Outcome, ledger: Ledger) -> None:
    """Settle contracts; missing a minimum costs its buyer.

    So does a binding minimum, but for a contract with a price: its buyer pays that price and no
    more, and what the delivery costs beyond falls on the seller.
    """
    contracts, links = network.contracts, network.links
    buyers, sellers = network.owners.buyer, network.owners.seller
    prices = case.filled["contracts"]["price"][contracts.rows]
    settled = settle(network, outcome.forward, outcome.missed, prices, outcome.price)
    volume = settled.volume * links.gain[contracts.link][:, None]
    priced = np.where(np.isnan(prices)[:, None], 0.0, volume)
    paid = np.nan_to_num(prices) * priced.sum(axis=1)
    place = links.head[contracts.link]
    ledger.post("settlement", sellers, paid)
    ledger.post("settlement", buyers, -paid)
    ledger.post_goods("settlement", sellers, place, -priced)
    ledger.post_goods("settlement", buyers, place, priced)
    due, due_year = _kept(network, outcome)
    missed = contracts.shortfall_price * outcome.missed.sum(axis=1)
    ledger.post("scarcity_rent", buyers, -missed)
    bearing = np.where(np.isnan(prices), buyers.actor, sellers.actor)
    bearers = replace(buyers, actor=bearing)
    ledger.post_floors("scarcity_rent", bearers, contracts.link, -due, -due_year)


def _kept(network: Network, outcome: Outcome) -> tuple[Floats, Floats]:
    return kept(network, outcome.missed, outcome.floor_dual, outcome.floor_dual_year)
