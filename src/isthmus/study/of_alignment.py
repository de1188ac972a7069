"""Alignment, as studies see it: exposure, dependence and balance, over the markets and the cargo.

Both are solved only as far as an answer asks for them.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.dependence.balance import WORDS
from isthmus.dependence.freight import Freight
from isthmus.dependence.ledger import Ledger, Model
from isthmus.dependence.pipes import Pipes
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.words import evenness, ties_of
from isthmus.study.lens import Answer, Lens
from isthmus.study.measures import Measure, in_tables
from isthmus.study.of_cargo import CORRIDORS
from isthmus.study.of_markets import MARKETS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LENSES = {"markets": MARKETS, "corridors": CORRIDORS}
MODELS: dict[str, Callable[..., Model]] = {"markets": Pipes, "corridors": Freight}
TABLES_READ = {
    "relations": ("strength",),
    "trade": ("value",),
    "settlement": ("national_share",),
    "ties": ("value",),
}
READ = {
    table: tuple(dict.fromkeys(c for lens in LENSES.values() for c in lens.read.get(table, ())))
    for lens in LENSES.values()
    for table in lens.read
}


class Standing:
    """A case, and of its lenses the optima and the models that were asked for."""

    def __init__(self, case: Case, before: Standing | None = None) -> None:
        self.case = case
        self._before = before
        self._optima: dict[str, Any] = {}
        makers = {name: functools.partial(self._model, name) for name in LENSES}
        self.ledger = Ledger(case, makers)

    @property
    def solved(self) -> dict[str, Any]:
        """The optima of the lenses that were asked for."""
        return self._optima

    def _model(self, name: str) -> Model:
        """Return a lens's model; that of the case before, if the lens sees no difference."""
        before = self._before
        if before is not None and LENSES[name].sees_the_same(before.case, self.case):
            return before.ledger.model(name)
        return MODELS[name](self.case, self._optimum(name))

    def _optimum(self, name: str) -> Any:
        lens, before = LENSES[name], self._before
        if before is None:
            found = lens.solve(self.case)
        else:
            before.ledger.model(name)
            moved = _moved(before.case, self.case)
            found = lens.again(self.case, before.solved[name], moved, False)
        self._optima[name] = found
        return found


def _moved(one: Case, other: Case) -> str:
    """Return the table whose numbers differ."""
    return next(name for name in one.filled if one.filled[name] is not other.filled[name])


def _rows(case: Case, table: str) -> Bools:
    """Tell which rows of a table either lens reads."""
    rows = [lens.rows(case, table) for lens in LENSES.values() if table in lens.read]
    everything = np.ones(len(case.filled[table]), dtype=bool)
    return np.logical_or.reduce(rows) if rows else everything


def _slopes(case: Case, found: Standing, cells: Sequence[Cell]) -> Floats:
    """Return what welfare gains, by the lenses that were asked: what moves it most comes first."""
    total = np.zeros((2, 2, len(cells)))
    for name, optimum in found.solved.items():
        lens = LENSES[name]
        mine = [at for at, cell in enumerate(cells) if _reads(case, lens, cell)]
        if mine:
            total[:, :, mine] += lens.slopes(case, optimum, [cells[at] for at in mine])
    return total


def _reads(case: Case, lens: Lens, cell: Cell) -> bool:
    if cell.column not in lens.read.get(cell.table, ()):
        return False
    return bool(lens.rows(case, cell.table)[case.tables[cell.table].keys.index(cell.id)])


def _value(case: Case, found: Standing, measure: Measure) -> float:
    """Return the sum over targets, of which those with a minus are subtracted."""
    return sum(
        (-1.0 if target.startswith("-") else 1.0)
        * _one(case, found.ledger, measure.kind, target.removeprefix("-"))
        for target in measure.targets
    )


def _one(case: Case, ledger: Ledger, kind: str, target: str) -> float:
    parts = target.split("/")
    wanted = ("ACTOR", "BY") if kind == "balance" else ("ACTOR", "ON", "GOOD")
    if len(parts) != len(wanted):
        raise IsthmusError(f"'{kind}:{target}': write {kind}:{'/'.join(wanted)}")
    if in_tables(parts[-1]) and parts[-1] not in (WORDS, *ledger.money):
        return math.nan  # the case lacks the table
    if kind == "balance":
        return _balance(case, ledger, *parts)
    return getattr(ledger, kind)(*parts)  # type: ignore[no-any-return]


def _balance(case: Case, ledger: Ledger, actor: str, by: str) -> float:
    """Return how evenly an actor stands between the poles of the case; NaN without a weight."""
    poles = case.settings.politics.poles
    if by == WORDS:
        ties = ties_of(case)
        weights = [ties.get((actor, pole), 0.0) for pole in poles]
    else:
        weights = [ledger.weight(actor, pole, by) for pole in poles]
    value = evenness(weights)
    return math.nan if value is None else value


def _effort(found: Standing) -> int:
    return sum(2 * LENSES[name].effort(optimum) for name, optimum in found.solved.items())


ALIGNMENT = Lens(
    name="alignment",
    read=READ,
    also=tuple(dict.fromkeys((*MARKETS.also, *CORRIDORS.also))),
    rows=_rows,
    solve=lambda case, *_goods: Standing(case),
    again=lambda case, found, _table, _priced: Standing(case, found),
    reopened=lambda _before, after, _found, _goods: Standing(after),
    slopes=_slopes,
    value=_value,
    answer=lambda _case, _found: Answer(),
    effort=_effort,
)
TABLES = replace(
    ALIGNMENT,
    name="tables",
    read=TABLES_READ,
    also=("actors",),
    rows=lambda case, table: np.ones(len(case.filled[table]), dtype=bool),
    slopes=lambda _case, _found, cells: np.full((2, 2, len(cells)), np.nan),
    effort=lambda _found: 1,
)
