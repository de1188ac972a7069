"""Rows of the tables of leverage: who holds what over whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.case.tables.base import Unit
from isthmus.rows.base import MaybeMoney, MaybeShare, Money, ResultRow


class ShareRow(ResultRow):
    """A player, and its share of what all together gain over nobody's assets alone."""

    player: str
    shapley: Annotated[Money, Field(description="what it adds, averaged over all orders")]
    low: Annotated[Money, Field(description="certified lower bound of `shapley`")]
    high: Annotated[Money, Field(description="certified upper bound of `shapley`")]
    stderr: Annotated[Money, Field(description="standard error of `shapley`; 0: not sampled")]
    shapley_share: Annotated[MaybeShare, Field(description="of what all gain; null: nothing")]
    banzhaf: Annotated[
        Money, Field(description="what it adds, averaged over all coalitions of the others")
    ]
    nucleolus: Annotated[MaybeMoney, Field(description="null: out of reach")]
    alone: Annotated[Money, Field(description="what it gains on its own")]
    missed: Annotated[Money, Field(description="what all others together lose without it")]
    veto: Annotated[bool, Field(description="without it nobody gains anything")]
    dummy: Annotated[bool, Field(description="it adds to no coalition more than it has alone")]


class BlockingRow(ResultRow):
    """A coalition that would gain by leaving, if all were shared in some way."""

    sharing: Annotated[str, Field(description="by shapley, nucleolus or prenucleolus")]
    coalition: Annotated[str, Field(description="its members, joined by ;")]
    excess: Annotated[Money, Field(description="what it gains on its own less what it is given")]


class CoalitionRow(ResultRow):
    """A coalition asked for: what it gains, and a flow of its best answer."""

    coalition: Annotated[str, Field(description="its members, joined by ;")]
    value: Annotated[Money, Field(description="what it is worth, with nobody's assets")]
    link: Annotated[str | None, Field(description="null: the row that gives the value alone")]
    period: str | None
    flow: Annotated[
        float | None,
        Unit("quantity"),
        Field(description="net, positive from -> to; of cargo both ways"),
    ]


class CapRow(ResultRow):
    """A player's share if what is assumed were half and twice as much.

    That is all price caps and elasticities, and what cargo would pay beyond what it pays.
    """

    player: str
    factor: Annotated[float, Field(description="of what is assumed")]
    shapley: Money
    shapley_share: Annotated[MaybeShare, Field(description="of what all gain; null: nothing")]


class BandRow(ResultRow):
    """How far a player's share goes when all numbers are drawn anew within their bands."""

    player: str
    q05: Annotated[Money, Field(description="of `shapley`: one draw in twenty is below")]
    q50: Money
    q95: Annotated[Money, Field(description="one draw in twenty is above")]
    share_q05: Annotated[MaybeShare, Field(description="of `shapley_share`; null: nothing")]
    share_q50: MaybeShare
    share_q95: MaybeShare
    draws: Annotated[int, Field(description="how many; each number alone, in its band")]


class LeverageNumbers(ResultRow):
    """The headline numbers of a game."""

    players: list[str]
    value: Annotated[Money, Field(description="of all together, v(N)")]
    value_empty: Annotated[Money, Field(description="of nobody's assets alone, v(empty)")]
    welfare: Annotated[
        MaybeMoney, Field(description="of the lens, for comparison; null: a game from a file")
    ]
    least_core: Annotated[
        MaybeMoney, Field(description="smallest largest excess; the core is empty above 0")
    ]
    certified: Annotated[
        bool | None,
        Field(description="Kohlberg's criterion proves the nucleolus; null: too many players"),
    ]
    solves: Annotated[int, Field(description="programs of the search; checks are not counted")]
    nodes: Annotated[int, Field(description="of the search")]
    leaves: Annotated[int, Field(description="of the search")]
    method: Literal["exact", "bounds", "sampled"]
    nucleolus_kind: Annotated[
        Literal["nucleolus", "prenucleolus"] | None, Field(description="null: out of reach")
    ]


LEVERAGE_TABLES: dict[str, type[ResultRow]] = {
    "shares": ShareRow,
    "blocking": BlockingRow,
    "coalitions": CoalitionRow,
    "caps": CapRow,
    "bands": BandRow,
}
