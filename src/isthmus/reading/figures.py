"""The frame of a figure: who, what, how much, when, and how it is said."""

from __future__ import annotations

from isthmus.reading.binding import respectively, subject_of
from isthmus.reading.changing import changed
from isthmus.reading.columns import column_of
from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import aside, governed
from isthmus.reading.items import Figure, Polarity, Route
from isthmus.reading.marking import Sentence
from isthmus.reading.measures import LARGE, measure_of
from isthmus.reading.moments import dates
from isthmus.reading.multiples import ranks_told
from isthmus.reading.quantities import quantities
from isthmus.reading.quantity import Quantity
from isthmus.reading.spans import Span

GOODS = {
    "bcm": "gas", "mcm": "gas", "bbl": "oil", "TWh": "power", "MW": "power", "GW": "power",
    "TEU": "containers",
}  # fmt: skip


TOPICS = frozenset(("route", "state", "organisation", "company", "capital"))
PAIRED = ("agreement", "memorand", "treat", "document", "contract")
LASTING = frozenset((None, "distance", "time", "count", "share"))  # what no year makes a plan
BETWEEN = frozenset(("trade", "investment", "export", "import"))


def figures(sentence: Sentence, context: Context) -> list[Figure]:
    """Return the figures of a sentence."""
    if not (sentence.numerals or sentence.cues("superlative") or ranks_told(sentence)):
        return []
    said, who = speaker(sentence, context)
    made: list[Figure] = []
    found = quantities(sentence, context.words, context.columns)
    if not found:
        context.year = None
        return []
    times = dates(sentence, found, context)
    pairs = respectively(sentence, found)
    for at, (quantity, when) in enumerate(zip(found, times, strict=True)):
        measure, cue = measure_of(sentence, quantity)
        if context.columns and cue is None:
            column = column_of(sentence, quantity, context.columns)
            measure = (column.measure if column else None) or measure
        name, sure = pairs.get(at) or subject_of(sentence, quantity, cue, who, context)
        if measure == "price" and _costs(sentence, quantity, cue, name):
            measure = "investment"
        measure = _of_its_kind(sentence, quantity, measure, cue, name)
        base = _base(sentence, quantity, made)
        if base is not None and base.measure != measure and sure < 0.9:
            name, sure = None, 0.8
        if name is None and base is None:
            sure = 0.4
        made.append(_figure(sentence, quantity, measure, name, sure, base, said, when, context))
    return made


CARGO = frozenset(("t", "kt", "Mt", "TEU"))
YIELDED = frozenset(("bcm", "mcm", "bbl"))


def _costs(sentence: Sentence, quantity: Quantity, cue: Span | None, name: Name | None) -> bool:
    """Tell whether a price is what a route costs to build: its bill has risen to 1.9 billion."""
    if cue is None or name is None or name.kind != "route" or quantity.value < LARGE:
        return False
    return sentence.tokens.words[cue.last - 1] in sentence.language.words["costing"]


def _of_its_kind(
    sentence: Sentence, quantity: Quantity, measure: str | None, cue: Span | None, name: Name | None
) -> str | None:
    """Return what is measured, given of what: cargo passes a port, a field yields, a pipe pumps."""
    if name is None:
        return measure
    unit, _, rate = quantity.unit.partition("/")
    if cue is None and measure is None and name.kind == "route" and quantity.value >= LARGE:
        money = len(unit) == 3 and unit.isupper() and unit not in (*CARGO, *YIELDED)
        return "investment" if money and not rate else measure
    if cue is not None and sentence.tokens.words[cue.last - 1] in sentence.language.words["pumped"]:
        return "throughput" if name.kind == "route" else measure
    if measure is None and unit in CARGO and name.kind in ("route", "place"):
        return "throughput"
    fields = sentence.language.words["fields"]
    yields = name.text.lower().rpartition(" ")[2] in fields and unit in (*CARGO, *YIELDED)
    return "production" if measure is None and yields else measure


def of_plans(told: list[Figure], states: list[Route], context: Context) -> list[Figure]:
    """Return figures, the lengths of what is only planned as plans; keep what is."""
    told_of = {route.name for route in states}
    planned = {route.name for route in states if route.status == "planned"}
    context.planned = (context.planned - told_of) | planned
    return [
        changed(one, polarity="planned")
        if one.measure == "distance" and one.subject in context.planned and one.polarity == "stated"
        else one
        for one in told
    ]


def _figure(
    sentence: Sentence, quantity: Quantity, measure: str | None, name: Name | None, sure: float,
    base: Figure | None, said: str, time: tuple[str | None, str | None], context: Context,
) -> Figure:  # fmt: skip
    tokens = sentence.tokens
    when, written = time
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    inherited = base is not None and name is None
    paired = measure in BETWEEN or (quantity.noun or "").startswith(PAIRED)
    other = _object(sentence, quantity, name, measure) if paired else None
    return Figure(
        id=context.next_id("figure"),
        quote=tokens.text[start:end],
        start=start,
        end=end,
        written=tokens.slice(quantity.first, quantity.last),
        subject=base.subject if inherited and base else (name.called if name else None),
        subject_id=base.subject_id if inherited and base else _subject_id(name),
        object=other.called if other else None,
        object_id=_subject_id(other),
        measure=measure,  # type: ignore[arg-type]
        commodity=_commodity(sentence, quantity) or (base.commodity if base else None),
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        when=when or (base.when if base else None),
        when_written=written,
        of=base.id if base else None,
        polarity=_polarity(sentence, quantity, measure, when, context),
        hedge=quantity.hedge,  # type: ignore[arg-type]
        attribution=said,
        confidence=round(sure * (0.9 if measure else 0.7), 2),
        verdict="new",
        case=None,
    )


