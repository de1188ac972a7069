"""A case's places and links as GeoJSON (RFC 7946), and back.

Every node is a Point and every link a LineString from end to end, with the columns of their tables
as properties; what has no coordinates has no geometry. The rest of the case is in the collection's
member `isthmus`: settings, the other tables as lists of rows, scenarios. A file without that member
is read with what can be assumed, and every assumption is told. Properties that begin with `result_`
are those of a result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isthmus.case.model import Case, Table
from isthmus.case.raw import RawCase, RawScenario, RawTable
from isthmus.case.scenario import Scenario
from isthmus.case.tables import TABLES, columns_of
from isthmus.errors import CaseError, Problem, did_you_mean
from isthmus.files import json_text, write_text
from isthmus.io.naming import id_of

MEMBER = "isthmus"
RESULT = "result_"
GEOMETRIES = {"nodes": ("Point",), "links": ("LineString", "MultiLineString")}
NEAR = 1e-6  # degrees within which the end of a line is at a node
UNITS = {"gas": ("bcm", "{}/tcm"), "power": ("TWh", "{}/MWh"), "electricity": ("TWh", "{}/MWh")}
OTHER_UNITS = ("Mt", "{}/t")
ACTORS = {"nodes": ("actor",), "links": ("controllers", "owners", "holders")}
Results = Mapping[str, Mapping[str, Mapping[str, Any]]]
Json = dict[str, Any]


def write_geojson(case: Case, path: Path, results: Results | None = None) -> None:
    """Write a case as GeoJSON, with results by table and id as further properties."""
    write_text(path, json_text(feature_collection(case, results)))


def feature_collection(case: Case, results: Results | None = None) -> Json:
    """Return a case as a feature collection."""
    nodes = case.tables["nodes"]
    at = {
        node: [lon, lat]
        for node, lon, lat in zip(nodes["id"], nodes["lon"], nodes["lat"], strict=True)
        if lon is not None and lat is not None
    }
    features = [
        _feature(case.tables[name], index, at, (results or {}).get(name, {}))
        for name in GEOMETRIES
        for index in range(len(case.tables[name]))
    ]
    others = {t.name: [_row(t, i) for i in range(len(t))] for t in case if t.name not in GEOMETRIES}
    return {
        "type": "FeatureCollection",
        MEMBER: {
            "settings": case.settings.model_dump(mode="json", exclude_none=True),
            "tables": {name: rows for name, rows in others.items() if rows},
            "scenarios": {name: _scenario(scenario) for name, scenario in case.library.items()},
        },
        "features": features,
    }


def _feature(
    table: Table,
    index: int,
    at: Mapping[str, list[float]],
    results: Mapping[str, Mapping[str, Any]],
) -> Json:
    row = _row(table, index)
    ends = [row["id"]] if table.name == "nodes" else [row["from"], row["to"]]
    shape = [at[end] for end in ends] if all(end in at for end in ends) else None
    if table.name == "nodes" and shape:
        del row["lon"], row["lat"]
    kind = GEOMETRIES[table.name][0]
    coordinates = shape[0] if shape and kind == "Point" else shape
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates} if shape else None,
        "properties": {
            "table": table.name,
            **row,
            **{f"{RESULT}{name}": value for name, value in results.get(row["id"], {}).items()},
        },
    }


def _row(table: Table, index: int) -> Json:
    """Return the cells of a row that are not empty, as JSON knows them."""
    row = table.row(index)
    return {name: _text(v) if isinstance(v, tuple) else v for name, v in row.items()}


def _scenario(scenario: Scenario) -> Json:
    written: Json = {"title": scenario.title, "narrative": scenario.narrative}
    if scenario.extends:
        written["extends"] = list(scenario.extends)
    for change in scenario.changes:
        values = "row" if change.action == "add" else "values"
        parts = {"where": dict(change.where), values: dict(change.values)}
        unused = {"add": "where", "remove": "values"}.get(change.action)
        kept = {key: part for key, part in parts.items() if key != unused}
        written.setdefault(change.action, []).append({"table": change.table, **kept})
    return written


def _text(value: Any) -> str:
    """Write a value as it would stand in a cell, with every digit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return ";".join(
            f"{part[0]}:{part[1]!r}" if isinstance(part, tuple) else _text(part) for part in value
        )
    return str(value)


