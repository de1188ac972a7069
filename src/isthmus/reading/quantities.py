"""Quantities: a number with its unit, hedge, range and period, as written and normalised."""

from __future__ import annotations

from dataclasses import replace

from isthmus.reading.counting import counted
from isthmus.reading.language import Language, UnitWord, longest
from isthmus.reading.marking import Sentence
from isthmus.reading.multiples import fraction, multiple, ranked
from isthmus.reading.numbers import Number, number_at
from isthmus.reading.quantity import Quantity
from isthmus.reading.tokens import Tokens

RANGE = frozenset(("-", "to", "or", "and", "/"))


def quantities(sentence: Sentence, words: Language) -> list[Quantity]:
    """Return the quantities of a sentence in the order of the text."""
    found: list[Quantity] = []
    at = sentence.first
    while at < sentence.last:
        quantity = _at(sentence, at, words)
        if quantity is None:
            at += 1
            continue
        found.append(_hedged(sentence, quantity, words))
        at = max(quantity.last, at + 1)
    ranks = [q for q in ranked(sentence, words) if not any(_meet(q, other) for other in found)]
    return sorted(_filled([*found, *ranks], sentence, words), key=lambda q: q.first)


def _meet(one: Quantity, other: Quantity) -> bool:
    return other.shape != "bare" and one.first < other.last and other.first < one.last


def _at(sentence: Sentence, at: int, words: Language) -> Quantity | None:
    """Return the quantity whose number begins at a token."""
    tokens, last = sentence.tokens, sentence.last
    word = tokens.words[at]
    if word in words.multiples or word in words.fractions or word in ("a", "one"):
        special = multiple(sentence, at, words) or fraction(sentence, at, words)
        if special is not None:
            return special
    if not (word[0].isdigit() or word in words.numbers or word in ("a", "an", "half")):
        return None
    special = fraction(sentence, at, words)
    if special is not None:
        return special
    number = number_at(tokens, at, last, words)
    if number is None:
        return None
    return _measured(sentence, at, number, words)


def _measured(sentence: Sentence, at: int, number: Number, words: Language) -> Quantity | None:
    """Return a number, or a range of two, with the unit around it."""
    tokens, last = sentence.tokens, sentence.last
    money = currency_before(tokens, at, words)
    first = at if money is None else money[0]
    end, unit = number.last, None
    if money is None:
        unit, end = unit_at(tokens, end, last, words)
    other = _second(sentence, number.last if unit is None else end, words)
    if other is None:
        return _single(sentence, first, number, end, unit, money, words)
    start, second = other
    if unit is None and money is None:
        unit, end = unit_at(tokens, second.last, last, words)
        if unit is None:
            return (
                None
                if _dated(tokens, at, words)
                else _single(sentence, first, number, number.last, None, None, words)
            )
        if _moves(sentence, at, words):
            return _single(
                sentence, first, number._replace(scale=number.scale), number.last, unit, None, words
            )
    else:
        own, after = unit_at(tokens, second.last, last, words)
        if money is None and own != unit and own is not None:
            return _single(sentence, first, number, end, unit, money, words)
        if _moves(sentence, first, words):
            return _single(sentence, first, number, end, unit, money, words)
        end = after if own is not None else second.last
    scale = second.scale if number.scale == 1.0 else number.scale
    low, high = number.value * scale, second.total
    if not low < high:
        return _single(sentence, first, number, number.last, unit, money, words)
    name = money[1] if money else (unit.unit if unit else "")
    return _finished(sentence, first, end, (low + high) / 2, (low, high), name, unit, words,
                     max(number.scale, second.scale))  # fmt: skip


def _second(sentence: Sentence, at: int, words: Language) -> tuple[int, Number] | None:
    """Return where the second number of a range begins, and the number."""
    tokens, last = sentence.tokens, sentence.last
    if at >= last or tokens.words[at] not in RANGE:
        return None
    joiner = tokens.words[at]
    if joiner == "and" and "between" not in tokens.words[max(sentence.first, at - 8) : at]:
        return None
    step = at + 1
    if joiner == "-" and step < last and tokens.words[step] in ("to", "and"):
        step += 1
    money = step < last and tokens.words[step] in words.symbols
    step += money
    if money and step < last and tokens.words[step] in words.symbols:
        step += 1
    if step < last and tokens.words[step] in words.words["articles"]:
        return None
    number = number_at(tokens, step, last, words)
    return None if number is None else (step, number)


