"""Row models of the tables that the markets lens reads beside links and limits."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from isthmus.case.tables.base import (
    Actor,
    Actors,
    ActorShares,
    Commodity,
    Evidence,
    Id,
    Node,
    Price,
    Profile,
    Quantity,
    Rate,
    Ref,
    Row,
    Share,
    Unit,
    Year,
)

Controllers = Annotated[Actors, Field(description="actors each of whom can withhold it")]
Owner = Annotated[ActorShares, Field(description="who gains by it; default: the node's actor")]


class SupplyRow(Row):
    """One step of supply at a node: up to a quantity at a cost."""

    id: Id
    node: Node
    commodity: Commodity
    owner: Owner = ()
    controllers: Controllers = ()
    quantity: Annotated[Rate, Field(description="the yearly cap")]
    flexibility: Annotated[
        float, Unit("1"), Field(ge=0, description="peak rate over mean rate")
    ] = 1.0
    cost: Annotated[Price, Field(description="cost of production")] = 0.0
    profile: Annotated[Profile | None, Field(description="rate by period")] = None
    cost_profile: Annotated[Profile | None, Field(description="price factor by period")] = None
    evidence: Evidence = ()


class DemandRow(Row):
    """A buyer at a node: a need that must be met, or a curve."""

    id: Id
    node: Node
    commodity: Commodity
    owner: Owner = ()
    controllers: Controllers = ()
    sector: Annotated[str | None, Field(description="a free word")] = None
    quantity: Annotated[
        Rate | None, Field(description="the need, or the point the curve passes; empty: any (hub)")
    ] = None
    price: Annotated[Price | None, Field(description="the price at that point")] = None
    curve: Annotated[
        Literal["linear", "isoelastic", "fixed", "hub"], Field(description="shape of the curve")
    ]
    elasticity: Annotated[
        float | None, Unit("1"), Field(lt=0, description="at that point; negative")
    ] = None
    price_cap: Annotated[
        Price | None,
        Field(description="the highest price paid; for `fixed` the value of lost load"),
    ] = None
    price_floor: Annotated[Price | None, Field(description="the curve ends here")] = None
    profile: Annotated[Profile | None, Field(description="rate by period")] = None
    cost_profile: Annotated[Profile | None, Field(description="price factor by period")] = None
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for column in ("quantity", "price", "elasticity", "price_cap"):
            if column in self._needed() and getattr(self, column) is None:
                raise ValueError(f"column {column}: required for curve {self.curve}")
        if self.curve in ("linear", "isoelastic") and self.price == 0:
            raise ValueError("column price: a curve needs a price above 0")
        if self.curve == "isoelastic" and self.price_floor == 0:
            raise ValueError("column price_floor: must be above 0 for curve isoelastic")
        if None not in (self.price_cap, self.price_floor) and self.price_cap < self.price_floor:  # type: ignore[operator]
            raise ValueError("column price_cap: lies below price_floor")
        return self

    def _needed(self) -> tuple[str, ...]:
        if self.curve == "hub":
            return ("price",)
        if self.curve == "fixed":
            return ("quantity", "price_cap")
        inelastic = self.elasticity is not None and self.elasticity >= -1
        cap = ("price_cap",) if self.curve == "isoelastic" and inelastic else ()
        return ("quantity", "price", "elasticity", *cap)


class StoreRow(Row):
    """A store: filled in one period, emptied in another, the same level every year."""

    id: Id
    node: Node
    commodity: Commodity
    owner: Owner = ()
    controllers: Controllers = ()
    volume: Annotated[Quantity, Field(description="total volume, cushion included")]
    injection: Annotated[Rate, Field(description="at the node's side")]
    withdrawal: Annotated[Rate, Field(description="at the node's side")]
    loss_in: Annotated[Share, Field(lt=1, description="share lost on the way in")] = 0.0
    loss_out: Annotated[Share, Field(lt=1, description="share lost on the way out")] = 0.0
    cushion: Annotated[Share, Field(description="share of the volume never withdrawn")] = 0.0
    cost: Annotated[Price, Field(description="per unit injected")] = 0.0
    evidence: Evidence = ()


class ContractRow(Row):
    """What a seller owes a buyer over one link: a floor, a ceiling, a price."""

    id: Id
    seller: Actor
    buyer: Actor
    commodity: Commodity
    link: Annotated[str, Ref("links")]
    minimum: Annotated[Rate, Field(description="take or pay")] = 0.0
    maximum: Annotated[Rate | None, Field(description="empty is unlimited")] = None
    per: Annotated[
        Literal["year", "period"], Field(description="over the year, or in each period")
    ] = "year"
    price: Annotated[
        Price | None, Field(description="at the link's `to` node; empty is the node's price")
    ] = None
    exclusive: Annotated[
        bool, Field(description="nothing but contracted volume may flow on the link")
    ] = False
    shortfall_price: Annotated[
        Price | None, Field(description="per unit of the minimum missed")
    ] = None
    status: Literal["in_force", "suspended"] = "in_force"
    from_year: Annotated[Year | None, Field(description="first year")] = None
    until_year: Annotated[Year | None, Field(description="last year")] = None
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("column minimum: lies above maximum")
        return self


class ObservationRow(Row):
    """A published figure that the model must reproduce, or an argued reason why it will not."""

    id: Id
    measure: Literal[
        "flow", "price", "supply", "demand", "store", "shipped", "days", "cost", "trade", "rank"
    ]
    target: Annotated[
        tuple[str, ...], Field(min_length=1, description="ids or globs, summed; `-id` subtracts")
    ]
    period: Annotated[str | None, Field(description="empty is the year")] = None
    scenario: Annotated[str, Field(description="where it holds")] = "base"
    value: Annotated[float, Field(description="what was observed")]
    unit: Annotated[str | None, Field(description="the value's unit")] = None
    tolerance: Annotated[float, Unit("1", economic=False), Field(ge=0)] = 0.1
    expected: Annotated[str | None, Field(description="why it will miss; empty: must fit")] = None
    evidence: Evidence = ()


class PropositionRow(Row):
    """A statement that the model can test: something is at least, or at most, so much."""

    id: Id
    claim: Annotated[str | None, Ref("claims"), Field(description="who says so")] = None
    scenario: Annotated[str, Field(description="where it is said to hold")] = "base"
    against: Annotated[str, Field(description="what a change is a change from")] = "base"
    measure: Annotated[
        Literal[
            "flow", "price", "supply", "demand", "store", "shipped", "days", "cost", "trade",
            "rank", "welfare", "gain", "unserved", "shapley_share", "exposure", "dependence",
            "balance", "outcome",
        ],
        Field(description="welfare and unserved need no target"),
    ]  # fmt: skip
    target: Annotated[
        tuple[str, ...], Field(description="ids or globs, summed; `-id` subtracts")
    ] = ()
    change: Annotated[
        Literal["value", "difference", "ratio"],
        Field(description="the value itself, or what it is more than, or times, that in `against`"),
    ] = "value"
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("column at_least: a proposition needs at_least or at_most")
        if None not in (self.at_least, self.at_most) and self.at_least > self.at_most:  # type: ignore[operator]
            raise ValueError("column at_least: lies above at_most")
        if not self.target and self.measure not in ("welfare", "unserved"):
            raise ValueError(f"column target: required for measure {self.measure}")
        if self.change != "value" and self.against == self.scenario:
            raise ValueError("column against: a change needs another scenario to be held against")
        return self
