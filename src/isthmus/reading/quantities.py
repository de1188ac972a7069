"""Quantities: a number with its unit, hedge, range and period, as written and normalised."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.columns import Column, column_of, in_column
from isthmus.reading.counting import counted
from isthmus.reading.language import Language, longest
from isthmus.reading.lending import lent
from isthmus.reading.marking import Sentence
from isthmus.reading.multiples import fraction, multiple, placed, ranked, times
from isthmus.reading.numbers import Number, number_at
from isthmus.reading.quantity import Quantity
from isthmus.reading.spans import Span
from isthmus.reading.tokens import Tokens
from isthmus.reading.units import (
    RATIO,
    TIMES,
    Sized,
    divided,
    period_at,
    period_before,
    rated,
    tidy,
    told_in,
    unit_around,
)

FEWER = 1000  # a smaller number shares the scale of the one behind it: from 28 to 48 million


def quantities(
    sentence: Sentence, words: Language, columns: tuple[Column, ...] = ()
) -> list[Quantity]:
    """Return the quantities of a sentence in the order of the text.

    `columns` are those of the table that it is a row of.
    """
    found: list[Quantity] = []
    free = sentence.first
    for at in sentence.numerals:
        quantity = _at(sentence, at, words) if at >= free else None
        if quantity is not None:
            found.append(_hedged(sentence, quantity, words, found[-1:]))
            free = quantity.last
    every = (*ranked(sentence, words), *placed(sentence, words))
    ranks = [q for q in every if not any(_meet(q, other) for other in found)]
    if columns:
        found = [in_column(q, column_of(sentence, q, columns)) for q in found]
    if ranks:
        found = sorted([*found, *ranks], key=lambda q: q.first)
    return lent(found, sentence, words)


def _meet(one: Quantity, other: Quantity) -> bool:
    return other.shape != "bare" and one.first < other.last and other.first < one.last


def _at(sentence: Sentence, at: int, words: Language) -> Quantity | None:
    """Return the quantity whose number begins at a token."""
    tokens = sentence.tokens
    if at > sentence.first and tokens.words[at - 1] in words.words["per"]:
        return None  # below the line: 6 litres per 100 km
    spelled = not tokens.words[at][0].isdigit()
    special = multiple(sentence, at, words) if spelled else None
    special = special or fraction(sentence, at, words)
    if special is not None:
        return special
    number = None if _months_of(tokens, at) else number_at(tokens, at, sentence.last, words)
    if number is None or (number.digits and _ordinal(tokens, at, words)):
        return None
    return times(sentence, at, number, words) or _measured(sentence, at, number, words)


def _ordinal(tokens: Tokens, at: int, words: Language) -> bool:
    return tokens.words[at + 1 : at + 2] != [] and (
        tokens.words[at + 1] in words.words["ordinal_ends"] and tokens.joined(at + 1)
    )


def _measured(sentence: Sentence, at: int, number: Number, words: Language) -> Quantity | None:
    """Return a number, or a range of two, with the unit around it."""
    tokens, last = sentence.tokens, sentence.last
    unit = unit_around(tokens, at, number.last, last, words)
    behind = number.last if unit is None else unit.end
    second = _second(sentence, behind, words)
    if second is None or (unit is None and year(tokens, at, number)):
        return _single(sentence, at, number, unit, words)
    start, other = second
    theirs = unit_around(tokens, start, other.last, last, words)
    shared = _shared(unit, theirs, start, tokens.words[behind])
    if shared is None:
        if unit is None and theirs is None:
            return _bare_range(sentence, at, number, start, other, words)
        return _single(sentence, at, number, unit, words)
    first = at if unit is None else unit.first
    end = other.last if theirs is None else theirs.end
    if unit is not None and _apart(sentence, unit, theirs, number, other, behind):
        return _single(sentence, at, number, unit, words)
    whole = rated(tokens, changed(shared, first=first, end=end), at, last, words)
    scale = other.scale if number.scale == 1.0 else number.scale
    ranged = changed(number, scale=scale)
    if _moves(sentence, first) or not number.value * scale < other.total:
        alone = changed(whole, end=number.last if unit is None else unit.end)
        few = number.scale == 1.0 and number.value < FEWER and scale > 1.0
        was = _finished(sentence, at, ranged if few else number, None, alone, words)
        return was and changed(was, before=True)
    return _finished(sentence, at, ranged, other, whole, words)


def year(tokens: Tokens, at: int, number: Number) -> bool:
    """Tell whether a number without a unit looks like a year."""
    raw = tokens.raw[at]
    return len(raw) == 4 and raw.isdecimal() and number.scale == 1.0 and 1800 <= number.value < 2100


def _second(sentence: Sentence, at: int, words: Language) -> tuple[int, Number] | None:
    """Return where the second number of a range begins, and the number."""
    tokens, last = sentence.tokens, sentence.last
    if at >= last or tokens.words[at] not in words.words["range"]:
        return None
    joiner = tokens.words[at]
    if joiner in words.words["and"] and words.words["between"].isdisjoint(
        tokens.words[max(sentence.first, at - 8) : at]
    ):
        return None
    step = at + 1
    while step < last and (
        tokens.words[step] in words.symbols or (tokens.words[step] == "us" and step > at)
    ):
        step += 1
    if step < last and tokens.words[step] in words.words["articles"]:
        return None
    number = number_at(tokens, step, last, words)
    return None if number is None else (step, number)


def _shared(one: Sized | None, other: Sized | None, start: int, joiner: str) -> Sized | None:
    """Return the unit that two numbers of a range share, or None where they are no range."""
    if one is not None and other is not None:
        same = one.name == other.name and one.factor == other.factor
        return other if same else None
    if one is None:
        return None if other is None or other.first < start else other
    return one if one.money and joiner in ("-", "to") else None


def _apart(
    sentence: Sentence, unit: Sized, theirs: Sized | None, number: Number, other: Number, joint: int
) -> bool:
    """Tell whether a change and the level that it led to stand side by side: fell $2 to $210."""
    words, sets = sentence.tokens.words, sentence.language.words
    if words[joint] != "to" or theirs is None:
        return False
    near = range(max(sentence.first, unit.first - MOVED), unit.first)
    verbs = (span for span in sentence.cues("change") if span.last - 1 in near)
    verb = next((v for v in verbs if words[v.last - 1] not in sets["levels"]), None)
    if verb is None or {"from", "between"}.intersection(words[verb.last : unit.first]):
        return False
    by = "by" in words[verb.last : unit.first]
    return not by or number.total * TIMES_MORE < other.total


MOVED = 3  # tokens between a verb of movement and by how much
TIMES_MORE = 5  # a level over what it changed by; less may be a range


def _moves(sentence: Sentence, at: int) -> bool:
    """Tell whether ``from A to B`` is a change from one to the other, not a range."""
    words = sentence.tokens.words
    if at <= sentence.first or words[at - 1] not in sentence.language.words["from"]:
        return False
    start, end = sentence.clause(at)
    return bool(sentence.cues("change", start, end)) and not any(
        word.startswith(("rang", "vari", "vary")) for word in words[start:at]
    )


def _bare_range(
    sentence: Sentence, at: int, number: Number, start: int, other: Number, words: Language
) -> Quantity | None:
    """Return a range that counts something, or has no unit of its own."""
    if dated(sentence.tokens, at, words) or dated(sentence.tokens, start, words):
        return None
    scale = other.scale if number.scale == 1.0 else number.scale
    low, high = number.value * scale, other.total
    counts = counted(sentence, start, other, words)
    if counts is None and not (number.digits and other.digits):
        return None
    if not low < high or _moves(sentence, at):
        return _single(sentence, at, number, None, words)
    middle = tidy((low + high) / 2)
    if counts is None:
        return Quantity(
            at, other.last, middle, low, high, "", shape="bare", scaled=other.scale != 1.0
        )
    return changed(_count(sentence, at, counts, middle, words), low=low, high=high)


def _count(
    sentence: Sentence, first: int, noun: tuple[str, int], value: float, words: Language
) -> Quantity:
    name, behind = noun
    per, end = period_at(sentence.tokens, behind, sentence.last, words)
    per = per or period_before(sentence.tokens, first, words)
    if per is None and name in words.words["vehicles"]:
        per = _passing(sentence, behind, words)
    return Quantity(first, end, value, None, None, f"count/{per}" if per else "count", noun=name)


def _passing(sentence: Sentence, at: int, words: Language) -> str | None:
    """Return the period behind the verb of what is counted: 700 lorries cross it every day."""
    written, (_, end) = sentence.tokens.words, sentence.clause(at)
    for step in range(at, min(end, at + PASSING)):
        if not written[step][0].isalpha():
            return None
        per, _ = period_at(sentence.tokens, step, end, words)
        if per is not None:
            return per
    return None


PASSING = 9  # tokens


def _single(
    sentence: Sentence, at: int, number: Number, unit: Sized | None, words: Language
) -> Quantity | None:
    if unit is not None:
        whole = rated(sentence.tokens, unit, at, sentence.last, words)
        return _finished(sentence, at, number, None, whole, words)
    noun = counted(sentence, at, number, words)
    if noun is not None and divided(sentence.tokens, noun[1], sentence.last, words):
        return None
    if noun is not None:
        return _count(sentence, at, noun, tidy(number.total), words)
    if not number.digits or dated(sentence.tokens, at, words):
        return None
    return Quantity(
        at, number.last, number.total, None, None, "", shape="bare", scaled=number.scale != 1.0
    )


def _finished(
    sentence: Sentence, at: int, number: Number, other: Number | None, unit: Sized, words: Language
) -> Quantity | None:
    """Return a quantity in a unit of the reader, or None where it has none."""
    if unit.per == RATIO:
        return None
    if unit.money and unit.factor < 1.0 and unit.per is None and not _changes(sentence, at):
        return None  # cents are for something, which is not told here
    if unit.name in TIMES and not _lasting(sentence, at, unit.end, words):
        return None
    scale = number.scale if other is None else max(number.scale, other.scale)
    name, factor = told_in(unit.name, scale)
    factor *= unit.factor
    full = f"{name}/{unit.per}" if unit.per else name
    value = tidy(number.total * factor)
    low = high = None
    if other is not None:
        low, high = value, tidy(other.total * factor)
        value = tidy((low + high) / 2)
    return Quantity(
        unit.first, unit.end, value, low, high, full, scaled=scale != 1.0, factor=unit.factor
    )


def _changes(sentence: Sentence, at: int) -> bool:
    """Tell whether something rose or fell by what stands at a token."""
    return bool(sentence.cues("change", sentence.clause(at)[0], at))


def dated(tokens: Tokens, at: int, words: Language) -> bool:
    """Tell whether a number belongs to a date, a time or a telephone."""
    before = tokens.words[at - 1] if at else ""
    behind, after = [*tokens.words[at + 1 : at + 3], "", ""][:2]
    if before in words.months or behind in words.months or _months_of(tokens, at):
        return True
    if behind in (":", "/") and after[:1].isdigit():
        return True
    return before in ("+", ":", "/") and tokens.joined(at)


def _months_of(tokens: Tokens, at: int) -> bool:
    """Tell whether a number is of the months that a report is of: in 9M."""
    raw = tokens.raw[at]
    return raw in MONTHS and tokens.raw[at + 1 : at + 2] == ["M"] and tokens.joined(at + 1)


MONTHS = frozenset(("3", "5", "6", "8", "9", "10", "11"))


def _lasting(sentence: Sentence, first: int, end: int, words: Language) -> bool:
    """Tell whether a time is how long something takes, rather than when it was."""
    tokens = sentence.tokens
    after = tokens.words[end : end + 1]
    if after and after[0] in words.words["ago"]:
        return False
    before = tokens.words[max(sentence.first, first - 2) : first]
    if words.words["past"].intersection(before) or tokens.words[first] in words.words["single"]:
        return False
    long = tokens.words[end - 1].startswith(("year", "month", "yr"))
    if (
        before
        and before[-1] == "in"
        and long
        and not sentence.cues("plan", *sentence.clause(first))
    ):
        return False
    if "the" in before and after and after[0] in words.words["reported"]:
        return False  # the six months to June
    return not (after and after[0] in ("'", "of") and tokens.words[end - 1].startswith("year"))


def _grown(sentence: Sentence, hedge: Span, words: Language) -> bool:
    """Tell whether a word before a number says what something grew to, and is no hedge."""
    start, _ = sentence.clause(hedge.first)
    reaching = sentence.tokens.words[hedge.last - 1] in words.words["reaching"]
    return reaching and bool(sentence.cues("change", start, hedge.first))


def _adds(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a plus behind a quantity adds another: $120m + $250m."""
    words = sentence.tokens.words[quantity.last : quantity.last + 2]
    return words[:1] == ["+"] and len(words) > 1 and not words[1].isalpha()


