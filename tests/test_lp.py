"""The wrapper of HiGHS against whole-matrix solves and programs over the whole dual face."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import highspy
import numpy as np
import numpy.typing as npt
import pytest

from isthmus import lp
from isthmus.errors import NoSolution
from isthmus.lp import INFINITY, Builder, Program

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FREE = (-INFINITY, INFINITY)
TIGHT = 1e-9


def program(
    cost: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    matrix: Sequence[Sequence[float]],
    row_bounds: Sequence[tuple[float, float]],
) -> Program:
    """Return a program from a dense matrix."""
    builder = Builder()
    builder.columns(cost, *np.array(bounds, dtype=float).T)
    builder.rows(*np.array(row_bounds, dtype=float).reshape(-1, 2).T)
    dense = np.array(matrix, dtype=float)
    rows, columns = np.nonzero(dense)
    builder.entries(rows, columns, dense[rows, columns])
    return builder.build()


def dense(made: Program) -> Floats:
    matrix = np.zeros(made.shape)
    matrix[made.index, made.column_of_entry] = made.value
    return matrix


def optimum(made: Program) -> tuple[float, Floats]:
    """Solve a program whole, with HiGHS as it comes but for its tolerances."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        highs.setOptionValue(option, TIGHT)
    highs.setOptionValue("output_flag", False)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = made.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = made.cost, made.lower, made.upper
    model.row_lower_, model.row_upper_ = made.row_lower, made.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = made.start, made.index
    model.a_matrix_.value_ = made.value
    highs.passModel(model)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value, np.array(highs.getSolution().col_value)


def dual_face(made: Program, direction: Floats) -> Program:
    """Return the program of the largest `direction`.y over all optimal duals y.

    A'y + s = cost; y and s have the sign of the bound that the optimum is at, and are 0 off it.
    """
    _, x = optimum(made)
    low_y, high_y = signs(dense(made) @ x, made.row_lower, made.row_upper)
    low_s, high_s = signs(x, made.lower, made.upper)
    rows, columns = made.shape
    builder = Builder()
    y = builder.columns(-direction, low_y, high_y)
    s = builder.columns(0.0, low_s, high_s)
    held = builder.rows(made.cost, made.cost)
    builder.entries(held[made.column_of_entry], y[made.index], made.value)
    builder.entries(held, s, np.ones(columns))
    assert len(y) == rows
    return builder.build()


