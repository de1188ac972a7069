"""Accepted claims in the files of a case folder: all of what is written checks, or none is."""

from __future__ import annotations

import glob
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from isthmus.case import units
from isthmus.case.evidence import ties
from isthmus.case.model import Case, Table, cell_text
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import IsthmusError, closest
from isthmus.files import write_bytes
from isthmus.io import toml
from isthmus.io.appending import appended, changed
from isthmus.io.naming import id_of
from isthmus.io.opening import find_case, open_case
from isthmus.ledger.store import is_builtin
from isthmus.rows.claims import Change, Entry

SOURCES, CLAIMS = "sources.csv", "claims.csv"
DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
AUTHOR = "author"  # to whom what a text says belongs, where it names nobody
LONGEST = 40  # characters of the id that a title becomes
Texts = dict[str, str]


def folder_to_write(where: str | Path) -> Path:
    """Return the folder of a case into which claims are written.

    Raises
    ------
    IsthmusError
        If the case is built in, or no folder; the error says what to do instead.
    """
    place = find_case(where)
    if is_builtin(place):
        raise IsthmusError(
            f"case {place.name} is built in and read-only. Copy it, and accept into the copy: "
            f"isthmus new PATH --from {place.name}, then --case PATH"
        )
    if not place.is_dir():
        raise IsthmusError(
            f"{place} is a file, and claims are written into case folders. Make one of it: "
            f"isthmus new FOLDER --from {place}, then --case FOLDER; or write the claim into its "
            "table claims by hand"
        )
    return place


def with_claims(case: Case, folder: Path, entries: Sequence[Entry]) -> Texts:
    """Return the files of a case that change when claims are accepted, by name."""
    known = set(case.tables["claims"]["id"])
    added = [one for one in entries if claim_id(one) not in known]
    sources = _sources(case)
    new: dict[str, dict[str, str]] = {}
    rows = []
    for one in added:
        if one.document.hash not in sources:
            name = _source_id(one, {*sources.values(), *case.tables["sources"]["id"]})
            sources[one.document.hash] = name
            new[name] = _source_row(one, name)
        rows.append(_claim_row(one, sources[one.document.hash]))
    found: Texts = {}
    for name, cells in ((SOURCES, list(new.values())), (CLAIMS, rows)):
        if cells:
            columns = [*columns_of(TABLES[name.removesuffix(".csv")])]
            found[name] = appended(_read(folder / name), cells, columns)
    again = [one for one in entries if claim_id(one) in known and not _stands(case, one)]
    for one in again:
        text = found.get(CLAIMS) or _read(folder / CLAIMS)
        found[CLAIMS] = changed(text, claim_id(one), {"status": "accepted"})
    return found


def claim_id(entry: Entry) -> str:
    """Return the id of a claim's row in a case."""
    return f"claim-{entry.id}"


def without_claims(case: Case, folder: Path, entries: Sequence[Entry]) -> Texts:
    """Return the files that change when claims that stand accepted in a case are rejected."""
    standing = [claim_id(one) for one in entries if _stands(case, one)]
    text = _read(folder / CLAIMS) if standing else ""
    for name in standing:
        text = changed(text, name, {"status": "rejected"})
    return {CLAIMS: text} if standing else {}


def _stands(case: Case, entry: Entry) -> bool:
    claims = case.tables["claims"]
    rows = dict(zip(claims["id"], claims["status"], strict=True))
    return rows.get(claim_id(entry), "rejected") in (None, "accepted")


def scenario_text(case: Case, entries: Sequence[Entry]) -> str:
    """Return a scenario in which the cells say what the claims say.

    Raises
    ------
    IsthmusError
        If a claim names no cell, or none that the case has.
    """
    titles = list(dict.fromkeys(one.document.title for one in entries))
    head = {
        "title": "; ".join(one.statement for one in entries),
        "narrative": f"What would hold if {' and '.join(titles)} were right.",
    }
    changes: dict[str, list[dict[str, Any]]] = {"set": [], "scale": []}
    for one in entries:
        kind, made = _changing(case, one)
        changes[kind] += made
    return toml.document(head | {kind: made for kind, made in changes.items() if made})


