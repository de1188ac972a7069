"""The table of published routes is complete, and its statistics are what they say."""

import polars as pl
import pytest

import isthmus
from benchmarks import published


def rows(*given: tuple[float, float | None, float]) -> pl.DataFrame:
    """Return rows of days: low, high and what the model says."""
    table = pl.DataFrame(given, schema=["low", "high", "model"], orient="row")
    names = [f"row-{number}" for number in range(len(given))]
    return published.with_errors(table.with_columns(pl.Series("id", names)))


def test_the_table_says_what_it_must() -> None:
    table = pl.read_csv(published.ROUTES)
    assert table["id"].is_unique().all()
    for name, words in (
        ("measure", published.MEASURES),
        ("kind", published.KINDS),
        ("use", ("test", *published.USES)),
    ):
        assert set(table[name]) == set(words)
    for name in ("origin", "destination", "low", "unit", "year", "source"):
        assert table[name].null_count() == 0
    assert (table["high"] > table["low"]).all()
    assert table.filter(pl.col("use") != "test")["remark"].null_count() == 0


def test_claims_name_rows_and_claims_of_the_case() -> None:
    claims, routes = pl.read_csv(published.CLAIMS), pl.read_csv(published.ROUTES)
    known = isthmus.open_case("caucasus").tables["claims"]
    verdicts = dict(zip(known["id"], known["verdict"], strict=True))
    assert all(verdicts[claim] for claim in claims["claim"])
    assert set(claims["route"]) | set(claims["against"].drop_nulls()) <= set(routes["id"])


def test_bias_error_worst_case_and_hits() -> None:
    summary = published.summary(rows((10, None, 12), (10, 30, 10), (50, None, 50)))
    # Of 10, 20 and 50 the model makes 12, 10 and 50: +20 %, -50 %, 0 %; one of one range is hit.
    assert summary == ["3", "-10%", "23%", "-50%: `row-1`", "1 of 1", ""]


@pytest.mark.parametrize(("shift", "fit"), [(0.0, "1.00"), (1.0, "0.88"), (4.0, "-0.94")])
def test_an_r2_from_ten_rows_on(shift: float, fit: str) -> None:
    # The ten figures 1..10 have squared distances from their mean of 82.5 in all.
    ten = rows(*((float(n), None, n + shift) for n in range(1, 11)))
    assert published.summary(ten)[-1] == fit
    assert published.summary(ten[:9])[-1] == ""
