"""Everything that parties have of every good, and what they would lose without each other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of
from isthmus.dependence.balance import PIPES
from isthmus.dependence.freight import ROLES as CARGO
from isthmus.dependence.freight import Freight
from isthmus.dependence.goods import Good
from isthmus.dependence.money import money_goods
from isthmus.dependence.parties import Parties
from isthmus.dependence.pipes import Pipes
from isthmus.errors import IsthmusError, did_you_mean

Floats = npt.NDArray[np.float64]

DUST = 1e-9

Model = Pipes | Freight
MODELS: dict[str, Callable[[Case], Model]] = {"markets": Pipes, "corridors": Freight}


class Ledger:
    """Exposure and dependence of a case's parties, found when they are asked for.

    Parameters
    ----------
    case : Case
    known : mapping of str to callable, optional
        From a lens's name to what makes its model; where none is given, the lens is solved.
    """

    def __init__(
        self, case: Case, known: Mapping[str, Callable[[], Model]] = MappingProxyType({})
    ) -> None:
        self.case = case
        self.parties = Parties(case)
        self._makers: dict[str, Callable[[], Model]] = {
            **{name: functools.partial(make, case) for name, make in MODELS.items()},
            **known,
        }
        self._lenses = [name for name in lenses_of(case) if name in MODELS]
        self._made: dict[str, Model] = {}

    def model(self, lens: str) -> Model:
        """Return the model of a lens; it is made when it is first asked for."""
        if lens not in self._made:
            self._made[lens] = self._makers[lens]()
        return self._made[lens]

    @functools.cached_property
    def money(self) -> dict[str, Good]:
        """What tables say without any model: trade, settlement, investment."""
        return {good.name: good for good in money_goods(self.case, self.parties)}

    def models(self) -> Iterator[Model]:
        """Yield what solves again, as far as the case has it."""
        yield from map(self.model, self._lenses)

    @functools.cached_property
    def goods(self) -> dict[str, Good]:
        """Every good that some party has, by name."""
        solved = (good for model in self.models() for good in model.goods)
        return {good.name: good for good in solved if good.quantity.any()} | self.money

    def exposure(self, actor: str, on: str, good: str) -> float:
        """Return the share of an actor's quantity that comes from, goes to or passes another."""
        one, other = self._place(actor), self._place(on)
        if good in self.money:
            found = self.money[good]
        else:
            known = {each.name: each for each in self._model_of(good).goods}
            found = known[good]
        return float(found.exposure[one, other])

    def dependence(self, actor: str, on: str, good: str) -> float:
        """Return the share of an actor's quantity that is lost without another.

        Raises
        ------
        IsthmusError
            If an actor is none, or the good is in no model.
        """
        one, other = self._place(actor), self._place(on)
        return float(_clean(self._model_of(good).dependence(other)[good])[one])

    def weight(self, actor: str, pole: str, by: str) -> float:
        """Return how much an actor hangs on a pole by a good, or by pipes: see `balance`."""
        if by in self.money:
            return self.exposure(actor, pole, by)
        if by != PIPES:
            return self.dependence(actor, pole, by)
        one, lost = self._place(actor), self.lost(self._place(pole))
        return sum(float(shares[one]) for shares in lost.values()) / max(self.solved()[actor], 1)

    def solved(self) -> dict[str, int]:
        """Return how many goods that a model solves every party has."""
        found = [good.quantity > 0 for model in self.models() for good in model.goods]
        counts = np.sum(found, axis=0, dtype=int).tolist() if found else [0] * len(self.parties.ids)
        return dict(zip(self.parties.ids, counts, strict=True))

    def lost(self, on: int) -> dict[str, Floats]:
        """Return by good which share every party loses without one; never below 0."""
        return {
            name: _clean(shares)
            for model in self.models()
            for name, shares in model.dependence(on).items()
        }

    def _model_of(self, good: str) -> Model:
        """Return the model that solves a good; only that is looked at."""
        if good in CARGO and "corridors" in self._lenses:
            return self.model("corridors")
        if "markets" in self._lenses and good in self.model("markets").names:
            return self.model("markets")
        known = [name for model in self.models() for name in model.names]
        raise IsthmusError(
            f"'{good}' is no good that case {self.case.id} has a model of; those are "
            f"{', '.join(known)}.{did_you_mean(good, known)}"
        )

    def _place(self, name: str) -> int:
        if name not in self.parties.place:
            near = did_you_mean(name, self.parties.ids)
            raise IsthmusError(f"'{name}' is no state, bloc or territory of its own.{near}")
        return self.parties.place[name]


def _clean(shares: Floats) -> Floats:
    return np.where(shares > DUST, np.minimum(shares, 1.0), 0.0)
