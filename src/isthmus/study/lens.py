"""What a study needs of a lens: its inputs, its optimum, and the optimum with a number moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case, Table
from isthmus.study.measures import Measure

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Answer:
    """What a case comes to, in million, but for what is `unserved` and `unshipped`.

    Who does not stand among `gains` gains nothing.
    """

    welfare: float = 0.0
    gains: Mapping[str, float] = field(default_factory=dict)
    penalties: float = 0.0
    unserved: float = 0.0
    unshipped: float = 0.0

    def plus(self, other: Answer) -> Answer:
        """Return the sum of two answers."""
        actors = dict.fromkeys([*self.gains, *other.gains])
        return Answer(
            self.welfare + other.welfare,
            {a: self.gains.get(a, 0.0) + other.gains.get(a, 0.0) for a in actors},
            self.penalties + other.penalties,
            self.unserved + other.unserved,
            self.unshipped + other.unshipped,
        )


@dataclass(frozen=True)
class Lens:
    """A lens; what `solve` and `again` return is for the other functions only.

    Attributes
    ----------
    name : str
    read : mapping of str to tuple of str
        The numeric columns that it reads, by table.
    also : tuple of str
        Other tables that it reads.
    rows : callable
        From a case and a table to which of its rows it reads.
    solve : callable
        From a case, and maybe goods that alone matter, to its optimum.
    again : callable
        From a case, the optimum before numbers of a table moved, the table, and whether prices are
        wanted, to the optimum.
    reopened : callable
        From a case, one that differs in what is open alone, the optimum of the first, and the goods
        that matter, to the optimum of the second.
    slopes : callable
        From a case, its optimum and cells to the derivatives of objective and welfare (2, downwards
        and upwards, 2, cells): see `Trials.slopes`.
    value : callable
        From a case, its optimum and a measure to its part of the measure.
    answer : callable
        From a case and its optimum to what it comes to.
    effort : callable
        From an optimum to what it takes to solve again, in units that all lenses share.
    """

    name: str
    read: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...]
    rows: Callable[[Case, str], Bools]
    solve: Callable[..., Any]
    again: Callable[[Case, Any, str, bool], Any]
    reopened: Callable[[Case, Case, Any, tuple[str, ...]], Any]
    slopes: Callable[[Case, Any, Sequence[Cell]], Floats]
    value: Callable[[Case, Any, Measure], float]
    answer: Callable[[Case, Any], Answer]
    effort: Callable[[Any], int]

    def sees_the_same(self, one: Case, other: Case) -> bool:
        """Tell whether nothing that it reads differs between two cases."""
        if one.settings != other.settings:
            return False
        return all(
            _same(one.filled[table], self.rows(one, table),
                  other.filled[table], self.rows(other, table))
            for table in (*self.read, *self.also)
        )  # fmt: skip


def gained(actors: Sequence[str], amounts: Floats) -> dict[str, float]:
    """Return what everybody gains who does, of amounts by kind (actors, kinds)."""
    totals = zip(actors, amounts.sum(axis=1).tolist(), strict=True)
    return {actor: total for actor, total in totals if total}


def required(case: Case, links: Bools) -> Bools:
    """Tell which rows of agreements some rows of links require."""
    table = case.filled["links"]
    needed = {name for names, mine in zip(table["requires"], links, strict=True) if mine
              for name in names}  # fmt: skip
    return np.array([name in needed for name in case.filled["agreements"]["id"]], dtype=bool)


def _same(one: Table, rows: Bools, other: Table, others: Bools) -> bool:
    """Tell whether two tables have the same cells in some rows; what they rest on is no matter."""
    if rows.sum() != others.sum():
        return False
    for column in one.columns:
        if column in ("evidence", "name", "aliases") or one[column] is other[column]:
            continue
        a, b = (
            [cell for cell, kept in zip(table[column], keep, strict=True) if kept]
            for table, keep in ((one, rows), (other, others))
        )
        if not all(x == y or (x != x and y != y) for x, y in zip(a, b, strict=True)):
            return False
    return True
