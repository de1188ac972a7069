"""Figures held against the case: in line, partly, against it, doubtful, or not in it."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.case.evidence import AGREES
from isthmus.case.model import Case
from isthmus.case.tables.core import GROUPS
from isthmus.reading.around import Around
from isthmus.reading.changing import changed
from isthmus.reading.evidence import Evidence, convertible
from isthmus.reading.items import CaseCell, Figure, Verdict
from isthmus.reading.known import EUROPE, Known
from isthmus.reading.marking import Sentence

ROUNDED = 0.02
SURE = 0.5  # of whose a figure is: less contradicts nothing
NEAR = 0.10
TWICE = 2.0
ENOUGH = 5.0
GROWTH = 1.67  # what a year or two may change
ALIKE = 1.0  # scores that differ by less do not tell two numbers apart
SUMMED = -1.5  # sums of rows, caps rather than what was
ROWS = {"links": 0.0, "trade": 1.0}
TIED = 2.5  # what a cell of the case rests on goes before what is only known
FLOWS = frozenset(("export", "import", "throughput", "trade"))
BETWEEN = frozenset(("investment", "trade"))
YEARS_OFF, LONG_AGO = {0: 2.0, 1: 0.0}, -1.5
SLIPS: dict[str, tuple[tuple[float, ...], frozenset[str]]] = {
    "thousands for millions, or the like": ((1e3, 1e6), frozenset()),
    "ten or a hundred times": ((10.0, 100.0), frozenset()),
    "a day for a year": ((365.0,), frozenset(("bcm", "mcm", "bbl", "count", "TEU", "t", "Mt"))),
    "cubic feet for cubic metres": ((35.31,), frozenset(("bcm", "mcm", "m3"))),
    "barrels for tonnes": ((7.33,), frozenset(("Mt", "t", "bbl"))),
    "miles for kilometres": ((1.609,), frozenset(("km",))),
}  # the factors, and the units in which such a slip is made: any, where none are named
FACTORS = [(what, factor, units) for what, (all_of, units) in SLIPS.items() for factor in all_of]
LEAST = 1.5  # what is less is no slip


def held(
    figure: Figure, beside: dict[str, Figure], sentence: Sentence, evidence: Evidence
) -> Figure:
    """Return a figure with its verdict, and what the case has.

    Parameters
    ----------
    beside : dict of str to Figure
        The figures of its sentence by id, for shares of them.
    """
    if figure.unit == "rank":
        return _ranked(figure, evidence)
    told = _whole(figure, beside)
    if told is None or figure.subject is None:
        return figure
    if figure.measure is None:
        return _of_route(figure, evidence) if told is figure else figure
    return _measured(figure, told, beside, Around(told, sentence, evidence))


def _measured(figure: Figure, told: Figure, beside: dict[str, Figure], around: Around) -> Figure:
    """Return a figure with its verdict by the nearest number of the same thing."""
    every = around.evidence.about(told.subject or "", figure.measure or "", told.unit)
    if not every:
        return figure
    known = _closest(around, every)
    if known is None:
        return figure
    into = convertible(told.unit, known.unit)
    if into is None:
        return figure
    value = told.value * into
    verdict, note = judged(value, told, known)
    if verdict not in ("agrees", "partly") and _elsewhere(around, known):
        return figure
    if verdict == "contradicts" and figure.confidence < SURE:
        verdict, note = "doubtful", f"if it is of {figure.subject} {note}".strip()
    if figure.polarity == "planned" and verdict in ("contradicts", "doubtful"):
        verdict, note = "new", f"what is now {note}".strip()
    if figure.polarity == "denied" and verdict in ("agrees", "contradicts"):
        verdict = "contradicts" if verdict == "agrees" else "doubtful"
        note = "the text denies it"
    if told is not figure:
        base = beside[figure.of or ""]
        share = known.value / (base.value * (convertible(base.unit, known.unit) or 1.0))
        parts = f"{figure.value:g}% would be {value:.3g}; the case makes it {share:.0%}"
        note = f"{parts}, {note}" if note else parts
    cell = CaseCell(
        known.table,
        known.row,
        known.column,
        known.value,
        known.unit,
        float(f"{value / known.value:.4g}") if known.value else None,
        known.claim,
        note.strip() or None,
    )
    return changed(figure, verdict=verdict, case=cell)


def _of_route(figure: Figure, evidence: Evidence) -> Figure:
    """Return what is only said to be a route's, such as TAP 12 bcm, beside what it can carry."""
    if figure.subject_id in evidence.case.tables["actors"]["id"]:
        return figure
    able = [
        (abs(figure.value * into / known.value - 1), known, figure.value * into / known.value)
        for known, into in evidence.about(figure.subject or "", "capacity", figure.unit)
        if known.table == "links" and known.value
    ]
    if not able:
        return figure
    off, known, ratio = min(able, key=lambda each: (each[0], each[1].row))
    near: Verdict = "agrees" if off <= ROUNDED else "partly"
    verdict: Verdict = near if off <= NEAR and figure.polarity == "stated" else "new"
    note = "what it can carry"
    cell = CaseCell(
        known.table, known.row, known.column, known.value, known.unit,
        float(f"{ratio:.4g}"), known.claim, note,
    )  # fmt: skip
    return changed(figure, verdict=verdict, case=cell)


