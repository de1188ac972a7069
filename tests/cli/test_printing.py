"""How wide things are printed: COLUMNS, words and addresses stay whole, blocks of columns."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len

from isthmus.cli.printing import console, print_frame, print_line
from tests.case.folders import CLAIM_HEADER, TINY, write_case
from tests.cli.terminal import call, shell

Capture = pytest.CaptureFixture[str]
URL = "https://example.org/a/long/address/that/goes-on/and-on/and-on?until=it&is=wider+than+the+screen"


def lines_of(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch, width: int, table: pl.DataFrame
) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(width))
    print_frame(console(), table)
    return [line.rstrip() for line in capfd.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("columns", "width"), [("60", 60), ("160", 160), ("wide", 100), ("0", 100)]
)
def test_columns_is_honoured_in_a_pipe(columns: str, width: int) -> None:
    made = shell("scenarios", "-c", "caucasus", env={"COLUMNS": columns})
    assert max(map(cell_len, made.stdout.decode().splitlines())) == width


def test_columns_that_do_not_fit_stand_in_blocks(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pl.DataFrame({"id": ["ab", "c"], "first": ["x" * 8, "y"], "second": [1.0, 22.0]})
    whole = ["id  first     second", "────────────────────", "ab  xxxxxxxx    1.00"]
    assert lines_of(capfd, monkeypatch, 20, table)[:3] == whole
    assert lines_of(capfd, monkeypatch, 19, table) == [
        "id  first",
        "────────────",
        "ab  xxxxxxxx",
        "c   y",
        "",
        "id  second",
        "──────────",
        "ab    1.00",
        "c    22.00",
    ]


def test_the_widest_column_gives_way_first(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pl.DataFrame({"id": ["two words"], "text": ["one two three four five"]})
    assert lines_of(capfd, monkeypatch, 26, table)[2:] == [
        "two words  one two three",
        "           four five",
    ]


def test_text_in_cells_is_printed_as_it_stands(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pl.DataFrame({"[b]id": ["[red]x", ":smile:"]})
    assert lines_of(capfd, monkeypatch, 40, table)[::2] == ["[b]id", "[red]x"]


def test_an_address_is_never_broken(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_line(console(), f"What it is, in a few words: {URL} and more")
    assert capfd.readouterr().out == f"What it is, in a few words:\n{URL}\nand more\n"
    print_frame(console(), pl.DataFrame({"id": ["a"], "locator": [URL], "value": [1.0]}))
    assert f"a   {URL}" in [line.rstrip() for line in capfd.readouterr().out.splitlines()]


def test_the_address_of_a_source_is_whole(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    folder = write_case(
        tmp_path,
        links=TINY["links.csv"]
        .replace("tariff\n", "tariff,evidence\n")
        .replace(",3,10,20", ",3,10,20,capacity:seen"),
        sources=f"id,title,kind,locator\nstat,Statistics,statistic,{URL}\n",
        claims=CLAIM_HEADER + "seen,stat,3,,,bcm,2023,\n",
    )
    for what in ("pipe", "stat"):
        assert URL in call(capfd, "show", what, "-c", str(folder)).out


@pytest.mark.parametrize("command", ["run", "markets", "evidence", "scenarios", "check"])
def test_no_word_is_split_at_60_columns(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Every word of the narrow screen stands on the wide one, too."""
    words = {}
    for width in ("60", "400"):
        monkeypatch.setenv("COLUMNS", width)
        answer = call(capfd, command, "-c", "caucasus")
        words[width] = set(re.findall(r"[^\s─]+", answer.out))
        assert max(map(cell_len, answer.lines)) <= int(width)
    assert words["60"] == words["400"]


@pytest.mark.parametrize("case", ["two-countries", "three-pipes"])
def test_no_minus_zero_is_printed(capfd: Capture, case: str) -> None:
    for command, more in itertools.product(("run", "markets"), ([], ["--quiet"])):
        assert not re.search(r"-0(\.0+)?\b(?!\.)", call(capfd, command, "-c", case, *more).out)
