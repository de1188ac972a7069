"""Alignment in words and in pipes: who stands with whom, and who hangs on whom."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from isthmus.case.model import Case
from isthmus.dependence.balance import balance
from isthmus.dependence.ledger import Ledger
from isthmus.dependence.parties import party_called
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.words import ties_of, words
from isthmus.result import Result

SMALL = 1e-6  # shares that are not told


def alignment(
    case: Case,
    *,
    poles: Sequence[str] | None = None,
    camps: int = 2,
    since: int | None = None,
) -> Result:
    """Say who stands with whom, and who hangs on whom: words beside pipes.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    poles : sequence of str, optional
        Actors (ids, names or aliases) between whom others balance; those of the case's settings
        where none is named.
    camps : int
        Into how many camps, at most, actors are split in the tables `camps` and `frustrated`.
    since : int, optional
        First year of the timeline; by default six years before the case's date.

    Returns
    -------
    Result
        Numbers `frustration`, `bound`, `optimal`, `ties`, `triangles`, `triangle_balance`; tables
        `camps`, `frustrated`, `splits`, `similarity`, `timeline`, and, found when they are first
        looked at, `dependence`, `concentration`, `balance`.

    Raises
    ------
    IsthmusError
        If the case has no relations, an actor is unknown, or there is but one pole.
    """
    between = [party_called(case, pole) for pole in poles or case.settings.politics.poles]
    if len(between) == 1 or len(set(between)) < len(between):
        raise IsthmusError(f"poles: {', '.join(between)}; two or more that differ")
    numbers, builders = words(case, camps, since)
    ledger = Ledger(case)
    rows = functools.cache(lambda: _dependence(ledger))
    builders |= {
        "dependence": rows,
        "concentration": lambda: _concentration(ledger),
        "balance": lambda: balance(ties_of(case), between, rows(), ledger.solved()),
    }
    return Result(
        lens="alignment",
        case=case,
        units={"money": f"million {case.settings.currency}", "quantity": {}, "price": {}},
        status="optimal",
        numbers=numbers,
        builders=builders,
        notes=_notes(numbers),
    )


def _notes(numbers: dict[str, Any]) -> tuple[str, ...]:
    if numbers["optimal"]:
        return ()
    return (
        f"the camps are the best found; that {numbers['bound']} ties at least are frustrated is "
        "proved, no more",
    )


def _dependence(ledger: Ledger) -> dict[str, list[Any]]:
    """Return the columns of table `dependence`: by actor and good, the largest exposure first."""
    ids = ledger.parties.ids
    rows: list[tuple[Any, ...]] = []
    lost = {on: ledger.lost(on) for on in range(len(ids))}
    for name, good in ledger.goods.items():
        for one, actor in enumerate(ids):
            for other, on in enumerate(ids):
                gone = float(lost[other][name][one]) if name in lost[other] else None
                share = float(good.exposure[one, other])
                if one != other and good.quantity[one] and max(share, gone or 0.0) > SMALL:
                    origin = float(good.origin[one, other])
                    rows.append((actor, on, name, share, origin, gone))
    order = {name: at for at, name in enumerate(ledger.goods)}
    rows.sort(key=lambda row: (row[0], order[row[2]], -round(row[3], 9), row[1]))
    names = ("actor", "on", "good", "exposure", "origin", "dependence")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _concentration(ledger: Ledger) -> dict[str, list[Any]]:
    """Return the columns of table `concentration`: the Herfindahl sum of where goods come from."""
    rows = [
        (actor, name, float(good.quantity[at]), good.unit, float(good.origin[at, at]),
         min(float((good.origin[at] ** 2).sum()), 1.0))
        for at, actor in enumerate(ledger.parties.ids)
        for name, good in ledger.goods.items()
        if good.quantity[at] > 0
    ]  # fmt: skip
    names = ("actor", "good", "quantity", "unit", "own", "herfindahl")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
