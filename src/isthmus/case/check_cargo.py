"""What must hold of cargo: modes, transfers, links that a length can be given, shipments."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from isthmus.case.estimates import estimated
from isthmus.case.model import Case
from isthmus.errors import Problem, did_you_mean


def cargo_errors(case: Case) -> Iterator[Problem]:
    """Yield what is wrong with the cargo tables of a case."""
    yield from _carried_whole(case)
    yield from _without_length(case)
    transfers, shipments = case.tables["transfers"], case.tables["shipments"]
    for index, (start, end) in enumerate(
        zip(transfers["from_mode"], transfers["to_mode"], strict=True)
    ):
        if start == end:
            message = f"'{end}' is from_mode, too; a wait within one mode is days of a link"
            yield transfers.problem(index, "to_mode", message)
    for index, (origin, end) in enumerate(
        zip(shipments["origin"], shipments["destination"], strict=True)
    ):
        if origin == end:
            yield shipments.problem(index, "destination", f"'{end}' is the origin, too")


def cargo_warnings(case: Case) -> Iterator[Problem]:
    """Yield what of the cargo tables does nothing, or is likely forgotten."""
    links, modes = case.tables["links"], set(case.tables["modes"]["mode"])
    cargo = [row for row, good in enumerate(links["commodity"]) if good == "cargo"]
    for row in cargo:
        mode = links["mode"][row]
        free = all(links[name][row] is None for name in ("cost", "tariff", "days"))
        if mode not in modes and free:
            message = f"mode '{mode}' has no row in modes, so the link costs nothing and no time"
            yield links.problem(row, "mode", message)
    used = {links["mode"][row] for row in cargo}
    for table, columns in (("transfers", ("from_mode", "to_mode")), ("bans", ("mode",))):
        rows = case.tables[table]
        for column in columns:
            for index, mode in enumerate(rows[column]):
                if mode is not None and mode != "*" and not _any_like(mode, used):
                    message = f"no cargo link has mode '{mode}'.{did_you_mean(mode, _words(used))}"
                    yield rows.problem(index, column, message)
    ends = {links[end][row] for row in cargo for end in ("from", "to")}
    shipments = case.tables["shipments"]
    for column in ("origin", "destination"):
        for index, node in enumerate(shipments[column]):
            if node not in ends:
                yield shipments.problem(index, column, f"no cargo link touches {node}")


def _words(names: set[str | None]) -> list[str]:
    return sorted(name for name in names if name is not None)


def _any_like(pattern: str, names: set[str | None]) -> bool:
    return bool(fnmatch.filter(_words(names), pattern))


def _carried_whole(case: Case) -> Iterator[Problem]:
    links = case.tables["links"]
    for index, good in enumerate(links["commodity"]):
        if good != "cargo":
            continue
        for column, plain in (("loss", 0.0), ("yield", 1.0), ("to_commodity", None)):
            if links[column][index] not in (None, plain):
                yield links.problem(index, column, "cargo arrives whole and as what it was")


def _without_length(case: Case) -> Iterator[Problem]:
    """Yield the links that their mode should estimate, but between places without coordinates."""
    links, nodes = case.tables["links"], case.tables["nodes"]
    nowhere = {
        node
        for node, lat, lon in zip(nodes["id"], nodes["lat"], nodes["lon"], strict=True)
        if lat is None or lon is None
    }
    for row in range(len(links)):
        missing = [name for name in estimated(case.tables, row) if name != "length"]
        ends = [links[end][row] for end in ("from", "to") if links[end][row] in nowhere]
        if missing and links["length"][row] is None and ends:
            names = " and ".join(missing)
            message = f"is empty, and {ends[0]} has no lat and lon to estimate {names} from"
            yield links.problem(row, "length", message)
