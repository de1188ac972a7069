"""The cheapest ways of cargo round what is dear or shut, each found once.

Of all routes the cheapest is known. Where it uses an arc that costs more than it did, or is shut,
the others avoid that arc, or pay for it as well. So the ways of some cargo are a tree: at its root
the cheapest, and below every way, for each arc of it, the cheapest that avoids this one, too. None
costs less than the one above it, and few need to be looked at. A player without whom arcs are shut
is avoided as an arc is. What would have to look at many is answered by a search of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from isthmus.lenses.corridors.instance import Bools, Floats, Instance, Ints, mirrored, sums
from isthmus.lenses.corridors.narrow import lots, narrow, within
from isthmus.lenses.corridors.pool import NONE, Routes, joined
from isthmus.lenses.corridors.pricing import frame_of, grow, prepare

MORE = 1.1  # of what a way may cost to be asked for: dearer ones are looked for at once
MANY = 200  # ways to look at for one answer

Key = tuple[int, ...]  # a lot of cargo, and in order what its way avoids


class Asked(NamedTuple):
    """Some cargo that looks for a way cheaper than a limit.

    Attributes
    ----------
    cargo : array (asked,)
        Entries of `Cargo`.
    limit : array (asked,)
        Money per tonne.
    when : array (asked,)
        Row of `dearer`.
    dearer : array (rows, arcs + players)
        What arcs cost more than at first; infinite where they are shut, or a player is missing.
    """

    cargo: Ints
    limit: Floats
    when: Ints
    dearer: Floats


class Detours:
    """The ways of an instance's cargo, as though nothing were scarce, that were looked at so far.

    What was looked at before changes no answer.

    Parameters
    ----------
    instance : Instance
    able : array of bool (arcs,)
        Which arcs may be dearer, or shut.
    needs : array of int (arcs,)
        The players that arcs need, by bit mask.
    players : int
    """

    def __init__(self, instance: Instance, able: Bools, needs: Ints, players: int) -> None:
        few, self._lot = lots(instance)
        frame, free = frame_of(few), np.zeros(len(few.capacities.bound))
        onward = grow(prepare(few, frame), free).reach
        back = grow(prepare(mirrored(few)), free).reach
        self._few = narrow(few, onward, back, frame.paid(free)[:, : len(able)])
        self._able, self._needs, self._players = able, needs, players
        self._ways, self._cost, self._found = NONE, np.zeros(0), np.zeros(0, dtype=bool)
        self._keys: list[Key] = []
        self._known: dict[Key, int] = {}
        # first[w]:first[w + 1] of what way w uses that can be avoided, and of the ways that do so
        none = np.zeros(0, np.int64)
        self._first, self._uses, self._below = np.zeros(1, np.int64), none, none
        most = self._few.instance.cargo.reservation
        self._learn([(lot,) for lot in range(len(most))], most)

    def cheapest(self, asked: Asked) -> tuple[Floats, Ints, Routes]:
        """Return what the cheapest way below each limit costs, else the limit; and those ways.

        Before the ways it is told whose they are, by the place among those that asked.
        """
        best, found = asked.limit.copy(), np.full(len(asked.limit), -1)
        seen = np.zeros(len(found), np.int64)
        query, way = np.arange(len(found)), self._lot[asked.cargo]
        least = self._cost[way]
        while True:
            on = np.flatnonzero((least < best[query]) & self._found[way] & (seen[query] <= MANY))
            if not len(on):
                break
            query, way = query[on], way[on]
            seen += np.bincount(query, minlength=len(seen))
            item, entry = self._entries(way)
            more = asked.dearer[asked.when[query[item]], self._uses[entry]]
            price = self._cost[way] + np.bincount(item, more, len(way))
            lower = price < best[query]
            np.minimum.at(best, query, price)
            hits = np.flatnonzero(lower & (price == best[query]))[::-1]
            found[query[hits]] = way[hits]
            bad, paid = _branches(item, more)
            query, way, entry = query[item[bad]], way[item[bad]], entry[bad]
            on = np.flatnonzero(self._cost[way] + paid < best[query])
            query, entry, paid = query[on], entry[on], paid[on]
            query, way, paid = _once(query, self._avoiding(entry, best[query] - paid), paid)
            least = self._cost[way] + paid
        lost = np.flatnonzero(seen > MANY)
        hits = np.flatnonzero((found >= 0) & (seen <= MANY))
        ways = self._ways.take(found[hits])
        if len(lost):
            best[lost], others = self._directly(asked, lost)
            hits = np.append(hits, lost[others.cargo])
            ways = joined([ways, others])
        return best, hits, Routes(asked.cargo[hits], ways.first, ways.arcs)

    def _entries(self, way: Ints) -> tuple[Ints, Ints]:
        """Return the entries of some ways, and before that whose they are by their place."""
        count = self._first[way + 1] - self._first[way]
        item, end = np.repeat(np.arange(len(way)), count), np.cumsum(count)
        return item, np.arange(len(item)) + np.repeat(self._first[way] - end + count, count)

    def _avoiding(self, entry: Ints, limit: Floats) -> Ints:
        """Return the ways below those of some entries, which avoid what these are.

        They are found, or known not to be below the limit.
        """
        below = self._below[entry]
        open_ = (below < 0) | ~self._found[below] & (self._cost[below] < limit)
        new, at = np.unique(entry[open_], return_inverse=True)
        if len(new):
            least = np.zeros(len(new))
            np.maximum.at(least, at, limit[open_])
            above = np.searchsorted(self._first, new, side="right") - 1
            avoided = zip(above.tolist(), self._uses[new].tolist(), strict=True)
            keys = [_and(self._keys[way], what) for way, what in avoided]
            wanted: dict[Key, float] = {}
            for key, most in zip(keys, least.tolist(), strict=True):
                way = self._known.get(key, -1)
                if way < 0 or (not self._found[way] and self._cost[way] < most):
                    wanted[key] = max(wanted.get(key, 0.0), most)
            self._learn(list(wanted), np.array(list(wanted.values())))
            self._below[new] = [self._known[key] for key in keys]
        return self._below[entry]

    def _learn(self, keys: list[Key], limit: Floats) -> None:
        """Find the cheapest ways that avoid something, and what else could be avoided."""
        for at, key in enumerate(keys, len(self._keys)):
            self._known[key] = at
        self._keys += keys
        lot = np.array([key[0] for key in keys], np.int64)
        most = self._few.instance.cargo.reservation[lot]
        limit = np.minimum(MORE * limit, most)
        cost, found = self._searched(lot, limit, self._dearer(keys))
        length = sums(found.cargo, np.diff(found.first), len(keys)).astype(np.int64)
        new = Routes(lot, np.append(0, np.cumsum(length)), found.arcs)
        none = np.isinf(cost)
        self._found = np.append(self._found, ~none | (limit == most))
        cost = np.where(none & (limit < most), limit, cost)
        self._cost, self._ways = np.append(self._cost, cost), joined([self._ways, new])
        here = np.flatnonzero(self._able[new.arcs])
        needed = np.zeros(len(new), np.int64)
        np.bitwise_or.at(needed, new.owner, self._needs[new.arcs])
        by, player = np.nonzero(needed[:, None] >> np.arange(self._players) & 1)
        owner = np.concatenate((by, new.owner[here]))
        uses = np.concatenate((player + len(self._able), new.arcs[here]))
        self._uses = np.append(self._uses, uses[np.argsort(owner, kind="stable")])
        self._below = np.append(self._below, np.full(len(owner), -1))
        count = np.bincount(owner, minlength=len(new))
        self._first = np.append(self._first, self._first[-1] + np.cumsum(count))

    def _dearer(self, keys: list[Key]) -> Floats:
        """Return arcs and players that each key avoids as infinitely dear, others as free."""
        dearer = np.zeros((len(keys), len(self._able) + self._players))
        owner = np.repeat(np.arange(len(keys)), [len(key) - 1 for key in keys])
        dearer[owner, [what for key in keys for what in key[1:]]] = np.inf
        return dearer

    def _directly(self, asked: Asked, which: Ints) -> tuple[Floats, Routes]:
        """Return what `cheapest` returns of some that asked, without a look at what is known."""
        lot, limit = self._lot[asked.cargo[which]], asked.limit[which]
        cost, routes = self._searched(lot, limit, asked.dearer[asked.when[which]])
        routes = routes.take(np.flatnonzero((cost < limit)[routes.cargo]))
        return np.minimum(cost, limit), routes

    def _searched(self, lot: Ints, limit: Floats, dearer: Floats) -> tuple[Floats, Routes]:
        """Return the cheapest ways within a limit; arcs and players are `dearer`, or avoided."""
        arcs = len(self._able)
        out = np.isinf(dearer[:, arcs:]) @ (1 << np.arange(self._players))
        more = np.where(self._needs & out[:, None], np.inf, dearer[:, :arcs])
        return within(self._few, lot, limit, np.zeros(len(lot)), more)


def _branches(item: Ints, more: Floats) -> tuple[Ints, Floats]:
    """Return what is to be avoided, by its entries, and what is paid for the entries before.

    Of an item that has something shut, that is the first such; else all that is dear, the dearest
    first: who avoids one of these may pay for those before.
    """
    shut = np.flatnonzero(np.isinf(more))
    shut = shut[np.diff(item[shut], prepend=-1) > 0]
    dear = np.flatnonzero((more > 0) & ~np.isin(item, item[shut]))
    dear = dear[np.lexsort((-more[dear], item[dear]))]
    paid = np.cumsum(more[dear]) - more[dear]
    start = np.flatnonzero(np.diff(item[dear], prepend=-1) > 0)
    paid -= np.repeat(paid[start], np.diff(start, append=len(dear)))
    return np.concatenate((shut, dear)), np.concatenate((np.zeros(len(shut)), paid))


def _once(query: Ints, way: Ints, paid: Floats) -> tuple[Ints, Ints, Floats]:
    """Return each pair once, with the least that is paid, in the order in which they come."""
    order = np.lexsort((paid, way, query))
    new = (np.diff(query[order], prepend=-1) > 0) | (np.diff(way[order], prepend=-1) != 0)
    first = np.sort(order[new])
    return query[first], way[first], paid[first]


def _and(key: Key, what: int) -> Key:
    return (key[0], *sorted((*key[1:], what)))
