"""Derivatives of surplus and welfare of cargo, against finite differences."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.case.evidence import cells
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.lenses.corridors import numbers_of
from isthmus.lenses.corridors.optimum import Optimum, optimal
from isthmus.lenses.corridors.slopes import READ, slopes
from tests.lenses.corridors.builders import cargo_case, leg, shipment

STEP = 1e-5
SOME = 20  # cells that are tried of each case


def generated(folder: Path, seed: int) -> Case:
    """Return a case of a few places, two modes and two seasons, with estimates and limits."""
    rng = np.random.default_rng(seed)
    names = "abcde"
    places = {n: (float(rng.uniform(38, 44)), float(rng.uniform(40, 50))) for n in names}

    def number(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 4)

    links: list[dict[str, Any]] = []
    for at in range(int(rng.integers(6, 12))):
        start, end = rng.choice(list(names), 2, replace=False)
        row = leg(f"l{at}", str(start), str(end), str(rng.choice(["rail", "road"])))
        row |= {"bidirectional": bool(rng.random() < 0.6)}
        if rng.random() < 0.7:
            row |= {"cost": number(2, 30), "days": number(0.5, 4)}
        if rng.random() < 0.5:
            row |= {"length": number(100, 900)}
        if rng.random() < 0.6:
            row |= {"capacity": number(0.2, 4), "tariff": number(0, 8)}
        if rng.random() < 0.4:
            row |= {"profile": "open"}
        links.append(row)
    shipments: list[dict[str, Any]] = []
    for at in range(4):
        start, end = rng.choice(list(names), 2, replace=False)
        if at == 0:  # one has a way at least, or the case is refused
            start, end = links[0]["from"], links[0]["to"]
        wanted = shipment(f"s{at}", str(start), str(end), number(0.2, 3), number(20, 120))
        shipments.append({**wanted, "class": str(rng.choice(["box", "ore"]))})
    return cargo_case(
        folder,
        dict.fromkeys(names, "land"),
        places=places,
        periods={"summer": 0.6, "winter": 0.4},
        segments=3,
        links=links,
        modes=[
            {"mode": m, "cost": number(0.01, 0.05), "speed": number(200, 600),
             "fixed_cost": number(1, 5), "fixed_days": number(0, 1), "detour": number(1.1, 1.4)}
            for m in ("rail", "road")
        ],
        transfers=[
            {"id": "t", "node": "*", "from_mode": "rail", "to_mode": "road", "days": number(0, 2),
             "bidirectional": True, "cost": number(1, 5), "tariff": number(0, 3),
             "capacity": number(0.5, 3)}
        ],
        classes=[
            {"id": "box", "value": 2000, "time_value": number(2, 12), "time_value_cv": 0.6},
            {"id": "ore", "value": 100, "time_value": number(0.1, 1)},
        ],
        shipments=shipments,
        limits=[{"id": "both", "links": "l0:1;l1:0.5", "capacity": number(0.5, 3)}],
        profiles=[
            {"profile": "open", "period": p, "kind": "availability", "factor": f}
            for p, f in (("summer", 0.9), ("winter", 0.5))
        ],
    )  # fmt: skip


def both(found: Optimum) -> tuple[float, float]:
    """Return surplus and welfare."""
    numbers, cargo = numbers_of(found.network, found.found), found.network.instance.cargo
    most = float(cargo.quantity @ cargo.reservation)
    return most - float(numbers["objective"] or 0), float(numbers["welfare"] or 0)


@given(st.integers(0, 10**6))
@settings(max_examples=8)
def test_slopes_equal_finite_differences(seed: int) -> None:
    """Where the two sides differ, the slope of the surplus is one of them or between them."""
    with tempfile.TemporaryDirectory() as folder:
        case = generated(Path(folder), seed)
    found = optimal(case)
    read = [cell for cell in cells(case) if cell.column in READ.get(cell.table, ())]
    read = [read[at] for at in np.random.default_rng(seed).permutation(len(read))[:SOME]]
    got = slopes(case, found.network, found.found, read)
    here = both(found)
    for at, cell in enumerate(read):
        row = case.tables[cell.table].keys.index(cell.id)
        step = STEP * max(abs(cell.value), 1e-2)
        ends = [
            both(optimal(with_numbers(case, cell.table, cell.column, {row: cell.value + move})))
            for move in (-step, step)
        ]
        sides = [[(h - e) / step for h, e in zip(here, ends[0], strict=True)],
                 [(e - h) / step for h, e in zip(here, ends[1], strict=True)]]  # fmt: skip
        slack = 1e-3 * max(1.0, *(abs(side[0]) for side in sides)) + 1e-7 / step
        low, high = sorted(side[0] for side in sides)
        assert low - slack <= got[0, at] <= high + slack, (cell, sides, got[:, at])
        if high - low <= slack and abs(sides[0][1] - sides[1][1]) <= slack:
            assert got[1, at] == pytest.approx(sides[1][1], abs=slack), (cell, sides, got[:, at])
