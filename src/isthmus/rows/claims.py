"""Rows of the claim ledger: what texts say, what it would change, who decided what and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.rows.base import ResultRow

Action = Literal["proposed", "accepted", "rejected"]
Frame = Literal["figure", "agreement", "route", "relation"]
Verdict = Literal["agrees", "partly", "contradicts", "new", "doubtful"]
Number = Annotated[float | None, Field()]


class Change(ResultRow):
    """The cell of a case that a claim would change, or the cells that it is the sum of."""

    table: str
    row: Annotated[str, Field(description="the row's id; several that are summed, joined by ;")]
    column: str
    now: Annotated[float | str | None, Field(description="what stands there; null: nothing")]
    new: Annotated[float | str | None, Field(description="what the claim says, as the cell has it")]
    ratio: Annotated[float | None, Field(description="new / now; null: not to be told")]

    @property
    def cell(self) -> str:
        """The cell as `--set` names it."""
        return f"{self.table}.{self.row}.{self.column}"

    @property
    def rows(self) -> list[str]:
        """The rows that it speaks of."""
        return self.row.split(";")


class Paper(ResultRow):
    """The document that a claim was read in."""

    title: str
    date: str | None
    hash: Annotated[str, Field(description="SHA-256 of the text")]
    file: Annotated[str | None, Field(description="the name under which it was read")]


class Entry(ResultRow):
    """A line of the ledger: a claim whole, and what was done with it, by whom, when."""

    format: Literal[1]
    id: Annotated[str, Field(description="of the claim; the same claim has the same id")]
    action: Action
    by: str
    on: Annotated[str, Field(description="ISO time")]
    note: str | None
    scenario: Annotated[str | None, Field(description="written when it was accepted")]
    document: Paper
    frame: Frame
    quote: Annotated[str, Field(description="as it stands in the text")]
    start: Annotated[int, Field(description="first character of the quote")]
    end: int
    subject: str | None
    statement: Annotated[str, Field(description="in our own words")]
    value: Number
    low: Number
    high: Number
    unit: str | None
    when: Annotated[str | None, Field(description="of what time it speaks")]
    polarity: str
    hedge: str
    attribution: Annotated[str, Field(description="who says so, within the text")]
    confidence: float
    verdict: Verdict
    change: Annotated[Change | None, Field(description="null: no cell is known")]


class Step(ResultRow):
    """What was done with a claim."""

    action: Action
    by: str
    on: str
    note: str | None
    scenario: str | None
