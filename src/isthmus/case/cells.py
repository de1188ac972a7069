"""From the text of a cell to a value, and back to an error a user understands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from isthmus.case import units
from isthmus.case.tables import Column
from isthmus.errors import did_you_mean

TargetUnit = Callable[[Column], tuple[str, float | None]]
FLAGS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
THOUSANDS = re.compile(r"^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$")
DATE = re.compile(r"^(\d{1,4}([-/.])\d{1,2}\2\d{1,4}|\d{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-\d{2})\b")


def flag_words(flag: bool) -> list[str]:
    """Return the words for true or for false, in small, capital and leading capital letters."""
    words = [word for word, meant in FLAGS.items() if meant is flag]
    return sorted({form for word in words for form in (word, word.upper(), word.capitalize())})


class CellError(ValueError):
    """A cell that cannot be read."""


def parse(text: str, column: Column, target: TargetUnit) -> Any:
    """Return the value of a cell that is not empty.

    Parameters
    ----------
    text : str
        What stands in the cell, stripped.
    column : Column
        What the column holds.
    target : callable
        Gives the unit (and energy content) that a number in this column of this row is kept in.

    Raises
    ------
    CellError
        If the text is no such value.
    """
    if column.kind == "number":
        return _number(text, column, target)
    if column.kind == "integer":
        return _integer(text)
    if column.kind == "flag":
        return _flag(text)
    if column.kind == "list":
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if column.kind == "shares":
        return shares(text, column)
    if column.words and text not in column.words:
        choice = did_you_mean(text, column.words) or f" One of: {', '.join(column.words)}."
        raise CellError(f"'{text}' is not a word of this column.{choice}")
    return text


def shares(text: str, column: Column) -> tuple[tuple[str, float], ...]:
    """Return the entries of a share or weight list, ``a:0.4;b:0.6``."""
    entries = [part.strip() for part in text.split(";") if part.strip()]
    names = [entry.partition(":")[0].strip() for entry in entries]
    given = [entry.partition(":")[2].strip() for entry in entries]
    if len(set(names)) < len(names):
        raise CellError(f"'{text}': names an entry twice")
    assert column.shares is not None
    if column.shares.sum_to_one and not any(given):
        return tuple((name, 1 / len(names)) for name in names)
    if column.shares.sum_to_one and not all(given):
        raise CellError(f"'{text}': either every entry has a share or none has")
    numbers = [float(_plain_number(part)) if part else 1.0 for part in given]
    if min(numbers, default=0.0) < 0:
        raise CellError(f"'{text}': shares and weights are not negative")
    if column.shares.sum_to_one and abs(sum(numbers) - 1) > 1e-6:
        raise CellError(f"'{text}': shares sum to {sum(numbers):g}, not 1")
    return tuple(zip(names, numbers, strict=True))


def _number(text: str, column: Column, target: TargetUnit) -> float:
    if units.NUMBER.match(text):
        return float(text)
    with_unit = units.WITH_UNIT.match(text)
    if not with_unit or DATE.match(text):
        return float(_plain_number(text))
    if column.unit is None:
        raise CellError(f"'{text}': this column's numbers carry no unit")
    unit, energy_content = target(column)
    try:
        return float(with_unit[1]) * units.factor(with_unit[2].strip(), unit, energy_content)
    except units.UnitError as error:
        wanted = "a plain share" if unit == "1" else unit
        raise CellError(f"{error}; this column is in {wanted}") from error


def _plain_number(text: str) -> str:
    if units.NUMBER.match(text):
        return text
    if DATE.match(text):
        raise CellError(
            f"'{text}' is a date, not a number; spreadsheets make dates of some numbers"
        )
    if "," in text:
        _explain_comma(text)
    if text.lower() in ("nan", "inf", "-inf", "+inf", "infinity", "n/a", "na"):
        raise CellError(f"'{text}' is not a number; leave the cell empty if it is unknown")
    raise CellError(f"'{text}' is not a number")


def _explain_comma(text: str) -> None:
    """Refuse a comma that a number can be read without, or with a point in its place."""
    plain, dotted = text.replace(",", ""), text.replace(",", ".", 1).replace(" ", "")
    if THOUSANDS.match(text) and units.NUMBER.match(dotted):
        raise CellError(f"'{text}' can be read in two ways; write {plain} or {float(dotted)}")
    if THOUSANDS.match(text):
        raise CellError(f"'{text}' has commas; write {plain}")
    if units.NUMBER.match(dotted):
        raise CellError(f"'{text}' has a comma; write decimals with a point: {dotted}")


def _integer(text: str) -> int:
    number = float(_plain_number(text))
    if abs(number) > 1e15 or number != int(number):
        raise CellError(f"'{text}' is not a whole number")
    return int(number)


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise CellError(f"'{text}' is neither true nor false")
    return FLAGS[text.lower()]
