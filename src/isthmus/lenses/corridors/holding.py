"""Cargo and arcs that need somebody's consent, and what a coalition has of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Assignment, Instance, Ints, some
from isthmus.lenses.corridors.network import Network, shipment_owners


@dataclass(frozen=True)
class Held:
    """An instance without tariffs, and whom its arcs and its cargo need.

    Attributes
    ----------
    instance : Instance
    players : int
        How many there are; player i is bit i of a mask.
    arcs : array of int (arcs,)
        The players that must consent to the use of an arc, by bit mask.
    cargo : array of int (cargo,)
        The players that must be in for cargo to go.
    """

    instance: Instance
    players: int
    arcs: Ints
    cargo: Ints


def held(
    case: Case,
    network: Network,
    players: int,
    mask: Callable[[Iterable[str]], int],
    *,
    shared: bool = False,
) -> Held:
    """Return what actors hold of the cargo of a case; `shared` arcs need nobody.

    Parameters
    ----------
    case : Case
    network : Network
        Of the case.
    players : int
    mask : callable
        From actors to the players they belong to, by bit mask.
    shared : bool
    """
    graph, link_tariff = network.instance.graph, network.tariff
    bare = replace(graph, cost=graph.cost - link_tariff[network.member])
    owners = [mask(actor for actor, _ in shares) for shares in shipment_owners(case)]
    needs = [] if shared else [mask(who) for who in consents(case, network)]
    return Held(
        instance=replace(network.instance, graph=bare),
        players=players,
        arcs=np.array(needs, np.int64)[network.member] if needs else 0 * network.member,
        cargo=np.array(owners, np.int64)[network.shipment],
    )


def consents(case: Case, network: Network) -> list[tuple[str, ...]]:
    """Return for every link, then every transfer, who must consent to its use.

    Those are its controllers, and who has a veto over the agreements that a link requires.
    """
    agreements, links = case.filled["agreements"], case.filled["links"]
    veto = dict(zip(agreements["id"], agreements["veto"], strict=True))
    found = [
        (*links["controllers"][row], *(a for name in links["requires"][row] for a in veto[name]))
        for row in network.links.rows.tolist()
    ]
    return found + network.transfers.controllers


def alone(what: Held, members: int) -> tuple[float, Assignment]:
    """Return what a coalition gains, and its own cargo assigned from scratch.

    Of the assignment, `cargo` counts all cargo, what is told of each cargo the coalition's alone.
    """
    own = np.flatnonzero(what.cargo & ~members == 0)
    instance = replace(
        what.instance,
        cargo=some(what.instance.cargo, own),
        masks=what.instance.masks & (what.arcs & ~members == 0),
    )
    found = assign(instance)
    most = float(instance.cargo.quantity @ instance.cargo.reservation)
    return most - found.objective, replace(found, cargo=own[found.cargo])
