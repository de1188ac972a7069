"""JSON for people: short things on a line, long ones below each other, nothing lost."""

from __future__ import annotations

import json

from isthmus.files import json_text


def test_what_is_short_stands_on_one_line() -> None:
    assert json_text({"a": [1, {"b": None}], "ü": "é"}) == '{"a": [1, {"b": null}], "ü": "é"}\n'


def test_what_is_long_is_broken_and_a_plain_list_is_not() -> None:
    words = [f"word-{n}" for n in range(20)]
    data = {"words": words, "nested": [{"a": "x" * 60, "b": "y" * 60}], "empty": {}}
    text = json_text(data)
    assert json.loads(text) == data
    assert text.splitlines() == [
        "{",
        f'  "words": {json.dumps(words)},',
        '  "nested": [',
        "    {",
        f'      "a": "{"x" * 60}",',
        f'      "b": "{"y" * 60}"',
        "    }",
        "  ],",
        '  "empty": {}',
        "}",
    ]


def test_a_line_has_less_than_100_characters_with_what_stands_before() -> None:
    for size in range(70, 95):
        lines = json_text({"key": [{"a": "x" * size}], "b": "y" * 60}).splitlines()
        whole = f'  "key": [{{"a": "{"x" * size}"}}]'
        assert (lines[1] == f"{whole},") is (len(whole) < 100)
