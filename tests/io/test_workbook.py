"""A case in a workbook is the case in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import isthmus
from isthmus.case.raw import read_folder
from isthmus.io.opening import builtin_folder
from isthmus.io.workbook_writer import write_workbook
from tests.case.folders import SOURCES, TINY, changed, write_case
from tests.io.books import BOOK, SCENARIO_HEADER, Sheets, book, refused


def round_trip(folder: Path) -> tuple[isthmus.Case, isthmus.Case]:
    """Return the case in a folder, and the same case from a workbook."""
    path = folder.parent / f"{folder.name}.xlsx"
    write_workbook(read_folder(folder), path)
    return isthmus.open_case(folder), isthmus.open_case(path)


def assert_same(one: isthmus.Case, other: isthmus.Case) -> None:
    assert other.settings == one.settings
    for table in one:
        assert other.tables[table.name].columns == table.columns
    assert other.hash == one.hash
    assert list(other.library) == sorted(one.library)
    for name, scenario in one.library.items():
        assert other.library[name].changes == scenario.changes
        assert other.library[name].extends == scenario.extends
        assert other.library[name].title == scenario.title
        assert other.library[name].narrative == scenario.narrative


@pytest.mark.parametrize("name", isthmus.list_cases())
def test_every_built_in_case_survives(tmp_path: Path, name: str) -> None:
    path = tmp_path / "case.xlsx"
    write_workbook(read_folder(builtin_folder() / name), path)
    assert_same(isthmus.open_case(name), isthmus.open_case(path))


@pytest.mark.parametrize("text", ["007", "1e5", "inf", "nan", "true", "12_000", "0x1", "1-2"])
def test_words_that_look_like_numbers_stay_words(tmp_path: Path, text: str) -> None:
    folder = write_case(
        tmp_path / "words",
        nodes=TINY["nodes.csv"].replace("The city", text).replace("city,", f"{text},"),
        links=TINY["links.csv"].replace("field,city", f"field,{text}"),
        demand=TINY["demand.csv"].replace("homes,city", f"homes,{text}"),
    )
    assert_same(*round_trip(folder))


@pytest.mark.parametrize(
    "name",
    ["=1+1", "'quoted'", "  ", "Ğ ü ş ə 港", '"a", b', "a\nb", "_x0041_", "http://x.org/", "1_000"],
)
def test_any_text_survives(tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    folder = write_case(tmp_path / "text", nodes=changed("nodes", "The city", quoted))
    assert_same(*round_trip(folder))


def test_a_text_too_long_for_a_workbook_is_not_cut(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "long", nodes=changed("nodes", "The city", "x" * 40_000))
    with pytest.raises(isthmus.IsthmusError, match=r"32,?767"):
        write_workbook(read_folder(folder), tmp_path / "long.xlsx")
    assert not (tmp_path / "long.xlsx").exists()


@pytest.mark.parametrize(
    "number",
    ["0.8186578543", "0.1234567890123456", "1e-12", "1.5e-300", "123456789.123456789", "1e14", "3"],
)
def test_every_digit_survives(tmp_path: Path, number: str) -> None:
    folder = write_case(tmp_path / "digits", links=changed("links", "gas,3,", f"gas,{number},"))
    assert_same(*round_trip(folder))


def test_settings_survive(tmp_path: Path) -> None:
    text = changed(
        "case",
        "base_year",
        'format = 1\ncurrency = "EUR"\ndemand_steps = 7\ndemand_refine = false\n'
        'inventory_rate = 0.1\ntrade_elasticity = 4.5\ntrade_deficits = "multiplicative"\n'
        "base_year",
    )
    folder = write_case(
        tmp_path / "settings",
        case=text.replace("0.4", "0.4137").replace("0.6", "0.5863")
        + '[politics]\npoles = ["north", "south"]\n',
        commodities=changed("commodities", "USD", "EUR"),
    )
    one, other = round_trip(folder)
    assert_same(one, other)
    assert other.settings.politics.poles == ("north", "south")
    assert other.settings.demand_refine is False


SCENARIO = r"""
title = "Many changes"
narrative = '''
Two lines
of "narrative".
'''
extends = ["other"]
[[set]]
table = "nodes"
where = { id = ["field", "city"] }
values = { name = "a\nb \"c\" \\ \t ü", lat = 1e-7, lon = -12 }
[[set]]
table = "agreements"
where = {}
values = {}
[[scale]]
table = "links"
where = { capacity = 3, from = "f*" }
values = { capacity = 1.1, cost = 0.123456789012345 }
[[add]]
table = "links"
row = { id = "more", from = "field", to = "city", commodity = "gas", bidirectional = true }
[[remove]]
table = "supply"
where = { quantity = 10.0 }
[[remove]]
table = "stores"
where = {}
"""


def test_changes_of_a_scenario_survive(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "changes", scenario_many=SCENARIO, scenario_other="")
    assert_same(*round_trip(folder))


@pytest.mark.parametrize(
    "text",
    [
        "title = 5\n",
        "narrative = 3\n",
        'extends = "x"\n',
        '[set]\ntable = "links"\n',
        '[[set]]\nwhere = { id = "pipe" }\n',
        "set = [1]\n",
        '[[set]]\ntable = 5\nwhere = 1\nvalues = "x"\n',
    ],
)
def test_a_broken_scenario_is_refused(tmp_path: Path, text: str) -> None:
    folder = write_case(tmp_path / "broken", scenario_s=text)
    with pytest.raises(isthmus.CaseError) as of_folder:
        isthmus.open_case(folder)
    with pytest.raises(isthmus.CaseError):
        round_trip_of_broken(folder)
    assert all("scenario" in problem.file for problem in of_folder.value.problems)


def round_trip_of_broken(folder: Path) -> None:
    path = folder.parent / "broken.xlsx"
    write_workbook(read_folder(folder), path)
    isthmus.open_case(path)


@pytest.mark.parametrize(
    "text", ["", "periods = [1, 2]\n", "periods = 3\n", "[periods]\na = 1\n", "politics = 3\n"]
)
def test_broken_settings_are_refused(tmp_path: Path, text: str) -> None:
    folder = write_case(
        tmp_path / "broken", case='id = "x"\ntitle = "X"\nbase_year = 2023\n' + text
    )
    with pytest.raises(isthmus.CaseError):
        round_trip_of_broken(folder)


# By hand.


def test_a_workbook_by_hand(tmp_path: Path) -> None:
    case = isthmus.open_case(book(tmp_path / "book.xlsx", BOOK))
    assert case.tables["links"].row(0) == {
        "id": "pipe",
        "from": "field",
        "to": "city",
        "commodity": "gas",
        "capacity": 3.5,
        "bidirectional": True,
    }
    assert isthmus.markets(case).welfare == pytest.approx(-3.75)


def test_errors_name_sheet_and_line(tmp_path: Path) -> None:
    links: list[Sequence[Any]] = [
        ["id", "from", "to", "commodity", "capcity"],
        ["pipe", "field", "city", "gas", 3],
        [None],
        ["pipe-2", "feild", "city", "gas", 3],
    ]
    supply: list[Sequence[Any]] = [*BOOK["supply"], ["well-2", "field", "gas", -5, None]]
    assert refused(tmp_path, {**BOOK, "links": links, "supply": supply, "storage": [["id"]]}) == [
        "sheet links:1 capcity: no such column. Did you mean capacity?",
        "sheet links:4 from: 'feild' is not in nodes. Did you mean field?",
        "sheet storage: no such table. Did you mean stores? Begin the name of a sheet of your own "
        "with # or _.",
        "sheet supply:3 quantity: -5.0: input should be greater than or equal to 0",
    ]


def test_a_sheet_that_begins_lower_keeps_the_lines_right(tmp_path: Path) -> None:
    supply: list[Sequence[Any]] = [
        [None],
        [None],
        *BOOK["supply"],
        ["well-2", "field", "gas", -5, None],
    ]
    assert refused(tmp_path, {**BOOK, "supply": supply}) == [
        "sheet supply:5 quantity: -5.0: input should be greater than or equal to 0"
    ]


def test_a_sheet_may_begin_anywhere(tmp_path: Path) -> None:
    plain = isthmus.open_case(book(tmp_path / "plain.xlsx", BOOK))
    moved = isthmus.open_case(book(tmp_path / "moved.xlsx", BOOK, at=(3, 2)))
    assert moved.hash == plain.hash


@pytest.mark.parametrize(
    "sheet",
    [
        [["key"], ["id"]],
        [["value", "key"], ["book", "id"]],
        [["Schlüssel", "Wert"], ["id", "book"]],
        [*BOOK["case"], ["politics", "x"], ["politics.poles", "north"]],
        [*BOOK["case"], ["title.more", "x"]],
        [*BOOK["case"], ["id", "again"]],
        [*BOOK["case"], ["demand_steps", "many"]],
        [*BOOK["case"], ["demand_step", 5]],
        [["key", "value"]],
    ],
)
def test_an_odd_sheet_of_settings_is_refused(tmp_path: Path, sheet: list[list[Any]]) -> None:
    problems = refused(tmp_path, {**BOOK, "case": sheet})
    assert all(problem.startswith("sheet case") for problem in problems)


def test_a_real_date_is_a_date(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path) as made:
        form = made.add_format({"num_format": "yyyy-mm-dd"})
        sheets: Sheets = {**BOOK, "agreements": [["id", "date"], ["treaty", None]]}
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
            if name == "agreements":
                sheet.write_number(1, 1, 45535, form)
            if name == "case":
                sheet.write_row(len(rows), 0, ["as_of"])
                sheet.write_number(len(rows), 1, 45535, form)
    case = isthmus.open_case(path)
    assert case.settings.as_of == "2024-08-31"
    assert case.tables["agreements"]["date"] == ["2024-08-31"]


def test_scenarios_by_hand(tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        SCENARIO_HEADER,
        ["less", "Less", "It leaks.", None, "scale", "links", 'id = "pipe"', "capacity = 0.5"],
        ["least", None, None, "less", "set", "supply", 'id = "well"', 'quantity = "1 bcm/year"'],
    ]
    case = isthmus.open_case(book(tmp_path / "book.xlsx", {**BOOK, "scenarios": rows}))
    assert case.library["less"].title == "Less"
    changed = case.with_scenario("least")
    assert changed.tables["links"]["capacity"] == [1.75]
    assert changed.tables["supply"]["quantity"] == [1.0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["a", None, None, None, "set", "links", 'id = "pi', "capacity = 1"],
         "sheet scenarios:2 where: "),
        (["a", None, None, None, "sett", "links", "", ""], "sheet scenarios (a) sett: no such "
         "key. "),
        (["a", None, None, None, "set", "link", 'id = "x"', "capacity = 1"],
         "sheet scenarios (a):2 [[set]]: no table 'link'. Did you mean links?"),
        ([None, "Nameless", None, None, "set", "links", 'id = "pipe"', "capacity = 1"],
         "sheet scenarios:2 scenario: required, but empty"),
    ],
)  # fmt: skip
def test_a_scenario_that_does_not_read(tmp_path: Path, row: list[Any], expected: str) -> None:
    (problem,) = refused(tmp_path, {**BOOK, "scenarios": [SCENARIO_HEADER, row]})
    assert problem.startswith(expected)


def test_an_unknown_column_of_the_scenarios(tmp_path: Path) -> None:
    header = [*SCENARIO_HEADER[:-1], "value"]
    assert refused(tmp_path, {**BOOK, "scenarios": [header, ["a"]]}) == [
        "sheet scenarios:1 value: no such column. Did you mean values?"
    ]


def test_a_column_of_the_scenarios_that_stands_twice(tmp_path: Path) -> None:
    rows = [["scenario", "title", "title"], ["a", "A", "B"]]
    assert refused(tmp_path, {**BOOK, "scenarios": rows}) == [
        "sheet scenarios:1 title: this column stands here twice"
    ]


def test_sheets_of_ones_own(tmp_path: Path) -> None:
    own: Sheets = {**BOOK, "#to do": [["check", "=1/0"]], "_sums": [["=1+"]]}
    assert isthmus.open_case(book(tmp_path / "own.xlsx", own)).id == "book"
    assert refused(tmp_path, {**BOOK, "Sheet1": []}) == [
        "sheet Sheet1: no such table. Begin the name of a sheet of your own with # or _."
    ]


def test_sheets_that_are_missing(tmp_path: Path) -> None:
    assert refused(tmp_path, {k: v for k, v in BOOK.items() if k != "case"}) == [
        "book.xlsx: has no sheet 'case' with settings"
    ]
    (problem,) = refused(tmp_path, {k: v for k, v in BOOK.items() if k != "commodities"})
    assert problem == "sheet commodities: every case needs this table"


def test_a_sheet_with_its_header_only(tmp_path: Path) -> None:
    header = [["id", "node", "commodity", "volume", "injection", "withdrawal"]]
    case = isthmus.open_case(book(tmp_path / "book.xlsx", {**BOOK, "stores": header}))
    assert len(case.tables["stores"]) == 0


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 and nothing more"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(path)
    assert str(caught.value) == (
        "book.xlsx: is no .xlsx workbook that can be read (nor is an old .xls, or one with a "
        "password); if a spreadsheet opens it, save it from there as .xlsx"
    )


def test_a_cut_workbook(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", BOOK)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(isthmus.CaseError):
        isthmus.open_case(path)


def test_evidence_survives(tmp_path: Path) -> None:
    folder = write_case(
        tmp_path / "evidence",
        supply="id,node,commodity,quantity,evidence\nwell,field,gas,10,quantity:c\n",
        sources=SOURCES,
        claims="id,source,value,unit,as_of,note\nc,stat,10,bcm,2023,2024\n",
    )
    assert_same(*round_trip(folder))
