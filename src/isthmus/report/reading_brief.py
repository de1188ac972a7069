"""The brief of a text: what it says, held against the case; what is opinion; what is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from isthmus.case.model import Case
from isthmus.reading.contradictions import Contradiction, contradictions, differing
from isthmus.reading.items import Agreement, CaseCell, Figure, Item, Reading, Route
from isthmus.reading.opinions import Opinions, opinions
from isthmus.reading.touching import Touched, touched
from isthmus.report.judging import asked, verdict_word, wanted
from isthmus.report.notebook import section_html
from isthmus.report.reading import HEDGES, VERDICTS
from isthmus.report.section import Section, cut
from isthmus.report.sheet import sheet
from isthmus.report.words import cell, number
from isthmus.study.verdicts import verdict

AUTHOR = "author"
MILLION = 1e6
QUESTIONS = 10
OPINIONS = 12
LONGEST = 150  # characters of a sentence that is quoted
KINDS = {
    "weighs": "weighs or judges",
    "ascribes": "says what somebody wants or thinks",
    "foretells": "foretells",
}


def reading_brief(
    reading: Reading,
    text: str,
    case: Case,
    *,
    model: bool = True,
    progress: Callable[[str], None] | None = None,
) -> list[Section]:
    """Return the brief of one text.

    Parameters
    ----------
    reading : Reading
        What was read.
    text : str
        The text that it was read in.
    case : Case
        What it is held against.
    model : bool
        Ask the model the questions that the text touches.
    progress : callable, optional
        Is told what is being computed, and at the end nothing.
    """
    felt = opinions(text, reading)
    opposed = (*contradictions(text, reading.document.language), *differing(reading))
    found = touched(text, case, reading.document.language)
    return [
        _short(reading, felt, opposed, found),
        _figures(reading),
        _standings(reading),
        _opinions(felt),
        _voices(reading),
        _doubts(reading, opposed),
        _questions(case, found, model=model, progress=progress),
    ]


def brief_page(sections: Sequence[Section], case: Case) -> str:
    """Return a brief as one HTML file."""
    return sheet(sections[0].title, case, map(section_html, sections))


def _short(
    reading: Reading,
    felt: Opinions,
    opposed: Sequence[Contradiction],
    found: Sequence[Touched],
) -> Section:
    about = reading.document
    held: list[Figure | Agreement | Route] = [
        *reading.figures, *reading.agreements, *reading.routes
    ]  # fmt: skip
    counts = Counter(VERDICTS[one.verdict] for one in held)
    words = ", ".join(f"{counts[word]} {word}" for word in VERDICTS.values() if counts[word])
    kinds = ", ".join(
        f"{len(getattr(reading, name))} {name}"
        for name in ("figures", "agreements", "routes", "relations")
    )
    lines = [
        f"It says {kinds}. Of figures, agreements and routes: {words or 'none'}.",
        f"Opinion by their words: {len(felt.found)} of {felt.sentences} sentences. Statements of "
        f"others than the author: {sum(one.attribution != AUTHOR for one in reading.items)}. Plans "
        f"and wishes: {sum(one.polarity == 'planned' for one in reading.items)}.",
        f"Pairs of its statements that seem opposed: {len(opposed) or 'none'}.",
        f"Statements that the model can test, and it touches: {len(found) or 'none'}.",
    ]
    return Section(f"{about.title}{f', {about.date}' if about.date else ''}", tuple(lines))


def _figures(reading: Reading) -> Section:
    rows = [
        {
            "figure": " ".join(filter(None, (one.subject, one.commodity, one.measure))),
            "text": f"{HEDGES[one.hedge]}{_value(one)}",
            "when": one.when or one.when_written or "",
            "case": _has(one.case),
            "finding": VERDICTS[one.verdict],
            "ratio": one.case.ratio if one.case else None,
        }
        for one in reading.figures
    ]
    line = "A ratio above 1: the text says more than the case has."
    return _table("Figure by figure", (line,) if rows else (), rows)


def _value(figure: Figure) -> str:
    if figure.unit == "count":
        return figure.written
    if figure.unit == "rank":
        return f"rank {figure.value:g}"
    ends = (figure.value,) if None in (figure.low, figure.high) else (figure.low, figure.high)
    large = min(abs(end) for end in ends if end is not None) >= MILLION
    words = [number(end / MILLION if large else end) for end in ends if end is not None]
    return f"{' to '.join(words)} {'million ' if large else ''}{figure.unit}"


def _has(held: CaseCell | None) -> str:
    if held is None or not held.table:
        return ""
    value = "" if held.value is None else f"{cell(held.value)} {held.unit or ''}".strip()
    return f"{value} ({held.claim or f'{held.table}.{held.row}'.replace(';', '; ')})"


def _standings(reading: Reading) -> Section:
    agreements = [(f"{_listed(one.parties)}{one.what}", one) for one in reading.agreements]
    rows = [_standing(says, one) for says, one in agreements]
    rows += [_standing(one.name, one) for one in reading.routes]
    return _table("Agreements and routes", (), _once(rows))


def _standing(says: str, one: Agreement | Route) -> dict[str, Any]:
    finding = VERDICTS[one.verdict]
    return {"says": says, "text": one.status, "case": _has(one.case), "finding": finding}


def _listed(parties: Sequence[str]) -> str:
    return f"{', '.join(parties)}: " if parties else ""


def _once(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without those that stand there already."""
    return list({tuple(row.values()): row for row in rows}.values())