def signs(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    at_low, at_high = value - low < 1e-7, high - value < 1e-7
    return np.where(at_high, -INFINITY, 0.0), np.where(at_low, INFINITY, 0.0)


def furthest(made: Program, direction: Floats) -> float:
    return -optimum(dual_face(made, direction))[0]


@dataclass(frozen=True)
class Market:
    """A small market as a program, with the balance rows of the nodes that supply can reach."""

    made: Program
    priced: Ints

    def along(self, row: int) -> Floats:
        """Return the direction of one row's dual."""
        direction = np.zeros(self.made.shape[0])
        direction[row] = 1.0
        return direction


def market(seed: int, *, losses: bool = False, limits: bool = False) -> Market:
    """Return a random market in small whole numbers, so that much is tied and full at once."""
    draw = Random(seed)
    nodes = draw.randint(2, 7)
    links = [draw.sample(range(nodes), 2) for _ in range(draw.randint(nodes - 1, 2 * nodes))]
    capacity = [draw.choice([0, 1, 2, 4, INFINITY]) for _ in links]
    builder = Builder()
    balance = builder.rows(np.zeros(nodes), INFINITY)
    flow = builder.columns([draw.randint(0, 3) for _ in links], 0.0, capacity)
    tail, head = np.array(links).T
    kept = [draw.choice([1.0, 0.5, 0.75]) if losses else 1.0 for _ in links]
    builder.entries(balance[tail], flow, -1.0)
    builder.entries(balance[head], flow, kept)
    supplied, wanted = (draw.sample(range(nodes), draw.randint(1, nodes)) for _ in range(2))
    for sign, places, costs in ((1.0, supplied, range(1, 5)), (-1.0, wanted, range(-12, -2))):
        amounts = [draw.randint(1, 4) for _ in places]
        block = builder.columns([draw.choice(costs) for _ in places], 0.0, amounts)
        builder.entries(balance[places], block, sign)
    if limits:
        members = flow[draw.sample(range(len(links)), min(len(links), 3))]
        cap = np.repeat(builder.rows(-INFINITY, [draw.randint(1, 4)]), len(members))
        builder.entries(cap, members, [draw.choice([1.0, 2.0]) for _ in members])
    ways = [link for link, most in zip(links, capacity, strict=True) if most > 0]
    return Market(builder.build(), balance[reached(supplied, ways)])


def reached(start: list[int], ways: list[list[int]]) -> list[int]:
    """Return the nodes to which ways lead from the start."""
    found = set(start)
    while more := {end for begin, end in ways if begin in found} - found:
        found |= more
    return sorted(found)


def test_builder_lays_columns_and_rows_out_in_order() -> None:
    builder = Builder()
    first = builder.columns(1.0, 0.0, [2.0, 3.0])
    second = builder.columns([5.0, 6.0], 0.0, 9.0)
    rows = builder.rows([0.0, 1.0], INFINITY)
    assert first.tolist() == [0, 1]
    assert second.tolist() == [2, 3]
    builder.entries(rows, second, 2.0)
    builder.entries(rows[:1], first[1:], [7.0])
    made = builder.build()
    assert made.shape == (2, 4)
    assert made.cost.tolist() == [1, 1, 5, 6]
    assert made.lower.tolist() == [0, 0, 0, 0]
    assert made.upper.tolist() == [2, 3, 9, 9]
    assert made.row_lower.tolist() == [0, 1]
    assert made.row_upper.tolist() == [INFINITY, INFINITY]
    assert dense(made).tolist() == [[0, 7, 2, 0], [0, 0, 0, 2]]
    x = np.arange(4.0)
    y = np.array([3.0, 5.0])
    assert made.worth(y).tolist() == (y @ dense(made)).tolist()
    assert made.times(x).tolist() == (dense(made) @ x).tolist()


def test_components_are_what_columns_that_can_move_couple() -> None:
    """Column 3 is fixed at 0, so it does not join rows 1 and 2; row 3 has nothing else."""
    made = program(
        [1, 2, 3, 4],
        [(0, 1), (0, 2), (0, 3), (0, 0)],
        [[1, 0, 0, 0], [5, 6, 0, 1], [0, 0, 7, 1], [0, 0, 0, 1]],
        [(0, 9), (1, 9), (2, 9), (0, 9)],
    )
    first, second = lp.components(made)
    assert (first.rows.tolist(), first.columns.tolist()) == ([0, 1], [0, 1])
    assert (second.rows.tolist(), second.columns.tolist()) == ([2], [2])
    assert dense(first.program).tolist() == [[1, 0], [5, 6]]
    assert first.program.cost.tolist() == [1, 2]
    assert first.program.upper.tolist() == [1, 2]
    assert first.program.row_lower.tolist() == [0, 1]
    assert dense(second.program).tolist() == [[7]]


def test_a_column_fixed_at_something_else_does_couple() -> None:
    made = program([1, 1], [(0, 5), (2, 2)], [[1, 1], [0, 1]], [(3, 9), (0, 9)])
    (only,) = lp.components(made)
    assert only.rows.tolist() == [0, 1]
    assert lp.solve(made, np.array([0])).x.tolist() == [1, 2]


def test_components_come_in_the_order_of_their_columns_and_miss_nothing() -> None:
    """Rows and columns are interleaved: even ones belong together, and odd ones."""
    matrix = np.zeros((6, 6))
    matrix[::2, ::2] = 1
    matrix[1::2, 1::2] = 1
    made = program([1] * 6, [(0, 1)] * 6, matrix.tolist(), [(1, INFINITY)] * 6)
    parts = list(lp.components(made))
    assert [part.columns.tolist() for part in parts] == [[0, 2, 4], [1, 3, 5]]
    assert [part.rows.tolist() for part in parts] == [[0, 2, 4], [1, 3, 5]]


@pytest.mark.parametrize("seed", range(30))
def test_components_partition_a_program(seed: int) -> None:
    made = market(seed).made
    parts = list(lp.components(made))
    columns = np.concatenate([part.columns for part in parts])
    assert sorted(columns) == np.flatnonzero((made.lower != 0) | (made.upper != 0)).tolist()
    rows = np.concatenate([part.rows for part in parts])
    assert len(set(rows)) == len(rows)
    whole = dense(made)
    for part in parts:
        assert (dense(part.program) == whole[np.ix_(part.rows, part.columns)]).all()
        outside = np.setdiff1d(columns, part.columns)
        assert not whole[np.ix_(part.rows, outside)].any()


def test_a_column_without_rows_goes_to_its_cheaper_bound() -> None:
    made = program([1, -1, 0], [(1, 4), (1, 4), (0, 2)], [[0, 0, 1]], [(1, 9)])
    solution = lp.solve(made, np.array([0]))
    assert solution.x[:2].tolist() == [1, 4]
    assert solution.objective == -3


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (program([1], [(0, 1)], [[1]], [(2, INFINITY)]), "infeasible"),
        (program([-1, 0], [(0, INFINITY), (0, 1)], [[0, 1]], [(0, 1)]), "unbounded"),
        (program([0, 0], [(0, 0), (0, 1)], [[1, 0], [0, 1]], [(1, 1), (0, 1)]), "infeasible"),
    ],
)
def test_what_has_no_solution_says_so(made: Program, word: str) -> None:
    """In the last one the first row has only a column that is fixed at 0, and wants 1."""
    with pytest.raises(NoSolution, match=word):
        lp.solve(made, np.array([0]))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("losses", [False, True])
