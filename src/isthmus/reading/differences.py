"""Where several texts tell the same figure or route otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isthmus.reading.items import Difference, Figure, Item, Reading, Route, Said

SAME = 0.005


def differences(readings: Sequence[Reading]) -> tuple[Difference, ...]:
    """Return what texts tell differently of the same figure or route.

    Figures are the same if subject, measure, good, dimension of the unit and year are (a missing
    year fits any); routes if their names are.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Item]]] = {}
    for number, reading in enumerate(readings, 1):
        title = f"{number}: {reading.document.title}"
        for figure in reading.figures:
            if key := _figure_key(figure):
                groups.setdefault(key, []).append((title, figure))
        for route in reading.routes:
            groups.setdefault(("route", route.name.casefold()), []).append((title, route))
    return tuple(d for group in groups.values() for d in _of(group))


def _figure_key(figure: Figure) -> tuple[str, ...] | None:
    if figure.subject is None or figure.measure is None or figure.of:
        return None
    year = (figure.when or "")[:4]
    good = figure.commodity or ""
    return ("figure", figure.subject, figure.measure, good, figure.unit, year)


def _of(group: list[tuple[str, Item]]) -> Iterator[Difference]:
    documents = {title for title, _ in group}
    if len(documents) < 2:
        return
    first = group[0][1]
    for field in ("value", "status", "when", "polarity", "hedge", "attribution"):
        if not hasattr(first, field):
            continue
        told = [(title, item, getattr(item, field)) for title, item in group]
        if field == "value" and _close([value for _, _, value in told]):
            continue
        by = {title: {str(v) for t, _, v in told if t == title} for title in documents}
        if len(set(map(frozenset, by.values()))) < 2:
            continue
        said = tuple(Said(title, item.id, _says(item), item.attribution) for title, item, _ in told)
        kind = "figure" if isinstance(first, Figure) else "route"
        yield Difference(kind, _about(first), field, said)  # type: ignore[arg-type]


def _close(values: list[float]) -> bool:
    return max(values) - min(values) <= SAME * max(abs(v) for v in values)


def _about(item: Item) -> str:
    if isinstance(item, Figure):
        parts = (item.subject, item.measure, item.commodity, (item.when or "")[:4])
        return " ".join(part for part in parts if part)
    return item.name if isinstance(item, Route) else item.quote


def _says(item: Item) -> str:
    if isinstance(item, Figure):
        hedge = "" if item.hedge == "none" else f"{item.hedge} "
        return f"{hedge}{item.value:g} {item.unit}, {item.polarity}"
    return f"{item.status}, {item.polarity}" if isinstance(item, Route) else item.quote