def _object(
    sentence: Sentence, quantity: Quantity, subject: Name | None, measure: str | None
) -> Name | None:
    """Return the other side of trade or investment: the first other actor of the clause.

    Where none is named, it is where exports go to, or imports come from: to Europe.
    """
    start, end = sentence.clause(quantity.first)
    own = subject.called if subject else None
    end = min((cue.first for cue in sentence.cues("of which", quantity.last, end)), default=end)
    near = [s for s in sentence.actors if start <= s.first < end and not _compared(sentence, s)]
    others = [s for s in near if s.roles["name"].called != own]
    behind = (s for s in others if 1 <= s.first - quantity.last <= FEW)
    chosen = next((s for s in behind if governed(sentence, s)), next(iter(others), None))
    if chosen is None and measure in TOWARDS:
        words = sentence.tokens.words
        placed = (s for s in sentence.names if start <= s.first < end and s.first > sentence.first)
        chosen = next((s for s in placed if words[s.first - 1] == TOWARDS[measure]), None)
        chosen = chosen if chosen and chosen.roles["name"].kind == "place" else None
    return chosen.roles["name"] if chosen else None


def _compared(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name is only what another is compared with: third after Italy and Turkey."""
    words, sets = sentence.tokens.words, sentence.language.words
    at = span.first - 1
    while at > sentence.first and (
        words[at] in sets["listing"] or any(s.first <= at < s.last for s in sentence.names)
    ):
        at -= 1
    return at >= sentence.first and words[at] in sets["comparison"]


FEW = 3  # tokens
TOWARDS = {"export": "to", "import": "from"}


def _polarity(
    sentence: Sentence, quantity: Quantity, measure: str | None, when: str | None, context: Context
) -> Polarity:
    """Return how a figure is said; what a plan starts from is stated, a later year a plan."""
    how = polarity(sentence, quantity.first, context.words)
    if how == "planned" and (
        quantity.before or _lies(sentence, quantity) or _known(sentence, quantity)
    ):
        return "stated"
    start, _ = sentence.clause(quantity.first)
    if how == "stated" and sentence.tokens.words[start] in sentence.language.words["whether"]:
        return "planned"
    later = bool(when and context.date and when[:4] > context.date[:4] and measure not in LASTING)
    return "planned" if how == "stated" and later else how


def _known(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a plan is another's than a quantity's own.

    The 34-km line will carry; a part of the 52 bcm that it burned.
    """
    start, end = sentence.clause(quantity.first)
    words = sentence.tokens.words
    behind = words[quantity.last : quantity.last + 1]
    if behind and behind[0] in sentence.language.words["subclause"]:
        return not sentence.cues("plan", quantity.last, end)
    joined = "-" in words[quantity.first : quantity.last] and quantity.unit == "km"
    return joined and not sentence.cues("plan", start, quantity.first)


def _lies(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell whether a distance is where something lies, whatever is planned with it."""
    behind = sentence.tokens.words[quantity.last : quantity.last + 1]
    return quantity.unit == "km" and not sentence.language.words["away"].isdisjoint(behind)


def _subject_id(name: Name | None) -> str | None:
    if name is None:
        return None
    return name.actor_id or (name.rows[0][1] if name.rows else None)


def _base(sentence: Sentence, quantity: Quantity, made: list[Figure]) -> Figure | None:
    """Return the figure that a share is a share of: half of which, a third of it was grain."""
    if quantity.unit != "%" or not made:
        return None
    start, _ = sentence.clause(quantity.first)
    near = sentence.cues("of which", max(start, quantity.first - 6), quantity.last + 2)
    if not near:
        return None
    return next(
        (figure for figure in reversed(made) if figure.unit not in ("%", "x", "rank")), None
    )


def _commodity(sentence: Sentence, quantity: Quantity) -> str | None:
    """Return the good that a quantity is of: that named nearest to it, else what its unit says."""
    unit = quantity.unit.partition("/")[0]
    if unit in GOODS and unit not in ("TEU",):
        return GOODS[unit]
    spans = sentence.cues("commodity")
    spans = spans and (sentence.cues("commodity", *sentence.clause(quantity.first)) or spans)
    if not spans:
        return GOODS.get(unit)
    nearest = min(spans, key=lambda span: abs(span.first - quantity.first))
    return str(nearest.roles["commodity"])


def topic_of(sentence: Sentence, context: Context) -> Name | None:
    """Return whom a sentence is about: its first name that hangs on nothing."""
    _, who = speaker(sentence, context)
    for span in context.mentions:
        name: Name = span.roles["name"]
        if span is who or name.kind in ("person", "unknown"):
            continue
        if name.kind == "demonym" or not governed(sentence, span):
            return name
    named = (s for s in reversed(sentence.names) if s.roles["name"].kind in TOPICS)
    return next((s.roles["name"] for s in named if not aside(sentence, s)), None)
