"""Leverage over cargo: what a coalition may ship, and over which ways.

A shipment needs all of its owners, a link or transfer all of its controllers, a link also the
parties with a veto of the agreements that it requires; bans hold in every coalition. Tariffs drop
out: they are transfers among players. A coalition is worth what its cargo would at most have paid,
less what carrying it costs, time counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors import numbers_of, solve
from isthmus.lenses.corridors.gains import arc_flows
from isthmus.lenses.corridors.holding import Held, alone, consents, held
from isthmus.lenses.corridors.instance import Assignment
from isthmus.lenses.corridors.network import Network, shipment_owners
from isthmus.lenses.corridors.pool import NONE
from isthmus.lenses.corridors.tables import by_member
from isthmus.lenses.corridors.values import Values
from isthmus.lenses.leverage.players import default_players, mask_of
from isthmus.lenses.leverage.provider import Optimum, Unsplit

CARGO = "cargo"
PLAY = 9  # of those who hold cargo, how many play where nobody is named: those who hold most
MOST = 12  # all coalitions must be solved
FLOWS = 1e-7


@dataclass(frozen=True)
class CargoGame:
    """The game over the cargo of a case.

    Attributes
    ----------
    game : Unsplit
    values : Values
        What the game asks.
    network : Network
    found : Assignment
        The optimum of the lens, tariffs included.
    held : Held
        What players hold, without tariffs.
    """

    game: Unsplit
    values: Values
    network: Network
    found: Assignment
    held: Held

    @property
    def welfare(self) -> float:
        """What the lens says that all gain."""
        return float(numbers_of(self.network, self.found)["welfare"] or 0.0)

    def cold(self, members: int) -> float:
        """Return what a coalition is worth, assigned from scratch."""
        return alone(self.held, members)[0]


def cargo_game(
    case: Case,
    players: tuple[str, ...],
    access: str = "control",
    *,
    solved: tuple[Network, Assignment] | None = None,
    factor: float = 1.0,
    like: CargoGame | None = None,
) -> CargoGame:
    """Return the game over the cargo of a case.

    Parameters
    ----------
    case : Case
    players : tuple of str
    access : str
        ``open``: links and transfers need nobody.
    solved : tuple, optional
        The optimum of the lens, if it is known.
    factor : float
        Of what reservations exceed what cargo pays in the optimum of the lens.
    like : CargoGame, optional
        Of the same cargo on the same arcs, whatever their numbers: it spares work.

    Raises
    ------
    IsthmusError
        If the case has no cargo, or there are more than `MOST` players.
    """
    if len(players) > MOST:
        raise IsthmusError(
            f"{len(players)} players; leverage over cargo solves every coalition, so at most "
            f"{MOST} can play: name them (--players)"
        )
    network, found = solved or solve(case)
    what = held(case, network, len(players), mask_of(case, players), shared=access == "open")
    cargo = what.instance.cargo
    reservation = found.price + factor * (cargo.reservation - found.price)
    if factor != 1:
        cargo = replace(cargo, reservation=reservation)
        what = replace(what, instance=replace(what.instance, cargo=cargo))
    values = Values(what, like.values.routes if like else NONE)
    game = Unsplit(players, lambda s: Optimum(*values(s)))
    return CargoGame(game, values, network, found, what)


def cargo_players(case: Case, network: Network) -> tuple[str, ...]:
    """Return to whom cargo, links and transfers belong in the end: the `PLAY` that hold most."""
    owners = [tuple(actor for actor, _ in shares) for shares in shipment_owners(case)]
    lists = [*owners, *consents(case, network)]
    tops = default_players(case, {actor for actors in lists for actor in actors})
    mask = mask_of(case, tops)
    held_by = Counter(i for who in lists for i in range(len(tops)) if mask(who) >> i & 1)
    most = {i for i, _ in sorted(held_by.items(), key=lambda one: (-one[1], one[0]))[:PLAY]}
    return tuple(player for i, player in enumerate(tops) if i in most)


def flow_rows(case: Case, one: CargoGame, members: int) -> Iterator[tuple[Any, ...]]:
    """Yield link, period and flow of a coalition's best answer, a row for each direction.

    What goes from the link's `to` to its `from` is negative.
    """
    network = one.network
    forward, backward = by_member(network, arc_flows(network, alone(one.held, members)[1]))
    periods = [period.id for period in case.periods]
    for at, name in enumerate(network.links.ids):
        for period, *flows in zip(periods, forward[at], -backward[at], strict=True):
            yield from ((name, period, float(f)) for f in flows if abs(f) > FLOWS)