def _spread(sentence: Sentence, quantity: Quantity, hedge: Span, before: list[Quantity]) -> bool:
    """Tell whether a word only joins two quantities: 3 GW over 954 km, $2bn over five years."""
    words, sets = sentence.tokens.words, sentence.language.words
    near = bool(before) and 0 <= hedge.first - before[-1].last <= SPREAD
    over = words[hedge.last - 1] in sets["spreading"] and quantity.unit in SPANS
    return near and over and before[-1].unit != quantity.unit


SPREAD = 3  # tokens
SPANS = frozenset(("km", "days", "months", "years"))


def _hedged(
    sentence: Sentence, quantity: Quantity, words: Language, before: list[Quantity]
) -> Quantity:
    """Return a quantity with the hedge before or behind it."""
    behind = longest(words.after, sentence.tokens.words, quantity.last)
    if (
        behind
        and behind[0] <= sentence.last
        and quantity.shape != "bare"
        and not _adds(sentence, quantity)
    ):
        return changed(quantity, hedge=behind[1])
    hedges = sentence.cues("hedge")
    if not hedges:
        return quantity
    written, hedged = sentence.tokens.words, sentence.language.words["hedged"]
    first = quantity.first
    while first > sentence.first and written[first - 1] in hedged:
        first -= 1
    for span in reversed(hedges):
        if first <= span.last <= quantity.first and not _grown(sentence, span, words):
            if _spread(sentence, quantity, span, before):
                return quantity
            if "the" in written[span.last : quantity.first] and span.roles["hedge"] != "about":
                return quantity  # above the $60 cap
            return changed(quantity, hedge=span.roles["hedge"])
    return quantity
