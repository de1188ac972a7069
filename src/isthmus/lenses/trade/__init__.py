"""The trade lens: what becomes of a matrix of trade when its costs change."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.trade import tables
from isthmus.lenses.trade.costs import Costs, Pair, costs_of
from isthmus.lenses.trade.fit import fit
from isthmus.lenses.trade.flows import checked, refuse_apart
from isthmus.lenses.trade.frozen import solve_frozen
from isthmus.lenses.trade.hat import DEFICITS, Hat, solve_hat
from isthmus.lenses.trade.matrix import Matrix, grades, trade_matrix
from isthmus.result import Result

MODES = ("exact", "gegravity")


@dataclass(frozen=True)
class Loop:
    """How trade and cargo were brought to agree.

    Attributes
    ----------
    rounds : int
        How often cargo was assigned anew.
    residual : float
        By how much the last round moved what carriage costs, as a share of the value of goods.
    converged : bool
        Whether that is as good as nothing.
    jumps : tuple
        Pairs whose price of carriage lies between what two ways cost, where cargo jumps from one to
        the other.
    """

    rounds: int
    residual: float
    converged: bool
    jumps: tuple[Pair, ...]


@dataclass(frozen=True)
class Solved:
    """Trade of a case before and after: its matrix, the change of its costs, the equilibrium."""

    matrix: Matrix
    costs: Costs
    hat: Hat
    theta: float
    deficits: str
    mode: str


def solve(
    case: Case,
    *,
    theta: float | None = None,
    deficits: str | None = None,
    mode: str = "exact",
    freight: Mapping[Pair, float] | None = None,
) -> Solved:
    """Return what the changes of a case's trade costs do to its trade.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    theta : float, optional
        Elasticity of trade to its cost; `trade_elasticity` of the case where none is given.
    deficits : str, optional
        ``additive`` or ``multiplicative``; `trade_deficits` of the case where none is given.
    mode : str
        ``exact``, or ``gegravity``: resistances with shares frozen, deficits multiplicative.
    freight : mapping of (exporter, importer) to float, optional
        Change of the cost of carriage over the value of goods.

    Raises
    ------
    IsthmusError
        If trade is missing or no such thing, a change names unknown pairs, or an option is wrong.
    NoSolution
        If there is no equilibrium.
    """
    theta = case.settings.trade_elasticity if theta is None else theta
    deficits = case.settings.trade_deficits if deficits is None else deficits
    for word, known, option in ((deficits, DEFICITS, "deficits"), (mode, MODES, "mode")):
        if word not in known:
            raise IsthmusError(
                f"{option} '{word}': {' or '.join(known)}.{did_you_mean(word, known)}"
            )
    matrix = trade_matrix(case)
    costs = costs_of(case, matrix, freight)
    factor = costs.factor
    checked(matrix.flows, factor, theta, matrix.actors)
    refuse_apart(matrix.flows * factor**-theta, matrix.actors)
    if mode == "gegravity":
        reference = int(np.argmax(matrix.flows.sum(axis=0)))
        return Solved(matrix, costs, solve_frozen(matrix.flows, factor, theta, reference), theta,
                      "multiplicative", mode)  # fmt: skip
    return Solved(matrix, costs, solve_hat(matrix.flows, factor, theta, deficits), theta, deficits,
                  mode)  # fmt: skip


def freight_of(solved: Solved) -> dict[Pair, float]:
    """Return the change of the cost of carriage of every pair that has one."""
    actors, freight = solved.matrix.actors, solved.costs.freight
    return {(actors[i], actors[j]): float(freight[i, j]) for i, j in np.argwhere(freight).tolist()}


def result_of(
    case: Case, solved: Solved, loop: Loop | None = None, *, draws: int = 0, seed: int = 0
) -> Result:
    """Return the result of the lens.

    Parameters
    ----------
    case : Case
    solved : Solved
    loop : Loop, optional
        How trade and cargo were brought to agree, if they were.
    draws, seed : int
        How often to draw what the answers rest on, for table `bands`.
    """
    builders: dict[str, Callable[[], dict[str, Any]]] = {
        name: functools.partial(make, case, solved)
        for name, make in (
            ("trade", tables.trade),
            ("countries", tables.countries),
            ("ranks", tables.ranks),
            ("costs", tables.cost_rows),
            ("fit", fit),
        )
    }
    builders["bands"] = functools.partial(_bands, case, solved, draws, seed)
    return Result(
        lens="trade",
        case=case,
        units={"money": f"million {case.settings.currency}", "quantity": {}, "price": {}},
        status="optimal",
        numbers=numbers_of(case, solved, loop),
        builders=builders,
        notes=tuple(_notes(solved, loop)),
    )


def _bands(case: Case, solved: Solved, draws: int, seed: int) -> dict[str, Any]:
    from isthmus.lenses.trade.draws import bands  # which solves, and so needs this module

    return bands(case, solved, draws, seed)


def numbers_of(case: Case, solved: Solved, loop: Loop | None = None) -> dict[str, Any]:
    """Return the headline numbers."""
    matrix, hat = solved.matrix, solved.hat
    foreign = matrix.foreign
    sourced = np.array([[grade == "sourced" for grade in row] for row in grades(case, matrix)])
    value = matrix.flows[foreign]
    return {
        "theta": solved.theta,
        "deficits": solved.deficits,
        "mode": solved.mode,
        "iterations": hat.iterations,
        "residual": hat.residual,
        "rounds": loop.rounds if loop else None,
        "loop_residual": loop.residual if loop else None,
        "converged": loop.converged if loop else None,
        "welfare": float(tables.gained(solved).sum()),
        "before": float(value.sum()),
        "after": float(hat.after[foreign].sum()),
        "pairs": int(foreign.sum()),
        "sourced": float(sourced[foreign].mean()),
        "sourced_value": float(value[sourced[foreign]].sum() / value.sum()),
        "estimated": float(matrix.estimated[foreign].mean()),
    }


def _notes(solved: Solved, loop: Loop | None) -> Iterator[str]:
    if loop and not loop.converged:
        yield (
            f"trade and cargo do not agree after {loop.rounds} rounds: carriage still moves by "
            f"{loop.residual:.1e} of the value of goods"
        )
    if loop and loop.converged and loop.jumps:
        names = ", ".join(f"{a} -> {b}" for a, b in loop.jumps)
        yield f"the price of carriage of {names} lies where cargo jumps from one way to another"
    if solved.mode == "gegravity":
        largest = solved.matrix.actors[int(np.argmax(solved.matrix.flows.sum(axis=0)))]
        yield (
            "mode gegravity: shares of output and expenditure are frozen, and the resistance of "
            f"{largest}, who buys most, is held; its answers are not those of an equilibrium"
        )