def test_solve_finds_the_optimum_of_the_whole(seed: int, losses: bool) -> None:
    drawn = market(seed, losses=losses, limits=seed % 2 == 1)
    solution = lp.solve(drawn.made, drawn.priced)
    lowest, _ = optimum(drawn.made)
    assert solution.objective == pytest.approx(lowest, rel=1e-9, abs=1e-9)
    assert (solution.x >= drawn.made.lower - TIGHT).all()
    assert (solution.x <= drawn.made.upper + TIGHT).all()
    activity = drawn.made.times(solution.x)
    assert (activity >= drawn.made.row_lower - 1e-8).all()
    assert (activity <= drawn.made.row_upper + 1e-8).all()


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["plain", "losses", "limits"])
def test_high_and_low_are_the_furthest_optimal_duals(seed: int, kind: str) -> None:
    """Their sums over the priced rows are the largest and the smallest of the whole dual face."""
    drawn = market(seed, losses=kind != "plain", limits=kind == "limits")
    solution = lp.solve(drawn.made, drawn.priced)
    direction = np.sum([drawn.along(row) for row in drawn.priced], axis=0)
    assert solution.high @ direction == pytest.approx(furthest(drawn.made, direction), abs=1e-7)
    assert solution.low @ direction == pytest.approx(-furthest(drawn.made, -direction), abs=1e-7)
    assert solution.duals == pytest.approx((solution.high + solution.low) / 2)


@pytest.mark.parametrize("seed", range(40))
def test_in_a_network_every_price_is_at_its_own_end(seed: int) -> None:
    """Optimal prices form a lattice there: the largest sum makes each as large as it can be."""
    drawn = market(seed, losses=seed % 2 == 0)
    solution = lp.solve(drawn.made, drawn.priced)
    for row in drawn.priced:
        direction = drawn.along(row)
        assert solution.high[row] == pytest.approx(furthest(drawn.made, direction), abs=1e-7)
        assert solution.low[row] == pytest.approx(-furthest(drawn.made, -direction), abs=1e-7)


def test_what_was_solved_before_changes_no_bit() -> None:
    wanted = market(11, losses=True, limits=True)
    first = lp.solve(wanted.made, wanted.priced)
    for seed in range(5):
        other = market(seed)
        lp.solve(other.made, other.priced)
    again = lp.solve(wanted.made, wanted.priced)
    for name in ("x", "duals", "high", "low"):
        assert getattr(again, name).tobytes() == getattr(first, name).tobytes()


def test_parts_do_not_notice_each_other() -> None:
    """Two markets side by side are solved to the same bits as each alone."""
    one, two = market(3, losses=True).made, market(4, losses=True).made
    both = program(
        [*one.cost, *two.cost],
        [*zip(one.lower, one.upper, strict=True), *zip(two.lower, two.upper, strict=True)],
        np.block(
            [
                [dense(one), np.zeros((one.shape[0], two.shape[1]))],
                [np.zeros((two.shape[0], one.shape[1])), dense(two)],
            ]
        ).tolist(),
        [
            *zip(one.row_lower, one.row_upper, strict=True),
            *zip(two.row_lower, two.row_upper, strict=True),
        ],
    )
    nothing = np.zeros(0, dtype=np.int64)
    parts = [lp.solve(made, nothing) for made in (one, two)]
    together = lp.solve(both, nothing)
    assert together.x.tobytes() == np.concatenate([part.x for part in parts]).tobytes()
    assert together.duals.tobytes() == np.concatenate([part.duals for part in parts]).tobytes()


BESIDE_OTHERS = """
import highspy
import numpy as np

from isthmus import lp

other = highspy.Highs()
other.setOptionValue("output_flag", False)
other.setOptionValue("threads", 2)
other.addVar(0, 1)
other.changeColCost(0, -1.0)
other.run()
builder = lp.Builder()
column = builder.columns([-1.0], [0.0], [3.0])
builder.entries(builder.rows([0.0], [5.0]), column, np.ones(1))
highs = lp.solver()
lp.load(highs, builder.build())
lp.run(highs)
print(highs.getObjectiveValue())
"""


def test_others_may_have_started_the_solver_with_more_threads() -> None:
    command = [sys.executable, "-c", BESIDE_OTHERS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "-3.0"
