"""Cargo over a network as one linear program of flows on arcs, without a route in it.

A commodity for each origin, time value, period and mask; what stays behind has a column for each
entry of cargo. Nothing here is shared with the assignment but its input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from isthmus.lenses.corridors.instance import Instance

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Flows:
    """Minimise cost.x over x >= 0, with equal_to rows first and at_most rows after them."""

    cost: Array
    matrix: csc_array
    equal_to: Array
    at_most: Array


def build(instance: Instance) -> Flows:
    """Write the instance as a program."""
    graph, rows, cargo = instance.graph, instance.capacities, instance.cargo
    states = len(graph.place)
    keys = np.column_stack((cargo.origin, cargo.time_value, cargo.period, cargo.mask))
    kinds, kind = np.unique(keys, axis=0, return_inverse=True)
    wants = len(cargo.origin)
    balances = states * len(kinds)
    entries: list[tuple[Array, Array, Array]] = []
    costs: list[Array] = []
    columns = 0

    def add(cost: Array, *parts: tuple[Array, Any]) -> None:
        """Add columns; a part says in which row each has which entry."""
        nonlocal columns
        own = np.arange(columns, columns + len(cost))
        for row, value in parts:
            entries.append((row, own, np.broadcast_to(value, len(cost)).astype(float)))
        costs.append(np.asarray(cost, float))
        columns += len(cost)

    for number, (origin, time_value, period, mask) in enumerate(kinds):
        at = states * number
        arcs = np.flatnonzero(instance.masks[int(mask)])
        column = columns + np.arange(len(arcs))
        add(
            graph.cost[arcs] + time_value * graph.days[arcs],
            (at + graph.tail[arcs], -1.0),
            (at + graph.head[arcs], 1.0),
        )
        number_of = np.full(len(graph.tail), -1)
        number_of[arcs] = column
        hit = np.flatnonzero((rows.period == period) & (number_of[rows.arc] >= 0))
        shared = balances + wants + rows.row[hit]
        entries.append((shared, number_of[rows.arc[hit]], rows.weight[hit]))
        starts = np.flatnonzero(graph.place == origin)
        add(np.zeros(len(starts)), (at + starts, 1.0))
    for number in range(wants):
        ends = np.flatnonzero(graph.place == cargo.destination[number])
        arrived = np.full(len(ends), balances + number)
        add(np.zeros(len(ends)), (states * kind[number] + ends, -1.0), (arrived, 1.0))
    add(cargo.reservation, (balances + np.arange(wants), 1.0))
    row, column, value = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = (balances + wants + len(rows.bound), columns)
    return Flows(
        cost=np.concatenate(costs),
        matrix=csc_array((value, (row, column)), shape=shape),
        equal_to=np.concatenate((np.zeros(balances), cargo.quantity)),
        at_most=rows.bound,
    )


def solve(
    flows: Flows, method: str = "simplex", tolerance: float = 1e-10, seconds: float = np.inf
) -> float:
    """Return the minimum, by HiGHS; not a number if it takes longer than the seconds allowed."""
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = flows.matrix.shape
    program.col_cost_ = flows.cost
    program.col_lower_ = np.zeros(len(flows.cost))
    program.col_upper_ = np.full(len(flows.cost), np.inf)
    program.row_lower_ = np.concatenate((flows.equal_to, np.full(len(flows.at_most), -np.inf)))
    program.row_upper_ = np.concatenate((flows.equal_to, flows.at_most))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = flows.matrix.indptr
    program.a_matrix_.index_ = flows.matrix.indices
    program.a_matrix_.value_ = flows.matrix.data
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", method)
    highs.setOptionValue("threads", 1)
    for side in ("primal", "dual"):
        highs.setOptionValue(f"{side}_feasibility_tolerance", tolerance)
    highs.setOptionValue("time_limit", seconds)
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        return float("nan")
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getObjectiveValue())