def _moves(sentence: Sentence, at: int, words: Language) -> bool:
    """Tell whether ``from A to B`` is a change from one to the other, not a range."""
    tokens = sentence.tokens
    back = at - 1
    if back < sentence.first or tokens.words[back] != "from":
        return False
    start, end = sentence.clause(at)
    return bool(sentence.cues("change", start, end)) and not any(
        word in ("range", "ranges", "ranging", "vary", "varies") for word in tokens.words[start:at]
    )


def _single(
    sentence: Sentence,
    first: int,
    number: Number,
    end: int,
    unit: UnitWord | None,
    money: tuple[int, str] | None,
    words: Language,
) -> Quantity | None:
    tokens = sentence.tokens
    if unit is None and money is None:
        noun = counted(sentence, first, number, words)
        if noun is not None:
            name, last = noun
            per, last = period_at(tokens, last, sentence.last, words)
            per = per or _period_before(tokens, first, noun[1], words)
            unit_name = f"count/{per}" if per else "count"
            return Quantity(first, last, number.total, None, None, unit_name, noun=name)
        if number.digits and not _dated(tokens, first, words):
            return Quantity(
                first, number.last, number.total, None, None, "", shape="bare",
                scaled=number.scale != 1.0,
            )  # fmt: skip
        return None
    name = money[1] if money else (unit.unit if unit else "")
    return _finished(sentence, first, end, number.total, None, name, unit, words, number.scale)


def _finished(
    sentence: Sentence,
    first: int,
    end: int,
    value: float,
    ends: tuple[float, float] | None,
    name: str,
    unit: UnitWord | None,
    words: Language,
    scale: float,
) -> Quantity | None:
    """Return a quantity in a unit of the reader, with its period or what a price is for."""
    tokens, last = sentence.tokens, sentence.last
    if name in ("days", "months", "years") and not _lasting(sentence, first, end, words):
        return None
    per = unit.per if unit else None
    if per is None:
        per, end = period_at(tokens, end, last, words)
    name, factor = scaled_unit(name, scale, words)
    factor *= unit.factor if unit else 1.0
    if (per is None and name in words.symbols.values()) or name in ("TRY", "KZT", "IRR", "UAH"):
        good, end = good_at(tokens, end, last, words)
        name = f"{name}/{good}" if good else name
    elif per is None and name in PERIODIC:
        per = _period_before(tokens, first, end, words)
    if per in ("month", "week"):
        factor, per = factor * (12 if per == "month" else 365 / 7), "yr"
    full = f"{name}/{per}" if per and name in PERIODIC else name
    low, high = (None, None) if ends is None else (ends[0] * factor, ends[1] * factor)


PERIODIC = frozenset(
    ("bcm", "mcm", "m3", "Mt", "kt", "t", "bbl", "TEU", "TWh", "USD", "EUR", "RUB", "count", "GBP",
     "AZN", "CNY", "AMD", "GEL", "INR", "JPY", "ZAR", "CHF")
)  # fmt: skip


def tidy(value: float | None) -> float | None:
    """Return a number without the dust of floating point."""
    return None if value is None else float(f"{value:.12g}")


def scaled_unit(name: str, scale: float, words: Language) -> tuple[str, float]:
    """Return the unit in which a quantity is told, and by what its number is multiplied."""
    if name == "m3" and scale >= 1e9:
        return "bcm", 1e-9
    if name == "m3" and scale >= 1e6:
        return "mcm", 1e-6
    if name == "t" and scale >= 1e6:
        return "Mt", 1e-6
    if name == "t" and scale >= 1e3:
        return "kt", 1e-3
    return name, 1.0


