"""A folder of CSV files, opened and solved by PyPSA itself."""

from pathlib import Path
from typing import Any

import pypsa

from tests.oracles import rules
from tests.oracles.linopy_markets import TIGHT


def network(folder: Path) -> Any:
    """The network in a folder, as PyPSA reads it."""
    with rules.quiet():
        return pypsa.Network(folder)


def solved(folder: Path) -> float:
    """What PyPSA finds as the least cost of the network in a folder."""
    return optimum(network(folder))


def optimum(made: Any) -> float:
    """The least cost of a network."""
    with rules.quiet():
        status, condition = made.optimize(
            solver_name="highs",
            io_api="direct",
            include_objective_constant=False,
            progress=False,
            **TIGHT,
        )
    if status != "ok":
        raise ValueError(f"PyPSA: {condition}")
    return float(made.objective or 0.0)
