"""What a case knows of two actors: their trade by year, what one has invested in the other."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.case.evidence import claim_rows, ties
from isthmus.case.model import Case
from isthmus.reading.known import Known


def trades(case: Case) -> Iterator[Known]:
    """Yield exports, imports and turnovers of the trade table."""
    names = _names(case)
    trade = case.tables["trade"]
    turnovers: dict[tuple[str, str, int], float] = {}
    for a, b, year, value in zip(
        trade["exporter"], trade["importer"], trade["year"], trade["value"], strict=True
    ):
        if a == b or value is None:
            continue
        row = f"{a}/{b}/{year}"
        yield _known(case, names, row, (a, b), "export", value, year)
        yield _known(case, names, row, (b, a), "import", value, year)
        for pair in ((a, b, year), (b, a, year)):
            turnovers[pair] = turnovers.get(pair, 0.0) + value
    for (a, b, year), value in turnovers.items():
        rows = f"{a}/{b}/{year};{b}/{a}/{year}"
        yield _known(case, names, rows, (a, b), "trade", value, year)


def _known(
    case: Case, names: dict[str, str], row: str, pair: tuple[str, str], measure: str,
    value: float, year: int,
) -> Known:  # fmt: skip
    own, other = (names[actor] for actor in pair)
    return Known(
        "trade", row, "value", None, frozenset((own,)), frozenset((measure,)), frozenset(),
        frozenset((other,)), frozenset((own, other)), value, None, None,
        f"million {case.settings.currency}", str(year),
    )  # fmt: skip


def investments(case: Case, poor: frozenset[str]) -> Iterator[Known]:
    """Yield what claims, but the poor ones, say of each investment of one actor in another."""
    names = _names(case)
    claims = {claim["id"]: claim for claim in claim_rows(case)}
    table = case.tables["ties"]
    for at, key in enumerate(table.keys):
        if "invest" not in (table["kind"][at] or ""):
            continue
        own, other = names[table["a"][at]], names[table["b"][at]]
        for _, name in ties(table["evidence"][at] or ()):
            claim = claims.get(name)
            if claim is None or name in poor or claim.get("value") is None:
                continue
            yield Known(
                "ties", key, "value", name, frozenset((own,)), frozenset(("investment",)),
                frozenset(), frozenset((other,)), frozenset((own, other)), claim["value"],
                claim.get("low"), claim.get("high"), claim.get("unit") or "1",
                claim.get("as_of"),
            )  # fmt: skip


def _names(case: Case) -> dict[str, str]:
    actors = case.tables["actors"]
    return {row: name or row for row, name in zip(actors["id"], actors["name"], strict=True)}
