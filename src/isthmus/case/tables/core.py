"""Row models of the tables every case has: who, where, what, and what connects."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from isthmus.case.tables.base import (
    Actor,
    Actors,
    ActorShares,
    Agreements,
    Aliases,
    Commodity,
    Evidence,
    Id,
    Name,
    Node,
    Price,
    Profile,
    Rate,
    Ref,
    Row,
    Share,
    Shares,
    Unit,
    Year,
)

LinkStatus = Literal[
    "operating",
    "construction",
    "planned",
    "proposed",
    "idle",
    "suspended",
    "closed",
    "disputed",
    "retired",
]


GROUPS = ("bloc", "organisation", "other")  # kinds of actors that are many countries


class ActorRow(Row):
    """A state, company, bloc or person that owns, controls, signs or speaks."""

    id: Id
    name: Name = None
    kind: Literal["state", "company", "bloc", "organisation", "territory", "person", "other"] = (
        "state"
    )
    iso3: Annotated[str | None, Field(description="ISO 3166 code", pattern=r"^[A-Z]{3}$")] = None
    parent: Annotated[Actor | None, Field(description="the actor this one belongs to")] = None
    aliases: Aliases = ()
    evidence: Evidence = ()


class NodeRow(Row):
    """A place: a field, a hub, a border point, a port, a market."""

    id: Id
    name: Name = None
    actor: Annotated[Actor | None, Field(description="whose territory it is")] = None
    lat: Annotated[
        float | None, Unit("degree", economic=False), Field(ge=-90, le=90, description="latitude")
    ] = None
    lon: Annotated[
        float | None,
        Unit("degree", economic=False),
        Field(ge=-180, le=180, description="longitude"),
    ] = None
    kind: Annotated[str | None, Field(description="a free word")] = None
    aliases: Aliases = ()
    evidence: Evidence = ()


class CommodityRow(Row):
    """A good whose units are all alike (`market`), or goods with an origin (`cargo`)."""

    id: Id
    name: Name = None
    kind: Annotated[Literal["market", "cargo"], Field(description="which lens reads it")] = "market"
    unit: Annotated[str, Field(description="unit of quantities, such as bcm or Mt")]
    price_unit: Annotated[
        str, Field(description="such that price x quantity is in million of the currency")
    ]
    energy_content: Annotated[
        float | None,
        Unit("MJ/m3", economic=False),
        Field(gt=0, description="gross calorific value at 15 C, for gas"),
    ] = None
    evidence: Evidence = ()


class LinkRow(Row):
    """A pipe, line, railway, road or sea leg that carries one commodity between two nodes."""

    id: Id
    name: Name = None
    from_: Annotated[Node, Field(alias="from", description="the sending end")]
    to: Annotated[Node, Field(description="the receiving end")]
    mode: Annotated[str | None, Field(description="a free word, or a mode of cargo")] = None
    commodity: Annotated[Commodity, Field(description="what it carries")]
    to_commodity: Annotated[
        Commodity | None, Field(description="what comes out, for a refinery or a power plant")
    ] = None
    yield_: Annotated[
        float, Unit("1"), Field(alias="yield", gt=0, description="units out per unit in")
    ] = 1.0
    capacity: Annotated[
        Rate | None, Field(description="at the sending end; empty is unlimited")
    ] = None
    profile: Annotated[Profile | None, Field(description="availability by period")] = None
    loss: Annotated[Share, Field(lt=1, description="share lost on the way")] = 0.0
    cost: Annotated[Price, Field(description="resources used up")] = 0.0
    tariff: Annotated[Price, Field(description="a payment to the owners")] = 0.0
    length: Annotated[float | None, Unit("km"), Field(ge=0, description="length")] = None
    days: Annotated[float, Unit("day"), Field(ge=0, description="transit time")] = 0.0
    status: Annotated[LinkStatus, Field(description="status in the base year")] = "operating"
    opened: Annotated[Year | None, Field(description="first year in which it is open")] = None
    closed: Annotated[Year | None, Field(description="first year in which it is not")] = None
    controllers: Annotated[Actors, Field(description="actors each of whom can close it")] = ()
    owners: Annotated[ActorShares, Field(description="who earn the tariff")] = ()
    holders: Annotated[
        ActorShares, Field(description="who have booked it and keep its scarcity rent")
    ] = ()
    requires: Annotated[Agreements, Field(description="agreements it cannot run without")] = ()
    bidirectional: Annotated[bool, Field(description="both directions share the capacity")] = False
    chokepoint: Annotated[str | None, Field(description="name of a strait, canal or pass")] = None
    via: Annotated[
        Node | None, Field(description="a node by which a map draws it; no number depends on it")
    ] = None
    aliases: Aliases = ()
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.from_ == self.to and self.to_commodity is None:
            raise ValueError("column to: a link needs two different nodes (or a to_commodity)")
        if self.bidirectional and self.to_commodity is not None:
            raise ValueError("column bidirectional: a link that converts runs one way only")
        if self.closed is not None and self.opened is not None and self.closed <= self.opened:
            raise ValueError("column closed: must be later than opened")
        return self


class LimitRow(Row):
    """One capacity shared by links, transfers, supply or demand."""

    id: Id
    name: Name = None
    links: Annotated[
        tuple[tuple[str, float], ...],
        Ref("links"),
        Shares(sum_to_one=False),
        Field(description="`link` or `link:weight`"),
    ] = ()
    transfers: Annotated[tuple[str, ...], Ref("transfers")] = ()
    supply: Annotated[tuple[str, ...], Ref("supply")] = ()
    demand: Annotated[tuple[str, ...], Ref("demand")] = ()
    commodity: Annotated[Commodity | None, Field(description="whose unit the capacity has")] = None
    capacity: Annotated[Rate, Field(description="the shared capacity")]
    per: Annotated[
        Literal["period", "year"], Field(description="in each period, or over the year")
    ] = "period"
    profile: Annotated[Profile | None, Field(description="availability by period")] = None
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.links or self.transfers or self.supply or self.demand):
            raise ValueError("column links: a limit needs members")
        if self.per == "year" and self.profile is not None:
            raise ValueError("column profile: a limit per year has no profile")
        return self


class ProfileRow(Row):
    """One factor of a profile in one period."""

    key = ("profile", "period")
    profile: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="its name")]
    kind: Annotated[
        Literal["rate", "price", "availability"],
        Field(description="relative to the yearly mean; on a price; share of the period open"),
    ] = "rate"
    period: Annotated[str, Field(description="a period of case.toml")]
    factor: Annotated[float, Unit("1"), Field(ge=0, description="the factor")]
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.kind == "availability" and self.factor > 1:
            raise ValueError("column factor: an availability is a share from 0 to 1")
        return self


class AgreementRow(Row):
    """A treaty, contract or memorandum that holds something open."""

    id: Id
    name: Name = None
    date: Annotated[str | None, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] = None
    parties: Annotated[Actors, Field(description="who signed")] = ()
    veto: Annotated[Actors, Field(description="whose consent keeps it alive; default: all")] = ()
    kind: Annotated[str | None, Field(description="a free word")] = None
    domain: Annotated[str | None, Field(description="a free word")] = None
    status: Annotated[
        Literal["in_force", "signed", "proposed", "suspended", "ended"],
        Field(description="status in the base year"),
    ] = "in_force"
    evidence: Evidence = ()


class MembershipRow(Row):
    """An actor's place in an organisation."""

    key = ("actor", "organisation", "status")
    actor: Actor
    organisation: Annotated[str, Field(description="a free word, or an actor")]
    status: Annotated[str | None, Field(description="member, observer, partner, ...")] = None
    since: Annotated[Year | None, Field(description="from this year")] = None
    until: Annotated[Year | None, Field(description="to this year")] = None
    evidence: Evidence = ()


