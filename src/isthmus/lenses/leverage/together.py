"""Games played together: what a coalition gains is the sum over all of them."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.lenses.leverage.provider import Between, Optimum, Part, Provider


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

    def solve(self, part: Part) -> Optimum:
        """Return the optimum of a part."""
        at, own = part
        found: Optimum = self._games[at].solve(own)
        return found

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

    def between(self, part: Part, inside: int) -> Between:
        """Return bounds of what coalitions have of a part that some players are in."""
        at, own = part
        found: Between = self._games[at].between(own, inside)
        return found
