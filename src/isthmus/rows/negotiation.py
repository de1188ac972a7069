"""Rows of the tables of negotiation: who stands where, who gives way, where it may lead."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.rows.base import MaybeShare, Money, ResultRow, Share


class PartyRow(ResultRow):
    """An actor at the table; positions are on the issue's scale, 0 to 100."""

    actor: str
    position: float
    low: Annotated[float, Field(description="of its position")]
    high: float
    salience: Annotated[Share, Field(description="how much it cares, 0 to 1")]
    salience_low: Share
    salience_high: Share
    capability: Annotated[float, Field(description="what it can bring to bear")]
    capability_low: float
    capability_high: float
    weight: Annotated[Share, Field(description="its share of all capability x salience")]
    final: Annotated[float, Field(description="its position after the last round")]


class RoundRow(ResultRow):
    """An actor after a round."""

    round: int
    actor: str
    position: float
    risk: Annotated[float, Field(description="exponent: 1/2 takes risks, 2 avoids them")]
    offer: Annotated[
        Literal["confrontation", "compromise", "capitulation"] | None,
        Field(description="what it gave way to; null: it stood firm"),
    ]
    by: Annotated[str | None, Field(description="to whom")]


class DistributionRow(ResultRow):
    """Where talks lead by one rule when the inputs are drawn from their bands."""

    rule: Annotated[str, Field(description="outcome: of the variant; else a baseline")]
    central: Annotated[float, Field(description="with the inputs as they stand in the case")]
    q05: Annotated[float, Field(description="5 in 100 drawings end below")]
    q25: float
    q50: float
    q75: float
    q95: float
    reached: Annotated[MaybeShare, Field(description="of the drawings; null: nothing to reach")]


class OutcomeRow(ResultRow):
    """How many drawings end within a tenth of the scale."""

    low: float
    high: Annotated[float, Field(description="not reached, but for 100")]
    outcome: Annotated[Share, Field(description="of the drawings, by the variant")]
    weighted_mean: Annotated[Share, Field(description="by the weighted mean")]


class ShareChangeRow(ResultRow):
    """A player's share of leverage without and with what the outcome applies, where asked for."""

    game: Annotated[Literal["markets", "cargo"], Field(description="over what they play")]
    player: str
    before: Annotated[Money, Field(description="Shapley value without it")]
    after: Money
    difference: Money


class Baselines(ResultRow):
    """What three rules without rounds say."""

    mean: Annotated[float, Field(description="of all positions")]
    weighted_mean: Annotated[float, Field(description="by capability x salience")]
    weighted_median: Annotated[float, Field(description="by capability x salience")]


class Offer(ResultRow):
    """What an actor gave way to."""

    actor: str
    by: str
    kind: Literal["confrontation", "compromise", "capitulation"]
    position: Annotated[float, Field(description="where that takes it")]


class Round(ResultRow):
    """A round of talks."""

    round: int
    median: Annotated[float, Field(description="weighted, after the round")]
    mean: Annotated[float, Field(description="weighted, after the round")]
    positions: dict[str, float]
    risk: dict[str, float]
    offers: Annotated[list[Offer], Field(description="those that were taken")]


class NegotiationNumbers(ResultRow):
    """The headline numbers of talks on an issue, on its scale from 0 to 100."""

    issue: str
    baselines: Baselines
    variant: Literal["least-move", "scholz-2011"]
    capability: Literal["table", "leverage"]
    outcome: Annotated[float, Field(description="weighted median after the last round")]
    settled: Annotated[bool, Field(description="nobody moved in the last round")]
    scenario: Annotated[str | None, Field(description="what the issue applies")]
    from_: Annotated[
        float | None, Field(alias="from", description="the outcome from which it applies")
    ]
    reached: Annotated[bool | None, Field(description="the outcome applies it; null: nothing to")]
    draws: Annotated[int, Field(description="of the inputs from their bands")]
    share_reached: Annotated[MaybeShare, Field(description="of the drawings that apply it")]
    rounds: list[Round]


NEGOTIATION_TABLES: dict[str, type[ResultRow]] = {
    "actors": PartyRow,
    "moves": RoundRow,
    "distribution": DistributionRow,
    "outcomes": OutcomeRow,
    "shares": ShareChangeRow,
}
