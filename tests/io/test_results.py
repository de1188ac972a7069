"""Results on disk: what is read back is what was found, and nothing is lost on the way."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import isthmus
from isthmus.files import write_atomically, write_text
from isthmus.result import Result


@functools.cache
def result() -> Result:
    return isthmus.markets(isthmus.open_case("three-pipes").with_scenario("west-closed"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_json(tmp_path: Path) -> None:
    path = result().write(tmp_path / "new" / "result.json")
    assert json.loads(path.read_bytes()) == result().document()
    assert path.read_bytes().endswith(b"}\n")
    assert names(path.parent) == ["result.json"]
    for name, table in result().tables.items():
        assert json.dumps(result().rows(name)) == json.dumps(table.to_dicts()), name


def test_the_document_begins_with_the_keys_of_the_interface() -> None:
    document = result().document()
    assert list(document)[:8] == [
        "isthmus_version", "format", "lens", "case", "case_hash", "scenarios", "units", "status",
    ]  # fmt: skip
    assert document["lens"] == "markets"
    assert document["case"] == "three-pipes"
    assert document["scenarios"] == ["west-closed"]
    assert document["units"] == {
        "money": "million USD",
        "quantity": {"gas": "bcm"},
        "price": {"gas": "USD/tcm"},
    }
    assert set(document["tables"]) >= {"summary", "flows", "prices", "supply", "demand", "gains"}


def test_a_folder_of_csv_and_parquet(tmp_path: Path) -> None:
    folder = result().write(tmp_path / "results")
    for name, table in result().tables.items():
        assert_frame_equal(pl.read_parquet(folder / f"{name}.parquet"), table, check_exact=True)
        read = pl.read_csv(folder / f"{name}.csv", schema=table.schema)
        assert_frame_equal(read, table, check_exact=True)
    assert json.loads((folder / "result.json").read_bytes()) == result().document()
    expected = [f"{name}.{kind}" for name in result().tables for kind in ("csv", "parquet")]
    assert names(folder) == sorted([*expected, "result.json"])


def test_a_workbook(tmp_path: Path) -> None:
    path = result().write(tmp_path / "result.xlsx")
    book = fastexcel.read_excel(path)
    assert book.sheet_names == ["headline", *result().tables]
    for name, table in result().tables.items():
        read = book.load_sheet(name, header_row=1).to_polars()
        assert read.columns == table.columns
        for column in table.columns:
            found = read[column].to_list()[: len(table)]
            expected = table[column].to_list()
            if table.schema[column] == pl.Float64:  # a workbook keeps 16 digits
                assert found == [
                    None if x is None else pytest.approx(x, rel=1e-15) for x in expected
                ]
            else:
                assert found == expected, (name, column)


def test_the_headline_of_a_workbook(tmp_path: Path) -> None:
    path = result().write(tmp_path / "result.xlsx", ["Gas flows.", "All is served."])
    sheet = fastexcel.read_excel(path).load_sheet("headline", header_row=None, dtypes="string")
    rows = [[cell for cell in row if cell] for row in sheet.to_polars().rows()]
    rows = [row for row in rows if row]
    case = result().case
    assert rows[:4] == [
        ["three-pipes · west-closed · 0% of 45 numbers sourced"],
        ["Gas flows."],
        ["All is served."],
        ["note: contract west-contract: its minimum is suspended, because its link is closed"],
    ]
    assert rows[4:7] == [
        ["number", "value", "unit", "meaning"],
        ["objective", f"{result().objective:.9f}".rstrip("0"), "million USD",
         "the optimum, tariffs counted as cost; million"],
        ["welfare", f"{result().welfare:.9f}".rstrip("0"), "million USD",
         "objective plus tariffs, million"],
    ]  # fmt: skip
    assert ["flows", str(len(result().flows)), "rows", "A link in a period."] in rows
    assert rows[-4:] == [
        ["case", f"three-pipes: {case.settings.title}"],
        ["scenarios", "west-closed"],
        ["case_hash", case.hash],
        ["isthmus_version", isthmus.__version__],
    ]


def test_every_table_of_a_workbook_has_units(tmp_path: Path) -> None:
    book = fastexcel.read_excel(result().write(tmp_path / "result.xlsx"))

    def units(name: str) -> dict[str, str]:
        rows = book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        return {column: unit for unit, column in zip(*rows[:2], strict=True) if unit}

    assert units("flows") == {
        "flow": "bcm", "capacity": "bcm", "utilisation": "share", "scarcity_price": "USD/tcm",
    }  # fmt: skip
    assert units("prices") == {"price": "USD/tcm", "low": "USD/tcm", "high": "USD/tcm"}
    assert set(units("gains").values()) == {"million USD"}


def test_units_of_several_commodities(tmp_path: Path) -> None:
    more = replace(
        result(),
        units={"money": "million USD", "quantity": {"gas": "bcm", "oil": "Mt"}, "price": {}},
    )
    book = fastexcel.read_excel(more.write(tmp_path / "result.xlsx"))
    first = book.load_sheet("stores", header_row=None, dtypes="string").to_polars().row(0)
    assert first[-1] == "bcm or Mt"


def test_a_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    one, two = (result().write(tmp_path / name) for name in ("one.xlsx", "two.xlsx"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", ["result.xlsx", "result.json"])
def test_a_file_is_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("old")
    result().write(tmp_path / name)
    assert (tmp_path / name).read_bytes() != b"old"
    assert names(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "method"), [("result.xlsx", "write_excel"), ("results", "write_parquet")]
)
def test_a_failure_halfway_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, method: str
) -> None:
    path = result().write(tmp_path / name)
    files = [path] if path.is_file() else sorted(path.iterdir())
    before = {file.name: file.read_bytes() for file in files}

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(pl.DataFrame, method, fail)
    with pytest.raises(OSError, match="the disk is full"):
        result().write(path)
    assert {file.name: file.read_bytes() for file in files} == before
    assert names(tmp_path) == [name]
    assert names(files[0].parent) == sorted(before)


def test_writing_atomically(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file.txt"
    write_text(path, "one\r\ntwo ü\n")
    assert path.read_bytes() == "one\r\ntwo ü\n".encode()

    def fail(temporary: Path) -> None:
        assert temporary.parent == path.parent
        assert temporary != path
        temporary.write_text("half")
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        write_atomically(path, fail)
    assert path.read_bytes() == "one\r\ntwo ü\n".encode()
    assert names(path.parent) == ["file.txt"]


@pytest.mark.parametrize("name", ["result.html", "result.csv"])
def test_a_suffix_that_is_not_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        isthmus.IsthmusError, match=r"are written as .xlsx, .json, .svg, .png or into a folder$"
    ):
        result().write(tmp_path / name)
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["mine", "mine.xlsx", "mine.json"])
def test_a_case_is_not_overwritten(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    isthmus.new(path if path.suffix == ".xlsx" else tmp_path / "mine")
    if name == "mine.json":
        (tmp_path / "mine").rename(path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(isthmus.IsthmusError) as caught:
        result().write(path)
    assert str(caught.value) == f"{path} is a case, which results would destroy; write elsewhere"
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("name", ["old.xlsx", "old"])
def test_older_results_are_overwritten(tmp_path: Path, name: str) -> None:
    for _ in range(2):
        assert result().write(tmp_path / name) == tmp_path / name
