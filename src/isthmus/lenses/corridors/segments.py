"""Cargo of one class is not alike: how much each part of it pays to be a day earlier."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from isthmus.case.model import Case
from isthmus.lenses.corridors.instance import Floats

DAYS_OF_YEAR = 365


def time_values(case: Case, name: str) -> Floats:
    """Return what each segment of a class pays per tonne and day, money.

    The value of time is lognormal, cut into equally likely cells, each at its own mean; the
    interest on the cargo's value comes on top. A class without spread has one segment.
    """
    table = case.filled["classes"]
    row = table["id"].index(name)
    interest = table["value"][row] * case.settings.inventory_rate / DAYS_OF_YEAR
    mean, spread = table["time_value"][row], table["time_value_cv"][row]
    if mean == 0 or spread == 0:
        return np.array([mean + interest])
    means = lognormal_means(spread, case.settings.time_value_segments)
    values: Floats = mean * means + interest
    return values


def mean_time_value(case: Case, name: str) -> float:
    """Return what a tonne of a class pays per day in the mean, interest included."""
    return float(time_values(case, name).mean())


def lognormal_means(spread: float, cells: int) -> Floats:
    """Return the means of equally likely cells of a lognormal variable of mean 1.

    Parameters
    ----------
    spread : float
        Coefficient of variation.
    cells : int

    Notes
    -----
    Between the quantiles a and b of the standard normal variable the mean is
    ``cells * (Phi(sigma - a) - Phi(sigma - b))`` with ``sigma^2 = log(1 + spread^2)``.
    """
    sigma = np.sqrt(np.log1p(spread**2))
    edges = ndtri(np.arange(cells + 1) / cells)
    means: Floats = -np.diff(ndtr(sigma - edges)) * cells
    return means