def _ranked(figure: Figure, evidence: Evidence) -> Figure:
    """Return a rank among trading partners held against the turnovers of the trade table."""
    case = evidence.case
    if figure.measure != "trade" or not (figure.subject_id and figure.object_id):
        return figure
    pair = figure.subject_id, figure.object_id
    if pair not in evidence.traded:
        evidence.traded[pair] = _traded(case, *pair)
    years = evidence.traded[pair]
    if not years:
        return figure
    said = int((figure.when or "0")[:4])
    year = said if said in years else max(years)
    key = figure.object_id, year
    if key not in evidence.turnovers:
        evidence.turnovers[key] = _turnovers(case, *key)
    turnover = evidence.turnovers[key]
    if figure.subject_id not in turnover:
        return figure  # a group of partners is none of them
    rank = 1 + sum(other > turnover[figure.subject_id] for other in turnover.values())
    cell = CaseCell(
        "trade", f"{figure.subject_id}/{figure.object_id}/{year}", "value", float(rank), "rank",
        float(f"{figure.value / rank:.4g}"), note=f"by turnover in {year}",
    )  # fmt: skip
    verdict: Verdict = "agrees" if rank == figure.value else "contradicts"
    other = bool(said) and said != year
    if other and rank != figure.value:
        verdict = "new"
    return changed(figure, verdict=verdict, case=cell)


def _traded(case: Case, one: str, other: str) -> tuple[int, ...]:
    """Return the years in which two actors traded."""
    trade = case.tables["trade"]
    return tuple(
        year
        for a, b, year in zip(trade["exporter"], trade["importer"], trade["year"], strict=True)
        if {a, b} == {one, other}
    )


def _turnovers(case: Case, actor: str, year: int) -> dict[str, float]:
    """Return what each partner of an actor but groups trades with it in a year."""
    trade = case.tables["trade"]
    kinds = dict(zip(case.tables["actors"]["id"], case.tables["actors"]["kind"], strict=True))
    turnover: dict[str, float] = {}
    for a, b, when, value in zip(
        trade["exporter"], trade["importer"], trade["year"], trade["value"], strict=True
    ):
        if when == year and a != b and actor in (a, b) and value is not None:
            partner = b if a == actor else a
            if kinds[partner] not in GROUPS:
                turnover[partner] = turnover.get(partner, 0.0) + value
    return turnover


def _whole(figure: Figure, beside: dict[str, Figure]) -> Figure | None:
    """Return a figure itself, or what a share of another comes to."""
    if figure.of is None:
        return figure if figure.unit not in ("%", "x", "rank") else None
    base = beside.get(figure.of)
    if base is None:
        return None
    value = base.value * figure.value / 100
    return changed(figure, value=value, low=None, high=None, unit=base.unit, when=base.when)


def _closest(around: Around, every: Sequence[tuple[Known, float]]) -> Known | None:
    """Return the number of the case that is of the same thing; of several alike the nearest."""
    figure = around.figure
    scored = [
        (score, known, into)
        for known, into in every
        if (score := _score(figure, known, around.words)) is not None
        and known.value
        and not _part(around, known)
    ]
    best = max((score for score, _, _ in scored), default=0.0)
    if best < ENOUGH:
        return None
    near = [(known, into) for score, known, into in scored if score > best - ALIKE]

    def nearest(pair: tuple[Known, float]) -> tuple[float, str, str]:
        known, into = pair
        ratio = figure.value * into / known.value
        return _nearness(ratio, figure.unit), known.claim or "", known.row

    return max(near, key=nearest)[0]


def _elsewhere(around: Around, known: Known) -> bool:
    """Tell whether what the case has names somebody whom the text does not, or the other way.

    Exports through Azerbaijan are not all exports: where one of two numbers is of less, that they
    differ says nothing. Of a flow without another side nobody knows of how much it is, unless it
    was observed as a whole.
    """
    figure = around.figure
    whole = known.whole or figure.of or figure.object is not None
    if figure.measure in FLOWS and not whole:
        return True
    said = around.near | {_other(figure)}
    own = known.actors | {figure.subject or ""}
    told = {name for name in said if name and name not in own and _weighs(name, known)}
    return bool(told - known.names or known.names - said - own)


