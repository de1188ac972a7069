"""A program solved again is solved as if it were the first time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from isthmus import lp
from isthmus.case.availability import open_links
from isthmus.errors import IsthmusError
from isthmus.lenses.markets import optimal, optimal_again
from isthmus.resolve import solve_again
from tests.lenses.builders import Solved, generated, solve
from tests.oracles.generate import FEATURES


def two_apart() -> lp.Program:
    """Two needs, of 2 and of 3, each with two sources of its own."""
    builder = lp.Builder()
    columns = builder.columns(np.array([1.0, 4.0, 2.0, 5.0]), 0.0, np.array([1.5, 9.0, 1.0, 9.0]))
    rows = builder.rows(np.array([2.0, 3.0]), lp.INFINITY)
    builder.entries(np.repeat(rows, 2), columns, 1.0)
    return builder.build()


ROWS = np.array([0, 1])


def changed(program: lp.Program, part: str, at: int, value: float) -> lp.Program:
    values = getattr(program, part).copy()
    values[at] = value
    return replace(program, **{part: values})


@pytest.mark.parametrize(
    ("part", "at", "value"),
    [("cost", 0, 6.0), ("upper", 0, 0.5), ("upper", 2, 3.5), ("row_lower", 1, 9.5),
     ("value", 1, 0.5), ("upper", 1, 0.75), ("lower", 3, 2.5)],
)  # fmt: skip
def test_as_if_for_the_first_time(part: str, at: int, value: float) -> None:
    before = two_apart()
    after = changed(before, part, at, value)
    again = solve_again(after, ROWS, before, lp.solve(before, ROWS))
    anew = lp.solve(after, ROWS)
    for name in ("x", "duals", "high", "low", "objective"):
        assert np.array_equal(getattr(again, name), getattr(anew, name)), name


def test_bounds_at_which_nothing_stands_change_nothing() -> None:
    before = two_apart()
    solution = lp.solve(before, ROWS)
    assert solve_again(changed(before, "upper", 1, 5.0), ROWS, before, solution) is solution
    assert solve_again(changed(before, "upper", 0, 1.0), ROWS, before, solution) is not solution


def test_a_component_without_a_change_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    before = two_apart()
    solution = lp.solve(before, ROWS)
    solved: list[int] = []
    vertex = lp.vertex

    def counted(highs: object, program: lp.Program) -> object:
        solved.append(program.shape[1])
        return vertex(highs, program)

    monkeypatch.setattr(lp, "vertex", counted)
    solve_again(changed(before, "cost", 3, 7.0), ROWS, before, solution)
    assert solved == [2]


def test_a_column_that_closes_may_part_a_component() -> None:
    """A pipe between two places closes; each then lives on its own."""
    builder = lp.Builder()
    columns = builder.columns(np.array([1.0, 5.0, 0.5]), 0.0, np.array([9.0, 9.0, 9.0]))
    rows = builder.rows(np.array([2.0, 3.0]), lp.INFINITY)
    builder.entries(rows[[0, 1, 0, 1]], columns[[0, 1, 2, 2]], np.array([1.0, 1.0, -1.0, 1.0]))
    before = builder.build()
    after = changed(before, "upper", 2, 0.0)
    again = solve_again(after, ROWS, before, lp.solve(before, ROWS))
    assert again.x.tolist() == [2.0, 3.0, 0.0]
    assert again.duals.tolist() == [1.0, 5.0]


def test_another_program_is_solved_anew() -> None:
    cases = [solve(generated(seed, FEATURES)) for seed in (1, 2)]
    first, second = (case.layout for case in cases)
    again = solve_again(second.program, second.priced, first.program, cases[0].solution)
    assert np.array_equal(again.x, cases[1].solution.x)


def test_without_prices_there_are_quantities_only() -> None:
    case: Solved = solve(generated(3, FEATURES))
    bare = lp.solve(case.layout.program, None)
    assert np.array_equal(bare.x, case.solution.x)
    assert not bare.duals.any()


def test_a_market_whose_links_shut_is_solved_as_if_for_the_first_time() -> None:
    """Its program is kept where nothing speaks of them and all places are reached as before."""
    kept = []
    for case in (generated(seed, FEATURES) for seed in range(3)):
        before = optimal(case)
        for row in np.flatnonzero(open_links(case)):
            links = case.filled["links"]
            status = [*links["status"][:row], "closed", *links["status"][row + 1 :]]
            filled = {**case.filled, "links": links.with_columns({"status": status})}
            closed = case.replaced(filled=filled)
            try:
                cold = optimal(closed)
            except IsthmusError:
                continue
            found = optimal_again(closed, before, "links")
            for name, values in vars(cold.outcome).items():
                ours = getattr(found.outcome, name)
                if name == "objective":
                    assert ours == pytest.approx(values, rel=1e-12)
                else:
                    assert np.array_equal(ours, values, equal_nan=True), name
            kept.append(found.layout.balance is before.layout.balance)
    assert 0 < sum(kept) < len(kept)
