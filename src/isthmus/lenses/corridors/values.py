"""What coalitions gain by their cargo, all of them: those that most players are in first.

Most cargo never meets what is scarce: it goes its cheapest way. What a coalition's cargo would take
of the capacities on its cheapest ways tells which rows are overfull. A row and all cargo whose way
uses it are a crowd; crowds that share cargo are one. Each crowd is assigned anew, as though there
were no other rows. If all together then overfill a row, those who use it join a crowd. In the end
everything fits, and each crowd is at its best with fewer rows than there are: no coalition can do
better.

Crowds form over the routes that are known. Only those that are left are proved, all of coalitions
of a size at once; where one finds a route that it missed, its coalition starts again.

A crowd's optimum needs some players, as a way does, and holds for all coalitions between those and
the one it was found for, if the same crowd forms in them. So most crowds are solved once for many
coalitions. What a coalition gains holds for those in between as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from isthmus.lenses.corridors.crowds import (
    Doubt,
    Known,
    Prices,
    Shared,
    best_of,
    check,
    doubt,
    known_of,
)
from isthmus.lenses.corridors.detours import Asked, Detours
from isthmus.lenses.corridors.holding import Held
from isthmus.lenses.corridors.instance import Bools, Floats, Ints, some
from isthmus.lenses.corridors.pool import NONE, Pool, Routes, allowed, joined
from isthmus.lenses.corridors.pricing import frame_of
from isthmus.lenses.corridors.ways import cheapest_ways

OVERFULL = 1e-9  # relative

Key = tuple[bytes, bytes]  # the cargo and the rows of a crowd
Name = tuple[Key, int]  # with the coalition


class Gain(NamedTuple):
    """What a coalition gains, million, and how much of its cargo needs each player (players,)."""

    value: float
    carried: Floats


class _Crowd(NamedTuple):
    """Cargo that shares rows, assigned for a coalition: the gain, and what it takes of all rows.

    The assignment needs those `inside`; `within` is the coalition. Until it is `proved`, there may
    be a better one, by routes that are not known.
    """

    key: Key
    inside: int
    within: int
    boxes: Ints
    shared: Shared
    found: Prices
    gain: Gain
    load: Floats
    proved: bool = False

    @property
    def name(self) -> Name:
        """Return what tells it from others."""
        return self.key, self.within


class _Answer(NamedTuple):
    """What a coalition gains, whom that needs, and the crowds it rests on."""

    gain: Gain
    inside: int
    crowds: list[_Crowd]


class Values:
    """The values of coalitions; what is found for one serves those after it.

    Parameters
    ----------
    what : Held
    routes : Routes
        To start from; what is gained does not depend on them.

    Attributes
    ----------
    solves : int
        Programs of crowds solved so far.
    """

    def __init__(self, what: Held, routes: Routes = NONE) -> None:
        self._what, self._ways = what, cheapest_ways(what)
        cargo, own = what.instance.cargo, self._ways.routes.cargo
        self._frame = frame_of(what.instance)
        able = np.isin(np.arange(len(what.arcs)), what.instance.capacities.arc)
        self._detours = Detours(what.instance, able, what.arcs, what.players)
        self._use = known_of(what.instance, self._ways.routes, self._frame).use
        self._quantity = cargo.quantity[own]
        self._worth = self._quantity * (cargo.reservation[own] - self._ways.distance)
        self._pool, self._needs = Pool(), np.zeros(0, np.int64)
        self._all = known_of(what.instance, NONE, self._frame)
        known = routes.take(np.flatnonzero(allowed(what.instance, routes)))
        self._learn(joined([self._ways.routes, known]))
        self._crowds: dict[Key, dict[int, _Crowd]] = {}
        self._answers: dict[int, _Answer] = {}
        self.solves = 0

    @property
    def routes(self) -> Routes:
        """Routes found so far."""
        return self._pool.routes

    def __call__(self, members: int) -> Gain:
        """Return what a coalition gains."""
        for size in range(self._what.players, members.bit_count() - 1, -1):
            if members not in self._answers:
                self._answer(size)
        return self._answers[members].gain

    def _answer(self, size: int) -> None:
        """Find what coalitions of a size gain, given what larger ones do."""
        left = []
        for members in range(1 << self._what.players):
            if members.bit_count() == size and members not in self._answers:
                larger = self._larger(members)
                if larger is None:
                    left.append(members)
                else:
                    self._answers[members] = larger
        while left:
            answers = {members: self._assigned(members) for members in left}
            self._answers |= answers
            crowds = [crowd for answer in answers.values() for crowd in answer.crowds]
            missed = self._prove({crowd.name: crowd for crowd in crowds if not crowd.proved})
            left = [m for m, answer in answers.items() if missed & {c.name for c in answer.crowds}]

    def _larger(self, members: int) -> _Answer | None:
        """Return the answer of a coalition with one player more, if it does not need that one."""
        for player in range(self._what.players):
            if not members >> player & 1:
                larger = self._answers[members | 1 << player]
                if not larger.inside >> player & 1:
                    return larger
        return None

    def _assigned(self, members: int) -> _Answer:
        """Return the best that a coalition can do with the routes that are known."""
        boxes = self._ways.of(members)
        use = self._use.take(boxes).loads(self._quantity[boxes])
        load = use.sum(axis=0)
        ties = self._hint(members, use, load)
        crowds: list[tuple[Ints, _Crowd]] = []
        while True:
            more = ties | self._tied(use, load, ties, crowds)
            if (more == ties).all() and (crowds or not ties.any()):
                break
            ties = more
            lots = list(_lots(ties))
            crowds = [(at, self._crowd(members, boxes[at], rows)) for at, rows in lots]
            free = ~ties.any(axis=1)
            load = use[free].sum(axis=0) + sum(crowd.load for _, crowd in crowds)
        free_boxes, found = boxes[~ties.any(axis=1)], [crowd for _, crowd in crowds]
        gains = [self._free(free_boxes), *(crowd.gain for crowd in found)]
        gain = Gain(sum(g.value for g in gains), np.sum([g.carried for g in gains], axis=0))
        inside = int(np.bitwise_or.reduce(self._ways.inside[free_boxes], initial=0))
        for crowd in found:
            inside |= crowd.inside
        return _Answer(gain, inside, found)

    def _hint(self, members: int, use: Floats, load: Floats) -> Bools:
        """Return the ties of the crowds that formed with one player more, if they form again."""
        ties = np.zeros(use.shape, dtype=bool)
        if members + 1 == 1 << self._what.players:
            return ties
        out = next(i for i in range(self._what.players) if not members >> i & 1)
        bound, uses = self._what.instance.capacities.bound, use > 0
        for crowd in self._answers[members | 1 << out].crowds:
            rows = crowd.shared.rows
            over = rows[load[rows] > bound[rows]]
            if len(over):
                ties[:, rows] |= uses[:, rows]
                ties[uses[:, over].any(axis=1).argmax(), rows] = True
        return ties

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
        quantity = self._quantity[boxes]
        value = float(self._worth[boxes].sum())
        return Gain(value, self._carried(self._ways.inside[boxes], quantity))

    def _crowd(self, members: int, boxes: Ints, rows: Ints) -> _Crowd:
        """Return the optimum of the cargo of some boxes that shares some rows."""
        key = self._ways.routes.cargo[boxes].tobytes(), rows.tobytes()
        for crowd in self._crowds.setdefault(key, {}).values():
            if not (crowd.inside & ~members or members & ~crowd.within):
                return crowd
        return self._settled(key, members, boxes, rows)

    def _settled(self, key: Key, members: int, boxes: Ints, rows: Ints) -> _Crowd:
        """Return the best that a crowd can do with the routes that are known."""
        self.solves += 1
        instance, cargo = self._what.instance, self._ways.routes.cargo[boxes]
        which, known = self._known(members, cargo)
        shared = Shared(some(instance.cargo, cargo), rows, instance.capacities.bound[rows])
        found = best_of(shared, known)
        taken = np.flatnonzero(found.quantity > 0)
        quantity, needs = found.quantity[taken], self._needs[which[taken]]
        self._crowds[key][members] = _Crowd(
            key=key,
            inside=int(np.bitwise_or.reduce(needs, initial=0)),
            within=members,
            boxes=boxes,
            shared=shared,
            found=found,
            gain=Gain(found.value, self._carried(needs, quantity)),
            load=known.use.load(found.quantity),
        )
        return self._crowds[key][members]

    def _prove(self, doubtful: dict[Name, _Crowd]) -> set[Name]:
        """Look for routes that crowds miss; settle those anew that miss any, and return them."""
        crowds = list(doubtful.values())
        if not crowds:
            return set()
        cargo, distance = self._ways.routes.cargo, self._ways.distance
        asker, new = self._cheaper(
            [doubt(c.within, cargo[c.boxes], c.found, distance[c.boxes]) for c in crowds]
        )
        self._learn(new)
        missing = np.unique(asker).tolist()
        for crowd in crowds:
            self._crowds[crowd.key][crowd.within] = crowd._replace(proved=True)
        for crowd in (crowds[at] for at in missing):
            self._settled(crowd.key, crowd.within, crowd.boxes, crowd.shared.rows)
        missed = {crowds[at].name for at in missing}
        for name, crowd in doubtful.items():
            if name not in missed:
                check(crowd.shared, crowd.found)
        return missed

    def _cheaper(self, doubts: list[Doubt]) -> tuple[Ints, Routes]:
        """Return the routes that cost less than the limits, and by which doubt each was found."""
        each = np.repeat(np.arange(len(doubts)), [len(one.cargo) for one in doubts])
        cargo = np.concatenate([one.cargo for one in doubts])
        period = self._what.instance.cargo.period[cargo]
        paid = self._frame.paid(np.stack([one.scarcity for one in doubts]))
        members = np.repeat([one.members for one in doubts], self._frame.periods)
        out = members[:, None] >> np.arange(self._what.players) & 1 == 0
        asked = Asked(
            cargo=cargo,
            limit=np.concatenate([one.limit for one in doubts]),
            when=each * self._frame.periods + period,
            dearer=np.hstack((paid[:, : len(self._what.arcs)], np.where(out, np.inf, 0.0))),
        )
        _, hits, routes = self._detours.cheapest(asked)
        return each[hits], routes

    def _learn(self, routes: Routes) -> None:
        """Keep the routes that are new."""
        new = self._pool.add(routes)
        self._needs = np.concatenate((self._needs, self._needed(new)))
        self._all = self._all.plus(known_of(self._what.instance, new, self._frame))

    def _known(self, members: int, cargo: Ints) -> tuple[Ints, Known]:
        """Return the routes known that a coalition has for some cargo, which is numbered anew."""
        number = np.full(len(self._what.cargo), -1)
        number[cargo] = np.arange(len(cargo))
        of_cargo = number[self._all.cargo]
        which = np.flatnonzero((of_cargo >= 0) & (self._needs & ~members == 0))
        return which, self._all.take(which)._replace(cargo=of_cargo[which])

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
    boxes, rows = np.flatnonzero(ties.any(axis=1)), np.flatnonzero(ties.any(axis=0))
    few = ties[boxes][:, rows]
    left = np.ones(len(rows), dtype=bool)
    while left.any():
        here = np.arange(len(rows)) == left.argmax()
        while True:
            who = few[:, here].any(axis=1)
            more = few[who].any(axis=0)
            if (more == here).all():
                break
            here = more
        left &= ~here
        yield boxes[who], rows[here]
