"""What an observation measures, and in which unit."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

from isthmus.case.model import Case
from isthmus.case.units import factor

TARGETS = {
    "flow": "links",
    "price": "nodes",
    "supply": "supply",
    "demand": "demand",
    "store": "stores",
    "unserved": "demand",
    "gain": "actors",
    "shipped": "shipments",
    "days": "shipments",
    "cost": "shipments",
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
        "shipped": "Mt",
        "days": "day",
        "cost": f"{case.settings.currency}/t",
        "trade": f"million {case.settings.currency}",
        "gain": f"million {case.settings.currency}",
    }
    if measure in fixed:
        return fixed[measure]
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
