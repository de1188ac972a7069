"""The schemas of outputs: what is printed is valid, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import isthmus
from tests.case.folders import CLAIM_HEADER, SOURCES, write_case
from tests.cli.terminal import call
from tests.validating import findings, spoiled, trimmed

SOLVED = [
    ("two-countries", "pipeline-closed"),
    ("three-pipes", "cold-winter"),
    ("three-pipes", "no-lng+west-closed"),
    ("caucasus", "cold-winter"),
    ("caucasus", "year-2022"),
    ("caucasus", "swap-and-spot"),
]
FULL = {
    "demand": "id,node,commodity,quantity,price_cap,curve\nhomes,city,gas,9,900,fixed\n",
    "stores": "id,node,commodity,volume,injection,withdrawal\ncave,city,gas,1,1,1\n",
    "contracts": "id,seller,buyer,commodity,link,minimum\nold,north,south,gas,pipe,1\n",
    "observations": "id,measure,target,value\nseen,flow,pipe,3\n",
    "supply": "id,node,commodity,quantity,cost,evidence\nwell,field,gas,10,50,quantity:c;cost:d\n",
    "sources": SOURCES + "press,News,article\n",
    "claims": CLAIM_HEADER.replace("\n", ",verdict\n")
    + "c,press,11,9,12,bcm/year,2023,,agrees\nd,guess,50,,,USD/tcm,2023,,new\n",
    "scenario_out": '[[scale]]\ntable = "links"\nwhere = {}\nvalues = { capacity = 0.5 }\n',
}


@pytest.mark.parametrize(("case", "scenario"), SOLVED)
def test_a_result_is_valid(case: str, scenario: str) -> None:
    result = isthmus.markets(isthmus.open_case(case).with_scenario(scenario))
    assert findings("outputs/markets", json.loads(result.to_json())) == []


def printed(capfd: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> Any:
    """Return what a command prints of a case in which no table is empty, each list cut to one."""
    write_case(folder, **FULL)
    where = [] if arguments == ("cases",) else ["--case", str(folder)]
    answer = call(capfd, *arguments, *where, "--json")
    assert answer.code == 0
    return trimmed(json.loads(answer.out))


@pytest.mark.parametrize(
    "command",
    ["run", "markets gas", "compare base out", "check --fit", "show well", "evidence", "cases",
     "scenarios"],
)  # fmt: skip
def test_nothing_else_is_valid(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    document = printed(capfd, tmp_path, *command.split())
    assert [name for name, rows in document.get("tables", {}).items() if not rows] == []
    name = f"outputs/{command.split()[0]}"
    assert findings(name, document) == []
    assert [what for what, wrong in spoiled(document) if not findings(name, wrong)] == []


def test_a_table_as_shown(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = printed(capfd, tmp_path, "show", "contracts")
    assert findings("outputs/show", document) == []
    valid = {what for what, wrong in spoiled(document) if not findings("outputs/show", wrong)}
    # Empty columns are left out, so each that may be empty may be missing.
    row = set(document["rows"][0]) - {"id", "seller", "buyer", "commodity", "link"}
    assert valid == {f"('rows', 0) {column} removed" for column in row}
    assert findings("outputs/show", {**document, "table": "links"}) != []
