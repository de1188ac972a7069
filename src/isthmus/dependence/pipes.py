"""Markets: through whose hands what is used and sold goes, and what is left without each."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.case.model import Case
from isthmus.dependence.goods import Good, shares_of
from isthmus.dependence.parties import Parties
from isthmus.dependence.tracing import Flows, origins, touched
from isthmus.lenses.markets import optimal
from isthmus.lenses.markets.refine import Optimum

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ROLES = ("received", "sold")


@dataclass(frozen=True)
class _Held:
    """Whom rows of the network need, and on whose territory they lie (rows, parties).

    What is offered or bought by the world at large, an owner of kind `other`, is on nobody's: LNG
    for a Turkish terminal is not Turkish, oil sold at Ceyhan is not for Turkey.
    """

    links: Bools
    supply: Bools
    demand: Bools
    stores: Bools
    supply_in: Bools
    demand_in: Bools
    tail_in: Bools
    head_in: Bools


class Pipes:
    """The markets of a case: exposures, and dependence by solving again without an actor."""

    def __init__(self, case: Case, found: Optimum | None = None) -> None:
        self._case, self._parties = case, Parties(case)
        self._found = optimal(case) if found is None else found
        network = self._found.network
        self._goods = np.array([good for _, good in network.places], dtype=object)
        self._held = _held(case, self._found, self._parties)
        self._without: dict[int, dict[str, Floats]] = {}

    @functools.cached_property
    def names(self) -> list[str]:
        """The names of the goods."""
        return [f"{good}-{role}" for role in ROLES for good in self._found.network.commodities]

    @functools.cached_property
    def goods(self) -> list[Good]:
        """What parties receive and sell of each commodity, and who has a hand in it."""
        flows, found = self._flows(), []
        table = self._case.filled["commodities"]
        units = dict(zip(table["id"], table["unit"], strict=True))
        for role, run in zip(ROLES, (flows, flows.reversed()), strict=True):
            upstream, from_where = touched(run), origins(run)
            at, amount, owner = self._ends(role, self._found.solution.x)
            for good in self._found.network.commodities:
                mine = self._goods[at % len(self._goods)] == good
                places, parts = at[mine], (amount[mine], owner[mine].astype(float))
                quantity, exposure = shares_of(*parts, upstream[places])
                _, origin = shares_of(*parts, from_where[places])
                found.append(Good(f"{good}-{role}", units[good], quantity, exposure, origin))
        return found

    def dependence(self, on: int) -> dict[str, Floats]:
        """Return by good which share of its quantity each party loses without another."""
        if on not in self._without:
            now, then = self._totals(self._found.solution.x), self._totals(self._x_without(on))
            self._without[on] = {
                name: 1 - np.divide(then[name], now[name], out=np.ones_like(now[name]),
                                    where=now[name] > 0)
                for name in now
            }  # fmt: skip
        return self._without[on]

    def _totals(self, x: Floats) -> dict[str, Floats]:
        found = {}
        for role in ROLES:
            at, amount, owner = self._ends(role, x)
            for good in self._found.network.commodities:
                mine = self._goods[at % len(self._goods)] == good
                found[f"{good}-{role}"] = amount[mine] @ owner[mine].astype(float)
        return found

    def _x_without(self, on: int) -> Floats:
        """Solve again without what a party controls: what that does not touch stays as it is."""
        layout, held, program = self._found.layout, self._held, self._found.layout.program
        shut = np.zeros(len(program.cost) + 1, dtype=bool)  # the last is what is no column
        for columns, who in (
            (layout.forward, held.links), (layout.backward, held.links),
            (layout.supply, held.supply), (layout.demand, held.demand),
            (layout.injection, held.stores), (layout.withdrawal, held.stores),
        ):  # fmt: skip
            shut[columns[who[:, on]].ravel()] = True
        shut[-1] = False
        upper = np.where(shut[:-1], np.minimum(program.upper, 0.0), program.upper)
        if np.array_equal(upper, program.upper):
            return self._found.solution.x
        return lp.solve(replace(program, upper=upper), None, before=self._found.solution).x

    def _ends(self, role: str, x: Floats) -> tuple[Ints, Floats, Bools]:
        """Return where parties get, or put in, how much: place and period, amount, whose.

        What a plant burns is received, what it makes is sold.
        """
        network, layout, held = self._found.network, self._found.layout, self._held
        links, periods = network.links, len(network.weights)
        x = np.append(x, 0.0)
        plants = np.flatnonzero(self._goods[links.tail] != self._goods[links.head])
        made = x[layout.forward[plants]] - x[layout.backward[plants]]
        if role == "received":
            demand = network.demand
            own = x[layout.demand]
            blocks: list[tuple[Ints, Floats, Bools]] = [
                (demand.place[demand.row], own, held.demand_in),
                (links.tail[plants], made, held.tail_in[plants]),
            ]
        else:
            made = made * links.gain[plants][:, None]
            blocks = [
                (network.supply.place, x[layout.supply], held.supply_in),
                (links.head[plants], made, held.head_in[plants]),
            ]
        places = len(network.places)
        period = np.arange(periods) * places
        return (
            np.concatenate([(where[:, None] + period).ravel() for where, _, _ in blocks]),
            np.concatenate([amount.ravel() for _, amount, _ in blocks]),
            np.concatenate([np.repeat(who, periods, axis=0) for _, _, who in blocks]),
        )

    def _flows(self) -> Flows:
        """Return the optimum as a flow through places in periods, and through stores."""
        network, outcome, held = self._found.network, self._found.outcome, self._held
        links, stores, count = network.links, network.stores, len(network.places)
        periods = len(network.weights)
        ends = _Edges(len(self._parties.ids))
        for period in range(periods):
            shift = period * count
            net = outcome.net[:, period]
            ahead = net >= 0
            tail = np.where(ahead, links.tail, links.head) + shift
            head = np.where(ahead, links.head, links.tail) + shift
            ends.add(tail, head, np.abs(net), np.abs(net) * links.gain, held.links)
            inside = periods * count + np.arange(len(stores.ids))
            place = stores.place + shift
            put, drawn = outcome.injection[:, period], outcome.withdrawal[:, period]
            ends.add(place, inside, put, put * stores.kept_in, held.stores)
            ends.add(inside, place, drawn / stores.kept_out, drawn, held.stores)
        supply, demand = network.supply, network.demand
        shifts = np.arange(periods) * count
        return Flows(
            places=periods * count + len(stores.ids),
            **ends.joined(),
            source=(supply.place[:, None] + shifts).ravel(),
            put_in=outcome.supply.ravel(),
            source_held=np.repeat(held.supply, periods, axis=0),
            source_in=np.repeat(held.supply_in, periods, axis=0),
            sink=(demand.place[demand.row][:, None] + shifts).ravel(),
            taken_out=outcome.demand.ravel(),
            sink_held=np.repeat(held.demand, periods, axis=0),
            sink_in=np.repeat(held.demand_in, periods, axis=0),
        )


class _Edges:
    """Collects blocks of edges."""

    def __init__(self, parties: int) -> None:
        none = np.zeros(0, dtype=np.int64)
        self._blocks: list[tuple[Any, ...]] = [
            (none, none, np.zeros(0), np.zeros(0), np.zeros((0, parties), dtype=bool))
        ]

    def add(self, *block: Any) -> None:
        """Add tails, heads, what is sent, what is received, and who controls it."""
        self._blocks.append(block)

    def joined(self) -> dict[str, Any]:
        """Return the fields of `Flows`."""
        names = ("tail", "head", "sent", "received", "held")
        return {
            name: np.concatenate(parts)
            for name, parts in zip(names, zip(*self._blocks, strict=True), strict=True)
        }


def _held(case: Case, found: Optimum, parties: Parties) -> _Held:
    network, filled = found.network, case.filled
    agreements, requires = filled["agreements"], filled["links"]["requires"]
    veto = dict(zip(agreements["id"], agreements["veto"], strict=True))
    nodes = [case.actor_of[node] for node, _ in network.places]
    kind = dict(zip(filled["actors"]["id"], filled["actors"]["kind"], strict=True))

    def controlled(name: str, rows: Ints) -> list[tuple[str, ...]]:
        return [filled[name]["controllers"][row] for row in rows.tolist()]

    def territory(places: Ints) -> Bools:
        return parties.named([(nodes[place],) for place in places.tolist()])

    vetoes = [
        tuple(actor for name in requires[row] for actor in veto[name])
        for row in network.links.rows.tolist()
    ]

    def lies_in(name: str, rows: Ints, places: Ints) -> Bools:
        owners = [filled[name]["owner"][row] for row in rows.tolist()]
        states = [any(kind[who] != "other" for who, _ in shares) for shares in owners]
        found: Bools = territory(places) & np.array(states, dtype=bool)[:, None]
        return found

    links = controlled("links", network.links.rows)
    steps = network.demand.row
    return _Held(
        links=parties.named([(*a, *b) for a, b in zip(links, vetoes, strict=True)]),
        supply=parties.named(controlled("supply", network.supply.rows)),
        demand=parties.named(controlled("demand", network.demand.rows))[steps],
        stores=parties.named(controlled("stores", network.stores.rows)),
        supply_in=lies_in("supply", network.supply.rows, network.supply.place),
        demand_in=lies_in("demand", network.demand.rows, network.demand.place)[steps],
        tail_in=territory(network.links.tail),
        head_in=territory(network.links.head),
    )
