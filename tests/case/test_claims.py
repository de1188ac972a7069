"""The claims of the reference case are tied to cells that exist and that they can speak for."""

from __future__ import annotations

import re
from typing import Any

import pytest

import isthmus
from isthmus.case import units
from isthmus.case.evidence import cells, in_unit_of, ties
from isthmus.case.model import Case, Table
from isthmus.case.rows import Reader
from isthmus.case.tables import TABLES, columns_of


@pytest.fixture(scope="module")
def case() -> Case:
    return isthmus.open_case("caucasus")


@pytest.fixture(scope="module")
def tied(case: Case) -> list[tuple[Table, int, str, str]]:
    """Every (table, row, column, claim) that someone tied by hand; no column: the whole row."""
    return [
        (table, index, column, claim)
        for table in case
        if "evidence" in columns_of(TABLES[table.name])
        for index, evidence in enumerate(table["evidence"])
        for column, claim in ties(evidence or ())
    ]


def test_at_least_a_hundred_claims_are_tied(tied: list[tuple[Table, int, str, str]]) -> None:
    assert len({claim for _, _, _, claim in tied}) >= 100
    assert len({claim for _, _, column, claim in tied if column}) >= 100


def test_every_tie_names_a_claim_and_a_cell_with_a_value(
    case: Case, tied: list[tuple[Table, int, str, str]]
) -> None:
    known = set(case.tables["claims"]["id"])
    for table, index, column, claim in tied:
        assert claim in known
        if column:
            assert table[column][index] is not None, f"{table.name}.{table.keys[index]}.{column}"


def test_every_claim_measures_what_its_cell_measures(
    case: Case, tied: list[tuple[Table, int, str, str]]
) -> None:
    said = {row["id"]: row for row in _rows(case.tables["claims"])}
    reader = Reader(case.settings.currency, case.tables["commodities"])
    for table, index, column, claim in tied:
        spec = columns_of(TABLES[table.name]).get(column)
        row = said[claim]
        if spec is None or spec.unit is None or row.get("unit") is None:
            continue
        wanted, energy = reader.target_unit(spec, table.row(index).get("commodity"))
        if row["unit"] != wanted.removesuffix("/year"):
            assert units.factor(row["unit"], wanted, energy) > 0
        if "value" in row:
            in_unit_of(reader, table, index, column, row.get("unit"), row["value"])


def test_no_number_lies_outside_the_band_of_its_claims(case: Case) -> None:
    for cell in cells(case):
        if cell.low is not None and cell.high is not None:
            slack = 1e-3 * abs(cell.value)  # factors of seasons are rounded in claims
            assert cell.low - slack <= cell.value <= cell.high + slack, cell


@pytest.mark.parametrize(
    ("claim", "value", "low", "high"),
    [
        ("aze-gross-2023", 48.3, 46.7, 50.3),
        ("aze-tur-2023", 9.5, 9.5, 10.26),
        ("aze-tur-2023-emra", 10.26, 9.5, 10.26),
        ("scp-nominal", 23.4, None, None),
    ],
)
def test_conflicting_counts_stand_beside_each_other(
    case: Case, claim: str, value: float, low: float | None, high: float | None
) -> None:
    row = next(row for row in _rows(case.tables["claims"]) if row["id"] == claim)
    assert row["value"] == value
    if low is not None:
        assert (row["low"], row["high"]) == (low, high)


def test_all_sixty_claims_of_the_article_have_a_verdict(case: Case) -> None:
    rows = [row for row in _rows(case.tables["claims"]) if re.match(r"article-\d", row["id"])]
    assert len(rows) == 60
    assert {row["verdict"] for row in rows} <= {"agrees", "partly", "contradicts", "doubtful"}
    assert all("where" in row and row["statement"] for row in rows)


def _rows(table: Table) -> list[dict[str, Any]]:
    return [table.row(index) for index in range(len(table))]
