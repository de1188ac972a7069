"""What the numbers of a leg rest on, in a few words."""

from __future__ import annotations

from isthmus.case.estimates import estimated
from isthmus.case.evidence import ties
from isthmus.case.model import Case

NUMBERS = {"length": "km", "days": "days", "cost": "cost", "tariff": "tariff"}


def source_of(case: Case, table: str, row: int) -> str:
    """Say what km, days and cost of a row of links or transfers rest on.

    Claims are named with their sources; what the mode tells is `estimated from mode`, what a
    scenario wrote is `set by` it, a written number without a claim is `unsourced`. A number that
    the row leaves out is not named.
    """
    said = {
        name: words
        for column, name in NUMBERS.items()
        if column in case.tables[table].columns and (words := _rests_on(case, table, row, column))
    }
    groups: dict[str, list[str]] = {}
    for name, words in said.items():
        groups.setdefault(words, []).append(name)
    if len(groups) < 2:
        return "".join(groups)
    return "; ".join(f"{', '.join(group)}: {words}" for words, group in groups.items())


def _rests_on(case: Case, table: str, row: int, column: str) -> str:
    written = case.tables[table]
    if written[column][row] is None:
        by_mode = table == "links" and column in estimated(case.tables, row)
        return "estimated from mode" if by_mode else ""
    evidence = ties(written["evidence"][row] or ())
    claims = [claim for tied, claim in evidence if tied == column]
    key = written.keys[row]
    setters = [e.by for e in case.edits if (e.table, e.key, e.column) == (table, key, column)]
    if setters and not claims:
        return f"set by {setters[-1]}"
    claims = claims or [claim for tied, claim in evidence if not tied]
    table_of_claims = case.tables["claims"]
    source = dict(zip(table_of_claims["id"], table_of_claims["source"], strict=True))
    named = [f"{claim} ({source[claim]})" if source.get(claim) else claim for claim in claims]
    return ", ".join(named) or "unsourced"
