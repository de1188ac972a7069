"""Which name a quantity belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.reading.context import Context
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import aside, governed, leads, named
from isthmus.reading.marking import Sentence
from isthmus.reading.quantity import Quantity
from isthmus.reading.spans import Span

PLACED = frozenset(("production", "consumption", "throughput"))


def subject_of(
    sentence: Sentence, quantity: Quantity, measure: Span | None, speaker: Span | None,
    context: Context,
) -> tuple[Name | None, float]:  # fmt: skip
    """Return whom a quantity belongs to, and how sure that is (0 to 1)."""
    names = [s for s in _outermost(sentence, context.mentions) if s is not speaker]
    start, end = sentence.clause(quantity.first)
    for span, sure in _surely(sentence, quantity, measure, names, start):
        if span is not None:
            return named(sentence, span), sure if "pronoun" not in span.roles else 0.6
    spot = _on_the_spot(sentence, quantity, names)
    if spot is not None:
        return named(sentence, spot), 0.7
    if _of_nobody(sentence, start, quantity.first):
        return None, 0.4
    if _new(sentence, start, quantity) and context.last_route is not None:
        return context.last_route, 0.5
    if speaker is not None and speaker.roles["name"].kind in THINGS:
        return named(sentence, speaker), 0.6
    earlier = [s for s in names if s.first < start and leads(sentence, s)]
    if earlier:
        return named(sentence, earlier[-1]), 0.7
    before = [s for s in names if start <= s.first < quantity.first and not aside(sentence, s)]
    later = [
        s for s in names if quantity.last <= s.first < end and not _via(sentence, quantity.last, s)
    ]
    if context.topic is not None and context.topic.kind == "route" and not before:
        return context.topic, 0.4
    for span in (*before[::-1], *later[:1]):
        return named(sentence, span), 0.5
    return context.topic, 0.4


def _outermost(sentence: Sentence, names: list[Span]) -> list[Span]:
    """Return names without those within another: the railway from Kars to the border is one.

    The port of Poti is Poti all the same.
    """
    words, of = sentence.tokens.words, sentence.language.words["of"]
    found: list[Span] = []
    for span in names:  # by where they begin, the longest first
        if not found or span.first >= found[-1].last or words[span.first - 1] in of:
            found.append(span)
    return found


def _of_nobody(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a figure is of what is not named, and of no actor in between.

    The line, that nobody named; the latter; trade between the two countries.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    for pronoun in sentence.cues("pronoun", start, end):
        if pronoun.roles["pronoun"] in THINGS and _opens(sentence, pronoun, start):
            return True
    for both in sentence.cues("sides", start, end):
        if not sets["between"].isdisjoint(words[max(start, both.first - 2) : both.first]):
            return True
    return start + 1 < sentence.last and words[start + 1] in sets["former"]


def _via(sentence: Sentence, last: int, span: Span) -> bool:
    """Tell whether a name behind a quantity is another matter: all of it through Georgia."""
    words, sets = sentence.tokens.words, sentence.language.words
    way = words[max(sentence.first, span.first - 2) : span.first]
    apart = "," in words[last : span.first]
    return apart or words[span.first - 1] in sets["through"] or way == ["way", "of"]


def _opens(sentence: Sentence, pronoun: Span, start: int) -> bool:
    """Tell whether a noun that stands for nothing opens a clause, or follows a comma in it."""
    return pronoun.first == start or sentence.tokens.words[pronoun.first - 1] == ","


THINGS = frozenset(("route", "place"))
OPENING = 5  # tokens


def _new(sentence: Sentence, start: int, quantity: Quantity) -> bool:
    """Tell whether a clause begins with a new part of what was told of: a new container hub."""
    written = sentence.tokens.words
    nouns = sentence.cues("route", start, min(start + OPENING, quantity.first))
    return written[start] in ("a", "an", "another") and bool(nouns)


def _surely(
    sentence: Sentence, quantity: Quantity, measure: Span | None, names: list[Span], start: int
) -> Iterator[tuple[Span | None, float]]:
    """Yield the names that a clause itself gives a quantity to, the surest first."""
    yield _bracketed(sentence, quantity, names), 0.95
    yield _apposed(sentence, quantity, names), 0.9
    yield _of_clause(sentence, quantity, names), 0.9
    yield _directly_before(sentence, quantity, names), 0.95
    if quantity.unit == "km" and not _away(sentence, quantity):
        yield next((s for s in names if 0 <= s.first - quantity.last <= 1), None), 0.9
    covered = quantity.unit == "%" and sentence.cues("covering", start, quantity.first)
    yield (None if covered else _owner(sentence, quantity, measure, names)), 0.95
    yield _relative(sentence, names, start), 0.85
    yield _dear(sentence, names, measure, quantity), 0.85
    leading = [
        s
        for s in names
        if start <= s.first < quantity.first
        and leads(sentence, s)
        and not _between_commas(sentence, s, names, quantity.first)
    ]
    yield (_first_of(sentence, leading) if leading else None), 0.9


def _away(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a distance is one from what stands behind it: 12 km from Almaty."""
    behind = sentence.tokens.words[quantity.last : quantity.last + 1]
    return not sentence.language.words["away"].isdisjoint(behind)


