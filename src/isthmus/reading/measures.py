"""What a quantity measures: production, trade, a price, a distance."""

from __future__ import annotations

from isthmus.reading.language import UNFIT
from isthmus.reading.marking import Sentence
from isthmus.reading.quantity import Quantity
from isthmus.reading.spans import Span

MONEY_MEASURES = frozenset((UNFIT, "trade", "investment", "price", "export", "import"))
GOODS_MEASURES = frozenset(
    ("production", "consumption", "export", "import", "capacity", "throughput")
)
FLOWS = frozenset(("capacity", "throughput"))
SHARED = frozenset(("share", "time", "distance"))
SHARE_MEASURES = GOODS_MEASURES | MONEY_MEASURES | SHARED
POWER_MEASURES = frozenset(("capacity", "export", "import"))
ENERGY = frozenset(("MW", "GW", "kV"))
MEASURED = {
    "km": "distance", "ha": "distance", "days": "time", "months": "time", "years": "time",
    "MW": "capacity", "GW": "capacity", "TEU": "throughput", "count": "count",
}  # fmt: skip


def measure_of(sentence: Sentence, quantity: Quantity) -> tuple[str | None, Span | None]:
    """Return what a quantity measures, and the cue that says so."""
    if quantity.unit == "rank":
        return sentence.language.raw["ranks"]["measures"].get(quantity.noun), None
    unit, _, good = quantity.unit.partition("/")
    if unit in ("km", "ha", "days", "months", "years"):
        return MEASURED[unit], None
    if unit == "count":
        return _counted(sentence, quantity, rate=bool(good)), None
    money = len(unit) == 3 and unit.isupper() and unit not in ("TEU",)
    if money and good not in ("", "yr", "d", "month", "week"):
        return "price", None
    if unit == "kV" or (unit == "%" and _built(sentence, quantity)):
        return None, None
    span = _nearest(sentence, quantity, _allowed(unit, money))
    spent = _spent(sentence, quantity, span) if money else None
    if spent is not None:
        return spent
    if unit == "%" and _covers(sentence, quantity):
        return "production", None
    if good and not money and _of_a_facility(sentence, quantity):
        return "capacity", None
    if span is None:
        return MEASURED.get(unit), None
    measure = str(span.roles["measure"])
    return (None if measure == UNFIT else measure), span


def _counted(sentence: Sentence, quantity: Quantity, *, rate: bool) -> str:
    """Return what a count is of: of what passes, if it is a rate, or is said to cross."""
    if not rate:
        return "throughput" if _crosses(sentence, quantity) else "count"
    span = _nearest(sentence, quantity, FLOWS)
    return str(span.roles["measure"]) if span else "throughput"


def _spent(
    sentence: Sentence, quantity: Quantity, price: Span | None
) -> tuple[str, Span | None] | None:
    """Return what money was spent on, with the cue: bought something, or built it."""
    if _sold_for(sentence, quantity):
        return "price", None
    if (
        _built_for(sentence, quantity)
        or _goes_into(sentence, quantity)
        or _for_a_route(sentence, quantity)
    ):
        return "investment", None
    return ("investment", price) if _project(sentence, quantity, price) else None


def _allowed(unit: str, money: bool) -> frozenset[str]:
    """Return what can be measured in a unit."""
    if unit in ENERGY:
        return POWER_MEASURES
    if unit in ("%", "x"):
        return SHARE_MEASURES
    return MONEY_MEASURES if money else GOODS_MEASURES


