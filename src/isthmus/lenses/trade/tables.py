"""The result tables of the trade lens, column by column, from the arrays of an equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.lenses.trade.matrix import grades, ranked

if TYPE_CHECKING:
    from isthmus.lenses.trade import Solved

Columns = dict[str, Any]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

SAME = 1e-9


def trade(case: Case, solved: Solved) -> Columns:
    """Return the columns of table `trade`: all pairs, domestic sales among them."""
    matrix, hat = solved.matrix, solved.hat
    with np.errstate(divide="ignore", invalid="ignore"):
        change = hat.after / hat.before
    return {
        **_pairs(solved, np.ones_like(matrix.foreign)),
        "before": hat.before.ravel(),
        "after": hat.after.ravel(),
        "change": change.ravel(),
        "estimated": matrix.estimated.ravel().tolist(),
        "grade": [grade for row in grades(case, matrix) for grade in row],
    }


def countries(case: Case, solved: Solved) -> Columns:
    """Return the columns of table `countries`: factors."""
    hat, foreign = solved.hat, solved.matrix.foreign
    exports, imports = (
        np.where(foreign, hat.after, 0.0).sum(axis=axis)
        / np.maximum(np.where(foreign, hat.before, 0.0).sum(axis=axis), np.finfo(float).tiny)
        for axis in (1, 0)
    )
    return {
        "actor": list(solved.matrix.actors),
        "output_change": hat.output,
        "expenditure_change": hat.expenditure,
        "price_change": hat.price,
        "welfare_change": hat.welfare,
        "gain": gained(solved),
        "exports_change": exports,
        "imports_change": imports,
    }


def gained(solved: Solved) -> Floats:
    """Return what every actor can buy more than before, at the prices of before (million)."""
    hat = solved.hat
    more: Floats = hat.before.sum(axis=0) * (hat.welfare - 1.0)
    return more


def ranks(case: Case, solved: Solved) -> Columns:
    """Return the columns of table `ranks`: partners of every country by turnover.

    Groups of countries have no rank.
    """
    actors, known = solved.matrix.actors, ranked(case, solved.matrix)
    turnover = [flows + flows.T for flows in (solved.hat.before, solved.hat.after)]
    before, after = (rank(one, known) for one in turnover)
    pairs = sorted(np.argwhere(before > 0).tolist(), key=lambda pair: (pair[0], before[*pair]))
    at = tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)
    return {
        "actor": [actors[i] for i, _ in pairs],
        "partner": [actors[j] for _, j in pairs],
        "before": before[at],
        "after": after[at],
        "turnover_before": turnover[0][at],
        "turnover_after": turnover[1][at],
    }


def rank(turnover: Floats, known: Bools) -> Ints:
    """Return the rank of every partner (column) of every country (row); 0 where there is none."""
    found = np.zeros(turnover.shape, dtype=np.int64)
    rated = np.outer(known, known) & ~np.eye(len(known), dtype=bool)
    size = np.where(rated, turnover, -1.0)
    order = np.argsort(-size, axis=1, kind="stable")
    np.put_along_axis(found, order, np.arange(1, len(known) + 1)[None, :], axis=1)
    return np.where(rated, found, 0)


def cost_rows(case: Case, solved: Solved) -> Columns:
    """Return the columns of table `costs`: the pairs whose cost of trade changes."""
    costs = solved.costs
    factor = costs.factor
    moved = np.abs(factor - 1.0) > SAME
    return {
        **_pairs(solved, moved),
        "change": costs.change[moved],
        "freight": costs.freight[moved],
        "friction": costs.friction[moved],
        "factor": factor[moved],
    }


def _pairs(solved: Solved, chosen: Bools) -> Columns:
    actors = solved.matrix.actors
    at = np.argwhere(chosen).tolist()
    return {"exporter": [actors[i] for i, _ in at], "importer": [actors[j] for _, j in at]}
