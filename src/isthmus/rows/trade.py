"""Rows of the tables of the trade lens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.rows.base import MaybeShare, Money, ResultRow, Share
from isthmus.rows.markets import FitRow

Factor = Annotated[float, Field(description="1 is no change")]


class TradePairRow(ResultRow):
    """What one actor sells to another; where they are the same, its domestic sales."""

    exporter: str
    importer: str
    before: Annotated[Money, Field(description="in the base year")]
    after: Money
    change: Annotated[
        float | None, Field(description="after over before; null where nothing was traded")
    ]
    estimated: Annotated[bool, Field(description="a prediction, not a figure")]
    grade: Annotated[
        Literal["sourced", "coded", "unsourced"], Field(description="of the figure before")
    ]


class TradeCountryRow(ResultRow):
    """What changes for an actor, as factors; world output is held constant."""

    actor: str
    output_change: Factor
    expenditure_change: Factor
    price_change: Annotated[float, Field(description="of what its consumers buy")]
    welfare_change: Annotated[float, Field(description="of what it can buy")]
    gain: Annotated[Money, Field(description="what it can buy more, at the prices of before")]
    exports_change: Factor
    imports_change: Factor


class TradeRankRow(ResultRow):
    """The rank of a partner by turnover, exports and imports together; groups have none."""

    actor: str
    partner: str
    before: Annotated[int, Field(description="1 is the largest")]
    after: int
    turnover_before: Money
    turnover_after: Money


class TradeCostChangeRow(ResultRow):
    """A pair whose cost of trade changes: factor = change x (1 + freight + friction)."""

    exporter: str
    importer: str
    change: Annotated[float, Field(description="of table `trade_costs`, 1 is none")]
    freight: Annotated[Share, Field(description="change of the cost of carriage over value")]
    friction: Annotated[Share, Field(description="change of the cost of payment over value")]
    factor: Factor


class TradeBandRow(ResultRow):
    """How far an answer reaches in draws of what it rests on: nine draws of ten lie within."""

    measure: Annotated[
        Literal["trade", "rank", "welfare"],
        Field(description="of a pair its change, as a factor; a rank; what an actor can buy"),
    ]
    target: Annotated[str, Field(description="exporter/importer, actor/partner, or an actor")]
    value: Annotated[float, Field(description="as the case stands")]
    low: float
    median: float
    high: float
    same: Annotated[MaybeShare, Field(description="of a rank: draws in which it is as it stands")]


class TradeNumbers(ResultRow):
    """The headline numbers of trade."""

    theta: Annotated[float, Field(description="elasticity of trade to its cost")]
    deficits: Annotated[str, Field(description="additive or multiplicative")]
    mode: Annotated[str, Field(description="exact or gegravity")]
    iterations: Annotated[int, Field(description="steps of Newton's method")]
    residual: Annotated[float, Field(description="largest gap of a market, relative")]
    rounds: Annotated[
        int | None, Field(description="how often cargo was assigned anew; null: no loop")
    ]
    loop_residual: Annotated[
        float | None, Field(description="what the last round moved freight by, over value")
    ]
    converged: Annotated[bool | None, Field(description="whether trade and cargo agree")]
    welfare: Annotated[Money, Field(description="what all can buy more, at the prices of before")]
    before: Annotated[Money, Field(description="trade of all pairs, without domestic sales")]
    after: Money
    pairs: Annotated[int, Field(description="ordered, without domestic sales")]
    sourced: Annotated[Share, Field(description="share of pairs that rest on a source")]
    sourced_value: Annotated[Share, Field(description="share of their value that does")]
    estimated: Annotated[Share, Field(description="share of pairs that are predictions")]


TRADE_TABLES: dict[str, type[ResultRow]] = {
    "trade": TradePairRow,
    "countries": TradeCountryRow,
    "ranks": TradeRankRow,
    "costs": TradeCostChangeRow,
    "bands": TradeBandRow,
    "fit": FitRow,
}