def _first_of(sentence: Sentence, leading: list[Span]) -> Span:
    """Return the last of some names, or the first that it is listed with: Iraq and Iran signed."""
    first = leading[-1]
    for span in leading[-2::-1]:
        gap = sentence.tokens.words[span.last : first.first]
        if gap not in (["and"], [","], [",", "and"], ["and", "the"], ["-"]):
            break
        first = span
    return first


def _bracketed(sentence: Sentence, quantity: Quantity, names: list[Span]) -> Span | None:
    """Return the name that a bracket around a quantity is about: Grand Faw (1,200 km, $17bn)."""
    if "(" not in sentence.has:
        return None
    written = sentence.tokens.words
    reach = range(quantity.first - 1, max(sentence.first, quantity.first - BRACKET), -1)
    at = next((at for at in reach if written[at] in "()"), None)
    if at is None or written[at] == ")":
        return None
    inside = any(at < s.first < quantity.first for s in names)
    return None if inside else next((s for s in names if s.last == at), None)


BRACKET = 12  # tokens


def _apposed(sentence: Sentence, quantity: Quantity, names: list[Span]) -> Span | None:
    """Return the name that a quantity's noun says what it is: Nabucco, a 3,300-km pipeline."""
    words, at = sentence.tokens.words, quantity.first - 1
    if at <= sentence.first or words[at] not in sentence.language.words["indefinite"]:
        return None
    return next((s for s in names if s.last == at - 1), None) if words[at - 1] == "," else None


def _of_clause(sentence: Sentence, quantity: Quantity, names: list[Span]) -> Span | None:
    """Return whom a relative clause behind a quantity tells of: the 52 bcm that Turkey burned."""
    words, sets = sentence.tokens.words, sentence.language.words
    at = quantity.last
    if at + 1 < sentence.last and words[at] in sets["of"] and words[at + 1] in sets["what"]:
        at += 1
    elif at >= sentence.last or words[at] not in sets["subclause"]:
        return None
    return next((s for s in names if s.first == at + 1), None)


def _on_the_spot(sentence: Sentence, quantity: Quantity, names: list[Span]) -> Span | None:
    """Return the place that a figure is told of: at Lamu tonnage rose to 2 Mt; 2 Mt at Lamu."""
    words, spot = sentence.tokens.words, sentence.language.words["spot"]
    for at in (quantity.last, sentence.first):
        if at < sentence.last and words[at] in spot:
            found = next((s for s in names if s.first == at + 1), None)
            if found is not None and found.roles["name"].kind in ("place", "capital", "unknown"):
                return found
    return None


def _between_commas(sentence: Sentence, span: Span, names: list[Span], end: int) -> bool:
    """Tell whether a name only says what another before it is: Umm Qasr, Iraq's main port."""
    words = sentence.tokens.words
    heads = any(s.last == span.first - 1 for s in names)
    return heads and words[span.first - 1] == "," and "," in words[span.last : end]


def _relative(sentence: Sentence, names: list[Span], start: int) -> Span | None:
    """Return what a relative clause is about: the name shortly before it."""
    if sentence.tokens.words[start] not in sentence.language.words["relative"]:
        return None
    own = next((span for span in names if span.first == start + 1), None)
    if own is not None and sentence.tokens.words[start] in sentence.language.words["owning"]:
        return own  # Egypt, whose Suez Canal earned 4 billion
    near = [span for span in names if 0 <= start - span.last <= REACH]
    return near[-1] if near else None


def _dear(
    sentence: Sentence, names: list[Span], measure: Span | None, quantity: Quantity
) -> Span | None:
    """Return the route that a cost behind it is of: to build the X railway at a cost of Y."""
    if measure is None or measure.roles["measure"] != "price":
        return None
    near = [s for s in names if 0 <= measure.first - s.last <= REACH and s.last <= quantity.first]
    return near[-1] if near and near[-1].roles["name"].kind == "route" else None


REACH = 6  # tokens
REACH_BACK = 4  # between an owner and what is owned
REACH_HELD = 6  # tokens from an owner to the name of what it owns


