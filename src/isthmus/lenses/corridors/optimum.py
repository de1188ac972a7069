"""The optimum of a case's cargo, and that of the case with numbers moved."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.corridors.again import Again
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Assignment, Instance
from isthmus.lenses.corridors.network import Network, build_network, reread
from isthmus.lenses.corridors.pool import Pool
from isthmus.lenses.corridors.unshipped import refuse_if_nothing_connects


@dataclass(frozen=True)
class Optimum:
    """A cargo network and its assignment, with the routes that were looked at.

    Attributes
    ----------
    case : Case
    network : Network
    found : Assignment
    pool : Pool
    """

    case: Case
    network: Network
    found: Assignment
    pool: Pool

    @functools.cached_property
    def again(self) -> Again:
        """The start for assignments of networks nearby."""
        return Again(self.network.instance, self.pool)

    @functools.cached_property
    def wide(self) -> tuple[Network, Again]:
        """The network with rows for all links, also those that are closed, and a start from it."""
        wide = build_network(_all_open(self.case), self.network)
        return wide, Again(_open_as(wide, self.case), self.pool)


def optimal(case: Case) -> Optimum:
    """Return the optimum of a case's cargo, as arrays.

    Raises
    ------
    IsthmusError
        If there are no cargo links, no shipments, or nothing connects them.
    """
    if not len(case.filled["shipments"]):
        raise IsthmusError(f"case {case.id} has no shipments, so there is no cargo to carry")
    network, pool = build_network(case), Pool()
    refuse_if_nothing_connects(case, network)
    return Optimum(case, network, assign(network.instance, pool), pool)


def optimal_again(case: Case, before: Optimum, table: str) -> Optimum:
    """Return the optimum of a case, given that of the case before numbers of one table moved."""
    network = reread(case, before.network, table)
    found = before.again.assign(network.instance)
    return replace(before, case=case, network=network, found=found)


def optimal_reopened(case: Case, before: Optimum) -> Optimum:
    """Return the optimum of a case, given that of the case before links opened or shut.

    It is the same one if only links shut that carried nothing.
    """
    network, links = before.network, before.network.links.rows
    was, now = before.case.open_links[links], case.open_links[links]
    used = network.member[before.found.arcs]
    shut = np.append(was & ~now, np.zeros(len(network.transfers.ids), dtype=bool))
    if not (now & ~was).any() and not shut[used].any():
        return before
    wide, again = before.wide
    wide = replace(wide, instance=_open_as(wide, case))
    return replace(before, case=case, network=wide, found=again.assign(wide.instance))


def _all_open(case: Case) -> Case:
    """Return the case with all links at work, and all agreements in force."""
    links, agreements = case.filled["links"], case.filled["agreements"]
    never = np.full(len(links), np.nan)
    working = {"status": ["operating"] * len(links), "opened": never, "closed": never}
    valid = {"status": ["in_force"] * len(agreements)}
    filled = {"links": links.with_columns(working), "agreements": agreements.with_columns(valid)}
    return case.replaced(filled={**case.filled, **filled})


def _open_as(wide: Network, case: Case) -> Instance:
    """Return the instance of a network of which only the links that a case has open may be used."""
    transfers = np.ones(len(wide.transfers.ids), dtype=bool)
    is_open = np.append(case.open_links[wide.links.rows], transfers)
    instance = wide.instance
    return replace(instance, masks=instance.masks & is_open[wide.member])
