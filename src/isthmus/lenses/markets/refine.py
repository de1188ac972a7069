"""Solve, and refine the steps of demand curves about the answer.

Equal steps are coarse: where a demand curve sets the price, the price is a step's mean. So the
steps about the price paid are cut finer, round by round, and the program is solved again, cold.
The steps of the first grid stay, so an answer that moves out of the fine part is still found.

What is left to gain is known in every round: at the prices paid, no answer on the curves is better
by more than the curves' surplus exceeds that of their steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.errors import NoSolution
from isthmus.lenses.markets import curves, program
from isthmus.lenses.markets.endless import why_endless
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout, Outcome
from isthmus.resolve import solve_again

Floats = npt.NDArray[np.float64]

ROUNDS = 12
FINE = 41  # odd, so that the price paid lies inside a step and not between two
SHRINK = 8.0
THIN = 1e-6  # narrower steps would drown in the tolerance by which a bound counts as reached
LEFT = 1e-10
MOVES = 1e-6
EDGE = 1e-6  # a price as near to the end of a curve, by its share, is at the end


@dataclass(frozen=True)
class Optimum:
    """A network (with its steps refined), its program and its optimum.

    Attributes
    ----------
    grid : Network
        The network with the steps that it was read with.
    left : float
        By how much, at most, an answer on the curves could be better, million per year.
    moved : float
        The largest move of a price in the last round.
    """

    network: Network
    layout: Layout
    solution: lp.Solution
    outcome: Outcome
    grid: Network
    left: float = 0.0
    moved: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether nothing is left to gain and no price still moves."""
        return self.left <= LEFT * max(1.0, abs(self.outcome.objective)) and self.moved <= MOVES


def optimum(network: Network, *, refined: bool) -> Optimum:
    """Return the optimum of a network, on the steps it has or on refined ones."""
    best = _solved(network)
    if not refined or not len(curves.bent(network.demand.points)):
        return best
    grid = network.demand.edges
    paid = _paid(best)
    reach = _coarsest(network)
    for _ in range(ROUNDS):
        finest = FINE / 2 * np.maximum(MOVES, THIN * _slope(network, paid))
        reach = np.maximum(reach, finest)
        before, best = best, _solved(_with_edges(network, _about(network, grid, paid, reach)))
        moved = np.abs(best.outcome.price - before.outcome.price)
        best = replace(
            best, grid=network, left=_left(best), moved=float(np.nanmax(moved, initial=0.0))
        )
        if best.settled and (reach <= finest).all():
            return _centred(best, grid, paid, reach)
        reach = np.maximum(reach / SHRINK, 2 * np.abs(_paid(best) - paid))
        paid = _paid(best)
    return best


def _centred(best: Optimum, grid: Floats, paid: Floats, reach: Floats) -> Optimum:
    """Return an optimum with the finest steps about the curves' own prices at what they take.

    The price paid may be up to half a step off; where one curve sets it, this is its price.
    """
    step = 2 * reach / FINE
    centre = np.clip(_worth(best), paid - step, paid + step)
    last = _solved(_with_edges(best.network, _about(best.network, grid, centre, reach)))
    moved = np.abs(last.outcome.price - best.outcome.price)
    last = replace(last, grid=best.grid, left=_left(last), moved=best.moved)
    within = np.nanmax(moved, initial=0.0) <= 2 * float(step.max(initial=0.0))
    return last if last.settled and within else best


def _worth(found: Optimum) -> Floats:
    """Return the price of each curve at what it takes (curves, periods)."""
    demand = found.network.demand
    taken = np.zeros(demand.cap.shape)
    np.add.at(taken, demand.row, found.outcome.demand)
    low, high = curves.price_range(demand.points)
    price = curves.curves_of(demand.points).price_at(taken[curves.bent(demand.points)])
    return np.clip(np.nan_to_num(price), low, high)


def optimum_again(
    network: Network, found: Optimum, *, refined: bool, priced: bool = True
) -> Optimum:
    """Return the optimum of a network, given that of the same one with other numbers.

    Without `priced`, it may lack prices, which take longer than quantities.
    """
    if refined and len(curves.bent(network.demand.points)):
        return optimum(network, refined=True)
    return _solved(network, found, priced=priced)


def _solved(network: Network, before: Optimum | None = None, *, priced: bool = True) -> Optimum:
    if before is None:
        layout = program.build(network)
    else:
        layout = program.build_again(network, before.network, before.layout)
    try:
        if before is None:
            solution = lp.solve(layout.program, layout.priced)
        else:
            rows = layout.priced if priced else None
            old = before.layout.program
            solution = solve_again(layout.program, rows, old, before.solution)
    except NoSolution:
        raise NoSolution(why_endless(network, layout)) from None
    return Optimum(network, layout, solution, program.read(network, layout, solution), network)


