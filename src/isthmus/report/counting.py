"""How many agreements there are, between whom, about what, and what others count."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import polars as pl

from isthmus.case.evidence import claim_rows
from isthmus.case.families import heads
from isthmus.case.model import Case
from isthmus.report.section import Section

MOST = 10
UNDATED = "no date"


def agreement_sections(case: Case, ids: Sequence[str]) -> list[Section]:
    """Return counts of some agreements, and what sources say of the number of such.

    Parameters
    ----------
    case : Case
    ids : sequence of str
        Rows of table `agreements`.
    """
    table = case.filled["agreements"]
    rows = [at for at, name in enumerate(table["id"]) if name in set(ids)]
    columns = {
        "status": [table["status"][at] for at in rows],
        "domain": [table["domain"][at] or "" for at in rows],
        "year": [(table["date"][at] or UNDATED)[:4] for at in rows],
        "pair": _pairs(case, rows),
    }
    sections = []
    for name, values in columns.items():
        counted = sorted(Counter(values).items(), key=lambda one: (-one[1], one[0]))
        if name == "year":
            counted.sort()
        told = ", ".join(f"{value} {count}" for value, count in counted[:MOST])
        if len(counted) > MOST:
            told += f", and {len(counted) - MOST} more"
        sections.append(f"by {name}: {told}")
    counts = Section(f"{len(rows)} agreements", tuple(sections) if rows else ())
    said = _said(case, columns["pair"])
    return [counts, *([said] if said else [])]


def _pairs(case: Case, rows: Sequence[int]) -> list[str]:
    """Return the pairs of states that agreements bind, one entry for each agreement of a pair."""
    table, head = case.filled["agreements"], heads(case)
    found = []
    for at in rows:
        states = sorted({head[party] for party in table["parties"][at]})
        found += ["-".join(pair) for pair in itertools.combinations(states, 2)]
    return found


def _said(case: Case, pairs: Sequence[str]) -> Section | None:
    """Return the claims about how many agreements a pair has: their subject is `A-B agreements`."""
    actors = case.filled["actors"]
    name = dict(zip(actors["id"], actors["name"], strict=True))
    about: dict[str, str] = {}
    for pair in dict.fromkeys(pairs):
        a, b = (name.get(actor) or actor for actor in pair.split("-", 1))
        about |= {f"{a}-{b} agreements": pair, f"{b}-{a} agreements": pair}
    sources = case.tables["sources"]
    title = dict(zip(sources["id"], sources["title"], strict=True))
    rows = [
        (round(row["value"]), row.get("as_of", ""), row["statement"], title[row["source"]])
        for row in claim_rows(case)
        if row.get("subject") in about and "value" in row
    ]
    if not rows:
        return None
    table = pl.DataFrame(rows, schema=["count", "as of", "what is counted", "source"], orient="row")
    lines = ("The case lists by name what its questions turn on; counts differ by what counts.",)
    return Section("What is said of their number", lines, table.sort("as of", "count"))
