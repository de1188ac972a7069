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

CLOSE = 1e-8  # what a round moves carriage by, over the value of goods
ROUNDS = 100
SLOWER, FASTER = 0.5, 1.2
JUMP = 1e-6


def trade(
    case: Case,
    *,
    theta: float | None = None,
    deficits: str | None = None,
    mode: str = "exact",
    loop: bool = True,
    draws: int = 0,
    seed: int = 0,
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
    draws, seed : int
        How often to draw the elasticity, payments and flows within their bands, and from which
        seed, for table `bands`.

    Returns
    -------
    Result
        Numbers `theta`, `deficits`, `mode`, `iterations`, `residual`, `rounds`, `loop_residual`,
        `converged`, `welfare`, `before`, `after`, `pairs`, `sourced`, `sourced_value`,
        `estimated`; tables `trade`, `countries`, `ranks`, `costs`, `fit`, and `bands` with draws.

    Raises
    ------
    IsthmusError
        If trade is missing or no such thing, a change names unknown pairs, or an option is wrong.
    NoSolution
        If there is no equilibrium.
    """
    options = {"theta": theta, "deficits": deficits, "mode": mode}
    if not loop or not len(case.filled["shipments"]):
        found = solve(case, **options)  # type: ignore[arg-type]
        return result_of(case, found, draws=draws, seed=seed)
    return result_of(case, *agreed(case, **options), draws=draws, seed=seed)  # type: ignore[arg-type]


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
    worth : array (pairs,)
        Of their trade, or of their cargo where that is worth more; million.
    before : array (shipments,)
        What a tonne paid in the case as it stands.
    """

    case: Case
    pairs: tuple[Pair, ...]
    pair: Ints
    wanted: Floats
    worth: Floats
    before: Floats

    def freight(self, best: Optimum) -> Floats:
        """Return by how much the cost of carriage of every pair changes, over its value.

        What its trade is worth beyond its cargo here is taken to pay what it did.
        """
        dearer = _paid(best) - self.before
        known = (self.pair >= 0) & np.isfinite(dearer)
        total = np.bincount(self.pair[known], (self.wanted * dearer)[known], len(self.pairs))
        return np.divide(total, self.worth, out=np.zeros(len(self.pairs)), where=self.worth > 0)

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

    Every round moves the carriage of a pair all the way to what its cargo then pays, and half as
    far as before where that led too far. So it closes in also on a price at which cargo jumps from
    one way to another: one that lies between what the two cost. The case as it stands has nothing
    to answer.

    Parameters
    ----------
    case : Case
    theta, deficits, mode
        As for `trade`.
    """

    def response(freight: Mapping[Pair, float]) -> Solved:
        return solve(case, theta=theta, deficits=deficits, mode=mode, freight=freight)

    if case is case.base or not len(case.filled["shipments"]):
        return response({}), Loop(0, 0.0, True, ())
    carriage, best = _carriage(case)
    freight = carriage.freight(best)
    last, pace, moved, rounds = np.zeros_like(freight), np.ones_like(freight), np.inf, 0
    while moved > CLOSE and rounds < ROUNDS:
        solved = response(carriage.named(freight))
        gap = carriage.freight(optimal_again(carriage.scaled(solved), best, "shipments")) - freight
        pace = np.where(gap * last < 0, pace * SLOWER, np.minimum(pace * FASTER, 1.0))
        moved = float(np.abs(pace * gap).max(initial=0.0))
        freight, last, rounds = freight + pace * gap, gap, rounds + 1
    jumps = [pair for pair, size in zip(carriage.pairs, np.abs(gap), strict=True) if size > JUMP]
    return solved, Loop(rounds, moved, moved <= CLOSE, tuple(jumps))


def _carriage(case: Case) -> tuple[_Carriage, Optimum]:
    """Return what is known of a case's cargo, and how it goes before trade answers."""
    start = optimal(case.base)
    best = optimal(case)
    table, old = case.filled["shipments"], case.base.filled["shipments"]
    paid = dict(zip(old["id"], _paid(start).tolist(), strict=True))
    classes = case.filled["classes"]
    worth = dict(zip(classes["id"], classes["value"].tolist(), strict=True))
    matrix = trade_matrix(case)
    value = np.array([worth[name] for name in table["class"]])
    wanted = np.asarray(table["quantity"], dtype=float)
    pairs = [
        pair if tonne > 0 else None
        for pair, tonne in zip(pairs_of_shipments(case, matrix.actors), value, strict=True)
    ]
    known = sorted({pair for pair in pairs if pair is not None})
    place = {pair: at for at, pair in enumerate(known)}
    pair = np.array([place[pair] if pair else -1 for pair in pairs], dtype=np.int64)
    cargo = np.bincount(pair[pair >= 0], (wanted * value)[pair >= 0], len(known))
    at = {actor: place for place, actor in enumerate(matrix.actors)}
    traded = np.array([matrix.flows[at[a], at[b]] for a, b in known])
    return _Carriage(
        case=case,
        pairs=tuple(known),
        pair=pair,
        wanted=wanted,
        worth=np.maximum(cargo, traded),
        before=np.array([paid.get(name, np.nan) for name in table["id"]]),
    ), best


def _paid(best: Optimum) -> Floats:
    network = best.network
    return paid_per_tonne(network, best.found, len(network.barred))


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
