"""A case with something and without it: a link, an agreement, a project, a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of
from isthmus.errors import IsthmusError, closest, did_you_mean
from isthmus.study.needed import lens_called

CARGO = "cargo"

Kind = Literal["link", "agreement", "project", "scenario"]

KINDS: dict[str, Kind] = {
    "links": "link",
    "agreements": "agreement",
    "projects": "project",
    "scenarios": "scenario",
}


@dataclass(frozen=True)
class Pair:
    """A case with something and without it.

    Attributes
    ----------
    stands : bool
        Whether it is there in the case that was asked about.
    goods : tuple of str
        The market goods and ``cargo`` that it concerns; empty for projects and scenarios, which
        may concern all.
    note : str, optional
        What else had to be put in force, or why it concerns nothing.
    """

    kind: Kind
    id: str
    included: Case
    excluded: Case
    stands: bool
    goods: tuple[str, ...] = ()
    note: str | None = None

    @property
    def other(self) -> Case:
        """The case that differs from the one that was asked about."""
        return self.excluded if self.stands else self.included

    @property
    def concerns_nothing(self) -> bool:
        """Whether nothing can differ."""
        return self.goods == () and self.kind == "agreement"

    @property
    def of_markets(self) -> tuple[str, ...]:
        """The market goods it concerns."""
        return tuple(good for good in self.goods if good != CARGO)

    def lenses(self, case: Case) -> list[str]:
        """Return the lenses of a case that it concerns."""
        if not self.goods:
            return [
                name
                for name in dict.fromkeys([*lenses_of(self.included), *lenses_of(case)])
                if not lens_called(name).sees_the_same(self.included, self.excluded)
            ]
        concerned = {"markets": bool(self.of_markets), "corridors": CARGO in self.goods}
        return [name for name, there in concerned.items() if there]

    @property
    def moves_trade(self) -> bool:
        """Whether trade may differ, where there is any: it reads all that cargo does."""
        traded = len(self.excluded.filled["trade"]) > 0
        return traded and not lens_called("trade").sees_the_same(self.included, self.excluded)


def pairs_of(case: Case, names: Sequence[str], all_of: str | None = None) -> list[Pair]:
    """Return what is named, and all of a kind, each with and without it.

    Raises
    ------
    IsthmusError
        If nothing or too much is called so, or nothing was named.
    """
    if all_of is not None and all_of not in KINDS:
        message = f"'{all_of}' is none of {', '.join(KINDS)}."
        raise IsthmusError(f"{message}{did_you_mean(all_of, KINDS)}")
    if not names and all_of is None:
        raise IsthmusError("worth needs the id of a link, an agreement, a project or a scenario")
    known = {plural: _known(case, plural) for plural in KINDS}
    wanted = [_named(case, name, known) for name in names]
    if all_of is not None:
        wanted += [(all_of, name) for name in sorted(set(known[all_of].values()))]
    makers = {
        "links": _link, "agreements": _agreement, "projects": _project, "scenarios": _scenario,
    }  # fmt: skip
    return [makers[plural](case, name) for plural, name in wanted]


def _known(case: Case, plural: str) -> dict[str, str]:
    """Return the ids of a kind by id, name and alias; of links, those that a lens reads."""
    if plural == "scenarios":
        return {name: name for name in case.library if name not in case.applied}
    table = case.tables[plural]
    goods = _goods(case)
    known: dict[str, str] = {}
    for row in range(len(table)):
        cells = table.row(row)
        if plural == "links" and cells["commodity"] not in goods:
            continue
        for name in (cells.get("name"), *cells.get("aliases", ())):
            known.setdefault(name, cells["id"])
        known[cells["id"]] = cells["id"]
    known.pop(None, None)  # type: ignore[call-overload]
    return known


def _goods(case: Case) -> set[str]:
    """Return the goods whose links a lens reads: those of markets, and cargo that is shipped."""
    goods = case.filled["commodities"]
    market = {g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "market"}
    return market | ({CARGO} if "corridors" in lenses_of(case) else set())


def _named(case: Case, name: str, known: dict[str, dict[str, str]]) -> tuple[str, str]:
    """Return kind and id of what a name, or ``links.ID`` and the like, speaks of."""
    plural, _, rest = name.partition(".")
    if rest in known.get(plural, {}):
        return plural, known[plural][rest]
    found = [kind for kind in KINDS if name in known[kind]]
    if len(found) == 1:
        return found[0], known[found[0]][name]
    if found:
        some = " or ".join(f"{kind}.{name}" for kind in found)
        raise IsthmusError(f"'{name}' may be {some}; write which")
    if name in case.applied:
        raise IsthmusError(f"scenario {name} is applied already; leave it out of --scenario")
    near = closest(name, [key for ids in known.values() for key in ids])
    hint = f" Closest: {near}" if near else ""
    raise IsthmusError(
        f"'{name}' is no link, agreement, project or scenario of case {case.id}.{hint}"
    )


def _link(case: Case, name: str) -> Pair:
    row = case.filled["links"]["id"].index(name)
    goods = (case.filled["links"]["commodity"][row],)
    if case.open_links[row]:
        closed = _with(case, "links", row, status="closed")
        return Pair("link", name, case, closed, True, goods)
    working = {"status": "operating", "opened": np.nan, "closed": np.nan}
    opened = _with(case, "links", row, **working)
    needed = [name for name in case.filled["links"]["requires"][row] if not _in_force(case, name)]
    for agreement in needed:
        at = case.filled["agreements"]["id"].index(agreement)
        opened = _with(opened, "agreements", at, status="in_force")
    note = f"with {', '.join(needed)} in force" if needed else None
    return Pair("link", name, opened, case, False, goods, note)


def _agreement(case: Case, name: str) -> Pair:
    row = case.filled["agreements"]["id"].index(name)
    links = case.filled["links"]
    needing = [at for at, needed in enumerate(links["requires"]) if name in needed]
    goods = {links["commodity"][at] for at in needing} & _goods(case)
    note = None if goods else "no link that a lens reads requires it"
    stands = _in_force(case, name)
    other = _with(case, "agreements", row, status="suspended" if stands else "in_force")
    included, excluded = (case, other) if stands else (other, case)
    return Pair("agreement", name, included, excluded, stands, tuple(sorted(goods)), note)


def _in_force(case: Case, agreement: str) -> bool:
    table = case.filled["agreements"]
    return bool(table["status"][table["id"].index(agreement)] == "in_force")


def _project(case: Case, name: str) -> Pair:
    table = case.filled["projects"]
    scenario = table["scenario"][table["id"].index(name)]
    if scenario in case.applied:
        raise IsthmusError(f"scenario {scenario} is applied already; leave it out of --scenario")
    other = case.with_scenario(scenario)
    return Pair("project", name, other, case, False)


def _scenario(case: Case, name: str) -> Pair:
    other = case.with_scenario(name)
    return Pair("scenario", name, other, case, False)


def _with(case: Case, table: str, row: int, **cells: Any) -> Case:
    """Return the case with cells of a row replaced, as a change of it; nothing is checked again."""
    rows = case.filled[table]
    columns = {}
    for column, cell in cells.items():
        columns[column] = values = rows[column].copy()
        values[row] = cell
    filled = {**case.filled, table: rows.with_columns(columns)}
    return case.replaced(filled=filled, bases=(case.base,))
