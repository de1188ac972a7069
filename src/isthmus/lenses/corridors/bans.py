"""Which links a shipment may not use."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.instance import Bools, Ints


def barred_links(case: Case, rows: Ints) -> Bools:
    """Tell for each shipment and each of some rows of links whether a ban keeps it off.

    Returns
    -------
    array of bool (shipments, links)
    """
    cargo = case.filled["shipments"]
    barred = np.zeros((len(cargo), len(rows)), dtype=bool)
    ends = list(zip(cargo["class"], cargo["origin"], cargo["destination"], strict=True))
    for ban in bans_in_force(case):
        about = np.array([meets(case, ban, *each) for each in ends], dtype=bool)
        if about.any():
            barred |= np.outer(about, guarded(case, ban, rows))
    return barred


def unfit_links(case: Case, rows: Ints, class_: str, origin: str, destination: str) -> Bools:
    """Tell which of some rows of links cannot carry cargo, whoever controls them.

    A ban of everybody says what a mode is made for; there is nobody to lift it.
    """
    unfit = np.zeros(len(rows), dtype=bool)
    for ban in bans_in_force(case):
        if of_everybody(case, ban) and meets(case, ban, class_, origin, destination):
            unfit |= guarded(case, ban, rows)
    return unfit


def of_everybody(case: Case, ban: int) -> bool:
    """Tell whether a ban holds whoever controls a link."""
    return bool(case.filled["bans"]["controller"][ban] == "*")


def bans_in_force(case: Case) -> list[int]:
    """Return the rows of bans that are in force."""
    return [row for row, status in enumerate(case.filled["bans"]["status"]) if status == "in_force"]


def meets(case: Case, ban: int, class_: str, origin: str, destination: str) -> bool:
    """Tell whether a ban is about cargo of a class between two nodes.

    A ban on an actor is one on those who belong to it.
    """
    table = case.filled["bans"]
    if not fnmatch.fnmatchcase(class_, table["class"][ban]):
        return False
    return all(
        _named(table[column][ban], [case.actor_of[node]], case.lineage)
        for column, node in (("origin_actor", origin), ("destination_actor", destination))
    )


def guarded(case: Case, ban: int, rows: Ints) -> Bools:
    """Tell which links a ban closes: those its controller, or who belongs to it, controls."""
    table, links = case.filled["bans"], case.filled["links"]
    controller, mode = table["controller"][ban], table["mode"][ban]
    modes, held = links["mode"], links["controllers"]
    meant = {name for name in set(modes) if fnmatch.fnmatchcase(name or "", mode)}
    return np.array(
        [
            modes[row] in meant and _named(controller, held[row], case.lineage)
            for row in rows.tolist()
        ],
        dtype=bool,
    )


def _named(
    pattern: str, actors: Iterable[str | None], lineage: Mapping[str, tuple[str, ...]]
) -> bool:
    """Tell whether a pattern names one of some actors, or one to whom it belongs."""
    if pattern == "*":
        return True
    names = {name for actor in actors if actor is not None for name in lineage[actor]}
    if not any(sign in pattern for sign in "*?["):
        return pattern in names
    return bool(fnmatch.filter(names, pattern))
