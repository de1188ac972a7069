"""From raw cells to a checked case: every problem of every table, all at once."""

from __future__ import annotations

from pydantic import ValidationError

from isthmus.case.check import Unread, check
from isthmus.case.defaults import fill
from isthmus.case.model import Case, Period, Settings, empty_table
from isthmus.case.raw import RawCase
from isthmus.case.rows import Read, Reader, explain, read_table
from isthmus.case.scenario import Scenario, parse_scenario
from isthmus.case.tables import REQUIRED, TABLES
from isthmus.errors import CaseError, Problem


def load(raw: RawCase) -> Case:
    """Return the case that the raw cells describe.

    Raises
    ------
    CaseError
        With every problem of every table, if there is any.
    """
    problems = list(raw.problems)
    settings = _settings(raw, problems)
    reader = Reader((settings or _unread_settings(raw)).currency)
    read: dict[str, Read] = {}
    order = sorted(TABLES, key=lambda n: n != "commodities")
    for name in (name for name in order if name in raw.tables):
        read[name] = read_table(name, raw.tables[name], reader, problems)
        if name == "commodities":
            reader.know(read[name].table, read[name].halves)
    tables = {name: read[name].table if name in read else empty_table(name) for name in order}
    library = _scenarios(raw, problems)
    unread = Unread(
        halves=tuple(one.halves for one in read.values()),
        settings=settings is None,
        rows={name: one.broken for name, one in read.items()},
        tables=_unreadable(raw, problems),
        scenarios=raw.unreadable_scenarios | (set(raw.scenarios) - set(library)),
    )
    case = Case(settings or _unread_settings(raw), tables, fill(tables), library)
    errors, warnings = check(case, unread)
    if problems or errors:
        raise CaseError([*problems, *errors])
    return case.replaced(warnings=(*raw.left, *warnings))


def _unreadable(raw: RawCase, problems: list[Problem]) -> set[str]:
    """Return the tables that are missing, did not read or lack their key; report the missing."""
    missing = {name for name in REQUIRED if name not in raw.tables} - raw.unreadable
    file = "sheet {}" if raw.settings_file.startswith("sheet ") else "{}.csv"
    message = "every case needs this table"
    problems += [Problem(file.format(name), 0, "", message) for name in sorted(missing)]
    keyless = {
        name for name, table in raw.tables.items() if TABLES[name].key[0] not in table.header
    }
    return raw.unreadable | missing | keyless


def _unread_settings(raw: RawCase) -> Settings:
    """Return what stands in for settings that did not read, while the tables are checked."""
    currency = str((raw.settings or {}).get("currency", "USD"))
    year = Period(id="year", weight=1)
    return Settings.model_construct(
        id="unread", title="", currency=currency, base_year=0, periods=(year,)
    )


def _settings(raw: RawCase, problems: list[Problem]) -> Settings | None:
    if raw.settings is None:
        return None
    try:
        given = dict(raw.settings)
        if "as_of" in given:
            given["as_of"] = str(given["as_of"])
        return Settings.model_validate(given)
    except ValidationError as error:
        for column, message in explain(error, Settings):
            problems.append(Problem(raw.settings_file, 0, column, message))
        return None


def _scenarios(raw: RawCase, problems: list[Problem]) -> dict[str, Scenario]:
    library = {}
    for name, written in raw.scenarios.items():
        scenario = parse_scenario(name, written, problems)
        if scenario is not None:
            library[name] = scenario
    return library
