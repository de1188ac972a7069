"""A signed graph: who stands well with whom, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Signed:
    """Actors and their ties, each pair once.

    Attributes
    ----------
    names : tuple of str
        The actors that have a tie, sorted.
    a, b : array (ties,)
        Positions in `names`, a < b; the ties are sorted by them.
    strength : array (ties,)
        From -1 to 1, never 0.
    """

    names: tuple[str, ...]
    a: Ints
    b: Ints
    strength: Floats

    @property
    def friendly(self) -> Bools:
        """Which ties are positive."""
        positive: Bools = self.strength > 0
        return positive

    def signs(self) -> Ints:
        """Return the matrix of signs (actors, actors): 1, -1, or 0 where there is no tie."""
        matrix = np.zeros((len(self.names), len(self.names)), dtype=np.int64)
        matrix[self.a, self.b] = matrix[self.b, self.a] = np.sign(self.strength)
        return matrix

    def frustrated(self, camp: Ints) -> Bools:
        """Tell which ties camps (actors,) frustrate: friends apart, or foes together."""
        wrong: Bools = (camp[self.a] == camp[self.b]) != self.friendly
        return wrong


def signed_graph(ties: dict[tuple[str, str], list[float]]) -> Signed:
    """Return the graph of directed ties, by pair all that was said of it.

    A tie given both ways, or several times one way, counts once, by the sign of the mean of both
    ways; ties of strength 0 are left out.
    """
    mean: dict[tuple[str, str], float] = {}
    for pair in sorted({(min(pair), max(pair)) for pair in ties}):
        ways = [ties[way] for way in (pair, pair[::-1]) if way in ties]
        strength = sum(sum(way) / len(way) for way in ways) / len(ways)
        if abs(strength) > ZERO:
            mean[pair] = strength
    names = tuple(sorted({name for pair in mean for name in pair}))
    place = {name: at for at, name in enumerate(names)}
    ends = np.array([[place[a], place[b]] for a, b in mean], dtype=np.int64).reshape(-1, 2)
    return Signed(names, ends[:, 0], ends[:, 1], np.array(list(mean.values()), dtype=float))


ZERO = 1e-12


def parts(graph: Signed) -> Iterator[Signed]:
    """Yield the connected parts of a graph, in the order of their first actors."""
    label = np.arange(len(graph.names))
    while True:
        low = np.minimum(label[graph.a], label[graph.b])
        new = label.copy()
        np.minimum.at(new, graph.a, low)
        np.minimum.at(new, graph.b, low)
        if np.array_equal(new, label):
            break
        label = new
    for first in np.unique(label).tolist():
        here = np.flatnonzero(label == first)
        place = np.full(len(label), -1)
        place[here] = np.arange(len(here))
        ties = label[graph.a] == first
        yield Signed(
            tuple(graph.names[at] for at in here.tolist()),
            place[graph.a[ties]],
            place[graph.b[ties]],
            graph.strength[ties],
        )


def triangles(graph: Signed) -> tuple[int, int]:
    """Return how many triangles there are, and how many of them are balanced.

    A triangle is balanced if the product of its signs is positive (Cartwright and Harary, 1956).
    """
    signs = graph.signs()
    every = int(np.trace(np.linalg.matrix_power(np.abs(signs), 3))) // 6
    product = int(np.trace(np.linalg.matrix_power(signs, 3))) // 6
    return every, (every + product) // 2
