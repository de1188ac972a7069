"""The same problem in other tools, and their time from a built model's input to its prices."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from typing import Any

import highspy
import numpy as np

from benchmarks.networks import CAP, LOSS, Problem
from isthmus import lp


def pypsa_network(problem: Problem) -> Any:
    """Return the problem as a PyPSA network. Powers are rates per year, weightings the periods."""
    import pandas as pd
    import pypsa

    size = problem.size
    network = pypsa.Network()
    network.set_snapshots(range(size.periods))
    for column in network.snapshot_weightings.columns:
        network.snapshot_weightings[column] = problem.weights
    nodes = [f"n{i}" for i in range(size.nodes)]
    network.add("Bus", nodes)
    network.add(
        "Link",
        [f"l{i}" for i in range(size.links)],
        bus0=[f"n{i}" for i in problem.tail],
        bus1=[f"n{i}" for i in problem.head],
        p_nom=problem.capacity,
        marginal_cost=problem.cost,
        efficiency=1 - LOSS,
    )
    network.add(
        "Generator",
        [f"s{i}" for i in range(len(problem.supply))],
        bus=[f"n{i}" for i in problem.supply_at],
        p_nom=problem.supply,
        marginal_cost=problem.supply_cost,
    )
    rate = pd.DataFrame((problem.need / problem.weights).T, columns=[f"d{n}" for n in nodes])
    network.add("Load", [f"d{n}" for n in nodes], bus=nodes, p_set=rate)
    shed = [f"x{n}" for n in nodes]
    most = pd.DataFrame(rate.to_numpy(), columns=shed)
    network.add("Generator", shed, bus=nodes, p_nom=1, p_max_pu=most, marginal_cost=CAP)
    network.add("Generator", [f"v{n}" for n in nodes], bus=nodes, p_nom=1e6, sign=-1)
    _add_stores(network, problem)
    return network


def _add_stores(network: Any, problem: Problem) -> None:
    for index, node in enumerate(problem.store_at):
        name = f"u{index}"
        network.add("Bus", name)
        ends = {"bus0": f"n{node}", "bus1": name}
        network.add("Link", f"{name}-in", **ends, p_nom=10, marginal_cost=1)
        network.add("Link", f"{name}-out", bus0=name, bus1=f"n{node}", p_nom=20)
        network.add("Store", name, bus=name, e_nom=5, e_cyclic=True)


def solve_pypsa(network: Any) -> float:
    """Optimise a PyPSA network; return its objective, negated."""
    logging.disable(logging.WARNING)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        network.optimize(solver_name="highs", output_flag=False)
    return -float(network.objective)


def linopy_model(problem: Problem) -> Any:
    """Return the problem as a linopy model (without stores)."""
    import linopy
    import xarray as xr

    size, weights = problem.size, problem.weights
    model = linopy.Model()

    def columns(name: str, upper: np.ndarray[Any, Any]) -> Any:
        return model.add_variables(lower=0, upper=xr.DataArray(upper, dims=[name, "t"]), name=name)

    flow = columns("flow", np.outer(problem.capacity, weights))
    made = columns("made", np.outer(problem.supply, weights))
    shed = columns("shed", problem.need)
    balance = -xr.DataArray(problem.need, dims=["node", "t"]) + shed.rename({"shed": "node"})
    for ends, dim, variable, sign in (
        (problem.tail, "flow", flow, -1.0),
        (problem.head, "flow", flow, 1 - LOSS),
        (problem.supply_at, "made", made, 1.0),
    ):
        groups = xr.DataArray(ends, dims=[dim], name="node")
        summed = (sign * variable).groupby(groups).sum()
        balance = balance + summed.reindex(node=np.arange(size.nodes), fill_value=0)
    model.add_constraints(balance >= 0)
    cost = (made * xr.DataArray(problem.supply_cost, dims=["made"])).sum()
    cost = cost + (flow * xr.DataArray(problem.cost, dims=["flow"])).sum() + CAP * shed.sum()
    model.add_objective(cost)
    return model


def solve_linopy(problem: Problem) -> float:
    """Build and solve a linopy model; return its objective, negated."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        model = linopy_model(problem)
        model.solve(solver_name="highs", output_flag=False)
    return -float(model.objective.value)


def solve_highs(program: lp.Program, presolve: str = "choose") -> float:
    """Solve the whole matrix with a bare HiGHS; return the minimum."""
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve", presolve)
    lp.load(highs, program)
    highs.run()
    return float(highs.getObjectiveValue())
