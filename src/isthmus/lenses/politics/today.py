"""What stands in the tables at a time: relations, memberships, agreements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isthmus.case.families import heads
from isthmus.case.model import Case
from isthmus.lenses.politics.signed import Signed, signed_graph

MEMBER = (None, "member")
MADE = ("in_force", "signed")


def today(case: Case) -> str:
    """Return until when things count: the case's `as_of`, else the end of its base year."""
    return case.settings.as_of or str(case.settings.base_year)


def graph_at(case: Case, date: str) -> Signed:
    """Return the signed graph of relations as they stood on a date."""
    return signed_graph(strengths_at(case, date))


def strengths_at(case: Case, date: str) -> dict[tuple[str, str], list[float]]:
    """Return what is said of each directed pair of actors on a date, one number per subject.

    Of a subject the latest row counts that is not later than the date. A row without a date is
    about the time of the case: it is later than all others, and not known of before.
    """
    table, now = case.filled["relations"], today(case)
    columns = (table[name] for name in ("a", "b", "about", "date", "strength"))
    latest: dict[tuple[str, str], dict[str | None, tuple[str, float]]] = {}
    for a, b, about, dated, strength in zip(*columns, strict=True):
        if a == b or not _by(dated or now, date):
            continue
        known = latest.setdefault((a, b), {})
        key = dated or f"{now}~"
        if about not in known or key >= known[about][0]:
            known[about] = (key, float(strength))
    return {pair: [value for _, value in known.values()] for pair, known in latest.items()}


def _by(dated: str, date: str) -> bool:
    """Tell whether something of a date, of which only the year may be known, was so by another."""
    size = min(len(dated), len(date))
    return dated[:size] <= date[:size]


def members_at(case: Case, date: str) -> dict[str, set[str]]:
    """Return for every actor the organisations that it is a full member of on a date."""
    table, year = case.filled["memberships"], int(date[:4])
    columns = (table[name] for name in ("actor", "organisation", "status", "since", "until"))
    found: dict[str, set[str]] = {}
    for actor, organisation, status, since, until in zip(*columns, strict=True):
        if status in MEMBER and not since > year and not until < year:
            found.setdefault(actor, set()).add(organisation)
    return found


class Agreement(NamedTuple):
    """An agreement in force or signed, its date, and the states of its parties."""

    id: str
    date: str | None
    states: frozenset[str]


def agreements_at(case: Case, date: str) -> Iterator[Agreement]:
    """Yield the agreements in force or signed that are not dated later; companies are states'."""
    table, head = case.filled["agreements"], heads(case)
    columns = (table[name] for name in ("id", "date", "parties", "status"))
    for name, dated, parties, status in zip(*columns, strict=True):
        if status in MADE and _by(dated or date, date):
            yield Agreement(name, dated, frozenset(head[party] for party in parties))
