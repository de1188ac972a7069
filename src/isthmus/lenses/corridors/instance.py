"""Cargo over a directed graph, as arrays: what assignment and the search for routes work on.

A state is a place reached by a mode. Cargo starts at any state of its origin and ends at any
state of its destination, at no cost. Arcs that carry nothing of the kind asked for are left out by
a mask: what is closed in a period, and what bans bar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Graph:
    """States and arcs.

    Attributes
    ----------
    place : array (states,)
        The place, a node of the case, of every state.
    tail, head : array (arcs,)
        States.
    cost : array (arcs,)
        Money per tonne, tariffs included.
    days : array (arcs,)
    km : array (arcs,)
    """

    place: Ints
    tail: Ints
    head: Ints
    cost: Floats
    days: Floats
    km: Floats


@dataclass(frozen=True)
class Capacities:
    """Shared bounds: the sum of weight x flow over the entries of a row is at most its bound.

    Attributes
    ----------
    bound : array (rows,)
        Million tonnes within the period, or the year, that the row is about.
    arc, period, row, weight : array (entries,)
        An arc used in a period counts in a row.
    """

    bound: Floats
    arc: Ints
    period: Ints
    row: Ints
    weight: Floats


NO_ENTRIES = np.zeros(0, np.int64)
NO_ROWS = Capacities(np.zeros(0), NO_ENTRIES, NO_ENTRIES, NO_ENTRIES, np.zeros(0))


@dataclass(frozen=True)
class Cargo:
    """What wants to travel: one entry for a shipment, segment and period.

    Attributes
    ----------
    origin, destination : array (cargo,)
        Places.
    quantity : array (cargo,)
        Million tonnes within the period.
    time_value : array (cargo,)
        What a tonne pays to be a day earlier, money.
    reservation : array (cargo,)
        The dearest route a tonne would take, time counted; money per tonne.
    period : array (cargo,)
    mask : array (cargo,)
        Row of `Instance.masks`.
    """

    origin: Ints
    destination: Ints
    quantity: Floats
    time_value: Floats
    reservation: Floats
    period: Ints
    mask: Ints


@dataclass(frozen=True)
class Instance:
    """All of it; `masks` (masks, arcs) tells which arcs cargo of a kind may use in a period."""

    graph: Graph
    capacities: Capacities
    cargo: Cargo
    masks: Bools


@dataclass(frozen=True)
class Assignment:
    """The cheapest way to carry the cargo.

    Attributes
    ----------
    cargo : array (routes,)
        The entry of `Cargo` that takes the route.
    quantity : array (routes,)
        Million tonnes.
    first : array (routes + 1,)
        Route r uses ``arcs[first[r]:first[r + 1]]``, in order.
    arcs : array
    unshipped : array (cargo,)
        What stays behind.
    price : array (cargo,)
        The cheapest route under scarcity prices, or the reservation where that is lower.
    scarcity : array (rows,)
        Price of one more unit of each row's bound; not negative.
    objective : float
        Generalised cost plus reservation x unshipped.
    bound : float
        A lower bound of the objective, from the scarcity prices.
    """

    cargo: Ints
    quantity: Floats
    first: Ints
    arcs: Ints
    unshipped: Floats
    price: Floats
    scarcity: Floats
    objective: float
    bound: float


def sums(index: Ints, amounts: Floats, count: int) -> Floats:
    """Return the sum of the amounts at every index (count,), taken in their order."""
    found: Floats = np.bincount(index, amounts, count).astype(float)
    return found


def mirrored(instance: Instance) -> Instance:
    """Return the instance with all arcs, and the ends of all cargo, turned round."""
    graph, cargo = instance.graph, instance.cargo
    return replace(
        instance,
        graph=replace(graph, tail=graph.head, head=graph.tail),
        cargo=replace(cargo, origin=cargo.destination, destination=cargo.origin),
    )


def some(cargo: Cargo, at: Ints, **other: Any) -> Cargo:
    """Return some entries of cargo, with other columns."""
    names = Cargo.__dataclass_fields__
    return Cargo(
        **{name: other[name] if name in other else getattr(cargo, name)[at] for name in names}
    )
