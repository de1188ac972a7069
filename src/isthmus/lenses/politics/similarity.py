"""How alike two actors are by the organisations and the agreements that they share."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from isthmus.case.model import Case
from isthmus.lenses.politics.today import agreements_at, members_at, today

COLUMNS = ("a", "b", "organisations", "memberships", "kappa", "agreements", "parties")


def similarity(case: Case) -> dict[str, list[Any]]:
    """Return the columns of table `similarity`, the most alike first.

    `memberships` and `parties` are Jaccard's index: what both have over what either has. `kappa` is
    Cohen's: agreement on all organisations of the case, absences too, over what chance would give;
    without it everybody in the OSCE looks alike.
    """
    now = today(case)
    members = members_at(case, now)
    signed: dict[str, set[str]] = {}
    for agreement in agreements_at(case, now):
        for state in agreement.states:
            signed.setdefault(state, set()).add(agreement.id)
    every = {name for names in members.values() for name in names}
    rows = []
    for a, b in itertools.combinations(sorted({*members, *signed} - every), 2):
        shared, union = _both(members, a, b)
        common, either = _both(signed, a, b)
        if shared or common:
            rows.append(
                (a, b, shared, _share(shared, union), _kappa(members, a, b, len(every)),
                 common, _share(common, either))
            )  # fmt: skip
    rows.sort(key=lambda row: (-(row[3] or 0.0), -row[5], row[:2]))
    return {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}


def _both(sets: Mapping[str, AbstractSet[str]], a: str, b: str) -> tuple[int, int]:
    one, other = sets.get(a, set()), sets.get(b, set())
    return len(one & other), len(one | other)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _kappa(members: Mapping[str, AbstractSet[str]], a: str, b: str, count: int) -> float | None:
    """Return Cohen's kappa of two actors' memberships; None where all are in all, or in none."""
    if not count:
        return None
    one, other = members.get(a, set()), members.get(b, set())
    agreed = (count - len(one ^ other)) / count
    p, q = len(one) / count, len(other) / count
    chance = p * q + (1 - p) * (1 - q)
    return None if chance > 1 - 1e-12 else (agreed - chance) / (1 - chance)
