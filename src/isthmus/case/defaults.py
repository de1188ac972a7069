"""Fill in defaults: the constants of the row models, and those that depend on other tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from isthmus.case.estimates import fill_cargo_links
from isthmus.case.model import Table, Values
from isthmus.case.tables import TABLES, Column, columns_of

Shares = tuple[tuple[str, float], ...]


def fill(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return all tables with their defaults; numbers and flags become numpy arrays.

    A number without a default stays NaN where its cell is empty, text stays None.
    """
    filled = {name: _constants(table) for name, table in tables.items()}
    actor = dict(zip(filled["nodes"]["id"], filled["nodes"]["actor"], strict=True))
    for name in ("supply", "demand", "stores"):
        _fill_owner_and_controllers(filled[name], actor)
    _fill_links(filled["links"], actor)
    filled["links"] = fill_cargo_links(tables, filled["links"], filled["modes"])
    for index, node in enumerate(filled["transfers"]["node"]):
        controllers = filled["transfers"]["controllers"]
        controllers[index] = controllers[index] or _actors(actor, node)
    for index, parties in enumerate(filled["agreements"]["parties"]):
        veto = filled["agreements"]["veto"]
        veto[index] = veto[index] or parties
    return filled


def _constants(table: Table) -> Table:
    columns = columns_of(TABLES[table.name])
    values = {name: _column(column, table[name]) for name, column in columns.items()}
    return Table(table.name, values, table.files, table.lines)


def _column(column: Column, values: Values) -> Values:
    default = column.default
    if column.kind in ("number", "integer"):
        array = np.array(values, dtype=float)
        filled = array if default is None else np.where(np.isnan(array), default, array)
        return filled + 0.0  # -0 is 0
    words = [default if value is None else value for value in values]
    return np.array(words, dtype=bool) if column.kind == "flag" else words


def _fill_owner_and_controllers(table: Table, actor: Mapping[str, str | None]) -> None:
    for index, node in enumerate(table["node"]):
        here = _actors(actor, node)
        table["controllers"][index] = table["controllers"][index] or here
        table["owner"][index] = table["owner"][index] or _equally(here)


def _fill_links(links: Table, actor: Mapping[str, str | None]) -> None:
    for index, (start, end) in enumerate(zip(links["from"], links["to"], strict=True)):
        ends = _actors(actor, start, end)
        controllers = links["controllers"][index] = links["controllers"][index] or ends
        owners = links["owners"][index] = links["owners"][index] or _equally(controllers)
        links["holders"][index] = links["holders"][index] or owners


def _actors(actor: Mapping[str, str | None], *nodes: str) -> tuple[str, ...]:
    found = (actor.get(node) for node in nodes)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _equally(actors: tuple[str, ...]) -> Shares:
    return tuple((name, 1 / len(actors)) for name in actors)
