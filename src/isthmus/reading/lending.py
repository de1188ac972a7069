"""Bare numbers take the unit of a neighbour: Poti handled 430,000 TEU and Batumi 120,000."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.language import Language
from isthmus.reading.marking import Sentence
from isthmus.reading.quantity import Quantity
from isthmus.reading.units import TIMES, period_at, period_before, tidy

LARGE = {"Mt": 1e-6, "kt": 1e-3, "bcm": 1e-9, "mcm": 1e-6}
NO_LENDERS = frozenset(("%", "rank", "x"))
UNSCALED = frozenset(("days", "months", "years", "km"))  # of which nothing has millions
CLOSE = 3
PERIODS = ("", "yr", "d", "month", "week")
SCALES = (1e3, 1e6, 1e9)
ALIKE = 5  # times, within which what a word scales is compared with what it leaves out


def lent(found: list[Quantity], sentence: Sentence, words: Language) -> list[Quantity]:
    """Return quantities, those without a unit given their neighbour's, or dropped."""
    done: list[Quantity] = []
    for at, quantity in enumerate(found):
        if quantity.shape != "bare":
            done.append(_priced_alike(quantity, done, sentence))
            continue
        follower = found[at + 1] if at + 1 < len(found) else None
        beside = bool(done) and done[-1].last == quantity.first - 1
        counted = None if beside else _counted_before(quantity, sentence, words)
        unit = counted or _lender(done, follower, quantity, sentence)
        if unit is not None:
            name, factor = unit
            per, end = period_at(sentence.tokens, quantity.last, sentence.last, words)
            if per and name in UNSCALED:
                continue  # 260 a day are no years
            name = f"{name.partition('/')[0]}/{per}" if per else name
            done.append(
                changed(
                    quantity,
                    unit=name,
                    last=end,
                    before=sentence.tokens.words[quantity.first - 1] in words.words["from"],
                    shape="lent",
                    value=tidy(quantity.value * factor),
                    low=None if quantity.low is None else tidy(quantity.low * factor),
                    high=None if quantity.high is None else tidy(quantity.high * factor),
                )
            )
    return done


def _priced_alike(here: Quantity, before: list[Quantity], sentence: Sentence) -> Quantity:
    """Return a sum of money, a price where one is held against it: $31 a tonne against $24."""
    if not before or "/" in here.unit:
        return here
    last, words = before[-1], sentence.tokens.words
    name, _, good = last.unit.partition("/")
    held = words[here.first - 1] in sentence.language.words["versus"]
    price = name == here.unit and good not in PERIODS and len(name) == len("USD")
    return changed(here, unit=last.unit) if held and price else here


def _counted_before(
    here: Quantity, sentence: Sentence, words: Language
) -> tuple[str, float] | None:
    """Return what the first number of a change counts: cut daily transits from 36 to 22."""
    written = sentence.tokens.words
    at = here.first - 1
    if at <= sentence.first or here.low is not None or here.value != int(here.value):
        return None
    counted = written[at] in words.words["from"] and written[at - 1] in words.words["counts"]
    if not (
        counted
        or (written[at] in sentence.language.words["reached"] and _changing(here, sentence, words))
    ):
        return None
    per = period_before(sentence.tokens, here.first, words)
    return (f"count/{per}" if per else "count"), 1.0


def _changing(here: Quantity, sentence: Sentence, words: Language) -> bool:
    """Tell whether what is counted grew or fell to a number: transits fell by half to 1,030."""
    start, _ = sentence.clause(here.first)
    changes = sentence.cues("change", start, here.first)
    if not changes:
        return False
    edge = min(span.first for span in changes)
    head = next((w for w in sentence.tokens.words[start:edge] if w in words.words["counts"]), None)
    year = here.value == int(here.value) and 1900 <= here.value < 2100 and not here.scaled
    return head is not None and not year


def _lender(
    before: list[Quantity], follower: Quantity | None, here: Quantity, sentence: Sentence
) -> tuple[str, float] | None:
    """Return the unit that a bare number takes from a quantity of its sentence, and a factor."""
    written = sentence.tokens.words
    ahead = written[here.first - 1] if here.first > sentence.first else ""
    whole = follower is not None and written[here.last : follower.first] == ["of", "the"]
    if follower is not None and whole and follower.unit not in ("", *NO_LENDERS):
        return _as(follower, here)  # 30 of the 120 km
    if (
        ahead in sentence.language.words["from"]
        and follower is not None
        and follower.unit not in ("", *NO_LENDERS)
    ):
        return _as(follower, here) if follower.first - here.last <= CLOSE else None
    lenders = [
        q
        for q in before
        if q.unit not in NO_LENDERS and q.last <= here.first and not (here.scaled and q.noun)
    ]
    if ahead in sentence.language.words["taking"] or _hedged_by(here, sentence, "taking"):
        lenders = [q for q in lenders if q.unit in TIMES]
    if not lenders:
        return None
    year = 1900 <= here.value < 2100 and not here.scaled and here.value == int(here.value)
    if year:
        return None
    behind = written[here.last : here.last + 1]
    open_end = (
        not behind
        or not behind[0].isalpha()
        or behind[0] in sentence.language.words["behind_number"]
    )
    if sentence.tokens.joined(here.first) and ahead.isalpha():
        return None  # Rs900m: of a unit that we do not know
    if here.scaled and lenders[-1].unit.partition("/")[0] in UNSCALED:
        return None
    named = any(span.last == here.first for span in sentence.names)
    taking = ahead in sentence.language.words["taking"]
    beside = named or taking or ahead in sentence.language.words["beside"] or here.hedge != "none"
    scaled = here.scaled and (open_end or behind[0] not in sentence.language.units)
    if (beside and open_end) or scaled or written[here.last : here.last + 2] == ["of", "it"]:
        return _as(lenders[-1], here)
    return None


def _hedged_by(here: Quantity, sentence: Sentence, name: str) -> bool:
    """Tell whether a word of a set stands before a number and its hedge: takes about 40."""
    words = sentence.tokens.words[max(sentence.first, here.first - CLOSE) : here.first]
    return here.hedge != "none" and not sentence.language.words[name].isdisjoint(words)


def _as(lender: Quantity, here: Quantity) -> tuple[str, float]:
    """Return a lender's unit for a bare number: what is told in millions stays in millions."""
    name, _, per = lender.unit.partition("/")
    if lender.factor != 1.0:
        return lender.unit, lender.factor
    if here.scaled and name == "mcm" and here.value >= 1e9:
        return (f"bcm/{per}" if per else "bcm"), 1e-9
    if here.scaled and name in LARGE:
        return lender.unit, LARGE[name]
    if lender.scaled and not here.scaled and here.value:
        times = lender.value / here.value  # 1.31 million against 1.29
        alike = (scale for scale in SCALES if scale / ALIKE < times < scale * ALIKE)
        return lender.unit, next(alike, 1.0)
    return lender.unit, 1.0
