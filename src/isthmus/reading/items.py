"""What a reading says: figures, agreements, routes and relations, each with its words in the text.

`start` and `end` count characters of the text as extracted; `quote` is what stands between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Polarity = Literal["stated", "planned", "denied"]
Hedge = Literal["about", "over", "under", "none"]
Verdict = Literal["agrees", "partly", "contradicts", "new", "doubtful"]
Measure = Literal[
    "production", "consumption", "export", "import", "capacity", "throughput", "trade",
    "investment", "price", "distance", "time", "count", "share",
]  # fmt: skip
AgreementStatus = Literal["signed", "in force", "planned", "shelved", "denied"]
RouteStatus = Literal[
    "open", "closed", "planned", "under construction", "built", "disputed", "full"
]
Stance = Literal[
    "supports", "opposes", "accuses", "allied", "mediates", "member", "joins", "observer"
]


@dataclass(frozen=True, slots=True)
class CaseCell:
    """What the case has for an item: the cell, the value there, and the text's value over it.

    `row` is the row's id; several rows that are summed are joined by ``;``. `claim` names the
    claim compared with, where it was one. `note` says in words what was compared.
    """

    table: str
    row: str
    column: str
    value: float | str | None
    unit: str | None = None
    ratio: float | None = None
    claim: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that a text gives.

    `value` is in `unit`; where the text gives a range, `low` and `high` are its ends and `value`
    the middle. `written` is the quantity as it stands. `when` is a year, month or day; null
    where none is given or a relative time could not be resolved (`when_written` has its words).
    `object` is the other side: the partner of trade, the place of an investment. `of` is the id of
    the figure that a share is a share of.
    """

    id: str
    quote: str
    start: int
    end: int
    written: str
    subject: str | None
    subject_id: str | None
    object: str | None
    object_id: str | None
    measure: Measure | None
    commodity: str | None
    value: float
    low: float | None
    high: float | None
    unit: str
    when: str | None
    when_written: str | None
    of: str | None
    polarity: Polarity
    hedge: Hedge
    attribution: str
    confidence: float
    verdict: Verdict
    case: CaseCell | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A treaty, contract or memorandum that a text speaks of; ids are null beside unknown names."""

    id: str
    quote: str
    start: int
    end: int
    what: str
    parties: tuple[str, ...]
    party_ids: tuple[str | None, ...]
    status: AgreementStatus
    when: str | None
    polarity: Polarity
    hedge: Hedge
    attribution: str
    confidence: float
    verdict: Verdict
    case: CaseCell | None


@dataclass(frozen=True, slots=True)
class Route:
    """A corridor, line, pipe, crossing or port, and in what state a text says it is.

    `full` is too small for what `about` names; `closed` for a time only, which contradicts nothing,
    has there for how long. `name_id` is the row of the case called so.
    """

    id: str
    quote: str
    start: int
    end: int
    name: str
    name_id: str | None
    status: RouteStatus
    about: str | None
    when: str | None
    polarity: Polarity
    hedge: Hedge
    attribution: str
    confidence: float
    verdict: Verdict
    case: CaseCell | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How one actor stands to another, or to a question; `tag` is its PLOVER category."""

    id: str
    quote: str
    start: int
    end: int
    a: str
    a_id: str | None
    b: str | None
    b_id: str | None
    stance: Stance
    about: str | None
    tag: str
    when: str | None
    polarity: Polarity
    hedge: Hedge
    attribution: str
    confidence: float
    verdict: Verdict
    case: CaseCell | None


Item = Figure | Agreement | Route | Relation


@dataclass(frozen=True, slots=True)
class About:
    """The text itself: title, date as given, SHA-256, length; `notes` say what was left open."""

    title: str
    date: str | None
    hash: str
    language: str
    characters: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, in the order of the text."""

    document: About
    figures: tuple[Figure, ...]
    agreements: tuple[Agreement, ...]
    routes: tuple[Route, ...]
    relations: tuple[Relation, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in the order of the text."""
        every: tuple[Item, ...] = (
            *self.figures, *self.agreements, *self.routes, *self.relations
        )  # fmt: skip
        return tuple(sorted(every, key=lambda item: (item.start, item.end)))


@dataclass(frozen=True, slots=True)
class Said:
    """What one of several texts says of a thing: the document's title and the item's id."""

    document: str
    item: str
    says: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The same figure or route told otherwise by several texts: in value, date, status, ..."""

    kind: Literal["figure", "route"]
    about: str
    differs: Literal["value", "status", "when", "polarity", "hedge", "attribution"]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """What several texts say, and where they differ."""

    documents: tuple[Reading, ...]
    differences: tuple[Difference, ...]
