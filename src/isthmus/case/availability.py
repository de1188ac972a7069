"""What is open, and for how much of each period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ProfileReader = Callable[[Sequence[Any]], Floats]


def agreed(case: Case, requires: Sequence[Sequence[str]]) -> Bools:
    """Tell for each list of required agreements whether all are in force."""
    agreements = case.filled["agreements"]
    alive = {
        agreement
        for agreement, status in zip(agreements["id"], agreements["status"], strict=True)
        if status == "in_force"
    }
    return np.array([not needed or alive.issuperset(needed) for needed in requires], dtype=bool)


def open_links(case: Case) -> Bools:
    """Tell for each row of links whether it is open in the base year."""
    links, year = case.filled["links"], case.settings.base_year
    operating = np.array([status == "operating" for status in links["status"]], dtype=bool)
    began = ~(links["opened"] > year)
    ended = links["closed"] <= year
    opened: Bools = operating & agreed(case, links["requires"]) & began & ~ended
    return opened


def profile_reader(case: Case) -> ProfileReader:
    """Return a function from a column of profile names to factors (rows, periods)."""
    table = case.filled["profiles"]
    order = {period.id: index for index, period in enumerate(case.periods)}
    number: dict[str | None, int] = {None: 0}
    for name in table["profile"]:
        number.setdefault(name, len(number))
    factors = np.ones((len(number), len(order)))
    for name, period, factor in zip(
        table["profile"], table["period"], table["factor"], strict=True
    ):
        factors[number[name], order[period]] = factor
    return lambda names: factors[np.array([number[name] for name in names], dtype=np.int64)]


def over(rate: Floats, share: Floats) -> Floats:
    """Return what yearly rates allow in shares of the year (rows, periods)."""
    with np.errstate(invalid="ignore"):
        return np.where(share > 0, rate[:, None] * share, 0.0)
