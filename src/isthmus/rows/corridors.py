"""Rows of the tables of the corridors lens."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isthmus.case.tables.base import Unit
from isthmus.rows.base import MaybeMoney, MaybeShare, Money, ResultRow, Share
from isthmus.rows.markets import FitRow

Tonnes = Annotated[float, Unit("Mt")]
MaybeTonnes = Annotated[float | None, Unit("Mt")]
PerTonne = Annotated[float, Unit("currency/t")]
MaybePerTonne = Annotated[float | None, Unit("currency/t")]
Days = Annotated[float, Unit("day")]
MaybeDays = Annotated[float | None, Unit("day")]
Km = Annotated[float, Unit("km")]
MaybeKm = Annotated[float | None, Unit("km")]


class CargoRouteRow(ResultRow):
    """A way that a part of a shipment takes in a period."""

    shipment: str
    class_: Annotated[str, Field(alias="class")]
    segment: Annotated[int, Field(description="from 1, the most patient cargo first")]
    period: str
    rank: Annotated[int, Field(description="1 is the way that takes most")]
    share: Annotated[Share, Field(description="of the segment in the period")]
    quantity: Tonnes
    km: Km
    days: Days
    cost: Annotated[PerTonne, Field(description="tariffs included")]
    generalised_cost: Annotated[PerTonne, Field(description="cost, and what the days are worth")]
    links: Annotated[str, Field(description="in order, joined by `;`")]
    modes: Annotated[str, Field(description="in order, joined by `;`")]
    borders: Annotated[str, Field(description="pairs of actors, in order, joined by `;`")]
    chokepoints: Annotated[str, Field(description="in order, joined by `;`")]


class CargoFlowRow(ResultRow):
    """A cargo link in a period."""

    link: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    mode: str | None
    period: str
    flow: Annotated[Tonnes, Field(description="both directions together")]
    forward: Annotated[Tonnes, Field(description="from -> to")]
    backward: Annotated[Tonnes, Field(description="to -> from")]
    capacity: Annotated[MaybeTonnes, Field(description="of that period; null is unlimited")]
    utilisation: Annotated[MaybeShare, Field(description="flow over capacity")]
    scarcity_price: Annotated[PerTonne, Field(description="rent per tonne, of shared limits too")]
    bound_by: Annotated[str | None, Field(description="what the rent is due to")]


class CargoTransferRow(ResultRow):
    """A change of mode at a node in a period."""

    transfer: str
    node: str
    from_mode: str
    to_mode: str
    period: str
    flow: Annotated[Tonnes, Field(description="both directions together")]
    forward: Annotated[Tonnes, Field(description="from_mode -> to_mode")]
    backward: Annotated[Tonnes, Field(description="to_mode -> from_mode")]
    capacity: Annotated[MaybeTonnes, Field(description="of that period; null is unlimited")]
    utilisation: Annotated[MaybeShare, Field(description="flow over capacity")]
    scarcity_price: Annotated[PerTonne, Field(description="rent per tonne, of shared limits too")]
    bound_by: Annotated[str | None, Field(description="what the rent is due to")]


class CargoLimitRow(ResultRow):
    """A shared capacity, in a period or over the year."""

    limit: str
    period: Annotated[str | None, Field(description="null: over the year")]
    used: Annotated[float, Field(description="weight x tonnage, summed over its members")]
    capacity: float
    utilisation: Annotated[MaybeShare, Field(description="used over capacity")]
    scarcity_price: Annotated[float, Field(description="of one more unit of it")]


class CargoShipmentRow(ResultRow):
    """What a shipment wanted, what of it arrives, and why the rest does not."""

    shipment: str
    origin: str
    destination: str
    class_: Annotated[str, Field(alias="class")]
    quantity: Annotated[Tonnes, Field(description="what it wants to send in the year")]
    shipped: Tonnes
    unshipped: Tonnes
    km: Annotated[MaybeKm, Field(description="mean of what is shipped")]
    days: Annotated[MaybeDays, Field(description="mean of what is shipped")]
    cost: Annotated[MaybePerTonne, Field(description="mean of what is shipped")]
    price: Annotated[
        MaybePerTonne, Field(description="generalised, scarcity included; at most the reservation")
    ]
    reservation: PerTonne
    reason: Annotated[str | None, Field(description="why some of it stays behind")]


class CargoGainRow(ResultRow):
    """What an actor gains by cargo over the year; the row `unassigned` has no owner."""

    actor: str
    low: Annotated[MaybeMoney, Field(description="lowest optimal total; null: not asked")]
    high: Annotated[MaybeMoney, Field(description="highest optimal total; null: not asked")]
    consumer_surplus: Annotated[Money, Field(description="reservation less price, of what it owns")]
    scarcity_rent: Annotated[Money, Field(description="of capacity it holds")]
    tariff: Money
    total: Money


class CorridorsNumbers(ResultRow):
    """The headline numbers of the corridors, over the year."""

    cost: Annotated[Money, Field(description="generalised cost of the cargo shipped, million")]
    objective: Annotated[Money, Field(description="cost plus reservation x unshipped, million")]
    welfare: Annotated[
        Money, Field(description="reservation x quantity less objective, plus tariffs, million")
    ]
    gap: Annotated[float, Field(description="objective less its lower bound, relative")]
    unshipped: Tonnes


CORRIDORS_TABLES: dict[str, type[ResultRow]] = {
    "routes": CargoRouteRow,
    "flows": CargoFlowRow,
    "transfers": CargoTransferRow,
    "limits": CargoLimitRow,
    "shipments": CargoShipmentRow,
    "gains": CargoGainRow,
    "fit": FitRow,
}
