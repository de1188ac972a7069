"""The only module that knows two lenses: leverage over the markets.

A coalition may use what all of its controllers have in it, or who are no players. Its best welfare
is that of one program, built once: what the coalition lacks is shut by bounds. Tariffs and contract
minima drop out, for they are transfers or promises among players; ceilings, shared limits, losses
and costs stay; fixed demand counts from nothing, at its price cap.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.leverage import builders, tables
from isthmus.lenses.leverage.certificate import write_certificate
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.leverage.network import Solving, check, solve_network
from isthmus.lenses.leverage.players import default_players, mask_of, owners_of, player_ids
from isthmus.lenses.leverage.solution import Solution
from isthmus.lenses.markets import numbers_of, optimal, units_of, with_caps
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout, build
from isthmus.lenses.markets.refine import Optimum
from isthmus.result import Result

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PROGRAMS = 40_000  # solved before bounds must do
CHECKED = 8  # coalitions solved from scratch to check the search
CAPS = (0.5, 2.0)
ACCESS = ("control", "open")
FLOWS = 1e-7


@dataclass(frozen=True)
class MarketsGame:
    """The game over the markets of a case.

    Attributes
    ----------
    game : LinearGame
    network : Network
        Without tariffs and contract minima.
    layout : Layout
        Where everything stands in the program of the game.
    """

    game: LinearGame
    network: Network
    layout: Layout


def leverage(
    case: Case,
    *commodities: str,
    players: Sequence[str] | None = None,
    access: str = "control",
    samples: int = 0,
    seed: int = 0,
    programs: int = PROGRAMS,
    coalitions: Sequence[Sequence[str]] = (),
    caps: bool = True,
    certificate: str | Path | None = None,
) -> Result:
    """Say who holds what over whom: shares of what all gain together, the core, who blocks what.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *commodities : str
        Ids of market commodities; all where none is named.
    players : sequence of str, optional
        Ids of actors; companies belong to their parents, states to blocs they are members of,
        where those are players. By default all states and blocs that control something.
    access : str
        ``control``: an asset needs all its controllers, a link also the parties with a veto of the
        agreements it requires. ``open``: links and stores of others may be used at their cost.
    samples : int
        Coalitions to sample where the search is not through after `programs`.
    seed : int
        Of the samples, and of the coalitions that check the search.
    programs : int
        Linear programs to solve at most, before bounds must do.
    coalitions : sequence of sequences of str
        Coalitions whose value and flows are wanted.
    caps : bool
        Find the shares also at half and at twice all price caps and elasticities.
    certificate : str or Path, optional
        Where to write the values of all coalitions, as JSON.

    Returns
    -------
    Result
        Numbers `players`, `value`, `value_empty`, `welfare`, `least_core`, `solves`, `nodes`,
        `leaves`, `method`, `nucleolus_kind`; tables `shares`, `blocking`, `coalitions`, `caps`.

    Raises
    ------
    IsthmusError
        If a commodity, a player or the access is unknown, or no supply can reach any demand.
    """
    if access not in ACCESS:
        raise IsthmusError(f"access '{access}': control or open.{did_you_mean(access, ACCESS)}")
    found = optimal(case, *commodities)
    who = player_ids(case, players) if players else default_players(case, _holders(case, found))
    asked = [player_ids(case, members, who) if members else () for members in coalitions]
    one = markets_game(case, found, who, access)
    solved = solve_network(one.game, most=programs, samples=samples, seed=seed)
    check(one.game, solved, CHECKED, seed)
    if certificate is not None:
        write_certificate(Path(certificate), case.id, solved)
    other = functools.partial(
        _at_caps, case, commodities, who, access, functools.partial(solve_network, most=programs)
    )
    return Result(
        lens="leverage",
        case=case,
        units=units_of(case, found.network),
        status="optimal",
        numbers=tables.numbers(
            solved.solution, numbers_of(found.network, found.outcome)["welfare"]
        ),
        builders={
            **builders(solved.solution),
            "coalitions": functools.partial(_coalitions, case, one, asked),
            **({"caps": functools.cache(other)} if caps else {}),
        },
        notes=(*_difference(found, one, solved.solution), *solved.solution.notes),
    )


def markets_game(
    case: Case, found: Optimum, players: tuple[str, ...], access: str = "control"
) -> MarketsGame:
    """Return the game over the markets of a case, on the demand steps of their optimum."""
    network = found.network
    contracts = replace(
        network.contracts,
        due=np.zeros_like(network.contracts.due),
        due_year=np.zeros_like(network.contracts.due_year),
    )
    links = replace(network.links, tariff=np.zeros_like(network.links.tariff))
    bare = replace(network, links=links, contracts=contracts)
    layout = build(bare)
    needs = _needs(case, bare, layout, players, access)
    return MarketsGame(LinearGame(players, layout.program, needs), bare, layout)


def _needs(
    case: Case, network: Network, layout: Layout, players: tuple[str, ...], access: str
) -> list[int]:
    """Return for every column of a program the players it needs."""
    mask = mask_of(case, players)
    needs = [0] * len(layout.program.cost)

    def put(columns: Ints, masks: Iterable[int]) -> None:
        for row, need in zip(columns, masks, strict=True):
            for column in row[row >= 0].tolist():
                needs[column] = need

    controllers = {
        name: [mask(case.filled[name]["controllers"][row]) for row in rows.tolist()]
        for name, rows in (
            ("links", network.links.rows),
            ("supply", network.supply.rows),
            ("demand", network.demand.rows),
            ("stores", network.stores.rows),
        )
    }
    put(layout.supply, controllers["supply"])
    put(layout.demand, [controllers["demand"][row] for row in network.demand.row.tolist()])
    if access == "control":
        vetoes = _vetoes(case, network)
        ways = [a | mask(b) for a, b in zip(controllers["links"], vetoes, strict=True)]
        put(layout.forward, ways)
        put(layout.backward, ways)
        put(layout.injection, controllers["stores"])
        put(layout.withdrawal, controllers["stores"])
    return needs


def _vetoes(case: Case, network: Network) -> list[tuple[str, ...]]:
    """Return for every link who must consent to the agreements that it requires."""
    agreements, required = case.filled["agreements"], case.filled["links"]["requires"]
    veto = dict(zip(agreements["id"], agreements["veto"], strict=True))
    return [
        tuple(actor for agreement in required[row] for actor in veto[agreement])
        for row in network.links.rows.tolist()
    ]


def _holders(case: Case, found: Optimum) -> list[str]:
    """Return who controls something in the markets, or must consent to it."""
    network = found.network
    lists = [
        case.filled[name]["controllers"][row]
        for name in ("links", "supply", "demand", "stores")
        for row in getattr(network, name).rows.tolist()
    ]
    return sorted({actor for actors in (*lists, *_vetoes(case, network)) for actor in actors})


def _welfare(found: Optimum) -> float:
    """Return the welfare of the lens."""
    return float(numbers_of(found.network, found.outcome)["welfare"] or 0.0)


def _difference(found: Optimum, one: MarketsGame, solution: Solution) -> tuple[str, ...]:
    """Name what makes v(N) differ from the welfare of the lens."""
    welfare = _welfare(found)
    needs = -found.layout.constant
    rest = solution.value - welfare - needs
    parts = []
    if needs:
        parts.append(f"{needs:,.1f} because fixed demand counts from nothing, not from the need")
    if abs(rest) > 1e-6 * max(1.0, abs(welfare)):
        parts.append(f"{rest:,.1f} because tariffs and contract minima bind no coalition")
    if not parts:
        return ()
    more = f"{solution.value - welfare:,.1f}"
    return (f"all together are worth {more} more than the markets' welfare: {'; '.join(parts)}",)


def _coalitions(
    case: Case, one: MarketsGame, coalitions: Sequence[tuple[str, ...]]
) -> dict[str, list[Any]]:
    """Return the columns of table `coalitions`: values and flows, solved from scratch."""
    rows: list[tuple[Any, ...]] = []
    periods = [period.id for period in case.periods]
    for members in coalitions:
        name = ";".join(members)
        solution = one.game.cold(owners_of(members, one.game.players))
        value = -solution.objective + 0.0
        rows.append((name, value, None, None, None))
        x = np.append(solution.x, 0.0)  # the last one stands for columns that are not there
        net = x[one.layout.forward] - x[one.layout.backward]
        for link, period in np.argwhere(np.abs(net) > FLOWS).tolist():
            flow = float(net[link, period])
            rows.append((name, value, one.network.links.ids[link], periods[period], flow))
    names = ("coalition", "value", "link", "period", "flow")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _at_caps(
    case: Case, commodities: Sequence[str], players: tuple[str, ...], access: str, solve: Any
) -> dict[str, list[Any]]:
    """Return the columns of table `caps`: the shares at other price caps and elasticities."""
    rows: list[tuple[Any, ...]] = []
    for factor in CAPS:
        found = optimal(with_caps(case, factor), *commodities)
        solving: Solving = solve(markets_game(case, found, players, access).game, shared=False)
        solution = solving.solution
        gained = solution.value - solution.value_empty
        rows += [
            (player, factor, share, share / gained if gained else np.nan)
            for player, share in zip(players, solution.shapley.tolist(), strict=True)
        ]
    names = ("player", "factor", "shapley", "shapley_share")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
