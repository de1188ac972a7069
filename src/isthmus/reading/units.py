"""The unit around a number: before it, behind it, per what time, for what good."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from isthmus.reading.changing import changed
from isthmus.reading.language import Language, UnitWord, longest
from isthmus.reading.tokens import Tokens

TIMES = frozenset(("days", "months", "years"))
UNRATED = frozenset(("%", "x", "rank", "km", "ha", "MW", "GW", "kV", *TIMES))
STEMS = frozenset(("m", "x"))
NEAR = 5
FAR = 10  # tokens
LARGER = {"m3": ((1e9, "bcm"), (1e6, "mcm")), "t": ((1e6, "Mt"), (1e3, "kt"))}
RATIO = "?"  # what is per something that the reader has no unit for


@dataclass(slots=True)
class Sized:
    """A unit: its name, what it multiplies by, per what, and the tokens it spans with its number.

    `first` is before the number where a currency stands there.
    """

    name: str
    factor: float
    per: str | None
    first: int
    end: int

    @property
    def money(self) -> bool:
        """Tell whether it is a currency."""
        return len(self.name) == 3 and self.name.isupper() and self.name != "TEU"


def currency_before(tokens: Tokens, at: int, words: Language) -> tuple[int, str] | None:
    """Return where a currency before a number begins, and the currency."""
    if at == 0:
        return None
    sign = words.symbols.get(tokens.words[at - 1])
    if sign is not None:
        before = tokens.words[at - 2] if at > 1 and tokens.joined(at - 1) else ""
        if before.isalpha() and before not in ("us", "u.s"):  # N$4 billion is not US$4 billion
            other = words.symbols.get(before + tokens.words[at - 1])
            return (at - 2, other) if other else None
        us = at > 1 and tokens.words[at - 2] in ("us", "u.s") and tokens.joined(at - 1)
        return at - 1 - us, sign
    code = tokens.raw[at - 1]
    if len(code) == 3 and code.isupper():
        found = longest(words.units, tokens.words, at - 1)
        if found and found[0] == at and found[1].unit == code:
            return at - 1, code
    return None


def unit_around(tokens: Tokens, at: int, behind: int, last: int, words: Language) -> Sized | None:
    """Return the unit of the number that begins at a token and ends before another."""
    money = currency_before(tokens, at, words)
    if money is not None:
        return Sized(money[1], 1.0, None, money[0], behind)
    found = _unit_at(tokens, behind, last, words)
    if found is None:
        return None
    unit, end = found
    return Sized(unit.unit, unit.factor, unit.per, at, end)


def _unit_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[UnitWord, int] | None:
    """Return the unit that begins at a token, a dash before it passed over, and its end."""
    step = at
    if step < last and tokens.words[step] == "-" and tokens.joined(step):
        step += 1
    found = longest(words.units, tokens.words, step)
    if found is None and step + 1 < last and tokens.words[step] in words.words["unit_adjectives"]:
        found = longest(words.units, tokens.words, step + 1)
    if found is None or found[0] > last:
        return None
    end, unit = found
    word = tokens.words[end - 1]
    stroke = tokens.words[end : end + 1] == ["/"]
    if (word == "b" and not stroke) or (word in STEMS and end - step == 1 and stroke):
        return None
    if tokens.words[step] in words.words["spelled_large"] and not tokens.raw[step].isupper():
        return None
    return unit, end


def rated(tokens: Tokens, unit: Sized, at: int, last: int, words: Language) -> Sized:
    """Return a unit with the period that it is per, or the good that a price is for.

    It is per `RATIO` where the reader has no unit for the whole: kilometres per hour, dollars per
    tonne-kilometre. The unit above the line alone would be wrong.
    """
    per, end = period_at(tokens, unit.end, last, words)
    if per is None and unit.money:
        per, end = good_at(tokens, unit.end, last, words)
    timed = unit.name in TIMES and per is not None
    if timed or divided(tokens, end, last, words, compound=per is not None):
        return changed(unit, per=RATIO)
    if unit.per is not None or unit.name in UNRATED:
        return unit
    if per is None and not unit.money:
        per = period_before(tokens, at, words)
    return unit if per is None else changed(unit, per=per, end=end)


def divided(tokens: Tokens, at: int, last: int, words: Language, *, compound: bool = False) -> bool:
    """Tell whether a unit goes on below the line: per cubic metre, /h, -kilometre, a ship."""
    written = tokens.words
    if at + 1 >= last:
        return False
    if written[at] == "-":
        return compound and tokens.joined(at) and tokens.joined(at + 1)
    if written[at] == "of" and written[at + 2 : at + 4] in (["for", "each"], ["for", "every"]):
        return True
    if written[at : at + 2] in (["for", "each"], ["for", "every"]):
        return True
    if written[at] in ("per", "/"):
        return not _timed(tokens, at, last, words)
    plural = {f"{written[at + 1]}s", f"{written[at + 1]}es"}
    return written[at] in words.words["indefinite"] and not plural.isdisjoint(words.words["counts"])


def _timed(tokens: Tokens, at: int, last: int, words: Language) -> bool:
    """Tell whether a period, or another number, begins at a token: 2 % per year, 5 km / 3 miles."""
    follows = tokens.words[at + 1]
    period = period_at(tokens, at, last, words)[0] is not None
    return period or (tokens.words[at] == "/" and not follows.isalpha())


def period_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[str | None, int]:
    """Return the period that a rate is for, and its end; ``a year earlier`` is none."""
    found = longest(words.periods, tokens.words, at)
    of = tokens.words[at : at + 2]
    if of[:1] == ["of"] and not words.words["annual"].isdisjoint(of):
        return "yr", at  # 20 Mt of annual capacity
    if found is None and of[:1] == ["of"]:
        found = next(filter(None, _periods(tokens, at, last, words)), None)
    if found is None or found[0] > last:
        return None, at
    after = tokens.words[found[0] : found[0] + 1]
    if after and after[0] in words.words["ago"]:
        return None, at
    return found[1], found[0]


def _periods(
    tokens: Tokens, at: int, last: int, words: Language
) -> Iterator[tuple[int, str] | None]:
    """Yield the periods behind a good and where it goes: 10 bcm of gas to Greece every year."""
    for step in range(at + 2, min(last, at + FAR)):
        if not tokens.words[step][0].isalpha():
            return
        yield longest(words.periods, tokens.words, step)


def period_before(tokens: Tokens, first: int, words: Language) -> str | None:
    """Return the period of a word such as daily that stands shortly before a number."""
    near = tokens.words[max(0, first - NEAR) : first]
    for step, word in enumerate(near[:-1], first - len(near)):
        found = longest(words.periods, tokens.words, step) if word in words.words["every"] else None
        if found and found[0] <= first:
            return str(found[1])
    if words.words["daily"].intersection(near):
        return "d"
    if words.words["annual"].intersection(near):
        return "yr"
    first_of = max(0, first - 3 * NEAR)
    stops = (at + 1 for at in range(first - 1, first_of - 1, -1) if _stops(tokens, at, words))
    wide = tokens.words[next(stops, first_of) : first]
    told = any(
        one in words.words["annual"] and other in words.words["yearly"]
        for one, other in itertools.pairwise(wide)
    )
    return "yr" if told else None


def _stops(tokens: Tokens, at: int, words: Language) -> bool:
    return tokens.words[at] in words.words["stopping"]


def good_at(tokens: Tokens, at: int, last: int, words: Language) -> tuple[str | None, int]:
    """Return what a price is for, and its end: per tonne, a barrel, /t."""
    step = at
    while step < last and tokens.words[step] in ("us", "dollars"):
        step += 1
    if step < last and tokens.words[step] == "pmt":
        return "t", step + 1
    if step >= last or tokens.words[step] not in words.words["prices"]:
        return None, at
    step += 1
    if step < last and tokens.words[step] in ("every", "each", "a"):
        step += 1
    found = longest(words.per, tokens.words, step)
    return (found[1], found[0]) if found and found[0] <= last else (None, at)


def told_in(name: str, scale: float) -> tuple[str, float]:
    """Return the unit in which a quantity is told, and by what its number is multiplied.

    Billions of cubic metres are bcm, millions of tonnes Mt; what is written without such a word
    stays in its own unit.
    """
    for least, larger in LARGER.get(name, ()):
        if scale >= least:
            return larger, 1 / least
    return name, 1.0


def tidy(value: float) -> float:
    """Return a number without the dust of floating point."""
    return float(f"{value:.12g}")
