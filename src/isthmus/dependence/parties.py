"""Who can hang on whom: states, and blocs and territories like them, with all that is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.families import heads
from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean

Bools = npt.NDArray[np.bool_]
KINDS = ("state", "bloc", "territory")


class Parties:
    """The states of a case; companies stand for those they belong to.

    Attributes
    ----------
    ids : list of str
    """

    def __init__(self, case: Case) -> None:
        actors, self._head = case.filled["actors"], heads(case)
        self.ids = [
            actor
            for actor, kind in zip(actors["id"], actors["kind"], strict=True)
            if kind in KINDS and self._head[actor] == actor
        ]
        self.place = {actor: at for at, actor in enumerate(self.ids)}

    def at(self, actor: str | None) -> int:
        """Return the position of whom an actor belongs to; -1 for nobody here."""
        return -1 if actor is None else self.place.get(self._head[actor], -1)

    def named(self, lists: Sequence[Iterable[str | None]]) -> Bools:
        """Tell for each list of actors which parties are named (lists, parties)."""
        found = np.zeros((len(lists), len(self.ids) + 1), dtype=bool)
        for row, actors in enumerate(lists):
            found[row, [self.at(actor) for actor in actors]] = True
        return found[:, :-1]


def party_called(case: Case, name: str) -> str:
    """Return the id of an actor from its id, name or alias.

    Raises
    ------
    IsthmusError
        If there is none.
    """
    table = case.filled["actors"]
    known: dict[str, str] = {}
    for actor, called, aliases in zip(table["id"], table["name"], table["aliases"], strict=True):
        for word in (actor, called, *aliases):
            if word:
                known.setdefault(word.lower(), actor)
    if name.strip().lower() not in known:
        raise IsthmusError(f"'{name}' is no actor of case {case.id}.{did_you_mean(name, known)}")
    return known[name.strip().lower()]
