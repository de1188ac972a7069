"""How the files of a case are written: encodings, separators, quotes, lines; and the hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import TINY, changed, opened, refused


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators(tmp_path: Path, separator: str, word: str) -> None:
    text = TINY["links.csv"].replace(",", separator)
    expected = f"is separated by {word}; save it as comma-separated, with decimal points"
    assert refused(tmp_path, links=text) == [f"links.csv:1: {expected}"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TINY["links.csv"],
        TINY["links.csv"].replace("\n", "\r\n"),
        TINY["links.csv"].replace("\n", "\r"),
        TINY["links.csv"].replace("\n", "\n\n\n"),
        TINY["links.csv"].replace(",", " , "),
        TINY["links.csv"].rstrip("\n"),
        TINY["links.csv"].replace("\n", ",,\n"),
    ],
    ids=["bom", "crlf", "cr", "blank lines", "spaces", "no last newline", "empty cells at the end"],
)
def test_ways_to_write_a_table(tmp_path: Path, text: str) -> None:
    plain = opened(tmp_path / "plain")
    assert opened(tmp_path / "other", links=text).hash == plain.hash


def test_a_row_cut_short(tmp_path: Path) -> None:
    """Cost and tariff would be 0; empty cells at the end that are written are empty cells."""
    cut = TINY["links.csv"].replace("gas,3,10,20", "gas,3")
    assert refused(tmp_path, links=cut) == ["links.csv:2: has 5 cells, but the header has 7"]
    row = opened(tmp_path, links=cut.replace("gas,3", "gas,3,,")).tables["links"].row(0)
    assert "cost" not in row


def test_quoted_cells_of_several_lines_keep_the_lines_right(tmp_path: Path) -> None:
    nodes = 'id,name,actor\nfield,"The\nold\nfield",north\n\ncity,"The\r\ncity",suth\nport,,zz\n'
    assert refused(tmp_path, nodes=nodes) == [
        "nodes.csv:6 actor: 'suth' is not in actors. Did you mean south?",
        "nodes.csv:8 actor: 'zz' is not in actors.",
    ]


def test_blank_lines_before_the_header_keep_the_lines_right(tmp_path: Path) -> None:
    links = "\n\n" + changed("links", "capacity", "capcity")
    assert refused(tmp_path, links=links) == [
        "links.csv:3 capcity: no such column. Did you mean capacity?"
    ]


def test_not_utf8(tmp_path: Path) -> None:
    nodes = TINY["nodes.csv"].replace("The city", "Die Küste").encode("latin-1")
    assert refused(tmp_path, nodes=nodes) == [
        "nodes.csv:3: byte 0xfc is not UTF-8; save the file as UTF-8"
    ]


@pytest.mark.parametrize(
    ("text", "line"), [('id,name\nfield,"The field\n', 2), ('id,name\nfield,"a"b\n', 2)]
)
def test_not_csv(tmp_path: Path, text: str, line: int) -> None:
    problems = refused(tmp_path, nodes=text)
    assert len(problems) == 1
    assert problems[0].startswith(f"nodes.csv:{line}: not CSV: ")


def test_an_empty_file(tmp_path: Path) -> None:
    message = "is empty; a table needs at least its header"
    assert refused(tmp_path, links="", stores="\n\n") == [
        f"links.csv:1: {message}",
        f"stores.csv:1: {message}",
    ]


def test_a_cell_longer_than_the_limit_of_csv(tmp_path: Path) -> None:
    name = "x" * 200_000
    problems = refused(tmp_path, nodes=changed("nodes", "The city", name))
    assert problems == ["nodes.csv:3: not CSV: field larger than field limit (131072)"]


def test_the_hash_does_not_depend_on_how_the_case_is_written(tmp_path: Path) -> None:
    plain = opened(tmp_path / "plain")
    header, *rows = TINY["actors.csv"].splitlines()
    shuffled = "\n".join([header, *reversed(rows)])
    columns = "commodity,to,capacity,id,tariff,cost,from\ngas,city,3.0,pipe,2e1,10,field\n"
    other = opened(tmp_path / "an other place", actors=shuffled, links=columns)
    assert other.hash == plain.hash
    assert len(plain.hash) == 64


def test_the_hash_does_not_depend_on_defaults_being_written_out(tmp_path: Path) -> None:
    plain = opened(tmp_path / "plain")
    explicit = opened(
        tmp_path / "explicit",
        case=changed("case", 'id = "tiny"', 'id = "tiny"\nformat = 1\ncurrency = "USD"'),
        links="id,from,to,commodity,capacity,cost,tariff,loss,status,bidirectional,controllers,"
        "owners,holders,yield\npipe,field,city,gas,3,10,20,-0,operating,false,north;south,"
        "north;south,north:0.5;south:0.5,1\n",
        supply="id,node,commodity,quantity,cost,flexibility,owner\nwell,field,gas,10,50,1,north:1\n",
    )
    assert explicit.hash == plain.hash


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("links", "gas,3,", "gas,3.0000001,"),
        ("links", "gas,3,", "gas,,"),
        ("nodes", "The city", "The town"),
        ("case", "base_year = 2023", "base_year = 2022"),
        ("case", "weight = 0.4", "weight = 0.4000001"),
        ("actors", "south-gas,South Gas,company,south,", ""),
    ],
)
def test_the_hash_depends_on_every_value(tmp_path: Path, table: str, old: str, new: str) -> None:
    plain = opened(tmp_path / "plain")
    other = opened(tmp_path / "other", **{table: changed(table, old, new)})
    assert other.hash != plain.hash
