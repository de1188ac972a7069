"""Published kilometres, days and costs of routes beside those of the case.

``python -m benchmarks published`` prints what ``docs/validation.md`` keeps. Every row of
``published-routes.csv`` is a route as ``isthmus routes`` takes it, with one number that somebody
published; rows that the case was calibrated on are shown and count for nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import isthmus
from isthmus.case.model import Case
from isthmus.result import Result

HERE = Path(__file__).parent
ROUTES, CLAIMS = HERE / "published-routes.csv", HERE / "published-claims.csv"
ENOUGH, FEW = 10, 3  # rows for an R2, and for a line of their own
MEASURES = ("km", "days", "cost")
KINDS = {"claim": "said of it", "service": "in service", "trial": "single run"}
USES = {"calibrated": "used to calibrate", "not comparable": "not comparable"}
TEU = {"USD/TEU": 1.0, "USD/FEU": 0.5, "USD/TEU-km": 1.0}  # what of a price is for one TEU

Row = dict[str, Any]


def page() -> str:
    """Return the page on published routes: the text about them, with the tables filled in."""
    case = isthmus.open_case("caucasus")
    find = functools.cache(functools.partial(_route, case))
    rows = compared(case, find)
    return (HERE / "published.md").read_text(encoding="utf-8").format(
        slower=_slower(rows),
        statistics=_statistics(rows),
        tests=_listed(rows.filter(pl.col("use") == "test")),
        others=_listed(rows.filter(pl.col("use") != "test"), "use"),
        claims=_claims(case, rows, find),
        sources=_sources(rows),
    )  # fmt: skip


def compared(case: Case, find: Callable[..., Result]) -> pl.DataFrame:
    """Return the published rows with the model's number for each, and its error."""
    rows = pl.read_csv(ROUTES, schema_overrides={"low": pl.Float64, "high": pl.Float64})
    classes = case.filled["classes"]
    teu = float(classes["tonnes_per_teu"][classes["id"].index("container")])
    found = [_number(row, _result(row, find), teu) for row in rows.iter_rows(named=True)]
    return with_errors(rows.with_columns(pl.Series("model", found)))


