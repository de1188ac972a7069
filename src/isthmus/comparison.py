"""Results side by side: what a scenario changes, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses import markets as lens
from isthmus.result import RESULT_TABLES, Result

SKIPPED = {"fit", "fit_summary", "shortages", "routes", "bands"}
SMALL = 1e-9
QUANTITIES = ("flow", "capacity", "supplied", "demanded", "lost", "vented", "unserved")
NOT_KEYS = ("unit", "owner", "from", "to", "node", "bound_by")
TRADE_KEYS = {
    "trade": ["exporter", "importer"],
    "costs": ["exporter", "importer"],
    "countries": ["actor"],
    "ranks": ["actor", "partner"],
}
CARGO_KEYS = {
    "flows": ["link", "period"],
    "transfers": ["transfer", "node", "from_mode", "to_mode", "period"],
    "limits": ["limit", "period"],
    "shipments": ["shipment"],
    "gains": ["actor"],
}


def compare(reference: Result, *others: Result, absolute: bool = False) -> Result:
    """Hold results against a reference.

    Parameters
    ----------
    reference : Result
        What the others are compared with.
    *others : Result
        Results of the same lens and case, under other scenarios.
    absolute : bool
        Keep numbers that do not differ, too.

    Returns
    -------
    Result
        Its table `differences` has a row for every number that differs, `flows` and `gains` the
        sums over the year by link and by actor. Where a shortage changes, its notes give the
        change of welfare at half and twice the price caps.

    Raises
    ------
    IsthmusError
        If there is nothing to compare, or the lenses or cases differ.
    """
    if not others:
        raise IsthmusError("compare needs a reference and at least one other result")
    for other in others:
        if (other.lens, other.case.id) != (reference.lens, reference.case.id):
            raise IsthmusError(
                f"cannot compare {other.lens} of {other.case.id} "
                f"with {reference.lens} of {reference.case.id}"
            )
    return Result(
        lens="compare",
        case=reference.case,
        units=reference.units,
        status="optimal",
        numbers={},
        builders={
            "differences": lambda: _differences(reference, others, absolute),
            "flows": lambda: _flows(reference, others),
            "gains": lambda: _gains(reference, others),
        },
        notes=tuple(note for other in others for note in _price_cap_notes(reference, other)),
        compared=(reference, *others),
    )


def _differences(reference: Result, others: Iterable[Result], absolute: bool) -> dict[str, Any]:
    rows = [row for other in others for row in _rows(reference, other, absolute)]
    names = list(RESULT_TABLES["compare"]["differences"].model_fields)
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _flows(reference: Result, others: Iterable[Result]) -> dict[str, Any]:
    """Return the columns of the table of links whose flow over the year changes."""
    find = _traded if reference.lens == "trade" else _carried
    before = find(reference)
    rows = [(other.label, *change) for other in others for change in _changes(before, find(other))]
    names = ("scenario", "link", "reference", "value", "difference")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _gains(reference: Result, others: Iterable[Result]) -> dict[str, Any]:
    """Return the columns of the table of actors whose gain changes, with its interval."""
    old = _gained(reference)
    rows = []
    for other in others:
        new = _gained(other)
        for actor, before, after, difference in _changes(old["total"], new["total"]):
            low = _less(new["low"].get(actor, 0.0), old["high"].get(actor, 0.0))
            high = _less(new["high"].get(actor, 0.0), old["low"].get(actor, 0.0))
            settled = None if low is None or high is None else low * high > 0
            rows.append((other.label, actor, before, after, difference, low, high, settled))
    names = RESULT_TABLES["compare"]["gains"].model_fields
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


Values = dict[str, float | None]


def _carried(result: Result) -> Values:
    return _by_name(result, "flows", "link", "flow")


def _traded(result: Result) -> Values:
    """Return the trade of every pair, by ``exporter/importer``."""
    table = result.table("trade").select("exporter", "importer", "after")
    return {f"{seller}/{buyer}": value for seller, buyer, value in table.rows() if seller != buyer}


def _gained(result: Result) -> dict[str, Values]:
    """Return what every actor gains, and the ends of its interval where there is one."""
    if result.lens == "trade":
        total = _by_name(result, "countries", "actor", "gain")
        return {"total": total, "low": dict.fromkeys(total), "high": dict.fromkeys(total)}
    return {kind: _by_name(result, "gains", "actor", kind) for kind in ("total", "low", "high")}


def _by_name(result: Result, table: str, key: str, column: str) -> Values:
    sums: Values = {}
    for name, value in result.table(table).select(key, column).iter_rows():
        sums[name] = None if value is None else (sums.get(name) or 0.0) + value
    return sums


def _changes(before: Values, after: Values) -> list[tuple[str, float, float, float]]:
    rows = [
        (name, before.get(name) or 0.0, after.get(name) or 0.0)
        for name in sorted(before.keys() | after.keys())
    ]
    return [(name, old, new, new - old) for name, old, new in rows if abs(new - old) >= SMALL]


def _less(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


Row = tuple[str, str, str, str, str | None, float | None, float | None, float | None]


def _rows(reference: Result, other: Result, absolute: bool) -> list[Row]:
    rows: list[Row] = []
    for name, old in reference.numbers.items():
        if isinstance(old, str | bool) or isinstance(other.numbers[name], str | bool):
            continue
        rows += _row(other.label, "numbers", "", name, None, old, other.numbers[name], absolute)
    for table in reference.builders:
        if table not in SKIPPED:
            rows += _table_rows(reference, other, table, absolute)
    return rows


def _table_rows(reference: Result, other: Result, table: str, absolute: bool) -> list[Row]:
    known = {"corridors": CARGO_KEYS, "trade": TRADE_KEYS}.get(reference.lens, {}).get(table)
    old, new = (_by_key(result.table(table), known) for result in (reference, other))
    kinds = (pl.Float64, pl.Int64) if reference.lens == "trade" else (pl.Float64,)
    columns = [c for c, kind in reference.table(table).schema.items() if kind in kinds]
    rows: list[Row] = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, {}), new.get(key, {})
        unit = after.get("unit") or before.get("unit")
        missing = 0.0 if table == "gains" else None  # who is not listed gains nothing
        for column in columns:
            rows += _row(
                other.label, table, key, column, unit if column in QUANTITIES else None,
                before.get(column, missing), after.get(column, missing), absolute,
            )  # fmt: skip
    return rows


def _by_key(table: pl.DataFrame, keys: list[str] | None) -> dict[str, dict[str, Any]]:
    if keys is None:
        words = [c for c, kind in table.schema.items() if kind == pl.String]
        keys = [c for c in words if c not in NOT_KEYS] or words
        if "id" not in words and "link" not in words:
            keys = [c for c in words if c != "unit"]
    return {"/".join(str(row[c]) for c in keys): row for row in table.to_dicts()}


def _row(
    scenario: str,
    table: str,
    key: str,
    column: str,
    unit: str | None,
    before: float | None,
    after: float | None,
    absolute: bool,
) -> list[Row]:
    if before is None and after is None:
        return []
    known = before is not None and after is not None
    difference = after - before if before is not None and after is not None else None
    if known and not absolute and abs(difference or 0.0) < SMALL:
        return []
    return [(scenario, table, key, column, unit, before, after, difference)]


def _price_cap_notes(reference: Result, other: Result) -> list[str]:
    """Where a shortage changes, say what the change of welfare is at other price caps."""
    if reference.lens != "markets":
        return []
    short = [sum(result.table("demand")["unserved"]) for result in (reference, other)]
    if abs(short[1] - short[0]) < 1e-6:
        return []
    caps = sorted(
        {cap for result in (reference, other) for cap in result.table("shortages")["price_cap"]}
    )
    commodities = list(reference.units["quantity"])
    at = {
        factor: _welfare(lens.with_price_caps(other.case, factor), commodities)
        - _welfare(lens.with_price_caps(reference.case, factor), commodities)
        for factor in (0.5, 1.0, 2.0)
    }
    money = reference.units["money"]
    return [
        f"{other.label}: shortage changes by {short[1] - short[0]:+.3g}, counted at a price cap of "
        f"{' and '.join(f'{cap:g}' for cap in caps)}; welfare {at[1.0]:+,.0f} {money}, "
        f"at half the caps {at[0.5]:+,.0f}, at twice {at[2.0]:+,.0f}"
    ]


def _welfare(case: Case, commodities: Sequence[str]) -> float:
    return float(lens.markets(case, *commodities).numbers["welfare"] or 0.0)
