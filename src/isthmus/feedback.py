"""Trade and cargo brought to agree: dearer ways make less trade, less trade empties the ways.

Cargo is assigned, what its ways cost more than in the case as it stands moves the trade of its
pairs, its quantity moves with their trade, and it is assigned anew, until carriage moves no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.lenses.corridors.optimum import Optimum, optimal, optimal_again
from isthmus.lenses.corridors.paid import paid_per_tonne
from isthmus.lenses.trade import Loop, Solved, result_of, solve
from isthmus.lenses.trade.costs import Pair, members_of
from isthmus.lenses.trade.matrix import trade_matrix
from isthmus.result import Result

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CLOSE = 1e-9  # what a round moves carriage by, over the value of goods
ROUNDS = 60
SLOWER = 0.5


def trade(
    case: Case,
    *,
    theta: float | None = None,
    deficits: str | None = None,
    mode: str = "exact",
    loop: bool = True,
) -> Result:
    """Say what the changes of a case's trade costs do to its trade, and to partners' ranks.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied; changes are from the case as it stands.
    theta : float, optional
        Elasticity of trade to its cost; `trade_elasticity` of the case where none is given.
    deficits : str, optional
        ``additive`` or ``multiplicative``; `trade_deficits` of the case where none is given.
    mode : str
        ``exact``, or ``gegravity``, which freezes shares as that program does.
    loop : bool
        Let trade and the cost of carriage answer each other; else costs change by table
        `trade_costs` and by payments alone.

    Returns
    -------
    Result
        Numbers `theta`, `deficits`, `mode`, `iterations`, `residual`, `rounds`, `loop_residual`,
        `before`, `after`, `pairs`, `sourced`, `sourced_value`, `estimated`; tables `trade`,
        `countries`, `ranks`, `costs`, `fit`.

    Raises
    ------
    IsthmusError
        If trade is missing or no such thing, a change names unknown pairs, or an option is wrong.
    NoSolution
        If there is no equilibrium.
    """
    options = {"theta": theta, "deficits": deficits, "mode": mode}
    if not loop or not len(case.filled["shipments"]):
        return result_of(case, solve(case, **options))  # type: ignore[arg-type]
    return result_of(case, *agreed(case, **options))  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Carriage:
    """What carriage costs under a scenario, and how cargo belongs to pairs.

    Attributes
    ----------
    case : Case
    pairs : tuple
        The pairs that cargo belongs to.
    pair : array (shipments,)
        The pair of each shipment; -1 where both ends are one country's, or goods have no value.
    wanted : array (shipments,)
        What each wants to send (Mt), before trade answers.
    value : array (shipments,)
        Of a tonne.
    before : array (shipments,)
        What a tonne paid in the case as it stands.
    """

    case: Case
    pairs: tuple[Pair, ...]
    pair: Ints
    wanted: Floats
    value: Floats
    before: Floats

    def freight(self, best: Optimum, case: Case) -> Floats:
        """Return the change of the cost of carriage of every pair, over the value of goods."""
        share = (paid_per_tonne(case, best) - self.before) / self.value
        known = (self.pair >= 0) & np.isfinite(share)
        count = len(self.pairs)
        weight = np.bincount(self.pair[known], self.wanted[known], count)
        total = np.bincount(self.pair[known], (self.wanted * share)[known], count)
        return np.divide(total, weight, out=np.zeros(count), where=weight > 0)

    def named(self, freight: Floats) -> dict[Pair, float]:
        """Return the change of every pair by its name."""
        return dict(zip(self.pairs, freight.tolist(), strict=True))

    def scaled(self, solved: Solved) -> Case:
        """Return the case with cargo moved by what the trade of its pairs is multiplied by."""
        place = {actor: at for at, actor in enumerate(solved.matrix.actors)}
        hat = solved.hat
        at = tuple(np.array([[place[a], place[b]] for a, b in self.pairs]).reshape(-1, 2).T)
        factor = np.divide(hat.after, hat.before, out=np.ones_like(hat.after), where=hat.before > 0)
        moved = np.flatnonzero(self.pair >= 0)
        by = factor[at][self.pair[moved]]
        numbers = dict(zip(moved.tolist(), (self.wanted[moved] * by).tolist(), strict=True))
        return with_numbers(self.case, "shipments", "quantity", numbers)


def agreed(
    case: Case,
    *,
    theta: float | None = None,
    deficits: str | None = None,
    mode: str = "exact",
) -> tuple[Solved, Loop]:
    """Return the trade of a case with which its cargo agrees, and how they were brought to.

    Every round moves carriage all the way to what cargo then pays, or half as far as before where a
    round does not halve the gap. The case as it stands has nothing to answer.

    Parameters
    ----------
    case : Case
    theta, deficits, mode
        As for `trade`.
    """

    def response(freight: Mapping[Pair, float]) -> Solved:
        return solve(case, theta=theta, deficits=deficits, mode=mode, freight=freight)

    if case is case.base:
        return response({}), Loop(0, 0.0, True)
    carriage, best = _carriage(case)
    freight = carriage.freight(best, case)
    size, pace = np.inf, 1.0
    for rounds in range(1, ROUNDS + 1):
        solved = response(carriage.named(freight))
        scaled = carriage.scaled(solved)
        gap = carriage.freight(optimal_again(scaled, best), scaled) - freight
        before, size = size, float(np.abs(gap).max(initial=0.0))
        if size <= CLOSE:
            break
        pace *= SLOWER if size > before * SLOWER else 1.0
        freight = freight + pace * gap
    return solved, Loop(rounds, size, size <= CLOSE)


def _carriage(case: Case) -> tuple[_Carriage, Optimum]:
    """Return what is known of a case's cargo, and how it goes before trade answers."""
    start = optimal(case.base)
    best = optimal(case, start)
    table, old = case.filled["shipments"], case.base.filled["shipments"]
    paid = dict(zip(old["id"], paid_per_tonne(case.base, start).tolist(), strict=True))
    classes = case.filled["classes"]
    worth = dict(zip(classes["id"], classes["value"].tolist(), strict=True))
    pairs = pairs_of_shipments(case, trade_matrix(case).actors)
    known = sorted({pair for pair in pairs if pair is not None})
    value = np.array([worth[name] for name in table["class"]])
    place = {pair: at for at, pair in enumerate(known)}
    return _Carriage(
        case=case,
        pairs=tuple(known),
        pair=np.array([place[pair] if pair else -1 for pair in pairs], dtype=np.int64),
        wanted=np.asarray(table["quantity"], dtype=float),
        value=np.where(value > 0, value, np.nan),
        before=np.array([paid.get(name, np.nan) for name in table["id"]]),
    ), best


def pairs_of_shipments(case: Case, actors: Sequence[str]) -> list[Pair | None]:
    """Return for every shipment the pair that trades it; None where that is one, or nobody.

    A node belongs to its actor, or who stands above it, or the group of which it is a member.
    """
    table = case.filled["shipments"]
    named = {node: _trader(case, actor, actors) for node, actor in case.actor_of.items()}
    ends = [
        (named[a], named[b]) for a, b in zip(table["origin"], table["destination"], strict=True)
    ]
    return [(a, b) if a is not None and b is not None and a != b else None for a, b in ends]


def _trader(case: Case, actor: str | None, actors: Sequence[str]) -> str | None:
    if actor is None:
        return None
    own = next((one for one in case.lineage[actor] if one in actors), None)
    return own or next((one for one in actors if actor in members_of(case, one)), None)
