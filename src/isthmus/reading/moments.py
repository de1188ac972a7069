"""When something was: dates, relative times, and the year before the one that is told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.reading.context import Context
from isthmus.reading.marking import Sentence
from isthmus.reading.quantity import Quantity

BEHIND = 6  # tokens between a share and the time that it is compared with
NEAR = 5  # tokens
SHARES = ("%", "x")
LAST_BEFORE = 3  # tokens between a quantity and the time that is its own


@dataclass(slots=True)
class Moment:
    """A time that a sentence tells of, by its tokens: as far as it is known, and as written.

    `earlier` marks one that counts from the year of another figure: the year before.
    """

    first: int
    last: int
    date: str | None
    written: str | None
    earlier: bool = False


def moment(sentence: Sentence, at: int, context: Context) -> tuple[str | None, str | None]:
    """Return when something at a token is: a date as far as it is told, and its words.

    The nearest in the clause counts, else the nearest in the sentence. A relative time has no date
    where the text's own is not known; that is noted.
    """
    known = _moments(sentence, context)
    if not known:
        return None, None
    _, end = sentence.clause(at)
    every = [
        each
        for each in known
        if each.first < end and not (each.first < at and _since(sentence, each))
    ]
    return _nearest(sentence, at, every, context)


def _since(sentence: Sentence, each: Moment) -> bool:
    """Tell whether a time is what something has lasted since."""
    near = sentence.tokens.words[max(sentence.first, each.first - NEAR) : each.first]
    return "since" in near


def dates(
    sentence: Sentence, quantities: Sequence[Quantity], context: Context
) -> list[tuple[str | None, str | None]]:
    """Return when each quantity of a sentence is of, and the words of a relative time.

    A time right behind a quantity that another is compared with is of that one alone: 48, up from
    45 in 2022; the 26 of 2021. The year before is that before the year of the other figure.
    """
    every = _moments(sentence, context)
    if not every:
        context.year = None
        return [(None, None)] * len(quantities)
    owned: dict[int, Moment] = {}
    for each in every:
        owner = _owner(sentence, each, quantities)
        if owner is not None:
            owned.setdefault(owner, each)
    own = {each.first for each in owned.values()}
    free = [
        each
        for each in every
        if not (each.earlier or each.first in own or _against(sentence, each, quantities))
    ]
    found = []
    for at, quantity in enumerate(quantities):
        mine = owned.get(at)
        if mine is None:
            fit = [each for each in free if not _outlasted(sentence, quantity, each)]
            found.append(_nearest(sentence, quantity.last - 1, fit, context))
        elif mine.earlier:
            found.append(_before(mine, free, context))
        else:
            found.append(_said(mine, context))
    years = [date for date, _ in found if date]
    context.year = int(max(years)[:4]) if years else None
    return found


def _outlasted(sentence: Sentence, quantity: Quantity, each: Moment) -> bool:
    """Tell whether a time is only what a quantity came before: 5 Mt before it was shut in 2023."""
    words = sentence.tokens.words[quantity.last : each.first]
    return not sentence.language.words["before"].isdisjoint(words)


def _nearest(
    sentence: Sentence, at: int, found: list[Moment], context: Context
) -> tuple[str | None, str | None]:
    if not found:
        return None, None
    start, end = sentence.clause(at)
    words, lasting = sentence.tokens.words, sentence.language.words["lasting"]
    inside = [each for each in found if start <= each.first < end]
    near = inside or [each for each in found if words[each.first - 1] not in lasting]
    return _said(min(near, key=lambda m: abs(m.first - at)), context) if near else (None, None)


def _said(each: Moment, context: Context) -> tuple[str | None, str | None]:
    if each.date is None and each.written:
        context.unresolved.add(each.written)
    return each.date, each.written


def _before(earlier: Moment, free: list[Moment], context: Context) -> tuple[str | None, str | None]:
    """Return the year before that of the other figure: of the sentence, else the one before it."""
    main = min(
        (each for each in free if each.date), key=lambda m: abs(m.first - earlier.first),
        default=None,
    )  # fmt: skip
    year = int(main.date[:4]) if main and main.date else context.year
    if year is not None:
        return str(year - 1), earlier.written
    return _said(earlier, context)


def _owner(sentence: Sentence, each: Moment, quantities: Sequence[Quantity]) -> int | None:
    """Return which quantity a time is of and no other: that which it stands right behind."""
    words, sets = sentence.tokens.words, sentence.language.words
    headed = (at for at, q in enumerate(quantities) if q.first == each.last + 1)
    owner = next(headed, None)
    if owner is not None and words[each.last] == ":":
        return owner  # 2022: 1.4 million tonnes
    before = [at for at, q in enumerate(quantities) if q.last <= each.first]
    if before and each.first - quantities[before[-1]].last <= LAST_BEFORE + each.earlier:
        quantity = quantities[before[-1]]
        gap = words[quantity.last : each.first]
        based = not (sets["bases"].isdisjoint(gap) and sets["against"].isdisjoint(gap))
        if quantity.unit in SHARES and based:
            return None  # up 65 % from a year earlier
        if each.earlier and (_compared(sentence, quantity) or "," not in gap):
            return before[-1]
        if sets["joining"].issuperset(gap) and ("of" in gap or _compared(sentence, quantity)):
            return before[-1]
    if each.earlier:
        after = (at for at, q in enumerate(quantities) if 0 <= q.first - each.last <= NEAR)
        return next(after, None)
    return None


def _against(sentence: Sentence, each: Moment, quantities: Sequence[Quantity]) -> bool:
    """Tell whether a time is only what is compared with: less than in 2023, up 12 % on 2022.

    No quantity stands between, which would be of that time.
    """
    words = sentence.tokens.words
    shares = (q for q in quantities if q.unit in SHARES and 0 <= each.first - q.last <= BEHIND)
    share = next(shares, None)
    if share is not None and words[share.last] in sentence.language.words["bases"]:
        return "," not in words[share.last : each.first]
    near = range(each.first - 1, max(sentence.first, each.first - 1 - NEAR), -1)
    at = next(
        (at for at in near if words[at] in sentence.language.words["against"] or words[at] == ","),
        None,
    )
    if at is None or words[at] == ",":
        return False
    return not any(at <= quantity.first < each.first for quantity in quantities)


def _compared(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether another quantity is compared with one: up from 45, against some 45."""
    words = sentence.tokens.words
    near = words[max(sentence.first, quantity.first - NEAR) : quantity.first]
    at = next(
        (at for at in range(len(near) - 1, -1, -1) if near[at] in sentence.language.words["with"]),
        None,
    )
    if at is None or "," in near[at:]:
        return False
    return not sentence.language.words["comparing"].isdisjoint(near[max(0, at - 2) : at + 1])


