"""Shares, multiples and ranks told in words: half, three quarters, twice, third largest."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.reading.changing import changed
from isthmus.reading.language import Language
from isthmus.reading.marking import Sentence
from isthmus.reading.numbers import Number
from isthmus.reading.quantity import Quantity


def _quantity(first: int, last: int, value: float, unit: str, **more: object) -> Quantity:
    return Quantity(first, last, value, None, None, unit, **more)  # type: ignore[arg-type]


def fraction(sentence: Sentence, at: int, words: Language) -> Quantity | None:
    """Return a share told as a fraction, in per cent: half, a third of, two-thirds."""
    written, last = sentence.tokens.words, sentence.last
    word = written[at]
    if word == "half":
        before = written[at - 1] if at > sentence.first else ""
        after = written[at + 1] if at + 1 < last else ""
        ordinal = before in words.ordinals or before in ("a", "last", "other")
        if ordinal or after in ("a", "an", "-", "hour", "year", "time", "way"):
            return None
        if before == "and" and at - 2 in sentence.numerals:
            return None
        return _quantity(at, at + 1, 50.0, "%", shape="share")
    if word[0].isdigit():
        return _slashed(sentence, at) if at + 2 < last and written[at + 1] == "/" else None
    top = 1 if word in ("a", "one", "an") else words.numbers.get(word)
    if not top or at + 1 >= last:
        return None
    step = at + 1 + (written[at + 1] == "-")
    below = words.fractions.get(written[step]) if step < last else None
    plural = step < last and written[step].endswith("s")
    if below is None or (top > 1) != plural or written[step] == "half":
        return None
    follower = written[step + 1] if step + 1 < last else "."
    if follower == "of" and written[step + 3 : step + 4] and written[step + 3] in words.scales:
        return None  # a quarter of a million
    known = follower in words.words["parted"] or not follower.isalpha()
    if not (known or top > 1):
        return None
    return _quantity(at, step + 1, float(f"{100.0 * top / below:.6g}"), "%", shape="share")


def _slashed(sentence: Sentence, at: int) -> Quantity | None:
    """Return a fraction written with a stroke and followed by `of`: 2/3 of."""
    written = sentence.tokens.words
    top, bottom = written[at], written[at + 2]
    few = top.isdecimal() and bottom.isdecimal() and max(len(top), len(bottom)) < 3
    if written[at + 3 : at + 4] != ["of"] or not few:
        return None
    if not 0 < int(top) < int(bottom) <= 20:
        return None
    return _quantity(at, at + 3, float(f"{100 * int(top) / int(bottom):.6g}"), "%", shape="share")


def times(sentence: Sentence, at: int, number: Number, words: Language) -> Quantity | None:
    """Return a multiple told by a number: four times the price, three- to fourfold."""
    tokens, last = sentence.tokens, sentence.last
    written = tokens.words
    end = number.last
    if end >= last or written[end] not in ("-", "x", "times", "fold"):
        return None
    if written[end : end + 2] == ["-", "to"] and end + 2 < last:
        high = words.multiples.get(written[end + 2])
        if high is None:
            return None
        middle = (number.value + high) / 2
        middling = _quantity(at, end + 3, middle, "x", shape="multiple")
        return changed(middling, low=number.value, high=high)
    if written[end] == "x" and tokens.joined(end):
        return _quantity(at, end + 1, number.value, "x", shape="multiple")
    end += written[end] == "-"
    if written[end : end + 1] == ["fold"]:
        return _quantity(at, end + 1, number.value, "x", shape="multiple")
    if written[end : end + 1] != ["times"]:
        return None
    behind = written[end + 1] if end + 1 < last else "."
    before = written[at - 1] if at > sentence.first else ""
    if (
        behind not in words.words["compared"]
        and before not in ("by", "+")
        and not _grown(sentence, at)
    ):
        return None
    return _quantity(at, end + 1, number.value, "x", shape="multiple")


def _grown(sentence: Sentence, at: int) -> bool:
    return any(0 <= at - span.last <= 2 for span in sentence.cues("change"))


def multiple(sentence: Sentence, at: int, words: Language) -> Quantity | None:
    """Return a multiple told as a word: tripled, twice what, fourfold."""
    written, last = sentence.tokens.words, sentence.last
    value = words.multiples.get(written[at])
    if value is None:
        return None
    after = written[at + 1] if at + 1 < last else "."
    if written[at] == "twice" and after not in words.words["compared"]:
        return None
    if (
        written[at] in ("double", "triple")
        and after.isalpha()
        and after not in words.words["compared"]
    ):
        return None
    if after == "-":
        return None
    return _quantity(at, at + 1, float(value), "x", shape="multiple")


def ranked(sentence: Sentence, words: Language) -> Iterator[Quantity]:
    """Yield the ranks of a sentence: third largest partner, No. 1 buyer, the largest exporter."""
    written = sentence.tokens.words
    for span in sentence.cues("superlative"):
        noun = _rank_noun(sentence, span.last)
        if noun is None:
            continue
        first, rank = _ordinal_before(sentence, span.first, words)
        if rank is None:
            before = written[span.first - 1] if span.first > sentence.first else ""
            possessive = before in ("'s", "the") or before == "'"
            if not possessive or written[span.first] in (
                "main",
                "top",
                "leading",
                "most",
                "longest",
                "cheapest",
            ):
                continue
            rank, first = 1.0, span.first
        if written[first] == "one" or written[max(0, first - 3) : first - 1] == ["one", "of"]:
            continue
        yield _quantity(first, noun[1], rank, "rank", noun=noun[0], shape="rank")
    for at in sentence.numerals:
        first, rank = _numbered(sentence, at, words)
        noun = None if rank is None else _rank_noun(sentence, at + 1)
        if rank is not None and noun is not None:
            yield _quantity(first, noun[1], rank, "rank", noun=noun[0], shape="rank")


def _numbered(sentence: Sentence, at: int, words: Language) -> tuple[int, float | None]:
    """Return where a numbered rank begins, and its number: No. 1, number two."""
    written = sentence.tokens.words
    if at - 2 >= sentence.first and written[at - 2 : at] == ["no", "."]:
        plain = written[at].isdecimal() and len(written[at]) < 4
        return at - 2, float(written[at]) if plain else None
    if at > sentence.first and written[at - 1] in words.words["numbering"]:
        return at - 1, float(words.numbers[written[at]]) if written[at] in words.numbers else None
    return at, None


def ranks_told(sentence: Sentence) -> bool:
    """Tell whether a sentence has a word of ranks: ranked second, in third place."""
    sets = sentence.language.words
    return not (sentence.has.isdisjoint(sets["ranking"]) and sentence.has.isdisjoint(sets["ranks"]))


def placed(sentence: Sentence, words: Language) -> Iterator[Quantity]:
    """Yield the ranks of a sentence that name no kind: ranked second, rose to third place."""
    if not ranks_told(sentence):
        return
    written, sets = sentence.tokens.words, words.words
    for at in range(sentence.first, sentence.last - 1):
        ordinal, behind = words.ordinals.get(written[at]), written[at + 1]
        before = written[at - 1] if at > sentence.first else ""
        told = before in sets["ranking"] and behind not in sets["ordering"]
        if ordinal and (behind in sets["ranks"] or told):
            compared = sentence.cues("superlative", at + 1, at + 3)
            if not compared and not (behind in sets["ranks"] and before in sets["definite"]):
                yield _quantity(at, at + 1, float(ordinal), "rank", shape="rank")


def _rank_noun(sentence: Sentence, at: int) -> tuple[str, int] | None:
    """Return the noun that is ranked, within a few words, and its end."""
    for span in sentence.spans:
        if span.first >= at and span.first - at <= 3 and "rank noun" in span.roles:
            return " ".join(sentence.tokens.words[span.first : span.last]), span.last
    return None


def _ordinal_before(sentence: Sentence, at: int, words: Language) -> tuple[int, float | None]:
    """Return where the ordinal before a superlative begins, and its number."""
    written, tokens = sentence.tokens.words, sentence.tokens
    back = at - 1
    if back > sentence.first and written[back] == "-":
        back -= 1
    if back >= sentence.first and written[back] in words.ordinals:
        return back, float(words.ordinals[written[back]])
    if (
        back > sentence.first
        and written[back] in words.words["ordinal_ends"]
        and tokens.joined(back)
    ):
        before = written[back - 1]
        if before.isdecimal() and len(before) < 4:
            return back - 1, float(before)
    return at, None
