"""Games played together: what a coalition gains is the sum over all of them."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.lenses.leverage.provider import Between, Optimum, Part, Provider, Weighed


class Together:
    """The sum of games with the same players.

    Parameters
    ----------
    games : sequence of Provider
        Their parts are parts of the sum.
    """

    def __init__(self, games: Sequence[Provider]) -> None:
        self.players = games[0].players
        self._games = games

    def parts(self) -> list[Part]:
        """Return the parts of all games."""
        return [(at, part) for at, one in enumerate(self._games) for part in one.parts()]

    def solve(self, parts: Sequence[Part]) -> list[Optimum]:
        """Return the optima of parts."""
        found: dict[Part, Optimum] = {}
        for at, game in enumerate(self._games):
            own = [part for of, part in parts if of == at]
            found.update(zip([(at, part) for part in own], game.solve(own), strict=True))
        return [found[part] for part in parts]

    def without(self, part: Part, player: int) -> list[Part]:
        """Return the parts of what is left of a part without a player."""
        at, own = part
        return [(at, left) for left in self._games[at].without(own, player)]

    def within(self, part: Part, members: int) -> list[Part]:
        """Return the parts of what a coalition has of a part."""
        at, own = part
        return [(at, left) for left in self._games[at].within(own, members)]

    def involved(self, part: Part) -> int:
        """Return who has something of a part."""
        at, own = part
        found: int = self._games[at].involved(own)
        return found

    def between(self, cubes: Sequence[Weighed]) -> list[Between]:
        """Return for parts bounds of what coalitions have of them that some players are in."""
        found: dict[Weighed, Between] = {}
        for at, game in enumerate(self._games):
            asked = [cube for cube in cubes if cube[0][0] == at]
            own = [(part, inside, weights) for (_, part), inside, weights in asked]
            found.update(zip(asked, game.between(own), strict=True))
        return [found[cube] for cube in cubes]
