"""The cheapest assignment of cargo to routes under shared capacities, by column generation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.descent import descend
from isthmus.lenses.corridors.instance import Assignment, Bools, Floats, Instance, some, sums
from isthmus.lenses.corridors.master import Master
from isthmus.lenses.corridors.pool import Pool, Routes, allowed, costs
from isthmus.lenses.corridors.pricing import Pricing, prepare, shortest, taken

CHEAPER = 1e-12  # relative: what a new route must save
NOTHING = 1e-11  # of a cargo's quantity: what is too little to speak of
GAP = 1e-9
MANY = 50  # rows overfull at first, from which on subgradients and an interior point pay


def assign(instance: Instance, pool: Pool | None = None) -> Assignment:
    """Assign cargo to routes at the least generalised cost.

    Minimises the sum over routes of (cost + days x time value) x quantity, plus reservation x
    what stays behind, within the capacities. No cargo takes a route dearer than its reservation.

    Parameters
    ----------
    instance : Instance
        Costs, days, time values, weights and bounds are not negative.
    pool : Pool, optional
        Routes to start from; those that are found are added. The optimum does not depend on it;
        which of several optima is returned does.

    Raises
    ------
    IsthmusError
        If the proof of optimality misses by more than `GAP`.
    """
    pricing = prepare(instance)
    pool = Pool() if pool is None else pool
    free = np.zeros(len(instance.capacities.bound))
    distance, routes = shortest(pricing, free)
    quantity = instance.cargo.quantity[routes.cargo]
    known = len(pool.routes)
    pool.add(routes)
    overfull = np.count_nonzero(taken(pricing, routes, quantity) > instance.capacities.bound)
    if not overfull:
        return answer(instance, routes, quantity, distance, free)
    crowded = overfull >= MANY
    if crowded and not known:
        descend(pricing, distance, pool)
    master = Master(pricing)
    master.add(_useful(instance, pool.routes))
    if crowded:
        master.approach()
    least = distance
    while True:
        master.solve()
        distance, routes = _priced(pricing, master, least)
        new = pool.add(cheaper(instance, master.price, distance, routes))
        if not len(new):
            break
        master.add(_useful(instance, new))
    return answer(instance, master.routes, master.quantity, distance, master.scarcity)


def _priced(pricing: Pricing, master: Master, least: Floats) -> tuple[Floats, Routes]:
    """Return the distance of all cargo, and the cheapest ways of that which pays more than `least`.

    Nothing is cheaper than that, whatever is scarce; what is dearer than what is paid is not
    measured.
    """
    instance = pricing.instance
    asked = np.flatnonzero(master.price > least)
    limit = np.minimum(master.price, instance.cargo.reservation)[asked]
    part = replace(instance, cargo=some(instance.cargo, asked, reservation=limit))
    distance = least.copy()
    far, routes = shortest(prepare(part, pricing.frame), master.scarcity)
    distance[asked] = np.minimum(far, limit)
    return distance, replace(routes, cargo=asked[routes.cargo])


def _useful(instance: Instance, routes: Routes) -> Routes:
    """Return the routes that cargo with a quantity may take."""
    moving = instance.cargo.quantity[routes.cargo] > 0
    return routes.take(np.flatnonzero(moving & allowed(instance, routes)))


def cheaper(instance: Instance, price: Floats, distance: Floats, routes: Routes) -> Routes:
    """Return the routes that cost less than their cargo, if there is any, pays."""
    return routes.take(np.flatnonzero(overpaid(instance, price, distance)[routes.cargo]))


def overpaid(instance: Instance, price: Floats, distance: Floats) -> Bools:
    """Tell which cargo, if there is any, pays more than the cheapest way costs (cargo,)."""
    save = CHEAPER * np.maximum(1.0, np.abs(price))
    dearer: Bools = (instance.cargo.quantity > 0) & (distance < price - save)
    return dearer


def answer(
    instance: Instance, routes: Routes, quantity: Floats, distance: Floats, scarcity: Floats
) -> Assignment:
    """Return the assignment of some quantities to routes, and check that it is the cheapest.

    Parameters
    ----------
    instance : Instance
    routes : Routes
    quantity : array (routes,)
    distance : array (cargo,)
        What no route of a cargo is cheaper than under the scarcity prices; infinite where beyond
        its reservation.
    scarcity : array (rows,)

    Raises
    ------
    IsthmusError
        If the proof of optimality misses by more than `GAP`.
    """
    cargo = instance.cargo
    enough = NOTHING * cargo.quantity
    kept = np.flatnonzero((quantity > enough[routes.cargo]) & (quantity > 0))
    kept = kept[np.argsort(routes.cargo[kept], kind="stable")]
    routes, quantity = routes.take(kept), quantity[kept]
    shipped = sums(routes.cargo, quantity, len(cargo.quantity))
    unshipped = cargo.quantity - shipped
    whole = unshipped <= enough
    # What is rounded away goes to the routes that stay, so that nothing is lost.
    fill = np.divide(
        cargo.quantity, shipped, out=np.ones_like(shipped), where=whole & (shipped > 0)
    )
    quantity, unshipped = quantity * fill[routes.cargo], np.where(whole, 0.0, unshipped)
    price = np.minimum(distance, cargo.reservation)
    objective = costs(instance, routes) @ quantity + cargo.reservation @ unshipped
    bound = cargo.quantity @ price - scarcity @ instance.capacities.bound
    if abs(objective - bound) > GAP * max(1.0, abs(float(objective))):
        raise IsthmusError(
            f"the assignment of cargo is not proved: it costs {objective}, at least {bound}"
        )
    return Assignment(
        cargo=routes.cargo,
        quantity=quantity,
        first=routes.first,
        arcs=routes.arcs,
        unshipped=unshipped,
        price=price,
        scarcity=scarcity,
        objective=float(objective),
        bound=float(bound),
    )
