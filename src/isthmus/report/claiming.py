"""Claims of a ledger on a screen, and as JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import polars as pl
from pydantic import Field

from isthmus.ledger.decide import Decided
from isthmus.ledger.look import Listed, Looked
from isthmus.ledger.propose import Proposed
from isthmus.ledger.store import Ledger
from isthmus.report.section import Section
from isthmus.report.words import cell
from isthmus.result import ResultRow
from isthmus.rows.claims import Change, Entry, Step

LISTED = ("id", "status", "verdict", "says", "would change", "from -> to")


class ClaimsDocument(ResultRow):
    """The claims of a ledger, as JSON."""

    ledger: str
    claims: list[Entry]
    torn: Annotated[list[str], Field(description="lines that a crash cut short")]


class ClaimDocument(ResultRow):
    """One claim and all that was done with it, as JSON."""

    ledger: str
    claim: Entry
    history: list[Step]


class DecidedDocument(ResultRow):
    """What was decided, as JSON."""

    ledger: str
    claims: list[Entry]
    written: Annotated[list[str], Field(description="files of the case")]
    scenario: str | None
    notes: list[str]


def claims_document(found: Listed) -> ClaimsDocument:
    """Return a list of claims as a document."""
    return ClaimsDocument(
        ledger=str(found.ledger.path), claims=list(found.claims), torn=torn(found.ledger)
    )


def claim_document(found: Looked) -> ClaimDocument:
    """Return a claim as a document."""
    history = list(found.history)
    return ClaimDocument(ledger=str(found.ledger.path), claim=found.claim, history=history)


def decided_document(found: Decided) -> DecidedDocument:
    """Return a decision as a document."""
    return DecidedDocument(
        ledger=str(found.ledger.path),
        claims=list(found.claims),
        written=[str(path) for path in found.written],
        scenario=found.scenario,
        notes=list(found.notes),
    )


def torn(ledger: Ledger) -> list[str]:
    """Return what a crash left in a ledger."""
    return [str(problem) for problem in ledger.torn]


def claims_section(found: Listed) -> Section:
    """Return the claims of a ledger as a table."""
    total = len(found.ledger.claims)
    counts = ", ".join(
        f"{count} {word}"
        for word in ("proposed", "accepted", "rejected")
        if (count := sum(one.action == word for one in found.claims))
    )
    shown = "" if len(found.claims) == total else f" of {total}"
    line = f"{len(found.claims)}{shown} in {found.ledger.path}{f': {counts}' if counts else ''}."
    table = pl.DataFrame(
        {
            "id": [one.id for one in found.claims],
            "status": [one.action for one in found.claims],
            "verdict": [one.verdict for one in found.claims],
            "says": [one.statement for one in found.claims],
            "would change": [one.change.cell if one.change else "" for one in found.claims],
            "from -> to": [_step(one.change) if one.change else "" for one in found.claims],
        },
        schema=dict.fromkeys(LISTED, pl.String),
    )
    more = ("One of them: isthmus claims show ID.",) if found.claims else ()
    return Section("Claims", (line,), table, more)


def change_words(change: Change | None) -> str:
    """Say what a claim would change in the case."""
    if change is None:
        return ""
    ratio = "" if change.ratio is None else f" (x {change.ratio:.3g})"
    return f"{change.cell} {_step(change)}{ratio}"


def _step(change: Change) -> str:
    before = "empty" if change.now is None else cell(change.now)
    return before if change.new is None else f"{before} -> {cell(change.new)}"


def claim_sections(found: Looked) -> list[Section]:
    """Return a claim: what it says, where, what it would change, and what was done with it."""
    one = found.claim
    paper = one.document
    tempered = [
        word for word, plain in ((one.polarity, "stated"), (one.hedge, "none")) if word != plain
    ]
    said = f" ({', '.join(tempered)})" if tempered else ""
    lines = (
        f"{one.statement}{said}",
        f'"{one.quote}"',
        f"{paper.title}{f', {paper.date}' if paper.date else ''}: characters {one.start} to "
        f"{one.end}, said by {'its author' if one.attribution == 'author' else one.attribution}.",
        f"The reader is {one.confidence:.0%} sure of it and finds that it {JUDGED[one.verdict]}.",
        f"It would change {change_words(one.change)}." if one.change else "It names no cell.",
    )
    table = pl.DataFrame([step.model_dump() for step in found.history])
    full = [name for name in table.columns if table[name].is_not_null().any()]
    done = Section("What was done with it", (), table.select(full))
    return [Section(f"Claim {one.id}", lines), done]


JUDGED = {
    "agrees": "is in line with the case",
    "partly": "is partly in line with the case",
    "contradicts": "is against the case",
    "new": "is new to the case",
    "doubtful": "is doubtful",
}


def proposed_lines(found: Proposed) -> tuple[str, ...]:
    """Say what was proposed."""
    known = f"; {len(found.known)} stood there already" if found.known else ""
    line = f"{len(found.new)} claims proposed in {found.ledger.path}{known}."
    return (line, "See them: isthmus claims list --status proposed")


def decided_section(found: Decided, case: str) -> Section:
    """Return a decision: which claims, what was written, and how to see what it does."""
    word = found.claims[0].action
    lines = [f"{word}: claim-{one.id}, {one.statement}" for one in found.claims]
    lines += [f"wrote {path}" for path in found.written]
    lines += found.notes
    if found.scenario:
        lines.append(f"What believing it does: isthmus compare base {found.scenario} --case {case}")
    elif word == "accepted" and _changing(found.claims):
        first = _changing(found.claims)[0]
        lines.append(
            f"To see what believing it would do: isthmus claims accept {first.id} --scenario "
            f"claim-{first.id} --case {case}"
        )
    return Section("Decided", tuple(lines))


def _changing(claims: Sequence[Entry]) -> list[Entry]:
    return [one for one in claims if one.change is not None]
