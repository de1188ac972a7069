"""What coalitions gain by their cargo, one after the other.

Most cargo never meets what is scarce: it goes its cheapest way. What a coalition's cargo would take
of the capacities on its cheapest ways tells which rows are overfull. A row and all cargo whose way
uses it are a crowd; crowds that share cargo are one. Each crowd is assigned anew, as though there
were no other rows. If all together then overfill a row, those who use it join a crowd. In the end
everything fits, and each crowd is at its best with fewer rows than there are: no coalition can do
better.

A crowd's optimum needs some players, as a way does, and holds for all coalitions between those and
the one it was found for, if the same crowd forms in them. So most crowds are solved once for many
coalitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.sparse import diags_array

from isthmus.lenses.corridors.crowds import Known, known_of, settle, some
from isthmus.lenses.corridors.holding import Held, of_coalition
from isthmus.lenses.corridors.instance import Bools, Floats, Ints
from isthmus.lenses.corridors.pool import NONE, Pool, Routes
from isthmus.lenses.corridors.pricing import frame_of
from isthmus.lenses.corridors.ways import cheapest_ways

OVERFULL = 1e-9  # relative


class Gain(NamedTuple):
    """What a coalition gains, million, and how much of its cargo needs each player (players,)."""

    value: float
    carried: Floats


class _Crowd(NamedTuple):
    """Cargo that shares rows, assigned for a coalition: the gain, and what it takes of all rows.

    The assignment needs those `inside`; `within` is the coalition.
    """

    inside: int
    within: int
    gain: Gain
    load: Floats


class Values:
    """The values of coalitions; what is found for one serves those after it.

    Parameters
    ----------
    what : Held

    Attributes
    ----------
    solves : int
        Crowds assigned so far.
    """

    def __init__(self, what: Held) -> None:
        self._what, self._ways = what, cheapest_ways(what)
        routes, cargo = self._ways.routes, what.instance.cargo
        quantity = cargo.quantity[routes.cargo]
        self._frame = frame_of(what.instance)
        ways = known_of(what.instance, routes, self._frame)
        self._load = diags_array(quantity) @ ways.taken
        self._worth = quantity * (cargo.reservation[routes.cargo] - self._ways.distance)
        self._pool, self._needs = Pool(), np.zeros(0, np.int64)
        self._all = known_of(what.instance, NONE, self._frame)
        self._learn(ways)
        self._crowds: dict[tuple[bytes, bytes], list[_Crowd]] = {}
        self.solves = 0

    def __call__(self, members: int) -> Gain:
        """Return what a coalition gains."""
        boxes = self._ways.of(members)
        use = self._load[boxes].toarray()
        load, ties = use.sum(axis=0), np.zeros(use.shape, dtype=bool)
        crowds: list[tuple[Ints, _Crowd]] = []
        while True:
            more = ties | self._tied(use, load, ties, crowds)
            if (more == ties).all():
                break
            ties = more
            lots = list(_lots(ties))
            crowds = [(at, self._crowd(members, boxes[at], rows)) for at, rows in lots]
            free = ~ties.any(axis=1)
            load = use[free].sum(axis=0) + sum(crowd.load for _, crowd in crowds)
        gains = [self._free(boxes[~ties.any(axis=1)]), *(crowd.gain for _, crowd in crowds)]
        return Gain(sum(g.value for g in gains), np.sum([g.carried for g in gains], axis=0))

    def _tied(
        self, use: Floats, load: Floats, ties: Bools, crowds: list[tuple[Ints, _Crowd]]
    ) -> Bools:
        """Return which boxes must share which rows, for those are overfull."""
        bound = self._what.instance.capacities.bound
        over = load > bound + OVERFULL * (1 + bound)
        found = (use > 0) & over
        for at, crowd in crowds:
            found[at[0]] |= over & (crowd.load > 0)
        return found

    def _free(self, boxes: Ints) -> Gain:
        """Return the gain of cargo that goes its cheapest way."""
        quantity = self._what.instance.cargo.quantity[self._ways.routes.cargo[boxes]]
        value = float(self._worth[boxes].sum())
        return Gain(value, self._carried(self._ways.inside[boxes], quantity))

    def _crowd(self, members: int, boxes: Ints, rows: Ints) -> _Crowd:
        """Return the optimum of the cargo of some boxes that shares some rows."""
        key = self._ways.routes.cargo[boxes].tobytes(), rows.tobytes()
        known = self._crowds.setdefault(key, [])
        for crowd in known:
            if not (crowd.inside & ~members or members & ~crowd.within):
                return crowd
        known.append(self._settled(members, boxes, rows))
        return known[-1]

    def _settled(self, members: int, boxes: Ints, rows: Ints) -> _Crowd:
        self.solves += 1
        whole, cargo = of_coalition(self._what, members), self._ways.routes.cargo[boxes]
        before = self._known(members, cargo)
        part = replace(whole, cargo=some(whole.cargo, cargo))
        found = settle(part, rows, before, self._ways.distance[boxes], self._frame)
        routes = found.known.routes
        known = found.known._replace(routes=Routes(cargo[routes.cargo], routes.first, routes.arcs))
        if len(routes) > len(before.routes):
            self._learn(known.take(np.arange(len(before.routes), len(routes))))
        taken = np.flatnonzero(found.quantity > 0)
        used, quantity = known.take(taken), found.quantity[taken]
        needs = self._needed(used.routes)
        return _Crowd(
            inside=int(np.bitwise_or.reduce(needs, initial=0)),
            within=members,
            gain=Gain(found.value, self._carried(needs, quantity)),
            load=quantity @ used.taken,
        )

    def _learn(self, known: Known) -> None:
        """Keep the routes that are new."""
        new = self._pool.add(known.routes)
        self._needs = np.concatenate((self._needs, self._needed(new)))
        self._all = self._all.plus(known_of(self._what.instance, new, self._frame))

    def _known(self, members: int, cargo: Ints) -> Known:
        """Return the routes known that a coalition has for some cargo, which is numbered anew."""
        number = np.full(len(self._what.cargo), -1)
        number[cargo] = np.arange(len(cargo))
        of_cargo = number[self._all.routes.cargo]
        few = self._all.take(np.flatnonzero((of_cargo >= 0) & (self._needs & ~members == 0)))
        routes = few.routes
        return few._replace(routes=Routes(number[routes.cargo], routes.first, routes.arcs))

    def _needed(self, routes: Routes) -> Ints:
        """Return whom routes and their cargo need."""
        needs: Ints = self._what.cargo[routes.cargo]
        np.bitwise_or.at(needs, routes.owner, self._what.arcs[routes.arcs])
        return needs

    def _carried(self, needed: Ints, quantity: Floats) -> Floats:
        """Return how much of the cargo needs each player."""
        each = needed[:, None] >> np.arange(self._what.players) & 1
        carried: Floats = quantity @ each
        return carried


def _lots(ties: Bools) -> Iterator[tuple[Ints, Ints]]:
    """Yield the boxes and the rows of each crowd: those that ties connect."""
    left: Bools = np.asarray(ties.any(axis=0))
    while left.any():
        rows = np.arange(len(left)) == left.argmax()
        while True:
            boxes = ties[:, rows].any(axis=1)
            more = ties[boxes].any(axis=0)
            if (more == rows).all():
                break
            rows = more
        left &= ~rows
        yield np.flatnonzero(boxes), np.flatnonzero(rows)
