"""Rows of the tables of studies of a case."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.case.evidence import Grade
from isthmus.rows.base import Money, ResultRow


class OutputRow(ResultRow):
    """An answer, and how many inputs were moved to see what it hangs on."""

    output: str
    value: Annotated[float, Field(description="as the case stands, or the difference")]
    unit: str | None
    against: Annotated[str | None, Field(description="null: a level, no difference")]
    lenses: Annotated[str, Field(description="whose answers it is the sum of, joined by ;")]
    inputs: Annotated[int, Field(description="numbers that could move it")]
    solved: Annotated[int, Field(description="for how many of them the case was solved again")]


class HangsOnRow(ResultRow):
    """An input that an answer hangs on; the largest move comes first."""

    output: str
    input: Annotated[str, Field(description="as `--set` names it")]
    now: Annotated[float, Field(description="its value in the case")]
    low: Annotated[float, Field(description="the band: of its claims, or a quarter either way")]
    high: float
    value_low: Annotated[float | None, Field(description="the answer with the input at `low`")]
    value_high: Annotated[float | None, Field(description="null: no solution there")]
    slope_down: Annotated[float | None, Field(description="derivative; null: not asked")]
    slope_up: Annotated[float | None, Field(description="differs from it where answers kink")]
    solved: Annotated[bool, Field(description="solved again; false: follows the derivatives")]
    grade: Annotated[Grade, Field(description="of the input's evidence")]


class WorthRow(ResultRow):
    """What an actor gains by something: with it less without it, in million."""

    id: str
    actor: str
    total: float
    shapley: Annotated[
        float | None,
        Field(description="change of its Shapley value; null: not asked, or it does not play"),
    ]


class WorthTotalRow(ResultRow):
    """What something is worth to all together: welfare with it less without it, in million."""

    id: str
    kind: Literal["link", "agreement", "project", "scenario"]
    stands: Annotated[bool, Field(description="it is there; false: it is planned or closed")]
    lenses: Annotated[str, Field(description="that it concerns, joined by ;")]
    total: Annotated[float | None, Field(description="null: no answer, see the note")]
    penalties: Annotated[
        float | None, Field(description="the part that is minima missed, at shortfall prices")
    ]
    unserved: Annotated[
        float | None, Field(description="shortage of fixed demand with it less without it")
    ]
    unshipped: Annotated[
        float | None, Field(description="cargo left behind with it less without it, Mt")
    ]
    note: Annotated[str | None, Field(description="what else was put in force, or went wrong")]


class WorthTradeRow(ResultRow):
    """What an actor can buy more in trade with something: the same goods, seen from the buyers."""

    id: str
    actor: str
    gain: Annotated[Money, Field(description="with it less without it, at the prices of before")]
    change: Annotated[float, Field(description="what it can buy with it over that without it")]


class VerdictRow(ResultRow):
    """A proposition put to the test."""

    proposition: str
    verdict: Literal["holds", "fails", "depends", "not computable"]
    holds: Annotated[bool | None, Field(description="in the central case")]
    value: float | None
    at_least: float | None
    at_most: float | None
    unit: str | None
    flips_input: Annotated[str | None, Field(description="that needs the least of its band")]
    flips_at: Annotated[float | None, Field(description="where the verdict flips")]


class FlipRow(ResultRow):
    """An input within whose band a verdict flips; what needs the least of its band comes first."""

    proposition: str
    input: str
    now: float
    low: float
    high: float
    flips_at: Annotated[float | None, Field(description="null: not looked for")]
    grade: Grade


class GoalRow(ResultRow):
    """A goal, and how far it can be reached at all."""

    goal: Annotated[str, Field(description="the proposition, or as it was written")]
    measure: str
    of: Annotated[Literal["actors", "links", "agreements"], Field(description="what may withdraw")]
    at_least: float | None
    at_most: float | None
    reference: Annotated[
        float | None,
        Field(description="what the bounds are counted from, as it stands; null: from nothing"),
    ]
    unit: str | None
    reachable: Annotated[float, Field(description="the most, or the least, with all in")]
    market: Annotated[float, Field(description="what the market answers")]
    elements: Annotated[int, Field(description="who or what may withdraw: how many")]
    size: Annotated[
        int | None,
        Field(description="sets of up to so many are all there; null: all sets are"),
    ]
    programs: Annotated[int, Field(description="solved in the search")]


class MinimalSetRow(ResultRow):
    """A minimal set without which a goal is out of reach; small sets come first."""

    set: int
    members: Annotated[str, Field(description="joined by ;")]
    kind: Literal["actor", "link", "agreement"]
    count: Annotated[int, Field(description="of members")]
    reachable: Annotated[float, Field(description="what can still be reached without them")]
    at_stake: Annotated[
        float | None,
        Field(description="what actors earn by selling and carrying in these markets, in million"),
    ]


class WayRow(ResultRow):
    """Some who reach a goal on their own: every set that blocks it has one of them."""

    way: int
    members: Annotated[str, Field(description="joined by ;")]


STUDY_TABLES: dict[str, dict[str, type[ResultRow]]] = {
    "hangs-on": {"outputs": OutputRow, "hangs_on": HangsOnRow},
    "worth": {"totals": WorthTotalRow, "worth": WorthRow, "trade": WorthTradeRow},
    "verdict": {"verdicts": VerdictRow, "flips": FlipRow},
    "blocking": {"goals": GoalRow, "minimal_sets": MinimalSetRow, "ways": WayRow},
}
