"""The ledger's file: JSON lines to which whole lines are added and nothing else is done.

A line is written at once and forced to the disk before the next step is taken, so that a crash
loses at most the line it was writing. What is left of such a line is told and passed over; the next
line begins anew behind it.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from isthmus.errors import CaseError, IsthmusError, Problem, closest
from isthmus.io.opening import builtin_folder, find_case
from isthmus.rows.claims import Entry, Step

SUFFIX = ".claims.jsonl"
LEAST = 4  # characters of an id that is cut short


@dataclass(frozen=True)
class Ledger:
    """What stands in a ledger.

    Attributes
    ----------
    path : Path
        The file; it need not exist yet.
    entries : tuple of Entry
        Every whole line, in order.
    torn : tuple of Problem
        What is left of lines that a crash cut short.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    torn: tuple[Problem, ...] = ()

    @functools.cached_property
    def claims(self) -> Mapping[str, Entry]:
        """Each claim by id as it stands: its last decision, else its proposal."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.action != "proposed" or entry.id not in found:
                found[entry.id] = entry
        return found

    def claim(self, name: str) -> Entry:
        """Return the claim with this id, or the only one whose id begins so or that changes a cell.

        Raises
        ------
        IsthmusError
            If there is none, or several.
        """
        word = name.removeprefix("claim-")
        if word in self.claims:
            return self.claims[word]
        found = [
            key
            for key, one in self.claims.items()
            if (len(word) >= LEAST and key.startswith(word))
            or (one.change is not None and one.change.cell == name)
        ]
        if len(found) == 1:
            return self.claims[found[0]]
        if found:
            raise IsthmusError(f"'{name}' could be {' or '.join(found)}; write the id")
        cells = [one.change.cell for one in self.claims.values() if one.change]
        near = closest(name, [*self.claims, *cells]) or "none"
        empty = " It is empty: isthmus read FILE --propose"
        hint = f" Closest: {near}" if self.claims else empty
        raise IsthmusError(f"no claim '{name}' in {self.path}.{hint}")

    def history(self, key: str) -> list[Step]:
        """Return what was done with a claim, in order."""
        fields = Step.model_fields
        return [
            Step(**{name: getattr(entry, name) for name in fields})
            for entry in self.entries
            if entry.id == key
        ]


def ledger_of(case: str | Path) -> Path:
    """Return where the ledger of a case is: beside it, or in the user's folder if it is built in.

    Raises
    ------
    IsthmusError
        If there is no such case.
    """
    place = find_case(case)
    place = place if place.name not in ("", "..") else place.resolve()
    if is_builtin(place):
        return user_folder() / f"{place.name}{SUFFIX}"
    stem = place.name if place.is_dir() else place.stem
    return place.parent / f"{stem}{SUFFIX}"


def is_builtin(case: Path) -> bool:
    """Tell whether a case came with the package, which nobody writes to."""
    return case.resolve().parent == builtin_folder().resolve()


def user_folder() -> Path:
    """Return the folder in which this system keeps the data of programs."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "isthmus"


def read_ledger(path: str | Path) -> Ledger:
    """Read a ledger; one that does not exist yet is empty.

    Raises
    ------
    CaseError
        With every line that is whole and yet no entry, such as one edited by hand.
    """
    file = Path(path)
    if not file.exists():
        return Ledger(file)
    entries: list[Entry] = []
    torn: list[Problem] = []
    wrong: list[Problem] = []
    for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(Entry.model_validate(json.loads(line)))
        except ValidationError as error:
            wrong += [Problem(str(file), number, *found) for found in _explained(error)]
        except ValueError:
            message = f"cut short after {len(line)} bytes, as by a crash; passed over"
            torn.append(Problem(str(file), number, "", message))
    if wrong:
        raise CaseError(wrong)
    return Ledger(file, tuple(entries), tuple(torn))


def _explained(error: ValidationError) -> Iterable[tuple[str, str]]:
    for item in error.errors(include_url=False, include_context=False):
        yield ".".join(map(str, item["loc"])), f"no entry of a ledger: {item['msg']}"


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries to a ledger, each a line, and see them onto the disk."""
    lines = [json.dumps(one.model_dump(), ensure_ascii=False, allow_nan=False) for one in entries]
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    made = not path.exists()
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            whole = file.read(1) == b"\n"
            lines[0] = lines[0] if whole else f"\n{lines[0]}"
        # Half of a pair of surrogates has no bytes of its own; JSON has a way to write it.
        file.write("".join(f"{line}\n" for line in lines).encode(errors="backslashreplace"))
        file.flush()
        os.fsync(file.fileno())
    if made:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """See the name of a new file onto the disk, where folders can be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
