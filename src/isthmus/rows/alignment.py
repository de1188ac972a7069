"""Rows of the tables of alignment: who stands with whom, in words and in pipes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isthmus.case.tables.base import Unit
from isthmus.rows.base import MaybeShare, ResultRow, Share

Strength = Annotated[float, Unit("1"), Field(description="from -1 to 1, the mean of both ways")]


class CampRow(ResultRow):
    """An actor and its camp, of those that frustrate fewest ties."""

    actor: str
    camp: Annotated[int, Field(description="parts that no tie joins have camps of their own")]
    margin: Annotated[
        int, Field(description="ties more that it frustrates in another camp; 0: fits there too")
    ]
    sure: Annotated[
        bool | None,
        Field(
            description="stands alike to the actor with most ties in all pairs of camps that "
            "frustrate as few; null: not known of so many actors, or of more than two camps"
        ),
    ]


class FrustratedRow(ResultRow):
    """A tie that the camps put wrong: friends apart, or foes together."""

    a: str
    b: str
    strength: Strength


class SplitRow(ResultRow):
    """How many ties so many camps, at most, frustrate at least."""

    camps: int
    frustrated: int
    optimal: Annotated[bool, Field(description="proved")]


class SimilarityRow(ResultRow):
    """Two actors by the organisations and the agreements that they share."""

    a: str
    b: str
    organisations: Annotated[int, Field(description="both are full members")]
    memberships: Annotated[MaybeShare, Field(description="Jaccard: shared over either's")]
    kappa: Annotated[
        float | None,
        Unit("1"),
        Field(description="Cohen's, over all organisations: more alike than chance"),
    ]
    agreements: Annotated[int, Field(description="both are parties, in force or signed")]
    parties: Annotated[MaybeShare, Field(description="Jaccard of agreements")]


class TimelineRow(ResultRow):
    """A pair that has a tie, in one year."""

    year: int
    a: str
    b: str
    strength: Annotated[
        float | None, Unit("1"), Field(description="at its end; null: no row is dated so early")
    ]
    organisations: Annotated[int, Field(description="both are full members at its end")]
    agreements: Annotated[int, Field(description="made in it")]


class DependenceRow(ResultRow):
    """How much of what an actor has of a good another supplies, buys or carries.

    Goods are `gas-received`, `gas-sold` and the like, `cargo-received`, `cargo-sent`, `trade`,
    `settlement`, and kinds of investment, such as `direct-investment`.
    """

    actor: str
    on: str
    good: str
    exposure: Annotated[Share, Field(description="comes from it, goes to it, or passes it")]
    origin: Annotated[
        Share, Field(description="comes from it or, of what is sold, goes to it; not what passes")
    ]
    dependence: Annotated[
        MaybeShare, Field(description="what is lost without it, others re-routed; null: no model")
    ]


class ConcentrationRow(ResultRow):
    """How concentrated an actor's sources, or buyers, of a good are."""

    actor: str
    good: str
    quantity: Annotated[float, Field(description="a year")]
    unit: str
    own: Annotated[Share, Field(description="from, or to, itself")]
    herfindahl: Annotated[Share, Field(description="sum of squared shares, itself included")]


class BalanceRow(ResultRow):
    """How evenly an actor stands between poles."""

    actor: str
    poles: Annotated[str, Field(description="joined by ;")]
    by: Annotated[
        str,
        Field(description="words: ties; pipes: dependence, all goods alike; or one good"),
    ]
    weights: Annotated[str, Field(description="of the poles, in their order, joined by ;")]
    value: Annotated[
        MaybeShare, Field(description="1 even, 0 one-sided; null: to no pole a positive weight")
    ]


class AlignmentNumbers(ResultRow):
    """The headline numbers of alignment."""

    frustration: Annotated[int, Field(description="ties that no two camps can put right")]
    bound: Annotated[int, Field(description="proved: at least so many")]
    optimal: Annotated[bool, Field(description="no two camps frustrate fewer")]
    optima: Annotated[
        int | None,
        Field(description="pairs of camps that frustrate as few; null: too many actors to tell"),
    ]
    ties: Annotated[int, Field(description="pairs with a strength other than 0")]
    triangles: int
    triangle_balance: Annotated[
        MaybeShare, Field(description="of the triangles, those whose signs multiply to plus")
    ]


ALIGNMENT_TABLES: dict[str, type[ResultRow]] = {
    "camps": CampRow,
    "frustrated": FrustratedRow,
    "splits": SplitRow,
    "similarity": SimilarityRow,
    "timeline": TimelineRow,
    "dependence": DependenceRow,
    "concentration": ConcentrationRow,
    "balance": BalanceRow,
}