def read_geojson(path: Path) -> RawCase:
    """Read a case from GeoJSON.

    Raises
    ------
    CaseError
        If the file is no GeoJSON with features.
    """
    data = _parsed(path)
    raw = RawCase(f"{path.name} settings")
    member = _dict(data, MEMBER, path, raw)
    raw.settings = dict(_dict(member, "settings", path, raw))
    for name, rows in _dict(member, "tables", path, raw).items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raw.problems.append(Problem(path.name, 0, name, "should be a list of rows"))
        elif name in TABLES and name not in GEOMETRIES:
            raw.tables[name] = _table(f"{path.name} {name}", rows, range(1, len(rows) + 1))
        else:
            raw.left.append(
                Problem(path.name, 0, name, f"no such table.{did_you_mean(name, TABLES)}")
            )
    scenarios = _dict(member, "scenarios", path, raw)
    raw.scenarios = {
        name: RawScenario(f"{path.name} ({name})", _dict(scenarios, name, path, raw))
        for name in scenarios
    }
    features = _Features(path.name, raw)
    for number, feature in enumerate(data["features"], start=1):
        features.add(feature, number)
    features.connect()
    for name, rows in features.rows.items():
        table = _table(features.file, rows.values(), rows)
        unstored = {
            (number, table.header.index(column)): message
            for (number, column), message in features.nowhere.items()
            if number in rows
        }
        raw.tables[name] = replace(table, unstored=unstored)
    _assume(raw, path, features.rows)
    return raw


def _parsed(path: Path) -> Json:
    wrong = "is no GeoJSON with features (a FeatureCollection of RFC 7946)"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaseError([Problem(path.name, 0, "", f"{wrong}: {error}")]) from error
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        raise CaseError([Problem(path.name, 0, "", wrong)])
    return data


def _dict(data: Json, key: str, path: Path, raw: RawCase) -> Json:
    """Return a part that has parts of its own; nothing where it is missing."""
    found = data.get(key) or {}
    if isinstance(found, dict):
        return found
    raw.problems.append(Problem(path.name, 0, key, "should have keys and values"))
    return {}


def _table(file: str, rows: Iterable[Mapping[str, Any]], lines: Iterable[int]) -> RawTable:
    rows = list(rows)
    header = list(dict.fromkeys(column for row in rows for column in row))
    cells = [[_text(row.get(column)) for column in header] for row in rows]
    return RawTable(file, header or ["id"], cells, list(lines), header_line=0)


