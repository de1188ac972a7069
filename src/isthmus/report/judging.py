"""Verdicts on propositions, on a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from isthmus.case.model import Case
from isthmus.report.section import Section
from isthmus.result import Result

FEW = 3
WORDS = {"value": "", "difference": "change of ", "ratio": "ratio of "}


def verdict_sections(result: Result) -> list[Section]:
    """Return the verdicts as a table; of a few also what they say, and where they turn round."""
    verdicts = result.table("verdicts")
    counts = ", ".join(
        f"{count} {word}"
        for word in ("holds", "fails", "depends", "not computable")
        if (count := len(verdicts.filter(pl.col("verdict") == word)))
    )
    lines = (
        f"{counts}. What depends turns round when one input moves within its band: the one that "
        "needs least of it is named, with where it does.",
    )
    shown = pl.DataFrame([_row(row) for row in verdicts.to_dicts()])
    if len(verdicts) > FEW:
        more = ("What one says, and all that turns it round: isthmus verdict PROPOSITION.",)
        return [Section("Verdicts", lines, shown, more)]
    return [Section("Verdicts", lines, shown), _meanings(result), *_turns(result)]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    turns = f"{row['flips_input']} at {row['flips_at']:.4g}" if row["flips_input"] else ""
    return {
        "proposition": row["proposition"],
        "verdict": verdict_word(row),
        "value": row["value"],
        "wanted": wanted(row),
        "turns round with": turns,
    }


def verdict_word(row: Mapping[str, Any]) -> str:
    """Return a verdict; of what depends also what it is as the case stands."""
    if row["verdict"] == "depends":
        return f"{'holds' if row['holds'] else 'fails'}, depends"
    return str(row["verdict"])


def wanted(row: Mapping[str, Any]) -> str:
    """Return the bounds of a proposition, with their unit."""
    if row["at_least"] is not None and row["at_least"] == row["at_most"]:
        return f"{row['at_least']:g} {row['unit'] or ''}".strip()
    ends = [
        f"{sign} {row[key]:g}"
        for sign, key in ((">=", "at_least"), ("<=", "at_most"))
        if row[key] is not None
    ]
    unit = "" if row["unit"] in (None, "1") else row["unit"]
    return f"{', '.join(ends)} {unit}".strip()


def _meanings(result: Result) -> Section:
    """Say in words what each proposition is about."""
    table, claims = result.case.filled["propositions"], result.case.filled["claims"]
    statement = dict(zip(claims["id"], claims["statement"], strict=True))
    claim_of = dict(zip(table["id"], table["claim"], strict=True))
    lines = []
    for name in result.table("verdicts")["proposition"]:
        claim = claim_of[name]
        source = f" After {claim}: {statement[claim]}." if claim else ""
        lines.append(f"{name}: {asked(result.case, name)}.{source}")
    return Section("What they say", tuple(lines))


def asked(case: Case, name: str) -> str:
    """Say in words what a proposition is about."""
    table = case.filled["propositions"]
    row = table["id"].index(name)
    targets, change = table["target"][row] or (), table["change"][row]
    what = f"{WORDS[change]}{table['measure'][row]}"
    what += f" of {'; '.join(targets)}" if targets else ""
    against = f", held against {table['against'][row]}" if change != "value" else ""
    return f"{what}, under {table['scenario'][row]}{against}"


def _turns(result: Result) -> list[Section]:
    flips = result.table("flips")
    if not len(flips):
        return []
    table = pl.DataFrame(
        {
            "proposition": row["proposition"],
            "input": row["input"],
            "now": f"{row['now']:.4g}",
            "band": f"{row['low']:.4g}..{row['high']:.4g}",
            "turns at": "" if row["flips_at"] is None else f"{row['flips_at']:.4g}",
            "evidence": row["grade"],
        }
        for row in flips.to_dicts()
    )
    line = "Each alone. Where is sought for the three that need least of their band."
    return [Section("What turns them round", (line,), table)]
