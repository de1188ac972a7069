"""A part of a program that nothing couples to the rest: groups of its columns are there or shut.

What is there is solved from the basis of the next larger set of groups whose basis is kept. The
solver has the first word, on all groups, and the last one where that proves nothing.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from isthmus import lp
from isthmus.lenses.leverage.bases import Bases, Basis
from isthmus.lenses.leverage.moves import Move, moves
from isthmus.lenses.leverage.provider import Optimum, Terms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

USED = 1e-7
KEPT = 1 << 23  # entries of the inverses that are kept


class Vertex(NamedTuple):
    """An optimum, what flows in it, and what its duals make of what each need allows."""

    optimum: Optimum
    flow: Move
    rents: Terms


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
        self._masks, self._kind = masks.tolist(), kind
        self._needed = masks[kind].tolist()
        self._cost = program.cost.tolist()
        self._larger: dict[int, int] = {}
        self._known: dict[int, Basis] = {}

    def lies_in(self, part: int, larger: int) -> None:
        """Take note of a larger part that one can start from."""
        if part != larger:
            self._larger.setdefault(part, larger)

    def solve(self, parts: Sequence[int]) -> list[Optimum]:
        """Return the optima of parts."""
        return [one for some in self._batches(parts) for one in self._optima(self._solved(some)[0])]

    def vertices(self, parts: Sequence[int]) -> list[Vertex]:
        """Return the optima of parts with what flows and what their duals make of it."""
        found = []
        for some in self._batches(parts):
            x, duals, here = self._solved(some)
            for at, optimum in enumerate(self._optima(x)):
                flow = np.flatnonzero(x[at])
                flowing = dict(zip(flow.tolist(), x[at, flow].tolist(), strict=True))
                found.append(Vertex(optimum, flowing, self._rents(duals[at], here[at])))
        return found

    def _batches(self, parts: Sequence[int]) -> Iterator[Sequence[int]]:
        size = self._bases.at_once
        return (parts[at : at + size] for at in range(0, len(parts), size))

    def _optima(self, x: Floats) -> list[Optimum]:
        flow = np.where(x > USED, x, 0.0)
        self._used[self._columns[flow.any(axis=0)]] = True
        values = 0.0 - (x * self._program.cost).sum(axis=1)
        return [*map(Optimum, values.tolist(), (self._needs @ flow.T).T)]

    def _rents(self, duals: Floats, here: Bools) -> Terms:
        """Return what duals make of each need; those of the right signs bound what it is worth."""
        program = self._program
        duals = np.clip(duals, self._lowest, self._highest)
        bound = np.where(duals > 0, program.row_lower, program.row_upper)
        rents = program.worth(duals) - program.cost
        rents = np.where(here, np.maximum(rents * self._least, rents * self._most), 0.0)
        by_need = np.bincount(self._kind, rents)
        terms = {self._masks[at]: float(by_need[at]) for at in np.flatnonzero(by_need)}
        terms[0] = terms.get(0, 0.0) - float(duals[duals != 0] @ bound[duals != 0])
        return terms

    def _solved(self, parts: Sequence[int]) -> tuple[Floats, Floats, Bools]:
        """Return for parts where columns stand, the duals of rows, and which columns are there."""
        here = self._here(parts)
        found = self._bases.solve([self._start(part) for part in parts], here)
        for at, part in enumerate(parts):
            basis = found.bases[at]
            if not found.proved[at]:
                found.x[at], found.duals[at], basis = self._by_solver(here[at])
            self._known[part] = basis
        most = KEPT // len(self._program.row_lower) ** 2
        for part in list(itertools.islice(self._known, max(len(self._known) - most, 0))):
            del self._known[part]
        return found.x, found.duals, here

    def _here(self, parts: Sequence[int]) -> Bools:
        size = int(self.groups.max()) // 8 + 1
        flags = b"".join(part.to_bytes(size, "little") for part in parts)
        bits = np.frombuffer(flags, dtype=np.uint8).reshape(len(parts), size)
        return np.unpackbits(bits, axis=1, bitorder="little")[:, self.groups].view(bool)

    def _start(self, part: int | None) -> Basis:
        """Return the basis of the next larger part that is known."""
        while part is not None:
            if part in self._known:
                return self._known[part]
            part = self._larger.get(part)
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
        return self._by_solver(np.ones(len(self.groups), dtype=bool))[2]

    def _by_solver(self, here: Bools) -> tuple[Floats, Floats, Basis]:
        program = self._program
        upper = np.where(here, program.upper, program.lower)
        every = np.arange(len(here), dtype=np.int32)
        self._highs.changeColsBounds(len(here), every, program.lower, upper)
        lp.run(self._highs)
        solution = self._highs.getSolution()
        x, duals = np.array(solution.col_value), np.array(solution.row_dual)
        return x, duals, self._bases.of(self._highs)

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
