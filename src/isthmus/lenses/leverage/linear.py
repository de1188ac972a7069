"""Games over a linear program: a coalition may use the columns whose players it all has.

The program is built once. Columns that need the same players and stand in the same rows are one
group; what a coalition has is a set of groups, as a bit mask. Each part of the program that nothing
couples has a warm model of its own, in which groups are shut and opened by their bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.lenses.leverage.moves import Move
from isthmus.lenses.leverage.provider import Between, Optimum, Terms, Weighed
from isthmus.lenses.leverage.warm import USED, Vertex, Warm

Bools = npt.NDArray[np.bool_]
Asked = TypeVar("Asked")
Found = TypeVar("Found")


class LinearGame:
    """A game over a linear program, for :mod:`isthmus.lenses.leverage.search`.

    Nothing flowing must be feasible and cost nothing, so that whatever is worth something has a
    column of negative cost.

    Parameters
    ----------
    players : tuple of str
    program : Program
        What all together can do, at the smallest cost; what it is worth is minus the cost.
    needs : sequence of int
        For every column the players it needs, by bit mask; 0: nobody's.
    like : LinearGame, optional
        A game over a program that may have other numbers. What it found of how parts fall apart
        holds here, if nothing but numbers differs.

    Attributes
    ----------
    needs : array of bool (columns, players)
    used : array of bool (columns,)
        Which of them some optimum found so far uses.
    """

    def __init__(
        self,
        players: tuple[str, ...],
        program: lp.Program,
        needs: Sequence[int],
        like: LinearGame | None = None,
    ) -> None:
        self.players = players
        self.program = program
        self.needs = np.array([_members(need, len(players)) for need in needs], dtype=bool)
        self.used = np.zeros(len(needs), dtype=bool)
        known = like is not None and like.players == players and _alike(like, program, self.needs)
        self._groups: _Groups = (
            like._groups if like and known else _Groups(program, needs, len(players))
        )
        self._models = [
            Warm(part, self._groups.of_column[part.columns], self.needs[part.columns], self.used)
            for part in lp.components(program)
        ]
        self._vertices: dict[int, Vertex] = {}
        self._model_of = {
            int(group): model for model in self._models for group in np.unique(model.groups)
        }

    def parts(self) -> list[int]:
        """Return the parts of what all together have."""
        return self._groups.split(self._groups.everything)

    def solve(self, parts: Sequence[int]) -> list[Optimum]:
        """Return the optima of parts."""
        new = [part for part in parts if part not in self._vertices]
        found = self._by_model(new, lambda part: part, Warm.solve)
        return [found[p] if p in found else self._vertices[p].optimum for p in parts]

    def _by_model(
        self,
        asked: Sequence[Asked],
        part: Callable[[Asked], int],
        how: Callable[[Warm, Sequence[Asked]], list[Found]],
    ) -> dict[Asked, Found]:
        of_model: dict[Warm, list[Asked]] = {}
        for one in dict.fromkeys(asked):
            of_model.setdefault(self._at(part(one)), []).append(one)
        return {
            one: answer
            for model, own in of_model.items()
            for one, answer in zip(own, how(model, own), strict=True)
        }

    def _at(self, part: int) -> Warm:
        return self._model_of[(part & -part).bit_length() - 1]

    def without(self, part: int, player: int) -> list[int]:
        """Return the parts of what is left of a part without a player."""
        return self._left(part, part & ~self._groups.of_player[player])

    def within(self, part: int, members: int) -> list[int]:
        """Return the parts of what a coalition has of a part."""
        left = part
        for player in range(len(self.players)):
            if not members >> player & 1:
                left &= ~self._groups.of_player[player]
        return self._left(part, left)

    def _left(self, part: int, left: int) -> list[int]:
        parts = self._groups.split(left)
        for one in parts:
            self._at(part).lies_in(one, part)
        return parts

    def involved(self, part: int) -> int:
        """Return the players that something of a part needs, by bit mask."""
        return sum(1 << i for i, groups in enumerate(self._groups.of_player) if groups & part)

    def between(self, cubes: Sequence[Weighed]) -> list[Between]:
        """Return bounds of what coalitions have of parts that some players are in.

        From above by duals: what they make of each column, for those who have it. From below by the
        optimum of those inside, and the moves from there to that of the part.
        """
        below = [self.within(part, inside) for part, inside, _ in cubes]
        for parts in ([part for part, _, _ in cubes], [one for ones in below for one in ones]):
            new = [part for part in parts if part not in self._vertices]
            self._vertices |= self._by_model(new, lambda part: part, Warm.vertices)
        above = self._by_model(cubes, lambda cube: cube[0], Warm.ceilings)
        return [
            Between(
                self._below(part, inside, ones),
                _besides(above[part, inside, weights].items(), inside),
            )
            for (part, inside, weights), ones in zip(cubes, below, strict=True)
        ]

    def _below(self, part: int, inside: int, below: list[int]) -> Terms:
        bottom = 0.0
        change: Move = dict(self._vertices[part].flow)
        for one in below:
            found = self._vertices[one]
            bottom += found.optimum.value
            for column, size in found.flow.items():
                change[column] = change.get(column, 0.0) - size
        change = {j: f for j, f in change.items() if abs(f) > USED}
        return _besides([(0, bottom), *self._at(part).gains(change)], inside)

    def cold(self, members: int) -> lp.Solution:
        """Solve a coalition from scratch; the solution is that of the whole program."""
        absent = ~np.array(_members(members, len(self.players)), dtype=bool)
        shut = (self.needs & absent).any(axis=1)
        upper = np.where(shut, np.minimum(self.program.upper, 0.0), self.program.upper)
        return lp.solve(replace(self.program, upper=upper), None)


def _besides(terms: Iterable[tuple[int, float]], inside: int) -> Terms:
    """Return a sum in which some players need not be named."""
    found: Terms = {}
    for need, size in terms:
        found[need & ~inside] = found.get(need & ~inside, 0.0) + size
    return found


def _members(mask: int, players: int) -> list[bool]:
    return [bool(mask >> player & 1) for player in range(players)]


def _alike(game: LinearGame, program: lp.Program, needs: Bools) -> bool:
    """Tell whether a program differs from a game's in numbers only, and not in their signs."""

    def signs(one: lp.Program) -> tuple[npt.NDArray[Any], ...]:
        free = (one.lower != 0) | (one.upper != 0)
        return one.start, one.index, free, one.cost < 0, one.value > 0

    return np.array_equal(game.needs, needs) and all(
        np.array_equal(a, b) for a, b in zip(signs(game.program), signs(program), strict=True)
    )


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class _Groups:
    """Groups of columns, and how rows connect them; sets of groups and of rows are bit masks."""

    def __init__(self, program: lp.Program, needs: Sequence[int], players: int) -> None:
        free = (program.lower != 0) | (program.upper != 0)
        number: dict[tuple[Any, ...], int] = {}
        self.of_column = np.zeros(len(program.cost), dtype=np.int64)
        self._worth = self._source = 0
        for column, need in enumerate(needs):
            entries = slice(*program.start[column : column + 2])
            rows = tuple(program.index[entries].tolist())
            group = number.setdefault((rows, need), len(number))
            self.of_column[column] = group
            if free[column]:
                self._worth |= int(program.cost[column] < 0) << group
                self._source |= int((program.value[entries] > 0).all()) << group
        self.count = len(number)
        self._known: dict[int, list[int]] = {}
        self.everything = sum(1 << group for group in set(self.of_column[free].tolist()))
        self._rows_of = [sum(1 << row for row in rows) for rows, _ in number]
        self._groups_in = [0] * len(program.row_lower)
        self.of_player = [0] * players
        for (rows, need), group in number.items():
            for row in rows:
                self._groups_in[row] |= 1 << group
            for player in _bits(need):
                self.of_player[player] |= 1 << group

    def split(self, groups: int) -> list[int]:
        """Return the connected parts of some groups that can be worth something."""
        known = self._known.get(groups)
        if known is None:
            known = self._known[groups] = self._split(groups)
        return known

    def _split(self, groups: int) -> list[int]:
        rows_of, groups_in = self._rows_of, self._groups_in
        found = []
        while groups:
            part, front, seen = 0, groups & -groups, 0
            while front:
                part |= front
                rows = 0
                while front:
                    low = front & -front
                    front ^= low
                    rows |= rows_of[low.bit_length() - 1]
                rows &= ~seen
                seen |= rows
                while rows:
                    low = rows & -rows
                    rows ^= low
                    front |= groups_in[low.bit_length() - 1]
                front &= groups & ~part
            groups &= ~part
            if part & self._worth and part & self._source:
                found.append(part)
        return found
