"""What a person decides about a claim: to take it into the case, or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from isthmus.errors import IsthmusError
from isthmus.io.opening import open_case
from isthmus.ledger import casebook
from isthmus.ledger.propose import login, now
from isthmus.ledger.store import Ledger, append, ledger_of, read_ledger
from isthmus.rows.claims import Action, Entry


@dataclass(frozen=True)
class Decided:
    """What was decided.

    Attributes
    ----------
    claims : tuple of Entry
        The claims as they stand now.
    ledger : Ledger
        The ledger with them.
    written : tuple of Path
        The files of the case that were written.
    scenario : str or None
        The scenario in which the case says what they say.
    notes : tuple of str
        What to know before it is used.
    """

    claims: tuple[Entry, ...]
    ledger: Ledger
    written: tuple[Path, ...] = ()
    scenario: str | None = None
    notes: tuple[str, ...] = ()


def accept_claims(
    ids: str | Sequence[str],
    case: str | Path,
    *,
    ledger: str | Path | None = None,
    scenario: str | None = None,
    note: str | None = None,
    by: str | None = None,
    on: str | None = None,
) -> Decided:
    """Write claims into a case: rows of `claims`, their text as a source, and a scenario if asked.

    The case is checked as it will be before anything is written. The ledger is written last: what a
    crash leaves is a case that checks, and to accept again completes it.

    Parameters
    ----------
    ids : str or sequence of str
        Claims of the ledger, by id, by its beginning, or by the cell that one alone would change.
    case : str or Path
        A case folder.
    ledger : str or Path, optional
        The ledger's file; that of the case where none is named.
    scenario : str, optional
        The name of a scenario to write, in which the cells that the claims speak of say what they
        say.
    note, by, on : str, optional
        Why, who and when (ISO time); the login name and now where not given.

    Returns
    -------
    Decided

    Raises
    ------
    CaseError
        If the case would not check; nothing is written then.
    IsthmusError
        If a claim is unknown, or the case is none that claims are written to.
    """
    folder = casebook.folder_to_write(case)
    chosen = _chosen(case, ledger, ids)
    decisions = _decisions(chosen.claims, "accepted", note, by, on, scenario)
    found = open_case(folder)
    texts = casebook.with_claims(found, folder, decisions)
    if scenario is not None:
        text = casebook.scenario_text(found, decisions)
        texts |= casebook.scenario_file(folder, scenario, text)
    casebook.checked(folder, texts, scenario)
    written = casebook.write(folder, texts)
    notes = [note for one in decisions for note in casebook.notes_on(found, one)]
    return Decided(
        tuple(decisions),
        _decided(chosen.ledger, decisions),
        tuple(written),
        scenario,
        tuple(notes),
    )


def reject_claims(
    ids: str | Sequence[str],
    case: str | Path = "caucasus",
    *,
    ledger: str | Path | None = None,
    note: str | None = None,
    by: str | None = None,
    on: str | None = None,
) -> Decided:
    """Reject claims; the rows of those that were accepted become rejected in the case, too.

    Parameters
    ----------
    ids : str or sequence of str
        Claims of the ledger.
    case : str or Path
        The case whose ledger it is.
    ledger : str or Path, optional
        The ledger's file; that of the case where none is named.
    note, by, on : str, optional
        Why, who and when.

    Returns
    -------
    Decided

    Raises
    ------
    IsthmusError
        If a claim is unknown.
    """
    chosen = _chosen(case, ledger, ids)
    decisions = _decisions(chosen.claims, "rejected", note, by, on)
    accepted = [one for one in chosen.claims if one.action == "accepted"]
    written: list[Path] = []
    if accepted:
        folder = casebook.folder_to_write(case)
        texts = casebook.without_claims(open_case(folder), folder, accepted)
        casebook.checked(folder, texts, None)
        written = casebook.write(folder, texts)
    notes = [
        f"scenario {one.scenario} is still there; delete it if nobody needs it"
        for one in accepted
        if one.scenario
    ]
    return Decided(
        tuple(decisions), _decided(chosen.ledger, decisions), tuple(written), None, tuple(notes)
    )


def _chosen(case: str | Path, ledger: str | Path | None, ids: str | Iterable[str]) -> Decided:
    """Return the claims that are named, each once."""
    ids = [ids] if isinstance(ids, str) else ids
    found = read_ledger(ledger_of(case) if ledger is None else ledger)
    claims = {one.id: one for one in map(found.claim, ids)}
    if not claims:
        raise IsthmusError("name the claims: isthmus claims list shows them")
    return Decided(tuple(claims.values()), found)


def _decisions(
    claims: Iterable[Entry],
    action: Action,
    note: str | None,
    by: str | None,
    on: str | None,
    scenario: str | None = None,
) -> list[Entry]:
    decided = {"action": action, "by": by or login(), "on": on or now(), "note": note}
    return [
        one.model_copy(update=decided | {"scenario": scenario or one.scenario}) for one in claims
    ]


def _decided(ledger: Ledger, decisions: Sequence[Entry]) -> Ledger:
    """Add to the ledger what changes: who decides again as before adds nothing."""
    new = [one for one in decisions if _differs(ledger.claims[one.id], one)]
    append(ledger.path, new)
    return read_ledger(ledger.path) if new else ledger


def _differs(before: Entry, after: Entry) -> bool:
    same = ("action", "note", "scenario")
    return any(getattr(before, name) != getattr(after, name) for name in same)
