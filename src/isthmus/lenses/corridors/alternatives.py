"""Routes that truly differ: of the many that are nearly the same, the best one.

Two routes are alike if they cross the same borders and share more than 60 % of the shorter one's
length. A route is a mere detour if one before it is no longer, slower or dearer and passes nothing
else. The stream of routes in the order of their weight is filtered from the front; where it is too
long, the arcs of what is known are made dearer until other routes show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from isthmus.lenses.corridors.instance import Bools, Floats, Graph, Ints
from isthmus.lenses.corridors.kbest import Route, Ways, steps

SHARED = 0.6
STEPS = 2000
ROUNDS = 60
DEARER = 1.25


@dataclass(frozen=True)
class Features:
    """What tells routes apart, by arc (arcs,).

    Attributes
    ----------
    thing : array
        What an arc is a part of; two directions of a link are of one thing.
    border : array
        The number of the border that it crosses; negative for none.
    passed : array (arcs, any)
        The numbers of what it passes: actors, chokepoints, modes; negative for none.
    """

    thing: Ints
    border: Ints
    passed: Ints

    def of(self, arc: Ints) -> Features:
        """Return the features of some arcs, as of a graph that is made of them."""
        return Features(self.thing[arc], self.border[arc], self.passed[arc])


class Alternatives(NamedTuple):
    """Routes that truly differ, the lightest first.

    `exact` tells whether the stream sufficed: then each route is the lightest of those that differ
    from all before it, and where fewer were found than wanted there are no more.
    """

    routes: list[Route]
    exact: bool


class _Traits(NamedTuple):
    km: dict[int, float]
    borders: frozenset[int]
    passed: frozenset[int]
    burdens: tuple[float, float, float]


def alternatives(
    ways: Ways,
    weight: Floats,
    mask: Bools,
    starts: Sequence[int],
    ends: Sequence[int],
    features: Features,
    wanted: int,
) -> Alternatives:
    """Return the best routes of which no two are alike.

    Parameters
    ----------
    ways, weight, mask, starts, ends
        As for `kbest.stream`.
    features : Features
    wanted : int
        How many routes at most.

    Notes
    -----
    After `STEPS` steps of the stream, each of at most `ROUNDS` rounds takes the lightest route
    under weights that are `DEARER` by a factor for every earlier route of this kind that uses the
    arc. What it reports is the true weight.
    """
    chosen: list[tuple[Route, _Traits]] = []
    graph = ways.graph
    for step, route in enumerate(steps(ways, weight, mask, starts, ends)):
        if len(chosen) == wanted:
            return Alternatives([route for route, _ in chosen], True)
        if step == STEPS:
            break
        if route is not None:
            _take_if_new(chosen, route, graph, features)
    else:
        return Alternatives([route for route, _ in chosen], True)
    dear = weight.copy()
    for route, _ in chosen:
        dear[list(route.arcs)] *= DEARER
    for _ in range(ROUNDS):
        arcs = _first(ways, dear, mask, starts, ends)
        if arcs is None or len(chosen) == wanted:
            break
        true = Route(float(weight[list(arcs)].sum()), arcs)
        _take_if_new(chosen, true, graph, features)
        dear[list(arcs)] *= DEARER
    return Alternatives(sorted(route for route, _ in chosen), False)


def differing(routes: Iterable[Route], graph: Graph, features: Features) -> list[Route]:
    """Return the routes that are neither like one before them nor a detour of it."""
    chosen: list[tuple[Route, _Traits]] = []
    for route in routes:
        _take_if_new(chosen, route, graph, features)
    return [route for route, _ in chosen]


def _take_if_new(
    chosen: list[tuple[Route, _Traits]], route: Route, graph: Graph, features: Features
) -> None:
    seen = _traits(route, graph, features)
    if not any(_alike(seen, earlier) or _detour(seen, earlier) for _, earlier in chosen):
        chosen.append((route, seen))


def _traits(route: Route, graph: Graph, features: Features) -> _Traits:
    arcs = list(route.arcs)
    lengths = dict(zip(features.thing[arcs].tolist(), graph.km[arcs].tolist(), strict=True))
    borders, passed = (
        frozenset(number for number in numbers[arcs].ravel().tolist() if number >= 0)
        for numbers in (features.border, features.passed)
    )
    km, days, cost = (float(each[arcs].sum()) for each in (graph.km, graph.days, graph.cost))
    return _Traits(lengths, borders, passed, (km, days, cost))


def _alike(one: _Traits, earlier: _Traits) -> bool:
    if one.borders != earlier.borders:
        return False
    shared = sum(km for thing, km in one.km.items() if thing in earlier.km)
    return shared > SHARED * min(sum(one.km.values()), sum(earlier.km.values()))


def _detour(one: _Traits, earlier: _Traits) -> bool:
    """Tell whether a route has nothing for it: a known one costs no more and passes no more."""
    worse = all(mine >= theirs for mine, theirs in zip(one.burdens, earlier.burdens, strict=True))
    return worse and earlier.passed <= one.passed


def _first(
    ways: Ways, weight: Floats, mask: Bools, starts: Sequence[int], ends: Sequence[int]
) -> tuple[int, ...] | None:
    """Return the arcs of the lightest route, unless it takes too many steps to find."""
    for step, route in enumerate(steps(ways, weight, mask, starts, ends)):
        if route is not None:
            return route.arcs
        if step == STEPS:
            break
    return None
