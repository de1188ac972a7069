"""Everything that parties have of every good, and what they would lose without each other."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of
from isthmus.dependence.goods import Good
from isthmus.dependence.money import money_goods
from isthmus.dependence.parties import Parties
from isthmus.dependence.pipes import Pipes
from isthmus.errors import IsthmusError, did_you_mean

Floats = npt.NDArray[np.float64]

DUST = 1e-9


class Ledger:
    """Exposure and dependence of a case's parties, found when they are asked for.

    Parameters
    ----------
    case : Case
    markets, cargo : optional
        Optima that are known already.
    """

    def __init__(self, case: Case, markets: object = None, cargo: object = None) -> None:
        self.case = case
        self.parties = Parties(case)
        self._known = {"markets": markets, "corridors": cargo}

    @functools.cached_property
    def models(self) -> list[Pipes]:
        """What solves again: markets, cargo, as far as the case has them."""
        found: list[Pipes] = []
        for name in lenses_of(self.case):
            known = self._known[name]
            if name == "markets":
                found.append(Pipes(self.case, self.parties, known))  # type: ignore[arg-type]
            else:
                from isthmus.dependence.freight import Freight  # scipy takes a while

                found.append(Freight(self.case, self.parties, known))  # type: ignore[arg-type]
        return found

    @functools.cached_property
    def goods(self) -> dict[str, Good]:
        """Every good that some party has, by name."""
        solved = [good for model in self.models for good in model.goods]
        return {
            good.name: good
            for good in (*solved, *money_goods(self.case, self.parties))
            if good.quantity.any()
        }

    def exposure(self, actor: str, on: str, good: str) -> float:
        """Return the share of an actor's quantity that comes from, goes to or passes another."""
        one, other = self._pair(actor, on)
        return float(self._good(good).exposure[one, other])

    def dependence(self, actor: str, on: str, good: str) -> float:
        """Return the share of an actor's quantity that is lost without another.

        Raises
        ------
        IsthmusError
            If the good is one that no model solves.
        """
        self._good(good)
        one, other = self._pair(actor, on)
        lost = self.lost(other)
        if good not in lost:
            raise IsthmusError(f"dependence: {good} is in no model, so nothing re-routes")
        return float(lost[good][one])

    def lost(self, on: int) -> dict[str, Floats]:
        """Return by good which share every party loses without one; never below 0."""
        return {
            name: np.where(shares > DUST, np.minimum(shares, 1.0), 0.0)
            for model in self.models
            for name, shares in model.dependence(on).items()
        }

    def _good(self, name: str) -> Good:
        if name not in self.goods:
            known = list(self.goods)
            raise IsthmusError(f"'{name}' is no good of case {self.case.id}; goods are "
                               f"{', '.join(known)}.{did_you_mean(name, known)}")  # fmt: skip
        return self.goods[name]

    def _pair(self, actor: str, on: str) -> tuple[int, int]:
        for name in (actor, on):
            if name not in self.parties.place:
                raise IsthmusError(f"'{name}' is no state, bloc or territory of its own")
        return self.parties.place[actor], self.parties.place[on]
