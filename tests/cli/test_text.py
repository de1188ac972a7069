"""The commands that read texts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from isthmus.report.schemas import output_schemas
from tests.cli.terminal import call

TEXT = (
    "Azerbaijan produced 48.3 billion cubic metres of gas last year. "
    "The Zangezur corridor is closed. Iran opposes the corridor."
)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT)
    return path


def test_a_text_is_shown_with_verdicts_in_words(
    capfd: pytest.CaptureFixture[str], note: Path
) -> None:
    answer = call(capfd, "read", str(note), "--date", "2024")
    assert answer.code == 0
    assert answer.lines[0].startswith("caucasus · base · ")
    assert "1 figure, 0 agreements, 2 routes, 1 relation." in answer.out
    shown = " ".join(answer.out.split())
    assert "48.3 bcm 2023 stated in line with the case: 48.3 bcm" in shown
    for word in ("true", "false"):
        assert word not in answer.out.lower()


def test_json_is_as_its_schema_says(capfd: pytest.CaptureFixture[str], note: Path) -> None:
    schema = output_schemas()["read"]
    one = json.loads(call(capfd, "read", str(note), "--json").out)
    jsonschema.validate(one, schema)
    assert set(one) == {"document", "figures", "agreements", "routes", "relations"}
    figure = one["figures"][0]
    assert TEXT[figure["start"] : figure["end"]] == figure["quote"]
    other = note.with_name("other.txt")
    other.write_text(TEXT.replace("48.3", "47.0"))
    answer = call(capfd, "read", str(note), str(other), "--json", "--date", "2024-08-21")
    several = json.loads(answer.out)
    jsonschema.validate(several, schema)
    assert [each["differs"] for each in several["differences"]] == ["value"]


def test_a_relative_time_without_a_date_is_said(
    capfd: pytest.CaptureFixture[str], note: Path
) -> None:
    answer = call(capfd, "read", str(note), "--json")
    assert '"last year": not resolved' in answer.err
    assert json.loads(answer.out)["figures"][0]["when"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("https://example.org/a",), "Save the page first"),
        (("nowhere.txt",), "nowhere.txt: No such file"),
        (("note.txt", "--date", "soon"), "--date soon: not a date. Write YYYY"),
        (("note.txt", "--language", "eo"), "--language eo: not a language of the reader"),
    ],
)
def test_what_cannot_be_read_says_why(
    capfd: pytest.CaptureFixture[str],
    note: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(note.parent)
    answer = call(capfd, "read", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
