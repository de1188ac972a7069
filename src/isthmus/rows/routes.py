"""Rows of the tables of `routes`: ways from one place to another."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.rows.base import ResultRow
from isthmus.rows.corridors import Days, Km, MaybeDays, MaybeKm, MaybePerTonne, PerTonne

Status = Literal["open", "closed", "banned"]


class RouteRow(ResultRow):
    """A way from the origin to the destination; open ones first, each the best of its kind."""

    rank: int
    status: Annotated[Status, Field(description="`closed` where something is closed and banned")]
    periods: Annotated[str | None, Field(description="when it is open; null: all year, or never")]
    km: Km
    days: Days
    cost: Annotated[PerTonne, Field(description="tariffs included")]
    generalised_cost: Annotated[PerTonne, Field(description="cost, and what the days are worth")]
    borders: Annotated[str, Field(description="pairs of actors, in order, joined by `;`")]
    modes: Annotated[str, Field(description="in order, joined by `;`")]
    chokepoints: Annotated[str, Field(description="in order, joined by `;`")]
    links: Annotated[str, Field(description="in order, joined by `;`")]
    barriers: Annotated[str | None, Field(description="what stands in the way, joined by `;`")]


class LegRow(ResultRow):
    """A link or a transfer on a route."""

    rank: Annotated[int, Field(description="of the route")]
    leg: Annotated[int, Field(description="from 1")]
    kind: Literal["link", "transfer"]
    id: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    mode: Annotated[str, Field(description="of a transfer: from > to")]
    km: Km
    days: Days
    cost: Annotated[PerTonne, Field(description="tariff included")]
    source: Annotated[str, Field(description="claims with their sources, or what else it rests on")]
    barriers: Annotated[str | None, Field(description="what stands in the way, joined by `;`")]


class StepRow(ResultRow):
    """A point of a route's profile: how far, how long, how dear from the origin to here."""

    rank: Annotated[int, Field(description="of the route")]
    step: Annotated[int, Field(description="from 0")]
    node: str
    what: Annotated[str, Field(description="start, a mode, a border or a transfer")]
    km: Km
    days: Days
    cost: PerTonne


class RoutesNumbers(ResultRow):
    """The first open route; null where there is none."""

    km: MaybeKm
    days: MaybeDays
    cost: MaybePerTonne
    generalised_cost: MaybePerTonne


ROUTES_TABLES: dict[str, type[ResultRow]] = {
    "routes": RouteRow,
    "legs": LegRow,
    "profile": StepRow,
}
