"""Bands of shares: the game played again with all numbers drawn anew within their bands."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.redrawing import redrawn
from isthmus.freight import CargoGame, cargo_game
from isthmus.goods import markets_game
from isthmus.goods import redrawn as redrawn_network
from isthmus.lenses.corridors.network import build_network as cargo_network
from isthmus.lenses.corridors.slopes import READ as OF_CARGO
from isthmus.lenses.leverage.network import solve_network
from isthmus.lenses.leverage.provider import Provider
from isthmus.lenses.leverage.together import Together
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.slopes import READ as OF_MARKETS

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.5, 0.95)
WORK = 20_000  # programs that may be solved where nobody says how many draws
BUILDING = 200  # what making a game takes, in programs
MOST = 100
NAMES = ("q05", "q50", "q95")


def as_many_as_fit(solves: int, *, cargo: bool) -> int:
    """Return how many draws a fixed amount of work allows; none of cargo, which takes longer."""
    return 0 if cargo else min(MOST, WORK // (BUILDING + solves))


def bands(
    case: Case,
    players: tuple[str, ...],
    access: str,
    markets: Network | None,
    cargo: CargoGame | None,
    *,
    draws: int,
    seed: int,
    programs: int,
) -> dict[str, list[Any]]:
    """Return the columns of table `bands`: quantiles of each player's Shapley value and share.

    Parameters
    ----------
    case : Case
    players : tuple of str
    access : str
    markets : Network, optional
        Of the case, with the steps of its demand that the game has; none without markets.
    cargo : CargoGame, optional
    draws : int
    seed : int
    programs : int
        To be solved at most in a draw, before the middle of bounds must do.
    """
    game = _player_of_games(case, players, access, markets, cargo)
    read = _together(OF_MARKETS if markets else {}, OF_CARGO if cargo else {})

    def played(drawn: Case) -> Floats:
        return solve_network(game(drawn), most=programs, shared=False).solution.shapley

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the solver leaves Python to the others
        found = np.array(list(threads.map(played, redrawn(case, read, draws, seed))))
    gained = found.sum(axis=1, keepdims=True)
    shares = np.divide(found, gained, out=np.full_like(found, np.nan), where=gained > 0)
    columns: dict[str, list[Any]] = {"player": list(players)}
    for prefix, values in (("", found), ("share_", shares)):
        for name, ends in zip(NAMES, np.quantile(values, QUANTILES, axis=0), strict=True):
            columns[prefix + name] = ends.tolist()
    return {**columns, "draws": [draws] * len(players)}


def _player_of_games(
    case: Case,
    players: tuple[str, ...],
    access: str,
    markets: Network | None,
    cargo: CargoGame | None,
) -> Callable[[Case], Provider]:
    """Return what makes the game over a case of other numbers."""
    like = markets_game(case, markets, players, access, whole=True) if markets else None

    def game(drawn: Case) -> Provider:
        games: list[Provider] = []
        if markets:
            network = redrawn_network(drawn, markets)
            games.append(markets_game(drawn, network, players, access, like=like, whole=True).game)
        if cargo:
            solved = cargo_network(drawn, cargo.network), cargo.found
            games.append(cargo_game(drawn, players, access, solved=solved, like=cargo).game)
        return games[0] if len(games) == 1 else Together(games)

    return game


def _together(*reads: Any) -> dict[str, tuple[str, ...]]:
    """Return the columns that any of some lenses read, by table."""
    tables = dict.fromkeys(name for read in reads for name in read)
    return {
        name: tuple(dict.fromkeys(column for read in reads for column in read.get(name, ())))
        for name in tables
    }
