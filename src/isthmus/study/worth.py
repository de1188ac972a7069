"""What something is worth: welfare, and each actor's gains, with it less without it."""

from __future__ import annotations

from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.result import Result
from isthmus.study.lens import Answer, Lens
from isthmus.study.needed import lens_called
from isthmus.study.outcome import study_result
from isthmus.study.pairs import Pair, pairs_of

SMALL = 1e-6
DUST = 1e-9
COMPARED = ("total", "penalties", "unserved", "unshipped")

Solved = dict[tuple[str, tuple[str, ...]], tuple[Any, Answer]]


def worth(case: Case, *ids: str, all_of: str | None = None) -> Result:
    """Say what things are worth, in all and by actor: with them less without them.

    What stands is taken away; what is planned, closed or proposed is put in force. Welfare and
    gains are summed over the lenses that it concerns; only those are solved.

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
    solved: Solved = {}
    found = [_compared(pair, case, solved) for pair in pairs_of(case, ids, all_of)]
    if all_of is not None:
        found.sort(key=lambda one: (-abs(one[0]["total"] or 0.0), one[0]["id"]))
    totals = [total for total, _ in found]
    return study_result("worth", case, totals=totals, worth=[r for _, rows in found for r in rows])


def _compared(
    pair: Pair, case: Case, solved: Solved
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row of `totals` and the rows of `worth`; the case as it stands is solved once."""
    names = pair.lenses(case)
    total: dict[str, Any] = {
        "id": pair.id,
        "kind": pair.kind,
        "stands": pair.stands,
        "lenses": ";".join(names),
        "note": pair.note,
    }
    if pair.concerns_nothing:
        return {**total, **dict.fromkeys(COMPARED, 0.0)}, []
    as_is, other = Answer(), Answer()
    try:
        for name in names:
            here, there = _answers(lens_called(name), pair, case, solved)
            as_is, other = as_is.plus(here), other.plus(there)
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
        "unshipped": _clean(included.unshipped - excluded.unshipped, 1.0),
    }
    return {**total, **more}, rows


def _answers(lens: Lens, pair: Pair, case: Case, solved: Solved) -> tuple[Answer, Answer]:
    """Return what a lens makes of the case as it stands, and of the other one."""
    goods = pair.of_markets if lens.name == "markets" else ()
    key = (lens.name, goods)
    if key not in solved:
        found = lens.solve(case, *goods)
        solved[key] = found, lens.answer(case, found)
    found, as_is = solved[key]
    if pair.kind in ("link", "agreement"):
        other = lens.reopened(case, pair.other, found, goods)
    else:
        other = lens.solve(pair.other)
    return as_is, as_is if other is found else lens.answer(pair.other, other)


def _clean(difference: float, size: float) -> float:
    """Return a difference of large numbers without what is left of their digits."""
    return difference if abs(difference) > DUST * size else 0.0
