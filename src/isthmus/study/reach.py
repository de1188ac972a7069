"""How much of a quantity can be reached at all, and by whom, when others withdraw.

It is the most, or the least, of the quantity among all that can flow: capacities, losses, shared
limits, exclusive contracts and what is needed bind; prices, tariffs and contract minima do not, and
nothing is blown off. Whoever withdraws takes columns away. So what can be reached without some can
be reached without fewer: it is monotone, which the answer of a market is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus import lp
from isthmus.case.observing import signed
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout
from isthmus.study.measures import Measure

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

USED = 1e-7
NEAR = 1e-7  # of the goal, by which it may be missed


class Reach:
    """The most of a quantity that can be reached when some withdraw; the least, with `sign` -1.

    Parameters
    ----------
    network : Network
        Without contract minima.
    layout : Layout
        Its program.
    measure : Measure
    needs : sequence of int
        For every column whom it needs, by bit mask.
    sign : int
        1 or -1; with 0 anything that can flow will do.

    Attributes
    ----------
    sign : int
    programs : int
        How many were solved.
    everybody : int
        Who is needed for anything, by bit mask.
    """

    def __init__(
        self, network: Network, layout: Layout, measure: Measure, needs: Sequence[int], sign: int
    ) -> None:
        self.programs = 0
        self.everybody = 0
        for need in needs:
            self.everybody |= need
        self._needs = needs
        self.sign = sign
        self._nothing, weights = weights_of(network, layout, measure)
        program = layout.program
        row_upper = program.row_upper.copy()
        row_upper[layout.balance[layout.balance >= 0]] = 0.0  # nothing is blown off
        self._program = replace(program, cost=-sign * weights, row_upper=row_upper)
        self._highs: Any = lp.own_solver()
        lp.load(self._highs, self._program)
        self._upper = program.upper

    def most(self, withdrawn: int) -> tuple[float, int]:
        """Return what can be reached when some withdraw, and who is used for it."""
        program = self._program
        shut = np.array([bool(need & withdrawn) for need in self._needs], dtype=bool)
        upper = np.where(shut, np.minimum(program.upper, 0.0), program.upper)
        moved = np.flatnonzero(upper != self._upper).astype(np.int32)
        if len(moved):
            self._highs.changeColsBounds(len(moved), moved, program.lower[moved], upper[moved])
            self._upper = upper
        lp.run(self._highs)
        self.programs += 1
        x = np.array(self._highs.getSolution().col_value)
        used = 0
        for column in np.flatnonzero(x > USED).tolist():
            used |= self._needs[column]
        value = float(self._program.cost @ x)
        return self._nothing - self.sign * value, used

    def circles(self, network: Network, layout: Layout) -> bool:
        """Tell whether a link that is counted runs in a circle where most is reached."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        self.most(0)
        x = np.append(np.array(self._highs.getSolution().col_value), 0.0)
        links = network.links
        for period in range(len(network.weights)):
            tails, heads, counted = [], [], []
            for columns, tail, head in (
                (layout.forward[:, period], links.tail, links.head),
                (layout.backward[:, period], links.head, links.tail),
            ):
                busy = x[columns] > USED
                tails.append(tail[busy])
                heads.append(head[busy])
                counted.append(self._program.cost[columns[busy]] != 0)
            a, b = np.concatenate(tails), np.concatenate(heads)
            size = len(network.places)
            graph = coo_array((np.ones(len(a)), (a, b)), shape=(size, size))
            _, label = connected_components(graph, connection="strong")
            if ((label[a] == label[b]) & np.concatenate(counted)).any():
                return True
        return False

    def reaches(self, value: float, goal: float) -> bool:
        """Tell whether a value is as far as the goal, or further."""
        return self.sign * (value - goal) >= -NEAR * max(1.0, abs(goal))

    def way(self, withdrawn: int, goal: float) -> int | None:
        """Return some who reach a goal without those withdrawn, each of them needed for it.

        None if the goal is out of reach.
        """
        value, used = self.most(withdrawn)
        if not self.reaches(value, goal):
            return None
        for member in members(used):
            if used & member:
                value, fewer = self.most(self.everybody & ~used | member)
                if self.reaches(value, goal):
                    used = fewer
        return used


def members(mask: int) -> Iterator[int]:
    """Yield the bits of a mask, each as a mask."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


def weights_of(network: Network, layout: Layout, measure: Measure) -> tuple[float, Floats]:
    """Return what a measure is where nothing flows, and what a unit of each column adds to it."""
    demand = network.demand
    blocks: dict[str, tuple[Sequence[str], Sequence[tuple[Ints, float]]]] = {
        "flow": (network.links.ids, ((layout.forward, 1.0), (layout.backward, -1.0))),
        "supply": (network.supply.ids, ((layout.supply, 1.0),)),
        "demand": ([demand.ids[row] for row in demand.row], ((layout.demand, 1.0),)),
        "unserved": ([demand.ids[row] for row in demand.row], ((layout.demand, -1.0),)),
        "store": (network.stores.ids, ((layout.withdrawal, 1.0),)),
    }
    ids, parts = blocks[measure.kind]
    targets = measure.targets or ("*",)
    count = signed(ids, targets)
    if measure.kind == "unserved":
        count *= demand.fixed[demand.row]
    weights = np.zeros(len(layout.program.cost))
    for columns, sign in parts:
        there = columns >= 0
        weights[columns[there]] = sign * np.broadcast_to(count[:, None], columns.shape)[there]
    nothing = 0.0
    if measure.kind == "unserved":
        needed = demand.need.sum(axis=1)[demand.fixed]
        nothing = float(signed(demand.ids, targets)[demand.fixed] @ needed)
    return nothing, weights
