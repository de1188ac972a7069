"""The only module that knows two lenses: leverage over the markets, and over them and cargo.

A coalition may use what all of its controllers have in it, or who are no players. Its best welfare
is that of one program, built once: what the coalition lacks is shut by bounds. Tariffs and contract
minima drop out, for they are transfers or promises among players; ceilings, shared limits, losses
and costs stay; fixed demand counts from nothing, at its price cap. What cargo adds is told in
:mod:`isthmus.freight`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from isthmus import freight, goods
from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.freight import CARGO, CargoGame, cargo_game, cargo_players
from isthmus.goods import MarketsGame, markets_game
from isthmus.lenses.corridors import solve
from isthmus.lenses.corridors import units_of as cargo_units
from isthmus.lenses.corridors.instance import Assignment
from isthmus.lenses.corridors.network import Network as CargoNetwork
from isthmus.lenses.leverage import builders, tables
from isthmus.lenses.leverage.certificate import write_certificate
from isthmus.lenses.leverage.network import Solving, check, solve_network
from isthmus.lenses.leverage.players import default_players, owners_of, player_ids
from isthmus.lenses.leverage.provider import Provider
from isthmus.lenses.leverage.solution import Solution
from isthmus.lenses.leverage.together import Together
from isthmus.lenses.markets import numbers_of, optimal, units_of, with_caps
from isthmus.lenses.markets.refine import Optimum
from isthmus.result import Result
from isthmus.spread import as_many_as_fit, bands

PROGRAMS = 40_000  # solved before bounds must do
CHECKED = 8  # coalitions solved from scratch to check the search
CAPS = (0.5, 2.0)
ACCESS = ("control", "open")
SAME = 1e-6  # relative


def leverage(
    case: Case,
    *commodities: str,
    players: Sequence[str] | None = None,
    access: str = "control",
    samples: int = 0,
    seed: int = 0,
    programs: int = PROGRAMS,
    coalitions: Sequence[Sequence[str]] = (),
    caps: bool = True,
    draws: int | None = 0,
    certificate: str | Path | None = None,
) -> Result:
    """Say who holds what over whom: shares of what all gain together, the core, who blocks what.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *commodities : str
        Ids of market commodities, and ``cargo``; all market commodities where none is named.
    players : sequence of str, optional
        Ids of actors; companies belong to their parents, states to blocs they are members of,
        where those are players. By default all states and blocs that control something; with
        cargo, the nine of them that hold most of it.
    access : str
        ``control``: an asset needs all its controllers, a link also the parties with a veto of the
        agreements it requires. ``open``: links and stores of others may be used at their cost.
    samples : int
        Coalitions to sample where the search is not through after `programs`.
    seed : int
        Of the samples, of the coalitions that check the search, and of the draws.
    programs : int
        Linear programs to solve at most, before bounds must do.
    coalitions : sequence of sequences of str
        Coalitions whose value and flows are wanted.
    caps : bool
        Find the shares also at half and at twice all price caps and elasticities, and what cargo
        would pay beyond what it pays.
    draws : int, optional
        How often the game is played again with all numbers drawn within their bands, for the bands
        of shares; None: as often as a fixed amount of work allows, and never with cargo.
    certificate : str or Path, optional
        Where to write the values of all coalitions, as JSON.

    Returns
    -------
    Result
        Numbers `players`, `value`, `value_empty`, `welfare`, `least_core`, `solves`, `nodes`,
        `leaves`, `method`, `nucleolus_kind`; tables `shares`, `blocking`, `coalitions`, `caps`,
        `bands`.

    Raises
    ------
    IsthmusError
        If a commodity, a player or the access is unknown, or no supply can reach any demand.
    """
    if access not in ACCESS:
        raise IsthmusError(f"access '{access}': control or open.{did_you_mean(access, ACCESS)}")
    named = [name for name in commodities if name != CARGO]
    found = optimal(case, *named) if named or not commodities else None
    shipped = solve(case) if CARGO in commodities else None
    who = player_ids(case, players) if players else _all_players(case, found, shipped)
    asked = [player_ids(case, members, who) if members else () for members in coalitions]
    games = _games(case, found, shipped, who, access)
    provider = games.provider
    solved = solve_network(provider, most=programs, samples=samples, seed=seed)
    check(who, games.cold, solved, CHECKED, seed)
    if certificate is not None:
        write_certificate(Path(certificate), case.id, solved)
    other = functools.partial(
        _at_caps, case, named, games, who, access, functools.partial(solve_network, most=programs)
    )
    if draws is None:
        draws = as_many_as_fit(solved.solution.solves, cargo=games.cargo is not None)
    spread = functools.partial(
        bands, case, who, access, found.network if found else None, games.cargo, draws=draws,
        seed=seed, programs=programs,
    )  # fmt: skip
    parts = [found and _welfare(found), games.cargo and games.cargo.welfare]
    return Result(
        lens="leverage",
        case=case,
        units=_units(case, found, shipped is not None),
        status="optimal",
        numbers=tables.numbers(solved.solution, sum(part or 0.0 for part in parts)),
        builders={
            **builders(solved.solution),
            "coalitions": functools.partial(_coalitions, case, games, asked),
            **({"caps": functools.cache(other)} if caps else {}),
            **({"bands": functools.cache(spread)} if draws else {}),
        },
        notes=(*_difference(found, games, solved.solution), *solved.solution.notes),
    )


def _all_players(
    case: Case, found: Optimum | None, shipped: tuple[CargoNetwork, Assignment] | None
) -> tuple[str, ...]:
    """Return who plays where nobody is named; where cargo is asked for, those who hold most of it.

    All coalitions over cargo must be solved.
    """
    if shipped is not None:
        return cargo_players(case, shipped[0])
    assert found is not None
    return default_players(case, goods.holders(case, found.network))


class Games(NamedTuple):
    """The games that are played together; at least one of them is there."""

    markets: MarketsGame | None
    cargo: CargoGame | None

    @property
    def provider(self) -> Provider:
        """What the search asks: one game, or the sum of both."""
        games: list[Provider] = [one.game for one in (self.markets, self.cargo) if one is not None]
        return games[0] if len(games) == 1 else Together(games)

    def cold(self, members: int) -> float:
        """Return what a coalition is worth, solved from scratch."""
        value = -self.markets.game.cold(members).objective if self.markets else 0.0
        return value + (self.cargo.cold(members) if self.cargo else 0.0)


def _games(
    case: Case,
    found: Optimum | None,
    shipped: tuple[CargoNetwork, Assignment] | None,
    players: tuple[str, ...],
    access: str,
    factor: float = 1.0,
    like: CargoGame | None = None,
) -> Games:
    markets = markets_game(case, found.network, players, access) if found else None
    if shipped is None:
        return Games(markets, None)
    cargo = cargo_game(case, players, access, solved=shipped, factor=factor, like=like)
    return Games(markets, cargo)


def _units(case: Case, found: Optimum | None, cargo: bool) -> dict[str, Any]:
    own = cargo_units(case) if cargo else {}
    if found is None:
        return own
    units = units_of(case, found.network)
    for kind in ("quantity", "price"):
        units[kind] = {**units[kind], **own.get(kind, {})}
    return units


def _welfare(found: Optimum) -> float:
    """Return the welfare of the lens."""
    return float(numbers_of(found.network, found.outcome)["welfare"] or 0.0)


def _difference(found: Optimum | None, games: Games, solution: Solution) -> tuple[str, ...]:
    """Name what makes v(N) differ from the welfare of the lenses."""
    markets = _welfare(found) if found else 0.0
    freight = games.cargo.welfare if games.cargo else 0.0
    everyone = (1 << len(solution.players)) - 1
    moved = games.cargo.game.solve([everyone])[0].value if games.cargo else 0.0
    needs = -found.layout.constant if found else 0.0
    rest = solution.value - moved - markets - needs
    parts = []
    if needs:
        parts.append(f"{needs:,.1f} because fixed demand counts from nothing, not from the need")
    if abs(rest) > SAME * max(1.0, abs(markets)):
        parts.append(f"{rest:,.1f} because tariffs and contract minima bind no coalition")
    if abs(moved - freight) > SAME * max(1.0, abs(freight)):
        parts.append(f"{moved - freight:,.1f} because tariffs turn no cargo of a coalition away")
    if not parts:
        return ()
    whose = "the markets'" if not games.cargo else "cargo's" if not found else "both lenses'"
    more = f"{solution.value - markets - freight:,.1f}"
    return (f"all together are worth {more} more than {whose} welfare: {'; '.join(parts)}",)


def _coalitions(
    case: Case, games: Games, coalitions: Sequence[tuple[str, ...]]
) -> dict[str, list[Any]]:
    """Return the columns of table `coalitions`: values and flows, solved from scratch."""
    rows: list[tuple[Any, ...]] = []
    provider = games.provider
    for members in coalitions:
        name, mask = ";".join(members), owners_of(members, provider.players)
        value = games.cold(mask) + 0.0
        rows.append((name, value, None, None, None))
        if games.markets:
            rows += [(name, value, *row) for row in goods.flow_rows(case, games.markets, mask)]
        if games.cargo:
            rows += [(name, value, *row) for row in freight.flow_rows(case, games.cargo, mask)]
    names = ("coalition", "value", "link", "period", "flow")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _at_caps(
    case: Case,
    named: Sequence[str],
    games: Games,
    players: tuple[str, ...],
    access: str,
    solve: Any,
) -> dict[str, list[Any]]:
    """Return the columns of table `caps`: the shares if what is assumed were half or twice as much.

    That is price caps and elasticities, and how much more than today cargo would pay.
    """
    rows: list[tuple[Any, ...]] = []
    shipped = (games.cargo.network, games.cargo.found) if games.cargo else None
    for factor in CAPS:
        found = optimal(with_caps(case, factor), *named) if games.markets else None
        other = _games(case, found, shipped, players, access, factor, games.cargo)
        solving: Solving = solve(other.provider, shared=False)
        solution = solving.solution
        gained = solution.value - solution.value_empty
        rows += [
            (player, factor, share, share / gained if gained else np.nan)
            for player, share in zip(players, solution.shapley.tolist(), strict=True)
        ]
    names = ("player", "factor", "shapley", "shapley_share")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
