"""A case as a PyPSA network that has the same optimum.

Powers are rates per year, and a snapshot weighs as much as its period, so that a weighted sum of
powers is a quantity. What PyPSA has no component for is a bus that counts: a link has further ports
by which it draws on a limit, or is credited to a contract. The network is the one that the markets
lens solved last, its demand curves cut into the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.exchange.components import Components, capacity
from isthmus.lenses.markets.network import Limit, Network

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Member = tuple[str, int]  # "forward", "backward", "supply" or "demand", and its number
LIMIT, CONTRACT, STORE, VENT, UNSERVED = "limit", "contract", "store", "vent", "unserved"
SLACK = 1000.0  # how much larger than all supply together a bound is that stands for none


def components(case: Case, network: Network) -> Components:
    """Return the network as components of PyPSA."""
    maker = _Maker(case, network)
    maker.make()
    return maker.made


@dataclass
class _Maker:
    """Makes the components of a network.

    `ports` are the buses that a link, a supply or a demand touches beside its own, each with what a
    unit adds there.
    """

    case: Case
    network: Network
    ports: dict[Member, list[tuple[str, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        network = self.network
        self.weights = network.weights
        self.made = Components([period.id for period in self.case.periods], network.weights)
        self.buses = [f"{node} {commodity}" for node, commodity in network.places]
        self.roomy = self._roomy()
        goods = self.case.filled["commodities"]
        columns = (goods[column] for column in ("id", "unit", "price_unit"))
        self.units = {name: (f"{u}/year", price) for name, u, price in zip(*columns, strict=True)}

    def make(self) -> None:
        """Make all of it."""
        self._carriers()
        self._places()
        for limit in self.network.limits:
            self._limit(limit)
        for link, members in self.network.contracts.by_link.items():
            self._minima(link, members)
            self._yearly_maximum(link, members)
        self._share_capacities()
        self._links()
        self._supply()
        self._demand()
        self._stores()

    def _roomy(self) -> float:
        """Return a rate that stands for no bound: no flow that is of any use comes near it."""
        supply, stores = self.network.supply, self.network.stores
        offered = (supply.bound / self.weights).max(axis=1, initial=0.0).sum()
        stored = (stores.withdrawal / self.weights).max(axis=1, initial=0.0).sum()
        gain = max(1.0, float(self.network.links.gain.max(initial=1.0)))
        return float(10.0 ** np.ceil(np.log10(SLACK * gain * (1.0 + offered + stored))))

    def _carriers(self) -> None:
        for name in (*self.network.commodities, LIMIT, CONTRACT, STORE, VENT, UNSERVED):
            self.made.add("carriers", name)

    def _places(self) -> None:
        """Add a bus for every node and commodity, from which what is too much vanishes."""
        nodes = self.case.filled["nodes"]
        at = {node: index for index, node in enumerate(nodes["id"])}
        for bus, (node, commodity) in zip(self.buses, self.network.places, strict=True):
            lon, lat = (float(nodes[c][at[node]]) for c in ("lon", "lat"))
            self._bus(
                bus,
                commodity,
                x=None if np.isnan(lon) else lon,
                y=None if np.isnan(lat) else lat,
                country=nodes["actor"][at[node]],
            )
            self._sink(f"vent {bus}", bus, VENT)

    def _bus(self, name: str, carrier: str, **more: Any) -> str:
        """Add a bus; those of a commodity have its unit."""
        unit, price_unit = self.units.get(carrier, (None, None))
        self.made.add("buses", name, carrier=carrier, unit=unit, price_unit=price_unit, **more)
        return name

    def _generator(self, name: str, bus: str, carrier: str, rates: Floats, **more: Any) -> None:
        self.made.add("generators", name, bus=bus, carrier=carrier, **capacity(rates), **more)

    def _sink(self, name: str, bus: str, carrier: str, **more: Any) -> None:
        """Let any amount leave a bus."""
        self.made.add(
            "generators", name, bus=bus, carrier=carrier, p_nom=10 * self.roomy, sign=-1.0, **more
        )

    def _link(self, name: str, ends: tuple[str, str], member: Member | None, **more: Any) -> None:
        """Add a link with the further ports of its member."""
        ports: dict[str, Any] = {}
        for at, (bus, factor) in enumerate(self.ports.get(member, ()) if member else (), start=2):
            ports |= {f"bus{at}": bus, f"efficiency{at}": factor}
        self.made.add("links", name, bus0=ends[0], bus1=ends[1], **more, **ports)

    def _touch(self, kind: str, number: Any, bus: str, factor: float) -> None:
        self.ports.setdefault((kind, int(number)), []).append((bus, factor))

    def _rates(self, quantities: Floats) -> Floats:
        """Return the rates of quantities by period; no bound becomes a large one."""
        return np.where(np.isinf(quantities), self.roomy, quantities / self.weights)

    def _limit(self, limit: Limit) -> None:
        """Add a bus on which there is as much as the limit allows, and what draws on it."""
        bus = self._bus(f"limit {limit.id}", LIMIT)
        most = float(limit.bound[0]) if limit.yearly else None
        self._generator(
            f"allowed by {limit.id}", bus, LIMIT, self._rates(limit.bound), e_sum_max=most
        )
        for link, weight in zip(limit.links, limit.weights, strict=True):
            if weight:
                self._touch("forward", link, bus, -float(weight))
                self._touch("backward", link, bus, -float(weight))
        for kind, members in (("supply", limit.supply), ("demand", limit.demand)):
            for member in members:
                self._touch(kind, member, bus, -1.0)

    def _minima(self, link: int, members: Ints) -> None:
        """Credit a link's flow, and what is missed, to the minima of its contracts.

        What is due by period is taken first, and counts towards what is due over the year.
        """
        contracts, name = self.network.contracts, self.network.links.ids[link]
        due, due_year = contracts.due[members], contracts.due_year[members]
        for_period = f"minimum of {name}" if due.any() else ""
        for_year = f"minimum of {name} over the year" if due_year.any() else ""
        if not for_period and not for_year:
            return
        for bus in filter(None, (for_period, for_year)):
            self._bus(bus, CONTRACT)
        self._touch("forward", link, for_period or for_year, 1.0)
        for member, owed, owed_year in zip(members, due, due_year, strict=True):
            missed = f"missed by {contracts.ids[member]}"
            cost = float(contracts.shortfall_price[member])
            if owed.any():
                rates = self._rates(owed)
                self._generator(missed, for_period, CONTRACT, rates, marginal_cost=cost)
            if owed_year:
                rates, most = self._rates(np.full_like(owed, owed_year)), float(owed_year)
                self._generator(
                    missed, for_year, CONTRACT, rates, marginal_cost=cost, e_sum_max=most
                )
        least = due.sum(axis=0) / self.weights / (10 * self.roomy)
        if for_period and for_year:
            self._link(
                f"due on {name}", (for_period, for_year), None, carrier=CONTRACT,
                p_nom=10 * self.roomy, p_min_pu=least,
            )  # fmt: skip
        elif for_period:
            self._sink(f"due on {name}", for_period, CONTRACT, p_min_pu=least)
        if for_year:
            total = float(due.sum() + due_year.sum())
            self._sink(f"due on {name} over the year", for_year, CONTRACT, e_sum_min=total)

    def _share_capacities(self) -> None:
        """Let the two directions of a link draw on one capacity, where that makes a difference.

        It does where a flow in a circle is of use: to meet a minimum, or to gain on the way.
        """
        links = self.network.links
        owed = set(self.network.contracts.link[self.network.contracts.due.any(axis=1)])
        owed |= set(self.network.contracts.link[self.network.contracts.due_year > 0])
        for link in np.flatnonzero(links.two_way & np.isfinite(links.bound).all(axis=1)):
            if link in owed or links.gain[link] > 1:
                bus = self._bus(f"capacity of {links.ids[link]}", LIMIT)
                rates = self._rates(links.bound[link])
                self._generator(f"allowed by {links.ids[link]}", bus, LIMIT, rates)
                self._touch("forward", link, bus, -1.0)
                self._touch("backward", link, bus, -1.0)

    def _yearly_maximum(self, link: int, members: Ints) -> None:
        """Count a link's flow against the maxima of its exclusive contracts over the year."""
        most = self._maximum(members)
        if most < np.inf and not self.network.contracts.by_period[members].all():
            name = self.network.links.ids[link]
            bus = self._bus(f"maximum of {name}", CONTRACT)
            self._touch("forward", link, bus, 1.0)
            self._sink(f"contracted on {name}", bus, CONTRACT, e_sum_max=most)

    def _maximum(self, members: Ints) -> float:
        contracts = self.network.contracts
        exclusive = contracts.exclusive[members].any()
        return float(contracts.maximum[members].sum()) if exclusive else np.inf

    def _links(self) -> None:
        links = self.network.links
        forward = links.bound.copy()
        for link, members in self.network.contracts.by_link.items():
            if self.network.contracts.by_period[members].all():
                forward[link] = np.minimum(forward[link], self._maximum(members) * self.weights)
        for at, name in enumerate(links.ids):
            tail, head = self.buses[links.tail[at]], self.buses[links.head[at]]
            shared = {
                "carrier": self.network.places[links.tail[at]][1],
                "efficiency": float(links.gain[at]),
                "marginal_cost": float(links.cost[at] + links.tariff[at]),
            }
            if forward[at].any():
                rates = capacity(self._rates(forward[at]))
                self._link(name, (tail, head), ("forward", at), **rates, **shared)
            if links.two_way[at] and links.bound[at].any():
                rates = capacity(self._rates(links.bound[at]))
                self._link(f"{name} back", (head, tail), ("backward", at), **rates, **shared)

    def _own_bus(self, kind: str, at: int, name: str, place: str, *, inward: bool) -> str:
        """Return the bus of a supply or demand: the place, or one whose way there is counted."""
        if (kind, at) not in self.ports:
            return place
        block = self.network.supply if kind == "supply" else self.network.demand
        bus = self._bus(name, self.network.places[block.place[at]][1])
        ends = (bus, place) if inward else (place, bus)
        self._link(name, ends, (kind, at), carrier=LIMIT, p_nom=10 * self.roomy)
        return bus

    def _supply(self) -> None:
        supply = self.network.supply
        for at, row in enumerate(supply.ids):
            name, place = f"supply {row}", supply.place[at]
            binding = supply.bound[at].sum() > supply.yearly[at]
            self._generator(
                name,
                self._own_bus("supply", at, name, self.buses[place], inward=True),
                self.network.places[place][1],
                self._rates(supply.bound[at]),
                marginal_cost=supply.cost[at],
                e_sum_max=float(supply.yearly[at]) if binding else None,
            )

    def _demand(self) -> None:
        """Add fixed needs as loads that may be shed, and steps as generators that take."""
        demand = self.network.demand
        for at, row in enumerate(demand.ids):
            name, place = f"demand {row}", demand.place[at]
            bus = self._own_bus("demand", at, name, self.buses[place], inward=False)
            carrier = self.network.places[place][1]
            steps = [k for k in np.flatnonzero(demand.row == at) if demand.width[k].any()]
            for number, step in enumerate(steps, start=1):
                rates, value = self._rates(demand.width[step]), demand.value[step]
                if demand.fixed[at]:
                    self.made.add("loads", name, bus=bus, carrier=carrier, p_set=rates)
                    self._generator(f"unserved {row}", bus, UNSERVED, rates, marginal_cost=value)
                else:
                    step_name = f"{name} {number}" if len(steps) > 1 else name
                    self._generator(step_name, bus, carrier, rates, marginal_cost=-value, sign=-1.0)

    def _stores(self) -> None:
        """Add stores on buses of their own, since what goes in and out has losses and a cost."""
        stores = self.network.stores
        for at, row in enumerate(stores.ids):
            place = self.buses[stores.place[at]]
            inside = self._bus(f"store {row}", self.network.places[stores.place[at]][1])
            volume = float(stores.volume[at])
            self.made.add(
                "stores",
                f"store {row}",
                bus=inside,
                carrier=STORE,
                e_nom=volume,
                e_min_pu=float(stores.floor[at]) / volume if volume else 0.0,
                e_cyclic="True",
            )
            kept_in, kept_out = float(stores.kept_in[at]), float(stores.kept_out[at])
            cost = float(stores.cost[at])
            self._link(
                f"into {row}", (place, inside), None, carrier=STORE, efficiency=kept_in,
                marginal_cost=cost, **capacity(self._rates(stores.injection[at])),
            )  # fmt: skip
            self._link(
                f"out of {row}", (inside, place), None, carrier=STORE, efficiency=kept_out,
                **capacity(self._rates(stores.withdrawal[at]) / kept_out),
            )  # fmt: skip
