"""Assign again after numbers moved: from the optimum at hand, pricing only what can have changed.

Cargo need not look for a cheaper route where there provably is none. Let D be its distance before,
under the weights w of all arcs then. A route without an arc whose weight fell costs at least D. One
over an arc a that fell costs at least ::

    (distance before from the origin to a) + w(a) + (distance before from a to the destination)

less all that fell on a route as cheap as what is paid. A route over arcs that opened costs at least
what leads to the first of them, and that one, and what leads on from the last, less all that fell.
What pays no more than all that has the cheapest route already.

Cargo whose routes were shut looks for others first under what was scarce before: those are mostly
what it takes in the end, and the program is solved once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from isthmus.lenses.corridors.assignment import answer, assign, cheaper
from isthmus.lenses.corridors.instance import (
    Assignment,
    Bools,
    Floats,
    Instance,
    Ints,
    mirrored,
)
from isthmus.lenses.corridors.master import Master
from isthmus.lenses.corridors.pool import NONE, Pool
from isthmus.lenses.corridors.pricing import frame_of, prepare, reach, shortest

SAME = 1e-10  # relative: prices that differ by less are the same
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


class Again:
    """An optimum at hand, from which those of instances with other numbers are found.

    Nothing that one call finds serves another: answers do not depend on what was asked before.
    """

    def __init__(self, instance: Instance, pool: Pool) -> None:
        """Start from an instance, and from a pool with the routes of its optimum."""
        self._instance, self._pool = instance, pool
        self._frame = frame_of(instance)
        pricing = prepare(instance, self._frame)
        self._master = Master(pricing)
        self._master.add(pool.routes)
        self._master.solve()
        self._master.keep()
        scarcity, limit = self._master.scarcity, instance.cargo.reservation
        self._scarcity = scarcity
        onward = _bounded(reach(pricing, scarcity), limit)
        ends = instance.graph.place == instance.cargo.destination[:, None]
        least = np.where(ends, onward, np.inf).min(axis=1, initial=np.inf)
        self._before = _Before(
            scarcity=self._on_arcs(scarcity),
            least=np.minimum(least, limit),
            onward=onward,
            back=_bounded(reach(prepare(mirrored(instance)), scarcity), limit),
        )

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
        master, before = self._master, self._before
        known = [_Known(self._instance, before.scarcity, before.least)]
        last = np.zeros(len(before.least), np.int64)
        master.move(instance)
        opened = self._opened(instance)
        price, scarcity, solved = master.standing(self._scarcity), self._scarcity, False
        while True:
            paid = self._on_arcs(scarcity)
            asked = np.flatnonzero(
                self._suspect(_Known(instance, paid, price), known, last, opened)
            )
            new = NONE
            if len(asked):
                part = _part(instance, asked, price)
                far, routes = shortest(prepare(part, self._frame), scarcity)
                distance = price.copy()
                distance[asked] = np.minimum(far, price[asked])
                known.append(
                    _Known(instance, paid, np.minimum(distance, instance.cargo.reservation))
                )
                last[asked] = len(known) - 1
                new = cheaper(instance, price, distance, replace(routes, cargo=asked[routes.cargo]))
                price = distance
            if solved and not len(new):
                return answer(instance, master.routes, master.quantity, price, scarcity)
            if len(new):
                master.add(new)
            master.solve()
            price, scarcity, solved = master.price.copy(), master.scarcity, True

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


def _part(instance: Instance, cargo: Ints, limit: Floats) -> Instance:
    """Return the instance with some of its cargo, which looks for nothing beyond a limit."""
    kept = {name: values[cargo] for name, values in vars(instance.cargo).items()}
    kept["reservation"] = np.minimum(kept["reservation"], limit[cargo])
    return replace(instance, cargo=replace(instance.cargo, **kept))
