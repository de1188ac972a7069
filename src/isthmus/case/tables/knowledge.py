"""Row models of what is known and from where: sources and claims."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.case.tables.base import Date, Id, Ref, Row

Number = Annotated[float | None, Field()]


class SourceRow(Row):
    """Where something stands written, or whose judgement it is."""

    id: Id
    title: str
    publisher: str | None = None
    date: Date | None = None
    kind: Annotated[
        Literal["article", "statistic", "paper", "company", "judgement"],
        Field(description="`judgement` is recall or expert coding"),
    ]
    locator: Annotated[str | None, Field(description="an address, a table, a page")] = None
    hash: str | None = None
    reliability: Annotated[str | None, Field(description="a free word")] = None


class ClaimRow(Row):
    """One statement of one source, with the value it gives and the band around it."""

    id: Id
    source: Annotated[str, Ref("sources")]
    where: Annotated[str | None, Field(description="paragraph or page")] = None
    quote: Annotated[str | None, Field(description="verbatim, where it may be quoted")] = None
    start: int | None = None
    end: int | None = None
    subject: str | None = None
    statement: Annotated[str | None, Field(description="in our own words")] = None
    value: Number = None
    low: Number = None
    high: Number = None
    unit: str | None = None
    as_of: Annotated[str | None, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] = None
    verdict: Literal["agrees", "partly", "contradicts", "new", "doubtful"] | None = None
    status: Literal["proposed", "accepted", "rejected"] = "accepted"
    by: str | None = None
    on: str | None = None
    note: str | None = None
