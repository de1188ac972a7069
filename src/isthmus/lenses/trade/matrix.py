"""The matrix of trade of a case: who sold how much to whom in its base year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Grade, grades_of_column
from isthmus.case.model import Case
from isthmus.case.tables.core import GROUPS
from isthmus.errors import IsthmusError
from isthmus.lenses.trade.flows import listed

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Matrix:
    """Trade of the base year.

    Attributes
    ----------
    actors : tuple of str
        Exporters and importers, by id.
    flows : array (actors, actors)
        Sales from exporter (row) to importer, in million; domestic sales on the diagonal.
    rows : array (actors, actors)
        Where each stands in table `trade`.
    estimated : array (actors, actors)
        Which are predictions.
    """

    actors: tuple[str, ...]
    flows: Floats
    rows: Ints
    estimated: Bools

    @property
    def foreign(self) -> Bools:
        """Which pairs are of two countries."""
        return ~np.eye(len(self.actors), dtype=bool)


def trade_matrix(case: Case) -> Matrix:
    """Return the matrix of trade of a case's base year.

    Raises
    ------
    IsthmusError
        If there is none, or pairs of it are missing: what is unknown is not nothing.
    """
    table, year = case.filled["trade"], case.settings.base_year
    chosen = np.flatnonzero(np.asarray(table["year"], dtype=float) == year)
    if not len(chosen):
        years = sorted({int(other) for other in table["year"]})
        known = f"; there is {', '.join(map(str, years))}" if years else ""
        raise IsthmusError(f"case {case.id} has no rows in table trade for {year}{known}")
    sellers = [table["exporter"][row] for row in chosen]
    buyers = [table["importer"][row] for row in chosen]
    actors = tuple(sorted({*sellers, *buyers}))
    place = {actor: at for at, actor in enumerate(actors)}
    rows = np.full((len(actors), len(actors)), -1)
    rows[[place[one] for one in sellers], [place[one] for one in buyers]] = chosen
    _refuse_gaps(case, actors, rows)
    flows = np.asarray(table["value"], dtype=float)[rows]
    return Matrix(actors, flows, rows, np.asarray(table["estimated"], dtype=bool)[rows])


def _refuse_gaps(case: Case, actors: tuple[str, ...], rows: Ints) -> None:
    home = [actors[at] for at in np.flatnonzero(np.diag(rows) < 0)]
    if home:
        message = f"table trade has no domestic sales of {listed(home)}: add rows in which exporter"
        raise IsthmusError(f"{message} and importer are the same, with output less exports")
    missing = [f"{actors[i]} -> {actors[j]}" for i, j in np.argwhere(rows < 0).tolist()]
    if missing:
        message = f"table trade has no row in {case.settings.base_year} for {listed(missing)};"
        raise IsthmusError(
            f"{message} unknown is not nothing: write 0 where there is no trade, else an estimate, "
            "with estimated = true"
        )


def ranked(case: Case, matrix: Matrix) -> Bools:
    """Tell which actors are countries; groups of countries have no rank among partners."""
    table = case.filled["actors"]
    kind = dict(zip(table["id"], table["kind"], strict=True))
    return np.array([kind[actor] not in GROUPS for actor in matrix.actors], dtype=bool)


def grades(case: Case, matrix: Matrix) -> list[list[Grade]]:
    """Return how good the evidence of every pair is: sourced, coded or unsourced."""
    known = grades_of_column(case, "trade", "value")
    return [[known[row] for row in rows] for rows in matrix.rows.tolist()]