def _directly_before(sentence: Sentence, quantity: Quantity, names: list[Span]) -> Span | None:
    """Return the name right before a quantity: Batumi 120,000."""
    at = quantity.first - 1
    written, between = sentence.tokens.words, sentence.language.words["before_figure"]
    while at >= sentence.first and written[at] in between:
        at -= 1
    span = next((s for s in names if s.last == at + 1), None)
    if span is None:
        return None
    gap = written[span.last : quantity.first]
    if gap[:1] == ["with"] and written[max(0, span.first - 1)] == "by":
        return span
    if any(_receives(sentence, other) for other in names if other.first < span.first):
        return None
    joined = {",", "and", "with"}.isdisjoint(gap)
    plain = span.roles["name"].kind != "demonym" and leads(sentence, span)
    return span if joined and plain else None


def _receives(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name between a verb and a number receives it: sold Turkey 9.5 bcm."""
    number = span.last in sentence.numerals
    return number and not leads(sentence, span) and not governed(sentence, span)


def _elliptic(sentence: Sentence, span: Span, measure: Span) -> bool:
    """Tell whether a name owns what was measured before, untold again: and Georgia's with Iran."""
    if span.first <= measure.last:
        return False
    behind = sentence.tokens.words[span.last : span.last + 2]
    prepositions = sentence.language.words["prepositions"]
    return len(behind) > 1 and behind[0] == "'s" and behind[1] in prepositions


def _owner(
    sentence: Sentence, quantity: Quantity, measure: Span | None, names: list[Span]
) -> Span | None:
    """Return whose a measured thing is: Georgia's exports, Russian investments, exports of Iran."""
    if measure is None:
        return None
    if "partner" in sentence.tokens.words[measure.last - 1]:
        return None
    elliptic = next((s for s in names if _elliptic(sentence, s, measure)), None)
    if elliptic is not None and elliptic.first < quantity.first:
        return elliptic
    return _owner_before(sentence, measure, names) or _owner_behind(sentence, measure, names)


def _owner_before(sentence: Sentence, measure: Span, names: list[Span]) -> Span | None:
    """Return the nearest owner before a measure: Georgia's exports, Russian investments."""
    written, sets = sentence.tokens.words, sentence.language.words
    near = 0 if measure.roles["measure"] == "import" else 1
    for span in reversed(names):
        gap = measure.first - span.last
        if not 0 <= gap <= REACH_BACK:
            continue
        if any(span.last <= other.first < measure.first for other in names):
            continue
        possessive = (
            written[span.last : span.last + 1] in (["'s"], ["'"])
            or written[span.first] in sets["owning"]
        )
        if possessive or (span.roles["name"].kind == "demonym" and gap <= near):
            return span
    return None


def _owner_behind(sentence: Sentence, measure: Span, names: list[Span]) -> Span | None:
    """Return the first owner behind a measure: exports of Iran, trade between two."""
    for span in names:
        if 1 <= span.first - measure.last <= 2 and _links(sentence, measure):
            return _held(sentence, span, names) or span
    return None


def _links(sentence: Sentence, measure: Span) -> bool:
    """Tell whether the word behind a measure leads to whose it is."""
    word, sets = sentence.tokens.words[measure.last], sentence.language.words
    kind = measure.roles["measure"]
    return (
        word in sets["of"]
        or word in sets["between"]
        or (kind in PLACED and word in sets["placing"])
        or (kind == "export" and word in sets["from"])
    )


def _held(sentence: Sentence, owner: Span, names: list[Span]) -> Span | None:
    """Return the place that an owner is named for: Georgia's Black Sea port of Poti."""
    words, of = sentence.tokens.words, sentence.language.words["of"]
    if words[owner.last : owner.last + 1] not in (["'s"], ["'"]):
        return None
    behind = (span for span in names if 0 < span.first - owner.last <= REACH_HELD)
    return next((span for span in behind if words[span.first - 1] in of), None)


def respectively(sentence: Sentence, found: list[Quantity]) -> dict[int, tuple[Name, float]]:
    """Return whose each of several quantities is, of as many names: A and B moved 4 Mt and 2 Mt."""
    words = sentence.tokens.words
    for at in range(len(found) - 1):
        many = at + 1
        while many < len(found) and words[found[many - 1].last : found[many].first] in JOINTS:
            many += 1
        if many == at + 1 or len({quantity.unit for quantity in found[at:many]}) > 1:
            continue
        group = _listed_before(sentence, found[at].first)
        if len(group) == many - at:
            return {at + n: (named(sentence, span), 0.8) for n, span in enumerate(group)}
    return {}


def _listed_before(sentence: Sentence, at: int) -> list[Span]:
    """Return the last name before a token with those side by side with it."""
    words, listing = sentence.tokens.words, sentence.language.words["listing"]
    group: list[Span] = []
    for span in reversed([s for s in sentence.names if s.last <= at]):
        gap = words[span.last : group[0].first] if group else ["and"]
        if not gap or not listing.issuperset(gap):
            break
        group.insert(0, span)
    return group


JOINTS = (["and"], [","], [",", "and"])
