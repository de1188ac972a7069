"""The optimum of a case's cargo, and that of the case with numbers moved."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.again import Again
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Assignment, Bools
from isthmus.lenses.corridors.network import Network, build_network
from isthmus.lenses.corridors.pool import Pool
from isthmus.lenses.corridors.unshipped import refuse_if_nothing_connects


@dataclass(frozen=True)
class Optimum:
    """A cargo network and its assignment, with the routes that were looked at."""

    network: Network
    found: Assignment
    pool: Pool

    @functools.cached_property
    def again(self) -> Again:
        """The start for assignments of networks nearby."""
        return Again(self.network.instance, self.pool)


def optimal(case: Case, before: Optimum | None = None) -> Optimum:
    """Return the optimum of a case's cargo, as arrays.

    Parameters
    ----------
    case : Case
    before : Optimum, optional
        Of a case that differs in numbers, or in what is open: its routes are a start.

    Raises
    ------
    IsthmusError
        If there are no cargo links, no shipments, or nothing connects them.
    """
    if not len(case.filled["shipments"]):
        raise IsthmusError(f"case {case.id} has no shipments, so there is no cargo to carry")
    network, pool = build_network(case, None if before is None else before.network), Pool()
    refuse_if_nothing_connects(case, network)
    if before is not None:
        pool.add(before.pool.routes)
    return Optimum(network, assign(network.instance, pool), pool)


def optimal_again(case: Case, before: Optimum) -> Optimum:
    """Return the optimum of a case, given that of the case before some numbers moved."""
    network = build_network(case, before.network)
    return replace(before, network=network, found=before.again.assign(network.instance))


def optimal_without(before: Optimum, arcs: Bools) -> Optimum:
    """Return the optimum where nothing may use some arcs."""
    if not arcs[before.found.arcs].any():
        return before
    instance = before.network.instance
    shut = replace(instance, masks=instance.masks & ~arcs)
    network = replace(before.network, instance=shut)
    return replace(before, network=network, found=before.again.assign(shut))
