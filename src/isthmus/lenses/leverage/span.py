"""What settled coalitions span: whose share is fixed once theirs are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PROBES = 2
ZERO = 1e-9


class Span:
    """The span of membership vectors.

    Whether a vector lies in it is asked with random vectors orthogonal to it: a member is
    orthogonal to them all, and what is no member is so with probability 0.

    Attributes
    ----------
    probes : array (probes, players)
        Zero once the span is everything.
    """

    def __init__(self, players: int) -> None:
        self._vectors = np.zeros((0, players))
        self._draw = np.random.default_rng(players)
        self.rank = 0
        self._renew()

    def add(self, vectors: npt.ArrayLike) -> None:
        """Widen the span by the rows of a matrix."""
        rows = np.atleast_2d(np.asarray(vectors, dtype=float))
        _, sizes, basis = np.linalg.svd(np.concatenate((self._vectors, rows)), full_matrices=False)
        self._vectors = basis[sizes > ZERO * max(1.0, sizes[0])]
        self.rank = len(self._vectors)
        self._renew()

    def _renew(self) -> None:
        free = self._draw.standard_normal((PROBES, self._vectors.shape[1]))
        for _ in range(2):  # once more, against rounding
            free -= (free @ self._vectors.T) @ self._vectors
        full = self.rank == self._vectors.shape[1]
        self.probes = np.zeros_like(free) if full else free

    def has(self, vectors: npt.ArrayLike) -> Bools:
        """Tell which rows of a matrix lie in the span."""
        return self.within(np.asarray(vectors, dtype=float) @ self.probes.T)

    @staticmethod
    def within(products: Floats) -> Bools:
        """Tell from their products with the probes (vectors, probes) which vectors do."""
        return np.asarray((np.abs(products) < ZERO).all(axis=-1))
