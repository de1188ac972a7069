"""What a result is: numbers and tables, their columns declared once, and how they are written."""

from __future__ import annotations

import functools
import json
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from isthmus.books import Front, Page, described, write_book
from isthmus.case.evidence import title
from isthmus.case.model import Case
from isthmus.case.raw import is_case
from isthmus.errors import IsthmusError
from isthmus.files import write_atomically, write_bytes, write_text
from isthmus.rows.alignment import ALIGNMENT_TABLES, AlignmentNumbers
from isthmus.rows.base import ResultRow as ResultRow
from isthmus.rows.corridors import CORRIDORS_TABLES, CorridorsNumbers
from isthmus.rows.leverage import LEVERAGE_TABLES, LeverageNumbers
from isthmus.rows.markets import COMPARE_TABLES, MARKETS_TABLES, MarketsNumbers
from isthmus.rows.negotiation import NEGOTIATION_TABLES, NegotiationNumbers
from isthmus.rows.routes import ROUTES_TABLES, RoutesNumbers
from isthmus.rows.studies import STUDY_TABLES
from isthmus.rows.trade import TRADE_TABLES, TradeNumbers
from isthmus.version import __version__

if TYPE_CHECKING:
    import polars as pl


class Units(ResultRow):
    """The units of a result: its money, and quantities and prices by commodity."""

    money: str
    quantity: dict[str, str]
    price: dict[str, str]


class Head(ResultRow):
    """A result as JSON: what was solved, its numbers, its tables."""

    isthmus_version: str
    format: Literal[1]
    lens: str
    case: Annotated[str, Field(description="the case's id")]
    case_hash: Annotated[str, Field(description="SHA-256 of its rows, defaults filled in")]
    scenarios: Annotated[list[str], Field(description="scenarios and changes, in order")]
    units: Units
    status: Literal["optimal", "infeasible"]
    notes: Annotated[list[str], Field(description="to be known before using the numbers")]


