"""A case as GeoJSON: valid, opened by a GIS, and the same case when it comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from jsonschema import Draft202012Validator

import isthmus
from isthmus.io.geojson import feature_collection, write_geojson
from tests.case.folders import CLAIM_HEADER, SOURCES, TINY, write_case

RFC_7946 = json.loads((Path(__file__).parents[1] / "data" / "rfc7946.json").read_text())


def point(**properties: Any) -> dict[str, Any]:
    lon, lat = properties.pop("at", (10.0, 20.0))
    shape = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def line(*coordinates: Any, **properties: Any) -> dict[str, Any]:
    shape = {"type": "LineString", "coordinates": [list(c) for c in coordinates]}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def written(path: Path, *features: Any, **members: Any) -> Path:
    """Write features, and further members, as a file."""
    data = {"type": "FeatureCollection", "features": list(features), **members}
    path.write_text(json.dumps(data))
    return path


BARE = (
    point(id="field", actor="north", at=(10, 20)),
    point(id="city", actor="south", name="The city", at=(12.5, 21)),
    line((10, 20), (11, 20.5), (12.5, 21), id="pipe", commodity="gas", capacity=3, owners="firm"),
)


def problems(path: Path) -> list[str]:
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(path)
    return [str(problem) for problem in caught.value.problems]


def warnings(case: isthmus.Case) -> list[str]:
    return [str(warning) for warning in case.warnings]


@pytest.mark.parametrize("name", isthmus.list_cases())
def test_a_case_comes_back_the_same(tmp_path: Path, name: str) -> None:
    case = isthmus.open_case(name)
    path = tmp_path / "case.geojson"
    write_geojson(case, path)
    back = isthmus.open_case(path)
    assert back.hash == case.hash
    assert warnings(back) == warnings(case)
    for scenario in case.library:
        assert back.library[scenario].changes == case.library[scenario].changes, scenario
    for scenario in list(case.library)[::8]:
        assert back.with_scenario(scenario).hash == case.with_scenario(scenario).hash, scenario
    assert isthmus.markets(back).to_json() == isthmus.markets(case).to_json()
    assert list(back.library) == list(case.library)
    again = tmp_path / "again.geojson"
    write_geojson(back, again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", isthmus.list_cases())
def test_it_is_valid_and_opens_in_a_gis(tmp_path: Path, name: str) -> None:
    case = isthmus.open_case(name)
    assert list(Draft202012Validator(RFC_7946).iter_errors(feature_collection(case))) == []
    path = tmp_path / "case.geojson"
    write_geojson(case, path)
    info = pyogrio.read_info(path)
    assert info["crs"] == "EPSG:4326"
    assert info["features"] == len(case.tables["nodes"]) + len(case.tables["links"])
    assert {"table", "id", "from", "to", "capacity"} <= set(info["fields"])


def test_features() -> None:
    nodes, links = feature_collection(isthmus.open_case("two-countries"))["features"][1:]
    assert nodes["properties"]["table"] == "nodes"
    assert (links["type"], links["geometry"]["type"]) == ("Feature", "LineString")
    expected = {
        "table": "links",
        "id": "pipeline",
        "from": "northtown",
        "to": "southtown",
        "commodity": "gas",
        "capacity": 3.0,
    }
    assert expected.items() <= links["properties"].items()
    assert links["geometry"]["coordinates"][1] == nodes["geometry"]["coordinates"]


def test_what_has_no_coordinates_has_no_shape_and_every_digit_survives(tmp_path: Path) -> None:
    case = isthmus.open_case(
        write_case(
            tmp_path / "case",
            nodes="id,actor,lat,lon\nfield,north,1.123456789012345,-179.5\ncity,south,3,\n",
            links="id,from,to,commodity,capacity,owners\n"
            "pipe,field,city,gas,1e-9,north:0.3333333333333333;south:0.6666666666666667\n",
            supply="id,node,commodity,quantity,evidence\nwell,field,gas,10,quantity:c\n",
            sources=SOURCES,
            claims=CLAIM_HEADER + "c,stat,10,,,bcm,,\n",
            scenario_s='extends = ["base"]\n[[set]]\ntable = "links"\nwhere = { id = "pipe" }\n'
            'values = { capacity = 2.5, bidirectional = true }\n[[remove]]\ntable = "supply"\n'
            'where = { id = "well" }\n[[add]]\ntable = "nodes"\nrow = { id = "new" }\n',
        )
    )
    path = tmp_path / "case.geojson"
    write_geojson(case, path)
    features = json.loads(path.read_text())["features"]
    shapes = {f["properties"]["id"]: f["geometry"] for f in features}
    assert shapes["city"] is shapes["pipe"] is None
    assert shapes["field"] == {"type": "Point", "coordinates": [-179.5, 1.123456789012345]}
    back = isthmus.open_case(path)
    assert back.hash == case.hash
    assert back.library["s"].changes == case.library["s"].changes
    assert back.library["s"].extends == ("base",)


def test_results_are_properties_and_are_not_read_back(tmp_path: Path) -> None:
    case = isthmus.open_case("two-countries")
    path = tmp_path / "case.geojson"
    write_geojson(case, path, {"links": {"pipeline": {"flow": 3.0}}})
    assert json.loads(path.read_text())["features"][2]["properties"]["result_flow"] == 3.0
    back = isthmus.open_case(path)
    assert (back.hash, back.warnings) == (case.hash, ())


def test_a_file_of_nodes_and_links_alone(tmp_path: Path) -> None:
    case = isthmus.open_case(written(tmp_path / "My Net.geojson", *BARE))
    assert (case.id, case.settings.title, case.settings.base_year) == ("my-net", "My Net", 2000)
    assert [period.id for period in case.periods] == ["year"]
    assert case.tables["actors"]["id"] == ["firm", "north", "south"]
    assert case.tables["commodities"].row(0) == {
        "id": "gas", "unit": "bcm", "price_unit": "USD/tcm",
    }  # fmt: skip
    assert case.tables["links"].row(0) == {
        "id": "pipe", "from": "field", "to": "city", "commodity": "gas", "capacity": 3.0,
        "owners": (("firm", 1.0),),
    }  # fmt: skip
    assert case.tables["nodes"].row(0) == {
        "id": "city", "name": "The city", "actor": "south", "lat": 21.0, "lon": 12.5,
    }  # fmt: skip
    assert warnings(case)[:4] == [
        "My Net.geojson feature:3 geometry: left out of 1 line: the way between the two ends",
        "My Net.geojson base_year: assumed: 2000",
        "My Net.geojson periods: assumed: one, the year",
        "My Net.geojson commodities: assumed: gas is in bcm and USD/tcm",
    ]


def test_settings_that_the_file_has_are_taken(tmp_path: Path) -> None:
    settings = {"base_year": 2021, "currency": "EUR", "id": "mine"}
    case = isthmus.open_case(written(tmp_path / "x.json", *BARE, isthmus={"settings": settings}))
    assert (case.id, case.settings.base_year, case.settings.currency) == ("mine", 2021, "EUR")
    assert case.tables["commodities"]["price_unit"] == ["EUR/tcm"]


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": []}
    case = isthmus.open_case(
        written(
            tmp_path / "x.geojson",
            *BARE,
            {"type": "Feature", "geometry": area, "properties": {}},
            {"type": "Feature", "geometry": None, "properties": None},
            line((10, 20), (12.5, 21), id="p2", commodity="gas", capcity=1, stroke="#f00"),
            line((10, 20), (12.5, 21), id="p3", commodity="gas", stroke="#00f"),
        )
    )
    assert [text for text in warnings(case) if "left out" in text or "neither" in text] == [
        "x.geojson feature:4: a Polygon is neither a node nor a link",
        "x.geojson feature:5: a feature without geometry and table is neither a node nor a link",
        "x.geojson feature:6 capcity: left out: links has no such column. Did you mean capacity?",
        "x.geojson feature:6 stroke: left out of 2 features: links has no such column.",
        "x.geojson feature:3 geometry: left out of 1 line: the way between the two ends",
    ]


def test_errors_name_the_feature(tmp_path: Path) -> None:
    found = problems(
        written(
            tmp_path / "x.geojson",
            *BARE[:2],
            line((10, 20), (12.5, 21), id="pipe", commodity="gas", capacity="16 bcm/dy"),
            line((10, 20), (13, 21), id="p2", commodity="gas"),
            {"type": "Feature", "geometry": {"type": "Point"}, "properties": {"id": "x"}},
        )
    )
    assert found == [
        "x.geojson feature:3 capacity: 'bcm/dy' is not a unit known here; this column is in "
        "bcm/year",
        "x.geojson feature:4 to: no node is at 13, 21, where the line ends; name one",
        "x.geojson feature:5 geometry: has no coordinates that can be read",
    ]


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ({"settings": 5}, "x.geojson settings: should have keys and values"),
        ({"tables": {"supply": {}}}, "x.geojson supply: should be a list of rows"),
        ({"tables": {"supply": [1]}}, "x.geojson supply: should be a list of rows"),
        ({"tables": {"supply": [{"id": "s", "kwantity": 1}]}},
         "x.geojson supply kwantity: no such column. Did you mean quantity?"),
        ({"scenarios": {"s": 1}}, "x.geojson s: should have keys and values"),
        (7, "x.geojson isthmus: should have keys and values"),
    ],
)  # fmt: skip
def test_a_broken_member(tmp_path: Path, member: Any, expected: str) -> None:
    assert expected in problems(written(tmp_path / "x.geojson", *BARE, isthmus=member))


@pytest.mark.parametrize("text", ["", "[]", '{"type": "FeatureCollection"}', '{"features": 1}'])
def test_what_is_no_geojson(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text)
    (problem,) = problems(path)
    wrong = "x.geojson: is no GeoJSON with features (a FeatureCollection of RFC 7946)"
    assert problem.startswith(wrong)


def test_new_does_not_copy_what_it_would_have_to_assume(tmp_path: Path) -> None:
    path = written(tmp_path / "x.geojson", *BARE)
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(tmp_path / "made", path)
    instead = f"isthmus import {path} {tmp_path / 'made'}"
    assert str(caught.value) == f"{path} is not a whole case; make one of it with: {instead}"


def test_new_copies_one(tmp_path: Path) -> None:
    path = tmp_path / "case.geojson"
    write_geojson(isthmus.open_case(write_case(tmp_path / "tiny")), path)
    for name in ("made", "made.xlsx"):
        made = isthmus.open_case(isthmus.new(tmp_path / name, path))
        tiny = isthmus.open_case(tmp_path / "tiny")
        assert made.tables["links"].columns == tiny.tables["links"].columns
    assert "links.csv" in TINY
