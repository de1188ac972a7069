"""Refined demand steps find what the curves themselves say."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.lenses import markets as lens
from isthmus.lenses.markets import refine
from isthmus.result import Result
from tests.lenses.builders import amounts, build_case, generated, prices, solve
from tests.oracles.generate import FEATURES

LINEAR = [feature for feature in FEATURES if feature not in ("isoelastic", "hub", "fixed")]
CURVED = [feature for feature in FEATURES if feature not in ("hub", "fixed")]


def with_steps(case: Case, *, refine: bool, steps: int | None = None) -> Case:
    settings = {"demand_refine": refine, "demand_steps": steps or case.settings.demand_steps}
    return case.replaced(settings=case.settings.model_copy(update=settings))


@pytest.mark.parametrize(
    ("scenario", "north", "south", "objective"),
    [
        # North takes 5 at 50, South 5: areas 875 and 6500/3, costs 50 x 8, 150 x 2 and 30 x 3.
        ("base", 50, 800 / 3, 875 + 6500 / 3 - 790),
        # South takes 6.75 at 150, North what is left of 10, 4: areas 2531.25 and 800.
        ("pipeline-doubled", 100, 150, 2531.25 + 800 - 500 - 150 * 0.75 - 30 * 6),
        # South's own 2 are worth 600 x 2 - 100/3 x 4.
        ("pipeline-closed", 50, 1400 / 3, 875 + 3200 / 3 - 50 * 5 - 150 * 2),
    ],
)
def test_two_countries_on_their_curves(
    scenario: str, north: float, south: float, objective: float
) -> None:
    """P = 300 - 50 q in the north, 600 - 200/3 q in the south."""
    result = isthmus.markets(isthmus.open_case("two-countries").with_scenario(scenario))
    assert prices(result) == pytest.approx({"northtown": north, "southtown": south}, abs=1e-6)
    assert result.objective == pytest.approx(objective, rel=1e-9)


def hyperbola(folder: Path, quantity: float, cost: float) -> Result:
    """P = 1000/q, cut at 400 (q = 2.5), ends at 25 (q = 40)."""
    cells: dict[str, Any] = {"curve": "isoelastic", "quantity": 10, "price": 100}
    case = build_case(
        folder,
        {"a": "north"},
        supply=[{"id": "field", "node": "a", "quantity": quantity, "cost": cost}],
        demand=[{"id": "homes", "node": "a", "elasticity": -1, "price_cap": 400, **cells}],
    )
    return isthmus.markets(with_steps(case, refine=True))


def test_isoelastic_demand_met_at_cost(tmp_path: Path) -> None:
    """At 60 the homes take 1000/60; cut at 400 their surplus is 1000 ln(400/60)."""
    result = hyperbola(tmp_path, 1000, 60)
    assert amounts(result, "demand", "quantity")["homes"] == pytest.approx(1000 / 60, rel=1e-6)
    assert result.objective == pytest.approx(1000 * log(400 / 60), rel=1e-9)


@pytest.mark.parametrize(("quantity", "price"), [(7, 1000 / 7), (3, 1000 / 3), (1, 400)])
def test_isoelastic_demand_sets_the_price_of_what_there_is(
    tmp_path: Path, quantity: float, price: float
) -> None:
    result = hyperbola(tmp_path, quantity, 20)
    assert prices(result)["a"] == pytest.approx(price, rel=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_the_fixed_grid_loses_at_most_its_bound(seed: int) -> None:
    """Sum over linear demand and periods of |slope| x step^2 / 8."""
    case = generated(seed, LINEAR)
    grid = solve(case)
    refined = isthmus.markets(with_steps(case, refine=True)).objective
    slack = 1e-7 * max(1, abs(refined))
    assert grid.outcome.objective - slack <= refined
    assert refined <= grid.outcome.objective + bound(case) + slack


def bound(case: Case) -> float:
    demand = solve(case).network.demand
    points = demand.points
    step = np.zeros(demand.need.shape)
    np.maximum.at(step, demand.row, demand.width)
    linear = np.array([curve == "linear" for curve in points.curve])
    slope = (points.price / np.abs(points.elasticity[:, None]))[linear]
    need = np.maximum(points.quantity[linear], 1e-12)
    return float((slope / need * step[linear] ** 2 / 8).sum())


@pytest.mark.parametrize("seed", range(20))
def test_refining_does_not_hang_on_the_first_grid(seed: int) -> None:
    case = generated(seed, CURVED)
    coarse, finer = (
        lens.solve(with_steps(case, refine=True, steps=steps))[1] for steps in (20, 37)
    )
    assert coarse.objective == pytest.approx(finer.objective, rel=1e-8, abs=1e-8)


def test_a_result_that_does_not_settle_says_how_far_off_it_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = with_steps(generated(6, CURVED), refine=True)
    assert not any("demand curves" in note for note in isthmus.markets(case).notes)
    best = isthmus.markets(case).objective
    monkeypatch.setattr(refine, "ROUNDS", 1)
    short = isthmus.markets(case)
    (note,) = (note for note in short.notes if note.startswith("demand curves"))
    left = float(note.split("up to")[2].split()[0])
    assert best <= short.objective + left
