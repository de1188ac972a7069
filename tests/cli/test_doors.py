"""The commands that take a case elsewhere and bring one in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import isthmus
from tests.cli.terminal import Answer, call

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_map_with_results(capfd: Capture) -> None:
    answer = call(capfd, "export", "map.geojson", "-c", "three-pipes", "--results")
    assert answer == Answer(
        0, "three-pipes · base · 0% of 45 numbers sourced\nwrote map.geojson\n", ""
    )
    result = isthmus.markets(isthmus.open_case("three-pipes"))
    found = {
        feature["properties"]["id"]: feature["properties"]
        for feature in json.loads(Path("map.geojson").read_text())["features"]
    }
    flows = {
        f"result_flow_{period}": flow
        for link, period, flow in result.flows.select("link", "period", "flow").rows()
        if link == "west-1"
    }
    assert flows.items() <= found["west-1"].items()
    assert found["west-1"]["result_flow"] == pytest.approx(sum(flows.values()))
    assert found["west-1"]["result_bound_by_winter"] == "capacity"
    assert found["west-1"]["result_unit"] == "bcm"
    assert found["city"]["result_price_gas_summer"] == pytest.approx(95)


def test_a_map_of_one_period_has_no_periods_in_its_names(capfd: Capture) -> None:
    assert call(capfd, "export", "map.geojson", "-c", "two-countries", "--results").code == 0
    pipe = json.loads(Path("map.geojson").read_text())["features"][2]["properties"]
    assert {name for name in pipe if name.startswith("result_")} == {
        "result_flow", "result_unit", "result_utilisation", "result_scarcity_price",
        "result_bound_by",
    }  # fmt: skip


def test_a_map_says_what_has_no_place_on_it(capfd: Capture) -> None:
    isthmus.new("mine")
    nodes = Path("mine/nodes.csv")
    nodes.write_text("id,actor\nnorthtown,north\nsouthtown,south\n")
    answer = call(capfd, "export", "map.geojson", "-c", "mine")
    assert answer.lines[-1] == "no coordinates, so no shape: northtown, southtown"


def test_a_network(capfd: Capture) -> None:
    answer = call(
        capfd,
        "export",
        "net",
        "--to",
        "pypsa",
        "-c",
        "two-countries",
        "--set",
        "links.pipeline.capacity=4",
    )
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[:4] == [
        "two-countries · links.pipeline.capacity=4 · 0% of 13 numbers sourced",
        "wrote net",
        "PyPSA's objective is to be -2,405.000000 million USD: costs less benefits",
        "Not in it, or in another form:",
    ]
    assert Path("net/links.csv").read_text().splitlines()[1].split(",")[3] == "4.0"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["net"], "net: write a .geojson file, or say --to pypsa for a folder"),
        (["net", "--to", "pypsy"], "'pypsy' is no format of exports. Did you mean pypsa?"),
        (["x.xlsx"],
         "x.xlsx: a case as a workbook is made by: isthmus new x.xlsx --from CASE"),
        (["x.nc", "--to", "pypsa"],
         "x.nc: PyPSA networks are written as a folder, which PyPSA opens and saves as .nc: "
         "pypsa.Network('x').export_to_netcdf('x.nc')"),
        (["net", "--to", "pypsa", "--results"],
         "results go into GeoJSON only; PyPSA finds its own"),
        (["there.geojson"], "there.geojson exists already; choose another path"),
    ],
)  # fmt: skip
def test_exports_that_are_refused(capfd: Capture, arguments: list[str], message: str) -> None:
    Path("there.geojson").write_text("mine")
    answer = call(capfd, "export", "-c", "two-countries", *arguments)
    assert answer == Answer(2, "", f"{message}\n")
    assert Path("there.geojson").read_text() == "mine"
    assert not Path("net").exists()


def test_a_case_from_a_map(capfd: Capture) -> None:
    call(capfd, "export", "map.geojson", "-c", "two-countries")
    answer = call(capfd, "import", "map.geojson", "my case")
    assert answer == Answer(0, "made my case\nTry: isthmus check --case 'my case'\n", "")
    solved = call(capfd, "run", "-c", "my case", "--quiet").lines
    assert solved[1:] == call(capfd, "run", "-c", "two-countries", "--quiet").lines[1:]


def test_a_case_from_a_network(capfd: Capture) -> None:
    call(capfd, "export", "net", "--to", "pypsa", "-c", "three-pipes")
    answer = call(capfd, "import", "net", "back.xlsx")
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[0] == "Left out or assumed:"
    assert answer.lines[1].startswith(
        "- buses.csv: only counts what links do, and is left out with"
    )
    assert answer.lines[-2:] == ["made back.xlsx", "Try: isthmus check --case back.xlsx"]
    assert isthmus.open_case("back.xlsx").id == "back"


def test_an_import_that_is_refused(capfd: Capture) -> None:
    Path("empty").mkdir()
    answer = call(capfd, "import", "empty", "made")
    message = "empty: no buses.csv here, so this is no PyPSA network in CSV files\n1 problem\n"
    assert answer == Answer(2, "", message)


def test_a_network_is_no_case(capfd: Capture) -> None:
    call(capfd, "export", "net", "--to", "pypsa", "-c", "two-countries")
    hint = "net: no case.toml here, so this is not a case; of a PyPSA network, isthmus import makes"
    assert call(capfd, "run", "-c", "net") == Answer(2, "", f"{hint} one\n1 problem\n")


def test_what_a_map_does_not_say_is_warned_of(capfd: Capture) -> None:
    call(capfd, "export", "map.geojson", "-c", "two-countries")
    data = json.loads(Path("map.geojson").read_text())
    del data["isthmus"]["settings"]["periods"]
    Path("map.geojson").write_text(json.dumps(data))
    answer = call(capfd, "run", "-c", "map.geojson", "--quiet")
    assert (answer.code, answer.err) == (
        0, "warning: map.geojson periods: assumed: one, the year\n"
    )  # fmt: skip
