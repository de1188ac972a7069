"""Families of actors: their sums, their members, and changes whose size the optimum leaves open."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import isthmus
from isthmus.case.model import Case
from isthmus.report.contrast import comparison_sections
from isthmus.report.earning import changes_section, earnings_section, gains_section
from isthmus.report.section import Section
from tests.case.folders import opened

LINKS = "id,from,to,commodity,capacity,cost,tariff,owners\npipe,field,city,gas,3,10,20,south-gas\n"


def family_case(folder: Path) -> Case:
    return opened(folder, links=LINKS)


def table_of(section: Section) -> pl.DataFrame:
    assert section.table is not None
    return section.table


def test_a_family_is_a_sum_and_its_members(tmp_path: Path) -> None:
    result = isthmus.markets(family_case(tmp_path))
    table = table_of(gains_section(result))
    assert table.select("actor", "consumers", "tariffs", "total").rows() == [
        ("south", -160.0, 40.0, -120.0),
        ("  south itself", -160.0, 0.0, -160.0),
        ("  south-gas", 0.0, 40.0, 40.0),
    ]
    assert "what is spent at home, not a loss." in gains_section(result).lines[0]
    earned = earnings_section(result, 6)
    assert table_of(earned).select("actor", "earned").rows() == [("south", 40.0)]


def test_a_family_of_one_is_one_row(tmp_path: Path) -> None:
    result = isthmus.markets(opened(tmp_path))
    assert table_of(gains_section(result))["actor"].to_list() == ["south", "north"]


def test_families_are_cut_whole(tmp_path: Path) -> None:
    case = opened(
        tmp_path, links=LINKS, supply="id,node,commodity,quantity,cost\nwell,field,gas,2,50\n"
    )
    result = isthmus.markets(case, intervals=True)
    section = earnings_section(result, 1)
    assert section.title == "Who earns (the first 1 of 2)"


def changes(*rows: tuple[str, float, float | None, float | None]) -> pl.DataFrame:
    names = ["actor", "difference", "low", "high"]
    made = pl.DataFrame(rows, schema=names, orient="row").cast(dict.fromkeys(names[1:], pl.Float64))
    value = (1 + pl.col("difference")).alias("value")
    return made.with_columns(pl.lit(1.0).alias("reference"), value, determined=None).select(
        "actor", "reference", "value", "difference", "low", "high", "determined"
    )


def test_changes_have_families_and_their_reach(tmp_path: Path) -> None:
    case = family_case(tmp_path)
    given = changes(
        ("north", -9.0, -9.0, -9.0), ("south", 7.0, 6.0, 8.0), ("south-gas", 3.0, -1.0, 4.0)
    )
    section = changes_section(case, given, "million USD", 8)
    assert table_of(section).rows() == [
        ("south", None, None, 10.0, "within 5.0 to 12.0"),
        ("  south itself", 1.0, 8.0, 7.0, "6.0 to 8.0"),
        ("  south-gas", 1.0, 4.0, 3.0, "undetermined: -1.0 to 4.0"),
        ("north", 1.0, -8.0, -9.0, None),
    ]
    cut = changes_section(case, given, "million USD", 1)
    assert cut.title == "Who gains and who loses (the first 1 of 2)"
    assert len(table_of(cut)) == 3


def test_a_reach_is_left_out_where_nothing_is_open_or_none_was_asked_for(tmp_path: Path) -> None:
    case = family_case(tmp_path)
    for ends in ((2.0, 2.0), (None, None)):
        section = changes_section(case, changes(("south-gas", 2.0, *ends)), "million USD", 8)
        assert table_of(section).rows() == [
            ("south", None, None, 2.0),
            ("  south-gas", 1.0, 3.0, 2.0),
        ]


def test_run_and_compare_show_the_same_families(tmp_path: Path) -> None:
    case = family_case(tmp_path)
    base = isthmus.markets(case)
    wide = isthmus.markets(case.with_changes({"links.pipe.tariff": 30}))
    (_, section) = comparison_sections(isthmus.compare(base, wide))
    assert table_of(section).select("actor", "difference").rows() == [
        ("south", 0.0), ("  south itself", -20.0), ("  south-gas", 20.0),
    ]  # fmt: skip
