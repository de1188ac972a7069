"""Scenarios: named, composable sets of changes to a case."""

from __future__ import annotations

import fnmatch
import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from isthmus.case.check import check
from isthmus.case.defaults import fill
from isthmus.case.evidence import ties
from isthmus.case.model import Case, Edit, Table
from isthmus.case.raw import RawScenario
from isthmus.case.rows import FLOATS, Reader, make_table, read_row
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import CaseError, Problem, closest, did_you_mean

Action = Literal["add", "set", "scale", "remove"]
KEYS: dict[Action, set[str]] = {
    "add": {"table", "row"},
    "set": {"table", "where", "values"},
    "scale": {"table", "where", "values"},
    "remove": {"table", "where"},
}
HEAD: dict[str, type] = {"title": str, "narrative": str, "extends": list}
BASE = "base"
SET = "--set"


@dataclass(frozen=True)
class Change:
    """One change: what is done to which rows of which table."""

    action: Action
    table: str
    where: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Scenario:
    """A named set of changes. They are carried out in the order add, set, scale, remove."""

    name: str
    file: str
    title: str
    narrative: str = ""
    extends: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def parse_scenario(name: str, raw: RawScenario, problems: list[Problem]) -> Scenario | None:
    """Return the scenario that a TOML document describes, or None with problems reported."""
    written = raw.written
    found: list[Problem] = []

    def report(message: str, key: str = "", line: int = 0) -> None:
        found.append(Problem(raw.file, line, key, message))

    known = (*HEAD, *KEYS)
    for key in written:
        if key not in known:
            report(f"no such key.{did_you_mean(key, known)}", key)
    for key, kind in HEAD.items():
        if not isinstance(written.get(key, kind()), kind):
            report(f"should be a {'list' if kind is list else 'text'}", key)
    if name == BASE:
        report(f"'{BASE}' is the name of the case as it stands; choose another")
    changes = [
        change
        for action in KEYS
        for item, line in zip(*_items(raw, action, report), strict=True)
        if (change := _change(action, item, line, report)) is not None
    ]
    problems += found
    if found:
        return None
    extends = tuple(str(other) for other in written.get("extends", []))
    title, narrative = written.get("title", name), written.get("narrative", "")
    return Scenario(name, raw.file, title, " ".join(narrative.split()), extends, tuple(changes))


def _items(raw: RawScenario, action: Action, report: Any) -> tuple[list[Any], list[int]]:
    """Return the changes of a kind as written, and the lines in which they begin, 0 if unknown."""
    items = raw.written.get(action, [])
    if not isinstance(items, list):
        report(f"write [[{action}]], with two brackets", action)
        return [], []
    return items, raw.lines.get(action, [0] * len(items))


def _change(action: Action, item: Any, line: int, report: Any) -> Change | None:
    place = f"[[{action}]]"
    if not isinstance(item, dict):
        report("should be a table of keys", place, line)
        return None
    table = item.get("table")
    wrong = sorted(set(item) - KEYS[action])
    missing = sorted(KEYS[action] - set(item))
    if wrong:
        message = f"no such key '{wrong[0]}'.{did_you_mean(wrong[0], KEYS[action])}"
        report(message, place, line)
    elif missing:
        report(f"needs the key '{missing[0]}'", place, line)
    elif not isinstance(table, str) or table not in TABLES:
        report(f"no table '{table}'.{did_you_mean(str(table), TABLES)}", place, line)
    else:
        return _change_of_columns(action, table, item, line, report)
    return None


def _change_of_columns(
    action: Action, table: str, item: Any, line: int, report: Any
) -> Change | None:
    place = f"[[{action}]]"
    where, values = item.get("where", {}), item.get("values", item.get("row", {}))
    if not isinstance(where, dict) or not isinstance(values, dict):
        report("where, values and row are tables: { id = ... }", place, line)
        return None
    columns = columns_of(TABLES[table])
    unknown = [column for column in (*where, *values) if column not in columns]
    if unknown:
        message = _no_column(table, unknown[0])
        report(message, place, line)
        return None
    return Change(action, table, where, values, line)


def _no_column(table: str, column: str) -> str:
    columns = columns_of(TABLES[table])
    hint = did_you_mean(column, columns) or f" It has {', '.join(columns)}"
    return f"{table} has no column '{column}'.{hint}"


def apply_named(case: Case, names: Sequence[str]) -> Case:
    """Return the case with its scenarios `names` (``a+b`` stacks) applied from left to right."""
    wanted = [part.strip() for name in names for part in name.split("+") if part.strip()]
    wanted = [name for name in wanted if name != BASE]
    order: list[Scenario] = []
    for name in wanted:
        _collect(case, name, (), order)
    order = [scenario for scenario in order if scenario.name not in case.applied]
    for scenario in order:
        case = _apply(case, scenario.changes, scenario.file, scenario.name)
    asked = dict.fromkeys((*case.scenarios, *wanted))
    done = (*case.applied, *(scenario.name for scenario in order))
    return case.replaced(scenarios=tuple(asked), applied=done)


