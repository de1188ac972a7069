"""Agreements held against the case: the state of the one of the same parties that is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from isthmus.case.model import Case
from isthmus.reading.changing import changed
from isthmus.reading.items import Agreement, CaseCell, Verdict
from isthmus.reading.language import Language, Phrases, Roles, alone
from isthmus.reading.tokens import MOST, words_of

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
    """An agreement of the case: who is bound, what it is about, its kind, domain, date, state."""

    id: str
    name: str | None
    members: frozenset[str]
    words: frozenset[str]
    kind: str | None
    domain: str | None
    date: str
    state: str


class Stems(dict[str, str]):
    """The beginnings of words that tell agreements apart, empty for those that do not.

    Those of signing, of treaties as such and of states are in the names of many.
    """

    def __init__(self, phrases: Phrases, words: Language) -> None:
        super().__init__()
        self.phrases = phrases
        self.words = words

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        """Return the stems of words that tell something."""
        return frozenset(filter(None, map(self.__getitem__, words)))

    def __missing__(self, word: str) -> str:
        found = word[:STEM].rstrip("s") if self._tells(word) else ""
        if len(self) < MOST:
            self[word] = found
        return found

    def _tells(self, word: str) -> bool:
        words = self.words
        if len(word) <= LONG or not word.isalpha():
            return False
        if word in words.words["broad"] or word in words.months:
            return False
        roles: Roles = alone(self.phrases, word) or {}
        state = "name" in roles and roles["name"].kind in STATES
        return word in words.words["telling"] or not (state or {"deal", "agreement"} & roles.keys())


@dataclass(frozen=True, slots=True)
class Treaties:
    """The agreements of a case by whom they bind, and the words that tell them apart."""

    of: dict[str, list[Treaty]]
    stems: Stems


def treaties(case: Case, phrases: Phrases, words: Language) -> Treaties:
    """Return the agreements of a case."""
    table = case.tables["agreements"]
    stems = Stems(phrases, words)
    of: dict[str, list[Treaty]] = {}
    for at, name in enumerate(table["name"]):
        members = frozenset(
            above
            for party in table["parties"][at] or ()
            for above in case.lineage.get(party, (party,))
        )
        treaty = Treaty(
            table["id"][at], name, members, stems.telling(words_of(name or "")), table["kind"][at],
            table["domain"][at], table["date"][at] or "", table["status"][at] or "in_force",
        )  # fmt: skip
        for member in members:
            of.setdefault(member, []).append(treaty)
    return Treaties(of, stems)


def held_agreement(agreement: Agreement, known: Treaties) -> Agreement:
    """Return an agreement with its verdict: its state beside that of the one that is meant.

    It is meant if it binds the same parties and shares a word with it, or domain and kind, or is of
    the same day or month and nothing tells it apart.
    """
    parties = {party for party in agreement.party_ids if party}
    if len(parties) < 2:
        return agreement
    fewest = min((known.of.get(party, []) for party in parties), key=len)
    every = [treaty for treaty in fewest if parties <= treaty.members]
    if not every:
        return agreement
    what = words_of(agreement.what)
    own = known.stems.telling(words_of(" ".join(agreement.parties)))
    said = known.stems.telling(what) - own
    alike = [_alike(agreement, said, what, treaty) for treaty in every]
    most = max(alike)
    if not most:
        return agreement
    treaty = every[alike.index(most)]
    verdict: Verdict = "agrees" if agreement.status in AGREED[treaty.state] else "contradicts"
    if agreement.status == "planned" and verdict == "contradicts":
        verdict = "new"  # another such may follow
    cell = CaseCell("agreements", treaty.id, "status", treaty.state, note=treaty.name)
    return changed(agreement, verdict=verdict, case=cell)


def _alike(
    agreement: Agreement, said: frozenset[str], what: tuple[str, ...], treaty: Treaty
) -> int:
    """Return how many words an agreement shares with one of the case, or what stands for them."""
    shared = len(said & treaty.words)
    if shared:
        return 1 + shared
    kind = treaty.kind not in VAGUE and treaty.kind in what
    dated = len(agreement.when or "") > len("2024") and treaty.date.startswith(agreement.when or "")
    return int((kind and treaty.domain in what) or (dated and not said))
