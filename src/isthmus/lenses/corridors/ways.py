"""The cheapest ways of cargo for every coalition, as though there were room for all.

The cheapest way that a coalition has for a cargo needs some players. Every coalition between those
and the coalition itself has the same one. So each cargo has its own small search, as in
:mod:`isthmus.lenses.leverage.search`: one box with all that its way needs, then one of those
players is taken out after the other. The searches of all cargo go on side by side, so that trees
are grown in few calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isthmus.lenses.corridors.holding import Held
from isthmus.lenses.corridors.instance import NO_ROWS, Floats, Instance, Ints, some
from isthmus.lenses.corridors.pool import Routes, joined
from isthmus.lenses.corridors.pricing import prepare, shortest


@dataclass(frozen=True)
class Ways:
    """Boxes of coalitions, each with the cheapest way that they have for a cargo.

    Coalitions that are in no box of a cargo have no way for it that it would take.

    Attributes
    ----------
    routes : Routes
        One for each box; its cargo is the entry of `Cargo`.
    inside, within : array of int (boxes,)
        A coalition lies in a box if it has all of `inside` and is part of `within`, by bit mask.
    distance : array (boxes,)
        Generalised cost of the way, money per tonne.
    """

    routes: Routes
    inside: Ints
    within: Ints
    distance: Floats

    def of(self, members: int) -> Ints:
        """Return the boxes that a coalition lies in, at most one for each cargo."""
        return np.flatnonzero((self.inside & ~members == 0) & (members & ~self.within == 0))


def cheapest_ways(what: Held) -> Ways:
    """Return the cheapest ways of all cargo for all coalitions."""
    first, same = _alike(what)
    few = some(what.instance.cargo, first)
    owners = what.cargo[first]
    masks, kind = np.unique(what.instance.masks, axis=0, return_inverse=True)
    kind = kind[few.mask]
    cargo, inside = np.arange(len(first)), owners
    within = np.full(len(first), (1 << what.players) - 1, np.int64)
    found: list[Ways] = []
    while len(cargo):
        kinds, mask = np.unique(np.column_stack((kind[cargo], within)), axis=0, return_inverse=True)
        allowed = masks[kinds[:, 0]] & (what.arcs & ~kinds[:, 1:] == 0)
        asked = some(few, cargo, mask=mask, period=np.zeros_like(cargo))
        instance = Instance(what.instance.graph, NO_ROWS, asked, allowed)
        distance, routes = shortest(prepare(instance), np.zeros(0))
        at = routes.cargo
        cargo, within, inside = cargo[at], within[at], inside[at]
        needed = np.zeros(len(at), np.int64)
        np.bitwise_or.at(needed, routes.owner, what.arcs[routes.arcs])
        here = Routes(cargo, routes.first, routes.arcs)
        found.append(Ways(here, inside | needed, within, distance[at]))
        cargo, inside, within = _without_each(what.players, cargo, needed, inside, within)
    return _of_each(_all(found), same, len(first))


def _alike(what: Held) -> tuple[Ints, Ints]:
    """Return one of each lot of cargo that always goes the same way, and the lot of each cargo."""
    cargo = what.instance.cargo
    _, kind = np.unique(what.instance.masks, axis=0, return_inverse=True)
    columns = (
        cargo.origin, cargo.destination, kind[cargo.mask], cargo.time_value, cargo.reservation,
        what.cargo,
    )  # fmt: skip
    _, first, same = np.unique(
        np.column_stack(columns), axis=0, return_index=True, return_inverse=True
    )
    return first, same


def _without_each(
    players: int, cargo: Ints, needed: Ints, inside: Ints, within: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return cargo, inside and within of what is to be looked at next: one of the needed is out."""
    parts = []
    for player in range(players):
        bit = 1 << player
        out = np.flatnonzero(needed & ~inside & bit)
        parts.append((cargo[out], inside[out], within[out] & ~bit))
        inside = inside | (needed & bit)
    cargo, inside, within = (np.concatenate(part) for part in zip(*parts, strict=True))
    return cargo, inside, within


def _all(parts: list[Ways]) -> Ways:
    names = ("inside", "within", "distance")
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    return Ways(joined([part.routes for part in parts]), *columns)


def _of_each(ways: Ways, lot: Ints, lots: int) -> Ways:
    """Return the ways of all cargo from those of lots of it."""
    boxes = np.argsort(ways.routes.cargo, kind="stable")
    count = np.bincount(ways.routes.cargo, minlength=lots)
    start = np.cumsum(count) - count
    many = count[lot]
    cargo = np.repeat(np.arange(len(lot)), many)
    nth = np.arange(len(cargo)) - np.repeat(np.cumsum(many) - many, many)
    at = boxes[start[lot[cargo]] + nth]
    routes = ways.routes.take(at)
    return Ways(
        Routes(cargo, routes.first, routes.arcs),
        ways.inside[at],
        ways.within[at],
        ways.distance[at],
    )