def _collect(case: Case, name: str, path: tuple[str, ...], order: list[Scenario]) -> None:
    """Append a scenario after those it extends, each only once."""
    asked_by = case.library[path[-1]].file if path else "scenario"
    if name in path:
        circle = " -> ".join([*path[path.index(name) :], name])
        raise CaseError([Problem(asked_by, 0, "extends", f"goes in a circle: {circle}")])
    if name not in case.library:
        near = closest(name, [*case.library, BASE])
        hint = f"Closest: {near}" if near else "None is like it: isthmus scenarios lists them"
        message = f"'{name}' is no scenario of case {case.id}. {hint}"
        raise CaseError([Problem(asked_by, 0, "extends" if path else "", message)])
    scenario = case.library[name]
    for other in scenario.extends:
        if other != BASE:
            _collect(case, other, (*path, name), order)
    if scenario not in order:
        order.append(scenario)


def apply_changes(case: Case, changes: Mapping[str, Any]) -> Case:
    """Return the case with cells changed, each named ``table.id.column``.

    What comes of them all is validated; if it does not hold, one after the other, to tell which.
    """
    try:
        cells = [_cell_change(case, path, value) for path, value in changes.items()]
        changed = _apply(case, cells, SET, SET) if cells else case
    except CaseError:
        changed = case
        for path, value in changes.items():
            change = _cell_change(changed, path, value)
            changed = _apply(changed, [change], f"{SET} {path}", SET)
    names = tuple(f"{path}={value}" for path, value in changes.items())
    return changed.replaced(scenarios=case.scenarios + names)


def _cell_change(case: Case, path: str, value: Any) -> Change:
    name, _, rest = path.partition(".")
    key, _, column = rest.rpartition(".")
    problem: str | None = None
    if not key:
        problem = "write TABLE.ID.COLUMN, such as links.tanap.capacity"
    elif name not in TABLES:
        problem = f"no table '{name}'.{did_you_mean(name, TABLES)}"
    elif column not in columns_of(TABLES[name]):
        problem = _no_column(name, column)
    if problem:
        raise CaseError([Problem(f"{SET} {path}", 0, "", problem)])
    return Change("set", name, _rows_called(case.tables[name], key), {column: value})


def _rows_called(table: Table, name: str) -> dict[str, Any]:
    """Return what tells the rows apart that a cell's name speaks of.

    A name is a key as printed (``heating/winter``), a glob of it, its first part, or another name
    of the row.
    """
    columns = TABLES[table.name].key
    keys = table.keys
    if name not in keys and "aliases" in table.columns:
        rows = zip(keys, table["name"], table["aliases"], strict=True)
        name = next((key for key, *names in rows if name in (names[0], *(names[1] or ()))), name)
    if name in keys:
        row = {column: table[column][keys.index(name)] for column in columns}
        return {c: glob.escape(cell) if isinstance(cell, str) else cell for c, cell in row.items()}
    parts = name.split("/")
    return dict(zip(columns, parts if len(parts) == len(columns) else [name], strict=False))


def _apply(case: Case, changes: Iterable[Change], file: str, by: str) -> Case:
    """Return the case with changes made, validated like a case."""
    reader = Reader(case.settings.currency, case.tables["commodities"])
    tables = dict(case.tables)
    edits = list(case.edits)
    for change in changes:
        problems: list[Problem] = []
        old = tables[change.table]
        tables[change.table] = _changed(old, _seen(tables, change), change, reader, file, problems)
        if problems:
            raise CaseError(problems)
        edits += _edits(old, tables[change.table], change, by)
    base = case.bases or (case,)
    changed = case.replaced(tables=tables, filled=fill(tables), bases=base, edits=tuple(edits))
    errors, warnings = check(changed)
    if errors:
        raise CaseError(p if p.file == file else _in_outcome(file, p) for p in errors)
    return changed.replaced(warnings=tuple(warnings))


def _seen(tables: Mapping[str, Table], change: Change) -> Table:
    """Return the table in which a change looks for its rows: with defaults, unless keys tell."""
    told_by_key = set(change.where) <= set(TABLES[change.table].key)
    return tables[change.table] if told_by_key else fill(tables)[change.table]


def _in_outcome(file: str, found: Problem) -> Problem:
    """Return a problem of what the changes of a file made of another one."""
    return Problem(file, 0, f"{found.file}:{found.line} {found.column}".strip(), found.message)


