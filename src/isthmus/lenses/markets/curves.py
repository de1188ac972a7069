"""Demand curves and their steps.

A curve passes through (quantity, price): `linear` with an elasticity at that point, `isoelastic`
with the same elasticity everywhere. It is cut at a price cap, ends at the quantity it reaches at
the price floor, and becomes equal steps, each valued at the curve's mean over the step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Points:
    """Where demand curves pass: one row per demand, one column per period."""

    curve: npt.NDArray[np.object_]
    quantity: Floats
    price: Floats
    elasticity: Floats
    price_cap: Floats
    price_floor: Floats


def bounds(points: Points) -> tuple[Floats, Floats]:
    """Return the highest and the lowest price of each curve (rows, periods).

    As given, or: the choke price and 0 for `linear`, 4 x price and price / 4 for `isoelastic`,
    the price itself for `hub`.
    """
    price, elasticity = points.price, points.elasticity[:, None]
    kind = points.curve[:, None]
    given_cap, given_floor = points.price_cap[:, None], points.price_floor[:, None]
    cap = np.where(kind == "linear", price * (1 - 1 / elasticity), 4 * price)
    floor = np.where(kind == "linear", 0.0, price / 4)
    cap = np.where(np.isnan(given_cap), cap, given_cap)
    floor = np.where(np.isnan(given_floor), floor, given_floor)
    hub = kind == "hub"
    return np.where(hub, price, cap), np.where(hub, price, floor)


def steps(points: Points, cap: Floats, floor: Floats, count: int) -> tuple[Ints, Floats, Floats]:
    """Return for every step its demand row, and its width and value in each period.

    Parameters
    ----------
    points : Points
        The curves.
    cap, floor : array (rows, periods)
        Highest and lowest price.
    count : int
        Steps of an elastic curve; `fixed` and `hub` demand have one.

    Returns
    -------
    row : array (steps,)
    width, value : array (steps, periods)
    """
    curved = np.isin(points.curve, ("linear", "isoelastic"))
    repeats = np.where(curved, count, 1)
    row = np.repeat(np.arange(len(points.curve)), repeats)
    first = np.cumsum(repeats) - repeats
    nth = (np.arange(len(row)) - first[row])[:, None]
    width = points.quantity[row].copy()
    value = cap[row].copy()
    bent = curved[row]
    if bent.any():
        chosen = row[bent]
        curve = Curves(
            linear=(points.curve[chosen] == "linear")[:, None],
            quantity=points.quantity[chosen],
            price=points.price[chosen],
            elasticity=points.elasticity[chosen][:, None],
        )
        width[bent], value[bent] = _means(curve, cap[chosen], floor[chosen], nth[bent], count)
    return row, width, value


@dataclass(frozen=True)
class Curves:
    """Inverse demand curves, one per row: price as a function of quantity."""

    linear: npt.NDArray[np.bool_]
    quantity: Floats
    price: Floats
    elasticity: Floats

    def quantity_at(self, price: Floats) -> Floats:
        """Return the quantity at a price."""
        relative = price / self.price
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            straight = 1 + self.elasticity * (relative - 1)
            bent = relative**self.elasticity
        return self.quantity * np.where(self.linear, straight, bent)

    def area(self, start: Floats, end: Floats) -> Floats:
        """Return the integral of price from quantity `start` to `end`."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            a, b = start / self.quantity, end / self.quantity
            exponent = 1 + 1 / self.elasticity
            middle = 1 + ((a + b) / 2 - 1) / self.elasticity
            straight = (b - a) * middle
            power = (b**exponent - a**exponent) / exponent
            bent = np.where(exponent == 0, np.log(b / a), power)
        return self.price * self.quantity * np.where(self.linear, straight, bent)


def _means(
    curve: Curves, cap: Floats, floor: Floats, nth: Ints, count: int
) -> tuple[Floats, Floats]:
    """Return width and mean value of the nth of `count` equal steps of each curve."""
    total = np.maximum(curve.quantity_at(floor), 0.0)
    width = total / count
    start, end = nth * width, (nth + 1) * width
    bend = np.clip(curve.quantity_at(cap), start, end)
    below = np.where(bend < end, curve.area(np.maximum(bend, 1e-300), end), 0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = (cap * (bend - start) + below) / width
    return width, np.where(width > 0, value, 0.0)
