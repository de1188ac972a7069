"""The case as the lenses see it: columns, never lists of row objects."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import Problem

if TYPE_CHECKING:
    import polars as pl

    from isthmus.case.scenario import Scenario

Values = Any  # a list, or a numpy array for numbers and flags once defaults are filled in


class Period(BaseModel):
    """A part of the year: its id and its share of the year."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    weight: float = Field(gt=0, le=1)


class Politics(BaseModel):
    """Settings of the alignment tables."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    poles: tuple[str, ...] = Field((), description="actors between whom others balance")


class Settings(BaseModel):
    """What `case.toml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    format: int = Field(1, ge=1, le=1, description="version of the case format")
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="name of the case in results")
    title: str = Field(description="title for people")
    base_year: int = Field(
        ge=1000, le=3000, description="status, contracts and observations are of this year"
    )
    as_of: str | None = Field(
        None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="claims dated later are not used"
    )
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$", description="code; money is in million")
    demand_steps: int = Field(20, ge=1, le=10_000, description="steps of a demand curve")
    demand_refine: bool = Field(True, description="cut the steps finer about the price paid")
    inventory_rate: float = Field(0.12, ge=0, description="per year, for cargo in transit")
    time_value_segments: int = Field(5, ge=1, le=100, description="kinds of cargo by haste")
    trade_elasticity: float = Field(4.0, gt=0, description="of trade to its cost")
    trade_deficits: str = Field(
        "additive",
        pattern="^(additive|multiplicative)$",
        description="how deficits are kept: additive or multiplicative",
    )
    politics: Politics = Politics()
    periods: tuple[Period, ...] = Field(min_length=1, description="parts of the year, in order")

    @model_validator(mode="after")
    def _check(self) -> Settings:
        ids = [period.id for period in self.periods]
        if len(set(ids)) < len(ids):
            raise ValueError("periods: ids must differ")
        total = sum(period.weight for period in self.periods)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"periods: weights sum to {total:g}, not 1")
        return self


@dataclass(frozen=True)
class Table:
    """One table: its columns, in canonical row order, and where each row stands written.

    `texts` has what stands in a cell, by line and column, where a number carries a unit.
    """

    name: str
    columns: Mapping[str, Values]
    files: Sequence[str] = ()
    lines: Sequence[int] = ()
    texts: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, column: str) -> Values:
        return self.columns[column]

    def row(self, index: int) -> dict[str, Any]:
        """Return the cells of one row that are not empty."""
        return {
            name: values[index]
            for name, values in self.columns.items()
            if values[index] is not None
        }

    def problem(self, index: int, column: str, message: str) -> Problem:
        """Return a problem that points at a cell of this table."""
        return Problem(self.files[index], self.lines[index], column, message)

    def with_columns(self, columns: Mapping[str, Values]) -> Table:
        """Return the table with some columns replaced."""
        return replace(self, columns={**self.columns, **columns})

    @functools.cached_property
    def keys(self) -> list[str]:
        """The rows' ids; for tables without ids the key columns joined by ``/``."""
        parts = [self.columns[column] for column in TABLES[self.name].key]
        if len(parts) == 1:
            return list(parts[0])
        return [
            "/".join("" if p is None else str(p) for p in row) for row in zip(*parts, strict=True)
        ]


@dataclass(frozen=True)
class Edit:
    """What a scenario, or ``--set``, did to a cell: what stood there before, and who changed it.

    A row that was added is an edit without a column.
    """

    table: str
    key: str
    column: str
    was: Any
    by: str


@dataclass(frozen=True)
class Case:
    """A region as tables, with its scenarios.

    Attributes
    ----------
    settings : Settings
        What `case.toml` says.
    tables : mapping of str to Table
        Every table of the format; empty cells are None.
    filled : mapping of str to Table
        The same with defaults filled in; numbers and flags are numpy arrays.
    library : mapping of str to Scenario
        The case's own scenarios, not yet applied.
    scenarios : tuple of str
        The names of what has been applied, in order, as asked for.
    applied : tuple of str
        The scenarios applied, with those they extend: each is applied once.
    bases : tuple of Case
        The case as it stands, if this one has changes.
    edits : tuple of Edit
        The cells that scenarios and single changes gave another value, in order.
    warnings : tuple of Problem
        Findings that do not stop the case from being solved.
    """

    settings: Settings
    tables: Mapping[str, Table]
    filled: Mapping[str, Table]
    library: Mapping[str, Scenario] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    bases: tuple[Case, ...] = ()
    applied: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def id(self) -> str:
        """The case's id."""
        return self.settings.id

    @property
    def base(self) -> Case:
        """The case as it stands, without scenarios."""
        return self.bases[0] if self.bases else self

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the year, in order."""
        return self.settings.periods

    @functools.cached_property
    def open_links(self) -> npt.NDArray[np.bool_]:
        """Which rows of links are open in the base year."""
        from isthmus.case.availability import open_links

        return open_links(self)

    @functools.cached_property
    def actor_of(self) -> dict[str, str | None]:
        """On whose territory each node lies; None: nobody's."""
        nodes = self.filled["nodes"]
        return dict(zip(nodes["id"], nodes["actor"], strict=True))

    @functools.cached_property
    def lineage(self) -> dict[str, tuple[str, ...]]:
        """Each actor with all above it, itself first."""
        actors = self.filled["actors"]
        parent = dict(zip(actors["id"], actors["parent"], strict=True))

        def line(actor: str) -> tuple[str, ...]:
            found = [actor]
            while above := parent.get(found[-1]):
                found.append(above)
            return tuple(found)

        return {actor: line(actor) for actor in parent}

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables.values())

    def frame(self, table: str) -> pl.DataFrame:
        """Return a table, defaults filled in, as a Polars frame.

        Lists are joined by ``;`` and shares written ``actor:share``, as in the files.
        """
        import polars as pl

        columns = {name: _plain(values) for name, values in self.filled[table].columns.items()}
        return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))

    def with_scenario(self, *names: str) -> Case:
        """Return the case with scenarios applied from left to right.

        Parameters
        ----------
        *names : str
            Names of the case's scenarios; ``a+b`` stacks, ``base`` changes nothing.

        Raises
        ------
        CaseError
            If a name is unknown, a change matches no row, or the result does not check.
        """
        from isthmus.case.scenario import apply_named

        return apply_named(self, names)

    def with_changes(self, changes: Mapping[str, Any]) -> Case:
        """Return the case with single cells changed.

        Parameters
        ----------
        changes : mapping of str to value
            ``{"links.tanap.capacity": 31}``: table, id and column, and the new value.
        """
        from isthmus.case.scenario import apply_changes

        return apply_changes(self, changes)

    @functools.cached_property
    def hash(self) -> str:
        """SHA-256 over settings and filled tables in canonical order (hexadecimal)."""
        digest = hashlib.sha256(self.settings.model_dump_json().encode())
        for name in sorted(self.filled):
            for column, values in sorted(self.filled[name].columns.items()):
                digest.update(f"\n{name}.{column}\n".encode())
                plain = (
                    values.tobytes() if isinstance(values, np.ndarray) else repr(values).encode()
                )
                digest.update(plain)
        return digest.hexdigest()

    def replaced(self, **fields: Any) -> Case:
        """Return a copy with some fields replaced."""
        return replace(self, **fields)


def _plain(values: Values) -> Values:
    if isinstance(values, np.ndarray):
        return values
    return [cell_text(value) if isinstance(value, tuple) else value for value in values]


def cell_text(value: Any) -> str:
    """Write a value as it would stand in a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(f"{v[0]}:{v[1]:g}" if isinstance(v, tuple) else str(v) for v in value)
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def empty_table(name: str) -> Table:
    """Return a table of the format without rows."""
    return Table(name, {column: [] for column in columns_of(TABLES[name])})
