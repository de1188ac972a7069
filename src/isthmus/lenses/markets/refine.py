"""Solve, and refine the steps of demand curves about the answer.

Equal steps are coarse: where a demand curve sets the price, the price is a step's mean. So the
steps about the quantity taken are cut finer, round by round, and the program is solved again, cold.
The steps of the first grid stay, so an answer that moves out of the fine part is still found.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.lenses.markets import curves, program
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout, Outcome

Floats = npt.NDArray[np.float64]

ROUNDS = 12
FINE = 41  # odd, so that the quantity taken lies inside a step and not at the end of two
SHRINK = 8.0
FINEST = 1e-6
THIN = 1e-6  # narrower steps would drown in the tolerance by which a bound counts as reached
WELFARE_MOVES = 1e-10
PRICE_MOVES = 1e-6
TAKEN_MOVES = 1e-7


def optimum(network: Network, *, refined: bool) -> tuple[Network, Layout, Outcome]:
    """Return a network (with its steps refined), its program and its optimum."""
    layout, outcome = _solved(network)
    rows = curves.bent(network.demand.points)
    if not refined or not len(rows):
        return network, layout, outcome
    grid = network.demand.edges
    reach = _coarsest(network)
    for _ in range(ROUNDS):
        centre = _taken(network, outcome)[rows]
        network = _with_edges(network, _about(network, grid, centre, reach))
        before, (layout, outcome) = outcome, _solved(network)
        moved = np.abs(_taken(network, outcome)[rows] - centre)
        if _settled(before, outcome) and (moved <= TAKEN_MOVES * np.maximum(centre, 1.0)).all():
            break
        taken = _taken(network, outcome)[rows]
        shift = _prices_at(network, np.stack((centre, taken), axis=2))
        if np.abs(np.diff(shift, axis=2)).max(initial=0.0) < reach / 2:
            reach = max(reach / SHRINK, FINEST)
    return network, layout, outcome


def _solved(network: Network) -> tuple[Layout, Outcome]:
    layout = program.build(network)
    solution = lp.solve(layout.program, layout.balance[layout.balance != program.NONE])
    return layout, program.read(network, layout, solution)


def _taken(network: Network, outcome: Outcome) -> Floats:
    taken = np.zeros((len(network.demand.ids), len(network.weights)))
    np.add.at(taken, network.demand.row, outcome.demand)
    return taken


def _coarsest(network: Network) -> float:
    """Return twice the largest difference of price between two steps of the first grid."""
    demand = network.demand
    steps = np.abs(np.diff(_prices_at(network, demand.edges), axis=2))
    return 2 * float(np.nanmax(steps, initial=0.0))


def _prices_at(network: Network, quantity: Floats) -> Floats:
    """Return the curves' prices at quantities (curves, periods, any), within cap and floor."""
    points = network.demand.points
    rows = curves.bent(points)
    curve = curves.curves_of(points).spread()
    cap, floor = (bound[rows][:, :, None] for bound in curves.bounds(points))
    return np.clip(np.nan_to_num(curve.price_at(quantity)), floor, cap)


def _about(network: Network, grid: Floats, centre: Floats, reach: float) -> Floats:
    """Return the grid's edges with fine ones added where prices are within `reach` of the answer's.

    The same reach of prices for all curves, because curves that share what there is share a price:
    what is one step for a steep curve may be many for a flat one.
    """
    points = network.demand.points
    rows = curves.bent(points)
    cap, floor = (bound[rows][:, :, None] for bound in curves.bounds(points))
    price = _prices_at(network, centre[:, :, None])
    curve = curves.curves_of(points).spread()
    top = grid[:, :, -1:]
    low = np.clip(curve.quantity_at(np.minimum(price + reach, cap)), 0.0, top)
    high = np.clip(curve.quantity_at(np.maximum(price - reach, floor)), 0.0, top)
    middle = centre[:, :, None]
    low = np.clip(np.minimum(low, middle - THIN * FINE / 2), 0.0, top)
    high = np.clip(np.maximum(high, middle + THIN * FINE / 2), 0.0, top)
    fine = low + (high - low) * (np.arange(FINE + 1) / FINE)
    return np.sort(np.concatenate((grid, fine), axis=2), axis=2)


def _with_edges(network: Network, edges: Floats) -> Network:
    demand = network.demand
    row, width, value = curves.steps(demand.points, demand.cap, edges)
    finer = replace(demand, edges=edges, row=row, width=width, value=value)
    return replace(network, demand=finer)


def _settled(before: Outcome, after: Outcome) -> bool:
    """Tell whether neither welfare nor any price still moves."""
    moved = abs(after.objective - before.objective)
    if moved > WELFARE_MOVES * max(1.0, abs(after.objective)):
        return False
    return bool(np.nanmax(np.abs(after.price - before.price), initial=0.0) < PRICE_MOVES)
