"""Trade, as studies see it: cargo answers once, and stays so while numbers move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.observing import signed
from isthmus.feedback import agreed
from isthmus.lenses.corridors.slopes import READ as CARGO
from isthmus.lenses.trade import Solved, freight_of, solve
from isthmus.lenses.trade.costs import Pair
from isthmus.lenses.trade.fit import MEASURES, measured
from isthmus.lenses.trade.tables import gained
from isthmus.study.lens import Answer, Lens
from isthmus.study.measures import Measure
from isthmus.study.of_cargo import CORRIDORS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

READ = {
    "trade": ("value",),
    "trade_costs": ("change",),
    "settlement": ("national_share", "friction"),
}
EFFORT = 200  # a solution takes as long as that of so many columns of a market


@dataclass(frozen=True)
class _Found:
    """An equilibrium, and the change of the cost of carriage that it has."""

    solved: Solved
    freight: dict[Pair, float]


def _rows(case: Case, table: str) -> Bools:
    if table != "trade":
        return CORRIDORS.rows(case, table)
    years = np.asarray(case.filled["trade"]["year"], dtype=float)
    return np.asarray(years == case.settings.base_year, dtype=bool)


def _solve(case: Case, *_goods: str) -> _Found:
    solved, _ = agreed(case)
    return _Found(solved, freight_of(solved))


def _again(case: Case, found: _Found, _table: str, _priced: bool) -> _Found:
    return _Found(solve(case, freight=found.freight), found.freight)


def _reopened(_before: Case, after: Case, _found: _Found, _goods: tuple[str, ...]) -> _Found:
    return _solve(after)


def _slopes(_case: Case, _found: _Found, cells: Sequence[Cell]) -> Floats:
    """Return that nothing is known of derivatives: only solving again tells."""
    return np.full((2, 2, len(cells)), np.nan)


def _value(case: Case, found: _Found, measure: Measure) -> float:
    if measure.kind in MEASURES:
        return measured(case, found.solved, measure.kind, measure.targets)
    actors, more = found.solved.matrix.actors, gained(found.solved)
    return float(
        more @ (signed(actors, measure.targets) if measure.targets else np.ones(len(more)))
    )


def _answer(_case: Case, found: _Found) -> Answer:
    more = gained(found.solved)
    gains = dict(zip(found.solved.matrix.actors, more.tolist(), strict=True))
    return Answer(welfare=float(more.sum()), gains=gains)


TRADE = Lens(
    name="trade",
    read=READ,
    also=("actors", "memberships", "agreements", "bans", "nodes", *CARGO),
    rows=_rows,
    solve=_solve,
    again=_again,
    reopened=_reopened,
    slopes=_slopes,
    value=_value,
    answer=_answer,
    effort=lambda _found: EFFORT,
)
