"""One mistake is one problem: what hangs on a broken row or table is not broken itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import TINY, changed, refused


def test_a_broken_row_is_not_missed_where_it_is_named(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        links=changed("links", "gas,3,", "gas,-3,"),
        limits="id,links,commodity,capacity\nl,pipe,gas,3\n",
        contracts="id,seller,buyer,commodity,link\nc,north,south,gas,pipe\n",
        observations="id,measure,target,value\no,flow,pipe,1\np,flow,pip*,1\n",
    ) == ["links.csv:2 capacity: -3.0: input should be greater than or equal to 0"]


def test_a_broken_profile_row_does_not_make_the_profile_incomplete(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        profiles="profile,period,factor\np,winter,1\np,summer,-1\n",
        supply="id,node,commodity,quantity,profile\nwell,field,gas,1,p\n",
    ) == ["profiles.csv:3 factor: -1.0: input should be greater than or equal to 0"]


@pytest.mark.parametrize(("row", "count"), [("field,The field,north", 3), ("field,,,,", 5)])
def test_a_row_of_another_length_is_not_missed_where_it_is_named(
    tmp_path: Path, row: str, count: int
) -> None:
    nodes = changed("nodes", "field,The field,north,", f"{row}{',x' * (count > 4)}")
    assert refused(tmp_path, nodes=nodes) == [
        f"nodes.csv:2: has {count + (count > 4)} cells, but the header has 4"
    ]


def test_a_broken_cell_is_not_missed_by_the_rule_of_its_row(tmp_path: Path) -> None:
    assert refused(tmp_path, demand=changed("demand", "2,900,fixed", "2 bmc/year,900,fixed")) == [
        "demand.csv:2 quantity: 'bmc/year' is not a unit known here; this column is in bcm/year"
    ]


EVIDENCE = "id,node,commodity,quantity,evidence\nwell,field,gas,1,quantity:c;d\n"


def test_a_broken_claim_is_not_missed_where_it_is_named(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        supply=EVIDENCE,
        sources="id,title,kind\ns,S,statistic\n",
        claims="id,source,status\nc,s,accepted\nd,s,acepted\n",
    ) == ["claims.csv:3 status: 'acepted' is not a word of this column. Did you mean accepted?"]


def test_a_broken_scenario_is_not_missed_where_it_is_named(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        scenario_more='title = "More"\n[[scale]]\ntable = "links"\nwher = { id = "pipe" }\n',
        observations="id,measure,target,value,scenario\no,flow,pipe,1,more\n",
    ) == ["scenarios/more.toml:2 [[scale]]: no such key 'wher'. Did you mean where?"]


@pytest.mark.parametrize("table", ["nodes", "actors", "links", "commodities"])
@pytest.mark.parametrize("how", ["semicolons", "not utf-8", "empty", "left out", "no id"])
def test_an_unreadable_table_is_one_problem(tmp_path: Path, table: str, how: str) -> None:
    text = TINY[f"{table}.csv"]
    content = {
        "semicolons": text.replace(",", ";"),
        "not utf-8": text.encode() + b"\xff",
        "empty": "",
        "left out": None,
        "no id": text.replace("id,", "idd,", 1),
    }[how]
    problems = refused(
        tmp_path,
        **{table: content},
        contracts="id,seller,buyer,commodity,link\nc,north,south,gas,pipe\n",
    )
    assert [problem for problem in problems if not problem.startswith(f"{table}.csv")] == []
    if how == "left out":
        assert problems == [f"{table}.csv: every case needs this table"]


def test_a_table_without_rows_needs_its_key_for_what_is_named_in_it(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        profiles="kind,period,factor\n",
        supply="id,node,commodity,quantity,profile\nwell,field,gas,1,p\n",
    ) == ["profiles.csv:1 profile: this column is required"]


def test_an_unreadable_table_of_claims_is_one_problem(tmp_path: Path) -> None:
    problems = refused(tmp_path, supply=EVIDENCE, claims="id;source\nc;s\nd;s\n")
    assert [problem.partition(":")[0] for problem in problems] == ["claims.csv"]