def _changed(
    table: Table, seen: Table, change: Change, reader: Reader, file: str, problems: list[Problem]
) -> Table:
    rows = [table.row(index) for index in range(len(table))]
    files, lines = list(table.files), list(table.lines)
    in_file = file.endswith(".toml") or file.startswith("sheet ")
    label = f"[[{change.action}]] {change.table}" if in_file else ""

    def report(column: str, message: str) -> None:
        place = f"{label} {column}".strip() if in_file else ""
        problems.append(Problem(file, change.line, place, message))

    if change.action == "add":
        row = _read(change.table, change.values, reader, report)
        key = TABLES[change.table].key
        if any(all(old.get(k) == row.get(k) for k in key) for old in rows):
            report(key[0], f"'{row.get(key[0])}' is there already; use [[set]] to change it")
        return make_table(change.table, [*rows, row], [*files, file], [*lines, change.line])
    hit = matching(seen, change.where)
    if not hit:
        report("", _no_match(table, change.where))
    if change.action == "remove":
        kept = [i for i in range(len(rows)) if i not in set(hit)]
        return make_table(
            change.table,
            [rows[i] for i in kept],
            [files[i] for i in kept],
            [lines[i] for i in kept],
        )
    for index in hit:
        rows[index] = _edited(rows[index], change, reader, report)
    return make_table(change.table, rows, files, lines)


def _edits(old: Table, new: Table, change: Change, by: str) -> list[Edit]:
    """Return what a change did to cells; a row that is gone has none."""
    if change.action == "remove":
        return []
    before = {key: index for index, key in enumerate(old.keys)}
    if change.action == "add":
        return [Edit(new.name, key, "", None, by) for key in new.keys if key not in before]
    return [
        Edit(new.name, key, column, old[column][before[key]], by)
        for index, key in enumerate(new.keys)
        for column in change.values
        if key in before and new[column][index] != old[column][before[key]]
    ]


def _read(table: str, written: Mapping[str, Any], reader: Reader, report: Any) -> dict[str, Any]:
    row, findings = read_row(table, written, reader)
    for column, message in findings:
        report(column, message)
    return row


def _edited(row: dict[str, Any], change: Change, reader: Reader, report: Any) -> dict[str, Any]:
    new = _with_values if change.action == "set" else _scaled
    edited = _read(change.table, new(row, change, report), reader, report)
    return edited if "evidence" in change.values else _without_old_claims(row, edited)


def _with_values(row: dict[str, Any], change: Change, report: Any) -> dict[str, Any]:
    empty = {column for column, value in change.values.items() if value == ""}
    written = {**row, **change.values}
    return {column: value for column, value in written.items() if column not in empty}


def _scaled(row: dict[str, Any], change: Change, report: Any) -> dict[str, Any]:
    new = dict(row)
    columns = columns_of(TABLES[change.table])
    for column, factor in change.values.items():
        number = _number(factor)
        if columns[column].kind != "number" or number is None:
            report(column, "only numbers are scaled, by a number")
        elif column not in row:
            report(column, f"is empty in '{row.get('id', '')}', so there is nothing to scale")
        else:
            new[column] = row[column] * number
    return new


def _without_old_claims(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """A new value does not rest on the claims of the old one, so their ties to its cell go."""
    evidence = new.get("evidence", ())
    kept = tuple(
        entry
        for entry, (column, _) in zip(evidence, ties(evidence), strict=True)
        if not column or old.get(column) == new.get(column)
    )
    return {**new, "evidence": kept} if len(kept) < len(evidence) else new


def _number(factor: Any) -> float | None:
    if isinstance(factor, bool) or not isinstance(factor, int | float):
        return None
    try:
        return float(factor)
    except OverflowError:
        return None


def matching(table: Table, where: Mapping[str, Any]) -> list[int]:
    """Return the rows that a change speaks of; text matches as a glob, a list by any entry."""
    return [
        index
        for index in range(len(table))
        if all(_matches(table[column][index], wanted) for column, wanted in where.items())
    ]


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(value, one) for one in wanted)
    if isinstance(value, tuple):
        return any(_matches(v[0] if isinstance(v, tuple) else v, wanted) for v in value)
    if isinstance(wanted, str):
        return value is not None and fnmatch.fnmatchcase(str(value), wanted)
    if isinstance(wanted, int) and abs(wanted) > FLOATS:
        return False  # numpy's numbers refuse to be compared with it
    return bool(value == wanted)


def _no_match(table: Table, where: Mapping[str, Any]) -> str:
    text = ", ".join(f"{column} = {wanted!r}" for column, wanted in where.items())
    message = f"where {text.replace(chr(39), chr(34))} matches nothing."
    first, *others = TABLES[table.name].key
    if set(others) <= set(where):
        word, known = "/".join(str(where.get(key, "")) for key in (first, *others)), table.keys
    else:
        word, known = str(where.get(first, "")), [str(value) for value in table[first]]
    near = closest(word, known)
    return f"{message} Closest: {near}" if near else message
