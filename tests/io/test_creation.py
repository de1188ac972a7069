"""New cases: made whole or not at all, and solved as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import isthmus
from isthmus.case.tables import TABLES, columns_of
from isthmus.io import creation
from tests.io.books import BOOK, SCENARIO_HEADER, book


def assert_copy(copy: isthmus.Case, original: isthmus.Case) -> None:
    """Check that a case is another one under its own id."""
    settings = original.settings.model_copy(update={"id": copy.id})
    assert copy.hash == original.replaced(settings=settings).hash


@pytest.mark.parametrize(
    ("name", "target_id"),
    [
        ("made", "made"),
        ("made.xlsx", "made"),
        ("in a/New Place", "new-place"),
        ("in a/new_place é.XLSX", "new_place-e"),
        ("港", "copy"),
    ],
)
@pytest.mark.parametrize("source", [None, "three-pipes"])
def test_what_is_made_solves(tmp_path: Path, name: str, target_id: str, source: str | None) -> None:
    made = isthmus.new(tmp_path / name, source)
    assert made == tmp_path / name
    case = isthmus.open_case(made)
    assert case.id == target_id
    assert_copy(case, isthmus.open_case(source or "two-countries"))
    assert isthmus.markets(case).status == "optimal"
    for scenario in case.library:
        isthmus.markets(case.with_scenario(scenario))
    assert [path for path in made.parent.iterdir() if path.name.startswith(".")] == []


def test_a_folder_has_notes_on_every_column(tmp_path: Path) -> None:
    notes = (isthmus.new(tmp_path / "made") / "COLUMNS.md").read_text()
    for name, model in TABLES.items():
        section = notes.partition(f"## {name}.csv")[2].partition("\n## ")[0]
        for column in columns_of(model):
            assert f"\n| {column} | " in section


def test_a_workbook_has_notes_on_every_column(tmp_path: Path) -> None:
    import fastexcel

    book = fastexcel.read_excel(isthmus.new(tmp_path / "made.xlsx"))
    text = "\n".join(
        str(book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows())
        for name in book.sheet_names
    )
    assert "at the sending end; empty is unlimited" in text


def test_a_copy_of_a_folder(tmp_path: Path) -> None:
    first = isthmus.new(tmp_path / "first")
    (first / ".hidden").write_text("x")
    second = isthmus.new(tmp_path / "second", first)
    assert_copy(isthmus.open_case(second), isthmus.open_case(first))
    assert not (second / ".hidden").exists()


def test_a_copy_into_the_folder_that_is_copied(tmp_path: Path) -> None:
    first = isthmus.new(tmp_path / "first")
    second = isthmus.new(first / "second", first)
    assert sorted(p.name for p in second.iterdir() if p.is_dir()) == ["scenarios"]


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    assert isthmus.open_case(isthmus.new(tmp_path / "made")).id == "made"


@pytest.mark.parametrize("name", ["x.xls", "x.CSV", "x.ods"])
def test_what_a_case_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(tmp_path / name)
    assert str(caught.value) == (
        f"{tmp_path / name}: a case is an .xlsx workbook or a folder; "
        f"write {tmp_path / 'x.xlsx'} or {tmp_path / 'x'}"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (b'# id = 1\nid="old" # mine\n[a]\nid = "x"\n', b'# id = 1\nid = "new"\n[a]\nid = "x"\n'),
        (b'title = "T"\n[[periods]]\nid = "x"\n', b'title = "T"\n[[periods]]\nid = "x"\n'),
        (b"id = 'K\xfcste'\nformat = 1\n", b'id = "new"\nformat = 1\n'),
    ],
)
def test_a_copy_changes_nothing_but_the_id(
    tmp_path: Path, settings: bytes, expected: bytes
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "case.toml").write_bytes(settings)
    made = isthmus.new(tmp_path / "new", tmp_path / "old")
    assert (made / "case.toml").read_bytes() == expected


@pytest.mark.parametrize("name", ["made", "made.xlsx"])
def test_what_exists_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_text("mine")
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(target)
    assert str(caught.value) == f"{target} exists already; choose another path"
    assert target.read_text() == "mine"


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(isthmus.IsthmusError, match=r"exists already; choose another path$"):
        isthmus.new(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["made", "made.xlsx"])
def test_what_is_no_case_is_not_copied(tmp_path: Path, name: str) -> None:
    source = tmp_path / "photos"
    source.mkdir()
    (source / "me.jpg").write_bytes(b"x")
    with pytest.raises(isthmus.IsthmusError, match=r"no case.toml here, so this is not a case$"):
        isthmus.new(tmp_path / name, source)
    assert not (tmp_path / name).exists()


def test_an_unknown_source(tmp_path: Path) -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(tmp_path / "made", "three-pips")
    assert str(caught.value) == (
        "no case 'three-pips': neither a folder, a workbook nor a built-in case. "
        "Did you mean three-pipes?"
    )


def test_a_folder_made_halfway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(creation, "write_text", fail)
    with pytest.raises(OSError, match="the disk is full"):
        isthmus.new(tmp_path / "made")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_made_halfway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "freeze_panes", fail)
    with pytest.raises(OSError, match="the disk is full"):
        isthmus.new(tmp_path / "made.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_from_a_workbook_from_a_folder(tmp_path: Path) -> None:
    first = isthmus.new(tmp_path / "first", "three-pipes")
    workbook = isthmus.new(tmp_path / "second.xlsx", first)
    third = isthmus.new(tmp_path / "third", workbook)
    original = isthmus.open_case("three-pipes")
    assert_copy(isthmus.open_case(third), original)
    assert isthmus.open_case(third).id == "third"
    assert {p.name for p in third.iterdir()} == {p.name for p in first.iterdir()}
    assert (third / "case.toml").read_text() == (
        'format = 1\nid = "third"\ntitle = "Three pipes to one market: transit, '
        'contracts, winter and a cargo of LNG"\nbase_year = 2023\ncurrency = "USD"\n'
        'demand_steps = 20\n\n[[periods]]\nid = "winter"\nweight = 0.4\n\n'
        '[[periods]]\nid = "summer"\nweight = 0.6\n'
    )
    assert (third / "scenarios" / "no-lng.toml").read_text().startswith('title = "')


def test_a_workbook_is_not_copied_into_another(tmp_path: Path) -> None:
    workbook = isthmus.new(tmp_path / "first.xlsx")
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(tmp_path / "second.xlsx", workbook)
    assert str(caught.value) == f"{workbook} is a workbook; copy the file itself"


@pytest.mark.parametrize("name", ["a/b", "..", "a\\b"])
def test_a_scenario_that_no_file_can_be_called(tmp_path: Path, name: str) -> None:
    rows: list[Sequence[Any]] = [
        SCENARIO_HEADER,
        [name, "Title", None, None, "set", "links", "", "cost = 1"],
    ]
    workbook = book(tmp_path / "book.xlsx", {**BOOK, "scenarios": rows})
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.new(tmp_path / "made", workbook)
    assert str(caught.value) == f"scenario '{name}': no file can be called so; rename the scenario"
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
