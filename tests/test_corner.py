"""What small moves of a program do to its optimum, against solving it again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from isthmus import lp
from isthmus.corner import Bend, Corner, corner_of

Floats = npt.NDArray[np.float64]
STEP = 1e-6


def program(
    cost: list[float], upper: list[float], rows: list[list[float]], least: list[float]
) -> lp.Program:
    """Minimise cost.x, 0 <= x <= upper, rows x >= least."""
    builder = lp.Builder()
    columns = builder.columns(np.array(cost), 0.0, np.array(upper))
    made = builder.rows(np.array(least), lp.INFINITY)
    for row, entries in zip(made, rows, strict=True):
        builder.entries(np.full(len(columns), row), columns, np.array(entries))
    return builder.build()


def moved(made: lp.Program, part: str, at: int, step: float) -> lp.Program:
    values = getattr(made, part).copy()
    values[at] += step
    return replace(made, **{part: values})


def measured(made: lp.Program, measure: Floats) -> Floats:
    x = lp.solve(made, np.array([], dtype=int)).x
    return np.array([made.cost @ x, measure @ x])


def as_moves(corner: Corner, part: str, at: int, entry_of: tuple[int, int] = (0, 0)) -> Floats:
    """Return what one more unit of a number adds to every measure, as a column of moves."""
    if part == "upper":
        added = np.where(corner.at_upper[at], corner.columns[:, at], 0.0)
    elif part == "row_lower":
        added = corner.rows[:, at]
    elif part == "cost":
        added = corner.costs[:, at].copy()
        added[0] += corner.x[at]
    else:
        row, column = entry_of
        added = -(corner.rows[:, row] * corner.x[column])
        added -= corner.costs[:, column] * corner.rows[0, row]
    return added[:, None]


# Two sources of 3 and 5 for a need of 4, the first dear to carry by the second measure.
PLAIN = program([10.0, 20.0], [3.0, 5.0], [[1.0, 0.9]], [4.0])
MEASURE = np.array([2.0, 1.0])


@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize(
    ("part", "at", "entry"),
    [("upper", 0, (0, 0)), ("upper", 1, (0, 0)), ("row_lower", 0, (0, 0)), ("cost", 0, (0, 0)),
     ("cost", 1, (0, 0)), ("value", 0, (0, 0)), ("value", 1, (0, 1))],
)  # fmt: skip
def test_a_smooth_corner(part: str, at: int, entry: tuple[int, int], sign: float) -> None:
    corner = corner_of(PLAIN, MEASURE[None, :])
    slopes = corner.slopes(as_moves(corner, part, at, entry), sign)[:, 0]
    before, after = measured(PLAIN, MEASURE), measured(moved(PLAIN, part, at, sign * STEP), MEASURE)
    assert slopes == pytest.approx((after - before) / (sign * STEP), abs=1e-3)


def test_a_need_that_one_source_just_meets() -> None:
    """The need is 3, all of the first source: more comes from the second, less from the first."""
    kinked = program([10.0, 20.0], [3.0, 5.0], [[1.0, 1.0]], [3.0])
    corner = corner_of(kinked, MEASURE[None, :])
    need = as_moves(corner, "row_lower", 0)
    assert corner.slopes(need, -1.0)[:, 0] == pytest.approx([10.0, 2.0])
    assert corner.slopes(need, 1.0)[:, 0] == pytest.approx([20.0, 1.0])
    capacity = as_moves(corner, "upper", 0)
    assert corner.slopes(capacity, -1.0)[:, 0] == pytest.approx([-10.0, 1.0])
    assert corner.slopes(capacity, 1.0)[:, 0] == pytest.approx([0.0, 0.0])


def test_two_sources_at_the_same_cost() -> None:
    """Which of them sells is open: dearer, the first sells nothing, cheaper, all it has."""
    tied = program([10.0, 10.0], [3.0, 5.0], [[1.0, 1.0]], [4.0])
    corner = corner_of(tied, np.array([[1.0, 1.0]]))
    cost = as_moves(corner, "cost", 0)
    assert corner.slopes(cost, 1.0)[:, 0] == pytest.approx([0.0, 0.0])
    assert corner.slopes(cost, -1.0)[:, 0] == pytest.approx([3.0, 0.0])


def test_a_measure_that_jumps_has_no_slope() -> None:
    tied = program([10.0, 10.0], [3.0, 5.0], [[1.0, 1.0]], [4.0])
    corner = corner_of(tied, MEASURE[None, :])
    cost = as_moves(corner, "cost", 0)
    down, up = (corner.slopes(cost, sign)[:, 0] for sign in (-1.0, 1.0))
    assert (down[0], up[0]) == pytest.approx((3.0, 0.0))
    assert np.isnan(down[1]) != np.isnan(up[1])


def test_a_move_that_leaves_no_solution() -> None:
    """All there is is needed."""
    tight = program([10.0, 20.0], [3.0, 5.0], [[1.0, 1.0]], [8.0])
    corner = corner_of(tight, MEASURE[None, :])
    need = as_moves(corner, "row_lower", 0)
    assert np.isnan(corner.slopes(need, 1.0)).all()
    assert corner.slopes(need, -1.0)[:, 0] == pytest.approx([20.0, 1.0])


def curves(total: float, steps: int) -> tuple[lp.Program, list[Bend]]:
    """Share a quantity between two buyers who pay 10 - q and 8 - q/2, in thin steps."""
    width = 10.0 / steps
    middle = (np.arange(steps) + 0.5) * width
    cost = np.concatenate((-(10.0 - middle), -(8.0 - middle / 2)))
    builder = lp.Builder()
    columns = builder.columns(cost, 0.0, np.full(2 * steps, width))
    row = builder.rows(-lp.INFINITY, np.array([total]))
    builder.entries(np.full(2 * steps, row[0]), columns, 1.0)
    return builder.build(), [Bend(columns[:steps], 1.0), Bend(columns[steps:], 0.5)]


def test_along_two_curves() -> None:
    """Of one more unit the first buyer takes a third: prices fall alike on both curves."""
    made, bends = curves(6.0, 1000)
    to_the_first = np.repeat([1.0, 0.0], 1000)
    corner = corner_of(made, to_the_first[None, :], bends)
    more = as_moves(corner, "row_lower", 0)
    assert corner.slopes(more, 1.0)[1, 0] == pytest.approx(1 / 3)
    assert corner.slopes(more, -1.0)[1, 0] == pytest.approx(1 / 3)
    first, second = (lp.solve(made, np.array([], dtype=int)).x.reshape(2, -1).sum(axis=1)).tolist()
    assert (first, second) == pytest.approx((10 / 3, 8 / 3), abs=0.02)
