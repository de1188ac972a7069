"""Which inputs are near an answer: at its nodes, on its link, of its actor or kin."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.observing import TARGETS
from isthmus.study.inputs import Input
from isthmus.study.measures import OF_TALKS, Measure, place_of

Bools = npt.NDArray[np.bool_]

AT_NODES = ("node", "from", "to", "origin", "destination")
OF_ACTORS = ("owner", "owners", "holders", "buyer", "seller", "exporter", "importer", "a", "b")
OF_TRADE = ("trade", "rank")
EVERYWHERE = ("trade_costs", "settlement")
PROFILES = ("profile", "cost_profile")


@dataclass(frozen=True)
class _Spot:
    """Where answers are taken: ids of nodes, links, actors and issues."""

    nodes: frozenset[str]
    links: frozenset[str]
    actors: frozenset[str]
    issues: frozenset[str]

    def holds(self, row: dict[str, Any]) -> bool:
        """Tell whether a row stands there."""
        if any(row.get(column) in self.nodes for column in AT_NODES):
            return True
        if row.get("link") in self.links or row.get("issue") in self.issues:
            return True
        return any(self.actors.intersection(_names(row.get(column))) for column in OF_ACTORS)


def near(case: Case, inputs: Sequence[Input], measures: Iterable[Measure]) -> Bools:
    """Tell which inputs stand where some answers are taken."""
    spot = _spot(case, measures)
    tables = {one.cell.table for one in inputs} - {"profiles"}
    here: set[tuple[str, int]] = set()
    profiles: set[str] = set()
    for name in tables:
        table = case.filled[name]
        read = (*AT_NODES, "link", "issue", *OF_ACTORS, *PROFILES)
        columns = [c for c in read if c in table.columns]
        for at, cells in enumerate(zip(*(table[c] for c in columns), strict=True)):
            row = dict(zip(columns, cells, strict=True))
            if name in EVERYWHERE or spot.holds(row):
                here.add((name, at))
                profiles.update(row[c] for c in PROFILES if row.get(c) is not None)
    names = case.filled["profiles"]["profile"]
    return np.array(
        [
            names[one.row] in profiles
            if one.cell.table == "profiles"
            else (one.cell.table, one.row) in here
            for one in inputs
        ],
        dtype=bool,
    )


def between(case: Case, inputs: Sequence[Input], measures: Iterable[Measure]) -> Bools:
    """Tell which inputs are of trade between those whose trade is asked for, or of its cost."""
    asked = [measure for measure in measures if measure.kind in OF_TRADE]
    actors = _spot(case, asked).actors
    found = np.zeros(len(inputs), dtype=bool)
    for at, one in enumerate(inputs):
        if one.cell.table == "trade":
            table = case.filled["trade"]
            found[at] = {table["exporter"][one.row], table["importer"][one.row]} <= actors
        else:
            found[at] = bool(asked) and one.cell.table in EVERYWHERE
    return found


def concerned(case: Case, inputs: Sequence[Input], measures: Sequence[Measure]) -> list[Input]:
    """Return the inputs that can matter.

    An issue hangs on its own positions alone, what tables say of an actor on its own rows.
    """
    if not measures or any(m.kind != OF_TALKS and m.lenses != ("tables",) for m in measures):
        return list(inputs)
    return [one for one, here in zip(inputs, near(case, inputs, measures), strict=True) if here]


def _spot(case: Case, measures: Iterable[Measure]) -> _Spot:
    found: dict[str, set[str]] = {"nodes": set(), "links": set(), "actors": set(), "issues": set()}
    for measure in measures:
        if not measure.targets:
            continue
        if measure.kind in OF_TRADE:
            ends = (target.removeprefix("-").split("/") for target in measure.targets)
            found["actors"] |= {actor for pair in ends for actor in pair}
            continue
        where = TARGETS.get(measure.kind, "shipments")
        table = case.filled[where]
        for at in _rows(table["id"], measure.targets):
            found.setdefault(where, set()).add(table["id"][at])
            for column in AT_NODES:
                if column in table.columns:
                    found["nodes"].add(table[column][at])
    found["nodes"] |= _nodes_of(case, found["actors"])
    return _Spot(*(frozenset(found[name]) for name in ("nodes", "links", "actors", "issues")))


def _nodes_of(case: Case, actors: Iterable[str]) -> set[str]:
    """Return the nodes of some actors, of those who belong to them, and of those they belong to."""
    kin = {name for actor in actors for name in case.lineage.get(actor, ())}
    return {
        node
        for node, actor in case.actor_of.items()
        if actor is not None and kin.intersection(case.lineage[actor])
    }


def _rows(ids: Sequence[str], targets: Iterable[str]) -> Iterator[int]:
    patterns = [place_of(target.removeprefix("-"))[0] for target in targets]
    for at, name in enumerate(ids):
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            yield at


def _names(cell: Any) -> list[str]:
    """Return the actors that a cell names, alone or with their shares."""
    if cell is None or isinstance(cell, str):
        return [] if cell is None else [cell]
    return [part if isinstance(part, str) else part[0] for part in cell]
