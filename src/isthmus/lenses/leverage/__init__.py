"""The leverage lens: what players can do together, what each adds, and who can block what.

It knows games, and no other lens; :mod:`isthmus.chains` makes games of lenses.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path

from isthmus.case.defaults import fill
from isthmus.case.model import Case, Period, Settings, empty_table
from isthmus.case.tables import TABLES
from isthmus.lenses.leverage import tables as columns
from isthmus.lenses.leverage.reading import read_game
from isthmus.lenses.leverage.solution import Solution
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.textbook import solve_table, solve_voting
from isthmus.result import Result

GAME_YEAR = 2000  # a game from a file is of no year; a case must have one


def game(path: str | Path) -> Result:
    """Solve a game from a JSON file: a table of values by bit mask, or weighted voting.

    Parameters
    ----------
    path : str or Path
        ``{"players": [...], "values": [v(0), v(1), ...]}``, where bit i of the index stands for
        player i, or ``{"quota": q, "weights": [...]}`` with up to 60 players.

    Returns
    -------
    Result
        Of the lens `leverage`.

    Raises
    ------
    IsthmusError
        If the file is no game.
    """
    found = read_game(path)
    solved = solve_table(found) if isinstance(found, TableGame) else solve_voting(found)
    units = {"money": "units of the game", "quantity": {}, "price": {}}
    return Result(
        lens="leverage",
        case=_case_of(Path(path)),
        units=units,
        status="optimal",
        numbers=columns.numbers(solved, None),
        builders=builders(solved),
        notes=solved.notes,
    )


def builders(found: Solution) -> dict[str, functools.partial[columns.Columns]]:
    """Return what makes the tables of a solved game."""
    return {
        "shares": functools.partial(columns.shares, found),
        "blocking": functools.partial(columns.blocking, found),
        "coalitions": functools.partial(columns.empty, "coalitions"),
        "caps": functools.partial(columns.empty, "caps"),
        "bands": functools.partial(columns.empty, "bands"),
    }


def _case_of(path: Path) -> Case:
    """Return a case without tables that bears the name of a file; its title has its content's hash.

    So the hash of the case, which heads the result, is that of the game.
    """
    name = re.sub(r"[^a-z0-9_-]+", "-", path.stem.lower()).strip("-_") or "game"
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    settings = Settings(
        id=name,
        title=f"Game {path.name}, SHA-256 {content}",
        base_year=GAME_YEAR,
        periods=(Period(id="year", weight=1.0),),
    )
    tables = {name: empty_table(name) for name in TABLES}
    return Case(settings, tables, fill(tables))
