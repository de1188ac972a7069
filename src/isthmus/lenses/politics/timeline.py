"""Who moved towards whom: ties, shared organisations and new agreements, year by year."""

from __future__ import annotations

from collections import Counter
from typing import Any

from isthmus.case.model import Case
from isthmus.lenses.politics.signed import signed_graph
from isthmus.lenses.politics.today import agreements_at, graph_at, members_at, strengths_at, today

YEARS = 6  # before the last one
COLUMNS = ("year", "a", "b", "strength", "organisations", "agreements")


def timeline(case: Case, since: int | None = None) -> dict[str, list[Any]]:
    """Return the columns of table `timeline`: a row for each year and pair that has a tie.

    `strength` is that at the end of the year, null where no row is dated so early;
    `organisations` those that both were members of in it; `agreements` those made in it.
    """
    now = today(case)
    last = int(now[:4])
    graph = graph_at(case, now)
    pairs = [(graph.names[a], graph.names[b]) for a, b in zip(graph.a, graph.b, strict=True)]
    made = Counter(
        (agreement.date[:4], pair)
        for agreement in agreements_at(case, now)
        if agreement.date
        for pair in pairs
        if agreement.states >= {*pair}
    )
    rows: list[tuple[Any, ...]] = []
    for year in range(last - YEARS if since is None else since, last + 1):
        date = now if year == last else str(year)
        members, known = members_at(case, date), _means(case, date)
        rows += [
            (year, *pair, known.get(pair), len(members.get(pair[0], set()) &
             members.get(pair[1], set())), made[str(year), pair])
            for pair in pairs
        ]  # fmt: skip
    return {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}


def _means(case: Case, date: str) -> dict[tuple[str, str], float]:
    graph = signed_graph(strengths_at(case, date))
    ends = zip(graph.a.tolist(), graph.b.tolist(), graph.strength.tolist(), strict=True)
    return {(graph.names[a], graph.names[b]): strength for a, b, strength in ends}
