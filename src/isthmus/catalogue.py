"""All lenses that a case has something for, and that say what somebody gains in money.

Trade has a command of its own: its gains are of the same goods that markets and cargo know, so they
do not add. A case with nothing but trade is looked at through it.
"""

from __future__ import annotations

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.result import Result


def lenses_of(case: Case) -> list[str]:
    """Return the names of the lenses that a case has something for: `markets`, `corridors`.

    They are `trade` where there is nothing else.
    """
    goods = case.filled["commodities"]
    market = {g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "market"}
    sold = market & set(case.filled["supply"]["commodity"])
    carried = "cargo" in case.filled["links"]["commodity"] and len(case.filled["shipments"])
    found = [name for name, there in (("markets", sold), ("corridors", carried)) if there]
    return found or (["trade"] if len(case.filled["trade"]) else [])


def look(case: Case, *names: str, intervals: bool = False) -> list[Result]:
    """Return what the lenses named, else all that a case has something for, say of it.

    A case with nothing for any lens is given to the markets, which say what it lacks.

    Raises
    ------
    IsthmusError
        If there is no such lens, or nothing for it.
    """
    for name in names:
        if name not in LENSES:
            raise IsthmusError(f"'{name}' is no lens.{did_you_mean(name, LENSES)}")
    return [_look(case, name, intervals) for name in names or lenses_of(case) or ("markets",)]


LENSES = ("markets", "corridors", "trade")


def _look(case: Case, name: str, intervals: bool) -> Result:
    if name == "corridors":
        from isthmus.lenses.corridors import corridors  # scipy takes a while

        return corridors(case)
    if name == "trade":
        from isthmus.feedback import trade

        return trade(case)
    from isthmus.lenses.markets import markets

    return markets(case, intervals=intervals)
