"""Values of all coalitions from the few that must be solved.

The optimum of a coalition uses the assets of some players. Every coalition between those and the
coalition itself has the same optimum. So the search fixes players: with all that are used in, one
value holds whatever the others do; without one of them, what is left is solved anew, part by part.
The player that carries most is taken out first.

Where that takes too many programs, cubes of coalitions are left open, those first closed that leave
most undecided. In an open cube the value lies between that of who is in alone and that of all who
are not out, and the provider may tell bounds that are closer in between.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import comb

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.boxes import Boxes, Row, boxes_of
from isthmus.lenses.leverage.provider import Between, Optimum, Part, Solved

Floats = npt.NDArray[np.float64]

AT_ONCE = 256  # cubes looked at together
TOGETHER = 4  # one of so many open cubes is parted next, those that leave most undecided
CLOSED = 1e-9  # an open cube as narrow as this, by its share of all, is closed
OUTRIGHT = 0.5  # of the programs allowed, before those cubes come first that matter most
GLANCE = 0.1  # of those, after which it shows whether closing every cube is hopeless
HOPELESS = 0.005  # of all coalitions; searches that end have closed several times that by then


@dataclass(frozen=True)
class Cube:
    """The coalitions that have some players in and some out, over one part of their assets."""

    part: Part
    inside: int
    outside: int
    share: float


@dataclass(frozen=True)
class Search:
    """What a search found.

    Attributes
    ----------
    boxes : Boxes
        All coalitions; those of open cubes last.
    open : list of Cube
        In the order of their boxes.
    between : list of Between
        What bounds the values in each of them.
    nodes : int
        Cubes looked at.
    """

    boxes: Boxes
    open: list[Cube]
    between: list[Between]
    nodes: int


def search(solved: Solved, most: int) -> Search:
    """Find the value of every coalition, or bounds where more than `most` programs are needed.

    Parameters
    ----------
    solved : Solved
        The parts of a game; it counts the programs.
    most : int
    """
    found = _outright(solved, int(most * OUTRIGHT))
    return found or _best_first(solved, most)


def _roots(solved: Solved) -> list[Cube]:
    parts = solved.provider.parts()
    return [Cube(part, 0, 0, 1 / len(parts)) for part in parts]


def _outright(solved: Solved, most: int) -> Search | None:
    """Close every cube, the last opened first; None if that takes too many programs.

    It gives up early where a glance shows that it closes too little.
    """
    players = len(solved.provider.players)
    stack = _roots(solved)
    rows: list[Row] = [] if stack else [(0, 0, 0.0, 0.0, 1.0, 0)]
    nodes, closed = 0, 0.0
    while stack:
        some = min(AT_ONCE, most - solved.count + 1)
        cubes, stack = stack[-some:], stack[:-some]
        nodes += len(cubes)
        for cube, best in zip(cubes, solved.all([cube.part for cube in cubes]), strict=True):
            inside = cube.inside
            for player in _used(best, inside):
                left = _out(solved, cube, inside, player)
                stack += left
                if not left:
                    rows.append((inside, cube.outside | 1 << player, 0.0, 0.0, cube.share, 0))
                inside |= 1 << player
            rows.append((inside, cube.outside, best.value, best.value, cube.share, 0))
            closed += cube.share * 0.5 ** (inside.bit_count() + cube.outside.bit_count())
        if solved.count > most or (solved.count > most * GLANCE and closed < HOPELESS):
            return None
    return Search(boxes_of(players, rows), [], [], nodes)


def _used(best: Optimum, inside: int) -> Iterator[int]:
    """Yield who is used and not yet in, who carries most first."""
    for player in np.argsort(-best.carried, kind="stable").tolist():
        if best.carried[player] <= 0:
            return
        if not inside >> player & 1:
            yield player


def _out(solved: Solved, cube: Cube, inside: int, player: int) -> list[Cube]:
    """Return the cubes of what is left of a part without a player."""
    parts = solved.without(cube.part, player)
    outside = cube.outside | 1 << player
    return [Cube(part, inside, outside, cube.share / len(parts)) for part in parts]


def _best_first(solved: Solved, most: int) -> Search:
    """Close the cubes that leave most undecided, until the programs are used up."""
    players = len(solved.provider.players)
    slack = CLOSED * max(solved.worth(solved.provider.parts()), 1e-300)
    order = count()
    heap: list[tuple[float, int, Cube, Between]] = []
    rows: list[Row] = []
    nodes = 0

    def enter(cubes: list[Cube]) -> None:
        weights = [_weights(solved, cube) for cube in cubes]
        asked = zip(cubes, weights, strict=True)
        found = solved.between([(cube.part, cube.inside, each) for cube, each in asked])
        for cube, each, between in zip(cubes, weights, found, strict=True):
            low, high = _ends(solved, cube, between)
            if high - low <= slack:
                rows.append((cube.inside, cube.outside, high, high, cube.share, 0))
                continue
            heapq.heappush(heap, (-_undecided(each, between), next(order), cube, between))

    enter(_roots(solved))
    while heap and solved.count < most:
        parted: list[Cube] = []
        for _ in range(1 + len(heap) // TOGETHER):
            cube = heapq.heappop(heap)[2]
            nodes += 1
            best = solved(cube.part)
            player = next(_used(best, cube.inside), None)
            if player is None:
                rows.append((cube.inside, cube.outside, best.value, best.value, cube.share, 0))
                continue
            left = _out(solved, cube, cube.inside, player)
            if not left:
                rows.append((cube.inside, cube.outside | 1 << player, 0.0, 0.0, cube.share, 0))
            inside = cube.inside | 1 << player
            parted += [*left, Cube(cube.part, inside, cube.outside, cube.share)]
        enter(parted)
    heap.sort()
    still = [
        (
            cube.inside,
            cube.outside,
            *_ends(solved, cube, between),
            cube.share,
            _turning(solved, cube),
        )
        for _, _, cube, between in heap
    ]
    return Search(
        boxes_of(players, rows + still),
        [cube for _, _, cube, _ in heap],
        [between for _, _, _, between in heap],
        nodes,
    )


def _ends(solved: Solved, cube: Cube, between: Between) -> tuple[float, float]:
    """Return the values of the smallest and of the largest coalition in a cube."""
    return between.low[0], solved(cube.part).value


def _turning(solved: Solved, cube: Cube) -> int:
    """Return the free players on whom the value in a cube may turn."""
    return solved.provider.involved(cube.part) & ~(cube.inside | cube.outside)


def _weights(solved: Solved, cube: Cube) -> tuple[float, ...]:
    """Return how much what counts for those with so many players matters to all shares together."""
    a, b = cube.inside.bit_count(), cube.outside.bit_count()
    free = _turning(solved, cube).bit_count()
    return tuple(_weight(a + k, b, free - k) for k in range(free + 1))


def _undecided(weights: tuple[float, ...], between: Between) -> float:
    """Return how wide a cube's bounds make those of all shares together, but for a factor."""
    high, low = (
        sum(size * weights[mask.bit_count()] for mask, size in terms.items())
        for terms in (between.high, between.low)
    )
    return high - low


@functools.cache
def _weight(inside: int, outside: int, free: int) -> float:
    """Return how much what counts for some of the coalitions matters to all shares together."""
    fixed = inside + outside
    return (fixed + 1 + free) / ((fixed + 1) * comb(fixed, inside))
