"""A part of a program that nothing couples to the rest: groups of its columns are there or shut.

What is there is solved from the basis of the next larger set of groups whose basis is kept. The
solver has the first word, on all groups, and the last one where that proves nothing. Where there
are many rows, for which inverses are dear, it has every word.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from isthmus import lp
from isthmus.lenses.leverage.bases import Bases, Basis, at_once
from isthmus.lenses.leverage.boxes import members_of
from isthmus.lenses.leverage.moves import Move, moves
from isthmus.lenses.leverage.provider import Optimum, Terms, Weighed

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Asked = TypeVar("Asked")

USED = 1e-7
KEPT = 1 << 23  # entries of the inverses that are kept
MANY = 128  # rows, above which the solver is quicker than inverses


class Vertex(NamedTuple):
    """An optimum, and what flows in it."""

    optimum: Optimum
    flow: Move


class Warm:
    """A component of the program."""

    def __init__(self, component: lp.Component, groups: Ints, needs: Bools, used: Bools) -> None:
        self.groups = groups
        self._columns, self._used = component.columns, used
        program = self._program = component.program
        self._needs = sparse.csr_array(needs.T.astype(float))
        self._lowest = np.where(np.isinf(program.row_upper), 0.0, -lp.INFINITY)
        self._highest = np.where(np.isinf(program.row_lower), 0.0, lp.INFINITY)
        # the duals leave no rent to what has no bound
        self._least, self._most = (
            np.where(np.isinf(limit), 0.0, limit) for limit in (program.lower, program.upper)
        )
        masks, kind = np.unique(needs @ (1 << np.arange(needs.shape[1])), return_inverse=True)
        self._masks, self._kind = masks, kind
        self._needed = masks[kind].tolist()
        self._cost = program.cost.tolist()
        self._larger: dict[int, int] = {}
        self._known: dict[int, Basis] = {}
        self._weighed: dict[int, Basis] = {}

    def lies_in(self, part: int, larger: int) -> None:
        """Take note of a larger part that one can start from."""
        if part != larger:
            self._larger.setdefault(part, larger)

    def solve(self, parts: Sequence[int]) -> list[Optimum]:
        """Return the optima of parts."""
        return [one.optimum for one in self.vertices(parts, flows=False)]

    def vertices(self, parts: Sequence[int], *, flows: bool = True) -> list[Vertex]:
        """Return the optima of parts, with what flows if that is asked for."""
        found = []
        for some in self._batches(parts):
            upper = np.where(self._here(some), self._program.upper, self._program.lower)
            x, _ = self._solved(some, upper, self._known)
            flow = np.where(x > USED, x, 0.0)
            self._used[self._columns[flow.any(axis=0)]] = True
            values = 0.0 - (x * self._program.cost).sum(axis=1)
            optima = map(Optimum, values.tolist(), (self._needs @ flow.T).T)
            found += [
                Vertex(one, _flow(at) if flows else {}) for one, at in zip(optima, x, strict=True)
            ]
        return found

    def ceilings(self, cubes: Sequence[Weighed]) -> list[Terms]:
        """Return sums that bound what coalitions have of parts, each player's need a term.

        Duals of the right signs bound what any column can be worth to those who have it. On average
        over weights by the number of players needed, the lowest such bound is the optimum where no
        column can have more than its bound times its weight.
        """
        found = []
        for some in self._batches(cubes):
            here = self._here([part for part, _, _ in some])
            weight = np.array([self._weights(inside, weights) for _, inside, weights in some])
            upper = np.where(here, self._program.upper * weight, self._program.lower)
            _, duals = self._solved([part for part, _, _ in some], upper, self._weighed)
            found += [self._rents(*one) for one in zip(duals, here, strict=True)]
        return found

    def _weights(self, inside: int, weights: Sequence[float]) -> Floats:
        """Return the weight of each column's need, over that of none."""
        more = members_of(self._masks & ~inside, self._needs.shape[0]).sum(axis=1)[self._kind]
        found: Floats = np.array(weights)[np.minimum(more, len(weights) - 1)] / weights[0]
        return found

    def _batches(self, asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
        size = at_once(len(self._program.row_lower))
        return (asked[at : at + size] for at in range(0, len(asked), size))

    def _rents(self, duals: Floats, here: Bools) -> Terms:
        """Return what duals make of each need."""
        program = self._program
        duals = np.clip(duals, self._lowest, self._highest)
        bound = np.where(duals > 0, program.row_lower, program.row_upper)
        rents = program.worth(duals) - program.cost
        rents = np.where(here, np.maximum(rents * self._least, rents * self._most), 0.0)
        by_need = np.bincount(self._kind, rents)
        at = np.flatnonzero(by_need)
        terms: Terms = dict(zip(self._masks[at].tolist(), by_need[at].tolist(), strict=True))
        terms[0] = terms.get(0, 0.0) - float(duals[duals != 0] @ bound[duals != 0])
        return terms

    def _solved(
        self, parts: Sequence[int], upper: Floats, known: dict[int, Basis]
    ) -> tuple[Floats, Floats]:
        """Return where columns of parts stand, and the duals of rows; know more bases then."""
        if len(self._program.row_lower) > MANY:
            x, duals = zip(*map(self._by_solver, upper), strict=True)
            return np.array(x), np.array(duals)
        found = self._bases.solve([self._start(part, known) for part in parts], upper)
        for at, part in enumerate(parts):
            basis = found.bases[at]
            if not found.proved[at]:
                found.x[at], found.duals[at] = self._by_solver(upper[at])
                basis = self._bases.of(self._highs)
            known[part] = basis
        most = KEPT // len(self._program.row_lower) ** 2
        for part in list(itertools.islice(known, max(len(known) - most, 0))):
            del known[part]
        return found.x, found.duals

    def _here(self, parts: Sequence[int]) -> Bools:
        size = int(self.groups.max()) // 8 + 1
        flags = b"".join(part.to_bytes(size, "little") for part in parts)
        bits = np.frombuffer(flags, dtype=np.uint8).reshape(len(parts), size)
        return np.unpackbits(bits, axis=1, bitorder="little")[:, self.groups].view(bool)

    def _start(self, part: int, known: dict[int, Basis]) -> Basis:
        """Return the basis of the next larger part that is known."""
        larger: int | None = part
        while larger is not None:
            if larger in known:
                return known[larger]
            larger = self._larger.get(larger)
        return self._first

    @functools.cached_property
    def _bases(self) -> Bases:
        return Bases(self._program)

    @functools.cached_property
    def _highs(self) -> Any:
        highs = lp.own_solver()
        lp.load(highs, self._program)
        return highs

    @functools.cached_property
    def _first(self) -> Basis:
        self._by_solver(self._program.upper)
        return self._bases.of(self._highs)

    def _by_solver(self, upper: Floats) -> tuple[Floats, Floats]:
        every = np.arange(len(upper), dtype=np.int32)
        self._highs.changeColsBounds(len(upper), every, self._program.lower, upper)
        lp.run(self._highs)
        solution = self._highs.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)

    @functools.cached_property
    def _entries(self) -> list[tuple[tuple[int, float], ...]]:
        program = self._program
        entries = tuple(zip(program.index.tolist(), program.value.tolist(), strict=True))
        return [entries[a:b] for a, b in itertools.pairwise(program.start.tolist())]

    @functools.cached_property
    def _bundle(self) -> list[int]:
        """Return for each column a number; it is the same where entries and needs are."""
        number: dict[Any, int] = {}
        alike = zip(self._entries, self._needed, strict=True)
        return [number.setdefault(one, len(number)) for one in alike]

    def gains(self, change: Move) -> Iterator[tuple[int, float]]:
        """Yield for each move of a change who is needed for it, and what is gained.

        Columns that differ in cost alone, as steps do, change in proportion.
        """
        first: dict[tuple[int, bool], int] = {}
        bundle: Move = {}
        cost: dict[int, float] = {}
        for column, size in change.items():
            of = first.setdefault((self._bundle[column], size > 0), column)
            bundle[of] = bundle.get(of, 0.0) + size
            cost[of] = cost.get(of, 0.0) + self._cost[column] * size
        for move in moves(self._entries, bundle):
            need = 0
            for column, size in move.items():
                if size > 0:
                    need |= self._needed[column]
            yield need, -sum([cost[j] * size / bundle[j] for j, size in move.items()])


def _flow(x: Floats) -> Move:
    at = np.flatnonzero(x)
    return dict(zip(at.tolist(), x[at].tolist(), strict=True))
