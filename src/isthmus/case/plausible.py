"""What may be another thing than its author thinks: values in a wrong unit, a table left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isthmus.case.model import Case, Table
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.case.units import WITH_UNIT
from isthmus.errors import Problem

Places = list[tuple[float, int]]  # a value, and the row it stands in

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
    groups: dict[tuple[str, str], list[tuple[Table, Column, Places]]] = {}
    for commodity, table, column, found in _numbers(case):
        if commodity in reader.commodities:
            unit, _ = reader.target_unit(column, commodity)
            groups.setdefault((unit, commodity), []).append((table, column, found))
    for (unit, _), columns in groups.items():
        alike = [place for _, _, found in columns for place in found]
        for table, column, found in columns:
            largest = max(found, key=lambda place: place[0])
            number = Number(largest[0], table, largest[1], column)
            judged_by = found if len(found) >= ENOUGH else alike if number.text else []
            following = max((p[0] for p in judged_by if p is not largest), default=0.0)
            if following and number.value >= FAR * following:
                message = _message(number, following, unit)
                yield table.problem(number.index, column.name, message)


def _numbers(case: Case) -> Iterator[tuple[str, Table, Column, Places]]:
    """Yield the numbers of each commodity in each column, with their rows."""
    for table in case:
        for column in columns_of(TABLES[table.name]).values():
            unit = column.unit.text if column.unit else ""
            if "quantity" in unit or "price" in unit:
                places: dict[str, Places] = {}
                pairs = zip(table[column.name], table["commodity"], strict=True)
                for index, (value, commodity) in enumerate(pairs):
                    if value:
                        places.setdefault(commodity, []).append((value, index))
                for commodity, found in places.items():
                    yield commodity, table, column, found


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
    for table in ("supply", "demand"):
        if not len(case.tables[table]):
            message = f"is missing or has no rows; without {table} there is no market to solve"
            yield Problem(place_of(case, table), 0, "", message)


def place_of(case: Case, table: str) -> str:
    """Return the file or sheet that a table without rows would stand in."""
    in_workbook = case.tables["links"].files[0].startswith("sheet ")
    return f"sheet {table}" if in_workbook else f"{table}.csv"


def stranded(case: Case) -> Iterator[Problem]:
    """Yield a warning for supply that no link leads away from and nobody at its node wants."""
    links, demand, supply = (case.filled[name] for name in ("links", "demand", "supply"))
    ends = zip(links["from"], links["to"], links["commodity"], links["bidirectional"], strict=True)
    out = set(zip(demand["node"], demand["commodity"], strict=True))
    for start, end, commodity, both in ends:
        out |= {(start, commodity), (end, commodity)} if both else {(start, commodity)}
    for index, (node, commodity) in enumerate(
        zip(supply["node"], supply["commodity"], strict=True)
    ):
        if (node, commodity) not in out:
            message = f"no link leads {commodity} away from {node}, and nobody there wants it"
            yield case.tables["supply"].problem(index, "node", message)


def toothless(case: Case) -> Iterator[Problem]:
    """Yield a warning for what is open for a share of a period and has no capacity to share."""
    profiles = case.filled["profiles"]
    partly = {
        name: factor
        for name, factor in zip(profiles["profile"], profiles["factor"], strict=True)
        if 0 < factor < 1
    }
    for name in ("links", "transfers"):
        table = case.tables[name]
        for index, (profile, capacity) in enumerate(
            zip(table["profile"], table["capacity"], strict=True)
        ):
            if profile in partly and capacity is None:
                message = (
                    f"'{profile}' opens it for {partly[profile]:g} of a period, which limits "
                    "nothing: it has no capacity. Give it one; without, only 0 closes it"
                )
                yield table.problem(index, "profile", message)
