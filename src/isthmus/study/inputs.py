"""The inputs of an answer: every number that its lenses read, and the band it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.case.bands import band
from isthmus.case.evidence import Cell, cells
from isthmus.case.model import Case
from isthmus.study.lens import Lens
from isthmus.study.needed import read_by


@dataclass(frozen=True)
class Input:
    """A number, where it stands, and its band: that of its claims, else a quarter either way."""

    cell: Cell
    row: int
    low: float
    high: float
    lenses: tuple[str, ...] = ("markets",)

    @property
    def name(self) -> str:
        """The name by which ``--set`` changes it."""
        return f"{self.cell.table}.{self.cell.id}.{self.cell.column}"

    @property
    def value(self) -> float:
        """Its value in the case."""
        return self.cell.value


def inputs_of(case: Case, lenses: Sequence[Lens]) -> list[Input]:
    """Return the inputs that any of some lenses reads, each with those that do.

    A band ends where the case would no longer hold: at the column's own limits, and where a
    minimum would pass its maximum.
    """
    read = read_by(lenses)
    rows = {name: {key: row for row, key in enumerate(case.tables[name].keys)} for name in read}
    concerns = {
        (lens.name, table): lens.rows(case, table) for lens in lenses for table in lens.read
    }
    found = []
    for cell in cells(case, read):
        if cell.column not in read[cell.table]:
            continue
        row = rows[cell.table][cell.id]
        readers = tuple(
            lens.name
            for lens in lenses
            if cell.column in lens.read.get(cell.table, ()) and concerns[lens.name, cell.table][row]
        )
        if readers:
            found.append(Input(cell, row, *band(case, cell, row), readers))
    return found
