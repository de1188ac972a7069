"""Refined prices are those of the curves, and no better answer is possible on the curves.

The inverse demand curves and their areas are written here once more, by price and not by quantity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import isthmus
from isthmus import lp
from isthmus.case.model import Case
from isthmus.lenses.markets import curves
from isthmus.lenses.markets.assembly import NONE
from isthmus.lenses.markets.network import Demand, Network, build_network
from isthmus.lenses.markets.program import Layout, Outcome
from isthmus.lenses.markets.refine import optimum
from tests.lenses.builders import amounts, build_case, generated, prices
from tests.oracles.generate import FEATURES

Floats = npt.NDArray[np.float64]

CURVED = [feature for feature in FEATURES if feature not in ("hub", "fixed")]
# The later ones once stopped below the best answer, overflowed, or stopped the solver.
CASES = ["two-countries", *range(20), 21, 24, 35, 36, 68, 69, 89, 142]


@dataclass(frozen=True)
class Curve:
    """One demand curve in one period: quantity as a function of price."""

    linear: bool
    quantity: float
    price: float
    elasticity: float
    cap: float
    floor: float

    def taken(self, price: float) -> float:
        """Return what is bought at a price below the cap."""
        relative = max(price, self.floor) / self.price
        if self.linear:
            return self.quantity * max(0.0, 1 + self.elasticity * (relative - 1))
        return float(self.quantity * relative**self.elasticity)

    def surplus(self, price: float) -> float:
        """Return the area between the curve, cut at its cap, and a price."""
        if self.quantity == 0 or price >= self.cap:
            return 0.0
        below = max(0.0, self.floor - price) * self.taken(self.floor)
        return below + self.area(max(price, self.floor), self.cap)

    def area(self, low: float, high: float) -> float:
        """Return the integral of the quantity from one price to another."""
        if self.linear:
            choke = self.price * (1 - 1 / self.elasticity)
            low, high = min(low, choke), min(high, choke)
            return (high - low) * (self.taken(low) + self.taken(high)) / 2
        scale = self.quantity * self.price
        if self.elasticity == -1:
            return scale * log(high / low)
        power = 1 + self.elasticity
        return float(scale * ((high / self.price) ** power - (low / self.price) ** power) / power)


@dataclass(frozen=True)
class Refined:
    """A refined case: its network, program and outcome, and the duals of the program."""

    network: Network
    layout: Layout
    outcome: Outcome
    duals: Floats

    @property
    def paid(self) -> Floats:
        """What a unit costs each demand step: its node's price, and the duals of its limits."""
        made = self.layout.program
        products = made.value * self.duals[made.index]
        costs = -np.bincount(made.column_of_entry, products, len(made.cost))
        return np.where(self.layout.demand == NONE, np.nan, costs[self.layout.demand])

    def bought(self) -> Iterator[tuple[Curve, float, float]]:
        """Yield each curve in each period that supply reaches, what it pays and what it takes."""
        demand, paid = self.network.demand, self.paid
        for row in curves.bent(demand.points):
            steps = demand.row == row
            for period in range(len(self.network.weights)):
                price = paid[steps, period]
                if not np.isnan(price).all():
                    taken = float(self.outcome.demand[steps, period].sum())
                    yield curve_of(demand, int(row), period), float(np.nanmin(price)), taken


def refined(name: str | int) -> Refined:
    case = generated(name, CURVED) if isinstance(name, int) else isthmus.open_case(name)
    found = optimum(build_network(case, ()), refined=True)
    assert found.moved < 5e-5  # the few that do not settle depend on the machine's arithmetic
    layout = found.layout
    solution = lp.solve(layout.program, layout.balance[layout.balance != NONE])
    return Refined(found.network, layout, found.outcome, solution.duals)


def curve_of(demand: Demand, row: int, period: int) -> Curve:
    points = demand.points
    return Curve(
        linear=points.curve[row] == "linear",
        quantity=float(points.quantity[row, period]),
        price=float(points.price[row, period]),
        elasticity=float(points.elasticity[row]),
        cap=float(demand.cap[row, period]),
        floor=float(curves.bounds(points)[1][row, period]),
    )


