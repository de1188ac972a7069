"""Who gains by cargo: shippers, those who earn tariffs, those who hold what is scarce."""

from __future__ import annotations

import numpy as np

from isthmus.case.model import Case
from isthmus.case.owners import Owners, earning
from isthmus.lenses.corridors.instance import Assignment, Floats, Ints, sums
from isthmus.lenses.corridors.network import Network

KINDS = ("consumer_surplus", "scarcity_rent", "tariff")


def gains(case: Case, network: Network, found: Assignment) -> tuple[list[str], Floats]:
    """Return the actors and what each gains by kind (actors, len(KINDS)), in million per year.

    The last actor is ``unassigned``. The total is the welfare: what the cargo would at most have
    paid, less the objective, plus the tariffs.
    """
    actors = earning(case)
    amounts = np.zeros((len(actors), len(KINDS)))

    def post(kind: str, owners: Owners, money: Floats) -> None:
        np.add.at(amounts[:, KINDS.index(kind)], owners.actor, owners.of(money))

    cargo, owners = network.instance.cargo, network.owners
    surplus = (cargo.reservation - found.price) * cargo.quantity
    shipments = len(case.filled["shipments"])
    post("consumer_surplus", owners.cargo, sums(network.shipment, surplus, shipments))
    carried, rent = carried_and_rent(network, found)
    post("tariff", owners.earning, network.tariff * carried)
    post("scarcity_rent", owners.holding, rent)
    return actors, amounts


def carried_and_rent(network: Network, found: Assignment) -> tuple[Floats, Floats]:
    """Return what links, then transfers, carry over the year, and the rent that they earn.

    The rent of a shared limit falls on its members by what they use of it.
    """
    member, count = network.member, len(network.bound)
    flow = arc_flows(network, found)
    capacities = network.instance.capacities
    used = capacities.weight * flow[capacities.arc, capacities.period]
    earned = used * found.scarcity[capacities.row]
    rent = sums(member[capacities.arc], earned, count)
    return sums(member, flow.sum(axis=1), count), rent


def arc_flows(network: Network, found: Assignment) -> Floats:
    """Return what every arc carries in every period (arcs, periods), million tonnes."""
    arcs, periods = len(network.instance.graph.tail), len(network.weights)
    route = np.repeat(np.arange(len(found.cargo)), np.diff(found.first))
    period: Ints = network.instance.cargo.period[found.cargo][route]
    place = found.arcs * periods + period
    return sums(place, found.quantity[route], arcs * periods).reshape(arcs, periods)
