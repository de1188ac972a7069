"""All lenses that a case has something for."""

from __future__ import annotations

from isthmus.case.model import Case
from isthmus.result import Result


def lenses_of(case: Case) -> list[str]:
    """Return the names of the lenses that a case has something for: `markets`, `corridors`."""
    goods = case.filled["commodities"]
    market = {g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "market"}
    sold = market & set(case.filled["supply"]["commodity"])
    carried = "cargo" in case.filled["links"]["commodity"] and len(case.filled["shipments"])
    return [name for name, there in (("markets", sold), ("corridors", carried)) if there]


def look(case: Case, *names: str, intervals: bool = False) -> list[Result]:
    """Return what the lenses named, else all that a case has something for, say of it.

    A case with nothing for any lens is given to the markets, which say what it lacks.
    """
    return [_look(case, name, intervals) for name in names or lenses_of(case) or ("markets",)]


def _look(case: Case, name: str, intervals: bool) -> Result:
    if name == "corridors":
        from isthmus.lenses.corridors import corridors  # scipy takes a while

        return corridors(case)
    from isthmus.lenses.markets import markets

    return markets(case, intervals=intervals)
