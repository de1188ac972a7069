"""From what was read in a text to proposals in the ledger."""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.io.opening import open_case
from isthmus.ledger.changing import change_of
from isthmus.ledger.store import Ledger, append, ledger_of, read_ledger
from isthmus.rows.claims import Change, Entry, Frame, Paper

FRAMES: dict[str, Frame] = {
    "figures": "figure",
    "agreements": "agreement",
    "routes": "route",
    "relations": "relation",
}
HEDGES = {"about": "about ", "over": "over ", "under": "under ", "none": ""}
DIGITS = 10  # hexadecimal, of a claim's id: 40 bits tell ten thousand claims apart


@dataclass(frozen=True)
class Proposed:
    """What was proposed: the ledger as it stands then, and which claims are new in it."""

    ledger: Ledger
    new: tuple[str, ...]
    known: tuple[str, ...]


def propose_claims(
    document: Mapping[str, Any],
    case: str | Path = "caucasus",
    *,
    ledger: str | Path | None = None,
    by: str | None = None,
    on: str | None = None,
    file: str | None = None,
) -> Proposed:
    """Propose the claims of a text; one that stands in the ledger already is not added again.

    Parameters
    ----------
    document : mapping
        What `isthmus read FILE --json` prints, of one file.
    case : str or Path
        The case that it was read against; its ledger is taken where none is named.
    ledger : str or Path, optional
        The ledger's file.
    by, on : str, optional
        Who proposes and when (ISO time); the login name and now where not given.
    file : str, optional
        The name under which the text was read.

    Returns
    -------
    Proposed
    """
    path = ledger_of(case) if ledger is None else Path(ledger)
    found, who, when = read_ledger(path), by or login(), on or now()
    held = open_case(case)
    paper = Paper(**{name: document["document"].get(name) for name in ("title", "date", "hash")},
                  file=file)  # fmt: skip
    entries = {
        one.id: one
        for table, frame in FRAMES.items()
        for item in document.get(table, ())
        for one in [entry(item, frame, held, paper, who, when)]
    }
    new = [one for key, one in entries.items() if key not in found.claims]
    append(path, new)
    after = read_ledger(path) if new else found
    names = tuple(one.id for one in new)
    return Proposed(after, names, tuple(key for key in entries if key not in names))


def entry(
    item: Mapping[str, Any], frame: Frame, case: Case, paper: Paper, by: str, on: str
) -> Entry:
    """Return the proposal of one item that was read."""
    change = change_of(item, case)
    said = {
        "subject": _subject(item, frame),
        "statement": statement(item, frame),
        **{name: item.get(name) for name in ("value", "low", "high", "unit", "when")},
    }
    kept = ("quote", "start", "end", "polarity", "hedge", "attribution", "confidence", "verdict")
    return Entry(
        format=1,
        id=_id(paper, frame, item, change),
        action="proposed",
        by=by,
        on=on,
        note=None,
        scenario=None,
        document=paper,
        frame=frame,
        **{name: item[name] for name in kept},
        **said,
        change=change,
    )


def _id(paper: Paper, frame: Frame, item: Mapping[str, Any], change: Change | None) -> str:
    """Return an id that hangs on what is said where, and on nothing that is judged."""
    numbers = [item.get(name) for name in ("value", "low", "high", "unit", "written")]
    said = numbers if frame == "figure" else [statement(item, frame)]
    parts = [paper.hash, frame, item["start"], item["end"], *said, change.cell if change else None]
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _subject(item: Mapping[str, Any], frame: Frame) -> str | None:
    """Return who or what an item is about."""
    if frame == "agreement":
        return "; ".join(item["parties"]) or None
    if frame == "relation":
        return "; ".join(name for name in (item["a"], item["b"]) if name)
    return item.get("name") if frame == "route" else item.get("subject")


def statement(item: Mapping[str, Any], frame: Frame) -> str:
    """Say in one line what an item says."""
    if frame == "figure":
        measure = None if item.get("measure") == "count" else item.get("measure")
        parts = (item.get("subject"), item.get("commodity"), measure)
        about = " ".join(part for part in parts if part)
        return f"{about or 'a figure'}: {_quantity(item)}"
    if frame == "agreement":
        parties = " and ".join(item["parties"])
        what = f"{item['what']}, {item['status']}"
        return f"{parties}: {what}" if parties else what
    if frame == "route":
        return f"{item['name']}: {item['status']}"
    stance = f"not {item['stance']}" if item["polarity"] == "denied" else item["stance"]
    words = (item["a"], stance, item["b"] or item.get("about"))
    return " ".join(word for word in words if word)


def _quantity(item: Mapping[str, Any]) -> str:
    ends = (item["low"], item["high"])
    numbers = (item["value"],) if None in ends else ends
    number = " to ".join(f"{end:,.10g}" for end in numbers)
    when = f" in {item['when']}" if item.get("when") else ""
    said = {
        "count": item.get("written") or number,
        "rank": f"rank {number}",
        "%": f"{number}%",
    }
    return HEDGES[item["hedge"]] + said.get(item["unit"], f"{number} {item['unit']}") + when


def login() -> str:
    """Return who is logged in.

    Raises
    ------
    IsthmusError
        If the system does not know.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise IsthmusError("who decides is not known to this system: give --by NAME") from error


def now() -> str:
    """Return the time, in ISO form."""
    return datetime.now(UTC).isoformat(timespec="seconds")
