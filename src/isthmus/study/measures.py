"""What an answer is: a headline number, or a measure of some targets, by name."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isthmus.case.model import Case
from isthmus.case.observing import TARGETS, signed, unit_of_measure
from isthmus.catalogue import lenses_of
from isthmus.errors import IsthmusError, choice, did_you_mean

NUMBERS = ("welfare", "objective", "cost", "unserved", "unshipped")
OF_MARKETS = ("price", "supply", "demand", "store", "unserved")
OF_CARGO = ("shipped", "unshipped", "days", "cost")
OF_TRADE = ("trade", "rank")
OF_TALKS = "outcome"
OF_ALIGNMENT = ("exposure", "dependence", "balance")
OF_TABLES = ("words", "trade", "settlement")  # goods that take no solution, and investment
OF_GAMES = ("shapley_share",)
TARGETED = (
    "flow", "gain", *OF_MARKETS, *OF_CARGO, *OF_TRADE, *OF_ALIGNMENT, OF_TALKS, *OF_GAMES,
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A number of a case: a headline number, or a measure of the targets named.

    Attributes
    ----------
    kind : str
    targets : tuple of str
    lenses : tuple of str
        The lenses whose answers it is the sum of.
    """

    kind: str
    targets: tuple[str, ...] = ()
    lenses: tuple[str, ...] = ("markets",)

    @property
    def name(self) -> str:
        """The name: ``welfare``, ``flow:tap;igb``."""
        return f"{self.kind}:{';'.join(self.targets)}" if self.targets else self.kind

    @property
    def smooth(self) -> bool:
        """Whether its derivatives follow from one solution."""
        return self.kind in ("welfare", "objective")

    @property
    def played(self) -> bool:
        """Whether it takes a game to tell, which is some hundred programs."""
        return self.kind in OF_GAMES

    @property
    def priced(self) -> bool:
        """Whether it takes prices to tell."""
        return self.kind in ("price", "gain")

    def unit(self, case: Case) -> str | None:
        """Return its unit; None where nothing tells."""
        if self.targets:
            return unit_of_measure(case, self.kind, self.targets)
        if self.kind == "unshipped":
            return "Mt"
        if self.kind != "unserved":
            return f"million {case.settings.currency}"
        units = set(case.filled["demand"]["commodity"])
        return unit_of_measure(case, "unserved", ["*"]) if len(units) == 1 else None


def measure_called(case: Case, text: str) -> Measure:
    """Return the measure that a text names.

    Parameters
    ----------
    case : Case
    text : str
        ``welfare``, ``objective`` (welfare less tariffs, which the optimum maximises), ``cost``,
        ``unserved``, ``unshipped``, or ``flow:LINK``, ``gain:ACTOR``, ``price:NODE``,
        ``supply:ID``, ``demand:ID``, ``store:ID``, ``unserved:ID``, and of cargo
        ``shipped:SHIPMENT``, ``unshipped:SHIPMENT``, ``days:SHIPMENT``, ``cost:SHIPMENT``, of
        trade ``trade:EXPORTER/IMPORTER``, ``rank:ACTOR/PARTNER``, of leverage
        ``shapley_share:ACTOR/GOOD``, of all markets without a good, and of alignment
        ``exposure:ACTOR/ON/GOOD``, ``dependence:ACTOR/ON/GOOD``, and ``balance:ACTOR/BY`` between
        the poles of the case, by ``words``, ``pipes`` or a good; targets are joined by ``;`` and
        may be globs, ``-`` subtracts one. ``outcome:ISSUE`` is where talks on one issue lead, by
        the default variant.

    Raises
    ------
    IsthmusError
        If it names no measure, or a target that is not in the case.
    """
    kind, colon, rest = text.partition(":")
    if not colon and kind in NUMBERS:
        return Measure(kind, (), _lenses(case, kind, ()))
    if kind not in (*NUMBERS, *TARGETED):
        known = (*NUMBERS, *TARGETED)
        raise IsthmusError(
            f"'{text}' is no output.{did_you_mean(kind, known)} Write one of {', '.join(NUMBERS)}; "
            f"or {', '.join(dict.fromkeys(TARGETED))} with a target, such as flow:LINK, "
            "price:NODE, gain:ACTOR"
        )
    targets = tuple(part.strip() for part in rest.split(";") if part.strip())
    if kind not in TARGETED or not targets:
        wrong = "takes no target" if kind not in TARGETED else "needs a target after a colon"
        raise IsthmusError(f"'{text}': {kind} {wrong}")
    named = tuple(_target(case, kind, target) for target in targets)
    if kind == OF_TALKS and (len(named) > 1 or named[0] not in case.filled["issues"]["id"]):
        raise IsthmusError(f"'{text}': an outcome is that of one issue")
    return Measure(kind, named, _lenses(case, kind, named))