def _built(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a share is of what is built: 80 % finished."""
    behind = sentence.tokens.words[quantity.last : quantity.last + 1]
    if behind and behind[0] in sentence.language.words["filled"]:
        return True  # stores are 78 % full
    near = sentence.cues("status", quantity.first, quantity.last + 2)
    return any(span.roles["status"] in ("construction", "built") for span in near)


def _crosses(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether what is counted is said to cross or pass: 9,000 trucks crossed at Lars."""
    sets = sentence.language.words
    _, end = sentence.clause(quantity.first)
    behind = sentence.tokens.words[quantity.last : min(end, quantity.last + AFTER)]
    return quantity.noun in sets["vehicles"] and not sets["crossing"].isdisjoint(behind)


def _sold_for(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether money is what something was sold for: sold its stake for $1.4 billion."""
    start, _ = sentence.clause(quantity.first)
    words, sets = sentence.tokens.words, sentence.language.words
    near = words[max(start, quantity.first - NEAR) : quantity.first]
    return near[-1:] == ["for"] and not sets["selling"].isdisjoint(near)


def _built_for(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether money is what something is built for: rebuilt it for $1.8 billion."""
    start, _ = sentence.clause(quantity.first)
    words = sentence.tokens.words
    building = sentence.language.words["building"]
    near = words[max(start, quantity.first - NEAR) : quantity.first]
    length = (
        quantity.first - 2 > start and words[quantity.first - 2] in sentence.language.units
    )  # 571 km for $2.5 billion
    long = length and quantity.value >= LARGE
    return near[-1:] == ["for"] and (long or not building.isdisjoint(near))


def _goes_into(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether money goes into something: put $3bn into the port."""
    behind = sentence.tokens.words[quantity.last : quantity.last + 1]
    return not sentence.language.words["into"].isdisjoint(behind)


def _covers(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a share is one of somebody's power: supplied a third of the electricity."""
    start, end = sentence.clause(quantity.first)
    covering = sentence.cues("covering", start, quantity.first)
    return bool(covering and sentence.cues("covered", quantity.last, min(end, quantity.last + FEW)))


def _for_a_route(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether money stands before what is built with it: a $2.2-billion railway."""
    if quantity.value < LARGE:
        return False
    words, sets = sentence.tokens.words, sentence.language.words
    behind = words[quantity.last : min(sentence.last, quantity.last + AFTER)]
    end = next((at for at, word in enumerate(behind) if not word.isalpha()), len(behind))
    stops, others = sets["prepositions"], sets["uncounted"]
    noun = next((at for at in range(end) if behind[at] in stops or behind[at] in others), end)
    return noun > 0 and (behind[noun - 1] in sets["route"] or behind[noun - 1] in sets["built"])


def _of_a_facility(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a rate stands before what has it: a 210,000 b/d refinery."""
    words, sets = sentence.tokens.words, sentence.language.words
    if quantity.first == sentence.first or words[quantity.first - 1] not in sets["determining"]:
        return False
    behind = words[quantity.last : min(sentence.last, quantity.last + AFTER)]
    end = next((at for at, w in enumerate(behind) if w in sets["parting"]), len(behind))
    return any(w in sets["route"] or w in sets["plants"] for w in behind[:end])


AFTER = 4  # tokens


def _project(sentence: Sentence, quantity: Quantity, price: Span | None) -> bool:
    """Tell whether money is what something costs to build: a line that will cost 2 billion."""
    if quantity.value < LARGE or (price is not None and price.roles["measure"] != "price"):
        return False
    words, sets = sentence.tokens.words, sentence.language.words
    first = max(sentence.first, quantity.first - FEW)
    if sentence.cues("project", first, quantity.first):
        return True
    if price is None or words[price.last - 1] not in sets["costing"]:
        return False
    if price.first > sentence.first and words[price.first - 1] in sets["modal"]:
        return True
    start, end = sentence.clause(quantity.first)
    if sentence.cues("route", start, end):
        return True
    own = words[start:end]
    return not (sets["built"].isdisjoint(own) and sets["building"].isdisjoint(own))


LARGE = 1e7  # what is dearer is built, not sold
FEW = 8  # tokens
NEAR = 12  # tokens


def _nearest(sentence: Sentence, quantity: Quantity, allowed: frozenset[str]) -> Span | None:
    """Return the cue of an allowed measure nearest to a quantity, those of its clause first."""
    spans = [s for s in sentence.cues("measure") if s.roles["measure"] in allowed]
    if not spans:
        return None
    start, end = sentence.clause(quantity.first)
    within = [s for s in spans if start <= s.first < end]
    within = [s for s in within if not _good(sentence, quantity, s)] or within

    def far(span: Span) -> float:
        before = span.last <= quantity.first
        return quantity.first - span.last if before else 1.5 * (span.first - quantity.last) + 1

    return min(within or spans, key=far)


def _good(sentence: Sentence, quantity: Quantity, span: Span) -> bool:
    """Tell whether a word only says what a quantity is of: 15 million tonnes of freight."""
    words = sentence.tokens.words[quantity.last : span.first]
    near = span.first > quantity.last and words[:1] == ["of"] and len(words) <= FEW // 2
    return near and "commodity" in span.roles
