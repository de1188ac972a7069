"""What must hold between tables: references, profiles, units of money, evidence."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from isthmus.case import units
from isthmus.case.cells import CellError
from isthmus.case.check_cargo import cargo_errors, cargo_warnings
from isthmus.case.check_politics import politics_errors
from isthmus.case.check_trade import trade_errors
from isthmus.case.evidence import in_unit_of, ties
from isthmus.case.model import Case, Table
from isthmus.case.observing import TARGETS, factor_of
from isthmus.case.plausible import implausible, no_market, stranded, toothless
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, Column, columns_of
from isthmus.errors import Problem, did_you_mean

PROFILE_KINDS = {
    ("links", "profile"): "availability",
    ("limits", "profile"): "availability",
    ("transfers", "profile"): "availability",
    ("supply", "profile"): "rate",
    ("demand", "profile"): "rate",
    ("supply", "cost_profile"): "price",
    ("demand", "cost_profile"): "price",
}


@dataclass(frozen=True)
class Unread:
    """What of a case did not read: references to it are no errors of their own.

    `halves` hold the cells that could be read of rows that did not read as a whole.
    """

    halves: tuple[Table, ...] = ()
    settings: bool = False
    rows: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    tables: AbstractSet[str] = frozenset()
    scenarios: AbstractSet[str] = frozenset()

    def ids(self, table: str) -> AbstractSet[str]:
        """Return the ids of a table's rows that did not read."""
        return self.rows.get(table, frozenset())


NOTHING = Unread()
Check = Callable[[Case, Unread], Iterator[Problem]]
Doubt = Callable[[Case], Iterator[Problem]]


def check(case: Case, unread: Unread = NOTHING) -> tuple[list[Problem], list[Problem]]:
    """Return the errors and the warnings of a case, of which some parts may not have read."""
    checks: list[Check] = [
        _references, _aliases, _profile_kinds, _contracts, _commodities, _parents,
    ]  # fmt: skip
    if not unread.settings:
        checks += [_money, _poles, _profiles, _observations, _propositions, _issues, _evidence]
    errors = [problem for one in checks for problem in one(case, unread)]
    doubts: list[Doubt] = [implausible, no_market, stranded, toothless, cargo_warnings]
    warnings = [problem for one in doubts for problem in one(case)]
    more = [*cargo_errors(case), *trade_errors(case), *politics_errors(case)]
    return [*errors, *more], warnings


def _references(case: Case, unread: Unread) -> Iterator[Problem]:
    known = {
        name: set(table[TABLES[name].key[0]]) | unread.ids(name)
        for name, table in case.tables.items()
    }
    known["commodities"] = known["commodities"] | {"cargo"}
    for table in (*case, *unread.halves):
        for column in columns_of(TABLES[table.name]).values():
            if column.ref is not None and column.ref.table not in unread.tables:
                yield from _dangling(table, column, known[column.ref.table])


def _dangling(table: Table, column: Column, known: AbstractSet[str]) -> Iterator[Problem]:
    assert column.ref is not None
    for index, value in enumerate(table[column.name]):
        if value is None:
            continue
        for entry in value if isinstance(value, tuple) else (value,):
            name = entry[0] if isinstance(entry, tuple) else entry
            if name in known or (column.ref.glob and fnmatch.filter(known, name)):
                continue
            if column.ref.glob and name == "*":
                continue
            message = f"'{name}' is not in {column.ref.table}.{did_you_mean(name, known)}"
            yield table.problem(index, column.name, message)


def _aliases(case: Case, unread: Unread) -> Iterator[Problem]:
    for name in ("actors", "nodes", "links"):
        table = case.tables[name]
        owner: dict[str, str] = {key: key for key in table["id"]}
        for index, aliases in enumerate(table["aliases"]):
            for alias in aliases or ():
                key = table["id"][index]
                if owner.setdefault(alias, key) != key:
                    message = f"'{alias}' is already a name of {owner[alias]}"
                    yield table.problem(index, "aliases", message)


