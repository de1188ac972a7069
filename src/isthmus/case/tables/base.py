"""The vocabulary in which the row models of all tables are written.

A row model is a pydantic class. Its fields are the columns of a table, and annotations beside the
type say what a cell means: which table an id points into, which unit a number has.
"""

from __future__ import annotations

import functools
import types
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

T = typing.TypeVar("T")
BELOW = 1 - 1e-6
Kind = Literal["text", "number", "integer", "flag", "list", "shares"]


@dataclass(frozen=True)
class Ref:
    """The cell holds ids of this table (or, with ``glob``, patterns that match some)."""

    table: str
    glob: bool = False


@dataclass(frozen=True)
class Unit:
    """The unit of a number.

    ``quantity`` and ``price`` stand for the unit and price unit of the row's commodity,
    ``currency`` for the case's currency; all else is read as it stands. Numbers that are
    ``economic``, those that a lens reads, are counted as evidence.
    """

    text: str
    economic: bool = True


@dataclass(frozen=True)
class Shares:
    """The list's entries are ``id:number``; shares sum to 1, weights (default 1) do not."""

    sum_to_one: bool


class Row(BaseModel):
    """One row of a table; unknown columns are refused before a row is made."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False, defer_build=True
    )
    key: typing.ClassVar[tuple[str, ...]] = ("id",)


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="unique id")]
Name = Annotated[str | None, Field(description="name for people")]
Aliases = Annotated[tuple[str, ...], Field(description="other names and ids, `;`-separated")]
Evidence = Annotated[
    tuple[str, ...],
    Field(description="claims: `column:claim` ties one to a cell, a bare claim to the row"),
]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Year = Annotated[int, Unit("year", economic=False), Field(ge=1000, le=3000)]
Share = Annotated[float, Unit("1"), Field(ge=0, le=1)]
Rate = Annotated[float, Unit("quantity/year"), Field(ge=0)]
Quantity = Annotated[float, Unit("quantity"), Field(ge=0)]
Price = Annotated[float, Unit("price"), Field(ge=0)]
Actor = Annotated[str, Ref("actors")]
Actors = Annotated[tuple[str, ...], Ref("actors")]
ActorShares = Annotated[tuple[tuple[str, float], ...], Ref("actors"), Shares(sum_to_one=True)]
Node = Annotated[str, Ref("nodes")]
Commodity = Annotated[str, Ref("commodities")]
Profile = Annotated[str, Ref("profiles")]
Agreements = Annotated[tuple[str, ...], Ref("agreements")]


@dataclass(frozen=True)
class Column:
    """What is known of one column: read off the row model, the one truth."""

    name: str
    kind: Kind
    required: bool
    default: Any
    doc: str
    words: tuple[str, ...] = ()
    ref: Ref | None = None
    unit: Unit | None = None
    shares: Shares | None = None
    most: float | None = None


def columns_of(model: type[Row]) -> dict[str, Column]:
    """Return the columns of a row model, by name, in the order of the model."""
    return _columns_of(model)


@functools.cache
def _columns_of(model: type[Row]) -> dict[str, Column]:
    return {
        (column := _column(field.alias or name, field)).name: column
        for name, field in model.model_fields.items()
    }


def _column(name: str, field: FieldInfo) -> Column:
    marks, base, words = _unwrap(field.annotation)
    marks += field.metadata
    shares = _first(marks, Shares)
    required = field.is_required()
    default = None if field.default is PydanticUndefined else field.default
    return Column(
        name=name,
        kind="shares" if shares else _kind(base),
        required=required,
        default=default,
        doc=field.description or _description(marks),
        words=words,
        ref=_first(marks, Ref),
        unit=_first(marks, Unit),
        shares=shares,
        most=_most(marks),
    )


def _unwrap(annotation: Any) -> tuple[list[Any], Any, tuple[str, ...]]:
    """Return the marks, the base type and the allowed words of an annotation."""
    marks: list[Any] = []
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation, *more = typing.get_args(annotation)
            marks += more
        elif origin in (typing.Union, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        elif origin is Literal:
            return marks, str, typing.get_args(annotation)
        else:
            return marks, origin or annotation, ()


def _kind(base: Any) -> Kind:
    kinds: dict[Any, Kind] = {
        str: "text",
        float: "number",
        int: "integer",
        bool: "flag",
        tuple: "list",
    }
    return kinds[base]


def _most(marks: list[Any]) -> float | None:
    """Return the largest number allowed; one that must be below a limit stops short of it."""
    limits = [limit for mark in marks for limit in (mark, *getattr(mark, "metadata", ()))]
    at = [float(limit.le) for limit in limits if hasattr(limit, "le")]
    below = [float(limit.lt) * BELOW for limit in limits if hasattr(limit, "lt")]
    return min([*at, *below], default=None)


def _first(marks: list[Any], kind: type[T]) -> T | None:
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def _description(marks: list[Any]) -> str:
    return next((m.description for m in marks if isinstance(m, FieldInfo) and m.description), "")
