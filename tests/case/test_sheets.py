"""Formulas and errors in the cells of a workbook: never taken for empty cells."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import isthmus
from tests.io.books import BOOK, SCENARIO_HEADER, book, refused


def rewritten(path: Path, sheet: int, old: str, new: str) -> Path:
    """Replace what stands in the file of a sheet."""
    name = f"xl/worksheets/sheet{sheet}.xml"
    with zipfile.ZipFile(path) as made:
        files = {file: made.read(file) for file in made.namelist()}
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as made:
        for file, data in files.items():
            made.writestr(file, data)
    return path


NO_VALUE = "; open book.xlsx in Excel or LibreOffice and save it, or write the number"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("<f>8*2</f><v>0</v>", f"the formula =8*2 has no stored value{NO_VALUE}"),
        ("<f>8*2</f><v></v>", f"the formula =8*2 has no stored value{NO_VALUE}"),
        ("<f>8*2</f><v />", f"the formula =8*2 has no stored value{NO_VALUE}"),
        ('<f t="shared" si="0"/>', f"the formula has no stored value{NO_VALUE}"),
        ("#DIV/0!", "holds the error #DIV/0! in book.xlsx; write what it should be"),
        ("#N/A", "holds the error #N/A in book.xlsx; write what it should be"),
    ],
)
@pytest.mark.parametrize("at", [(0, 0), (3, 2)])
@pytest.mark.parametrize("column", ["quantity", "price_cap"])
def test_a_cell_without_a_stored_value(
    tmp_path: Path, stored: str, expected: str, at: tuple[int, int], column: str
) -> None:
    """It is neither empty, which may mean unlimited, nor the only thing that is said."""
    cells: list[Any] = ["homes", "ctiy", "gas", 3, "fixed", 100]
    cells[BOOK["demand"][0].index(column)] = "=8*2"
    path = book(tmp_path / "book.xlsx", {**BOOK, "demand": [BOOK["demand"][0], cells]}, at=at)
    written = f'"{_name(at, column)}"><f>8*2</f><v>0</v>'
    kind = f'" t="e"><v>{stored}</v>' if stored.startswith("#") else f'">{stored}'
    rewritten(path, 7, written, f'"{_name(at, column)}{kind}')
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(path)
    assert [str(problem) for problem in caught.value.problems] == sorted(
        [
            f"sheet demand:{at[0] + 2} {column}: {expected}",
            f"sheet demand:{at[0] + 2} node: 'ctiy' is not in nodes. Did you mean city?",
        ]
    )


def _name(at: tuple[int, int], column: str) -> str:
    return f"{'ABCDEFGHIJ'[at[1] + BOOK['demand'][0].index(column)]}{at[0] + 2}"


@pytest.mark.parametrize("stored", ["16", "1.5e1"])
def test_a_formula_with_its_value(tmp_path: Path, stored: str) -> None:
    links = [BOOK["links"][0], ["pipe", "field", "city", "gas", "=8*2", True]]
    path = book(tmp_path / "book.xlsx", {**BOOK, "links": links})
    rewritten(path, 5, "<v>0</v>", f"<v>{stored}</v>")
    assert isthmus.open_case(path).tables["links"]["capacity"] == [float(stored)]


def test_a_formula_that_gives_an_empty_text(tmp_path: Path) -> None:
    links = [BOOK["links"][0], ["pipe", "field", "city", "gas", '=IF(1,"")', True]]
    path = book(tmp_path / "book.xlsx", {**BOOK, "links": links})
    rewritten(path, 5, 'r="E2"><f>IF(1,"")</f><v>0</v>', 'r="E2" t="str"><f>IF(1,"")</f><v></v>')
    assert isthmus.open_case(path).tables["links"]["capacity"] == [None]


def test_settings_and_scenarios_without_a_stored_value(tmp_path: Path) -> None:
    """The settings are not read then, so nothing of them is said to be lacking."""
    settings: list[Sequence[Any]] = [*BOOK["case"][:3], ["base_year", "=2000+23"], BOOK["case"][4]]
    scenarios: list[Sequence[Any]] = [
        SCENARIO_HEADER,
        ["a", "=1+1"],
        [None],
        ["b", None, None, "=1+1"],
    ]
    reason = f"the formula =1+1 has no stored value{NO_VALUE}"
    assert refused(tmp_path, {**BOOK, "case": settings, "scenarios": scenarios}) == [
        f"sheet case:4 value: the formula =2000+23 has no stored value{NO_VALUE}",
        f"sheet scenarios:2 title: {reason}",
        f"sheet scenarios:4 extends: {reason}",
    ]