def _part(around: Around, known: Known) -> bool:
    """Tell whether one of two flows is a part of the other: with one partner, of one kind.

    What was observed as a whole is of all whom it names, and of nobody else.
    """
    figure = around.figure
    if figure.measure not in FLOWS or figure.of:
        return False
    if around.kinds != known.kinds:
        return True
    other = _other(figure)
    own = known.actors | {figure.subject or "", other}
    if known.whole and around.near - known.names - own:
        return True
    partners = known.names - own - {other}
    if figure.object is None:
        return not partners <= around.names
    return bool(partners) and other not in known.names


def _other(figure: Figure) -> str:
    return EUROPE.get(figure.object or "", figure.object or "")


def _weighs(name: str, known: Known) -> bool:
    return not any(name in other or other in name for other in known.actors if other)


def _nearness(ratio: float, unit: str) -> float:
    """Return how near two numbers are, 0 at best: one a slip away is nearer than one far off."""
    off = abs(ratio - 1)
    slipped = off > NEAR and _slip(ratio, unit) is not None
    return -min(off, TWICE * NEAR) if slipped else -off


def _score(figure: Figure, known: Known, said: frozenset[str]) -> float | None:
    """Return how surely a number of the case is of what a figure is of; None: it is not."""
    if figure.commodity and known.goods and figure.commodity not in known.goods:
        return None
    if known.table == "trade" and figure.commodity not in (None, "freight"):
        return None  # all goods, not one
    if figure.measure in BETWEEN and figure.object and figure.object not in known.words:
        return None
    score = 4.0 + (2.0 if known.whole else min(2.0, 0.5 * len(said & known.words)))
    score -= 0.5 * (len(known.measures) - 1)
    score += _sided(figure, known)
    score += 1.0 if figure.commodity and figure.commodity in known.goods else 0.0
    if known.table != "claims":
        score += TIED if known.claim else ROWS.get(known.table, SUMMED)
    if known.when and figure.when:
        years = abs(int(known.when[:4]) - int(figure.when[:4]))
        score += YEARS_OFF.get(years, LONG_AGO)
        if len(known.when) > 4 and known.when[:7] != figure.when[:7]:
            score -= 0.5
    return score


def _sided(figure: Figure, known: Known) -> float:
    """Return how well the other side of a figure is that of a number of the case."""
    if figure.object is not None:
        other = _other(figure)
        return 1.5 if other in known.names and other not in known.actors else -1.0
    return 0.0 if known.names <= known.actors else -0.5


def judged(value: float, figure: Figure, known: Known) -> tuple[Verdict, str]:
    """Return a verdict on a value, in the unit of what the case has, and a note.

    Within 2 %, or the band, it agrees; within 10 %, or within what a hedge allows, too or partly;
    a power of ten, or the factor between two units, is a slip and is named; else it contradicts.
    Another year's number contradicts nothing, but a share that is far from it.
    """
    ratio = value / known.value
    off = abs(ratio - 1)
    note = _other_year(figure, known)
    if off <= AGREES or _allowed(figure.hedge, ratio):
        return "agrees", note
    if off <= ROUNDED:
        return "agrees", f"rounded {note}".strip()
    if _inside(value, known):
        return "agrees", "within the band"
    if off <= NEAR:
        return "partly", note
    slip = _slip(ratio, figure.unit)
    if slip is not None:
        return "contradicts", slip
    grown = 1 / GROWTH <= ratio <= GROWTH
    if note and (figure.of is None or grown):
        return "new", f"{note}, another year"
    undated = figure.when is None and figure.measure in YEARLY
    return ("doubtful" if undated else "contradicts"), note


def _allowed(hedge: str, ratio: float) -> bool:
    """Tell whether a hedge allows a ratio: `over` up to half of what there is, `about` a tenth."""
    if hedge == "about":
        return abs(ratio - 1) <= NEAR
    return (hedge == "over" and 1 / TWICE <= ratio <= 1) or (
        hedge == "under" and 1 <= ratio <= TWICE
    )


def _inside(value: float, known: Known) -> bool:
    """Tell whether a value is within the band of what the case has."""
    ends = (known.value, known.low or known.value, known.high or known.value)
    return min(ends) <= value <= max(ends)


def _other_year(figure: Figure, known: Known) -> str:
    """Return the year of what the case has, where it is another and the measure has a year."""
    if not (known.when and figure.when) or figure.measure not in YEARLY:
        return ""
    return "" if known.when[:4] == figure.when[:4] else f"of {known.when}"


YEARLY = frozenset(
    ("production", "consumption", "export", "import", "trade", "throughput", "price", "investment")
)


def _slip(ratio: float, unit: str) -> str | None:
    """Return what a ratio looks like: a power of ten, or one unit taken for another."""
    if 1 / LEAST < ratio < LEAST:
        return None
    name = unit.partition("/")[0]
    for what, factor, units in FACTORS:
        left = ratio / factor if ratio > 1 else ratio * factor
        if abs(left - 1) <= ROUNDED and (not units or name in units):
            return f"as if {what}"
    return None
