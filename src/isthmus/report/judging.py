"""Verdicts on propositions, on a screen."""

from __future__ import annotations

from typing import Any

import polars as pl

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
    verdict = row["verdict"]
    if verdict == "depends":
        verdict = f"{'holds' if row['holds'] else 'fails'}, depends"
    turns = f"{row['flips_input']} at {row['flips_at']:.4g}" if row["flips_input"] else ""
    return {
        "proposition": row["proposition"],
        "verdict": verdict,
        "value": row["value"],
        "wanted": _wanted(row),
        "turns round with": turns,
    }


def _wanted(row: dict[str, Any]) -> str:
    ends = [
        f"{sign} {row[key]:g}"
        for sign, key in ((">=", "at_least"), ("<=", "at_most"))
        if row[key] is not None
    ]
    return f"{', '.join(ends)} {row['unit'] or ''}".strip()


def _meanings(result: Result) -> Section:
    """Say in words what each proposition is about."""
    table, claims = result.case.filled["propositions"], result.case.filled["claims"]
    statement = dict(zip(claims["id"], claims["statement"], strict=True))
    lines = []
    for name in result.table("verdicts")["proposition"]:
        row = table["id"].index(name)
        targets = "; ".join(table["target"][row] or ())
        change = table["change"][row]
        what = f"{WORDS[change]}{table['measure'][row]}{f' of {targets}' if targets else ''}"
        under = f"under {table['scenario'][row]}"
        if change != "value":
            under += f", held against {table['against'][row]}"
        claim = table["claim"][row]
        source = f" After {claim}: {statement[claim]}." if claim else ""
        lines.append(f"{name}: {what}, {under}.{source}")
    return Section("What they say", tuple(lines))


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
