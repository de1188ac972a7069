"""The closed-form means of demand steps against fine quadrature."""

import itertools
import math

import numpy as np
import pytest

from tests.oracles.curves import Curve, isoelastic, linear

SHAPES = {
    "linear": linear(10.0, 200.0, -0.4, None, None),
    "linear, capped": linear(10.0, 200.0, -0.4, 50.0, 300.0),
    "isoelastic": isoelastic(10.0, 200.0, -2.5, None, None),
    "isoelastic, inelastic": isoelastic(10.0, 200.0, -0.3, None, 900.0),
    "isoelastic, unit": isoelastic(10.0, 200.0, -1.0, 40.0, 900.0),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_step_means_equal_quadrature(shape: str) -> None:
    curve = SHAPES[shape]
    edges = np.linspace(0, curve.last, 8)
    for low, high in itertools.pairwise(edges):
        assert curve.mean(low, high) == pytest.approx(quadrature(curve, low, high), rel=1e-13)


def quadrature(curve: Curve, low: float, high: float) -> float:
    """The mean of the cut curve by Gauss-Legendre on many panels, split at the cap's kink."""
    points, weights = np.polynomial.legendre.leggauss(20)
    kink = min(max(curve.kink, low), high)
    edges = np.unique([*np.linspace(low, kink, 3), *np.linspace(kink, high, 400)])
    total = []
    for a, b in itertools.pairwise(edges):
        at = (a + b) / 2 + (b - a) / 2 * points
        values = [min(curve.price(float(x)), curve.cap) for x in at]
        total += [(b - a) / 2 * w * v for w, v in zip(weights, values, strict=True)]
    return math.fsum(total) / (high - low)
