"""Leverage over markets: what a coalition may sell, carry and buy.

An asset needs all of its controllers, a link also the parties with a veto of the agreements that it
requires. Tariffs and contract minima drop out: they are transfers and promises among players.
Ceilings, shared limits, losses and costs stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.leverage.players import mask_of
from isthmus.lenses.markets.network import Network, reread
from isthmus.lenses.markets.program import Layout, build
from isthmus.lenses.markets.refine import with_edges_like

Ints = npt.NDArray[np.int64]

FLOWS = 1e-7
BLOCKS = ("links", "supply", "demand", "stores")


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


def markets_game(
    case: Case,
    network: Network,
    players: tuple[str, ...],
    access: str = "control",
    *,
    like: MarketsGame | None = None,
    whole: bool = False,
) -> MarketsGame:
    """Return the game over the markets of a case, on the demand steps that its network has.

    Parameters
    ----------
    case : Case
    network : Network
    players : tuple of str
    access : str
    like : MarketsGame, optional
        Of a case that may differ in numbers: it spares work.
    whole : bool
        Keep what other bounds imply, so that programs of other numbers are alike.
    """
    bare = without_promises(network)
    layout = build(bare, whole=whole)
    needs = needs_of(case, bare, layout, players, access)
    game = LinearGame(players, layout.program, needs, like.game if like else None)
    return MarketsGame(game, bare, layout)


def redrawn(case: Case, network: Network) -> Network:
    """Return the network of a case from that of one that differs in numbers only.

    The steps of demand curves are taken in proportion.
    """
    other = network
    for table in ("profiles", "stores", "contracts"):  # the first takes all else along
        other = reread(case, other, table)
    return with_edges_like(other, network)


def without_promises(network: Network) -> Network:
    """Return a network without tariffs and contract minima."""
    contracts = replace(
        network.contracts,
        due=np.zeros_like(network.contracts.due),
        due_year=np.zeros_like(network.contracts.due_year),
    )
    links = replace(network.links, tariff=np.zeros_like(network.links.tariff))
    return replace(network, links=links, contracts=contracts)


def needs_of(
    case: Case,
    network: Network,
    layout: Layout,
    players: tuple[str, ...],
    access: str = "control",
) -> list[int]:
    """Return for every column of a program the players it needs."""
    mask = mask_of(case, players)
    needs = [0] * len(layout.program.cost)

    def put(columns: Ints, masks: Iterable[int]) -> None:
        for row, need in zip(columns, masks, strict=True):
            for column in row[row >= 0].tolist():
                needs[column] = need

    controllers = {
        name: [mask(actors) for actors in _controllers(case, network, name)] for name in BLOCKS
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


def holders(case: Case, network: Network) -> list[str]:
    """Return who controls something in the markets, or must consent to it."""
    lists = [actors for name in BLOCKS for actors in _controllers(case, network, name)]
    return sorted({actor for actors in (*lists, *_vetoes(case, network)) for actor in actors})


def _controllers(case: Case, network: Network, block: str) -> list[tuple[str, ...]]:
    """Return for every row of a block of a network who controls it."""
    column = case.filled[block]["controllers"]
    return [column[row] for row in getattr(network, block).rows.tolist()]


def flow_rows(case: Case, one: MarketsGame, members: int) -> Iterator[tuple[str, str, float]]:
    """Yield link, period and net flow of a coalition's best answer."""
    periods = [period.id for period in case.periods]
    x = np.append(one.game.cold(members).x, 0.0)  # the last stands for columns that are not there
    net = x[one.layout.forward] - x[one.layout.backward]
    for link, period in np.argwhere(np.abs(net) > FLOWS).tolist():
        yield one.network.links.ids[link], periods[period], float(net[link, period])
