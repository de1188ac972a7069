"""How far optima reach, against explicit programs of the whole optimal face."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from isthmus import faces, lp
from isthmus.lp import INFINITY, Builder, Program
from tests.test_lp import furthest, market, optimum, program

Floats = npt.NDArray[np.float64]


def optimal_face(made: Program, direction: Floats) -> Program:
    """Return the program of the largest `direction`.x over all optima: one row holds the cost."""
    lowest, _ = optimum(made)
    slack = 1e-8 * max(1.0, abs(lowest))
    rows, columns = made.shape
    builder = Builder()
    builder.columns(-direction, made.lower, made.upper)
    builder.rows(made.row_lower, made.row_upper)
    builder.entries(made.index, made.column_of_entry, made.value)
    held = builder.rows(-INFINITY, [lowest + slack])
    builder.entries(np.repeat(held, columns), np.arange(columns), made.cost)
    assert held[0] == rows
    return builder.build()


@pytest.mark.parametrize("seed", range(40))
def test_ranges_are_the_ends_of_linear_functions_of_the_duals(seed: int) -> None:
    drawn = market(seed, losses=True, limits=True)
    directions = np.zeros((3, drawn.made.shape[0]))
    weights = np.random.default_rng(seed).normal(size=(3, len(drawn.priced)))
    directions[:, drawn.priced] = weights
    low, high = faces.ranges(drawn.made, directions)
    for at, direction in enumerate(directions):
        assert high[at] == pytest.approx(furthest(drawn.made, direction), abs=1e-6)
        assert low[at] == pytest.approx(-furthest(drawn.made, -direction), abs=1e-6)


@pytest.mark.parametrize("seed", range(60))
def test_widths_are_what_the_optimal_face_allows(seed: int) -> None:
    """In small whole numbers, so that many optima tie; single columns and differences of two."""
    drawn = market(seed, losses=seed % 3 == 0, limits=seed % 2 == 1)
    made, solution = drawn.made, lp.solve(drawn.made, drawn.priced)
    draw = Random(seed)
    columns = range(made.shape[1])
    plus = np.array([draw.choice(columns) for _ in range(12)])
    minus = np.array([draw.choice([-1, *columns]) for _ in range(12)])
    minus[minus == plus] = -1
    wide = faces.widths(made, solution, plus, minus)
    for at, (ahead, back) in enumerate(zip(plus, minus, strict=True)):
        direction = np.zeros(made.shape[1])
        direction[ahead] += 1
        if back >= 0:
            direction[back] -= 1
        ends = [optimum(optimal_face(made, sign * direction))[0] for sign in (1.0, -1.0)]
        assert wide[at] == pytest.approx(-sum(ends), abs=1e-5)


def test_a_ring_that_costs_nothing_may_carry_anything() -> None:
    """Column 0 sells 1; columns 1 and 2 carry it round and round."""
    made = program(
        [1, 0, 0],
        [(0, 2), (0, INFINITY), (0, INFINITY)],
        [[1, -1, 1], [0, 1, -1]],
        [(1, 1), (0, 0)],
    )
    solution = lp.solve(made, np.array([0, 1]))
    wide = faces.widths(made, solution, np.array([0, 1, 1]), np.array([-1, -1, 2]))
    assert wide.tolist() == [0, INFINITY, 0]
