"""Scarcity prices from subgradients: cheap rounds that find most of the routes that matter.

The sum of q x min(distance, reservation) less scarcity x bound is concave in the scarcity prices;
what is taken of each row beyond its bound is a subgradient. Steps shrink geometrically and carry
some momentum. No step proves anything: the master program does.
"""

from __future__ import annotations

import numpy as np

from isthmus.lenses.corridors.instance import Floats
from isthmus.lenses.corridors.pool import Pool
from isthmus.lenses.corridors.pricing import Pricing, shortest, taken

ROUNDS = 50
LONGEST, SHORTEST = 0.6, 0.01  # steps, of what an average tonne pays
MOMENTUM = 0.6


def descend(pricing: Pricing, distance: Floats, pool: Pool) -> None:
    """Move scarcity prices up from zero, where `distance` holds; pool the routes of late rounds."""
    cargo, bound = pricing.instance.cargo, pricing.instance.capacities.bound
    mean = cargo.quantity @ np.minimum(distance, cargo.reservation) / cargo.quantity.sum()
    steps = mean * np.geomspace(LONGEST, SHORTEST, ROUNDS)
    scarcity, move = np.zeros(len(bound)), np.zeros(len(bound))
    for number, step in enumerate(steps):
        _, routes = shortest(pricing, scarcity)
        if number >= ROUNDS // 2:
            pool.add(routes)
        load = taken(pricing, routes, cargo.quantity[routes.cargo])
        most = np.maximum(load, bound)
        excess = np.divide(load - bound, most, out=np.zeros(len(bound)), where=most > 0)
        move = MOMENTUM * move + (1 - MOMENTUM) * excess
        move = np.where(scarcity > 0, move, np.maximum(move, 0.0))
        scarcity = np.maximum(scarcity + step * move, 0.0)
