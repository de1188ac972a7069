"""Assign again after numbers moved: from the optimum at hand, pricing only what can have changed.

Cargo need not look for a cheaper route where there provably is none. Let D be its distance before,
under the weights w of all arcs then. A route without an arc whose weight fell costs at least D. One
over an arc a that fell costs at least ::

    (distance before from the origin to a) + w(a) + (distance before from a to the destination)

less all that fell on a route as cheap as what is paid. A route over arcs that opened costs at least
what leads to the first of them, and that one, and what leads on from the last, less all that fell.
What pays no more than all that has the cheapest route already.

Cargo whose routes were shut looks for others first under what was scarce before. If there is room
for all of it, and nothing scarce was freed, that is the optimum: no price moves. Else the program
is solved, mostly once, for those routes are mostly what it takes in the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from isthmus.lenses.corridors.assignment import answer, assign, cheaper, overpaid
from isthmus.lenses.corridors.instance import (
    Assignment,
    Bools,
    Floats,
    Instance,
    Ints,
    mirrored,
    sums,
)
from isthmus.lenses.corridors.master import Master
from isthmus.lenses.corridors.narrow import narrow, within
from isthmus.lenses.corridors.pool import NONE, Pool, Routes, allowed, joined
from isthmus.lenses.corridors.pricing import Trees, frame_of, grow, prepare, shortest, taken

SAME = 1e-10  # relative: prices, and what is used of a capacity, that differ by less are the same
NOTHING = np.zeros(0, np.int64), np.zeros((1, 0))  # opened
STRUCTURE = {
    "graph": ("place", "tail", "head"),
    "capacities": ("arc", "period", "row", "weight"),
    "cargo": ("origin", "destination", "period"),
}


@dataclass(frozen=True)
class _Before:
    """What was known before numbers moved.

    Attributes
    ----------
    scarcity : array (periods, arcs)
        What a tonne on an arc paid for what is scarce.
    least : array (cargo,)
        What no route was cheaper than.
    onward, back : array (cargo, states)
        What no way from the origin to a state, or from there to the destination, was cheaper than.
    """

    scarcity: Floats
    least: Floats
    onward: Floats
    back: Floats


@dataclass(frozen=True)
class _Known:
    """Under the numbers of an instance and scarcity (periods, arcs), what no route undercuts."""

    instance: Instance
    scarcity: Floats
    least: Floats

    @property
    def value(self) -> Floats:
        """What cargo pays to be a day earlier."""
        return self.instance.cargo.time_value

    def fell(self, then: _Known) -> Bools:
        """Tell which arcs cost some cargo less than then."""
        new, old = self.instance.graph, then.instance.graph
        cheaper_arc = (new.cost < old.cost) | (new.days < old.days)
        fell: Bools = cheaper_arc | (self.scarcity < then.scarcity).any(axis=0)
        return fell

    def weights(self, cargo: Ints, arcs: Ints) -> Floats:
        """Return what some cargo pays on some arcs (cargo, arcs)."""
        graph, period = self.instance.graph, self.instance.cargo.period[cargo]
        paid = self.scarcity[np.ix_(period, arcs)]
        weights: Floats = graph.cost[arcs] + self.value[cargo][:, None] * graph.days[arcs] + paid
        return weights


@dataclass
class _Looked:
    """What was looked at so far for an instance.

    Attributes
    ----------
    instance : Instance
    known : list of _Known
    last : array (cargo,)
        Which of these knows most of a cargo.
    opened : tuple of arrays
        As `Again._opened` returns it.
    """

    instance: Instance
    known: list[_Known]
    last: Ints
    opened: tuple[Ints, Floats]


class Again:
    """An optimum at hand, from which those of instances with other numbers are found.

    Nothing that one call finds serves another: answers do not depend on what was asked before.
    """

    def __init__(self, instance: Instance, pool: Pool) -> None:
        """Start from an instance, and from a pool with the routes of its optimum."""
        self._instance, self._pool = instance, pool
        self._frame = frame_of(instance)
        self._pricing = pricing = prepare(instance, self._frame)
        self._master = Master(pricing)
        self._master.add(pool.routes)
        trees = self._proved()
        self._master.keep()
        self._scarcity, limit = self._master.scarcity, instance.cargo.reservation
        used = np.flatnonzero(self._master.quantity > 0)
        self._used, self._quantity = self._master.routes.take(used), self._master.quantity[used]
        onward = _bounded(trees.reach, limit)
        back = _bounded(grow(prepare(_unbanned(mirrored(instance))), self._scarcity).reach, limit)
        paid = self._on_arcs(self._scarcity)
        self._before = _Before(paid, np.minimum(trees.distance, limit), onward, back)
        self._few = narrow(instance, onward, back, paid)

    def _proved(self) -> Trees:
        """Solve the program until no cargo has a cheaper route; return the trees that show it."""
        while True:
            self._master.solve()
            trees = grow(self._pricing, self._master.scarcity)
            distance = trees.distance
            dearer = overpaid(self._instance, self._master.price, distance)
            if not dearer.any():
                return trees
            self._master.add(trees.routes(dearer))

    def assign(self, instance: Instance) -> Assignment:
        """Return the cheapest assignment of another instance.

        It is found from the one at hand if states, arcs, rows and ends of cargo are the same, else
        from the pool alone.

        Raises
        ------
        IsthmusError
            If the proof of optimality fails.
        """
        if not self._alike(instance):
            pool = Pool()
            pool.add(self._pool.routes)
            return assign(instance, pool)
        master, shut = self._master, self._only_shut(instance)
        looked = _Looked(
            instance,
            known=[_Known(self._instance, self._before.scarcity, self._before.least)],
            last=np.zeros(len(instance.cargo.quantity), np.int64),
            opened=NOTHING if shut else self._opened(instance),
        )
        if shut:
            left = allowed(instance, self._used)
            lost = np.isin(np.arange(len(looked.last)), self._used.cargo[~left])
            price = np.where(lost, instance.cargo.reservation, self._before.least)
            price, new = self._cheaper(looked, price, self._scarcity, np.flatnonzero(lost))
            found = self._rerouted(instance, left, lost, price, new)
            if found is not None:
                return found
            new = cheaper(instance, master.standing(instance, self._scarcity), price, new)
        else:
            standing = master.standing(instance, self._scarcity)
            price, new = self._cheaper(looked, standing, self._scarcity)
        master.move(instance)
        while True:
            if len(new):
                master.add(new)
            master.solve()
            price, new = self._cheaper(looked, master.price, master.scarcity)
            if not len(new):
                return answer(instance, master.routes, master.quantity, price, master.scarcity)

    def _only_shut(self, instance: Instance) -> bool:
        """Tell whether nothing but masks differs, and no arc opened."""
        here = self._instance
        same = all(getattr(instance, part) is getattr(here, part) for part in STRUCTURE)
        return same and not (instance.masks & ~here.masks).any()

    def _rerouted(
        self, instance: Instance, left: Bools, lost: Bools, price: Floats, new: Routes
    ) -> Assignment | None:
        """Return the optimum if there is room for cargo that lost its routes on new ones.

        That is so if it uses up again all that was scarce, for then no price moves.
        """
        if lost[self._used.cargo[left]].any():
            return None
        every = sums(self._used.cargo, self._quantity, len(lost))
        routes = joined([self._used.take(np.flatnonzero(left)), new])
        quantity = np.append(self._quantity[left], every[new.cargo])
        used, bound = taken(self._pricing, routes, quantity), instance.capacities.bound
        room = SAME * np.maximum(1.0, bound)
        if ((used > bound + room) | (used < bound - room) & (self._scarcity > 0)).any():
            return None
        return answer(instance, routes, quantity, price, self._scarcity)

    def _cheaper(
        self, looked: _Looked, price: Floats, scarcity: Floats, asked: Ints | None = None
    ) -> tuple[Floats, Routes]:
        """Return what no route is cheaper than, at most the price, and routes that cost less.

        They are looked for by all cargo that may have any, or by that which is asked.
        """
        instance, known, last = looked.instance, looked.known, looked.last
        paid = self._on_arcs(scarcity)
        now = _Known(instance, paid, price)
        if asked is None:
            asked = np.flatnonzero(self._suspect(now, known, last, looked.opened))
        if not len(asked):
            return price, NONE
        far, routes = self._shortest(looked, asked, now, scarcity)
        distance = price.copy()
        distance[asked] = np.minimum(far, price[asked])
        known.append(replace(now, least=np.minimum(distance, instance.cargo.reservation)))
        last[asked] = len(known) - 1
        routes = Routes(asked[routes.cargo], routes.first, routes.arcs)
        return distance, cheaper(instance, price, distance, routes)

    def _shortest(
        self, looked: _Looked, asked: Ints, now: _Known, scarcity: Floats
    ) -> tuple[Floats, Routes]:
        """Return how far some cargo has to go, infinite beyond its price, and its cheapest routes.

        Few arcs are looked at, unless some opened, or days are worth less.
        """
        instance, arcs = looked.instance, np.arange(len(now.instance.graph.tail))
        if len(looked.opened[0]) or (now.value < looked.known[0].value).any():
            return shortest(prepare(_part(instance, asked, now.least), self._frame), scarcity)
        dearer = now.scarcity[instance.cargo.period[asked]]
        if instance.graph is not self._instance.graph or instance.cargo is not self._instance.cargo:
            free = _Known(self._instance, np.zeros_like(now.scarcity), now.least)
            dearer = now.weights(asked, arcs) - free.weights(asked, arcs)
        dearer = np.where(instance.masks[instance.cargo.mask[asked]], dearer, np.inf)
        limit = now.least[asked]
        _, saved, over = self._fallen(asked, now, looked.known[0], looked.known[0])
        saved = _together(over, saved, limit).sum(axis=1)
        return within(self._few, asked, limit, saved, dearer)

    def _alike(self, instance: Instance) -> bool:
        """Tell whether states, arcs, rows and the ends of cargo are those at hand."""
        here = self._instance
        for part, names in STRUCTURE.items():
            one, other = getattr(here, part), getattr(instance, part)
            if not all(np.array_equal(getattr(one, n), getattr(other, n)) for n in names):
                return False
        return here.capacities.bound.shape == instance.capacities.bound.shape

    def _suspect(
        self, now: _Known, known: Sequence[_Known], last: Ints, opened: tuple[Ints, Floats]
    ) -> Bools:
        """Tell which cargo may find a cheaper route than what it pays; `last` knows most of it.

        Where a day is worth less than at first, all arcs fell, and nothing bounds what they save.
        """
        price = now.least
        slack = SAME * np.maximum(1.0, np.abs(price))
        suspect = np.zeros(len(price), dtype=bool)
        over_opened = self._over_opened(now, opened)
        for place, then in enumerate(known):
            dearer = (price > then.least + slack) | (now.value < known[0].value)
            suspect |= dearer & (last == place)
            asked = np.flatnonzero(~dearer & (last == place))
            if not len(asked):
                continue
            fell, saved, over = self._fallen(asked, now, known[0], then)
            anew = np.where(fell.any(axis=1) | (place == 0), over_opened[asked], np.inf)
            anew = anew - saved.sum(axis=1)
            saved = _together(over, saved, (price - slack)[asked])
            bound = np.where(fell, over, np.inf).min(axis=1, initial=np.inf) - saved.sum(axis=1)
            suspect[asked] = np.minimum(bound, anew) < (price - slack)[asked]
        return suspect

    def _fallen(
        self, cargo: Ints, now: _Known, first: _Known, then: _Known
    ) -> tuple[Bools, Floats, Floats]:
        """Return of arcs that fell since `first` or `then`, each for some cargo (cargo, arcs).

        Whether it fell since then, how far since first, and what no route over it was cheaper than.
        """
        graph, before = now.instance.graph, self._before
        arcs = np.flatnonzero(now.fell(first) | now.fell(then))
        old, new = first.weights(cargo, arcs), now.weights(cargo, arcs)
        over = before.onward[np.ix_(cargo, graph.tail[arcs])] + old
        over += before.back[np.ix_(cargo, graph.head[arcs])]
        return new < then.weights(cargo, arcs), np.maximum(old - new, 0.0), over

    def _opened(self, there: Instance) -> tuple[Ints, Floats]:
        """Return the arcs that opened, and for which cargo: 0, else infinite (cargo, arcs)."""
        here = self._instance
        kinds = there.cargo.mask * len(here.masks) + here.cargo.mask
        each, kind = np.unique(kinds, return_inverse=True)
        new, old = np.divmod(each, len(here.masks))
        opened = there.masks[new] & ~here.masks[old]
        arcs = np.flatnonzero(opened.any(axis=0))
        return arcs, np.where(opened[:, arcs], 0.0, np.inf)[kind]

    def _over_opened(self, now: _Known, opened: tuple[Ints, Floats]) -> Floats:
        """Return what no route over arcs that were shut at first is cheaper than (cargo,).

        But for what other arcs fell since then.
        """
        (arcs, closed), graph, before = opened, now.instance.graph, self._before
        first = before.onward[:, graph.tail[arcs]] + now.weights(np.arange(len(closed)), arcs)
        last = before.back[:, graph.head[arcs]] + closed
        bound: Floats = (first + closed).min(axis=1, initial=np.inf)
        bound += last.min(axis=1, initial=np.inf)
        return bound

    def _on_arcs(self, scarcity: Floats) -> Floats:
        """Return what a tonne pays on every arc for what is scarce (periods, arcs)."""
        return self._frame.paid(scarcity)[:, : len(self._instance.graph.tail)]


def _together(over: Floats, saved: Floats, price: Floats) -> Floats:
    """Return what a route of some cargo that pays less than its price can save (cargo, arcs).

    One over an arc costs at least what it cost before, less all that others save: where that is
    more than the price, it saves nothing by the arc.
    """
    while True:
        useless = (saved > 0) & (over - saved.sum(axis=1)[:, None] >= price[:, None])
        if not useless.any():
            return saved
        saved = np.where(useless, 0.0, saved)


def _bounded(far: Floats, limit: Floats) -> Floats:
    """Return lower bounds of distances, of which those beyond the limits were not measured."""
    return np.where(np.isfinite(far), far, limit[:, None])


def _unbanned(instance: Instance) -> Instance:
    """Return the instance with all arcs open to all cargo that are to any: it shares more trees."""
    free = replace(instance.cargo, mask=np.zeros_like(instance.cargo.mask))
    return replace(instance, cargo=free, masks=np.logical_or.reduce(instance.masks, keepdims=True))


def _part(instance: Instance, cargo: Ints, limit: Floats) -> Instance:
    """Return the instance with some of its cargo, which looks for nothing beyond a limit."""
    kept = {name: values[cargo] for name, values in vars(instance.cargo).items()}
    kept["reservation"] = np.minimum(kept["reservation"], limit[cargo])
    return replace(instance, cargo=replace(instance.cargo, **kept))
