"""What a workbook offers to who edits it, and that it stays the case it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xlsxwriter

import isthmus
from isthmus.case.raw import read_folder
from isthmus.case.sheets import sheet_files
from isthmus.case.tables import TABLES, columns_of
from isthmus.io.opening import builtin_folder
from isthmus.io.workbook import read_workbook
from isthmus.io.workbook_writer import write_workbook
from tests.case.folders import CLAIM_HEADER, SOURCES, TINY, changed, write_case
from tests.io.books import BOOK, book, refused


def made(folder: Path) -> Path:
    """Return a case folder as a workbook."""
    path = folder.parent / f"{folder.name}.xlsx"
    write_workbook(read_folder(folder), path)
    return path


def xml(path: Path, sheet: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read(sheet_files(archive)[sheet]))


def offers(path: Path, sheet: str) -> dict[str, tuple[str, str]]:
    """Return for every column letter what may be chosen, and how what may not be is met."""
    return {
        rule.get("sqref", "")[0]: (
            rule.findtext("{*}formula1", ""),
            rule.get("errorStyle", "stop") if rule.get("showErrorMessage") else "offer",
        )
        for rule in xml(path, sheet).iterfind(".//{*}dataValidation")
    }


def notes(path: Path, sheet: str) -> list[str]:
    """Return the notes at the heads of a sheet's columns."""
    with zipfile.ZipFile(path) as archive:
        file = Path(sheet_files(archive)[sheet]).name
        links = archive.read(f"xl/worksheets/_rels/{file}.rels").decode()
        number = re.findall(r"comments(\d+)\.xml", links)[0]
        tree = ElementTree.fromstring(archive.read(f"xl/comments{number}.xml"))
    return ["".join(note.itertext()) for note in tree.iterfind(".//{*}comment")]


@pytest.mark.parametrize("name", isthmus.list_cases())
def test_a_workbook_and_a_folder_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    workbook, folder = tmp_path / f"{name}.xlsx", tmp_path / name
    write_workbook(read_folder(builtin_folder() / name), workbook)
    isthmus.new(folder, workbook)
    cases = [isthmus.open_case(where) for where in (name, workbook, folder)]
    assert list(cases[0].library) == list(cases[2].library)
    for scenario in cases[0].library:
        changes = [c.library[scenario].changes for c in cases]
        assert changes == [changes[0]] * 3, scenario
    for scenario in list(cases[0].library)[::8]:
        assert len({c.with_scenario(scenario).hash for c in cases}) == 1, scenario
    first, *others = (isthmus.markets(c).to_json() for c in cases)
    assert others == [first, first]


