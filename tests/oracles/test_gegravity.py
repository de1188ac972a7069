"""The compatible mode against gegravity itself, on a world of thirty countries drawn by us."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus.lenses.trade.frozen import solve_frozen
from isthmus.lenses.trade.hat import solve_hat
from tests.lenses.trade.worlds import Floats, gravity_world

COUNTRIES, THETA = 30, 4.0


def blocs() -> Floats:
    """Return factors on costs: five countries trade at less cost, and five at more with them."""
    factor = np.ones((COUNTRIES, COUNTRIES))
    factor[:5, :5], factor[5:10, :5] = 0.9, 1.1
    np.fill_diagonal(factor, 1.0)
    return factor


def test_the_compatible_mode_is_gegravity() -> None:
    pytest.importorskip("gegravity")
    from tests.oracles.by_gegravity import simulated

    flows, resisting = gravity_world(COUNTRIES, 3)
    theirs = simulated(flows, resisting, blocs(), THETA, reference=7)
    ours = solve_frozen(flows, blocs(), THETA, reference=7)
    np.testing.assert_allclose(ours.welfare, theirs.gdp, rtol=1e-8)
    np.testing.assert_allclose(ours.after, theirs.after, rtol=1e-8)
    np.testing.assert_allclose(ours.price, theirs.price, rtol=1e-8)
    np.testing.assert_allclose(ours.output, theirs.output, rtol=1e-8)


def test_exact_hat_algebra_differs_from_it_by_some_per_cent_of_the_effect() -> None:
    flows, _ = gravity_world(COUNTRIES, 3)
    exact = solve_hat(flows, blocs(), THETA, "multiplicative")
    frozen = solve_frozen(flows, blocs(), THETA)
    effect = np.abs(exact.after / flows - 1).max()
    assert effect == pytest.approx(0.54, abs=0.03)
    gap = np.abs(exact.after - frozen.after) / flows
    assert 0.01 < gap.max() / effect < 0.06
    assert np.abs(exact.welfare - frozen.welfare).max() > 0.03 * np.abs(exact.welfare - 1).max()


def test_its_answer_hangs_on_the_reference_and_breaks_budgets() -> None:
    flows, _ = gravity_world(COUNTRIES, 3)
    one, other = (solve_frozen(flows, blocs(), THETA, place) for place in (0, 1))
    np.testing.assert_allclose(one.welfare, other.welfare, rtol=1e-10)
    assert np.abs(one.after.sum() / other.after.sum() - 1) > 1e-3
    spent = one.after.sum(0) / flows.sum(0)
    assert np.abs(spent / spent.mean() - one.expenditure / one.expenditure.mean()).max() > 1e-3
