"""From the text of a cell to a value."""

from __future__ import annotations

from typing import Any

import pytest

from isthmus.case import cells
from isthmus.case.cells import CellError
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of

UNITS = {"quantity/year": "bcm/year", "quantity": "bcm", "price": "USD/tcm", "currency/t": "USD/t"}


def read(text: str, table: str, column: str) -> Any:
    """Return what a cell of a table's column holds; its commodity is gas of 38 MJ/m3."""
    spec = columns_of(TABLES[table])[column]
    return cells.parse(text, spec, lambda c: (UNITS.get(c.unit.text, c.unit.text), 38.0))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23.4", 23.4),
        ("0", 0.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+2e1", 20.0),
        ("23.4 bcm/year", 23.4),
        ("23.4bcm/year", 23.4),
        ("16 bcm/day", 5840.0),
        ("64.11 mcm/d", 23.40015),
        ("651.7 GWh/d", 22.5351),
    ],
)
def test_reads_a_rate(text: str, expected: float) -> None:
    assert read(text, "links", "capacity") == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "table", "column", "expected"),
    [
        ("30 USD/MWh", "links", "cost", 30 * 38 / 3.6),
        ("2 %", "links", "loss", 0.02),
        ("0.02", "links", "loss", 0.02),
        ("120 USD/kg", "transfers", "cost", 120_000.0),
        ("1.2 km", "links", "length", 1.2),
        ("800 m", "links", "length", 0.8),
        ("36 h", "links", "days", 1.5),
        ("2 TWh", "stores", "volume", 2 * 3.6 / 38),
    ],
)
def test_reads_other_units(text: str, table: str, column: str, expected: float) -> None:
    assert read(text, table, column) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nan", "'nan' is not a number; leave the cell empty if it is unknown"),
        ("NaN", "'NaN' is not a number; leave the cell empty if it is unknown"),
        ("inf", "'inf' is not a number; leave the cell empty if it is unknown"),
        ("-inf", "'-inf' is not a number; leave the cell empty if it is unknown"),
        ("n/a", "'n/a' is not a number; leave the cell empty if it is unknown"),
        ("1,5", "'1,5' has a comma; write decimals with a point: 1.5"),
        ("3,000", "'3,000' can be read in two ways; write 3000 or 3.0"),
        ("12,345", "'12,345' can be read in two ways; write 12345 or 12.345"),
        ("0,123", "'0,123' has a comma; write decimals with a point: 0.123"),
        ("1,234.5", "'1,234.5' has commas; write 1234.5"),
        ("1,234,567", "'1,234,567' has commas; write 1234567"),
        *[
            (date, f"'{date}' is a date, not a number; spreadsheets make dates of some numbers")
            for date in (
                "2024-05-16",
                "2024-05-16 12:30:00",
                "16.05.2024",
                "5/16/24",
                "16-May",
                "May-16",
            )
        ],
        ("1.000,5", "'1.000,5' is not a number"),
        ("1 000", "'1 000' is not a number"),
        ("1_000", "'_000' is not a unit known here; this column is in bcm/year"),
        ("12,5 bcm/year", "'12,5 bcm/year' is not a number"),
        ("bcm/year", "'bcm/year' is not a number"),
        ("0x10", "'x10' is not a unit known here; this column is in bcm/year"),
        ("5 bcm", "'bcm' does not measure the same as 'bcm/year'; this column is in bcm/year"),
        ("5 %", "'%' does not measure the same as 'bcm/year'; this column is in bcm/year"),
        ("5 bmc/year", "'bmc/year' is not a unit known here; this column is in bcm/year"),
    ],
)
def test_refuses_what_is_no_rate(text: str, message: str) -> None:
    with pytest.raises(CellError) as caught:
        read(text, "links", "capacity")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "table", "column", "message"),
    [
        (
            "120 USD/TEU", "transfers", "cost",
            "'USD/TEU' does not measure the same as 'USD/t'; this column is in USD/t",
        ),
        (
            "5 km", "links", "loss",
            "'km' does not measure the same as '1'; this column is in a plain share",
        ),
        ("5 bcm", "claims", "value", "'5 bcm': this column's numbers carry no unit"),
        ("2020.5", "links", "opened", "'2020.5' is not a whole number"),
        ("2020-01-01", "links", "opened",
         "'2020-01-01' is a date, not a number; spreadsheets make dates of some numbers"),
        ("1e16", "links", "opened", "'1e16' is not a whole number"),
        ("nan", "links", "opened", "'nan' is not a number; leave the cell empty if it is unknown"),
        ("maybe", "links", "bidirectional", "'maybe' is neither true nor false"),
        ("operatng", "links", "status",
         "'operatng' is not a word of this column. Did you mean operating?"),
        ("x", "limits", "per", "'x' is not a word of this column. One of: period, year."),
        ("a:0.4;b:0.4", "links", "owners", "'a:0.4;b:0.4': shares sum to 0.8, not 1"),
        ("a:1.4;b:-0.4", "links", "owners", "'a:1.4;b:-0.4': shares and weights are not negative"),
        ("a:0.4;b", "links", "owners", "'a:0.4;b': either every entry has a share or none has"),
        ("a:0.5;a:0.5", "links", "owners", "'a:0.5;a:0.5': names an entry twice"),
        ("a;a", "links", "owners", "'a;a': names an entry twice"),
        ("a;a:2", "limits", "links", "'a;a:2': names an entry twice"),
        ("a:x", "links", "owners", "'x' is not a number"),
        ("a:nan", "limits", "links", "'nan' is not a number; leave the cell empty if it is "
         "unknown"),
    ],
)  # fmt: skip
def test_refuses_other_cells(text: str, table: str, column: str, message: str) -> None:
    with pytest.raises(CellError) as caught:
        read(text, table, column)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "table", "column", "expected"),
    [
        ("TRUE", "links", "bidirectional", True),
        ("no", "links", "bidirectional", False),
        ("1", "links", "bidirectional", True),
        ("2020", "links", "opened", 2020),
        ("2020.0", "links", "opened", 2020),
        ("a; b ;", "links", "controllers", ("a", "b")),
        (";", "links", "controllers", ()),
        ("a:0.25; b:0.75", "links", "owners", (("a", 0.25), ("b", 0.75))),
        ("a;b", "links", "owners", (("a", 0.5), ("b", 0.5))),
        ("a", "links", "owners", (("a", 1.0),)),
        ("a;b:2.5", "limits", "links", (("a", 1.0), ("b", 2.5))),
        ("closed", "links", "status", "closed"),
        ("any words", "links", "mode", "any words"),
    ],
)
def test_reads_other_kinds(text: str, table: str, column: str, expected: Any) -> None:
    assert read(text, table, column) == expected


def test_a_unit_needs_a_commodity_to_convert_by() -> None:
    column = columns_of(TABLES["limits"])["capacity"]
    with pytest.raises(CellError) as caught:
        Reader("USD").value("5 bcm/year", column, None)
    assert str(caught.value) == ("has a unit, but the row names no known commodity to convert by")
