"""Exact hat algebra: what must hold of any world."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import root

from isthmus.errors import IsthmusError, NoSolution
from isthmus.lenses.trade.hat import DEFICITS, Hat, solve_hat
from tests.lenses.trade.worlds import Floats, a_shock, a_world

WORLDS = st.tuples(st.integers(3, 60), st.integers(0, 10_000))
THETAS = st.floats(1.5, 12.0)
KINDS = st.sampled_from(DEFICITS)


def budgets(found: Hat) -> float:
    """Return the largest gap between what a country buys and what it may spend, relative."""
    return float(np.abs(found.after.sum(0) / (found.before.sum(0) * found.expenditure) - 1).max())


def clearing(found: Hat) -> float:
    """Return the largest gap between what a country sells and what it makes, relative."""
    return float(np.abs(found.after.sum(1) / (found.before.sum(1) * found.output) - 1).max())


@settings(max_examples=25)
@given(WORLDS, THETAS, KINDS)
def test_nothing_moves_without_a_shock(world: tuple[int, int], theta: float, kind: str) -> None:
    flows = a_world(*world)
    found = solve_hat(flows, np.ones_like(flows), theta, kind)
    np.testing.assert_allclose(found.after, flows, rtol=1e-12)
    for factors in (found.output, found.expenditure, found.price, found.welfare):
        np.testing.assert_allclose(factors, 1.0, rtol=1e-12)


@settings(max_examples=25)
@given(WORLDS, THETAS, KINDS, st.floats(0.5, 2.0))
def test_a_cost_on_everything_at_home_too_moves_prices_alone(
    world: tuple[int, int], theta: float, kind: str, factor: float
) -> None:
    flows = a_world(*world)
    found = solve_hat(flows, np.full_like(flows, factor), theta, kind)
    np.testing.assert_allclose(found.after, flows, rtol=1e-10)
    np.testing.assert_allclose(found.price, factor, rtol=1e-11)
    np.testing.assert_allclose(found.welfare, 1 / factor, rtol=1e-11)


@settings(max_examples=40)
@given(WORLDS, THETAS, KINDS)
def test_markets_clear_and_budgets_balance(world: tuple[int, int], theta: float, kind: str) -> None:
    flows = a_world(*world)
    found = solve_hat(flows, a_shock(*world), theta, kind)
    assert clearing(found) < 1e-10
    assert budgets(found) < 1e-10
    made, spent = flows.sum(1), flows.sum(0)
    assert found.output @ made == pytest.approx(made.sum(), rel=1e-12)
    now_made, now_spent = found.output * made, found.expenditure * spent
    if kind == "additive":
        np.testing.assert_allclose(now_spent - now_made, spent - made, atol=1e-10 * made.sum())
    else:
        ratio = (now_spent / now_made) / (spent / made)
        np.testing.assert_allclose(ratio, ratio[0], rtol=1e-10)


@settings(max_examples=25)
@given(WORLDS, THETAS, KINDS)
def test_where_trade_is_balanced_welfare_follows_from_the_domestic_share(
    world: tuple[int, int], theta: float, kind: str
) -> None:
    flows = a_world(*world, balanced=True)
    found = solve_hat(flows, a_shock(*world), theta, kind)
    home = np.diag(found.after) / found.after.sum(0) / (np.diag(flows) / flows.sum(0))
    np.testing.assert_allclose(found.welfare, home ** (-1 / theta), rtol=1e-10)


@settings(max_examples=15)
@given(WORLDS, THETAS)
def test_deficits_do_not_matter_where_there_are_none(world: tuple[int, int], theta: float) -> None:
    flows, shock = a_world(*world, balanced=True), a_shock(*world)
    one, other = (solve_hat(flows, shock, theta, kind) for kind in DEFICITS)
    np.testing.assert_allclose(one.after, other.after, rtol=1e-9)
    np.testing.assert_allclose(one.welfare, other.welfare, rtol=1e-10)


@settings(max_examples=15)
@given(WORLDS, THETAS, KINDS)
def test_two_shocks_one_after_the_other_are_their_product(
    world: tuple[int, int], theta: float, kind: str
) -> None:
    flows, (first, second) = a_world(*world), (a_shock(world[0], seed, 0.05) for seed in (1, 2))
    at_once = solve_hat(flows, first * second, theta, kind)
    between = solve_hat(flows, first, theta, kind)
    after = solve_hat(between.after, second, theta, kind)
    np.testing.assert_allclose(after.after, at_once.after, rtol=1e-9)
    np.testing.assert_allclose(between.output * after.output, at_once.output, rtol=1e-10)


def by_scipy(flows: Floats, factor: Floats, theta: float, kind: str) -> Floats:
    """Return factors of output, by another method and from the equations as they are written."""
    made, spent = flows.sum(1), flows.sum(0)
    shares, resist = flows / spent, factor**-theta

    def gaps(w: Floats) -> Floats:
        w = np.abs(w)
        level = np.array([(shares[:, j] * resist[:, j] * w**-theta).sum() for j in range(len(w))])
        if kind == "additive":
            budget = w * made + spent - made
        else:
            budget = w * spent * (w @ made) / (w @ spent)
        sold = (shares * resist * (w**-theta)[:, None] / level) @ budget
        missed: Floats = (w * made - sold) / made
        missed[-1] = (w @ made) / made.sum() - 1
        return missed

    found = root(gaps, np.ones(len(made)), method="hybr", tol=1e-13)
    assert np.abs(gaps(found.x)).max() < 1e-11
    return np.asarray(np.abs(found.x), dtype=float)


@pytest.mark.parametrize("kind", DEFICITS)
@pytest.mark.parametrize("countries", [3, 8, 20])
def test_another_solver_finds_the_same(countries: int, kind: str) -> None:
    for seed in range(5):
        flows, shock = a_world(countries, seed), a_shock(countries, seed)
        found = solve_hat(flows, shock, 4.0, kind)
        np.testing.assert_allclose(found.output, by_scipy(flows, shock, 4.0, kind), rtol=1e-9)


@settings(max_examples=15)
@given(WORLDS, THETAS)
def test_an_infinite_cost_closes_a_pair(world: tuple[int, int], theta: float) -> None:
    flows = a_world(*world)
    factor = np.ones_like(flows)
    factor[0, 1] = factor[1, 0] = np.inf
    found = solve_hat(flows, factor, theta, "multiplicative")
    assert found.after[0, 1] == found.after[1, 0] == 0.0
    assert clearing(found) < 1e-10
    near = solve_hat(flows, np.where(np.isinf(factor), 1e9, factor), theta, "multiplicative")
    np.testing.assert_allclose(near.output, found.output, rtol=1e-9)


def test_cheaper_trade_between_two_helps_them_and_takes_trade_from_the_third() -> None:
    flows = np.array([[800.0, 160, 40], [150, 2000, 60], [30, 50, 200]])
    factor = np.ones((3, 3))
    factor[0, 1] = factor[1, 0] = 0.9
    found = solve_hat(flows, factor, 4.0)
    assert found.welfare[0] > 1.02
    assert found.welfare[1] > 1.008
    assert found.welfare[2] < 1
    assert found.after[0, 1] / 160 == pytest.approx(1.4262, abs=1e-4)
    assert found.after[0, 2] < 40


def test_the_answer_does_not_hang_on_the_order_of_countries_or_the_unit_of_money() -> None:
    flows, shock = a_world(12, 7), a_shock(12, 7)
    found = solve_hat(flows, shock, 5.0)
    order = np.random.default_rng(1).permutation(12)
    turned = np.ix_(order, order)
    other = solve_hat(1e3 * flows[turned], shock[turned], 5.0)
    np.testing.assert_allclose(other.after, 1e3 * found.after[turned], rtol=1e-10)
    np.testing.assert_allclose(other.welfare, found.welfare[order], rtol=1e-11)


def test_the_jacobian_leads_there_in_a_few_steps() -> None:
    for kind in DEFICITS:
        found = solve_hat(a_world(60, 3), a_shock(60, 3), 4.0, kind)
        assert found.iterations <= 5
        assert found.residual <= 1e-12


GOOD = np.array([[8.0, 2, 1], [1, 9, 1], [2, 1, 7]])


def altered(place: tuple[int, int], value: float) -> Floats:
    found = GOOD.copy()
    found[place] = value
    return found


def test_bad_matrices_and_costs_are_told() -> None:
    ones = np.ones((3, 3))
    cost = np.ones((3, 3))
    for flows, factor, theta, said in (
        (altered((0, 1), -1.0), ones, 4.0, "country 1 -> country 2 is negative"),
        (altered((2, 1), np.nan), ones, 4.0, "country 3 -> country 2 is not known"),
        (altered((1, 1), 0.0), ones, 4.0, "country 2 has no domestic sales"),
        (GOOD * [[1], [0], [1]], ones, 4.0, "country 2 sells nothing"),
        (GOOD * [1, 0, 1], ones, 4.0, "country 2 buys nothing"),
        (GOOD[:2], ones, 4.0, "flows are 2 by 3"),
        (GOOD, np.ones((2, 2)), 4.0, "costs are 2 by 2, but flows 3 by 3"),
        (GOOD, cost * np.array([1, -1, 1]), 4.0, "not positive"),
        (GOOD, np.where(np.eye(3) > 0, np.inf, 1.0), 4.0, "is closed to itself"),
        (GOOD, ones, 0.0, "theta is 0"),
        (GOOD, ones, 80.0, "theta is 80"),
    ):
        with pytest.raises(IsthmusError, match=said):
            solve_hat(flows, factor, theta)
    with pytest.raises(IsthmusError, match="additive or multiplicative"):
        solve_hat(GOOD, ones, 4.0, "none")


def test_what_has_no_equilibrium_is_told() -> None:
    shut = np.ones((3, 3))
    shut[0, 1:] = shut[1:, 0] = np.inf
    with pytest.raises(NoSolution, match="no trade joins country 1 with the rest"):
        solve_hat(GOOD, shut, 4.0)
    cut = np.ones((3, 3))
    cut[1:, 0] = np.inf  # country 1 still sells, but cannot buy
    with pytest.raises(NoSolution, match="no equilibrium"):
        solve_hat(GOOD, cut, 4.0)
