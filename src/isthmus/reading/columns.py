"""Tables within a text: the head of a column gives the unit and the measure of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from isthmus.reading.changing import changed
from isthmus.reading.language import UNFIT, Language
from isthmus.reading.marking import Sentence
from isthmus.reading.quantity import Quantity
from isthmus.reading.units import RATIO, Sized, rated, tidy, told_in, unit_around

BAR = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """What the head of a column says: the unit (None: none), its scale, and the measure."""

    unit: Sized | None
    scale: float
    measure: str | None


def header(sentence: Sentence, words: Language) -> tuple[Column, ...] | None:
    """Return the columns of a table's head; None where a sentence is none, a row without numbers.

    A line of a table is cut by upright strokes; one that rules it off keeps the head.
    """
    tokens = sentence.tokens
    bars = [at for at in range(sentence.first, sentence.last) if tokens.words[at] == BAR]
    if len(bars) < 2 or any(tokens.words[at][0].isdigit() for at in sentence.numerals):
        return None
    edges = [*bars, sentence.last]
    return tuple(_column(sentence, start + 1, end, words) for start, end in pairwise(edges))


def ruled(sentence: Sentence) -> bool:
    """Tell whether a line only rules off a table's head."""
    return all(word in "|-:=+" for word in sentence.tokens.words[sentence.first : sentence.last])


def _column(sentence: Sentence, first: int, last: int, words: Language) -> Column:
    tokens = sentence.tokens
    said = (str(span.roles["measure"]) for span in sentence.cues("measure", first, last))
    measure = next((each for each in said if each != UNFIT), None)
    for at in range(first, last):
        scale = words.scales.get(tokens.words[at], 1.0)
        unit = unit_around(tokens, at, at + (scale > 1.0), last, words)
        if unit is not None:
            after = tokens.words[unit.end : unit.end + 1]
            scale = scale if scale > 1.0 else words.scales.get(after[0], 1.0) if after else 1.0
            whole = rated(tokens, unit, at, last, words)
            return Column(None if whole.per == RATIO else whole, scale, measure)
    return Column(None, 1.0, measure)


def column_of(sentence: Sentence, quantity: Quantity, columns: tuple[Column, ...]) -> Column | None:
    """Return the column that a quantity of a row stands in."""
    tokens = sentence.tokens.words
    place = sum(word == BAR for word in tokens[sentence.first : quantity.first]) - 1
    return columns[place] if 0 <= place < len(columns) else None


def in_column(quantity: Quantity, column: Column | None) -> Quantity:
    """Return a bare number with the unit of its column, if that has one."""
    if column is None or column.unit is None or quantity.shape != "bare":
        return quantity
    name, factor = told_in(column.unit.name, column.scale)
    full = f"{name}/{column.unit.per}" if column.unit.per else name
    value = tidy(quantity.value * column.scale * factor * column.unit.factor)
    return changed(quantity, value=value, unit=full, shape="lent")
