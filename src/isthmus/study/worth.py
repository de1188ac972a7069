"""What something is worth: welfare, and each actor's gains, with it less without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.markets import numbers_of, optimal
from isthmus.lenses.markets.gains import gains
from isthmus.lenses.markets.tables import served
from isthmus.result import Result
from isthmus.study.outcome import study_result
from isthmus.study.pairs import Pair, pairs_of

SMALL = 1e-6
DUST = 1e-9
COMPARED = ("total", "penalties", "unserved")


def worth(case: Case, *ids: str, all_of: str | None = None) -> Result:
    """Say what things are worth, in all and by actor: with them less without them.

    What stands is taken away; what is planned, closed or proposed is put in force.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *ids : str
        Links, agreements, projects or scenarios; ``links.ID`` where several have the name.
    all_of : str, optional
        ``links``, ``agreements``, ``projects`` or ``scenarios``: all of them, the one that is worth
        most first.

    Returns
    -------
    Result
        Tables `totals` (a row for each) and `worth` (a row for each and actor).

    Raises
    ------
    IsthmusError
        If nothing, or more than one thing, is called so.
    """
    solved: dict[tuple[str, ...], _Answer] = {}
    found = [_compared(pair, case, solved) for pair in pairs_of(case, ids, all_of)]
    if all_of is not None:
        found.sort(key=lambda one: (-abs(one[0]["total"] or 0.0), one[0]["id"]))
    totals = [total for total, _ in found]
    return study_result("worth", case, totals=totals, worth=[r for _, rows in found for r in rows])


@dataclass(frozen=True)
class _Answer:
    """What a case comes to, in million, but for what is `unserved`."""

    welfare: float
    penalties: float
    unserved: float
    gains: Mapping[str, float]


def _compared(
    pair: Pair, case: Case, solved: dict[tuple[str, ...], _Answer]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row of `totals` and the rows of `worth`; the case as it stands is solved once."""
    total: dict[str, Any] = {
        "id": pair.id,
        "kind": pair.kind,
        "stands": pair.stands,
        "note": pair.note,
    }
    if pair.concerns_nothing:
        return {**total, **dict.fromkeys(COMPARED, 0.0)}, []
    try:
        if pair.commodities not in solved:
            solved[pair.commodities] = _answer(case, pair.commodities)
        as_is = solved[pair.commodities]
        other = _answer(pair.other, pair.commodities)
    except IsthmusError as error:
        return {**total, **dict.fromkeys(COMPARED), "note": str(error)}, []
    included, excluded = (as_is, other) if pair.stands else (other, as_is)
    rows: list[dict[str, Any]] = [
        {"id": pair.id, "actor": actor, "total": change, "shapley": None}
        for actor in dict.fromkeys([*included.gains, *excluded.gains])
        if abs(change := included.gains.get(actor, 0.0) - excluded.gains.get(actor, 0.0)) > SMALL
    ]
    rows.sort(key=lambda row: -row["total"])
    size = max(1.0, abs(included.welfare))
    more = {
        "total": _clean(included.welfare - excluded.welfare, size),
        "penalties": _clean(excluded.penalties - included.penalties, size),
        "unserved": _clean(included.unserved - excluded.unserved, 1.0),
    }
    return {**total, **more}, rows


def _clean(difference: float, size: float) -> float:
    """Return a difference of large numbers without what is left of their digits."""
    return difference if abs(difference) > DUST * size else 0.0


def _answer(case: Case, commodities: tuple[str, ...]) -> _Answer:
    found = optimal(case, *commodities)
    network, outcome = found.network, found.outcome
    actors, amounts = gains(case, network, outcome)
    missed = network.contracts.shortfall_price * outcome.missed.sum(axis=1)
    return _Answer(
        welfare=numbers_of(network, outcome)["welfare"] or 0.0,
        penalties=float(missed.sum()),
        unserved=float(served(network, outcome)[1].sum()),
        gains=dict(zip(actors, amounts.sum(axis=1).tolist(), strict=True)),
    )