def currency_before(tokens: Tokens, at: int, words: Language) -> tuple[int, str] | None:
    """Return where a currency before a number begins, and the currency."""
    if at == 0:
        return None
    sign = words.symbols.get(tokens.words[at - 1])
    if sign is not None:
        us = at > 1 and tokens.words[at - 2] in ("us", "u.s") and tokens.joined(at - 1)
        return at - 1 - us, sign
    code = tokens.raw[at - 1]
    if len(code) == 3 and code.isupper():
        found = longest(words.units, tokens.words, at - 1)
        if found and found[0] == at and found[1].unit == code:
            return at - 1, code
    return None


def unit_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[UnitWord | None, int]:
    """Return the unit that begins at a token, a dash before it passed over, and its end."""
    step = at
    if step < last and tokens.words[step] == "-" and tokens.joined(step):
        step += 1
    found = longest(words.units, tokens.words, step)
    if found is None or found[0] > last:
        found = longest(words.units, tokens.words, step + 1) if _adjective(tokens, step) else None
        if found is None or found[0] > last:
            return None, at
    end, unit = found
    word = tokens.words[end - 1]
    if word == "b" and tokens.words[end : end + 1] != ["/"]:
        return None, at
    if (
        word in ("m", "x", "t", "feet")
        and end < last
        and tokens.words[end] in ("/", ".")
        and word == "m"
    ):
        return None, at
    if tokens.words[step] in _NEEDS_CAPITALS and not tokens.raw[step].isupper():
        return None, at
    return unit, end


_NEEDS_CAPITALS = frozenset(("try",))
_ADJECTIVES = frozenset(("metric", "nautical", "us", "standard", "long", "calendar", "full"))


def _adjective(tokens: Tokens, at: int) -> bool:
    return at + 1 < len(tokens.words) and tokens.words[at] in _ADJECTIVES


def period_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[str | None, int]:
    """Return the period that a rate is for, and its end."""
    found = longest(words.periods, tokens.words, at)
    return (found[1], found[0]) if found and found[0] <= last else (None, at)


def _period_before(tokens: Tokens, first: int, end: int, words: Language) -> str | None:
    """Return the period of a word such as daily that stands shortly before, or right behind."""
    near = tokens.words[max(0, first - 5) : first]
    if words.words["daily"].intersection(near):
        return "d"
    return "yr" if words.words["annual"].intersection(near) else None


def good_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[str | None, int]:
    """Return what a price is for, and its end: per tonne, a barrel, /t."""
    step = at
    while step < last and tokens.words[step] in ("us", "dollars"):
        step += 1
    if step >= last:
        return None, at
    if tokens.words[step] == "apiece":
        return None, at
    if tokens.words[step] == "pmt":
        return "t", step + 1
    if tokens.words[step] not in ("per", "a", "an", "/", "for"):
        return None, at
    step += 1
    if step < last and tokens.words[step] in ("every", "each", "a"):
        step += 1
    found = longest(words.per, tokens.words, step)
    return (found[1], found[0]) if found and found[0] <= last else (None, at)


def _dated(tokens: Tokens, at: int, words: Language) -> bool:
    """Tell whether a number belongs to a date, a time or a telephone."""
    around = (*tokens.words[max(0, at - 1) : at], *tokens.words[at + 1 : at + 2])
    if any(word in words.months for word in around):
        return True
    follows = tokens.words[at + 1 : at + 3]
    if follows and follows[0] in (":", "/") and len(follows) > 1 and follows[1][0].isdigit():
        return True
    return tokens.words[max(0, at - 1) : at] in (["+"], [":"], ["/"])


def _lasting(sentence: Sentence, first: int, end: int, words: Language) -> bool:
    """Tell whether a time is how long something takes, rather than when it was."""
    tokens = sentence.tokens
    after = tokens.words[end : end + 1]
    if after and after[0] in words.words["ago"]:
        return False
    before = tokens.words[max(sentence.first, first - 2) : first]
    if words.words["past"].intersection(before):
        return False
    if tokens.words[first] in ("one", "a"):
        return False
    unit = tokens.words[end - 1]
    if before and before[-1] == "in" and unit.startswith(("year", "month")):
        return False
    return not (after and after[0] in ("'", "of") and unit.startswith("year"))


