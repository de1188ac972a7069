"""Rows of the tables of the markets lens, and of a comparison."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isthmus.rows.base import (
    MaybeMoney,
    MaybePrice,
    MaybeQuantity,
    MaybeShare,
    Money,
    Price,
    Quantity,
    ResultRow,
)


class SummaryRow(ResultRow):
    """One commodity over the year."""

    commodity: str
    unit: str
    supplied: Annotated[Quantity, Field(description="quantity supplied")]
    demanded: Annotated[Quantity, Field(description="quantity demand received")]
    lost: Annotated[Quantity, Field(description="quantity that links and stores lose")]
    vented: Annotated[Quantity, Field(description="quantity that arrives and nobody takes")]
    unserved: Annotated[Quantity, Field(description="shortage of fixed demand")]
    cost: Annotated[Money, Field(description="production, transport and storage, with tariffs")]
    welfare: Annotated[Money, Field(description="objective plus tariffs, million")]


class FlowRow(ResultRow):
    """A link in a period."""

    link: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    commodity: str
    period: str
    unit: str
    flow: Annotated[Quantity, Field(description="at the sending end, net, positive from -> to")]
    capacity: Annotated[MaybeQuantity, Field(description="of that period; null is unlimited")]
    utilisation: Annotated[MaybeShare, Field(description="flow over capacity")]
    scarcity_price: Annotated[Price, Field(description="rent per unit in the flow's direction")]
    bound_by: Annotated[str | None, Field(description="what the rent is due to")]
    determined: Annotated[bool | None, Field(description="the optimum fixes it; null: not asked")]


class PriceRow(ResultRow):
    """The price of a commodity at a node in a period; null where nothing can reach it."""

    node: str
    commodity: str
    period: str
    price: MaybePrice
    low: Annotated[MaybePrice, Field(description="lowest optimal price; null: not asked")]
    high: Annotated[MaybePrice, Field(description="highest optimal price; null: not asked")]


class SupplyRow(ResultRow):
    """A supply step in a period."""

    id: str
    node: str
    owner: str
    commodity: str
    period: str
    quantity: Quantity
    cost: Annotated[Money, Field(description="million, of the quantity")]


class DemandRow(ResultRow):
    """A demand row in a period."""

    id: str
    node: str
    owner: str
    commodity: str
    period: str
    quantity: Quantity
    unserved: Annotated[Quantity, Field(description="shortage, for fixed demand")]
    price: MaybePrice


class StoreRow(ResultRow):
    """A store in a period."""

    id: str
    node: str
    commodity: str
    period: str
    injection: Quantity
    withdrawal: Quantity
    level: Annotated[Quantity, Field(description="at the end of the period")]


class ContractRow(ResultRow):
    """A contract in a period."""

    id: str
    period: str
    volume: Quantity
    missed: Annotated[Quantity, Field(description="of the minimum")]
    settlement: Annotated[Money, Field(description="million, from buyer to seller")]
    suspended: Annotated[bool, Field(description="its minimum fell away: the link is closed")]


class GainRow(ResultRow):
    """What an actor gains over the year, in million; the row `unassigned` has no owner."""

    actor: str
    low: Annotated[MaybeMoney, Field(description="lowest optimal total; null: not asked")]
    high: Annotated[MaybeMoney, Field(description="highest optimal total; null: not asked")]
    consumer_surplus: Money
    producer_surplus: Money
    scarcity_rent: Money
    tariff: Money
    storage: Money
    settlement: Money
    total: Money


class ShortageRow(ResultRow):
    """A fixed demand that is not met in a period."""

    id: str
    node: str
    period: str
    unserved: Quantity
    need: Quantity
    price_cap: Annotated[Price, Field(description="the value of lost load it is counted at")]
    reason: Annotated[str, Field(description="what is full or used up on the way")]


class FitRow(ResultRow):
    """An observation beside what the model says."""

    observation: str
    measure: str
    target: str
    period: str | None
    observed: float
    modelled: float | None
    unit: str | None
    error: Annotated[float | None, Field(description="modelled minus observed")]
    relative: Annotated[MaybeShare, Field(description="error over observed")]
    within: Annotated[bool, Field(description="inside the tolerance")]
    expected: Annotated[str | None, Field(description="the argued reason why it misses")]
    pinned: Annotated[bool, Field(description="bounds alone determine it, so it proves little")]


class FitSummaryRow(ResultRow):
    """The fit in one line."""

    fitted: int
    pinned: int
    missed: int
    expected_misses: int
    still_fitted: Annotated[int, Field(description="with costs and prices moved by 20 %")]
    observations: int


class DifferenceRow(ResultRow):
    """A number that differs between two results."""

    scenario: str
    table: str
    keys: str
    column: str
    unit: str | None
    reference: float | None
    value: float | None
    difference: float | None


class FlowChangeRow(ResultRow):
    """How much less or more a link carries over the year."""

    scenario: str
    link: str
    reference: Quantity
    value: Quantity
    difference: Quantity


class GainChangeRow(ResultRow):
    """How much less or more an actor gains over the year, in million."""

    scenario: str
    actor: str
    reference: Money
    value: Money
    difference: Money
    low: Annotated[MaybeMoney, Field(description="lowest optimal difference; null: not asked")]
    high: Annotated[MaybeMoney, Field(description="highest optimal difference; null: not asked")]
    determined: Annotated[bool | None, Field(description="the sign is the same at low and high")]


class MarketsNumbers(ResultRow):
    """The headline numbers of the markets, over the year."""

    objective: Annotated[Money, Field(description="the optimum, tariffs counted as cost; million")]
    welfare: Annotated[Money, Field(description="objective plus tariffs, million")]
    cost: Annotated[Money, Field(description="production, transport, storage, tariffs; million")]
    unserved: Annotated[
        MaybeQuantity, Field(description="shortage of fixed demand; null: several commodities")
    ]
    penalties: Annotated[
        Money, Field(description="contract minima missed, at shortfall prices; in welfare, million")
    ]


MARKETS_TABLES: dict[str, type[ResultRow]] = {
    "summary": SummaryRow,
    "flows": FlowRow,
    "prices": PriceRow,
    "supply": SupplyRow,
    "demand": DemandRow,
    "stores": StoreRow,
    "contracts": ContractRow,
    "gains": GainRow,
    "shortages": ShortageRow,
    "fit": FitRow,
    "fit_summary": FitSummaryRow,
}
COMPARE_TABLES: dict[str, type[ResultRow]] = {
    "differences": DifferenceRow,
    "flows": FlowChangeRow,
    "gains": GainChangeRow,
}
