"""Numbers in every spelling: digits with any separators, words, halves and dozens."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from isthmus.reading.changing import changed
from isthmus.reading.language import Language
from isthmus.reading.tokens import SPACES, Tokens

GROUPED = re.compile(rf"^\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?$")
COMMAS = re.compile(r"^(?!0)\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
DOTS = re.compile(r"^\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?$|^\d{1,3}(?:\.\d{3})+,\d+$")
PLAIN = re.compile(r"^\d+(?:[.,]\d+)?$")
LARGEST = 1e15
THOUSAND = 1e3
MOST_DIGITS = 40
PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


@dataclass(slots=True)
class Number:
    """A number and the token behind it; `scale` is what a word such as million multiplies by."""

    value: float
    last: int
    scale: float
    digits: bool

    @property
    def total(self) -> float:
        """Return the value times its scale."""
        return self.value * self.scale


def number_at(tokens: Tokens, at: int, last: int, words: Language) -> Number | None:
    """Return the number that begins at a token, with the scale words behind it, or None."""
    if at >= last:
        return None
    figures = tokens.words[at][0].isdigit()
    found = (_in_figures if figures else _in_words)(tokens, at, last, words)
    if found is None:
        return None
    value, end = found
    scale, end = _scaled(tokens, end, last, words)
    whole = Number(value, end, scale, figures)
    return _compounded(tokens, whole, last, words) if scale > THOUSAND else whole


def _compounded(tokens: Tokens, whole: Number, last: int, words: Language) -> Number:
    """Return a number with what is told of it in a smaller scale: 17 million and 700 thousand."""
    at = whole.last
    at += at < last and tokens.words[at] in words.words["and"]
    if at >= last or not tokens.words[at][0].isdigit():
        return whole
    rest = number_at(tokens, at, last, words)
    if rest is None or not 1.0 < rest.scale < whole.scale or rest.total >= whole.scale:
        return whole
    return changed(whole, value=whole.value + rest.total / whole.scale, last=rest.last)


@functools.lru_cache(maxsize=4096)
def digits(text: str, decimal: str = ".") -> float | None:
    """Return the value of digits as written, or None where they are no number (a date).

    A single separator before three digits parts thousands, unless it is the language's decimal
    sign; before any other count of digits it is decimal.
    """
    if len(text) > MOST_DIGITS:
        return None
    if PLAIN.match(text) and not COMMAS.match(text):
        whole, sign, part = text.partition("," if "," in text else ".")
        if sign and sign != decimal and len(part) == 3 and len(whole) <= 3 and whole != "0":
            return float(whole + part)
        return float(f"{whole}.{part}" if sign else whole)
    if COMMAS.match(text):
        if decimal == "," and text.count(",") == 1:
            return float(text.replace(",", "."))
        return float(text.replace(",", ""))
    if GROUPED.match(text):
        return float(re.sub(f"[{SPACES}]", "", text).replace(",", "."))
    if DOTS.match(text):
        return float(text.replace(".", "").replace(",", "."))
    return None


def _scaled(tokens: Tokens, at: int, last: int, words: Language) -> tuple[float, int]:
    """Return the scale behind a number; ``m`` alone is one only before a unit, see quantities."""
    scale = 1.0
    while at < last and scale < LARGEST:
        step = at
        if tokens.words[step] == "-" and step + 1 < last:
            step += 1
        factor = words.scales.get(tokens.words[step])
        if factor is None or (
            len(tokens.words[step]) == 1 and not _one_letter(tokens, step, last, words)
        ):
            return scale, at
        scale *= factor
        at = step + 1
        if at < last and tokens.words[at] == "." and tokens.words[step] in words.words["clipped"]:
            at += 1
    return scale, at


def _one_letter(tokens: Tokens, at: int, last: int, words: Language) -> bool:
    """Tell whether a letter behind a number is a scale: after money, or before a unit."""
    before = at - 2
    money = before >= 0 and (
        tokens.words[before] in "$€£₽" or tokens.words[before] in ("usd", "eur")
    )
    follows = at + 1 < last and tokens.words[at + 1] in words.words["after_letter"]
    measured = at + 1 < last and tokens.words[at + 1] in words.words["long"]
    return money or follows or (tokens.joined(at) and not measured)


def _parted(written: list[str], at: int, last: int, words: Language) -> tuple[float, int] | None:
    """Return a fraction of a scale: a quarter of a million, three quarters of a billion."""
    if at + 4 >= last or written[at + 2] != "of" or written[at + 3] not in words.words["articles"]:
        return None
    top = 1 if written[at] in words.words["articles"] else words.numbers.get(written[at])
    below = words.fractions.get(written[at + 1])
    scaled = len(written[at + 4]) > 1 and written[at + 4] in words.scales
    return (top / below, at + 4) if top and below and scaled else None


def _in_figures(tokens: Tokens, at: int, last: int, words: Language) -> tuple[float, int] | None:
    """Return the value of figures: 1,200, 8 ½."""
    value = digits(tokens.raw[at], words.raw["decimal"])
    if value is None:
        return None
    part = PARTS.get(tokens.words[at + 1]) if at + 1 < last else None
    return (value, at + 1) if part is None else (value + part, at + 2)


def _in_words(tokens: Tokens, at: int, last: int, words: Language) -> tuple[float, int] | None:
    """Return the value of number words: twenty-four, eight and a half, a quarter of a million."""
    return _parted(tokens.words, at, last, words) or _spelled(tokens.words, at, last, words)


def _spelled(written: list[str], at: int, last: int, words: Language) -> tuple[float, int] | None:
    table = words.numbers
    word = written[at]
    sets = words.words
    if word in sets["indefinite"]:
        nearby = written[at + 1] if at + 1 < last else ""
        if nearby in sets["collective"]:
            return table[nearby], at + 2
        return (1.0, at + 1) if nearby in words.scales and len(nearby) > 1 else None
    if word in sets["halves"]:
        article = at + 2 < last and written[at + 1] in sets["indefinite"]
        if article and written[at + 2] in words.scales:
            return 0.5, at + 2
        return None
    if word not in table:
        return None
    total = float(table[word])
    end = at + 1
    step = end + 1 if end < last and written[end] == "-" else end
    if total >= 20 and step < last and 0 < table.get(written[step], 0) < 10:
        total += table[written[step]]
        end = step + 1
    if end < last and written[end] in sets["hundreds"]:
        total *= words.scales[written[end]]
        end += 1
        step = end + 1 if end < last and written[end] in sets["and"] else end
        rest = _spelled(written, step, last, words) if step < last else None
        if rest and rest[0] < 100:
            total, end = total + rest[0], rest[1]
    behind = written[end : end + 3]
    half = len(behind) == 3 and behind[0] in sets["and"] and behind[1] in sets["indefinite"]
    if half and behind[2] in sets["halves"]:
        return total + 0.5, end + 3
    return total, end