def test_a_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    one, two = (made(write_case(tmp_path / name / "case")) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_references_are_offered_as_long_as_their_table_is(tmp_path: Path) -> None:
    path = made(write_case(tmp_path / "case"))
    found = offers(path, "supply")
    nodes = "OFFSET(nodes!$A$2,0,0,MAX(COUNTA(nodes!$A:$A)-1,1),1)"
    assert found == {
        "B": (nodes, "warning"),
        "C": (nodes.replace("nodes", "commodities"), "warning"),
    }


def test_words_and_flags_are_offered_and_lists_stay_open(tmp_path: Path) -> None:
    links = (
        "id,from,to,commodity,status,owners,bidirectional\npipe,field,city,gas,planned,north,yes\n"
    )
    found = offers(made(write_case(tmp_path / "case", links=links)), "links")
    words = columns_of(TABLES["links"])["status"].words
    assert found["E"] == (f'"{",".join(words)}"', "stop")
    assert found["F"] == ("OFFSET(actors!$A$2,0,0,MAX(COUNTA(actors!$A:$A)-1,1),1)", "offer")
    assert found["G"] == ('"TRUE,FALSE"', "stop")


def test_periods_and_what_scenarios_do_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "three.xlsx"
    write_workbook(read_folder(builtin_folder() / "three-pipes"), path)
    assert ('"winter,summer"', "stop") in offers(path, "profiles").values()
    assert offers(path, "scenarios")["E"] == ('"add,set,scale,remove"', "stop")


def test_every_column_has_a_note(tmp_path: Path) -> None:
    path = made(write_case(tmp_path / "case"))
    assert notes(path, "supply") == [
        "unique id.\nRequired",
        "id in nodes.\nRequired",
        "id in commodities.\nRequired",
        "the yearly cap.\nUnit: quantity/year.\nRequired",
        "cost of production.\nUnit: price.\nEmpty: 0.0",
        "claims: `column:claim` ties one to a cell, a bare claim to the row.\n"
        "Several, separated by ;",
        "Where the numbers of the row come from, as the column evidence has it: written when the "
        "workbook was made, for reading only, and not read back.",
    ]


def test_a_source_stands_beside_the_numbers(tmp_path: Path) -> None:
    supply = "id,node,commodity,quantity,evidence,cost\nwell,field,gas,10,quantity:c;c,2\n"
    folder = write_case(
        tmp_path / "case",
        supply=supply,
        sources=SOURCES,
        claims=CLAIM_HEADER + "c,stat,10,,,bcm,,\n",
    )
    path = made(folder)
    with zipfile.ZipFile(path) as archive:
        texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    assert "quantity: Statistics (statistic)\nStatistics (statistic)" in list(texts.itertext())
    raw = read_workbook(path)
    assert raw.tables["supply"].header == [
        "id",
        "node",
        "commodity",
        "quantity",
        "evidence",
        "cost",
    ]
    assert raw.tables["nodes"].header[-1] == "evidence"
    assert list(raw.tables)[-2:] == ["sources", "claims"]


def test_columns_of_ones_own(tmp_path: Path) -> None:
    links: list[Sequence[Any]] = [
        ["# check", "id", "from", "to", "_sum", "commodity", "capacity"],
        [1, "pipe", "field", "city", "=1/0", "gas", 3.5],
        ["total", None, None, None, 3.5, None, None],
        [None, "pipe-2", "field", "city", None, "gas", "=1/0"],
    ]
    found = refused(tmp_path, {**BOOK, "links": links})
    assert found == [
        "sheet links:4 capacity: the formula =1/0 has no stored value; open book.xlsx in Excel or "
        "LibreOffice and save it, or write the number"
    ]
    path = book(tmp_path / "fine.xlsx", {**BOOK, "links": links[:3]})
    assert isthmus.open_case(path).tables["links"].row(0)["capacity"] == 3.5


class TestInAnotherLanguage:
    """What Excel stores is the same in every language; what people type into it is not."""

    FORMATS = ("dd.mm.yyyy;@", '[$-419]d\\ mmmm\\ yyyy\\ "г.";@', "[$-41F]d\\ mmmm\\ yyyy;@")

    @pytest.mark.parametrize("form", FORMATS)
    def test_a_date_in_any_form_is_a_date(self, tmp_path: Path, form: str) -> None:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as made:
            date = made.add_format({"num_format": form})
            for name, rows in {**BOOK, "agreements": [["id", "date"], ["treaty", None]]}.items():
                sheet = made.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                if name == "agreements":
                    sheet.write_number(1, 1, 45535, date)
        assert isthmus.open_case(path).tables["agreements"]["date"] == ["2024-08-31"]

    def test_flags_and_numbers_are_stored_as_such(self, tmp_path: Path) -> None:
        links = changed("links", "gas,3,", "gas,3.5,").replace("id,", "bidirectional,id,")
        links = links.replace("pipe,", "yes,pipe,", 1)
        path = made(write_case(tmp_path / "case", links=links))
        cells = {c.get("r"): (c.get("t"), c.findtext("{*}v")) for c in xml(path, "links").iter()}
        assert ("b", "1") in cells.values()
        assert (None, "3.5") in cells.values()

    def test_text_is_kept_as_text(self, tmp_path: Path) -> None:
        path = made(write_case(tmp_path / "case"))
        with zipfile.ZipFile(path) as archive:
            styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        text = {
            str(at)
            for at, form in enumerate(styles.iterfind(".//{*}cellXfs/{*}xf"))
            if form.get("numFmtId") == "49"  # @
        }
        kept = {
            at
            for column in xml(path, "supply").iterfind(".//{*}col")
            for at in range(int(column.get("min", 0)), int(column.get("max", 0)) + 1)
            if column.get("style") in text
        }
        assert kept == {1, 2, 3, 6, 7}  # all but quantity and cost

    @pytest.mark.parametrize(
        ("cell", "message"),
        [
            ("3,5", "'3,5' has a comma; write decimals with a point: 3.5"),
            ("1 234,5", "'1 234,5' has a comma; write decimals with a point: 1234.5"),
            ("1,234", "'1,234' can be read in two ways; write 1234 or 1.234"),
        ],
    )
    def test_a_number_that_is_text_says_how_to_write_it(
        self, tmp_path: Path, cell: str, message: str
    ) -> None:
        supply = [BOOK["supply"][0], ["well", "field", "gas", cell, 1.25]]
        assert refused(tmp_path, {**BOOK, "supply": supply}) == [
            f"sheet supply:2 quantity: {message}"
        ]

    def test_a_number_that_became_a_date_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as made:
            date = made.add_format({"num_format": "[$-419]dd\\ mmm;@"})
            for name, rows in BOOK.items():
                sheet = made.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                if name == "supply":
                    sheet.write_number(1, 3, 45780, date)
        with pytest.raises(isthmus.CaseError) as caught:
            isthmus.open_case(path)
        assert str(caught.value) == (
            "sheet supply:2 quantity: '2025-05-03' is a date, not a number; "
            "spreadsheets make dates of some numbers"
        )


@pytest.mark.parametrize("title", ["2023", "1e5", "true", "1,5"])
def test_settings_that_look_like_numbers_stay_words(tmp_path: Path, title: str) -> None:
    folder = write_case(tmp_path / "case", case=re.sub("Tiny", title, TINY["case.toml"]))
    assert isthmus.open_case(made(folder)).settings.title == title


def test_an_id_of_digits(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_workbook(read_folder(write_case(tmp_path / "case")), path, "2023")
    assert isthmus.open_case(path).id == "2023"
