"""Cargo: through whose hands what is sent and received goes, and what is left without each."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.dependence.goods import Good, shares_of
from isthmus.dependence.parties import Parties
from isthmus.lenses.corridors.holding import consents
from isthmus.lenses.corridors.instance import Assignment
from isthmus.lenses.corridors.network import shipment_owners
from isthmus.lenses.corridors.optimum import Optimum, optimal

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ROLES = ("cargo-received", "cargo-sent")


class Freight:
    """The cargo of a case: exposures, and dependence by sending it again without an actor."""

    def __init__(self, case: Case, found: Optimum | None = None) -> None:
        self._found, parties = optimal(case) if found is None else found, Parties(case)
        network = self._found.network
        cargo, actor = network.instance.cargo, case.actor_of
        nodes = [actor[place] for place in network.places]
        self._ends = {
            name: parties.named([(nodes[at],) for at in ends.tolist()])
            for name, ends in zip(ROLES, (cargo.destination, cargo.origin), strict=True)
        }
        owners = [tuple(who for who, _ in shares) for shares in shipment_owners(case)]
        owned = parties.named(owners)[network.shipment]
        self._needs = owned | self._ends[ROLES[0]] | self._ends[ROLES[1]]
        self._arcs = parties.named(consents(case, network))[network.member]
        self._without: dict[int, dict[str, Floats]] = {}

    names = ROLES

    @functools.cached_property
    def goods(self) -> list[Good]:
        """What parties send and receive, and who has a hand in it."""
        found = self._found.found
        entry = found.cargo
        passed = _any(self._arcs, found)
        goods = []
        for name, other in zip(ROLES, ROLES[::-1], strict=True):
            mine, far = self._ends[name][entry].astype(float), self._ends[other][entry]
            hands = (passed | far | self._needs[entry]).astype(float)
            quantity, exposure = shares_of(found.quantity, mine, hands)
            _, origin = shares_of(found.quantity, mine, far.astype(float))
            goods.append(Good(name, "Mt", quantity, exposure, origin))
        return goods

    def dependence(self, on: int) -> dict[str, Floats]:
        """Return by good which share of its quantity each party loses without another."""
        if on not in self._without:
            now, then = self._totals(self._found.found), self._totals(self._assigned_without(on))
            self._without[on] = {
                name: 1 - np.divide(then[name], now[name], out=np.ones_like(now[name]),
                                    where=now[name] > 0)
                for name in ROLES
            }  # fmt: skip
        return self._without[on]

    def _totals(self, found: Assignment) -> dict[str, Floats]:
        return {
            name: found.quantity @ ends[found.cargo].astype(float)
            for name, ends in self._ends.items()
        }

    def _assigned_without(self, on: int) -> Assignment:
        """Send the cargo again, without a party's own and over no link of its."""
        shut, gone = self._arcs[:, on], self._needs[:, on]
        if not (shut[self._found.found.arcs].any() or gone.any()):
            return self._found.found
        instance = self._found.network.instance
        cargo = replace(instance.cargo, quantity=np.where(gone, 0.0, instance.cargo.quantity))
        less = replace(instance, cargo=cargo, masks=instance.masks & ~shut)
        return self._found.again.assign(less)


def _any(arcs: Bools, found: Assignment) -> Bools:
    """Tell for every route which parties some of its arcs need (routes, parties)."""
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    passed = np.zeros((len(found.cargo), arcs.shape[1]), dtype=bool)
    np.logical_or.at(passed, route, arcs[found.arcs])
    return passed
