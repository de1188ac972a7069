"""What a map says of a result: which links it draws, how much each carries, and what marks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from isthmus.case.model import Case
from isthmus.drawing.choice import leading
from isthmus.drawing.scale import large, quantity
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.result import Result

SMALL = 5e-4  # what the tables print as 0
CARGO = "cargo"
LEAST_RENT = 0.5  # million, as in the table of what binds
CROWD = 200  # links that a map shows to their last one
NEGLIGIBLE = 0.01  # of the largest change: less is left out of a crowd
WAYS = ("rail", "sea", "road", "river")
PARTS = {"rail": "rail", "road": "road", "river": "river", "ship": "sea", "ferry": "sea"}
AHEAD = ("planned", "proposed", "construction")

State = Literal["flow", "unused", "planned", "closed", "more", "less", "same"]
Mark = Literal["", "full", "held"]


@dataclass(frozen=True)
class Line:
    """A link as it is drawn: from its tail to its head as the flow runs, with its quantity.

    Its kind is what its colour stands for: a commodity, or for cargo how it goes. A mark says that
    it is `full`, or that a contract or a limit holds it (`held`). It is drawn by the place `via`.
    """

    link: str
    tail: str
    head: str
    kind: str
    unit: str
    value: float
    state: State
    mark: Mark
    tip: str
    via: str | None = None

    @property
    def said(self) -> str:
        """Its quantity for people, with a sign where it is a difference."""
        return {"more": "+", "less": "−"}.get(self.state, "") + quantity(self.value)


@dataclass(frozen=True)
class Site:
    """A place: where it stands, what it is called on a map, and its whole name."""

    lon: float
    lat: float
    label: str
    name: str


@dataclass(frozen=True)
class Content:
    """Everything that a map says, before it is known where.

    `passed` are places by which lines are drawn, `kinds` what colours stand for, with their names;
    `others` are the commodities left out because none was named. `usual` has what the larger links
    of the reference carry, by unit, to hold differences against. `thinned` says which links of a
    crowd are left out.
    """

    title: str
    subtitle: str
    lines: list[Line]
    sites: dict[str, Site]
    passed: dict[str, Site]
    kinds: dict[str, str]
    others: list[str]
    states: dict[str, str]
    compared: bool
    usual: dict[str, float]
    missing: list[str]
    thinned: str = ""

    def within_a_place(self, line: Line) -> bool:
        """Tell whether both ends of a link stand on the same spot."""
        tail, head = self.sites[line.tail], self.sites[line.head]
        return (tail.lon, tail.lat) == (head.lon, head.lat)


@dataclass(frozen=True)
class Yearly:
    """What a link carries in the periods asked for."""

    flow: float
    capacity: float | None
    mark: Mark
    bound_in: tuple[str, ...]


def content(
    result: Result, commodities: Sequence[str], period: str | None, scenario: str | None
) -> Content:
    """Return what a map of a result says, or of the differences between two.

    Raises
    ------
    IsthmusError
        If a commodity, a period or a scenario is not in the result, or no place has coordinates.
    """
    before, after = sides(result, scenario)
    shown = _commodities(after, commodities or [leading(before, after)])
    lines = _flows(after, shown, period)
    usual = {}
    if before is not None:
        usual = _usual(_flows(before, shown, period))
        lines = _changes(before, after, shown, period)
    lines, thinned = _thinned(lines, compared=before is not None)
    cases = [side.case for side in (before, after) if side]
    sites, missing = _sites(cases, lines)
    title, subtitle = _titles(before, after, shown, period)
    return Content(
        title=title,
        subtitle=subtitle,
        lines=[line for line in lines if {line.tail, line.head} <= sites.keys()],
        sites=sites,
        passed=_standing(cases, {line.via for line in lines if line.via}),
        kinds=_kinds(after),
        others=[] if commodities else [g for g in after.units["quantity"] if g not in shown],
        states=states_of(after.case),
        compared=before is not None,
        usual=usual,
        missing=missing,
        thinned=thinned,
    )


def _thinned(lines: list[Line], *, compared: bool) -> tuple[list[Line], str]:
    """Return the links without those of a crowd that say least, and a sentence on these."""
    if len(lines) <= CROWD:
        return lines, ""
    least = {
        unit: NEGLIGIBLE * max(line.value for line in lines if line.unit == unit)
        for unit in sorted({line.unit for line in lines})
    }
    idle = "same" if compared else "unused"
    kept = [
        line
        for line in lines
        if line.state != idle and (line.value >= least[line.unit] or not compared)
    ]
    if not kept:
        return lines, ""
    what = f"change by less than {_quantities(least)}" if compared else "are open and carry nothing"
    return kept, f"Left out for clarity: {len(lines) - len(kept)} links that {what}."


def _quantities(values: dict[str, float]) -> str:
    return " or ".join(f"{quantity(value)} {unit}" for unit, value in values.items())


def _titles(
    before: Result | None, after: Result, shown: Sequence[str], period: str | None
) -> tuple[str, str]:
    """Return what is shown, of which case and scenarios, in which units and when."""
    settings, names = after.case.settings, _names(after.case)
    goods = ", ".join(
        f"{_within_sentence(names[good])} ({after.units['quantity'][good]})" for good in shown
    )
    when = f"{period} {settings.base_year}" if period else f"year {settings.base_year}"
    if before is None:
        return f"{settings.title} · {after.label}", f"Flows of {goods}, {when}"
    title = f"{settings.title} · {after.label} compared with {before.label}"
    return title, f"Differences of flows of {goods}, {when}"


def sides(result: Result, scenario: str | None) -> tuple[Result | None, Result]:
    """Return the reference, if there is one, and the result that is drawn."""
    if result.lens != "compare":
        return None, result
    return result.compared[0], _compared(result, scenario)


def _compared(result: Result, scenario: str | None) -> Result:
    others = result.compared[1:]
    labels = [other.label for other in others]
    if scenario is None and len(others) > 1:
        raise IsthmusError(
            f"a picture shows one comparison, and this one holds {len(others)}: "
            f"{', '.join(labels)}. Compare two, or name the scenario"
        )
    if scenario is None:
        return others[0]
    if scenario not in labels:
        raise IsthmusError(f"scenario '{scenario}' is not compared; these are: {', '.join(labels)}")
    return others[labels.index(scenario)]


def _commodities(result: Result, asked: Sequence[str]) -> list[str]:
    known = list(result.units["quantity"])
    for name in asked:
        if name not in known:
            raise IsthmusError(
                f"'{name}' is no commodity of this result.{did_you_mean(name, known)} "
                f"It has {', '.join(known)}"
            )
    return [name for name in known if name in asked]


def _kinds(result: Result) -> dict[str, str]:
    """Return what colours stand for on every map of a case, in the same order, with names."""
    names = _names(result.case)
    if list(result.units["quantity"]) != [CARGO]:
        return {good: names.get(good, good) for good in result.units["quantity"]}
    links = result.case.filled["links"]
    ways = {
        _way(mode)
        for mode, good in zip(links["mode"], links["commodity"], strict=True)
        if good == CARGO
    }
    return {way: way for way in (*WAYS, *sorted(ways.difference(WAYS)))}


def _way(mode: str | None) -> str:
    """Return how a mode goes: rail of any gauge is rail, ships and ferries are at sea."""
    name = mode or "other"
    return next((way for part, way in PARTS.items() if part in name), name)


def carried(result: Result, period: str | None) -> dict[str, Yearly]:
    """Return what each link carries, over the year or in one period."""
    periods = [one.id for one in result.case.periods]
    if period is not None and period not in periods:
        raise IsthmusError(f"period '{period}' is none of {', '.join(periods)}")
    table = result.table("flows")
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_dicts():
        if period in (None, row["period"]):
            rows.setdefault(row["link"], []).append(row)
    return {link: _yearly(found) for link, found in rows.items()}


def _yearly(rows: list[dict[str, Any]]) -> Yearly:
    bound = [row for row in rows if abs(row["scarcity_price"] * row["flow"]) > LEAST_RENT]
    full = [row for row in bound if "capacity" in (row["bound_by"] or "")]
    capacities = [row["capacity"] for row in rows]
    return Yearly(
        flow=sum(row["flow"] for row in rows),
        capacity=None if None in capacities else sum(capacities),
        mark="full" if full else "held" if bound else "",
        bound_in=tuple(row["period"] for row in (full or bound)),
    )


def _rows(result: Result, shown: Iterable[str]) -> list[dict[str, Any]]:
    """Return the links that carry what is shown."""
    links = result.case.filled["links"]
    columns = ("id", "name", "from", "to", "commodity", "mode", "status", "via")
    rows = zip(*(links[column] for column in columns), strict=True)
    named = (dict(zip(columns, row, strict=True)) for row in rows)
    return [row for row in named if row["commodity"] in shown]


def _flows(result: Result, shown: Sequence[str], period: str | None) -> list[Line]:
    found = carried(result, period)
    lines = []
    for row in _rows(result, shown):
        year = found[row["id"]]
        unit = result.units["quantity"][row["commodity"]]
        lines.append(
            _line(row, unit, year.flow, _state(year, row["status"]), year.mark, _tip(year, unit))
        )
    return lines


def _usual(lines: Iterable[Line]) -> dict[str, float]:
    carried: dict[str, list[float]] = {}
    for line in lines:
        carried.setdefault(line.unit, []).append(line.value)
    return {unit: large(values) for unit, values in carried.items()}


def _line(row: dict[str, Any], unit: str, value: float, state: State, mark: Mark, tip: str) -> Line:
    """Return a link, turned so that what it carries runs from tail to head."""
    tail, head = (row["from"], row["to"]) if value >= 0 else (row["to"], row["from"])
    kind = _way(row["mode"]) if row["commodity"] == CARGO else row["commodity"]
    return Line(
        row["id"], tail, head, kind, unit, abs(value), state, mark,
        f"{row['name'] or row['id']}: {tip}", row["via"],
    )  # fmt: skip


def _state(year: Yearly, status: str) -> State:
    if abs(year.flow) >= SMALL:
        return "flow"
    if year.capacity != 0:
        return "unused"
    return "planned" if status in AHEAD else "closed"


def _tip(year: Yearly, unit: str) -> str:
    room = "" if year.capacity is None else f" of {year.capacity:.4g}"
    held = {"": "", "full": "full", "held": "held by a contract or a limit"}[year.mark]
    when = f", {held} in {', '.join(year.bound_in)}" if held else ""
    return f"{abs(year.flow):.3g}{room} {unit}{when}"


def _changes(before: Result, after: Result, shown: Sequence[str], period: str | None) -> list[Line]:
    """Return all links of either result with how much more or less each carries.

    A flow that turns round counts as less in the direction it had.
    """
    old, new = carried(before, period), carried(after, period)
    rows = {row["id"]: row for result in (before, after) for row in _rows(result, shown)}
    lines = []
    for link, row in sorted(rows.items()):
        was, now = (found[link].flow if link in found else 0.0 for found in (old, new))
        way = was if abs(was) >= SMALL else now
        change = (now - was) * (1 if way >= 0 else -1)
        unit = after.units["quantity"][row["commodity"]]
        state: State = "same" if abs(change) < SMALL else "more" if change > 0 else "less"
        tip = f"{was:.3g} -> {now:.3g} {unit}"
        one = _line(row, unit, abs(change) * (1 if way >= 0 else -1), state, "", tip)
        lines.append(one)
    return lines


def _sites(cases: list[Case], lines: Iterable[Line]) -> tuple[dict[str, Site], list[str]]:
    """Return the places that lines touch, and those of them that have no coordinates."""
    used = {end for line in lines for end in (line.tail, line.head)}
    sites = _standing(cases, used)
    if not used:
        raise IsthmusError(f"case {cases[0].id} cannot be drawn: no link carries what is asked for")
    if not sites:
        raise IsthmusError(
            f"case {cases[0].id} cannot be drawn: none of its {len(used)} places has coordinates. "
            "Fill the columns lat and lon of nodes"
        )
    return sites, sorted(used - sites.keys())


def _standing(cases: list[Case], nodes: set[str]) -> dict[str, Site]:
    """Return those of some places that have coordinates."""
    columns = ("id", "name", "lon", "lat")
    found = {
        row[0]: row
        for case in cases
        for row in zip(*(case.filled["nodes"][column] for column in columns), strict=True)
    }
    return {
        node: Site(float(lon), float(lat), short(node, name), name or node)
        for node, name, lon, lat in (found[node] for node in sorted(nodes))
        if lon == lon and lat == lat
    }


MOST_LETTERS = 22


def short(node: str, name: str | None, most: int = MOST_LETTERS) -> str:
    """Return what to call a place or actor: its name up to a comma or bracket, or its id if long.

    An id takes the capitals of the name: `marmara-lng` is Marmara LNG.
    """
    words = (name or "").replace("(", ",").partition(",")[0].strip()
    if words and len(words) <= most:
        return words
    written = {word.lower(): word for word in (name or "").replace(",", " ").split()}
    parts = node.replace("_", "-").split("-")
    text = " ".join(written.get(part, part) for part in parts)
    return text[:1].upper() + text[1:]


def way(borders: str, chokepoints: str) -> str:
    """Say a route by the actors it passes and its chokepoints.

    Examples
    --------
    >>> way("ind-irn;irn-aze;aze-rus", "")
    'ind > irn > aze > rus'
    """
    pairs = [pair.split("-", 1) for pair in borders.split(";") if pair]
    chain = [pairs[0][0], *(pair[1] for pair in pairs)] if pairs else ["at home"]
    through = f" ({chokepoints.replace(';', ', ')})" if chokepoints else ""
    return " > ".join(chain) + through


def _names(case: Case) -> dict[str, str]:
    """Return the names of the commodities, without what is said of them in brackets."""
    rows = case.filled["commodities"]
    named = zip(rows["id"], rows["name"], strict=True)
    return {key: (name or key).partition(" (")[0] for key, name in named} | {CARGO: "Cargo"}


def states_of(case: Case) -> dict[str, str]:
    """Return the names of the case's states by ISO code."""
    actors = case.filled["actors"]
    rows = zip(*(actors[column] for column in ("iso3", "name", "id", "kind")), strict=True)
    return {iso: name or key for iso, name, key, kind in rows if iso and kind == "state"}


def _within_sentence(name: str) -> str:
    """Return a name as it stands within a sentence, unless it begins with an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
