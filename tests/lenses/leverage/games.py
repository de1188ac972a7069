"""Games of every kind from a seed, and games of the literature with their known answers."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.lenses.leverage.reading import game_of
from isthmus.lenses.leverage.table import TableGame, sizes, subset_sums
from isthmus.lenses.leverage.voting import VotingGame

Floats = npt.NDArray[np.float64]

KNOWN = Path(__file__).parents[2] / "data" / "games.json"
KINDS = ("ties", "real", "convex", "superadditive", "voting", "negative")


@dataclass(frozen=True)
class Known:
    """A game of the literature, and what is known of it."""

    id: str
    game: TableGame | VotingGame
    shapley: list[Fraction]
    banzhaf: list[Fraction]
    nucleolus: list[Fraction]
    core: bool

    @property
    def table(self) -> TableGame:
        return self.game.table() if isinstance(self.game, VotingGame) else self.game


@functools.cache
def known_games() -> dict[str, Known]:
    """Return the games of the literature by id."""
    return {row["id"]: _known(row) for row in json.loads(KNOWN.read_text(encoding="utf-8"))}


def _known(row: dict[str, Any]) -> Known:
    shapley, banzhaf, nucleolus = (
        list(map(Fraction, row[name])) for name in ("shapley", "banzhaf", "nucleolus")
    )
    return Known(row["id"], game_of(row["game"]), shapley, banzhaf, nucleolus, row["core"])


def floats(shares: list[Fraction]) -> Floats:
    return np.array(list(map(float, shares)))


def table(*values: float) -> TableGame:
    """Return a game from its values."""
    players = tuple("abcdefgh"[: (len(values) - 1).bit_length()])
    return TableGame(players, np.array(values, dtype=float))


def random_game(seed: int) -> TableGame:
    """Return a game of 3 to 8 players; every kind comes with every size."""
    draw = np.random.default_rng(seed)
    players = 3 + seed % 6
    values = _DRAWN[KINDS[seed // 6 % len(KINDS)]](draw, players)
    values[0] = 0
    return TableGame(tuple("abcdefgh"[:players]), values)


def _ties(draw: np.random.Generator, players: int) -> Floats:
    return draw.integers(0, 10, 1 << players).astype(float)


def _real(draw: np.random.Generator, players: int) -> Floats:
    return np.asarray(draw.random(1 << players) * sizes(players))


def _convex(draw: np.random.Generator, players: int) -> Floats:
    masks = np.arange(1 << players)
    values = np.zeros(1 << players)
    for needed in draw.integers(1, 1 << players, 3 * players):
        values += draw.integers(1, 6) * ((masks & needed) == needed)
    return values


def _superadditive(draw: np.random.Generator, players: int) -> Floats:
    values = draw.integers(0, 6, 1 << players).astype(float)
    values[0] = 0
    for whole in range(1, 1 << players):
        part = (whole - 1) & whole
        while part:
            values[whole] = max(values[whole], values[part] + values[whole ^ part])
            part = (part - 1) & whole
    return values


def _voting(draw: np.random.Generator, players: int) -> Floats:
    weights = draw.integers(1, 6, players).astype(float)
    return np.asarray(subset_sums(weights) > weights.sum() / 2, dtype=float)


def _negative(draw: np.random.Generator, players: int) -> Floats:
    some = draw.integers(0, 2, 1 << players)
    return (draw.integers(-5, 6, 1 << players) * some).astype(float)


_DRAWN = {
    "ties": _ties,
    "real": _real,
    "convex": _convex,
    "superadditive": _superadditive,
    "voting": _voting,
    "negative": _negative,
}
