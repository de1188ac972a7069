"""What must hold of cargo: modes, transfers, links that a length can be given, shipments."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Sequence

from isthmus.case.estimates import estimated
from isthmus.case.model import Case
from isthmus.case.plausible import place_of
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
    links = case.tables["links"]
    cargo = [row for row, good in enumerate(links["commodity"]) if good == "cargo"]
    yield from _free(case, cargo)
    yield from _of_no_link(case, {links["mode"][row] for row in cargo})
    if cargo:
        yield from _unjoined_modes(case, cargo)
    yield from _unreached(case, cargo)
    yield from _worthless(case)


def _free(case: Case, cargo: Sequence[int]) -> Iterator[Problem]:
    """Yield the cargo links, and the modes, that cost nothing for want of a number."""
    links, modes = case.tables["links"], case.tables["modes"]
    for row in cargo:
        mode = links["mode"][row]
        free = all(links[name][row] is None for name in ("cost", "tariff", "days"))
        if free and mode is None:
            message = "is empty, so no mode estimates the link: it costs nothing and no time"
            yield links.problem(row, "mode", message)
        elif free and mode not in modes["mode"]:
            message = f"mode '{mode}' has no row in modes, so the link costs nothing and no time"
            yield links.problem(row, "mode", message)
    bare = {links["mode"][row] for row in cargo if links["cost"][row] is None}
    for index, mode in enumerate(modes["mode"]):
        if mode in bare and modes["cost"][index] is None and modes["fixed_cost"][index] is None:
            message = f"is empty, so links of mode {mode} without a cost of their own are free"
            yield modes.problem(index, "cost", message)


def _of_no_link(case: Case, used: set[str | None]) -> Iterator[Problem]:
    """Yield the modes that transfers and bans name and no cargo link has."""
    for table, columns in (("transfers", ("from_mode", "to_mode")), ("bans", ("mode",))):
        rows = case.tables[table]
        for column in columns:
            for index, mode in enumerate(rows[column]):
                if mode is not None and mode != "*" and not _any_like(mode, used):
                    message = f"no cargo link has mode '{mode}'.{did_you_mean(mode, _words(used))}"
                    yield rows.problem(index, column, message)


def _unjoined_modes(case: Case, cargo: Sequence[int]) -> Iterator[Problem]:
    """Yield the table of transfers where it is empty, though one mode ends where another begins."""
    if len(case.tables["transfers"]):
        return
    links = case.tables["links"]
    into: dict[str, set[str]] = {}
    out: list[tuple[str, str]] = []
    for row in cargo:
        start, end, mode = (links[name][row] for name in ("from", "to", "mode"))
        both = ((start, end), (end, start)) if links["bidirectional"][row] else ((start, end),)
        for tail, head in both:
            into.setdefault(head, set()).add(mode or "")
            out.append((tail, mode or ""))
    for node, mode in out:
        others = into.get(node, set()) - {mode}
        if others:
            message = (
                "is missing or has no rows; without transfers cargo cannot change between "
                f"{min(others)} and {mode} at {node}"
            )
            yield Problem(place_of(case, "transfers"), 0, "", message)
            return


def _unreached(case: Case, cargo: Sequence[int]) -> Iterator[Problem]:
    """Yield the shipments between whose ends there are no cargo links, whatever their status."""
    links, shipments = case.tables["links"], case.tables["shipments"]
    part = _parts([(links["from"][row], links["to"][row]) for row in cargo])
    ends = zip(shipments["origin"], shipments["destination"], strict=True)
    for index, (origin, destination) in enumerate(ends):
        apart = [
            (column, f"no cargo link touches {node}")
            for column, node in (("origin", origin), ("destination", destination))
            if node not in part
        ]
        if not apart and part[origin] != part[destination]:
            apart = [("destination", f"no cargo links join {destination} with {origin}")]
        for column, message in apart:
            yield shipments.problem(index, column, message)


def _parts(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for every node one that stands for the connected part it is in."""
    members: dict[str, list[str]] = {}
    part: dict[str, str] = {}
    for pair in pairs:
        for node in pair:
            if node not in part:
                part[node], members[node] = node, [node]
        small, large = sorted((part[node] for node in pair), key=lambda name: len(members[name]))
        if small != large:
            part.update(dict.fromkeys(members[small], large))
            members[large] += members.pop(small)
    return part


def _worthless(case: Case) -> Iterator[Problem]:
    """Yield the classes to which days cost nothing for want of a number."""
    classes = case.tables["classes"]
    for column, lost in (
        ("value", "cargo on its way costs no interest"),
        ("time_value", "a day is worth nothing to it but interest"),
    ):
        for index, given in enumerate(classes[column]):
            if given is None:
                yield classes.problem(index, column, f"is empty, so {lost}; write 0 if that is so")


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
