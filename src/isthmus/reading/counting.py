"""What bare numbers count: three agreements, 1,004 voyages; and what they do not."""

from __future__ import annotations

from isthmus.reading.language import Language
from isthmus.reading.marking import Sentence
from isthmus.reading.numbers import Number

FEW = 13  # below it, a number in words counts known nouns only
BETWEEN = 3
SHORT = 4  # letters: a plural is longer


def counted(
    sentence: Sentence, first: int, number: Number, words: Language
) -> tuple[str, int] | None:
    """Return the noun that a number counts, and the token behind it.

    Known nouns may be counted by any number but one; others, plurals by their last letter, by
    figures and large numbers alone. A year, or the number of an article, counts nothing.
    """
    tokens, last = sentence.tokens, sentence.last
    if number.total == 1.0 or (number.value != int(number.value) and number.scale == 1.0):
        return None
    before = tokens.words[first - 1] if first > sentence.first else ""
    if before in words.words["numbered"] or before in words.months:
        return None
    if before == "the" and tokens.words[max(sentence.first, first - 2)] == "of":
        return None
    raw = tokens.raw[first]
    year = number.digits and number.scale == 1.0 and raw.isdecimal() and 1800 <= number.value < 2100
    if year and before not in ("over", "than", "about", "some"):
        return None
    many = number.digits or number.total >= FEW
    for step in range(number.last, min(last, number.last + BETWEEN)):
        word = tokens.words[step]
        if word in words.words["counts"]:
            return word, step + 1
        if _ends(word, words):
            return None
        if many and word.endswith("s") and not word.endswith("ss") and len(word) > SHORT:
            return word, step + 1
    return None


def _ends(word: str, words: Language) -> bool:
    """Tell whether a word cannot stand between a number and what it counts."""
    sets = words.words
    return (
        not word.isalpha()
        or word in sets["uncounted"]
        or word in sets["prepositions"]
        or word in sets["never"]
        or word in words.months
        or word in words.units
    )
