"""Who gains by cargo: shippers, those who earn tariffs, those who hold what is scarce."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.instance import Assignment, Floats, Ints, sums
from isthmus.lenses.corridors.network import Network, Shares

UNASSIGNED = "unassigned"
KINDS = ("consumer_surplus", "scarcity_rent", "tariff")


def gains(case: Case, network: Network, found: Assignment) -> tuple[list[str], Floats]:
    """Return the actors and what each gains by kind (actors, len(KINDS)), in million per year.

    The last actor is ``unassigned``. The total is the welfare: what the cargo would at most have
    paid, less the objective, plus the tariffs.
    """
    actors = [*case.filled["actors"]["id"], UNASSIGNED]
    number = {actor: index for index, actor in enumerate(actors)}
    amounts = np.zeros((len(actors), len(KINDS)))

    def post(kind: str, owners: Sequence[Shares], money: Floats) -> None:
        column = KINDS.index(kind)
        for shares, amount in zip(owners, money.tolist(), strict=True):
            for actor, share in shares or ((UNASSIGNED, 1.0),):
                amounts[number[actor], column] += amount * share

    cargo = network.instance.cargo
    surplus = (cargo.reservation - found.price) * cargo.quantity
    owners = shipment_owners(case)
    post("consumer_surplus", owners, sums(network.shipment, surplus, len(owners)))
    table, rows = case.filled["links"], network.links.rows
    carried, rent = carried_and_rent(network, found)
    earners = [table["owners"][row] for row in rows] + network.transfers.owners
    holders = [table["holders"][row] for row in rows] + network.transfers.owners
    post("tariff", earners, network.tariff * carried)
    post("scarcity_rent", holders, rent)
    return actors, amounts


def shipment_owners(case: Case) -> list[Shares]:
    """Return who owns each shipment: those named, else the actors of both ends equally."""
    table, actor = case.filled["shipments"], case.actor_of
    found: list[Shares] = []
    for named, *ends in zip(table["owner"], table["origin"], table["destination"], strict=True):
        there = list(dict.fromkeys(a for a in (actor[end] for end in ends) if a is not None))
        found.append(named or tuple((name, 1 / len(there)) for name in there))
    return found


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
