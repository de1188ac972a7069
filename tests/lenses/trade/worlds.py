"""Worlds to trade in, drawn from a seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def a_world(countries: int, seed: int, *, balanced: bool = False) -> Floats:
    """Return flows (countries, countries) of countries of very different size."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(0, 1.5, countries))
    flows: Floats = np.outer(size, size) / size.sum() * np.exp(rng.normal(-1, 1, (countries,) * 2))
    flows[np.diag_indices(countries)] = size * np.exp(rng.normal(1, 0.2, countries))
    return rebalanced(flows) if balanced else flows


def rebalanced(flows: Floats) -> Floats:
    """Return flows of which every country sells what it buys, by averaging them with their turn."""
    return (flows + flows.T) / 2


def a_shock(countries: int, seed: int, spread: float = 0.1) -> Floats:
    """Return factors on the cost of trade (countries, countries)."""
    factor = np.exp(np.random.default_rng(seed).normal(0, spread, (countries,) * 2))
    factor[np.diag_indices(countries)] = 1.0
    return factor


def gravity_world(countries: int, seed: int) -> tuple[Floats, Floats]:
    """Return flows that are structural gravity to the last digit, and what resists them, t^-theta.

    Output and expenditure are drawn, resistances are those of distance, and both are balanced.
    """
    rng = np.random.default_rng(seed)
    made = np.exp(rng.normal(0, 1, countries))
    spent = made * np.exp(rng.normal(0, 0.1, countries))
    spent *= made.sum() / spent.sum()
    places = rng.uniform(0, 1, (countries, 2))
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) / 0.05 + 1
    resisting = 0.25 * far**-1.2 * np.exp(rng.normal(0, 0.2, (countries,) * 2))
    resisting[np.diag_indices(countries)] = 1.0
    rows, last = np.ones(countries), np.zeros(countries)
    while np.abs(rows / np.where(last > 0, last, np.inf) - 1).max() > 1e-14:
        last = rows
        columns = spent / (resisting.T @ rows)
        rows = made / (resisting @ columns)
    return resisting * np.outer(rows, columns), resisting