def _target(case: Case, kind: str, target: str) -> str:
    """Return a target by its id; names and aliases are understood."""
    sign, name = ("-", target[1:]) if target.startswith("-") else ("", target)
    if kind in OF_TRADE:
        return sign + _traded(case, kind, name)
    apart = kind in ("price", *OF_ALIGNMENT, *OF_GAMES)
    name, good = place_of(name) if apart else (name, "")
    table = case.filled[_table(kind)]
    ids: Sequence[str] = table["id"]
    if "aliases" in table.columns and not fnmatch.filter(ids, name):
        others = zip(ids, table["name"], table["aliases"], strict=True)
        name = next((i for i, called, more in others if name in (called, *(more or ()))), name)
    if not fnmatch.filter(ids, name):
        raise IsthmusError(f"'{name}' is not in {_table(kind)}.{choice(name, ids)}")
    if kind in OF_GAMES and good:
        _require_good(case, good)
    return sign + name + (f"/{good}" if good else "")


def _traded(case: Case, kind: str, name: str) -> str:
    """Return the ids of two actors that trade; names and aliases are understood."""
    ends = name.split("/")
    if len(ends) != 2:
        raise IsthmusError(f"'{name}': {kind} is of two, written {kind}:EXPORTER/IMPORTER")
    table, actors = case.filled["trade"], case.filled["actors"]
    known = {*table["exporter"], *table["importer"]}
    others = list(zip(actors["id"], actors["name"], actors["aliases"], strict=True))
    found = []
    for end in ends:
        called = next((i for i, one, more in others if end in (i, one, *(more or ()))), end)
        if not fnmatch.filter(known, called):
            raise IsthmusError(f"'{end}' is in no row of trade.{did_you_mean(end, known)}")
        found.append(called)
    return "/".join(found)


def _require_good(case: Case, good: str) -> None:
    """Refuse what is neither cargo nor a market commodity."""
    goods = case.filled["commodities"]
    known = [g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "market"]
    if good not in (*known, "cargo"):
        raise IsthmusError(f"'{good}' is no market commodity.{did_you_mean(good, known)}")


def _table(kind: str) -> str:
    return "shipments" if kind == "unshipped" else TARGETS[kind]


def _lenses(case: Case, kind: str, targets: Sequence[str]) -> tuple[str, ...]:
    """Return the lenses that a measure takes; what is of the whole case takes all it has.

    Raises
    ------
    IsthmusError
        If flows of cargo and of a market would be summed.
    """
    if kind == OF_TALKS:
        return ("politics",)
    if kind == "flow":
        links = case.filled["links"]
        named = np.flatnonzero(signed(links["id"], [t.removeprefix("-") for t in targets]))
        cargo = {links["commodity"][row] == "cargo" for row in named}
        if len(cargo) > 1:
            raise IsthmusError(f"flow:{';'.join(targets)}: cargo and what markets carry do not add")
        return ("corridors",) if cargo == {True} else ("markets",)
    if kind in OF_GAMES:
        cargo = {place_of(target)[1] == "cargo" for target in targets}
        if len(cargo) > 1:
            raise IsthmusError(f"{kind}:{';'.join(targets)}: cargo and markets are games apart")
        return ("corridors",) if cargo == {True} else ("markets",)
    if kind in OF_CARGO and (targets or kind == "unshipped"):
        return ("corridors",)
    if kind in OF_MARKETS:
        return ("markets",)
    if kind in OF_TRADE:
        return ("trade",)
    if kind in OF_ALIGNMENT:
        told = all(in_tables(target.rpartition("/")[2]) for target in targets)
        return ("tables",) if told else ("alignment",)
    return tuple(lenses_of(case)) or ("markets",)


def in_tables(good: str) -> bool:
    """Tell whether a good of alignment, or words, stand in tables, so that nothing is solved."""
    return good in OF_TABLES or "investment" in good


def place_of(target: str) -> tuple[str, str]:
    """Return node and commodity of ``node/commodity``; the commodity is empty where not given."""
    node, _, commodity = target.partition("/")
    return node, commodity