def _money(case: Case, unread: Unread) -> Iterator[Problem]:
    table = case.tables["commodities"]
    currency = case.settings.currency
    for index, (unit, price) in enumerate(zip(table["unit"], table["price_unit"], strict=True)):
        try:
            right = units.is_money(price, unit, currency)
        except units.UnitError as error:
            yield table.problem(index, "price_unit", str(error))
            continue
        if not right:
            message = (
                f"{price} x {unit} is not million {currency}: "
                "use USD/tcm with bcm, USD/t with Mt, USD/MWh with TWh, or the like"
            )
            yield table.problem(index, "price_unit", message.replace("USD", currency))


def _poles(case: Case, unread: Unread) -> Iterator[Problem]:
    known = set(case.tables["actors"]["id"]) | unread.ids("actors")
    if "actors" in unread.tables:
        return
    for pole in case.settings.politics.poles:
        if pole not in known:
            message = f"'{pole}' is not in actors.{did_you_mean(pole, known)}"
            yield Problem("case.toml", 0, "politics.poles", message)


def _profiles(case: Case, unread: Unread) -> Iterator[Problem]:
    table = case.filled["profiles"]
    weights = {period.id: period.weight for period in case.periods}
    rows: dict[str, list[int]] = {}
    for index, name in enumerate(table["profile"]):
        rows.setdefault(name, []).append(index)
    for read in (table, *unread.halves):
        if read.name == "profiles":
            yield from _no_period(read, range(len(read)), weights)
    for name, indices in rows.items():
        if name in unread.ids("profiles"):
            continue
        found = {table["period"][i] for i in indices}
        missing = [period for period in weights if period not in found]
        kinds = {table["kind"][i] for i in indices}
        mean = sum(table["factor"][i] * weights.get(table["period"][i], 0) for i in indices)
        if missing:
            yield table.problem(indices[0], "period", f"{name} lacks period {missing[0]}")
        elif len(kinds) > 1:
            yield table.problem(indices[0], "kind", f"{name} has rows of different kinds")
        elif kinds == {"rate"} and abs(mean - 1) > 1e-3:
            message = f"{name}: factor x weight sums to {mean:.6g}, not 1"
            yield table.problem(indices[0], "factor", message)


def _no_period(table: Table, indices: Iterable[int], periods: Iterable[str]) -> Iterator[Problem]:
    known = list(periods)
    for index in indices:
        period = table["period"][index]
        if period is not None and period not in known:
            message = f"'{period}' is no period of case.toml.{did_you_mean(period, known)}"
            yield table.problem(index, "period", message)


def _profile_kinds(case: Case, unread: Unread) -> Iterator[Problem]:
    profiles = case.filled["profiles"]
    kinds = dict(zip(profiles["profile"], profiles["kind"], strict=True))
    for (name, column), wanted in PROFILE_KINDS.items():
        table = case.tables[name]
        for index, profile in enumerate(table[column]):
            if profile is not None and kinds.get(profile, wanted) != wanted:
                message = f"'{profile}' is of kind {kinds[profile]}; this column needs {wanted}"
                yield table.problem(index, column, message)


def _contracts(case: Case, unread: Unread) -> Iterator[Problem]:
    table, links = case.tables["contracts"], case.tables["links"]
    carries = dict(zip(links["id"], links["commodity"], strict=True))
    for index, (link, commodity) in enumerate(zip(table["link"], table["commodity"], strict=True)):
        if carries.get(link, commodity) != commodity:
            message = f"'{commodity}', but {link} carries {carries[link]}"
            yield table.problem(index, "commodity", message)


def _commodities(case: Case, unread: Unread) -> Iterator[Problem]:
    goods = case.filled["commodities"]
    cargo = {g for g, kind in zip(goods["id"], goods["kind"], strict=True) if kind == "cargo"}
    cargo.add("cargo")
    columns = [(name, "commodity") for name in ("supply", "demand", "stores", "contracts")]
    for name, column in [*columns, ("links", "to_commodity")]:
        table = case.tables[name]
        for index, commodity in enumerate(table[column]):
            if commodity in cargo:
                yield table.problem(index, column, f"'{commodity}' is cargo, not a market")


def _parents(case: Case, unread: Unread) -> Iterator[Problem]:
    table = case.tables["actors"]
    parent = dict(zip(table["id"], table["parent"], strict=True))
    for index, actor in enumerate(table["id"]):
        seen = {actor}
        above = parent.get(actor)
        while above is not None and above not in seen:
            seen.add(above)
            above = parent.get(above)
        if above == actor:
            yield table.problem(index, "parent", "goes in a circle")


