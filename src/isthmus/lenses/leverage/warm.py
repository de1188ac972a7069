"""A part of a program that nothing couples to the rest, in a solver that stays warm.

Groups of its columns are shut and opened by their bounds.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.lenses.leverage.moves import Move, moves
from isthmus.lenses.leverage.provider import Optimum, Terms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

USED = 1e-7


class Vertex(NamedTuple):
    """An optimum, what flows in it, and what its duals make of what each need allows."""

    optimum: Optimum
    flow: Move
    rents: Terms


class Warm:
    """A component of the program in a solver that stays warm."""

    def __init__(self, component: lp.Component, groups: Ints, needs: Bools, used: Bools) -> None:
        self.groups = groups
        self._columns, self._used = component.columns, used
        self._program = component.program
        self._needs = needs.astype(float)
        self._here = np.ones(len(groups), dtype=bool)
        self._lowest = np.where(np.isinf(component.program.row_upper), 0.0, -lp.INFINITY)
        self._highest = np.where(np.isinf(component.program.row_lower), 0.0, lp.INFINITY)
        # the duals leave no rent to what has no bound
        self._least, self._most = (
            np.where(np.isinf(limit), 0.0, limit)
            for limit in (component.program.lower, component.program.upper)
        )
        masks, kind = np.unique(needs @ (1 << np.arange(needs.shape[1])), return_inverse=True)
        self._masks, self._kind = masks.tolist(), kind
        self._needed = masks[kind].tolist()
        self._cost = component.program.cost.tolist()
        self._highs: Any = None

    def solve(self, part: int, count: int) -> Optimum:
        """Return the optimum of the groups of a part."""
        return self._optimum(np.array(self._run(part, count).col_value))

    def _optimum(self, x: Floats) -> Optimum:
        flow = np.flatnonzero(x > USED)
        carried: Floats = x[flow] @ self._needs[flow]
        self._used[self._columns[flow]] = True
        return Optimum(-float(self._highs.getObjectiveValue()), carried)

    def _run(self, part: int, count: int) -> Any:
        program = self._program
        if self._highs is None:
            self._highs = lp.own_solver()
            lp.load(self._highs, program)
        flags = np.frombuffer(part.to_bytes(count // 8 + 1, "little"), dtype=np.uint8)
        here = np.unpackbits(flags, bitorder="little")[self.groups].view(bool)
        moved = np.flatnonzero(here != self._here).astype(np.int32)
        if len(moved):
            lower, upper = program.lower[moved], program.upper[moved]
            upper = np.where(here[moved], upper, np.minimum(upper, lower))
            self._highs.changeColsBounds(len(moved), moved, lower, upper)
            self._here = here
        lp.run(self._highs)
        return self._highs.getSolution()

    def vertex(self, part: int, count: int) -> Vertex:
        """Return the optimum of a part with what flows and what its duals make of it.

        By weak duality, duals of the right signs bound what any of the columns can be worth.
        """
        solution = self._run(part, count)
        program, here = self._program, self._here
        x, duals = np.array(solution.col_value), np.array(solution.row_dual)
        duals = np.clip(duals, self._lowest, self._highest)
        bound = np.where(duals > 0, program.row_lower, program.row_upper)
        rents = program.worth(duals) - program.cost
        rents = np.where(here, np.maximum(rents * self._least, rents * self._most), 0.0)
        by_need = np.bincount(self._kind, rents)
        terms = {self._masks[at]: float(by_need[at]) for at in np.flatnonzero(by_need)}
        terms[0] = terms.get(0, 0.0) - float(duals[duals != 0] @ bound[duals != 0])
        flow = np.flatnonzero(x)
        flowing = dict(zip(flow.tolist(), x[flow].tolist(), strict=True))
        return Vertex(self._optimum(x), flowing, terms)

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
