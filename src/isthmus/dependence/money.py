"""Trade, investment and settlement: whose share is whose, from the tables alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.units import UnitError, factor
from isthmus.dependence.goods import Good
from isthmus.dependence.parties import Parties
from isthmus.errors import IsthmusError

Floats = npt.NDArray[np.float64]
INVESTMENT = "investment"


def money_goods(case: Case, parties: Parties) -> list[Good]:
    """Return what the tables trade, settlement and ties say of parties, if they say anything."""
    money = f"million {case.settings.currency}"
    trade, settled = _trade(case, parties)
    found = {"trade": trade, "settlement": settled, **_invested(case, parties)}
    return [_good(name, money, matrix, trade) for name, matrix in found.items() if matrix.any()]


def _good(name: str, unit: str, matrix: Floats, trade: Floats) -> Good:
    """Return a good from what each party (row) has with each (column), the last with others."""
    whole = trade if name == "settlement" else matrix  # what is settled is a part of all trade
    total = whole.sum(axis=1)[:-1]
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    shares = np.clip(scale[:, None] * matrix[:-1, :-1], 0.0, 1.0)
    return Good(name, unit, total, shares, shares)


def _year(case: Case, years: Sequence[int | None]) -> int | None:
    """Return the year that counts: the base year, or the last before it, or the first after it."""
    known = sorted({int(year) for year in years if year is not None})
    base = case.settings.base_year
    return max((y for y in known if y <= base), default=known[0] if known else None)


def _trade(case: Case, parties: Parties) -> tuple[Floats, Floats]:
    """Return trade of pairs, both ways together, and what of it is settled in their own money.

    Both are (parties + 1, parties + 1); the last stands for all others.
    """
    size = len(parties.ids) + 1
    trade, settled = np.zeros((2, size, size))
    table, shares = case.filled["trade"], case.filled["settlement"]
    settled_in = _year(case, shares["year"])
    share = {
        (a, b): float(part)
        for a, b, year, part in zip(
            shares["exporter"], shares["importer"], shares["year"], shares["national_share"],
            strict=True,
        )
        if year == settled_in
    }  # fmt: skip
    columns = (table[name] for name in ("exporter", "importer", "year", "value"))
    now = _year(case, table["year"])
    for seller, buyer, year, value in zip(*columns, strict=True):
        a, b = parties.at(seller), parties.at(buyer)
        if year != now or a == b:
            continue
        own = float(value) * share.get((seller, buyer), 0.0)
        for one, other in ((a, b), (b, a)):
            trade[one, other] += float(value)
            settled[one, other] += own
    return trade, settled


def _invested(case: Case, parties: Parties) -> dict[str, Floats]:
    """Return by kind of investment what others have in each party; the last year of a pair counts.

    A party of whom only one investor is told has none: the others are not known.

    Raises
    ------
    IsthmusError
        If a value is no money.
    """
    table, size = case.filled["ties"], len(parties.ids) + 1
    latest: dict[tuple[str, int, int], tuple[float, float]] = {}
    columns = (table[name] for name in ("a", "b", "kind", "year", "value", "unit"))
    for row, (giver, taker, kind, year, value, unit) in enumerate(zip(*columns, strict=True)):
        if INVESTMENT not in kind or not value > 0:
            continue
        when = -np.inf if year is None or year != year else float(year)
        key = (kind.replace(" ", "-"), parties.at(taker), parties.at(giver))
        worth = float(value) * _in_money(case, row, unit)
        latest[key] = max(latest.get(key, (-np.inf, 0.0)), (when, worth))
    found: dict[str, Floats] = {}
    for (kind, taker, giver), (_, worth) in latest.items():
        if taker != giver:
            found.setdefault(kind, np.zeros((size, size)))[taker, giver] += worth
    for matrix in found.values():
        matrix[(matrix > 0).sum(axis=1) < 2] = 0.0
    return dict(sorted(found.items()))


def _in_money(case: Case, row: int, unit: str | None) -> float:
    money = f"million {case.settings.currency}"
    try:
        return factor(unit or money, money)
    except UnitError as error:
        raise IsthmusError(str(case.tables["ties"].problem(row, "unit", str(error)))) from None
