"""What an answer is: a headline number, or a measure of some targets, by name."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.case.model import Case
from isthmus.case.observing import TARGETS, signed, unit_of_measure
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.markets import numbers_of
from isthmus.lenses.markets.fit import measured
from isthmus.lenses.markets.gains import gains
from isthmus.lenses.markets.refine import Optimum

NUMBERS = ("welfare", "objective", "cost", "unserved")
TARGETED = ("flow", "price", "supply", "demand", "store", "gain", "unserved")


@dataclass(frozen=True)
class Measure:
    """A number of a result: a headline number, or a measure of the targets named."""

    kind: str
    targets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name: ``welfare``, ``flow:tap;igb``."""
        return f"{self.kind}:{';'.join(self.targets)}" if self.targets else self.kind

    @property
    def smooth(self) -> bool:
        """Whether its derivatives follow from one solution."""
        return self.kind in ("welfare", "objective")

    @property
    def priced(self) -> bool:
        """Whether it takes prices to tell."""
        return self.kind in ("price", "gain")

    def unit(self, case: Case) -> str | None:
        """Return its unit; None where nothing tells."""
        if self.targets:
            return unit_of_measure(case, self.kind, self.targets)
        if self.kind != "unserved":
            return f"million {case.settings.currency}"
        units = set(case.filled["demand"]["commodity"])
        return unit_of_measure(case, "unserved", ["*"]) if len(units) == 1 else None

    def value(self, case: Case, found: Optimum) -> float:
        """Return its value at the optimum of a case."""
        network, outcome = found.network, found.outcome
        if not self.targets and self.kind != "unserved":
            return numbers_of(network, outcome)[self.kind] or 0.0
        if self.kind == "gain":
            actors, amounts = gains(case, network, outcome)
            return float(signed(actors, self.targets) @ amounts.sum(axis=1))
        if self.kind == "price":
            _require_one_good(self.targets, network.places)
        span = list(range(len(network.weights)))
        return measured(network, outcome, self.kind, self.targets or ("*",), span)


def measure_called(case: Case, text: str) -> Measure:
    """Return the measure that a text names.

    Parameters
    ----------
    case : Case
    text : str
        ``welfare``, ``objective``, ``cost``, ``unserved``, or ``flow:LINK``, ``price:NODE``,
        ``supply:ID``, ``demand:ID``, ``unserved:ID``, ``store:ID``, ``gain:ACTOR``; targets are
        joined by ``;`` and may be globs, ``-`` subtracts one.

    Raises
    ------
    IsthmusError
        If it names no measure, or a target that is not in the case.
    """
    kind, colon, rest = text.partition(":")
    if not colon and kind in NUMBERS:
        return Measure(kind)
    if kind not in (*NUMBERS, *TARGETED):
        known = (*NUMBERS, *TARGETED)
        raise IsthmusError(
            f"'{text}' is no output.{did_you_mean(kind, known)} Write one of {', '.join(NUMBERS)}; "
            f"or {', '.join(TARGETED)} with a target, such as flow:LINK, price:NODE, gain:ACTOR"
        )
    targets = tuple(part.strip() for part in rest.split(";") if part.strip())
    if kind not in TARGETED or not targets:
        wrong = "takes no target" if kind not in TARGETED else "needs a target after a colon"
        raise IsthmusError(f"'{text}': {kind} {wrong}")
    return Measure(kind, tuple(_target(case, kind, target) for target in targets))


def _target(case: Case, kind: str, target: str) -> str:
    """Return a target by its id; names and aliases are understood."""
    sign, name = ("-", target[1:]) if target.startswith("-") else ("", target)
    name, good = place_of(name) if kind == "price" else (name, "")
    table = case.filled[TARGETS[kind]]
    ids: Sequence[str] = table["id"]
    if "aliases" in table.columns and not fnmatch.filter(ids, name):
        others = zip(ids, table["name"], table["aliases"], strict=True)
        name = next((i for i, called, more in others if name in (called, *(more or ()))), name)
    if not fnmatch.filter(ids, name):
        raise IsthmusError(f"'{name}' is not in {TARGETS[kind]}.{did_you_mean(name, ids)}")
    return sign + name + (f"/{good}" if good else "")


def _require_one_good(targets: Sequence[str], places: Sequence[tuple[str, str]]) -> None:
    """Refuse to take the mean of the prices of several goods."""
    for target in targets:
        goods = {good for node, good in places if fnmatch.fnmatchcase(node, target)}
        if len(goods) > 1:
            some = " or ".join(f"price:{target}/{good}" for good in sorted(goods))
            raise IsthmusError(f"price:{target}: several goods have a price there; write {some}")


def place_of(target: str) -> tuple[str, str]:
    """Return node and commodity of ``node/commodity``; the commodity is empty where not given."""
    node, _, commodity = target.partition("/")
    return node, commodity
