"""The markets, as studies see them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.observing import signed
from isthmus.errors import IsthmusError
from isthmus.lenses.markets import numbers_of, optimal, optimal_again
from isthmus.lenses.markets.fit import measured
from isthmus.lenses.markets.gains import gains
from isthmus.lenses.markets.refine import Optimum
from isthmus.lenses.markets.slopes import PROFILED, READ, slopes
from isthmus.lenses.markets.tables import served
from isthmus.study.lens import Answer, Lens, gained, required
from isthmus.study.measures import Measure
from isthmus.study.shares import share_in_games

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def _rows(case: Case, table: str) -> Bools:
    """Tell which rows of a table concern markets."""
    filled = case.filled[table]
    if table == "links":
        goods = case.filled["commodities"]
        kinds = dict(zip(goods["id"], goods["kind"], strict=True))
        return _bools(kinds[good] == "market" for good in filled["commodity"])
    if table == "agreements":
        return required(case, _rows(case, "links"))
    if table == "limits":
        links = case.filled["links"]
        mine = set(np.array(links["id"], dtype=object)[_rows(case, "links")])
        return _bools(
            bool(supply or demand) or any(link in mine for link, _ in shares)
            for shares, supply, demand in zip(
                filled["links"], filled["supply"], filled["demand"], strict=True
            )
        )
    if table == "profiles":
        readers = [pair for each in PROFILED.values() for pair in each.items()]
        used = {
            name
            for block, column in readers
            for name, mine in zip(case.filled[block][column], _rows(case, block), strict=True)
            if mine
        }
        return _bools(name in used for name in filled["profile"])
    return np.ones(len(filled), dtype=bool)


def _bools(values: Iterable[bool]) -> Bools:
    return np.array(list(values), dtype=bool)


def _again(case: Case, found: Optimum, table: str, priced: bool) -> Optimum:
    return optimal_again(case, found, table, priced=priced)


def _reopened(before: Case, after: Case, found: Optimum, _goods: tuple[str, ...]) -> Optimum:
    """Return the optimum with other links open: the same one if only links shut that were idle.

    Its prices still support it. A link with contracts is not idle: minima fall away with it.
    """
    links, outcome = found.network.links, found.outcome
    was, now = before.open_links[links.rows], after.open_links[links.rows]
    busy = (outcome.forward + outcome.backward).sum(axis=1) > 0
    busy[found.network.contracts.link] = True
    if not ((was & ~now & busy) | (now & ~was)).any():
        return found
    return optimal_again(after, found, "links")


def _slopes(case: Case, found: Optimum, cells: Sequence[Cell]) -> Floats:
    slope = slopes(case, found, cells)
    return np.stack((slope.objective, slope.welfare), axis=1)


def _value(case: Case, found: Optimum, measure: Measure) -> float:
    network, outcome = found.network, found.outcome
    if measure.kind == "gain":
        actors, amounts = gains(case, network, outcome)
        return float(signed(actors, measure.targets) @ amounts.sum(axis=1))
    if measure.played:
        return share_in_games("markets", case, found, measure.targets)
    if not measure.targets and measure.kind != "unserved":
        return numbers_of(network, outcome)[measure.kind] or 0.0
    if measure.kind == "price":
        _require_one_good(measure.targets, network.places)
    span = list(range(len(network.weights)))
    return measured(network, outcome, measure.kind, measure.targets or ("*",), span)


def _require_one_good(targets: Sequence[str], places: Sequence[tuple[str, str]]) -> None:
    """Refuse to take the mean of the prices of several goods."""
    for target in targets:
        goods = {good for node, good in places if fnmatch.fnmatchcase(node, target)}
        if len(goods) > 1:
            some = " or ".join(f"price:{target}/{good}" for good in sorted(goods))
            raise IsthmusError(f"price:{target}: several goods have a price there; write {some}")


def answer(case: Case, found: Optimum) -> Answer:
    """Return what markets come to."""
    network, outcome = found.network, found.outcome
    actors, amounts = gains(case, network, outcome)
    numbers = numbers_of(network, outcome)
    return Answer(
        welfare=numbers["welfare"] or 0.0,
        gains=gained(actors, amounts),
        penalties=numbers["penalties"] or 0.0,
        unserved=float(served(network, outcome)[1].sum()),
    )


def _effort(found: Optimum) -> int:
    return found.layout.program.shape[1]


MARKETS = Lens(
    name="markets",
    read=READ,
    also=("actors", "agreements", "commodities", "nodes"),
    rows=_rows,
    solve=optimal,
    again=_again,
    reopened=_reopened,
    slopes=_slopes,
    value=_value,
    answer=answer,
    effort=_effort,
)