def with_errors(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the middle of what was published, and the model's error against it."""
    middle = (pl.col("low") + pl.col("high").fill_null(pl.col("low"))) / 2
    return rows.with_columns(
        middle.alias("published"),
        (pl.col("model") - middle).alias("error"),
        (pl.col("model") / middle - 1).alias("share"),
    )


def _route(case: Case, scenario: str, start: str, end: str, via: str, avoid: str) -> Result:
    """Return the best route that keeps to what a row says of its way."""
    words = [[word for word in words.split(";") if word] for words in (via, avoid)]
    changed = case.with_scenario(scenario) if scenario else case
    return isthmus.routes(changed, start, end, k=1, via=words[0], avoid=words[1])


def _result(row: Row, find: Callable[..., Result]) -> Result:
    keys = ("scenario", "origin", "destination", "via", "avoid")
    result = find(*(row[key] or "" for key in keys))
    if result.status != "optimal":
        raise ValueError(f"{ROUTES.name}: row {row['id']} has no open route")
    return result


def _number(row: Row, result: Result, teu: float) -> float:
    """Return what the model says of a row, in the row's own unit."""
    value = float(result.numbers[row["measure"]] or 0)
    if row["measure"] != "cost":
        return value
    price = value * teu / TEU[row["unit"]]
    return price / float(result.numbers["km"] or 1) if row["unit"].endswith("-km") else price


def _statistics(rows: pl.DataFrame) -> str:
    tests = rows.filter(pl.col("use") == "test")
    lines = [
        [label, *summary(some)]
        for measure in MEASURES
        for label, some in _groups(measure, tests.filter(pl.col("measure") == measure))
    ]
    heads = ["what", "rows", "mean bias", "mean error", "worst case", "within the range", "R2"]
    return _markdown(heads, lines)


def _slower(rows: pl.DataFrame) -> str:
    """Say in how many rows that count the case takes longer than was published."""
    days = rows.filter((pl.col("use") == "test") & (pl.col("measure") == "days"))
    slow = len(days.filter(pl.col("error") > 0))
    return (
        f"In {slow} of {len(days)} rows on days that count the case is slower than was published."
    )


def _groups(measure: str, some: pl.DataFrame) -> Iterable[tuple[str, pl.DataFrame]]:
    """Yield all rows of a measure, and those of each kind where there are several."""
    yield measure, some
    for kind, rows in some.sort("kind").group_by("kind", maintain_order=True):
        if FEW <= len(rows) < len(some):
            yield f"{measure}, {KINDS[str(kind[0])]}", rows


def summary(some: pl.DataFrame) -> list[str]:
    """Return count, mean bias, mean error, worst case, hits and R2 of rows."""
    worst = some.row(int(some["share"].abs().arg_max() or 0), named=True)
    inside = some.filter((pl.col("model") >= pl.col("low")) & (pl.col("model") <= pl.col("high")))
    ranged = some["high"].count()
    return [
        str(len(some)),
        f"{_mean(some['share']):+.0%}",
        f"{_mean(some['share'].abs()):.0%}",
        f"{worst['share']:+.0%}: `{worst['id']}`",
        f"{len(inside)} of {ranged}" if ranged else "",
        f"{_fit(some):.2f}" if len(some) >= ENOUGH else "",
    ]


def _mean(values: pl.Series) -> float:
    return float(np.mean(values.to_numpy()))


def _fit(some: pl.DataFrame) -> float:
    """Return one less the squared errors over those of the mean of what was published."""
    published, error = some["published"].to_numpy(), some["error"].to_numpy()
    return float(1 - (error**2).sum() / ((published - published.mean()) ** 2).sum())


def _listed(rows: pl.DataFrame, *more: str) -> str:
    lines = [
        [
            f"`{row['id']}`",
            f"{row['origin']} - {row['destination']}",
            _range(row),
            f"{_figure(row['model'])} {row['unit']}",
            f"{row['share']:+.0%}" if row["use"] != "not comparable" else "",
            f"{KINDS[row['kind']]}, {row['year']}",
            *(USES[row[name]] for name in more),
            row["remark"] or "",
        ]
        for row in rows.iter_rows(named=True)
    ]
    heads = ["row", "from, to", "published", "the case", "error", "what it is"]
    return _markdown([*heads, *(["why it is left out"] if more else []), "remark"], lines)


def _range(row: Row) -> str:
    high = "" if row["high"] is None else f"-{_figure(row['high'])}"
    return f"{_figure(row['low'])}{high} {row['unit']}"


def _figure(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1 else f"{value:,.0f}"


def _claims(case: Case, rows: pl.DataFrame, find: Callable[..., Result]) -> str:
    """Return the claims about routes with their verdicts, and what the case says of the same."""
    table, routes = case.filled["claims"], {row["id"]: row for row in rows.iter_rows(named=True)}
    said: dict[str, list[str]] = {}
    for asked in pl.read_csv(CLAIMS).iter_rows(named=True):
        names = [name for name in (asked["route"], asked["against"]) if name]
        results = [_result(routes[name], find) for name in names]
        values = [float(result.numbers[asked["measure"]] or 0) for result in results]
        end = routes[names[0]]["destination"]
        said.setdefault(asked["claim"], []).append(_said(asked["measure"], end, values))
    columns = [table[name] for name in ("statement", "as_of", "verdict")]
    at = {claim: table["id"].index(claim) for claim in said}
    lines = [
        [f"`{claim}`", *(str(column[at[claim]] or "") for column in columns), "; ".join(each)]
        for claim, each in said.items()
    ]
    return _markdown(["claim", "what it says", "as of", "verdict", "the case"], lines)


def _said(measure: str, destination: str, values: list[float]) -> str:
    unit = "USD/t" if measure == "cost" else measure
    if len(values) == 1:
        return f"{_figure(values[0])} {unit} to {destination}"
    change = values[0] / values[1] - 1
    side = "less" if change < 0 else "more"
    numbers = f"{_figure(values[0])} against {_figure(values[1])} {unit}"
    return f"to {destination} {numbers}, {abs(change):.0%} {side}"


def _sources(rows: pl.DataFrame) -> str:
    seen = rows.group_by("source", maintain_order=True).agg(pl.col("id"))
    return "\n".join(
        f"- {_address(row['source'])}: {', '.join(f'`{name}`' for name in row['id'])}"
        for row in seen.iter_rows(named=True)
    )


def _address(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source


def _markdown(heads: list[str], lines: list[list[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
