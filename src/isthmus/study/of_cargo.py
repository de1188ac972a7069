"""The corridors, as studies see them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus.case.evidence import Cell
from isthmus.case.model import Case
from isthmus.case.observing import signed
from isthmus.lenses.corridors import numbers_of
from isthmus.lenses.corridors.fit import measured
from isthmus.lenses.corridors.gains import gains
from isthmus.lenses.corridors.instance import sums
from isthmus.lenses.corridors.optimum import Optimum, optimal, optimal_again, optimal_reopened
from isthmus.lenses.corridors.slopes import READ, slopes
from isthmus.study.lens import Answer, Lens, gained, required
from isthmus.study.measures import Measure
from isthmus.study.shares import share_in_games

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DEARER = 2  # how much more a cargo takes than a column of a market, when solved again


def _rows(case: Case, table: str) -> Bools:
    """Tell which rows of a table concern cargo."""
    filled = case.filled[table]
    if table == "links":
        return np.array([good == "cargo" for good in filled["commodity"]], dtype=bool)
    if table == "agreements":
        return required(case, _rows(case, "links"))
    if table == "limits":
        links = case.filled["links"]
        mine = {i for i, good in zip(links["id"], links["commodity"], strict=True)
                if good == "cargo"}  # fmt: skip
        pairs = zip(filled["links"], filled["transfers"], strict=True)
        here = [bool(transfers) or any(link in mine for link, _ in shares)
                for shares, transfers in pairs]  # fmt: skip
        return np.array(here, dtype=bool)
    if table == "profiles":
        used = {
            name
            for block in ("links", "transfers", "limits")
            for name, mine in zip(case.filled[block]["profile"], _rows(case, block), strict=True)
            if mine
        }
        return np.array([name in used for name in filled["profile"]], dtype=bool)
    return np.ones(len(filled), dtype=bool)


def _solve(case: Case, *_goods: str) -> Optimum:
    return optimal(case)


def _reopened(_before: Case, after: Case, found: Optimum, _goods: tuple[str, ...]) -> Optimum:
    return optimal_reopened(after, found)


def _again(case: Case, found: Optimum, table: str, _priced: bool) -> Optimum:
    return optimal_again(case, found, table)


def _slopes(case: Case, found: Optimum, cells: Sequence[Cell]) -> Floats:
    """Return one derivative for both directions: between them where they differ."""
    slope = slopes(case, found.network, found.found, cells)
    return np.stack((slope, slope))


def _value(case: Case, found: Optimum, measure: Measure) -> float:
    network, best = found.network, found.found
    if measure.kind == "gain":
        actors, amounts = gains(case, network, best)
        return float(signed(actors, measure.targets) @ amounts.sum(axis=1))
    if measure.played:
        return share_in_games("corridors", case, found, measure.targets)
    if measure.kind == "unshipped":
        ids = case.filled["shipments"]["id"]
        left = sums(network.shipment, best.unshipped, len(ids))
        return float(signed(ids, measure.targets or ("*",)) @ left)
    if measure.kind == "objective":
        cargo = network.instance.cargo
        return float(cargo.quantity @ cargo.reservation) - best.objective
    if not measure.targets:
        return numbers_of(network, best)[measure.kind] or 0.0
    span = list(range(len(network.weights)))
    return measured(case, network, best, measure.kind, measure.targets, span)


def answer(case: Case, found: Optimum) -> Answer:
    """Return what cargo comes to."""
    actors, amounts = gains(case, found.network, found.found)
    return Answer(
        welfare=numbers_of(found.network, found.found)["welfare"] or 0.0,
        gains=gained(actors, amounts),
        unshipped=float(found.found.unshipped.sum()),
    )


def _effort(found: Optimum) -> int:
    return DEARER * len(found.network.shipment)


CORRIDORS = Lens(
    name="corridors",
    read=READ,
    also=("actors", "agreements", "bans", "nodes"),
    rows=_rows,
    solve=_solve,
    again=_again,
    reopened=_reopened,
    slopes=_slopes,
    value=_value,
    answer=answer,
    effort=_effort,
)
