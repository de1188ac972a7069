"""What a lens tells of a game: the parts of what players have, and what each part is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

Part = Any
"""Assets that are connected, as the provider describes them; hashable."""


class Optimum(NamedTuple):
    """The best value of a part, and what each player carries of it: nothing where it is unused."""

    value: float
    carried: Floats


Terms = dict[int, float]
"""A sum over coalitions, by bit mask: each term counts for those who have all of its players."""


Weighed = tuple[Part, int, tuple[float, ...]]
"""Coalitions that have a part, by who is in, and by what counts what needs so many more of them."""


class Between(NamedTuple):
    """What bounds the values in a cube of coalitions from below and from above.

    The terms' players are those needed besides those who are in.
    """

    low: Terms
    high: Terms


class Provider(Protocol):
    """A game as a lens gives it.

    What a coalition has is worth the sum over its parts, and never less than what a smaller one
    has. Coalitions are bit masks; bit i stands for player i.
    """

    players: tuple[str, ...]

    def parts(self) -> list[Part]:
        """Return the parts of what all together have; what is worth nothing is left out."""

    def solve(self, parts: Sequence[Part]) -> list[Optimum]:
        """Return the optima of parts."""

    def without(self, part: Part, player: int) -> list[Part]:
        """Return the parts of what is left of a part without a player."""

    def within(self, part: Part, members: int) -> list[Part]:
        """Return the parts of what a coalition has of a part."""

    def involved(self, part: Part) -> int:
        """Return the players that something of a part needs, by bit mask."""

    def between(self, cubes: Sequence[Weighed]) -> list[Between]:
        """Return for parts bounds of what coalitions have of them that some players are in.

        The lower one is exact where nobody else is in. The upper one is chosen to be low on
        average over the weights.
        """


class Unsplit:
    """A provider that does not split: its parts are coalitions.

    Parameters
    ----------
    players : tuple of str
    value : callable
        From a coalition to its value and what each player carries of it.
    """

    def __init__(self, players: tuple[str, ...], value: Callable[[int], Optimum]) -> None:
        self.players = players
        self._value = value

    def parts(self) -> list[int]:
        """Return the coalition of all."""
        return [(1 << len(self.players)) - 1]

    def solve(self, parts: Sequence[int]) -> list[Optimum]:
        """Return the optima of coalitions."""
        return [self._value(part) for part in parts]

    def without(self, part: int, player: int) -> list[int]:
        """Return the coalition without a player."""
        return [part & ~(1 << player)]

    def within(self, part: int, members: int) -> list[int]:
        """Return who of a coalition is in another one."""
        return [part & members]

    def involved(self, part: int) -> int:
        """Return a coalition's members."""
        return part

    def between(self, cubes: Sequence[Weighed]) -> list[Between]:
        """Return as bounds what the smallest and the largest coalition are worth."""
        return [
            Between({0: self._value(part & inside).value}, {0: self._value(part).value})
            for part, inside, _ in cubes
        ]


class Solved:
    """The parts of a game, each solved and split once."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._known: dict[Part, Optimum] = {}
        self._left: dict[tuple[Part, int], list[Part]] = {}

    @property
    def count(self) -> int:
        """How many parts were solved."""
        return len(self._known)

    def __call__(self, part: Part) -> Optimum:
        """Return the optimum of a part."""
        return self.all([part])[0]

    def all(self, parts: Sequence[Part]) -> list[Optimum]:
        """Return the optima of parts; those not known yet are solved together."""
        new = [part for part in dict.fromkeys(parts) if part not in self._known]
        if new:
            self._known.update(zip(new, self.provider.solve(new), strict=True))
        return [self._known[part] for part in parts]

    def without(self, part: Part, player: int) -> list[Part]:
        """Return the parts of what is left of a part without a player."""
        found = self._left.get((part, player))
        if found is None:
            found = self._left[part, player] = self.provider.without(part, player)
        return found

    def between(self, cubes: Sequence[Weighed]) -> list[Between]:
        """Return for parts bounds of what coalitions have of them that some players are in."""
        found = self.provider.between(cubes)
        self.all(
            [p for part, inside, _ in cubes for p in (part, *self.provider.within(part, inside))]
        )
        return found

    def worth(self, parts: list[Part]) -> float:
        """Return what parts are worth together."""
        return sum(one.value for one in self.all(parts))

    def value(self, members: int) -> float:
        """Return what a coalition is worth."""
        whole = self.provider.parts()
        return self.worth([p for part in whole for p in self.provider.within(part, members)])