def _opinions(felt: Opinions) -> Section:
    times = Counter(one.quote for one in felt.found)
    once = {one.quote: one for one in felt.found}.values()
    rows = [
        {
            "sentence": _cut(one.quote) + (" (twice)" if times[one.quote] > 1 else ""),
            "it": KINDS[one.kind],
            "by the words": one.cue,
        }
        for one in once
    ]
    if not rows:
        return Section("Opinion", ("No sentence is opinion by its words.",))
    return cut("Opinion, which no figure can settle", (), pl.DataFrame(rows), OPINIONS)


def _voices(reading: Reading) -> Section:
    """Return who says what, of what the text does not say in its own name."""
    rows = [
        {"who": one.attribution, "sentence": _cut(one.quote)}
        for one in reading.items
        if one.attribution != AUTHOR
    ]
    return _table("Said by others than the author", (), _once(rows))


def _doubts(reading: Reading, opposed: Sequence[Contradiction]) -> Section:
    rows = [
        {
            "what": f"opposed, about {one.about}",
            "sentence": _cut(one.first.quote),
            "why": f"but also: {_cut(one.second.quote)}",
        }
        for one in opposed
    ]
    rows += [
        {"what": "doubtful", "sentence": _cut(one.quote), "why": _why(one)}
        for one in reading.items
        if one.verdict == "doubtful"
    ]
    rows += [
        {"what": "against the case", "sentence": _cut(one.quote), "why": _why(one)}
        for one in reading.items
        if one.verdict == "contradicts"
    ]
    return _table("Doubtful, opposed, or against the case", (), rows)


def _why(one: Item) -> str:
    held = one.case
    if held is None:
        return ""
    has = f"the case has {_has(held)}" if held.table else ""
    return "; ".join(part.rstrip(".") for part in (held.note, has) if part)


def _questions(
    case: Case,
    found: Sequence[Touched],
    *,
    model: bool,
    progress: Callable[[str], None] | None,
) -> Section:
    """Return the questions that a text touches, each with the model's answer in a line."""
    chosen = found[:QUESTIONS]
    first = [one.propositions[0] for one in chosen]
    answers: Mapping[str, Mapping[str, Any]] = {}
    if model and first:
        result = verdict(case.base, *dict.fromkeys(first), tries=0, progress=progress)
        answers = {row["proposition"]: row for row in result.table("verdicts").to_dicts()}
    claims = case.tables["claims"]
    statement = dict(zip(claims["id"], claims["statement"], strict=True))
    rows = [
        {
            "the text touches": statement[one.claim],
            "the model asks": f"{name}: {asked(case.base, name)}",
            "answer": "; ".join(_answers(answers.get(name))),
        }
        for one, name in zip(chosen, first, strict=True)
    ]
    if not rows:
        return Section(
            "Questions of the model", ("It touches no statement that the model can test.",)
        )
    more = "Where an answer turns round: isthmus verdict PROPOSITION."
    rest = f" The surest {QUESTIONS} of {len(found)}." if len(found) > QUESTIONS else ""
    return Section("Questions of the model", (), pl.DataFrame(rows), (more + rest,))


def _answers(answer: Mapping[str, Any] | None) -> Iterator[str]:
    if answer is None:
        yield "not asked"
        return
    if answer["value"] is not None:
        yield f"{answer['value']:.3g} where {wanted(answer)} would do"
    yield verdict_word(answer)


def _table(title: str, lines: tuple[str, ...], rows: list[dict[str, Any]]) -> Section:
    if not rows:
        return Section(title, ("None.",))
    return Section(title, lines, pl.DataFrame(rows, infer_schema_length=None))


def _cut(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0]} ..."
