"""Families of network games: who controls what of 60 places in a plane, or along a few chains.

A link between two places needs both of their players; supply and demand are five steps each at
some places, and need the player of the place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus import lp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PLACES = 60
STEPS = 5
OUTSIDE = -1


@dataclass(frozen=True)
class Columns:
    """What can flow, from where to where; outside is -1. Whatever is sold has a negative cost."""

    places: int
    tail: Ints
    head: Ints
    cost: Floats
    capacity: Floats
    owner: Ints

    @property
    def needs(self) -> list[int]:
        """The players that each column needs, by bit mask."""
        ends = (
            np.where(self.tail < 0, self.head, self.tail),
            np.where(self.head < 0, self.tail, self.head),
        )
        return [
            1 << a | 1 << b
            for a, b in zip(*(self.owner[end].tolist() for end in ends), strict=True)
        ]

    def program(self) -> lp.Program:
        """Return the program of all together."""
        builder = lp.Builder()
        balance = builder.rows(np.zeros(self.places), np.full(self.places, lp.INFINITY))
        columns = builder.columns(self.cost, 0.0, self.capacity)
        for ends, sign in ((self.tail, -1.0), (self.head, 1.0)):
            there = ends >= 0
            builder.entries(balance[ends[there]], columns[there], sign)
        return builder.build()


def sparse(players: int, seed: int) -> Columns:
    """Return the 80 nearest pairs of places, which leave many apart."""
    draw, where, owner = _plane(players, seed)
    first, second = np.triu_indices(PLACES, 1)
    nearest = np.argsort(_distance(where)[first, second], kind="stable")[:80]
    return _in_plane(draw, where, owner, first[nearest], second[nearest])


def connected(pairs: int) -> Callable[[int, int], Columns]:
    """Return a family of a shortest spanning tree and the nearest pairs besides."""

    def make(players: int, seed: int) -> Columns:
        draw, where, owner = _plane(players, seed)
        distance = _distance(where)
        chosen = {tuple(sorted(pair)) for pair in _spanning_tree(distance)}
        first, second = np.triu_indices(PLACES, 1)
        order = np.argsort(distance[first, second], kind="stable")
        for pair in zip(first[order].tolist(), second[order].tolist(), strict=True):
            if len(chosen) == pairs:
                break
            chosen.add(pair)
        ends = np.array(sorted(chosen))
        return _in_plane(draw, where, owner, ends[:, 0], ends[:, 1])

    return make


def corridor(players: int, seed: int) -> Columns:
    """Return four long chains from producers to consumers, with a few links across."""
    draw = np.random.default_rng(seed)
    length = max(2, players // 4)
    at = np.arange(4 * length).reshape(4, length)
    first = [*at[:, :-1].ravel()]
    second = [*at[:, 1:].ravel()]
    for _ in range(9):
        chain, step = draw.integers(0, 3), draw.integers(length)
        first.append(at[chain, step])
        second.append(at[chain + 1, step])
    along = 4 * (length - 1)
    count = len(first)
    cost = np.concatenate((draw.uniform(1, 5, along), draw.uniform(1, 4, count - along)))
    capacity = np.concatenate((draw.uniform(8, 30, along), draw.uniform(5, 20, count - along)))
    sources, sinks = at[:, :2].ravel(), at[:, [-1, -2, length // 2]].ravel()
    ways = _both_ways(np.array(first), np.array(second), cost, np.tile(capacity, 2))
    return _with_trade(draw, at.size, np.arange(at.size) % players, ways, sources, sinks)


FAMILIES: dict[str, Callable[[int, int], Columns]] = {
    "sparse": sparse,
    "connected80": connected(80),
    "connected160": connected(160),
    "corridor": corridor,
}

Ways = tuple[Ints, Ints, Floats, Floats]


def _plane(players: int, seed: int) -> tuple[np.random.Generator, Floats, Ints]:
    draw = np.random.default_rng(seed)
    return draw, draw.random((PLACES, 2)), draw.integers(0, players, PLACES)


def _distance(where: Floats) -> Floats:
    found: Floats = np.linalg.norm(where[:, None] - where, axis=-1)
    return found


def _spanning_tree(distance: Floats) -> list[tuple[int, int]]:
    """Return the edges of a shortest spanning tree, grown from the first place."""
    reached = [0]
    edges = []
    while len(reached) < len(distance):
        rest = np.setdiff1d(np.arange(len(distance)), reached)
        part = distance[np.ix_(reached, rest)]
        a, b = np.unravel_index(int(part.argmin()), part.shape)
        edges.append((reached[int(a)], int(rest[b])))
        reached.append(int(rest[b]))
    return edges


def _in_plane(
    draw: np.random.Generator, where: Floats, owner: Ints, first: Ints, second: Ints
) -> Columns:
    cost = 20 * _distance(where)[first, second] + 1
    capacity = draw.uniform(5, 30, 2 * len(first))
    places = draw.permutation(PLACES)
    ways = _both_ways(first, second, cost, capacity)
    return _with_trade(draw, PLACES, owner, ways, places[:12], places[12:32])


def _both_ways(first: Ints, second: Ints, cost: Floats, capacity: Floats) -> Ways:
    tail, head = np.concatenate((first, second)), np.concatenate((second, first))
    return tail, head, np.tile(cost, 2), capacity


def _with_trade(
    draw: np.random.Generator, places: int, owner: Ints, ways: Ways, sources: Ints, sinks: Ints
) -> Columns:
    """Add steps of supply that grow dearer, and of demand that are worth less and less."""
    step = np.arange(STEPS)
    supply = (10 + 8 * step + draw.random((len(sources), STEPS))).ravel()
    demand = (-120 + 12 * step + draw.random((len(sinks), STEPS))).ravel()
    sold, bought = np.repeat(sources, STEPS), np.repeat(sinks, STEPS)
    return Columns(
        places=places,
        tail=np.concatenate((ways[0], np.full(len(sold), OUTSIDE), bought)),
        head=np.concatenate((ways[1], sold, np.full(len(bought), OUTSIDE))),
        cost=np.concatenate((ways[2], supply, demand)),
        capacity=np.concatenate(
            (ways[3], draw.uniform(2, 6, len(sold)), draw.uniform(1, 4, len(bought)))
        ),
        owner=owner,
    )