def _changing(case: Case, entry: Entry) -> tuple[str, list[dict[str, Any]]]:
    """Return what a claim changes: cells set, or those scaled that it is the sum of."""
    change = entry.change
    if change is None:
        raise IsthmusError(
            f"claim {entry.id} ({entry.statement}) names no cell of the case, so there is no "
            "scenario of it; accept it without --scenario"
        )
    if change.table not in TABLES or change.table == "claims":
        raise IsthmusError(
            f"claim {entry.id} is held against {change.cell}, which no lens reads; accept it "
            "without --scenario"
        )
    table = case.tables[change.table]
    indices = [_index(table, case, entry, row) for row in change.rows]
    if len(indices) == 1 or isinstance(change.new, str):
        return "set", [_setting(case, entry, change, index) for index in indices]
    if change.ratio is None:
        raise IsthmusError(f"claim {entry.id} is about several rows and gives them no number")
    values = {change.column: change.ratio}
    return "scale", [
        {"table": change.table, "where": _where(table, index), "values": values}
        for index in indices
    ]


def _index(table: Table, case: Case, entry: Entry, row: str) -> int:
    if row in table.keys:
        return table.keys.index(row)
    near = closest(row, table.keys)
    raise IsthmusError(
        f"claim {entry.id} would change {table.name}.{row}, but case {case.id} has no such row. "
        f"Closest: {near or 'none'}"
    )


def _where(table: Table, index: int) -> dict[str, Any]:
    keys = {column: table[column][index] for column in TABLES[table.name].key}
    return {c: glob.escape(v) if isinstance(v, str) else v for c, v in keys.items()}


def _setting(case: Case, entry: Entry, change: Change, index: int) -> dict[str, Any]:
    table = case.tables[change.table]
    values: dict[str, Any] = {change.column: _new(case, entry, change, index)}
    if "evidence" in table.columns:
        tied = table["evidence"][index] or ()
        pairs = zip(tied, ties(tied), strict=True)
        others = [one for one, (column, _) in pairs if column != change.column]
        values["evidence"] = [*others, f"{change.column}:{claim_id(entry)}"]
    return {"table": change.table, "where": _where(table, index), "values": values}


def _new(case: Case, entry: Entry, change: Change, index: int) -> float | str:
    """Return what the cell becomes: what was compared with it, else the number in its unit."""
    if change.new is not None:
        return change.new
    if entry.value is None:
        raise IsthmusError(f"claim {entry.id} gives {change.cell} nothing to stand there")
    table = case.tables[change.table]
    spec = columns_of(TABLES[change.table])[change.column]
    if spec.unit is None or entry.unit is None:
        return entry.value
    reader = Reader(case.settings.currency, case.tables["commodities"])
    goods = table.columns.get("commodity")
    wanted, energy = reader.target_unit(spec, None if goods is None else goods[index])
    try:
        same = entry.unit == wanted.removesuffix("/year")
        return entry.value * (1.0 if same else units.factor(entry.unit, wanted, energy))
    except units.UnitError as error:
        raise IsthmusError(f"claim {entry.id} for {change.cell}: {error}") from error


def notes_on(case: Case, entry: Entry) -> Iterator[str]:
    """Say of a claim that it is later than its case, or that its cell is not what it was."""
    late = case.settings.as_of or "9999"
    if dated(entry) > late:
        yield f"{claim_id(entry)} is dated after {late}, the case's as_of: it counts from then on"
    change = entry.change
    if change is None or change.table not in TABLES or len(change.rows) > 1:
        return
    table = case.tables[change.table]
    if change.row in table.keys and change.column in table.columns:
        now = table[change.column][table.keys.index(change.row)]
        if isinstance(now, int | float) and now != change.now:
            yield f"{change.cell} is {now:g}; it was {change.now} when the text was read"


