"""From a solved game to the numbers and tables of its result."""

from __future__ import annotations

from typing import Any

import numpy as np

from isthmus.lenses.leverage.solution import Solution
from isthmus.rows.leverage import LEVERAGE_TABLES

Columns = dict[str, Any]


def numbers(found: Solution, welfare: float | None) -> dict[str, Any]:
    """Return the headline numbers; `welfare` is that of the lens, None without one."""
    return {
        "players": list(found.players),
        "value": found.value,
        "value_empty": found.value_empty,
        "welfare": welfare,
        "least_core": found.split.least_core if found.split else None,
        "certified": found.split.certified if found.split else None,
        "solves": found.solves,
        "nodes": found.nodes,
        "leaves": found.leaves,
        "method": found.method,
        "nucleolus_kind": found.split.kind if found.split else None,
    }


def shares(found: Solution) -> Columns:
    """Return the columns of table `shares`, the largest share first."""
    gained = found.value - found.value_empty
    order = np.argsort(-found.shapley, kind="stable")
    nothing = np.full(len(order), np.nan)
    columns = {
        "player": np.array(found.players, dtype=object),
        "shapley": found.shapley,
        "low": found.low,
        "high": found.high,
        "stderr": found.stderr,
        "shapley_share": found.shapley / gained if gained else nothing,
        "banzhaf": found.banzhaf,
        "nucleolus": found.split.shares if found.split else nothing,
        "alone": found.alone,
        "missed": found.missed,
        "veto": found.veto,
        "dummy": found.dummy,
    }
    return {name: values[order].tolist() for name, values in columns.items()}


def blocking(found: Solution) -> Columns:
    """Return the columns of table `blocking`, the largest excess first."""
    return {
        "sharing": [row.sharing for row in found.blocking],
        "coalition": [";".join(found.players[i] for i in row.members) for row in found.blocking],
        "excess": [row.excess for row in found.blocking],
    }


def empty(table: str) -> Columns:
    """Return the columns of a table without rows."""
    return {name: [] for name in LEVERAGE_TABLES[table].model_fields}
