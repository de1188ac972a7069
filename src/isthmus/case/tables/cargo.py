"""Row models of the tables that the corridors and trade lenses read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from isthmus.case.tables.base import (
    Actor,
    Actors,
    ActorShares,
    Evidence,
    Id,
    Name,
    Node,
    Profile,
    Ref,
    Row,
    Share,
    Unit,
    Year,
)

CargoPrice = Annotated[float, Unit("currency/t"), Field(ge=0)]
Days = Annotated[float, Unit("day"), Field(ge=0)]
CargoRate = Annotated[float, Unit("Mt/year"), Field(ge=0)]


class ModeRow(Row):
    """What a mode of transport costs where no source says better."""

    key = ("mode",)
    mode: Annotated[str, Field(description="a free word")]
    cost: Annotated[float, Unit("currency/t/km"), Field(ge=0)] = 0.0
    speed: Annotated[float, Unit("km/day"), Field(gt=0)]
    fixed_cost: CargoPrice = 0.0
    fixed_days: Days = 0.0
    detour: Annotated[float, Unit("1"), Field(ge=1, description="route over straight line")] = 1.0
    evidence: Evidence = ()


class TransferRow(Row):
    """A change of mode at a node: a gauge change, a port."""

    id: Id
    node: Annotated[str, Ref("nodes", glob=True), Field(description="`*` is one at every node")]
    from_mode: str
    to_mode: str
    bidirectional: bool = False
    cost: CargoPrice = 0.0
    tariff: CargoPrice = 0.0
    days: Days = 0.0
    capacity: CargoRate | None = None
    profile: Profile | None = None
    status: Literal[
        "operating",
        "construction",
        "planned",
        "proposed",
        "idle",
        "suspended",
        "closed",
        "disputed",
        "retired",
    ] = "operating"
    controllers: Actors = ()
    owners: ActorShares = ()
    evidence: Evidence = ()


class ClassRow(Row):
    """A class of cargo: what a tonne is worth, and a day."""

    id: Id
    name: Name = None
    value: CargoPrice = 0.0
    time_value: Annotated[float, Unit("currency/t/day"), Field(ge=0)] = 0.0
    time_value_cv: Annotated[float, Unit("1"), Field(ge=0)] = 0.0
    tonnes_per_teu: Annotated[float | None, Unit("t/TEU"), Field(gt=0)] = None
    evidence: Evidence = ()


class ShipmentRow(Row):
    """Cargo of one class that wants to go from an origin to a destination."""

    id: Id
    origin: Node
    destination: Node
    class_: Annotated[str, Ref("classes"), Field(alias="class")]
    owner: Annotated[ActorShares, Field(description="default: the actors of both ends")] = ()
    quantity: CargoRate
    reservation: Annotated[CargoPrice, Field(description="the dearest it would pay")]
    evidence: Evidence = ()


class BanRow(Row):
    """Cargo that a controller does not let through, or that a mode cannot carry."""

    id: Id
    controller: Annotated[
        str,
        Ref("actors", glob=True),
        Field(description="`*` is whoever controls it: a mode that cannot carry the class"),
    ]
    mode: str = "*"
    class_: Annotated[str, Ref("classes", glob=True), Field(alias="class")] = "*"
    origin_actor: Annotated[str, Ref("actors", glob=True)] = "*"
    destination_actor: Annotated[str, Ref("actors", glob=True)] = "*"
    status: Literal["in_force", "lifted"] = "in_force"
    evidence: Evidence = ()


class ProjectRow(Row):
    """A scenario with a price tag."""

    id: Id
    name: Name = None
    scenario: Annotated[str, Field(description="what it changes")]
    capex: Annotated[float | None, Unit("million currency"), Field(ge=0)] = None
    life: Annotated[float | None, Unit("year"), Field(gt=0)] = None
    year: Year | None = None
    sponsors: Actors = ()
    evidence: Evidence = ()


class TradeRow(Row):
    """Goods sold by one actor to another in a year."""

    key = ("exporter", "importer", "year")
    exporter: Actor
    importer: Actor
    year: Year
    value: Annotated[float, Unit("million currency"), Field(ge=0)]
    estimated: bool = False
    evidence: Evidence = ()


class TradeCostRow(Row):
    """A change of the iceberg cost between two actors."""

    key = ("exporter", "importer")
    exporter: Annotated[str, Ref("actors", glob=True)]
    importer: Annotated[str, Ref("actors", glob=True)]
    change: Annotated[float, Unit("1"), Field(gt=0)] = 1.0
    evidence: Evidence = ()


class SettlementRow(Row):
    """In whose money a pair settles, and what the other money costs."""

    key = ("exporter", "importer", "year")
    exporter: Actor
    importer: Actor
    year: Year
    national_share: Share
    friction: Share
    evidence: Evidence = ()


class TieRow(Row):
    """A directed tie: investment, loans, arms, schools."""

    key = ("a", "b", "kind", "year")
    a: Actor
    b: Actor
    kind: str
    year: Year | None = None
    value: float | None = None
    unit: str | None = None
    evidence: Evidence = ()