@pytest.mark.parametrize("name", CASES)
def test_every_curve_takes_what_it_wants_at_its_price(name: str | int) -> None:
    for curve, price, taken in refined(name).bought():
        wanted = curve.taken(price)
        if price > curve.cap * (1 + 1e-9):
            wanted = 0.0
        elif price > curve.cap * (1 - 1e-9):
            # At its cap a curve takes anything up to there.
            wanted = min(taken, wanted)
        if price < curve.floor or taken >= curve.taken(curve.floor) * (1 - 1e-9):
            wanted = curve.taken(curve.floor)
        assert taken == pytest.approx(wanted, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_no_better_answer_is_possible_on_the_curves(name: str | int) -> None:
    """Bounds x duals and the curves' own surplus at the prices bound every answer from above.

    The steps' answer lies below the best on the curves, so where it meets that bound, it is the
    best, and its prices are the curves' own.
    """
    case = refined(name)
    above = case.layout.constant - worth_of_bounds(case)
    above += sum(curve.surplus(price) for curve, price, _ in case.bought())
    scale = max(1.0, abs(above))
    assert case.outcome.objective - 1e-9 * scale <= above
    assert above <= case.outcome.objective + 1e-7 * scale


def worth_of_bounds(case: Refined) -> float:
    """Return all duals times bounds, but for the columns of demand that is a curve."""
    made, demand, y = case.layout.program, case.network.demand, case.duals
    products = made.value * y[made.index]
    reduced = made.cost - np.bincount(made.column_of_entry, products, len(made.cost))
    curved = case.layout.demand[np.isin(demand.row, curves.bent(demand.points))]
    reduced[curved[curved != NONE]] = 0.0
    worth = 0.0
    for dual, low, high in ((y, made.row_lower, made.row_upper), (reduced, made.lower, made.upper)):
        bound = np.where(dual > 0, low, high)
        at = np.isfinite(bound)
        assert np.abs(dual[~at]).max(initial=0.0) < 1e-6
        worth += float(dual[at] @ bound[at])
    return worth


def two_nodes(folder: Path) -> Case:
    """Fields of 4 and 1; demand of slopes 4 x 0.14 / 400 and 4/3 x 0.14 / 520 per unit of price."""
    curve = {"curve": "linear", "elasticity": -0.14}
    case = build_case(
        folder,
        {"a": "north", "b": "south"},
        links=[{"id": "pipe", "from": "a", "to": "b", "cost": 3}],
        supply=[
            {"id": "a-field", "node": "a", "quantity": 4, "cost": 1},
            {"id": "b-field", "node": "b", "quantity": 1, "cost": 7},
        ],
        demand=[
            {"id": "a-homes", "node": "a", "quantity": 4, "price": 400, **curve},
            {"id": "b-homes", "node": "b", "quantity": 4 / 3, "price": 520, **curve},
        ],
    )
    settings = case.settings.model_copy(update={"demand_refine": True})
    return case.replaced(settings=settings)


def test_two_curves_that_share_what_there_is(tmp_path: Path) -> None:
    """P at a, P + 3 at b: 4 (1.14 - 0.14 P/400) + 4/3 (1.14 - 0.14 (P + 3)/520) = 5."""
    a_slope, b_slope = 4 * 0.14 / 400, 4 / 3 * 0.14 / 520
    price = (16 / 3 * 1.14 - 3 * b_slope - 5) / (a_slope + b_slope)
    result = isthmus.markets(two_nodes(tmp_path), intervals=True)
    assert amounts(result, "demand", "quantity")["a-homes"] == pytest.approx(
        4 * 1.14 - a_slope * price, rel=1e-6
    )
    assert prices(result) == pytest.approx({"a": price, "b": price + 3}, rel=1e-5)
    # A curve leaves no choice of prices, but for the width of its last steps.
    table = result.table("prices")
    assert (table["high"] - table["low"]).to_list() == pytest.approx([0, 0], abs=0.01)
