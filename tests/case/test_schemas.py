"""The schemas of inputs: they take what the reader takes, and refuse what it refuses."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import isthmus
from isthmus.case.raw import RawCase, RawScenario, read_folder
from isthmus.case.rows import Reader, read_row
from isthmus.case.scenario import parse_scenario
from isthmus.case.schemas import bounds, plain
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import Problem
from isthmus.io.opening import builtin_folder
from tests.case.folders import TINY
from tests.validating import NAMES, findings, schema

FOLDERS = [*(builtin_folder() / name for name in isthmus.list_cases())]
READER = Reader("USD", isthmus.open_case("two-countries").tables["commodities"])
LINK = {"id": "pipe", "from": "a", "to": "b", "commodity": "gas"}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_table_has_a_schema_of_its_columns() -> None:
    for name, model in TABLES.items():
        cells = schema(f"inputs/tables/{name}")["$defs"]["cells"]
        assert list(cells["properties"]) == list(columns_of(model))
        assert cells["additionalProperties"] is False


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_built_in_cases_are_valid(folder: Any) -> None:
    raw: RawCase = read_folder(folder)
    settings = json.loads(json.dumps(raw.settings, default=str))  # TOML knows dates, JSON does not
    assert findings("inputs/case", settings) == []
    for name, table in raw.tables.items():
        rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
        assert findings(f"inputs/tables/{name}", rows) == [], name
    for name, scenario in raw.scenarios.items():
        assert findings("inputs/scenario", scenario.written) == [], name


@pytest.mark.parametrize(
    ("table", "row", "valid"),
    [
        ("links", {}, True),
        ("links", {"capacity": 3}, True),
        ("links", {"capacity": 3.5, "bidirectional": True, "opened": 2001}, True),
        ("links", {"capacity": "3", "bidirectional": "yes", "opened": "2001"}, True),
        ("links", {"capacity": "16 GWh/d", "loss": "2 %"}, True),
        ("links", {"owners": "a:0.4;b:0.6", "controllers": ["a", "b"]}, True),
        ("links", {"owners": ["a:0.4", "b:0.6"]}, True),
        ("links", {"capacity": -1}, False),
        ("links", {"capacity": "much"}, False),
        ("links", {"capacity": "NaN"}, False),
        ("links", {"capacity": True}, False),
        ("links", {"loss": 1}, False),
        ("links", {"yield": 0}, False),
        ("links", {"bidirectional": "perhaps"}, False),
        ("links", {"opened": 2001.5}, False),
        ("links", {"opened": 999}, False),
        ("links", {"status": "open"}, False),
        ("links", {"mode": 3}, False),
        ("links", {"id": "The Pipe"}, False),
        ("observations", {"id": "o", "measure": "flow", "target": "pipe", "value": "3"}, True),
        ("observations", {"id": "o", "measure": "flow", "target": "pipe", "value": "3 bcm"}, False),
        ("observations", {"id": "o", "measure": "flow", "target": [], "value": 3}, False),
        ("actors", {"id": "a", "iso3": "AZE"}, True),
        ("actors", {"id": "a", "iso3": "aze"}, False),
        ("actors", {"name": "A"}, False),
        ("relations", {"a": "x", "b": "y", "strength": -1}, True),
        ("relations", {"a": "x", "b": "y", "strength": -1.1}, False),
    ],
)
def test_a_row_is_valid_if_it_reads(table: str, row: dict[str, Any], valid: bool) -> None:
    row = {**LINK, **row} if table == "links" else row
    assert (findings(f"inputs/tables/{table}", [row]) == []) is valid
    assert (read_row(table, row, READER)[1] == []) is valid


def test_a_column_that_is_missing_empty_or_unknown() -> None:
    empty = dict.fromkeys(columns_of(TABLES["links"]), "")
    assert findings("inputs/tables/links", [{**empty, **LINK}]) == []
    assert findings("inputs/tables/links", [{**LINK, "colour": "red"}]) == [
        "Additional properties are not allowed ('colour' was unexpected)"
    ]
    for column in LINK:
        assert findings("inputs/tables/links", [{**LINK, column: ""}]) != []
        without = {key: value for key, value in LINK.items() if key != column}
        assert findings("inputs/tables/links", [without]) == [f"'{column}' is a required property"]


def test_settings() -> None:
    tiny = tomllib.loads(TINY["case.toml"])
    tiny["as_of"] = str(tiny["as_of"])
    assert findings("inputs/case", tiny) == []
    wrong: list[dict[str, Any]] = [
        {"currency": "dollars"}, {"demand_step": 20}, {"periods": []}, {"format": 2},
    ]  # fmt: skip
    assert [len(findings("inputs/case", {**tiny, **one})) for one in wrong] == [1, 1, 1, 1]
    assert findings("inputs/case", {**tiny, "title": None}) == ["None is not of type 'string'"]


SET = {"table": "links", "where": {"id": "pipe*"}}


@pytest.mark.parametrize(
    ("scenario", "valid"),
    [
        ({}, True),
        ({"title": "T", "narrative": "N", "extends": ["other"]}, True),
        ({"extends": "other"}, False),
        ({"titel": "T"}, False),
        ({"add": [{"table": "links", "row": LINK}]}, True),
        ({"add": [{"table": "links", "row": {**LINK, "colour": "red"}}]}, False),
        ({"add": [{"table": "links"}]}, False),
        ({"add": {"table": "links", "row": LINK}}, False),
        ({"set": [{**SET, "values": {"capacity": 3, "tariff": ""}}]}, True),
        ({"set": [{**SET, "values": {"capacty": 3}}]}, False),
        ({"set": [{**SET, "table": "link", "values": {"capacity": 3}}]}, False),
        ({"set": [{**SET, "values": {"capacity": 3}, "where": {"colour": "red"}}]}, False),
        ({"scale": [{**SET, "values": {"capacity": 1.1}}]}, True),
        ({"remove": [SET]}, True),
        ({"remove": [{**SET, "values": {}}]}, False),
    ],
)
def test_a_scenario_is_valid_if_it_reads(scenario: dict[str, Any], valid: bool) -> None:
    problems: list[Problem] = []
    parse_scenario("s", RawScenario("s.toml", scenario), problems)
    assert (problems == []) is valid
    assert (findings("inputs/scenario", scenario) == []) is valid


@pytest.mark.parametrize("values", [{"status": 2}, {"capacity": "2"}, {"capacity": True}])
def test_only_numbers_are_scaled(values: dict[str, Any]) -> None:
    assert len(findings("inputs/scenario", {"scale": [{**SET, "values": values}]})) == 1


def test_bounds() -> None:
    found = bounds(TABLES["links"])
    assert found["loss"] == {"minimum": 0, "maximum": 1, "exclusiveMaximum": 1}
    assert found["capacity"] == {"minimum": 0}
    assert found["owners"] == {}
    assert bounds(TABLES["actors"])["iso3"] == {"pattern": "^[A-Z]{3}$"}


def test_plain() -> None:
    maybe = {"anyOf": [{"type": "number"}, {"type": "null"}], "title": "Low", "description": "d"}
    assert plain(maybe) == {"type": ["number", "null"], "description": "d"}
    words = {"anyOf": [{"enum": ["a"], "type": "string"}, {"type": "null"}]}
    assert plain(words) == words
    assert plain({"properties": {"title": {"title": "Title", "type": "string"}}}) == {
        "properties": {"title": {"type": "string"}}
    }
