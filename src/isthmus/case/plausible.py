"""Values that may be in another unit than their author thinks."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.case.model import Case, Table
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import WITH_UNIT
from isthmus.errors import Problem

FAR = 100.0


def implausible(case: Case) -> Iterator[Problem]:
    """Yield a warning for every value far above all others of its column and commodity."""
    reader = Reader(case.settings.currency, case.tables["commodities"])
    for table in case:
        for column in columns_of(TABLES[table.name]).values():
            unit = column.unit.text if column.unit else ""
            if "quantity" in unit or "price" in unit:
                yield from _far_off(table, column, reader)


def _far_off(table: Table, column: Column, reader: Reader) -> Iterator[Problem]:
    groups: dict[str | None, list[tuple[float, int]]] = {}
    commodities = table.columns.get("commodity", [None] * len(table))
    for index, (commodity, value) in enumerate(zip(commodities, table[column.name], strict=True)):
        if value:
            groups.setdefault(commodity, []).append((value, index))
    for commodity, found in groups.items():
        if len(found) < 3 or commodity not in reader.commodities:
            continue
        (following, _), (largest, index) = sorted(found)[-2:]
        if largest >= FAR * following:
            unit, _ = reader.target_unit(column, commodity)
            message = _message(table, index, column, largest, following, unit)
            yield table.problem(index, column.name, message)


def _message(
    table: Table, index: int, column: Column, value: float, following: float, unit: str
) -> str:
    text = table.texts.get((table.lines[index], column.name))
    if text is None:
        return (
            f"{value:,g} {unit} is {value / following:,.0f} times the next largest, {following:g}"
        )
    kind = "a rate of " if unit.endswith("/year") else ""
    number = WITH_UNIT.match(text)
    hint = f". Did you mean {number[1]} {unit}?" if number else ""
    return f"'{text}' is {kind}{value:,g} {unit}; the next largest is {following:g}{hint}"