def _months(sentence: Sentence, known: list[Moment], context: Context) -> list[Moment]:
    """Return the months that are told without a year: the last such, or the next of a plan."""
    months, tokens = context.words.months, sentence.tokens
    if not context.date or len(context.date) < len("2024-05"):
        return []
    if sentence.has.isdisjoint(months):
        return []
    taken = {at for each in known for at in (each.first - 1, each.first - 2)}
    found = []
    for at in range(sentence.first, sentence.last):
        month = months.get(tokens.words[at])
        if month is None or at in taken or not _dated(sentence, at):
            continue
        year, now = int(context.date[:4]), int(context.date[5:7])
        start, end = sentence.clause(at)
        before = tokens.words[at - 1]
        planned = before != "last" and bool(sentence.cues("plan", start, end))
        ahead = before in sentence.language.words["ahead"] or planned
        year += (month < now) if ahead else -(month > now or (before == "last" and month == now))
        span = "-" in (before, *tokens.words[at + 1 : at + 2])  # January-May
        found.append(Moment(at, at + 1, str(year) if span else f"{year}-{month:02}", None))
    return found


def _dated(sentence: Sentence, at: int) -> bool:
    """Tell whether a month is one: with a capital, and behind a preposition or a day."""
    tokens = sentence.tokens
    before = tokens.words[at - 1] if at > sentence.first else ""
    behind = tokens.words[at + 1] if at + 1 < sentence.last else ""
    day = before.isdecimal() or (behind.isdecimal() and len(behind) < 3)
    language = sentence.language
    spelled = tokens.raw[at][0].isupper() or not language.raw["capital_months"]
    return spelled and (day or before in language.words["before_month"])


def _moments(sentence: Sentence, context: Context) -> list[Moment]:
    """Return the times that a sentence tells of: found once for all its claims."""
    if context.times[0] is not sentence:
        context.times = sentence, _found(sentence, context)
    known: list[Moment] = context.times[1]
    return known


def _found(sentence: Sentence, context: Context) -> list[Moment]:
    tokens, months = sentence.tokens, context.words.months
    found: list[Moment] = []
    for at in sentence.numerals:
        raw = tokens.raw[at]
        if len(raw) == 4 and raw.isdecimal() and "1800" <= raw < "2100":
            month = months.get(tokens.words[at - 1]) if at > sentence.first else None
            found.append(Moment(at, at + 1, f"{raw}-{month:02}" if month else raw, None))
    found += _months(sentence, found, context)
    for span in sentence.cues("relative"):
        written = tokens.slice(span.first, span.last)
        if "earlier" in span.roles:
            found.append(Moment(span.first, span.last, None, written, earlier=True))
        else:
            year = None
            if context.date:
                year = str(int(context.date[:4]) + span.roles["relative"])
            found.append(Moment(span.first, span.last, year, written))
    return found
