"""Rows are added to CSV files in the style in which they are written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.io.appending import appended, changed

COLUMNS = ("id", "source", "note")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "id,note\nb,x\n"),
        ("id,note\na,1\n", "id,note\na,1\nb,x\n"),
        ("id,note\na,1", "id,note\na,1\nb,x\n"),
        ("id,note\r\na,1\r\n", "id,note\r\na,1\r\nb,x\r\n"),
        ("id,note\r\na,1", "id,note\r\na,1\r\nb,x\r\n"),
        ('"id","note"\n"a","1"\n', '"id","note"\n"a","1"\n"b","x"\n'),
        ("\ufeffid,note\na,1\n", "\ufeffid,note\na,1\nb,x\n"),
        ("note,id\n1,a\n", "note,id\n1,a\nx,b\n"),
        ("id,source\na,s\n", "id,source,note\na,s,\nb,,x\n"),
        ("\ufeffid\r\na\r\n", "\ufeffid,note\r\na,\r\nb,x\r\n"),
        ("id , note\na,'1\n", "id , note\na,'1\nb,x\n"),
    ],
)
def test_a_row_is_added(text: str, wanted: str) -> None:
    assert appended(text, [{"id": "b", "note": "x"}], COLUMNS) == wanted


def test_nothing_to_add_changes_nothing() -> None:
    assert appended("id\na", [], COLUMNS) == "id\na"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_cell_is_changed(newline: str) -> None:
    text = newline.join(["id,note", 'a,"1, 2"', "b,3", ""])
    wanted = newline.join(["id,note", 'a,"1, 2"', "b,4", ""])
    assert changed(text, "b", {"note": "4"}) == wanted
    assert changed(text, "c", {"note": "4"}) == text


cells = st.dictionaries(st.sampled_from(COLUMNS[1:]), st.text(max_size=8))


@given(first=cells, second=cells)
def test_what_is_added_is_read(first: dict[str, str], second: dict[str, str]) -> None:
    rows = [{"id": "a", **first}, {"id": "b", **second}]
    text = ""
    for row in rows:
        text = appended(text, [row], COLUMNS)
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{key: value for key, value in row.items() if value} for row in read] == [
        {key: value for key, value in row.items() if value} for row in rows
    ]
