"""Observations of trade and of partners' ranks beside what the model says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.observing import compared, observed_rows, signed
from isthmus.lenses.trade.matrix import ranked
from isthmus.lenses.trade.tables import rank

if TYPE_CHECKING:
    from isthmus.lenses.trade import Solved

Floats = npt.NDArray[np.float64]

MEASURES = ("trade", "rank")


def fit(case: Case, solved: Solved) -> dict[str, Any]:
    """Return the columns of table `fit` for the observations of trade under the case's scenario.

    Without a change of costs the model repeats its data, so all that it says is `pinned`.
    """
    names = pairs(solved)
    scenario = "+".join(case.scenarios) or "base"
    rows = observed_rows(case, scenario, lambda measure: names if measure in MEASURES else ())
    table = case.filled["observations"]
    found = [measured(case, solved, table["measure"][row], table["target"][row]) for row in rows]
    still = bool((solved.costs.factor == 1.0).all())
    return {**compared(case, rows, np.array(found)), "pinned": [still] * len(rows)}


def pairs(solved: Solved) -> list[str]:
    """Return the names of all pairs: ``exporter/importer``."""
    actors = solved.matrix.actors
    return [f"{seller}/{buyer}" for seller in actors for buyer in actors]


def measured(case: Case, solved: Solved, measure: str, targets: Sequence[str]) -> float:
    """Return the trade of some pairs (million), or the rank of partners: ``actor/partner``.

    Domestic sales count where they are named, not where a glob would take them.
    A rank that is none, of a group of countries, is NaN.
    """
    sign = signed(pairs(solved), targets).reshape(solved.hat.after.shape)
    at_home = signed(pairs(solved), [one for one in targets if "*" not in one]).reshape(sign.shape)
    sign = np.where(solved.matrix.foreign, sign, at_home)
    if measure == "trade":
        return float((sign * solved.hat.after).sum())
    found = rank(solved.hat.after + solved.hat.after.T, ranked(case, solved.matrix))
    return float((sign * found).sum()) if (found[sign != 0] > 0).all() else np.nan
