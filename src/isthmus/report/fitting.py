"""The model beside what was observed, in words and as a table."""

from __future__ import annotations

import polars as pl

from isthmus.report.section import Section
from isthmus.result import Result


def fit_section(title: str, result: Result) -> Section:
    """Return the fit in a sentence, why some observations miss, and a table of all."""
    return Section(title, (fit_line(result), *fit_reasons(result)), fit_table(result))


def fit_line(result: Result) -> str:
    """Return the fit in one sentence, and how much of it would stand at other costs and prices."""
    still = result.table("fit_summary")["still_fitted"][0]
    return f"{counted(result)}; {still} still fitted with costs and prices moved by 20 %."


def counted(result: Result, what: str = "observations") -> str:
    """Return how many observations fit, miss, and miss as expected; without a full stop."""
    table = result.table("fit")
    fitted = table.filter("within")
    expected = table.filter(~pl.col("within") & pl.col("expected").is_not_null())
    error = float(table["relative"].fill_null(0.0).abs().sum()) / max(len(table), 1)
    return (
        f"{len(fitted)} of {len(table)} {what} fitted ({fitted['pinned'].sum()} of them pinned by "
        f"bounds), {len(table) - len(fitted) - len(expected)} missed, {len(expected)} missed as "
        f"expected; mean error {error:.1%}"
    )


def fit_reasons(result: Result) -> list[str]:
    """Say why observations miss that are expected to."""
    misses = result.table("fit").filter(~pl.col("within") & pl.col("expected").is_not_null())
    return [
        f"{name} misses, as expected: {reason}"
        for name, reason in misses.select("observation", "expected").iter_rows()
    ]


def fit_table(result: Result) -> pl.DataFrame:
    """Return the observations beside what the model says, with a verdict on each."""
    verdict = (
        pl.when(pl.col("within") & pl.col("pinned"))
        .then(pl.lit("pinned"))
        .when(pl.col("within"))
        .then(pl.lit("fits"))
        .when(pl.col("expected").is_not_null())
        .then(pl.lit("misses, as expected"))
        .otherwise(pl.lit("MISSES"))
    )
    fit = result.table("fit")
    return fit.select(
        "observation",
        "period",
        "observed",
        "modelled",
        "unit",
        (pl.col("relative") * 100).alias("error %"),
        verdict.alias("verdict"),
    )
