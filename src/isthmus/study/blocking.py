"""Who can block what: all minimal sets of actors, links or agreements that a goal needs.

A goal is blocked by a set if it is out of reach once the set withdraws, whatever anybody would pay:
see :mod:`isthmus.study.reach`. An actor withdraws all that it controls, and its consent to what it
has a veto on; a link is shut; an agreement is suspended, and with it the links that require it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from isthmus.case.model import Case
from isthmus.case.observing import signed
from isthmus.errors import IsthmusError, NoSolution, did_you_mean
from isthmus.goods import holders, needs_of, without_promises
from isthmus.lenses.leverage.players import default_players, mask_of, player_ids
from isthmus.lenses.leverage.transversals import Transversals, transversals
from isthmus.lenses.markets.gains import KINDS, gains
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout, build
from isthmus.lenses.markets.refine import Optimum
from isthmus.result import Result
from isthmus.study.goals import Goal, goal_of
from isthmus.study.measures import Measure
from isthmus.study.needed import lens_called
from isthmus.study.outcome import study_result
from isthmus.study.reach import Reach, members, weights_of

OF = {"actors": "actor", "links": "link", "agreements": "agreement"}
EARNED = ("producer_surplus", "scarcity_rent", "tariff", "storage")
TABLES = {"flow": "links", "supply": "supply", "store": "stores"}


class Withdrawing(NamedTuple):
    """Who or what may withdraw, and for every column of a program which of them it needs."""

    names: tuple[str, ...]
    needs: list[int]


def blocking(
    case: Case,
    proposition: str,
    *,
    of: str = "actors",
    players: Sequence[str] | None = None,
    size: int | None = None,
) -> Result:
    """Find all minimal sets of actors, links or agreements that a goal cannot do without.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    proposition : str
        The id of a proposition, or a goal: ``flow:tanap>=10``.
    of : str
        ``actors``, ``links`` or ``agreements``.
    players : sequence of str, optional
        Who may withdraw, of actors; companies belong to their parents, as in leverage. By default
        all states and blocs that control something.
    size : int, optional
        How many members a set has at most; all sets are looked for where it is not given.

    Returns
    -------
    Result
        Tables `goals` (one row: what is asked, and what is reached), `minimal_sets` (a row for
        each) and `ways` (what reaches the goal on its own, which proves that no set is missing).

    Raises
    ------
    IsthmusError
        If there is no such proposition, it measures what does not add up from what flows, or the
        goal is out of reach already.
    """
    if of not in OF:
        raise IsthmusError(f"'{of}' is none of {', '.join(OF)}.{did_you_mean(of, OF)}")
    if players and of != "actors":
        raise IsthmusError(f"players withdraw where sets are of actors, not of {of}")
    goal = goal_of(case, proposition)
    lens = lens_called("markets")
    optimum: Optimum = lens.solve(goal.case, *_goods(goal.case, goal.measure))
    network = without_promises(optimum.network)
    layout = build(network)
    who = _withdrawing(goal.case, network, layout, of, players)
    reach = Reach(network, layout, goal.measure, who.needs, _sign(goal, network, layout))
    value, found = _searched(goal, reach, size)
    market = lens.value(goal.case, optimum, goal.measure)
    stakes = _stakes(goal.case, optimum, who) if of == "actors" else None
    return study_result(
        "blocking",
        goal.case,
        list(_notes(goal, reach, market, network, layout)),
        goals=[
            {
                "goal": goal.name,
                "measure": goal.measure.name,
                "of": of,
                "at_least": _finite(goal.at_least),
                "at_most": _finite(goal.at_most),
                "reference": goal.reference,
                "unit": goal.measure.unit(goal.case),
                "reachable": value,
                "market": market,
                "elements": len(who.names),
                "size": found.size,
                "programs": reach.programs,
            }
        ],
        minimal_sets=[
            {
                "set": at + 1,
                "members": _named(who, one),
                "kind": OF[of],
                "count": one.bit_count(),
                "reachable": reach.most(one)[0],
                "at_stake": _at_stake(stakes, one),
            }
            for at, one in enumerate(found.sets)
        ],
        ways=[{"way": at + 1, "members": _named(who, way)} for at, way in enumerate(found.ways)],
    )


def _goods(case: Case, measure: Measure) -> list[str]:
    """Return the goods that what is measured consists of."""
    table = case.filled[TABLES.get(measure.kind, "demand")]
    rows = np.flatnonzero(signed(table["id"], [t.removeprefix("-") for t in measure.targets]))
    return sorted({table["commodity"][row] for row in rows.tolist()})


def _withdrawing(
    case: Case, network: Network, layout: Layout, of: str, players: Sequence[str] | None
) -> Withdrawing:
    """Return who or what may withdraw.

    Raises
    ------
    IsthmusError
        If there is nobody, or nothing.
    """
    if of == "actors":
        names = (
            player_ids(case, players) if players else default_players(case, holders(case, network))
        )
        return Withdrawing(names, needs_of(case, network, layout, names))
    needed: list[Sequence[str]] = [[name] for name in network.links.ids]
    if of == "agreements":
        needed = [case.filled["links"]["requires"][row] for row in network.links.rows.tolist()]
    names = tuple(sorted({name for each in needed for name in each}))
    if not names:
        raise IsthmusError(f"no link of {', '.join(network.commodities)} requires an agreement")
    bit = {name: 1 << at for at, name in enumerate(names)}
    needs = [0] * len(layout.program.cost)
    for columns in (layout.forward, layout.backward):
        for row, each in zip(columns, needed, strict=True):
            for column in row[row >= 0].tolist():
                needs[column] = sum(bit[name] for name in set(each))
    return Withdrawing(names, needs)


def _sign(goal: Goal, network: Network, layout: Layout) -> int:
    """Return 1 if more than nothing must flow for a goal, -1 if less must, and 0 if nothing."""
    nothing, _ = weights_of(network, layout, goal.measure)
    return int(nothing < goal.at_least) - int(nothing > goal.at_most)


def _searched(goal: Goal, reach: Reach, size: int | None) -> tuple[float, Transversals]:
    """Return what can be reached with all in, and the minimal sets that block the goal.

    Raises
    ------
    NoSolution
        If the goal is out of reach with all in.
    """
    value, _ = reach.most(0)
    bound = goal.at_least if reach.sign > 0 else goal.at_most
    if not reach.sign:
        return value, Transversals([], [0], None)
    if not reach.reaches(value, bound):
        most, unit = "most" if reach.sign > 0 else "least", goal.measure.unit(goal.case) or ""
        raise NoSolution(
            f"{goal.name} is out of reach already: with all in, the {most} that can flow is "
            f"{value:,.4g} {unit}, and {bound:,.4g} is asked for"
        )
    return value, transversals(lambda withdrawn: reach.way(withdrawn, bound), size)


def _stakes(case: Case, optimum: Optimum, who: Withdrawing) -> dict[int, float]:
    """Return what players, and who belongs to them, earn in the markets as they stand."""
    actors, amounts = gains(case, optimum.network, optimum.outcome)
    earned = amounts[:, [KINDS.index(kind) for kind in EARNED]].sum(axis=1)
    mask = mask_of(case, who.names)
    found: dict[int, float] = {}
    for actor, amount in zip(actors, earned.tolist(), strict=True):
        for player in members(mask([actor])):
            found[player] = found.get(player, 0.0) + amount
    return found


def _at_stake(stakes: dict[int, float] | None, some: int) -> float | None:
    return None if stakes is None else sum(stakes.get(one, 0.0) for one in members(some))


def _named(who: Withdrawing, some: int) -> str:
    return ";".join(name for at, name in enumerate(who.names) if some >> at & 1)


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _notes(
    goal: Goal, reach: Reach, market: float, network: Network, layout: Layout
) -> Iterator[str]:
    if not reach.sign:
        yield "the goal is met where nothing moves, so no withdrawal can block it"
    elif not goal.at_least <= market <= goal.at_most:
        yield (
            f"the market's own answer, {market:,.4g}, misses the goal: what is blocked here is "
            "that it can be reached at all, whatever anybody would pay"
        )
    if goal.measure.kind == "flow" and reach.circles(network, layout):
        yield (
            "what is counted can run in a circle, which adds to what can be reached: name the "
            "links of a border, all of them, to count what leaves"
        )
