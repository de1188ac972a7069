"""How far the answers of trade reach: draws of elasticity, payments and flows in their bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import cells
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.errors import NoSolution
from isthmus.lenses.trade import Solved, freight_of, solve
from isthmus.lenses.trade.matrix import ranked
from isthmus.lenses.trade.tables import rank

Floats = npt.NDArray[np.float64]
Numbers = dict[tuple[str, str], tuple[npt.NDArray[np.int64], Floats, Floats]]

THETA = 2.0  # the elasticity lies within such a factor, all parts of it alike likely
PREDICTED = 3.0  # a prediction is off by such a factor, as a standard deviation
ENDS = (0.05, 0.5, 0.95)
NAMES = ("measure", "target", "value", "low", "median", "high", "same")
BANDED = {"trade": ("value",), "trade_costs": ("change",),
          "settlement": ("national_share", "friction")}  # fmt: skip


def bands(case: Case, solved: Solved, count: int, seed: int) -> dict[str, list[Any]]:
    """Return the columns of table `bands`: answers in nine draws of ten, and their medians.

    The elasticity is drawn within a factor of two, log-uniformly; every number with a band of its
    claims uniformly within it; every predicted flow from a lognormal distribution of mean one. The
    change of the cost of carriage stays what it is.

    Parameters
    ----------
    case : Case
    solved : Solved
        Of the case as it stands: the values in the middle.
    count : int
        How many draws; those without an equilibrium are left out.
    seed : int
    """
    if not count:
        return {name: [] for name in NAMES}
    rng = np.random.default_rng(seed)
    known, freight = _banded(case), freight_of(solved)
    found = []
    for _ in range(count):
        theta = float(solved.theta * np.exp(rng.uniform(-np.log(THETA), np.log(THETA))))
        drawn = _drawn(case, known, rng)
        try:
            other = solve(
                drawn, theta=theta, deficits=solved.deficits, mode=solved.mode, freight=freight
            )
        except NoSolution:
            continue
        found.append(_answers(case, other))
    return _columns(case, solved, np.array(found))


def _banded(case: Case) -> Numbers:
    """Return the rows of every column that have a band, with both its ends."""
    rows = {name: {key: at for at, key in enumerate(case.tables[name].keys)} for name in BANDED}
    found: dict[tuple[str, str], list[tuple[int, float, float]]] = {}
    for cell in cells(case):
        if cell.column in BANDED.get(cell.table, ()) and cell.low is not None:
            assert cell.high is not None
            place = found.setdefault((cell.table, cell.column), [])
            place.append((rows[cell.table][cell.id], cell.low, cell.high))
    return {
        name: (np.array([r for r, _, _ in each]), *np.array([b for _, *b in each], dtype=float).T)
        for name, each in found.items()
    }


def _drawn(case: Case, known: Numbers, rng: np.random.Generator) -> Case:
    """Return the case with its numbers drawn."""
    for (table, column), (rows, low, high) in known.items():
        numbers = rng.uniform(low, high)
        case = with_numbers(case, table, column, dict(zip(rows.tolist(), numbers, strict=True)))
    trade = case.filled["trade"]
    predicted = np.flatnonzero(np.asarray(trade["estimated"], dtype=bool))
    spread = np.log(PREDICTED)
    factor = np.exp(spread * rng.standard_normal(len(predicted)) - spread**2 / 2)
    home = np.array([trade["exporter"][row] == trade["importer"][row] for row in predicted])
    moved = np.asarray(trade["value"], dtype=float)[predicted] * np.where(home, 1.0, factor)
    return with_numbers(case, "trade", "value", dict(zip(predicted.tolist(), moved, strict=True)))


def _answers(case: Case, solved: Solved) -> Floats:
    """Return changes of trade of all pairs, ranks of all partners, changes of welfare, in a row."""
    hat = solved.hat
    change = np.divide(hat.after, hat.before, out=np.ones_like(hat.after), where=hat.before > 0)
    ranks = rank(hat.after + hat.after.T, ranked(case, solved.matrix))
    return np.concatenate((change.ravel(), ranks.ravel().astype(float), hat.welfare))


def _columns(case: Case, solved: Solved, found: Floats) -> dict[str, list[Any]]:
    actors, count = solved.matrix.actors, len(solved.matrix.actors)
    middle = _answers(case, solved)
    pairs = [f"{a}/{b}" for a in actors for b in actors]
    names = [("trade", pair) for pair in pairs] + [("rank", pair) for pair in pairs]
    names += [("welfare", actor) for actor in actors]
    home = np.eye(count, dtype=bool).ravel()
    shown = np.concatenate((~home, middle[count**2 : 2 * count**2] > 0, np.ones(count, dtype=bool)))
    at = np.flatnonzero(shown).tolist()
    low, median, high = np.quantile(found[:, at], ENDS, axis=0)
    return {
        "measure": [names[place][0] for place in at],
        "target": [names[place][1] for place in at],
        "value": middle[at].tolist(),
        "low": low.tolist(),
        "median": median.tolist(),
        "high": high.tolist(),
        "same": [
            float((found[:, place] == middle[place]).mean()) if names[place][0] == "rank" else None
            for place in at
        ],
    }