RESULT_TABLES: dict[str, dict[str, type[ResultRow]]] = {
    "markets": MARKETS_TABLES,
    "corridors": CORRIDORS_TABLES,
    "routes": ROUTES_TABLES,
    "leverage": LEVERAGE_TABLES,
    "trade": TRADE_TABLES,
    "negotiation": NEGOTIATION_TABLES,
    "alignment": ALIGNMENT_TABLES,
    "compare": COMPARE_TABLES,
    **STUDY_TABLES,
}
RESULT_NUMBERS: dict[str, type[ResultRow]] = {
    "markets": MarketsNumbers,
    "corridors": CorridorsNumbers,
    "routes": RoutesNumbers,
    "leverage": LeverageNumbers,
    "trade": TradeNumbers,
    "negotiation": NegotiationNumbers,
    "alignment": AlignmentNumbers,
}
FORMATS = (".xlsx", ".json", ".svg", ".png")
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What a lens found.

    Numbers and tables are attributes: ``result.welfare``, ``result.flows``.

    Attributes
    ----------
    lens : str
        Which lens made it.
    case : Case
        The case, with its scenarios applied.
    units : mapping
        The currency, and the units of quantities and prices by commodity.
    status : str
        ``optimal`` or ``infeasible``.
    numbers : mapping
        The headline numbers.
    builders : mapping of str to callable
        Makes each table's columns; called on first use.
    notes : tuple of str
        What a reader should know before using the numbers.
    compared : tuple of Result
        Of a comparison: the reference, and what is held against it.
    """

    lens: str
    case: Case
    units: Mapping[str, Any]
    status: str
    numbers: Mapping[str, Any]
    builders: Mapping[str, Callable[[], Columns]]
    notes: tuple[str, ...] = ()
    compared: tuple[Result, ...] = ()

    @functools.cached_property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """All tables, as Polars frames."""
        return {name: self.table(name) for name in self.builders}

    def table(self, name: str) -> pl.DataFrame:
        """Return one table as a Polars frame; made on first use."""
        made: dict[str, pl.DataFrame] = self.__dict__.setdefault("_made", {})
        if name not in made:
            made[name] = frame(RESULT_TABLES[self.lens][name], self._columns(name))
        return made[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of one table as plain data; NaN becomes None."""
        kinds, columns = kinds_of(RESULT_TABLES[self.lens][name]), self._columns(name)
        cells = [_plain(columns[column], kind) for column, kind in kinds.items()]
        return [dict(zip(kinds, row, strict=True)) for row in zip(*cells, strict=True)]

    def _columns(self, name: str) -> Columns:
        built: dict[str, Columns] = self.__dict__.setdefault("_built", {})
        if name not in built:
            built[name] = self.builders[name]()
        return built[name]

    def __getattr__(self, name: str) -> Any:
        if name in ("numbers", "builders") or name.startswith("__"):
            raise AttributeError(name)
        if name in self.numbers:
            return self.numbers[name]
        if name in self.builders:
            return self.table(name)
        known = ", ".join([*self.numbers, *self.builders])
        raise AttributeError(f"a result of {self.lens} has no '{name}'; it has {known}")

    def __repr__(self) -> str:
        known = [(name, value) for name, value in self.numbers.items() if value]
        numbers = ", ".join(
            f"{name} {value:,.6g}" for name, value in known if isinstance(value, int | float)
        )
        return f"<{self.lens}: {self.title()}; {numbers}>"

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self.numbers, *self.builders])

    @property
    def label(self) -> str:
        """The scenarios applied, joined by ``+``; ``base`` for none."""
        return "+".join(self.case.scenarios) or "base"

    @property
    def about(self) -> str:
        """The lens, or of a comparison the lens of what it compares."""
        return self.compared[0].lens if self.compared else self.lens

    def title(self) -> str:
        """Return the line that heads every output: case, scenarios, share of sourced numbers."""
        return title(self.case)

    def map(self, *commodities: str, **options: Any) -> str:
        """Draw its flows, or the differences of a comparison, on a map: a standalone SVG.

        The options are those of :func:`isthmus.drawing.map.draw_map`: `period`, `scenario`,
        `theme`, `width`, `extent`.
        """
        from isthmus.drawing.map import draw_map

        return draw_map(self, *commodities, **options)

    def bars(self, **options: Any) -> str:
        """Draw who earns, or for a comparison who gains and who loses: a standalone SVG.

        The options are those of :func:`isthmus.drawing.bars.draw_bars`: `scenario`, `theme`,
        `width`, `most`.
        """
        from isthmus.drawing.bars import draw_bars

        return draw_bars(self, **options)

    def steps(self, **options: Any) -> str:
        """Draw days and cost of open routes over the distance: a standalone SVG.

        The options are those of :func:`isthmus.drawing.steps.draw_steps`: `theme`, `width`, `most`.
        """
        from isthmus.drawing.steps import draw_steps

        return draw_steps(self, **options)

    def paths(self, **options: Any) -> str:
        """Draw positions of actors over the rounds of talks: a standalone SVG.

        The options are those of :func:`isthmus.drawing.rounds.draw_rounds`: `theme`, `width`.
        """
        from isthmus.drawing.rounds import draw_rounds

        return draw_rounds(self, **options)

    def ring(self, **options: Any) -> str:
        """Draw the camps of alignment and the ties between them: a standalone SVG.

        The options are those of :func:`isthmus.drawing.camps.draw_camps`: `theme`, `width`.
        """
        from isthmus.drawing.camps import draw_camps

        return draw_camps(self, **options)

    def pictures(self, **options: Any) -> list[str]:
        """Draw what shows the result best: routes, talks and camps in their own way, else the map.

        A comparison of several has a map for each; what has nothing to draw has none.
        """
        if self.lens == "routes":
            return [self.steps(**options)] if self.status == "optimal" else []
        if self.lens == "negotiation":
            return [self.paths(**options)]
        if self.lens == "alignment":
            return [self.ring(**options)]
        if self.about not in ("markets", "corridors", "trade"):
            return []
        scenarios: list[str | None] = [one.label for one in self.compared[1:]]
        return [self.map(scenario=one, **options) for one in scenarios or [None]]

    def picture(self) -> str:
        """Draw what shows the result best, as one picture."""
        own = {"routes": self.steps, "negotiation": self.paths, "alignment": self.ring}
        return own.get(self.lens, self.map)()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: headline, tables, map."""
        from isthmus.report.notebook import result_html

        return result_html(self)

    def document(self) -> dict[str, Any]:
        """Return the result as plain data, the JSON document of the interface."""
        return {
            "isthmus_version": __version__,
            "format": 1,
            "lens": self.lens,
            "case": self.case.id,
            "case_hash": self.case.hash,
            "scenarios": list(self.case.scenarios),
            "units": dict(self.units),
            "status": self.status,
            **self.numbers,
            "notes": list(self.notes),
            "tables": {name: self.rows(name) for name in self.builders},
        }

    def to_json(self) -> str:
        """Return the result as one JSON document."""
        return json.dumps(self.document(), ensure_ascii=False, allow_nan=False)

    def write(self, path: str | Path, lines: Sequence[str] = ()) -> Path:
        """Write the result: `.xlsx`, `.json`, `.svg` or `.png` (its picture), else a folder.

        A folder holds every table as CSV and as Parquet.

        Parameters
        ----------
        path : str or Path
            Where to.
        lines : sequence of str
            Sentences to head a workbook with; its own headline where none are given.

        Returns
        -------
        Path
            What was written.

        Raises
        ------
        IsthmusError
            If the suffix is none of a format that results are written in, a case is there, or a
            picture as PNG needs what is not installed.
        """
        target = Path(path)
        if target.suffix not in ("", *FORMATS) and not target.is_dir():
            raise IsthmusError(
                f"{target}: results are written as {', '.join(FORMATS)} or into a folder"
            )
        if is_case(target):
            raise IsthmusError(f"{target} is a case, which results would destroy; write elsewhere")
        if target.suffix == ".json":
            write_text(target, self.to_json() + "\n")
        elif target.suffix in (".svg", ".png"):
            from isthmus.drawing.png import encoded

            write_bytes(target, encoded(self.picture(), target.suffix))
        elif target.suffix == ".xlsx":
            _write_or_say(target, lambda path: self._write_workbook(path, lines))
        else:
            write_text(target / "result.json", self.to_json() + "\n")
            for name, table in self.tables.items():
                write_atomically(target / f"{name}.csv", table.write_csv)
                write_atomically(target / f"{name}.parquet", table.write_parquet)
        return target

    def _write_workbook(self, path: Path, lines: Sequence[str]) -> None:
        from isthmus.report.front import front_lines

        numbers = described(RESULT_NUMBERS[self.lens], self.units) if self.numbers else {}
        pictures, without = self._as_png()
        front = Front(
            title=self.title(),
            lines=[*(lines or front_lines(self)), *(f"note: {note}" for note in self.notes)],
            pictures=pictures,
            without=without,
            numbers=[
                (name, value, *numbers.get(name, ("", ""))) for name, value in _cells(self.numbers)
            ],
            about={
                "case": f"{self.case.id}: {self.case.settings.title}",
                "scenarios": self.label,
                "case_hash": self.case.hash,
                "isthmus_version": __version__,
            },
        )
        pages = []
        for name, table in self.tables.items():
            model = RESULT_TABLES[self.lens][name]
            known = described(model, self.units)
            units, meanings = ({c: part[at] for c, part in known.items()} for at in (0, 1))
            pages.append(Page(name, table, model.__doc__ or "", units, meanings))
        write_book(path, front, pages)

    def _as_png(self) -> tuple[list[bytes], str]:
        """Return its pictures for a workbook, and what to know where there are none."""
        from isthmus.drawing.png import HOW, can_draw, png

        try:
            drawn = self.pictures()
            if drawn and not can_draw():
                return [], f"The map stands here after {HOW}; without it, write FILE.svg instead."
            return [png(one) for one in drawn], ""
        except IsthmusError as error:
            return [], f"No map: {error}."


def _cells(numbers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what of the headline numbers fits a cell; what does not stands in tables, too."""
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            yield from value.items()
        elif not isinstance(value, list):
            yield name, value
        elif all(isinstance(one, str) for one in value):
            yield name, ", ".join(value)