def checked(folder: Path, texts: Mapping[str, str], scenario: str | None) -> None:
    """Check a case as it would be with other files, and a scenario of it, before any is written.

    Raises
    ------
    CaseError
        With every problem of the outcome.
    """
    with tempfile.TemporaryDirectory() as workshop:
        trial = Path(workshop) / "case"
        (trial / "scenarios").mkdir(parents=True)
        for path in (*folder.glob("*.csv"), *folder.glob("case.toml")):
            shutil.copyfile(path, trial / path.name)
        for path in folder.glob("scenarios/*.toml"):
            shutil.copyfile(path, trial / "scenarios" / path.name)
        for name, text in texts.items():
            (trial / name).write_bytes(text.encode())
        case = open_case(trial)
        if scenario:
            case.with_scenario(scenario)


def write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files of a case: sources before the claims that name them, scenarios last."""
    order = [name for name in (SOURCES, CLAIMS, *texts) if name in texts]
    paths = [folder / name for name in dict.fromkeys(order)]
    for path in paths:
        write_bytes(path, texts[path.relative_to(folder).as_posix()].encode())
    return paths


def scenario_file(folder: Path, name: str, text: str) -> Texts:
    """Return the file of a scenario, unless it stands there already word for word.

    Raises
    ------
    IsthmusError
        If another scenario has the name, or it is none that a file can have.
    """
    if name in ("", "base") or id_of(name) != name:
        hint = id_of(name, "claim")
        raise IsthmusError(f"--scenario {name}: use small letters, digits and -, as {hint}")
    file = f"scenarios/{name}.toml"
    standing = _read(folder / file)
    if standing and standing != text:
        message = f"{folder / file} is there already and says something else"
        raise IsthmusError(f"{message}; choose another name")
    return {} if standing else {file: text}


def _sources(case: Case) -> dict[str, str]:
    """Return the sources of a case that have a hash, by it."""
    sources = case.tables["sources"]
    return {
        hash_: name
        for name, hash_ in zip(sources["id"], sources["hash"], strict=True)
        if hash_ is not None
    }


def _source_id(entry: Entry, taken: set[str]) -> str:
    name = id_of(entry.document.title, "text")[:LONGEST].strip("-_")
    return f"{name}-{entry.document.hash[:6]}" if name in taken else name


def _source_row(entry: Entry, name: str) -> dict[str, str]:
    paper = entry.document
    cells = {"id": name, "title": paper.title, "date": paper.date, "kind": "article"}
    return _texts({**cells, "locator": paper.file, "hash": paper.hash})


def _claim_row(entry: Entry, source: str) -> dict[str, str]:
    cells = {
        "id": claim_id(entry),
        "source": source,
        "where": f"characters {entry.start} to {entry.end}",
        "as_of": dated(entry) or None,
        "status": "accepted",
        "by": entry.by,
        "on": entry.on,
        "note": _note(entry),
    }
    same = ("quote", "start", "end", "subject", "statement", "value", "low", "high", "unit")
    return _texts({**cells, **{c: getattr(entry, c) for c in (*same, "verdict")}})


def dated(entry: Entry) -> str:
    """Return of what date a claim is: what it says, else that of its text; empty if neither."""
    when = entry.when if entry.when and DATE.match(entry.when) else entry.document.date
    return when or ""


def _note(entry: Entry) -> str:
    """Say what tempers a claim, before what was noted when it was decided."""
    parts = [
        f"{entry.attribution} says so" if entry.attribution != AUTHOR else "",
        f"{entry.polarity}" if entry.polarity != "stated" else "",
        f"{entry.hedge}" if entry.hedge != "none" else "",
        entry.note or "",
    ]
    return "; ".join(part for part in parts if part)


def _texts(cells: Mapping[str, Any]) -> dict[str, str]:
    return {column: cell_text(value) for column, value in cells.items() if value is not None}


def _read(path: Path) -> str:
    """Return the text of a file, with its mark at the beginning; empty where there is none."""
    return path.read_bytes().decode("utf-8") if path.exists() else ""
