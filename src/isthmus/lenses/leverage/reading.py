"""Games from JSON files: a table of values by bit mask, or weighted voting."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.voting import MOST_PLAYERS, VotingGame, whole

Floats = npt.NDArray[np.float64]

KEYS = ("players", "values", "quota", "weights", "title")
MOST_TABLE = 24
SHAPES = '{"players": [...], "values": [v(0), v(1), ...]} or {"quota": q, "weights": [...]}'


def read_game(path: str | Path) -> TableGame | VotingGame:
    """Return the game of a JSON file.

    Raises
    ------
    IsthmusError
        If the file is no game; it says what is wrong and what would be right.
    """
    file = Path(path)
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise IsthmusError(f"{file}: is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise IsthmusError(f"{file}:{error.lineno}: no JSON: {error.msg}") from error
    try:
        return game_of(content)
    except IsthmusError as error:
        raise IsthmusError(f"{file}: {error}") from error


def game_of(content: Any) -> TableGame | VotingGame:
    """Return the game that plain data describes."""
    if not isinstance(content, Mapping):
        raise IsthmusError(f"a game is {SHAPES}")
    for key in content:
        if key not in KEYS:
            raise IsthmusError(f"'{key}' says nothing of a game.{did_you_mean(str(key), KEYS)}")
    if "values" in content and ("quota" in content or "weights" in content):
        raise IsthmusError("values, or quota and weights, but not both")
    if "values" in content:
        return _table(content)
    if "quota" in content and "weights" in content:
        return _voting(content)
    raise IsthmusError(f"a game is {SHAPES}")


def _table(content: Mapping[str, Any]) -> TableGame:
    values = _values(content["values"])
    count = (len(values) - 1).bit_length()
    players = _players(content, count)
    if len(values) != 1 << len(players) or len(players) < 1:
        raise IsthmusError(
            f"values: {len(values)} of them for {len(players)} players; there are 2^"
            f"{len(players)} = {1 << len(players)} coalitions, from nobody to all, by bit mask"
        )
    if len(players) > MOST_TABLE:
        raise IsthmusError(f"values: a table has at most {MOST_TABLE} players")
    return TableGame(players, values)


def _values(values: Any) -> Floats:
    """Return the values of a table, which may be a million."""
    if not isinstance(values, list):
        raise IsthmusError("values: a list of numbers")
    if not {*map(type, values)} <= {int, float} or not np.isfinite(found := np.array(values)).all():
        for at, value in enumerate(values):
            _number(value, f"values[{at}]")
    return found.astype(float)


def _voting(content: Mapping[str, Any]) -> VotingGame:
    weights = _numbers(content["weights"], "weights")
    quota = _number(content["quota"], "quota")
    players = _players(content, len(weights))
    if not weights or len(players) != len(weights):
        raise IsthmusError(f"weights: {len(weights)} of them for {len(players)} players")
    if len(players) > MOST_PLAYERS:
        raise IsthmusError(f"weights: {len(players)} of them; at most {MOST_PLAYERS} are counted")
    for name, weight in zip(players, weights, strict=True):
        if weight < 0:
            raise IsthmusError(f"weights: {name} has {float(weight):g}; none may be negative")
    if quota <= 0:
        raise IsthmusError(f"quota: {float(quota):g}; it must be above 0")
    return VotingGame(players, *whole(quota, weights))


def _players(content: Mapping[str, Any], count: int) -> tuple[str, ...]:
    """Return the players' names: as given, or P1, P2, ..."""
    if "players" not in content:
        return tuple(f"P{i + 1}" for i in range(count))
    players = content["players"]
    if not isinstance(players, list) or not all(isinstance(name, str) for name in players):
        raise IsthmusError('players: a list of names, such as ["a", "b"]')
    twice = next((name for name in players if players.count(name) > 1), None)
    if twice is not None:
        raise IsthmusError(f"players: '{twice}' stands there twice")
    return tuple(players)


def _numbers(values: Any, key: str) -> list[Fraction]:
    if not isinstance(values, list):
        raise IsthmusError(f"{key}: a list of numbers")
    return [_number(value, f"{key}[{at}]") for at, value in enumerate(values)]


def _number(value: Any, where: str) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise IsthmusError(f"{where}: {json.dumps(value)} is no number")
    if not math.isfinite(value):
        raise IsthmusError(f"{where}: {value} is no finite number")
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)