def _write_or_say(target: Path, write: Callable[[Path], None]) -> None:
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        write_atomically(target, write)
    except XlsxWriterException as error:
        raise IsthmusError(f"{target}: could not be written: {error}") from error


def frame(model: type[ResultRow], columns: Columns) -> pl.DataFrame:
    """Return a frame with the columns of a row model; NaN becomes null."""
    import polars as pl  # takes a while, and a document needs none

    schema = schema_of(model)
    made = pl.DataFrame({name: columns[name] for name in schema}, schema=schema)
    return made.with_columns(pl.col(pl.Float64).fill_nan(None))


@functools.cache
def schema_of(model: type[ResultRow]) -> dict[str, pl.DataType]:
    """Return the Polars type of every column of a row model."""
    import polars as pl

    types = {str: pl.String(), float: pl.Float64(), int: pl.Int64(), bool: pl.Boolean()}
    return {name: types[kind] for name, kind in kinds_of(model).items()}


@functools.cache
def kinds_of(model: type[ResultRow]) -> dict[str, Any]:
    """Return the Python type of every column of a row model."""
    kinds = {}
    for name, field in model.model_fields.items():
        options = [a for a in typing.get_args(field.annotation) if a is not type(None)]
        kind = (options or [field.annotation])[0]
        words = isinstance(kind, str) or typing.get_origin(kind) is Literal
        kinds[field.alias or name] = str if words else kind
    return kinds


def _plain(values: Any, kind: Any) -> list[Any]:
    """Return the values of a column in their Python type; what is not there, or NaN, is None."""
    cells = values.tolist() if isinstance(values, np.ndarray) else values
    return [None if cell is None or cell != cell else kind(cell) for cell in cells]