@dataclass
class _Features:
    """Features as rows of nodes and links, by their number in the file."""

    name: str
    raw: RawCase
    rows: dict[str, dict[int, Json]] = field(default_factory=lambda: {n: {} for n in GEOMETRIES})
    shapes: dict[int, list[Any]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    bent: list[int] = field(default_factory=list)
    nowhere: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """What stands before the number of a feature, where a file's name would."""
        return f"{self.name} feature"

    def add(self, feature: Any, number: int) -> None:
        """Take a feature as a row of the table it names, or that its shape belongs to."""
        properties = (feature.get("properties") if isinstance(feature, dict) else None) or {}
        shape = (feature.get("geometry") if isinstance(feature, dict) else None) or {}
        kind = shape.get("type")
        of_kind = next((n for n, kinds in GEOMETRIES.items() if kind in kinds), None)
        table = properties.get("table", of_kind)
        if table not in GEOMETRIES or (kind and kind not in GEOMETRIES[table]):
            what = f"a {kind}" if kind else "a feature without geometry and table"
            self._left(number, "", f"{what} is neither a node nor a link")
            return
        row = {"id": feature["id"]} if "id" in feature else {}
        known = columns_of(TABLES[table])
        for column, value in properties.items():
            if column in known and not isinstance(value, dict):
                row[column] = value
            elif column != "table" and not column.startswith(RESULT):
                self.unknown.setdefault((table, column), []).append(number)
        self.rows[table][number] = row
        if kind:
            self._place(table, number, row, shape.get("coordinates"))

    def _place(self, table: str, number: int, row: Json, coordinates: Any) -> None:
        """Take a node's coordinates, or a link's two ends."""
        try:
            if table == "nodes":
                row["lon"], row["lat"] = map(float, coordinates[:2])
                return
            parts = [coordinates] if isinstance(coordinates[0][0], int | float) else coordinates
            ends = [parts[0][0], parts[-1][-1]]
            self.shapes[number] = [[float(x), float(y)] for x, y, *_ in ends]
            if sum(map(len, parts)) > len(ends):
                self.bent.append(number)
        except (TypeError, ValueError, IndexError, KeyError):
            place = Problem(self.file, number, "geometry", "has no coordinates that can be read")
            self.raw.problems.append(place)

    def connect(self) -> None:
        """Find the ends of links that do not name them, and tell what was left out."""
        nodes = [row for row in self.rows["nodes"].values() if {"id", "lon", "lat"} <= set(row)]
        for number, ends in self.shapes.items():
            row = self.rows["links"][number]
            for column, (lon, lat) in zip(("from", "to"), ends, strict=True):
                if not row.get(column):
                    near = [n for n in nodes if _near(n, lon, lat)]
                    if near:
                        row[column] = near[0]["id"]
                    else:
                        message = f"no node is at {lon:g}, {lat:g}, where the line ends; name one"
                        row[column] = ""
                        self.nowhere[number, column] = message
        for (table, column), numbers in self.unknown.items():
            hint = did_you_mean(column, columns_of(TABLES[table]))
            count = f" of {len(numbers)} features" if len(numbers) > 1 else ""
            self._left(numbers[0], column, f"left out{count}: {table} has no such column.{hint}")
        if self.bent:
            message = f"left out of {_lines(len(self.bent))}: the way between the two ends"
            self._left(self.bent[0], "geometry", message)

    def _left(self, number: int, column: str, message: str) -> None:
        self.raw.left.append(Problem(self.file, number, column, message))


def _lines(count: int) -> str:
    return f"{count} line{'s' if count > 1 else ''}"


def _near(node: Json, lon: float, lat: float) -> bool:
    return bool(max(abs(node["lon"] - lon), abs(node["lat"] - lat)) <= NEAR)


def _assume(raw: RawCase, path: Path, rows: Mapping[str, Mapping[int, Json]]) -> None:
    """Fill in what a file without the member `isthmus` does not say, and tell it."""
    settings = raw.settings if raw.settings is not None else {}
    assumed = {
        "id": id_of(path.stem),
        "title": path.stem,
        "base_year": max(
            (_year(row.get("opened")) for row in rows["links"].values()), default=2000
        ),
        "periods": [{"id": "year", "weight": 1.0}],
    }
    for key, value in assumed.items():
        if key not in settings:
            settings[key] = value
            if key in ("base_year", "periods"):
                said = value if key == "base_year" else "one, the year"
                raw.left.append(Problem(path.name, 0, key, f"assumed: {said}"))
    raw.settings = settings
    if "actors" not in raw.tables:
        named = sorted(set(_actors(rows)))
        raw.tables["actors"] = _table(path.name, [{"id": name} for name in named], [0] * len(named))
    if "commodities" not in raw.tables:
        currency = str(settings.get("currency", "USD"))
        goods = sorted({row["commodity"] for row in rows["links"].values() if row.get("commodity")})
        made = [_commodity(good, currency) for good in goods if good != "cargo"]
        raw.tables["commodities"] = _table(path.name, made, [0] * len(made))
        for row in made:
            message = f"assumed: {row['id']} is in {row['unit']} and {row['price_unit']}"
            raw.left.append(Problem(path.name, 0, "commodities", message))


def _year(value: Any) -> int:
    return int(value) if isinstance(value, int | float) else 2000


def _actors(rows: Mapping[str, Mapping[int, Json]]) -> Iterable[str]:
    for table, columns in ACTORS.items():
        for row in rows[table].values():
            for column in columns:
                for entry in _text(row.get(column)).split(";"):
                    if name := entry.partition(":")[0].strip():
                        yield name


def _commodity(name: str, currency: str) -> Json:
    unit, price = UNITS.get(name, OTHER_UNITS)
    return {"id": name, "unit": unit, "price_unit": price.format(currency)}
