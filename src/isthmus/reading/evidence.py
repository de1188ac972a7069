"""What a case knows that figures can be held against: claims of other sources, and its rows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from isthmus.case.evidence import claim_rows
from isthmus.case.model import Case
from isthmus.case.units import UnitError, factor
from isthmus.reading.bilateral import investments, trades
from isthmus.reading.classes import Classes
from isthmus.reading.gazetteer import Name
from isthmus.reading.known import EUROPE, Known
from isthmus.reading.language import Language, Phrases, longest
from isthmus.reading.marking import Sentence, sentences
from isthmus.reading.observed import observations
from isthmus.reading.tokens import tokens_of, words_of

UNITS = {
    "bcm": "bcm", "mcm": "mcm", "m3": "m3", "Mt": "Mt", "kt": "kt", "t": "t", "km": "km",
    "USD": "USD", "EUR": "EUR", "RUB": "RUB", "MW": "MW", "GW": "GW", "TWh": "TWh", "TEU": "TEU",
    "bbl": "bbl", "days": "day", "count": "1", "years": "year", "months": "month",
}  # fmt: skip
LOW = "low"  # the reliability of a source that is no evidence begins with it


@dataclass(frozen=True)
class Evidence:
    """Every number that a figure may be held against, by subject and measure."""

    case: Case
    classes: Classes
    found: dict[tuple[str, str], dict[str, list[Known]]]
    traded: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    turnovers: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict)

    def about(self, subject: str, measure: str, unit: str) -> list[tuple[Known, float]]:
        """Return the numbers of a subject, by its name as the reader tells it, and a measure.

        Only those that measure the same as a unit, each with what converts that unit to its own.
        """
        return [
            (known, into)
            for own, numbers in self.found.get((subject, measure), {}).items()
            if (into := convertible(unit, own)) is not None
            for known in numbers
        ]


def gathered(case: Case, own: Classes, classes: Classes) -> Evidence:
    """Return the numbers of a case: of its claims, then of its rows.

    Parameters
    ----------
    own : Classes
        By which the claims of the case are read.
    classes : Classes
        By which the text is read.
    """
    poor = _poor(case)
    found: dict[tuple[str, str], dict[str, list[Known]]] = {}
    for known in (*_claims(case, own, poor), *_rows(case, own.phrases, poor)):
        for subject in known.actors:
            for measure in known.measures:
                by_unit = found.setdefault((subject, measure), {})
                by_unit.setdefault(known.unit, []).append(known)
    return Evidence(case, classes, found)


@functools.lru_cache(maxsize=1024)
def convertible(unit: str, other: str, energy: float | None = None) -> float | None:
    """Return by what a number in one unit is multiplied to be in another, or None.

    A yearly total may stand for a rate: texts give the one where statistics give the other.
    """
    name, _, per = unit.partition("/")
    known = UNITS.get(name)
    if known is None:
        return None
    written = f"{known}/{({'yr': 'year', 'd': 'day'}).get(per, per)}" if per else known
    for one in (written, f"{written}/year"):
        try:
            return factor(one, other or "1", energy)
        except UnitError:
            continue
    try:
        return factor(written, f"{other}/year", energy)
    except UnitError:
        return None


def _poor(case: Case) -> frozenset[str]:
    """Return the claims that are no evidence: of sources of low reliability, or not accepted."""
    sources = case.tables["sources"]
    low = {
        source
        for source, worth in zip(sources["id"], sources["reliability"], strict=True)
        if (worth or "").startswith(LOW)
    }
    return frozenset(
        claim["id"]
        for claim in claim_rows(case)
        if claim["source"] in low or claim.get("status", "accepted") != "accepted"
    )


def _claims(case: Case, classes: Classes, poor: frozenset[str]) -> Iterator[Known]:
    tied = _tied(case)
    for claim in claim_rows(case):
        value = claim.get("value")
        if value is None or claim["id"] in poor:
            continue
        subject = claim.get("subject") or ""
        text = f"{subject}. {claim.get('statement', '')}"
        marked = list(mark(text, classes))
        table, row, column = tied.get(claim["id"], ("claims", claim["id"], "value"))
        yield Known(
            table,
            row,
            column,
            claim["id"],
            frozenset((subject, *_subjects(mark(subject, classes)))),
            frozenset(m for s in marked for m in _roles(s, "measure")) | _by_column(column),
            frozenset(g for s in marked for g in _roles(s, "commodity")),
            content(words_of(text)),
            frozenset(sides_of(marked)),
            value,
            claim.get("low"),
            claim.get("high"),
            claim.get("unit") or "1",
            claim.get("as_of"),
            kinds_of(text, classes.words),
        )


def kinds_of(text: str, words: Language) -> frozenset[str]:
    """Return the words of a text that make what it tells a part of a whole: liquefied gas."""
    return words.words["kinds"].intersection(words_of(text))


COLUMNS = {"length": "distance", "days": "time", "capacity": "capacity", "tariff": "price",
           "price": "price"}  # fmt: skip


def _by_column(column: str) -> frozenset[str]:
    return frozenset((COLUMNS[column],)) if column in COLUMNS else frozenset()


def _tied(case: Case) -> dict[str, tuple[str, str, str]]:
    """Return the first cell that each claim is tied to."""
    found: dict[str, tuple[str, str, str]] = {}
    for table in case:
        entries = table.columns.get("evidence") or ()
        for key, cell in zip(table.keys, entries, strict=False):
            for entry in cell or ():
                column, colon, claim = entry.partition(":")
                if colon:
                    found.setdefault(claim.strip(), (table.name, key, column.strip()))
    return found


def mark(text: str, classes: Classes) -> Iterator[Sentence]:
    """Yield the marked sentences of a short text."""
    tokens = tokens_of(text, classes.words.words["abbreviations"], 0, len(text))
    return sentences(tokens, classes)


def _subjects(marked: Iterable[Sentence]) -> Iterator[str]:
    for sentence in marked:
        for span in sentence.names:
            name: Name = span.roles["name"]
            yield name.called
            yield name.text
            yield EUROPE.get(name.called, name.called)


SIDES = frozenset(("state", "capital", "demonym", "organisation"))


def sides_of(marked: Iterable[Sentence]) -> Iterator[str]:
    """Yield the states, blocs and parts of the world of sentences: what narrows a number down."""
    for sentence in marked:
        for span in sentence.names:
            name: Name = span.roles["name"]
            if name.kind in SIDES or (name.kind == "place" and not name.rows):
                yield EUROPE.get(name.called, name.called)


def _roles(sentence: Sentence, kind: str) -> Iterator[str]:
    return (str(span.roles[kind]) for span in sentence.cues(kind))


def content(words: Iterable[str]) -> frozenset[str]:
    """Return the words that tell statements apart: longer ones, without their last letters."""
    return frozenset(word[:6] for word in words if len(word) > 3 and word.isalpha())


def _rows(case: Case, phrases: Phrases, poor: frozenset[str]) -> Iterator[Known]:
    yield from _links(case, phrases)
    yield from observations(case, phrases, poor)
    yield from _totals(case, "supply", "production")
    yield from _totals(case, "demand", "consumption")
    yield from trades(case)
    yield from investments(case, poor)


def _links(case: Case, phrases: Phrases) -> Iterator[Known]:
    links = case.tables["links"]
    goods = case.tables["commodities"]
    unit_of = dict(zip(goods["id"], goods["unit"], strict=True))
    for at, row in enumerate(links["id"]):
        name = (links["name"][at] or row).partition(",")[0].partition("(")[0].strip()
        called = {name, *_called(name, phrases)}
        good = links["commodity"][at]
        rate = f"{unit_of.get(good, 'Mt')}/year"
        for column, unit in (("capacity", rate), ("length", "km"), ("days", "day")):
            value = links[column][at]
            if value:
                yield Known(
                    "links", row, column, None, frozenset(called), _by_column(column),
                    frozenset((good,)), frozenset(), frozenset((name,)), value, None, None, unit,
                    None,
                )  # fmt: skip


def _called(name: str, phrases: Phrases) -> Iterator[str]:
    """Yield what a text is read to call a link: TAP is the Trans Adriatic Pipeline."""
    words = list(words_of(name))
    hit = longest(phrases, words, 0)
    if hit is not None and hit[0] == len(words) and "name" in hit[1]:
        yield hit[1]["name"].called


def _totals(case: Case, table: str, measure: str) -> Iterator[Known]:
    """Yield what all rows of an actor's nodes sum to, by market commodity."""
    rows = case.tables[table]
    actors = dict(zip(case.tables["actors"]["id"], case.tables["actors"]["name"], strict=True))
    goods = case.tables["commodities"]
    unit_of = dict(zip(goods["id"], goods["unit"], strict=True))
    sums: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row, node, good, quantity in zip(
        rows["id"], rows["node"], rows["commodity"], rows["quantity"], strict=True
    ):
        actor = case.actor_of.get(node)
        if actor is not None and quantity is not None:
            sums.setdefault((actor, good), []).append((row, quantity))
    converted = _converted(case) if table == "demand" else set()
    for (actor, good), each in sums.items():
        if (actor, good) in converted:
            continue
        yield Known(
            table, ";".join(row for row, _ in each), "quantity", None,
            frozenset((actors.get(actor) or actor,)), frozenset((measure,)), frozenset((good,)),
            frozenset(), frozenset(), sum(quantity for _, quantity in each), None, None,
            f"{unit_of[good]}/year", str(case.settings.base_year),
        )  # fmt: skip


def _converted(case: Case) -> set[tuple[str, str]]:
    """Return the actors whose links turn a good into another: its demand is not all its use."""
    links = case.tables["links"]
    return {
        (actor, good)
        for good, turned, node in zip(
            links["commodity"], links["to_commodity"], links["from"], strict=True
        )
        if turned is not None and (actor := case.actor_of.get(node)) is not None
    }
