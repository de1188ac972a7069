"""What may be another thing than its author thinks: values in a wrong unit, a table left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isthmus.case.model import Case, Table
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import WITH_UNIT
from isthmus.errors import Problem

FAR = 100.0
ENOUGH = 3  # values by which a column is judged; with fewer, only numbers with a unit are


@dataclass(frozen=True)
class Number:
    """A number of a commodity, in the commodity's unit."""

    value: float
    table: Table
    index: int
    column: Column

    @property
    def text(self) -> str | None:
        """What stands written, if the number carries a unit."""
        return self.table.texts.get((self.table.lines[self.index], self.column.name))


def implausible(case: Case) -> Iterator[Problem]:
    """Yield a warning for every value far above all others of its column and commodity.

    Where a column has few, a number that carries a unit is held against all of its kind.
    """
    reader = Reader(case.settings.currency, case.tables["commodities"])
    groups: dict[tuple[str, str], dict[str, list[Number]]] = {}
    for commodity, number in _numbers(case):
        if commodity in reader.commodities:
            unit, _ = reader.target_unit(number.column, commodity)
            columns = groups.setdefault((unit, commodity), {})
            columns.setdefault(f"{number.table.name}.{number.column.name}", []).append(number)
    for (unit, _), columns in groups.items():
        alike = [number for found in columns.values() for number in found]
        for found in columns.values():
            largest = max(found, key=lambda n: n.value)
            judged_by = found if len(found) >= ENOUGH else alike if largest.text else []
            following = max((n.value for n in judged_by if n is not largest), default=0.0)
            if following and largest.value >= FAR * following:
                message = _message(largest, following, unit)
                yield largest.table.problem(largest.index, largest.column.name, message)


def _numbers(case: Case) -> Iterator[tuple[str, Number]]:
    for table in case:
        for column in columns_of(TABLES[table.name]).values():
            unit = column.unit.text if column.unit else ""
            if "quantity" in unit or "price" in unit:
                for index, value in enumerate(table[column.name]):
                    if value:
                        yield table["commodity"][index], Number(value, table, index, column)


def _message(number: Number, following: float, unit: str) -> str:
    value, text = number.value, number.text
    if text is None:
        return (
            f"{value:,g} {unit} is {value / following:,.0f} times the next largest, {following:g}"
        )
    kind = "a rate of " if unit.endswith("/year") else ""
    number_alone = WITH_UNIT.match(text)
    hint = f". Did you mean {number_alone[1]} {unit}?" if number_alone else ""
    return f"'{text}' is {kind}{value:,g} {unit}; the next largest is {following:g}{hint}"


def no_market(case: Case) -> Iterator[Problem]:
    """Yield a warning for the table that goods want which links carry, but nobody sells or buys."""
    goods = case.filled["commodities"]
    market = {g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "market"}
    links = case.tables["links"]
    if not market & set(links["commodity"]):
        return
    name = "sheet {}" if links.files[0].startswith("sheet ") else "{}.csv"
    for table in ("supply", "demand"):
        if not len(case.tables[table]):
            message = f"is missing or has no rows; without {table} there is no market to solve"
            yield Problem(name.format(table), 0, "", message)
