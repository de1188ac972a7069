"""Who has which share of what all gain, for studies: Shapley values of the games over lenses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.case.observing import signed
from isthmus.goods import MarketsGame, holders, markets_game
from isthmus.lenses.leverage.network import solve_network
from isthmus.lenses.leverage.players import default_players
from isthmus.lenses.leverage.provider import Provider
from isthmus.lenses.markets import optimal
from isthmus.lenses.markets.network import build_network
from isthmus.lenses.markets.refine import with_edges_of

PROGRAMS = 40_000


@dataclass(frozen=True)
class Shares:
    """The Shapley values of a game.

    Attributes
    ----------
    of : mapping of str to float
        By player, in million.
    gained : float
        What all together gain over what nobody's assets are worth.
    exact : bool
        Whether every coalition's value is known; else `of` is the middle of certified bounds.
    game : MarketsGame, optional
        The game, where it is over markets.
    """

    of: Mapping[str, float] = field(default_factory=dict)
    gained: float = 0.0
    exact: bool = True
    game: MarketsGame | None = None

    def plus(self, other: Shares) -> Shares:
        """Return the shares of both games played together."""
        players = dict.fromkeys([*self.of, *other.of])
        return Shares(
            {one: self.of.get(one, 0.0) + other.of.get(one, 0.0) for one in players},
            self.gained + other.gained,
            self.exact and other.exact,
        )


def shares_of(
    lens: str, case: Case, found: Any, players: tuple[str, ...] = (), *, reopened: bool = False
) -> Shares:
    """Return the shares of the game over a lens.

    Parameters
    ----------
    lens : str
        ``markets`` or ``corridors``.
    case : Case
    found : Optimum
        Of the lens.
    players : tuple of str
        Who plays; by default who plays in `leverage`.
    reopened : bool
        The optimum is that of a case in which other links are open.
    """
    if lens == "corridors":
        from isthmus.freight import cargo_game, cargo_players  # scipy takes a while
        from isthmus.lenses.corridors.network import build_network as cargo_network

        cargo = cargo_network(case, found.network) if reopened else found.network
        who = players or cargo_players(case, cargo)
        return _solved(cargo_game(case, who, solved=(cargo, found.found)).game)
    network = found.network
    if reopened:
        network = with_edges_of(build_network(case, network.commodities), network)
    who = players or default_players(case, holders(case, network))
    game = markets_game(case, network, who)
    return _solved(game.game, game)


def share_in_games(lens: str, case: Case, found: Any, targets: Sequence[str]) -> float:
    """Return the shares of actors of what all gain, summed; NaN where nobody gains.

    Parameters
    ----------
    lens : str
    case : Case
    found : Optimum
        Of the lens.
    targets : sequence of str
        ``ACTOR``, or ``ACTOR/GOOD`` where the game is over one good; ``-`` subtracts.
    """
    share = 0.0
    for good, mine in groupby(sorted(targets, key=_good_of), _good_of):
        alone = lens == "markets" and good
        shares = shares_of(lens, case, optimal(case, good) if alone else found)
        sign = signed(list(shares.of), [target.partition("/")[0] for target in mine])
        gained = shares.gained or math.nan
        share += float(sign @ np.array(list(shares.of.values()))) / gained
    return share


def _good_of(target: str) -> str:
    return target.partition("/")[2]


def _solved(provider: Provider, game: MarketsGame | None = None) -> Shares:
    solution = solve_network(provider, most=PROGRAMS, shared=False).solution
    shares = dict(zip(solution.players, solution.shapley.tolist(), strict=True))
    gained = solution.value - solution.value_empty
    return Shares(shares, gained, solution.method == "exact", game)


def same_links(before: Case, after: Case) -> bool:
    """Tell whether the same links are open in two cases with the same links."""
    return bool((before.open_links == after.open_links).all())


def unmoved(before: Case, after: Case, shares: Shares) -> bool:
    """Tell whether no coalition's value differs when some links are shut.

    So it is if no optimum uses them that the search has found: each stays what it is.
    """
    if shares.game is None:
        return False
    links, layout = shares.game.network.links, shares.game.layout
    was, now = before.open_links[links.rows], after.open_links[links.rows]
    if (now & ~was).any():
        return False
    used = np.append(shares.game.game.used, False)  # the last stands for columns not there
    busy = used[layout.forward].any(axis=1) | used[layout.backward].any(axis=1)
    return not (was & ~now & busy).any()
