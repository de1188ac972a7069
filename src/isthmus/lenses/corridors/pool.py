"""Routes that cargo may take, and a pool of those known so far."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.lenses.corridors.instance import Bools, Floats, Instance, Ints, sums

Codes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Routes:
    """Routes, arcs in order.

    Attributes
    ----------
    cargo : array (routes,)
    first : array (routes + 1,)
        Route r uses ``arcs[first[r]:first[r + 1]]``.
    arcs : array
    """

    cargo: Ints
    first: Ints
    arcs: Ints

    def __len__(self) -> int:
        return len(self.cargo)

    @functools.cached_property
    def owner(self) -> Ints:
        """The route of every entry of `arcs`."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def summed(self, values: Floats) -> Floats:
        """Return for each route the sum of the values of its arcs."""
        return sums(self.owner, values[self.arcs], len(self))

    def take(self, which: Ints) -> Routes:
        """Return some of the routes, in the order asked for."""
        length = np.diff(self.first)[which]
        first = np.concatenate(([0], np.cumsum(length)))
        inside = np.arange(first[-1]) - np.repeat(first[:-1], length)
        arcs = self.arcs[np.repeat(self.first[which], length) + inside]
        return Routes(self.cargo[which], first, arcs)


NONE = Routes(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int64))


def joined(parts: list[Routes]) -> Routes:
    """Return all routes of the parts."""
    lengths = [np.diff(part.first) for part in parts]
    return Routes(
        np.concatenate([part.cargo for part in parts]),
        np.concatenate(([0], np.cumsum(np.concatenate(lengths)))),
        np.concatenate([part.arcs for part in parts]),
    )


def costs(instance: Instance, routes: Routes) -> Floats:
    """Return what a tonne pays on each route, its time counted."""
    graph, cargo = instance.graph, instance.cargo
    return routes.summed(graph.cost) + cargo.time_value[routes.cargo] * routes.summed(graph.days)


def allowed(instance: Instance, routes: Routes) -> Bools:
    """Return which routes the masks leave open, and are not dearer than their reservations."""
    mask = np.repeat(instance.cargo.mask[routes.cargo], np.diff(routes.first))
    closed = np.bincount(routes.owner, ~instance.masks[mask, routes.arcs], len(routes)) > 0
    return ~closed & (costs(instance, routes) <= instance.cargo.reservation[routes.cargo])


class Pool:
    """Routes found so far, each once.

    Routes belong to entries of `Cargo`: a pool serves all instances that differ in quantities,
    reservations, masks and bounds only.
    """

    def __init__(self) -> None:
        self._parts = [NONE]
        self._codes: Codes = np.zeros(0, np.uint64)

    @property
    def routes(self) -> Routes:
        """All routes, those found first before the others."""
        self._parts = [joined(self._parts)]
        return self._parts[0]

    def add(self, routes: Routes) -> Routes:
        """Add routes; return those that are new."""
        codes, once = np.unique(_codes(routes), return_index=True)
        once = once[~np.isin(codes, self._codes, assume_unique=True)]
        new = routes.take(np.sort(once))
        self._codes = np.union1d(self._codes, codes)
        self._parts.append(new)
        return new


def _codes(routes: Routes) -> Codes:
    """Return a number for each route; two have the same by a chance of one in 2^64."""
    mixed = np.concatenate(([np.uint64(0)], np.cumsum(_mixed(2 * routes.arcs), dtype=np.uint64)))
    codes: Codes = mixed[routes.first[1:]] - mixed[routes.first[:-1]]
    return codes + _mixed(2 * routes.cargo + 1)


def _mixed(numbers: Ints) -> Codes:
    """Return what numbers turn into that are shifted and multiplied (the finaliser of SplitMix64).

    Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators.
    """
    z = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Codes = z ^ (z >> np.uint64(31))
    return mixed