class RelationRow(Row):
    """How one actor stands to another: a signed strength."""

    key = ("a", "b", "date", "about")
    a: Actor
    b: Actor
    strength: Annotated[float, Unit("1"), Field(ge=-1, le=1)]
    low: Annotated[float | None, Unit("1", economic=False), Field(ge=-1, le=1)] = None
    high: Annotated[float | None, Unit("1", economic=False), Field(ge=-1, le=1)] = None
    about: str | None = None
    date: Annotated[str | None, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] = None
    evidence: Evidence = ()


class IssueRow(Row):
    """A question under negotiation, as a scale from 0 to 100."""

    id: Id
    name: Name = None
    low_label: Annotated[str | None, Field(description="what 0 stands for")] = None
    high_label: Annotated[str | None, Field(description="what 100 stands for")] = None
    scenario: Annotated[str | None, Field(description="what an outcome applies")] = None
    from_: Annotated[
        float | None,
        Unit("1", economic=False),
        Field(alias="from", ge=0, le=100, description="the outcome from which it applies"),
    ] = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.scenario is None) is not (self.from_ is None):
            raise ValueError("column from: an issue has both a scenario and a from, or neither")
        return self


class PositionRow(Row):
    """Where an actor stands on an issue, how much it cares, what it can do."""

    key = ("issue", "actor")
    issue: Annotated[str, Ref("issues")]
    actor: Actor
    position: Annotated[
        float, Unit("1"), Field(ge=0, le=100, description="where it stands on the scale")
    ]
    low: Annotated[
        float | None,
        Unit("1", economic=False),
        Field(ge=0, le=100, description="of its position: the least it may be"),
    ] = None
    high: Annotated[
        float | None,
        Unit("1", economic=False),
        Field(ge=0, le=100, description="the most"),
    ] = None
    salience: Annotated[
        float, Unit("1"), Field(ge=0, le=1, description="how much it cares: 1 more than anything")
    ]
    capability: Annotated[
        float, Unit("1"), Field(ge=0, description="what it can bring to bear, beside the others")
    ]
    stance: Annotated[str | None, Field(description="what it wants, in words")] = None
    evidence: Evidence = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.low is not None and self.low > self.position:
            raise ValueError("column low: lies above the position")
        if self.high is not None and self.high < self.position:
            raise ValueError("column high: lies below the position")
        return self
