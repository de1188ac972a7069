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


TINY = 1e-300


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


def price_range(points: Points) -> tuple[Floats, Floats]:
    """Return the lowest and highest price between which each curve bends (curves, periods)."""
    rows = bent(points)
    cap, floor = (bound[rows] for bound in bounds(points))
    curve = curves_of(points)
    choke = np.where(curve.linear, curve.price * (1 - 1 / curve.elasticity), np.inf)
    return floor, np.minimum(cap, choke)


def bent(points: Points) -> Ints:
    """Return the rows that are curves and become steps."""
    return np.flatnonzero((points.curve == "linear") | (points.curve == "isoelastic"))


def grid(points: Points, floor: Floats, count: int) -> Floats:
    """Return the ends of `count` equal steps of each curve (curves, periods, count + 1)."""
    rows = bent(points)
    if not len(rows):
        return np.zeros((0, floor.shape[1], count + 1))
    total = np.maximum(curves_of(points).quantity_at(floor[rows]), 0.0)
    return total[:, :, None] * (np.arange(count + 1) / count)


def steps(points: Points, cap: Floats, edges: Floats) -> tuple[Ints, Floats, Floats]:
    """Return for every step its demand row, and its width and value in each period.

    Parameters
    ----------
    points : Points
        The curves.
    cap : array (rows, periods)
        Highest price; what `fixed` and `hub` demand, of one step each, is valued at.
    edges : array (curves, periods, steps + 1)
        Ends of the steps of each curve, ascending.

    Returns
    -------
    row : array (steps,)
    width, value : array (steps, periods)
    """
    rows = bent(points)
    if not len(rows):
        return np.arange(len(points.curve)), points.quantity, cap
    count = edges.shape[2] - 1
    flat = np.setdiff1d(np.arange(len(points.curve)), rows)
    row = np.concatenate((flat, np.repeat(rows, count)))
    widths, values = _means(curves_of(points), cap[rows], edges)
    width = np.concatenate((points.quantity[flat], widths))
    value = np.concatenate((cap[flat], values))
    order = np.argsort(row, kind="stable")
    return row[order], width[order], value[order]


def surplus(points: Points, cap: Floats, price: Floats, top: Floats) -> Floats:
    """Return the area between each curve, cut at `cap` and ending at `top`, and a price."""
    rows = bent(points)
    curve = curves_of(points)
    wanted = np.clip(curve.quantity_at(price), 0.0, top)
    bend = np.clip(curve.quantity_at(cap[rows]), 0.0, wanted)
    below = np.where(bend < wanted, curve.area(np.maximum(bend, TINY), wanted), 0.0)
    return cap[rows] * bend + below - price * wanted


def curves_of(points: Points) -> Curves:
    """Return the inverse demand curves of the rows that are curves."""
    rows = bent(points)
    return Curves(
        linear=(points.curve[rows] == "linear")[:, None],
        quantity=points.quantity[rows],
        price=points.price[rows],
        elasticity=points.elasticity[rows][:, None],
    )


@dataclass(frozen=True)
class Curves:
    """Inverse demand curves, one per row: price as a function of quantity."""

    linear: npt.NDArray[np.bool_]
    quantity: Floats
    price: Floats
    elasticity: Floats

    def spread(self) -> Curves:
        """Return the curves with an axis more, for many quantities or prices of each."""
        return Curves(*(part[:, :, None] for part in vars(self).values()))

    def quantity_at(self, price: Floats) -> Floats:
        """Return the quantity at a price."""
        relative = price / self.price
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            straight = 1 + self.elasticity * (relative - 1)
            bent = relative**self.elasticity
        return self.quantity * np.where(self.linear, straight, bent)

    def price_at(self, quantity: Floats) -> Floats:
        """Return the price at a quantity."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            relative = np.maximum(quantity, TINY) / self.quantity
            straight = 1 + (relative - 1) / self.elasticity
            bent = relative ** (1 / self.elasticity)
            return self.price * np.where(self.linear, straight, bent)

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


def _means(curve: Curves, cap: Floats, edges: Floats) -> tuple[Floats, Floats]:
    """Return width and mean value of every step of every curve (curves x steps, periods)."""
    each = curve.spread()
    start, end = edges[:, :, :-1], edges[:, :, 1:]
    width = end - start
    top = cap[:, :, None]
    bend = np.clip(each.quantity_at(top), start, end)
    below = np.where(bend < end, each.area(np.maximum(bend, TINY), end), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(width > 0, (top * (bend - start) + below) / width, 0.0)
    periods = edges.shape[1]
    return _by_step(width, periods), _by_step(value, periods)


def _by_step(values: Floats, periods: int) -> Floats:
    """Turn (curves, periods, steps) into (curves x steps, periods)."""
    return np.moveaxis(values, 2, 1).reshape(-1, periods)
