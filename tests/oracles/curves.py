"""Demand curves cut into equal steps, each valued at the curve's mean over the step."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from tests.oracles.tables import Row, Tables


@dataclass(frozen=True)
class Curve:
    """A price curve cut at a cap, and the quantity at its floor."""

    price: Callable[[float], float]
    integral: Callable[[float, float], float]
    kink: float
    cap: float
    last: float

    def mean(self, low: float, high: float) -> float:
        """The mean of the smaller of curve and cap between two quantities."""
        kink = min(max(self.kink, low), high)
        capped = self.cap * (kink - low)
        rest = self.integral(kink, high) if high > kink else 0.0
        return (capped + rest) / (high - low)


def steps(tables: Tables, row: Row, period: str) -> list[tuple[float, float]]:
    """(quantity, value) of each step of an elastic demand in a period."""
    curve = period_curve(tables, row, period)
    if curve is None:
        return []
    count = tables.demand_steps
    edges = [curve.last * i / count for i in range(count + 1)]
    return [(high - low, curve.mean(low, high)) for low, high in itertools.pairwise(edges)]


def period_curve(tables: Tables, row: Row, period: str) -> Curve | None:
    """The curve of a linear or isoelastic demand in a period; none where nothing is wanted."""
    factor = tables.factors(row["profile"])[period]
    quantity = row["quantity"] * tables.periods[period] * factor
    if quantity <= 0:
        return None
    price = row["price"] * tables.factors(row["cost_profile"])[period]
    make = {"linear": linear, "isoelastic": isoelastic}[row["curve"]]
    return make(quantity, price, row["elasticity"], row["price_floor"], row["price_cap"])


def linear(q: float, p: float, e: float, floor: float | None, cap: float | None) -> Curve:
    """The straight curve through (q, p) with elasticity e there."""
    choke = p * (1 - 1 / e)
    top = choke if cap is None else cap
    slope = p / (q * e)

    def price(x: float) -> float:
        return choke + slope * x

    def integral(low: float, high: float) -> float:
        # The mean of a straight line is its value in the middle.
        return price((low + high) / 2) * (high - low)

    kink = max((top - choke) / slope, 0.0)
    return Curve(price, integral, kink, top, ((floor or 0.0) - choke) / slope)


def isoelastic(q: float, p: float, e: float, floor: float | None, cap: float | None) -> Curve:
    """The curve of constant elasticity e through (q, p)."""
    top = 4 * p if cap is None else cap
    bottom = p / 4 if floor is None else floor
    power = 1 / e

    def price(x: float) -> float:
        return float(p * (x / q) ** power)

    def integral(low: float, high: float) -> float:
        if abs(power + 1) < 1e-12:
            return p * q * math.log(high / low)
        scaled = [(x / q) ** (power + 1) for x in (low, high)]
        return float(p * q / (power + 1) * (scaled[1] - scaled[0]))

    return Curve(price, integral, q * (top / p) ** e, top, q * (bottom / p) ** e)
