"""What must hold of every case of cargo: the same bits, scale, closures, gains, bans."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import isthmus
from isthmus.result import Result
from tests.lenses.builders import shuffled
from tests.lenses.corridors.builders import Row
from tests.lenses.corridors.generated import ban_of, opened, tables_of

seeds = given(st.integers(0, 2**32 - 1))
few = settings(max_examples=25)
NEAR = 1e-9


def solved(tables: dict[str, list[Row]]) -> Result:
    """Return the answer to tables, with all that is made on first use."""
    with tempfile.TemporaryDirectory() as folder:
        return isthmus.corridors(opened(Path(folder), tables))


@seeds
@few
def test_the_order_of_rows_and_columns_changes_no_byte(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        told = isthmus.corridors(opened(first, tables_of(seed))).to_json()
        again = isthmus.corridors(isthmus.open_case(shuffled(first, second, seed))).to_json()
    assert told == again


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.25, 3.0, 10.0]))
@few
def test_more_cargo_on_as_much_more_room_costs_as_much_more(seed: int, factor: float) -> None:
    tables = tables_of(seed)
    scaled = copy.deepcopy(tables)
    for name, column in (
        ("shipments", "quantity"),
        *((table, "capacity") for table in ("links", "transfers", "limits")),
    ):
        for row in scaled[name]:
            if column in row:
                row[column] *= factor
    one, other = solved(tables), solved(scaled)
    for name in ("objective", "welfare", "unshipped"):
        expected = factor * one.numbers[name]
        assert other.numbers[name] == pytest.approx(expected, rel=NEAR, abs=NEAR)


@seeds
@few
def test_closing_what_nothing_uses_changes_nothing(seed: int) -> None:
    tables = tables_of(seed)
    before = solved(tables)
    used = set(before.flows.filter(pl.col("forward") + pl.col("backward") > 0)["link"])
    unused = [row for row in tables["links"] if row["id"] not in used]
    assume(unused)
    for row in unused:
        row["status"] = "closed"
    after = solved(tables)
    assert after.objective == pytest.approx(before.objective, rel=NEAR)
    assert after.welfare == pytest.approx(before.welfare, rel=NEAR)
    for column in ("shipped", "km", "days", "cost"):
        found, known = (result.shipments[column].to_numpy() for result in (after, before))
        np.testing.assert_allclose(found, known, rtol=1e-7, atol=1e-9)


@seeds
@few
def test_gains_add_up_to_the_welfare(seed: int) -> None:
    result = solved(tables_of(seed))
    assert result.gains["total"].sum() == pytest.approx(result.welfare, rel=NEAR, abs=NEAR)
    assert result.gap <= NEAR


@seeds
@few
def test_a_ban_never_lowers_the_objective(seed: int) -> None:
    tables = tables_of(seed)
    free = solved(tables)
    tables["bans"] = [*tables["bans"], ban_of(seed + 100, "one-more")]
    barred = solved(tables)
    assert barred.objective >= free.objective * (1 - NEAR)


def test_the_cases_have_what_could_go_wrong() -> None:
    results = [solved(tables_of(seed)) for seed in range(20)]
    left = [result.unshipped > 0 for result in results]
    scarce = [result.flows["scarcity_price"].sum() > 0 for result in results]
    changes = [len(result.transfers) > 0 for result in results]
    reasons = " ".join(str(r) for result in results for r in result.shipments["reason"])
    assert min(sum(left), sum(scarce), sum(changes)) >= 5
    assert all(
        why in reasons for why in ("banned by", "no capacity", "priced out", "no open route")
    )
