"""The description of a case folder: types, units and keys of the columns that are there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.io.datapackage import CC_BY, data_package
from isthmus.io.opening import builtin_folder
from tests.case.folders import CLAIM_HEADER, SOURCES, TINY, write_case

ROOT = Path(__file__).parents[2]


def described(folder: Path, **changes: str) -> dict[str, Any]:
    """Return the tables of the description of a changed tiny case, by name."""
    package = data_package(write_case(folder, **changes))
    return {resource["name"]: resource for resource in package["resources"]}


def fields(resource: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: field for field in resource["schema"]["fields"]}


def test_a_package(tmp_path: Path) -> None:
    package = data_package(write_case(tmp_path), CC_BY)
    assert list(package) == ["$schema", "name", "title", "licenses", "resources"]
    assert (package["name"], package["title"]) == ("tiny", "Tiny")
    assert package["licenses"] == [CC_BY]
    assert {r["path"] for r in package["resources"]} == {n for n in TINY if n.endswith(".csv")}
    assert list(data_package(tmp_path)) == ["$schema", "name", "title", "resources"]


def test_a_table(tmp_path: Path) -> None:
    supply = described(tmp_path)["supply"]
    fields = supply["schema"].pop("fields")
    assert supply == {
        "name": "supply",
        "type": "table",
        "path": "supply.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": "One step of supply at a node: up to a quantity at a cost.",
        "schema": {
            "primaryKey": ["id"],
            "foreignKeys": [
                {"fields": ["node"], "reference": {"resource": "nodes", "fields": ["id"]}},
                {
                    "fields": ["commodity"],
                    "reference": {"resource": "commodities", "fields": ["id"]},
                },
            ],
        },
    }
    assert [field["name"] for field in fields] == ["id", "node", "commodity", "quantity", "cost"]
    assert fields[3:] == [
        {
            "name": "quantity",
            "type": "number",
            "description": "the yearly cap",
            "unit": "bcm/year",
            "constraints": {"required": True, "minimum": 0},
        },
        {
            "name": "cost",
            "type": "number",
            "description": "cost of production",
            "unit": "USD/tcm",
            "constraints": {"minimum": 0},
        },
    ]


def test_types(tmp_path: Path) -> None:
    links = "id,from,to,commodity,opened,bidirectional,status,owners\npipe,field,city,gas,,,,\n"
    found = fields(described(tmp_path, links=links)["links"])
    assert found["opened"]["type"] == "integer"
    assert found["owners"] == {
        "name": "owners", "type": "string", "description": "who earn the tariff",
    }  # fmt: skip
    assert found["bidirectional"]["type"] == "boolean"
    assert set(found["bidirectional"]["trueValues"]) >= {"true", "TRUE", "yes", "1"}
    assert set(found["bidirectional"]["falseValues"]) >= {"false", "False", "no", "0"}
    assert found["status"]["constraints"]["enum"][0] == "operating"
    assert found["id"]["constraints"] == {"required": True, "pattern": "^[a-z0-9][a-z0-9_-]*$"}


@pytest.mark.parametrize(("column", "cell"), [("capacity", "16 GWh/d"), ("opened", "2001.0")])
def test_a_number_that_other_tools_cannot_read_is_text(
    tmp_path: Path, column: str, cell: str
) -> None:
    links = f"id,from,to,commodity,{column}\npipe,field,city,gas,{cell}\nback,city,field,gas,\n"
    field = fields(described(tmp_path, links=links)["links"])[column]
    assert field["type"] == "string"
    assert not {"unit", "constraints"} & set(field)


def test_where_commodities_differ_so_do_units(tmp_path: Path) -> None:
    more = TINY["commodities.csv"] + "oil,Mt,USD/t,\n"
    supply = fields(described(tmp_path, commodities=more)["supply"])
    assert (supply["quantity"]["unit"], supply["cost"]["unit"]) == ("quantity/year", "price")


def test_keys(tmp_path: Path) -> None:
    found = described(
        tmp_path,
        profiles="profile,period,factor\np,winter,1\np,summer,1\n",
        relations="a,b,strength,about\nnorth,south,1,gas\n",
        demand=TINY["demand.csv"].replace("curve\n", "curve,profile\n").replace("fixed", "fixed,p"),
        links="id,from,to,commodity\npipe,field,city,gas\nroad,field,city,cargo\n",
    )
    assert found["profiles"]["schema"]["primaryKey"] == ["profile", "period"]
    # Cells of a primary key may not be empty, but who stands how to whom may be about nothing.
    assert found["relations"]["schema"]["uniqueKeys"] == [["a", "b", "about"]]
    assert "primaryKey" not in found["relations"]["schema"]
    keys = {name: table["schema"].get("foreignKeys", []) for name, table in found.items()}
    assert {"fields": ["parent"], "reference": {"fields": ["id"]}} in keys["actors"]
    profile = {"fields": ["profile"], "reference": {"resource": "profiles", "fields": ["profile"]}}
    assert profile in keys["demand"]
    # The commodity cargo exists without a row, so that this column refers to no table.
    assert [key["fields"] for key in keys["links"]] == [["from"], ["to"]]


def test_sources(tmp_path: Path) -> None:
    sources = (
        'id,title,kind,locator\na,Statistics,statistic,"https://a.org/b, table 2"\n'
        "b,Ours,judgement,README\n"
    )
    package = data_package(write_case(tmp_path, sources=sources))
    assert package["sources"] == [
        {"title": "Statistics", "path": "https://a.org/b"}, {"title": "Ours"},
    ]  # fmt: skip
    claims = CLAIM_HEADER + "c,stat,1,,,,2023,\n"
    found = described(tmp_path / "claims", sources=SOURCES, claims=claims)
    assert found["claims"]["schema"]["foreignKeys"] == [
        {"fields": ["source"], "reference": {"resource": "sources", "fields": ["id"]}}
    ]


def test_what_is_no_case_is_not_described(tmp_path: Path) -> None:
    with pytest.raises(isthmus.CaseError):
        data_package(tmp_path)
    with pytest.raises(isthmus.CaseError):
        data_package(write_case(tmp_path, links="id,from\npipe,field\n"))


@pytest.mark.parametrize("case", isthmus.list_cases())
def test_the_built_in_cases_say_their_licence(case: str) -> None:
    text = (builtin_folder() / case / "datapackage.json").read_text(encoding="utf-8")
    assert json.loads(text)["licenses"] == [CC_BY]
    assert CC_BY["path"] in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")


def test_a_copy_is_not_described(tmp_path: Path) -> None:
    made = isthmus.new(tmp_path / "made", "three-pipes")
    assert not (made / "datapackage.json").exists()
