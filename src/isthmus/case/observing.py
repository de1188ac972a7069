"""What an observation measures, in which unit, and how it compares with what a model says."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.units import factor

Floats = npt.NDArray[np.float64]

TARGETS = {
    "flow": "links",
    "price": "nodes",
    "supply": "supply",
    "demand": "demand",
    "store": "stores",
    "unserved": "demand",
    "gain": "actors",
    "shapley_share": "actors",
    "shipped": "shipments",
    "days": "shipments",
    "cost": "shipments",
    "outcome": "issues",
    "exposure": "actors",
    "dependence": "actors",
    "balance": "actors",
}


def factor_of(case: Case, row: int) -> float:
    """Return by what an observation's value is multiplied to be in the model's unit.

    Raises
    ------
    UnitError
        If its unit is unknown or measures something else.
    """
    wanted, unit = unit_of(case, row), case.filled["observations"]["unit"][row]
    if wanted is None or unit is None:
        return 1.0
    contents = [float(c) for c in case.filled["commodities"]["energy_content"] if c > 0]
    return factor(unit, wanted, contents[0] if len(contents) == 1 else None)


def unit_of(case: Case, row: int) -> str | None:
    """Return the unit that the model measures an observation in; None where nothing tells."""
    table = case.filled["observations"]
    return unit_of_measure(case, table["measure"][row], table["target"][row])


def unit_of_measure(case: Case, measure: str, targets: Iterable[str]) -> str | None:
    """Return the unit of what is measured at some targets; None where nothing tells."""
    fixed = {
        "exposure": "1",
        "dependence": "1",
        "balance": "1",
        "shipped": "Mt",
        "unshipped": "Mt",
        "days": "day",
        "outcome": "of 100",
        "cost": f"{case.settings.currency}/t",
        "trade": f"million {case.settings.currency}",
        "gain": f"million {case.settings.currency}",
    }
    if measure in fixed:
        return fixed[measure]
    if measure in ("rank", "shapley_share"):
        return None
    goods = case.filled["commodities"]
    units = dict(
        zip(goods["id"], goods["price_unit" if measure == "price" else "unit"], strict=True)
    )
    if measure == "price":
        named = {target.partition("/")[2] for target in targets} - {""}
        found = [units[good] for good in named or units if good in units]
        return found[0] if len(found) == 1 else None
    table = case.filled[TARGETS[measure]]
    for target in targets:
        found = fnmatch.filter(table["id"], target.removeprefix("-"))
        if found:
            return units.get(table["commodity"][table["id"].index(found[0])])
    return None


def observed_rows(case: Case, scenario: str, known: Callable[[str], Sequence[str]]) -> list[int]:
    """Return the rows of observations under a scenario that concern a solution.

    Parameters
    ----------
    case : Case
    scenario : str
    known : callable
        From a measure to the ids that the solution has it for.
    """
    table = case.filled["observations"]
    return [
        row
        for row, measure in enumerate(table["measure"])
        if table["scenario"][row] == scenario and signed(known(measure), table["target"][row]).any()
    ]


def signed(ids: Sequence[str], targets: Iterable[str]) -> Floats:
    """Return for each id how often the targets count it; ``-id`` subtracts."""
    sign = np.zeros(len(ids))
    for target in targets:
        pattern = target.removeprefix("-")
        hit = np.array([fnmatch.fnmatchcase(name, pattern) for name in ids], dtype=bool)
        sign[hit] += -1.0 if target.startswith("-") else 1.0
    return sign


def span_of(case: Case, row: int) -> list[int]:
    """Return the periods that an observation is about."""
    wanted = case.filled["observations"]["period"][row]
    return [at for at, period in enumerate(case.periods) if wanted in (None, period.id)]


def compared(case: Case, rows: Sequence[int], modelled: Floats) -> dict[str, Any]:
    """Return the columns of a table `fit` for some observations, but for `pinned`."""
    table = case.filled["observations"]
    observed = np.array([table["value"][row] * factor_of(case, row) for row in rows])
    error = modelled - observed
    size = np.where(observed == 0, 1.0, np.abs(observed))
    tolerance = np.array([table["tolerance"][row] for row in rows])
    return {
        "observation": [table["id"][row] for row in rows],
        "measure": [table["measure"][row] for row in rows],
        "target": [";".join(table["target"][row]) for row in rows],
        "period": [table["period"][row] for row in rows],
        "observed": observed,
        "modelled": modelled,
        "unit": [unit_of(case, row) or table["unit"][row] for row in rows],
        "error": error,
        "relative": error / size,
        "within": np.abs(error) <= tolerance * size * (1 + 1e-9),
        "expected": [table["expected"][row] for row in rows],
    }