def _hedged(sentence: Sentence, quantity: Quantity, words: Language) -> Quantity:
    """Return a quantity with the hedge before or behind it."""
    behind = longest(words.after, sentence.tokens.words, quantity.last)
    if behind and behind[0] <= sentence.last and quantity.shape != "bare":
        return replace(quantity, hedge=behind[1])
    written = sentence.tokens.words
    first = quantity.first
    while (
        first > sentence.first
        and written[first - 1] in ("the", "a", "an", "just", "+", "-", "total", "of")
        and quantity.hedge == "none"
    ):
        if written[first - 1] == "of" and written[first - 2 : first - 1] not in (
            ["excess"],
            ["maximum"],
            ["minimum"],
            ["region"],
            ["order"],
        ):
            break
        first -= 1
        if written[first] in ("of", "just"):
            first += 1
            break
    for span in reversed(sentence.spans):
        if span.last == first and "hedge" in span.roles:
            return replace(quantity, hedge=span.roles["hedge"])
        if span.last < first:
            break
    return quantity


def _filled(found: list[Quantity], sentence: Sentence, words: Language) -> list[Quantity]:
    """Return the quantities with those without a unit given their neighbour's, or dropped."""
    done: list[Quantity] = []
    for at, quantity in enumerate(found):
        if quantity.shape != "bare":
            done.append(quantity)
            continue
        unit = _neighbour(found, at, sentence, words)
        if unit is not None:
            scale = 1e6 if False else 1.0
            done.append(replace(quantity, unit=unit[0], shape="plain",
                                value=tidy(quantity.value * unit[1] * scale) or 0.0))  # fmt: skip
    return done


def _neighbour(
    found: list[Quantity], at: int, sentence: Sentence, words: Language
) -> tuple[str, float] | None:
    """Return the unit that a bare number takes from a quantity of its sentence, and a factor."""
    written = sentence.tokens.words
    here = found[at]
    before = written[here.first - 1] if here.first > sentence.first else ""
    plain = [q for q in found if q.shape == "plain" and q.unit not in ("%", "rank", "x")]
    if before == "from" and at + 1 < len(found) and found[at + 1] in plain:
        follower = found[at + 1]
        if follower.first - here.last <= 3:
            return _as(follower, here)
    earlier = [q for q in plain if q.last <= here.first]
    if not earlier:
        return None
    named = any(span.last == here.first for span in sentence.names)
    against = before in ("against", "to", "than", "with", "from", "of", "versus", ":", "(", "only")
    followed = written[here.last : here.last + 1]
    if followed and followed[0].isalpha() and followed[0] not in _LIGHT:
        against = named = False
    year = 1900 <= here.value < 2100 and not here.scaled and here.value == int(here.value)
    if year or not (named or against or here.scaled or _of_it(written, here.last)):
        return None
    return _as(earlier[-1], here)


def _of_it(written: list[str], at: int) -> bool:
    return written[at : at + 2] in (["of", "it"], ["of", "them"])


_LIGHT = frozenset(
    (
        "of",
        "in",
        "and",
        "a",
        "by",
        "while",
        "from",
        "last",
        "under",
        "for",
        "at",
        "but",
        "to",
        "per",
        "annually",
        "daily",
        "before",
        "the",
    )
)


def _as(model: Quantity, here: Quantity) -> tuple[str, float]:
    """Return a model's unit for a bare number: what is told in millions stays in millions."""
    unit = model.unit
    name, _, per = unit.partition("/")
    if here.scaled and name in ("Mt", "kt", "bcm", "mcm"):
        million = {"Mt": 1e-6, "kt": 1e-3, "bcm": 1e-9, "mcm": 1e-6}[name]
        if name == "mcm" and here.value >= 1e9:
            return (f"bcm/{per}" if per else "bcm"), 1e-9
        return unit, million
    return unit, 1.0
