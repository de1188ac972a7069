"""A case with all numbers drawn anew within their bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.bands import band
from isthmus.case.evidence import cells
from isthmus.case.model import Case, Table

Floats = npt.NDArray[np.float64]


def redrawn(case: Case, read: Mapping[str, Sequence[str]], draws: int, seed: int) -> Iterator[Case]:
    """Yield the case with its numbers drawn anew, each alone and within its band.

    A number is as often below what the case says as above, and evenly spread on either side. The
    draws of a number are one in each of as many equal parts of its chances (a Latin hypercube).
    A rate profile keeps its yearly mean.

    Parameters
    ----------
    case : Case
    read : mapping of str to sequence of str
        The columns to draw, by table.
    draws : int
    seed : int
    """
    found = [cell for cell in cells(case) if cell.column in read.get(cell.table, ())]
    rows = {name: {key: row for row, key in enumerate(case.tables[name].keys)} for name in read}
    at = [rows[cell.table][cell.id] for cell in found]
    bands = [band(case, cell, row) for cell, row in zip(found, at, strict=True)]
    low, high = (np.array(ends) for ends in zip(*bands, strict=True))
    value = np.clip([cell.value for cell in found], low, high)
    draw = np.random.default_rng(seed)
    parts = np.argsort(draw.random((draws, len(found))), axis=0)
    chance = (parts + draw.random(parts.shape)) / draws
    numbers = np.where(
        chance < 0.5,
        low + 2 * chance * (value - low),
        value + (2 * chance - 1) * (high - value),
    )
    places: dict[tuple[str, str], list[int]] = {}
    for place, cell in enumerate(found):
        places.setdefault((cell.table, cell.column), []).append(place)
    for each in numbers:
        filled = dict(case.filled)
        for (table, column), mine in places.items():
            values = np.array(filled[table][column], dtype=float)
            values[[at[place] for place in mine]] = each[mine]
            filled[table] = filled[table].with_columns({column: values})
        if "profiles" in filled:
            filled["profiles"] = _with_means(case, filled["profiles"])
        yield case.replaced(filled=filled)


def _with_means(case: Case, profiles: Table) -> Table:
    """Return profiles whose rates have a yearly mean of one, as they should."""
    weight = {period.id: period.weight for period in case.periods}
    factors = np.array(profiles["factor"], dtype=float)
    shares = factors * [weight[period] for period in profiles["period"]]
    names, kinds = np.array(profiles["profile"], dtype=object), profiles["kind"]
    rates = np.array([kind == "rate" for kind in kinds], dtype=bool)
    for name in set(names[rates]):
        mine = rates & (names == name)
        factors[mine] /= shares[mine].sum()
    return profiles.with_columns({"factor": factors})
