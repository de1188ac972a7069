"""Look at the claims of a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from isthmus.ledger.store import Ledger, ledger_of, read_ledger
from isthmus.rows.claims import Action, Entry, Step, Verdict


@dataclass(frozen=True)
class Listed:
    """Claims of a ledger, each as it stands now."""

    ledger: Ledger
    claims: tuple[Entry, ...]


@dataclass(frozen=True)
class Looked:
    """One claim as it stands now, and all that was done with it."""

    ledger: Ledger
    claim: Entry
    history: tuple[Step, ...]


def list_claims(
    case: str | Path = "caucasus",
    *,
    ledger: str | Path | None = None,
    status: Action | None = None,
    document: str | None = None,
    verdict: Verdict | None = None,
) -> Listed:
    """Return the claims of a ledger, in the order in which they were proposed.

    Parameters
    ----------
    case : str or Path
        The case whose ledger it is.
    ledger : str or Path, optional
        The ledger's file; that of the case where none is named.
    status, verdict : str, optional
        Only those that stand so, or that the reader judged so.
    document : str, optional
        Only those of documents whose title or file has this in it, or whose hash begins so.
    """
    found = read_ledger(ledger_of(case) if ledger is None else ledger)
    claims = tuple(
        one
        for one in found.claims.values()
        if status in (None, one.action)
        and verdict in (None, one.verdict)
        and (document is None or _is_of(one, document.casefold()))
    )
    return Listed(found, claims)


def _is_of(entry: Entry, word: str) -> bool:
    paper = entry.document
    names = (paper.title, paper.file or "")
    return any(word in name.casefold() for name in names) or paper.hash.startswith(word)


def show_claim(
    name: str, case: str | Path = "caucasus", *, ledger: str | Path | None = None
) -> Looked:
    """Return a claim and all that was done with it.

    Raises
    ------
    IsthmusError
        If no claim, or more than one, has an id that begins so.
    """
    found = read_ledger(ledger_of(case) if ledger is None else ledger)
    claim = found.claim(name)
    return Looked(found, claim, tuple(found.history(claim.id)))
