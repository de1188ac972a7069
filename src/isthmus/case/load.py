"""From raw cells to a checked case: every problem of every table, all at once."""

from __future__ import annotations

from pydantic import ValidationError

from isthmus.case.check import Unread, check
from isthmus.case.defaults import fill
from isthmus.case.model import Case, Settings, Table, empty_table
from isthmus.case.raw import RawCase
from isthmus.case.rows import Reader, explain, read_table
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
    reader = Reader(settings.currency if settings else str(raw.settings.get("currency", "USD")))
    tables: dict[str, Table] = {}
    broken: dict[str, set[str]] = {}
    for name in sorted(TABLES, key=lambda n: n != "commodities"):
        if name in raw.tables:
            tables[name], broken[name] = read_table(name, raw.tables[name], reader, problems)
        else:
            tables[name] = empty_table(name)
        if name == "commodities":
            reader.know(tables[name])
    library = _scenarios(raw, problems)
    unread = Unread(broken, _unreadable(raw, problems), set(raw.scenarios) - set(library))
    if settings is None:
        raise CaseError(problems)
    case = Case(settings, tables, fill(tables), library)
    errors, warnings = check(case, unread)
    if problems or errors:
        raise CaseError([*problems, *errors])
    return case.replaced(warnings=tuple(warnings))


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


def _settings(raw: RawCase, problems: list[Problem]) -> Settings | None:
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
    for name, (file, written) in raw.scenarios.items():
        scenario = parse_scenario(name, file, written, problems)
        if scenario is not None:
            library[name] = scenario
    return library
