"""Agreements held against the case: the state of the one of the same parties that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from isthmus.case.model import Case
from isthmus.reading.items import Agreement, CaseCell, Verdict
from isthmus.reading.language import Language, Phrases, Roles
from isthmus.reading.tokens import words_of

AGREED = {
    "in_force": ("in force", "signed"),
    "signed": ("signed", "in force"),
    "proposed": ("planned", "denied"),
    "suspended": ("shelved",),
    "ended": ("shelved",),
}
STEM = 6  # letters by which words count as the same
LONG = 3  # letters: shorter words tell nothing
STATES = frozenset(("state", "capital", "demonym"))
VAGUE = frozenset(("agreement", None))  # kinds that tell nothing


@dataclass(frozen=True, slots=True)
class Treaty:
    """An agreement of the case: who is bound, what it is about, its kind, domain and date."""

    row: int
    members: frozenset[str]
    words: frozenset[str]
    kind: str | None
    domain: str | None
    date: str


def treaties(case: Case, phrases: Phrases, words: Language) -> list[Treaty]:
    """Return the agreements of a case."""
    table = case.tables["agreements"]
    found = []
    for at, name in enumerate(table["name"]):
        members = frozenset(
            above
            for party in table["parties"][at] or ()
            for above in case.lineage.get(party, (party,))
        )
        found.append(
            Treaty(
                at, members, telling(name or "", phrases, words), table["kind"][at],
                table["domain"][at], table["date"][at] or "",
            )
        )  # fmt: skip
    return found


def telling(text: str, phrases: Phrases, words: Language) -> frozenset[str]:
    """Return the beginnings of the words that tell agreements apart.

    Those of signing, of treaties as such and of states are in the names of many.
    """
    return frozenset(
        word[:STEM].rstrip("s") for word in words_of(text) if _tells(word, phrases, words)
    )


def _tells(word: str, phrases: Phrases, words: Language) -> bool:
    if len(word) <= LONG or not word.isalpha():
        return False
    if word in words.words["broad"] or word in words.months:
        return False
    roles: Roles = phrases[word][1].get((), {}) if word in phrases else {}
    state = "name" in roles and roles["name"].kind in STATES
    return word in words.words["telling"] or not (state or {"deal", "agreement"} & roles.keys())


def held_agreement(
    agreement: Agreement, case: Case, known: Sequence[Treaty], phrases: Phrases, words: Language
) -> Agreement:
    """Return an agreement with its verdict: its state beside that of the one that is meant.

    It is meant if it binds the same parties and shares a word with it, or domain and kind, or is of
    the same day or month and nothing tells it apart.
    """
    table = case.tables["agreements"]
    parties = {party for party in agreement.party_ids if party}
    if len(parties) < 2:
        return agreement
    own = (telling(party, phrases, words) for party in agreement.parties)
    said = telling(agreement.what, phrases, words).difference(*own)
    scored = [
        (_alike(agreement, said, treaty), treaty.row)
        for treaty in known
        if parties <= treaty.members
    ]
    most, at = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(0, 0))
    if not most:
        return agreement
    state = table["status"][at] or "in_force"
    verdict: Verdict = "agrees" if agreement.status in AGREED[state] else "contradicts"
    if agreement.status == "planned" and verdict == "contradicts":
        verdict = "new"  # another such may follow
    cell = CaseCell("agreements", table["id"][at], "status", state, note=table["name"][at])
    return replace(agreement, verdict=verdict, case=cell)


def _alike(agreement: Agreement, said: frozenset[str], treaty: Treaty) -> int:
    """Return how many words an agreement shares with one of the case, or what stands for them."""
    shared = len(said & treaty.words)
    if shared:
        return 1 + shared
    what = words_of(agreement.what)
    kind = treaty.kind not in VAGUE and treaty.kind in what
    dated = len(agreement.when or "") > len("2024") and treaty.date.startswith(agreement.when or "")
    return int((kind and treaty.domain in what) or (dated and not said))