def _paid(found: Optimum) -> Floats:
    """Return what a unit costs each curve (curves, periods), within the prices of the curve."""
    points = found.network.demand.points
    low, high = curves.price_range(points)
    paid = _by_row(found)[curves.bent(points)]
    return np.clip(paid, low, high)


def _by_row(found: Optimum) -> Floats:
    """Return what a unit costs each demand (rows, periods); infinite where nothing reaches it."""
    demand = found.network.demand
    paid = np.full(demand.cap.shape, np.inf)
    np.minimum.at(paid, demand.row, np.nan_to_num(found.outcome.paid, nan=np.inf))
    return paid


def _coarsest(network: Network) -> Floats:
    """Return twice the largest difference of price between two steps of each curve's grid."""
    points = network.demand.points
    low, high = (bound[:, :, None] for bound in curves.price_range(points))
    price = curves.curves_of(points).spread().price_at(network.demand.edges)
    steps = np.diff(np.clip(np.nan_to_num(price), low, high), axis=2)
    coarsest: Floats = 2 * np.abs(steps).max(axis=2)
    return coarsest


def _slope(network: Network, paid: Floats) -> Floats:
    """Return by how much the price of each curve falls per unit of quantity, at a price."""
    curve = curves.curves_of(network.demand.points)
    relative = np.where(curve.linear, 1.0, (paid / curve.price) ** (1 - curve.elasticity))
    with np.errstate(divide="ignore"):
        slope: Floats = curve.price * relative / (np.abs(curve.elasticity) * curve.quantity)
    return slope


def _about(network: Network, grid: Floats, paid: Floats, reach: Floats) -> Floats:
    """Return the grid's edges with fine ones added, equal in price, within `reach` of `paid`."""
    points = network.demand.points
    low, high = (bound[:, :, None] for bound in curves.price_range(points))
    price = paid[:, :, None] - reach[:, :, None] * np.linspace(-1, 1, FINE + 1)
    curve = curves.curves_of(points).spread()
    fine = np.clip(curve.quantity_at(np.clip(price, low, high)), 0.0, grid[:, :, -1:])
    return np.sort(np.concatenate((grid, fine), axis=2), axis=2)


def _with_edges(network: Network, edges: Floats) -> Network:
    demand = network.demand
    row, width, value = curves.steps(demand.points, demand.cap, edges)
    finer = replace(demand, edges=edges, row=row, width=width, value=value)
    return replace(network, demand=finer)


def slopes_at(found: Optimum) -> Iterator[tuple[int, int, float]]:
    """Yield the curves on which a refined optimum lies: demand row, period, fall of the price.

    Those at an end are left out: all is taken, nothing is, or the price is at the cap.
    """
    points = found.network.demand.points
    rows = curves.bent(points)
    if found.network is found.grid or not len(rows):
        return
    low, high = curves.price_range(points)
    price = _worth(found)
    slope = _slope(found.network, price)
    for row, period in np.argwhere((price > low * (1 + EDGE)) & (price < high * (1 - EDGE))):
        yield int(rows[row]), int(period), float(slope[row, period])


def with_edges_of(network: Network, refined: Network) -> Network:
    """Return a network with the steps of another one, of the same curves with other numbers.

    Nothing changes where the other one has no finer steps.
    """
    edges, finer = network.demand.edges, refined.demand.edges
    if finer.shape == edges.shape:
        return network
    total = edges[:, :, -1:]
    return _with_edges(network, np.concatenate((np.minimum(finer[:, :, :-1], total), total), 2))


def with_edges_like(network: Network, refined: Network) -> Network:
    """Return a network with the steps of another one, in proportion to what its curves can take."""
    edges, finer = network.demand.edges, refined.demand.edges
    most = finer[:, :, -1:]
    scale = np.divide(edges[:, :, -1:], most, out=np.ones_like(most), where=most > 0)
    return _with_edges(network, finer * scale)


def _left(found: Optimum) -> float:
    """Return by how much, at most, an answer on the curves could be better than the one found."""
    demand = found.network.demand
    rows = curves.bent(demand.points)
    paid = np.minimum(_by_row(found), demand.cap)
    margin = np.maximum(demand.value - paid[demand.row], 0.0)
    bent = np.isin(demand.row, rows)
    of_steps = (margin[bent] * demand.width[bent]).sum()
    of_curves = curves.surplus(demand.points, demand.cap, paid[rows], demand.edges[:, :, -1])
    return float(of_curves.sum() - of_steps)