def _observations(case: Case, unread: Unread) -> Iterator[Problem]:
    table, known = case.filled["observations"], _names(case, unread)
    for index, measure in enumerate(table["measure"]):
        yield from _no_period(table, [index], [period.id for period in case.periods])
        yield from _no_scenario(case, unread, table, index, "scenario")
        if measure in TARGETS and table["scenario"][index] == "base" and not case.scenarios:
            yield from _targets(known, unread, table, index)
        yield from _unit(case, table, index)


def _propositions(case: Case, unread: Unread) -> Iterator[Problem]:
    table, known = case.filled["propositions"], _names(case, unread)
    for index, measure in enumerate(table["measure"]):
        yield from _no_scenario(case, unread, table, index, "scenario")
        yield from _no_scenario(case, unread, table, index, "against")
        if measure in TARGETS and not case.scenarios:
            yield from _targets(known, unread, table, index)


def _issues(case: Case, unread: Unread) -> Iterator[Problem]:
    table = case.filled["issues"]
    for index, scenario in enumerate(table["scenario"]):
        if scenario is not None:
            yield from _no_scenario(case, unread, table, index, "scenario")


def _no_scenario(
    case: Case, unread: Unread, table: Table, index: int, column: str
) -> Iterator[Problem]:
    scenarios = {"base", *case.library, *unread.scenarios}
    for name in table[column][index].split("+"):
        if name not in scenarios:
            message = f"'{name}' is no scenario.{did_you_mean(name, scenarios)}"
            yield table.problem(index, column, message)


def _targets(
    known: Mapping[str, Collection[str]], unread: Unread, table: Table, index: int
) -> Iterator[Problem]:
    """Targets are ids, or globs of some, also of rows that a scenario adds."""
    where = TARGETS[table["measure"][index]]
    ids = known[where]
    for target in table["target"][index]:
        pattern = target.removeprefix("-").partition("/")[0]
        if where in unread.tables or pattern in ids:
            continue
        if not fnmatch.filter(ids, pattern):
            message = f"'{pattern}' is not in {where}.{did_you_mean(pattern, ids)}"
            yield table.problem(index, "target", message)


def _names(case: Case, unread: Unread) -> dict[str, Collection[str]]:
    """Return the ids that targets may name, by table: also of rows that a scenario adds."""
    added: dict[str, list[str]] = {}
    for scenario in case.library.values():
        for change in scenario.changes:
            if change.action == "add":
                added.setdefault(change.table, []).append(str(change.values.get("id")))
    return {
        name: dict.fromkeys([*case.tables[name]["id"], *unread.ids(name), *added.get(name, ())])
        for name in set(TARGETS.values())
    }


def _unit(case: Case, table: Table, index: int) -> Iterator[Problem]:
    try:
        factor_of(case, index)
    except units.UnitError as error:
        yield table.problem(index, "unit", str(error))


def _evidence(case: Case, unread: Unread) -> Iterator[Problem]:
    claims = case.tables["claims"]
    unit = dict(zip(claims["id"], claims["unit"], strict=True))
    if "claims" in unread.tables:
        return
    reader = Reader(case.settings.currency, case.tables["commodities"])
    for table in case:
        columns = columns_of(TABLES[table.name])
        for index, evidence in enumerate(table.columns.get("evidence", ())):
            for column, claim in ties(evidence or ()):
                if claim in unread.ids("claims"):
                    continue
                if claim not in unit:
                    message = f"'{claim}' is not in claims.{did_you_mean(claim, unit)}"
                    yield table.problem(index, "evidence", message)
                elif column and column not in columns:
                    message = f"'{column}' is no column.{did_you_mean(column, columns)}"
                    yield table.problem(index, "evidence", message)
                elif column:
                    yield from _dimension(reader, table, index, columns[column], claim, unit[claim])


def _dimension(
    reader: Reader, table: Table, index: int, column: Column, claim: str, unit: str | None
) -> Iterator[Problem]:
    """A claim tied to a cell must measure what the cell measures."""
    try:
        in_unit_of(reader, table, index, column.name, unit, 1.0)
    except (CellError, units.UnitError) as error:
        yield table.problem(index, "evidence", f"{column.name}:{claim}: {error}")
