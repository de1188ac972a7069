"""Every command in one process: what it prints where, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

import isthmus
from isthmus.case.tables import TABLES
from isthmus.cli.app import GROUPS, command_name
from tests.case.folders import TINY, write_case
from tests.cli.terminal import Answer, call
from tests.validating import findings

COMMANDS = sorted(command_name(command) for commands in GROUPS.values() for command in commands)
CASES = isthmus.list_cases()
HEAD = re.compile(r"^[a-z0-9-]+ · \S.* · \d+% of \d+ numbers sourced$")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_commands() -> None:
    wanted = {"run", "markets", "compare", "check", "show", "cases", "scenarios", "new", "evidence"}
    wanted |= {"export", "import"}
    assert wanted <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help(capfd: Capture, command: str) -> None:
    answer = call(capfd, command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"Usage: isthmus {command}" in answer.out or f"{command} [OPTIONS]" in answer.out
    assert max(map(cell_len, answer.lines)) <= 100


def test_the_help_has_groups_and_all_commands(capfd: Capture) -> None:
    answer = call(capfd, "--help")
    assert answer.code == 0
    for word in (*GROUPS, *COMMANDS):
        assert re.search(rf"\b{word}\b", answer.out)


def test_the_version(capfd: Capture) -> None:
    assert call(capfd, "--version") == Answer(0, f"isthmus {isthmus.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["runn"], ["run", "--cas", "x"], ["run", "extra"], ["compare"], ["new"], ["show"]],
)
def test_usage(capfd: Capture, arguments: list[str]) -> None:
    answer = call(capfd, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "Error" in answer.err


# What is printed.


def screens(case: str) -> list[list[str]]:
    found = isthmus.open_case(case)
    some = [
        f"{key}" for table in ("links", "supply", "actors") for key in found.tables[table].keys[:4]
    ]
    return [
        ["run"],
        ["markets"],
        ["markets", "gas"],
        ["check"],
        ["evidence"],
        ["scenarios"],
        ["compare", *list(found.library)[:2]],
        *[["show", name] for name in TABLES if len(found.tables[name])],
        *[["show", name] for name in some],
    ]


@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_100_and_the_first_names_the_case(capfd: Capture, case: str) -> None:
    for arguments in screens(case):
        answer = call(capfd, *arguments, "--case", case)
        assert (answer.code, answer.err) == (0, ""), arguments
        assert max(cell_len(line) for line in answer.lines if "http" not in line) <= 100, arguments
        assert HEAD.match(answer.lines[0]), (arguments, answer.lines[0])
        assert answer.lines[0].startswith(f"{case} · "), arguments


def test_the_first_line_names_scenarios_and_changes(capfd: Capture) -> None:
    answer = call(
        capfd, "run", "-c", "three-pipes", "-s", "cold-winter+no-lng", "-s", "west-closed",
        "--set", "links.centre-1.capacity=5", "--quiet",
    )  # fmt: skip
    assert answer.lines[0] == (
        "three-pipes · cold-winter+no-lng+west-closed+links.centre-1.capacity=5 · "
        "0% of 45 numbers sourced"
    )


def test_compare_names_what_it_compares_in_the_first_line(capfd: Capture) -> None:
    answer = call(capfd, "compare", "west-closed", "no-lng", "-c", "three-pipes")
    assert answer.code == 0
    assert answer.lines[0].startswith("three-pipes · west-closed")
    assert "no-lng, compared with the reference" in answer.lines


@pytest.mark.parametrize("name", ["[red]x", "[/b]", "[bold]", "\\[x]", ":smile:"])
def test_text_is_printed_as_it_stands(capfd: Capture, name: str) -> None:
    change = f"nodes.northtown.name={name}"
    answer = call(capfd, "run", "-c", "two-countries", "--set", change, "--quiet")
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[0] == f"two-countries · {change} · 0% of 13 numbers sourced"
    answer = call(capfd, "show", "northtown", "-c", "two-countries", "--set", change)
    assert name in answer.out


def test_quiet_prints_the_headline_only(capfd: Capture) -> None:
    answer = call(capfd, "run", "-c", "two-countries", "--quiet")
    assert "In short" in answer.lines
    assert "What binds" not in answer.lines
    assert len(answer.lines) < 12


def test_notes_stand_under_the_result(capfd: Capture) -> None:
    note = "contract west-contract: its minimum is suspended, because its link is closed"
    answer = call(capfd, "run", "-c", "three-pipes", "-s", "west-closed")
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[-1] == f"note: {note}"
    answer = call(capfd, "run", "-c", "three-pipes", "-s", "west-closed", "--json")
    assert json.loads(answer.out)["notes"] == [note]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    "arguments",
    [["run"], ["markets"], ["compare", "commodities.gas.name=G"], ["check"], ["check", "--fit"],
     ["evidence"], ["scenarios"], ["show", "gas"], *(["show", table] for table in TABLES)],
)  # fmt: skip
def test_json_is_one_valid_document(capfd: Capture, case: str, arguments: list[str]) -> None:
    answer = call(capfd, *arguments, "--json", "--case", case)
    assert (answer.code, answer.err) == (0, "")
    document = json.loads(answer.out)
    assert answer.out == json.dumps(document, ensure_ascii=False) + "\n"
    assert findings(f"outputs/{arguments[0]}", document) == []
    if arguments[0] != "scenarios":
        assert document["case"] == case


def test_out_says_on_stderr_what_was_written(capfd: Capture, tmp_path: Path) -> None:
    for name in ("r.json", "r.xlsx", "folder"):
        answer = call(capfd, "run", "-c", "two-countries", "--quiet", "--out", name)
        assert (answer.code, answer.err) == (0, f"wrote {name}\n")
        assert (tmp_path / name).exists()


@pytest.mark.parametrize(
    "command", [["run"], ["markets"], ["compare", "base", "links.pipeline.capacity=1"]]
)
@pytest.mark.parametrize("name", ["mine", "mine.xlsx"])
def test_out_does_not_destroy_a_case(capfd: Capture, command: list[str], name: str) -> None:
    isthmus.new(name)
    answer = call(capfd, *command, "--case", name, "--out", name)
    message = f"{name} is a case, which results would destroy; write elsewhere\n"
    assert answer == Answer(2, "", message)
    assert isthmus.open_case(name).id == "mine"


# Errors.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "-c", "two-contries"],
         "no case 'two-contries': neither a folder, a workbook nor a built-in case. "
         "Did you mean two-countries?"),
        (["run", "-c", "two-countries", "-s", "pipelin-closed"],
         "scenario: 'pipelin-closed' is no scenario of case two-countries. "
         "Closest: pipeline-closed, pipeline-doubled\n1 problem"),
        (["compare", "base", "pipelin-closed", "-c", "two-countries"],
         "scenario: 'pipelin-closed' is no scenario of case two-countries. "
         "Closest: pipeline-closed, pipeline-doubled\n1 problem"),
        (["markets", "gass", "-c", "two-countries"],
         "'gass' is no market commodity of case two-countries. Did you mean gas?"),
        (["run", "-c", "two-countries", "--set", "links.pipe.capacity=1"],
         '--set links.pipe.capacity: where id = "pipe" matches nothing. Closest: pipeline\n'
         "1 problem"),
        (["run", "-c", "two-countries", "--set", "links.PIPELINE.capacity=1"],
         '--set links.PIPELINE.capacity: where id = "PIPELINE" matches nothing. '
         "Closest: pipeline\n1 problem"),
        (["show", "PIPELINE", "-c", "two-countries"],
         "nothing in case two-countries is called 'PIPELINE'. Closest: pipeline, pipeline-closed, "
         "pipeline-doubled"),
        (["run", "-c", "two-countries", "--set", "links.pipeline.capacity"],
         "--set links.pipeline.capacity: write TABLE.ID.COLUMN=VALUE"),
        (["show", "pipelne", "-c", "two-countries"],
         "nothing in case two-countries is called 'pipelne'. Closest: pipeline, pipeline-closed, "
         "pipeline-doubled"),
        (["show", "zzzz", "-c", "two-countries"],
         "nothing in case two-countries is called 'zzzz'."),
        (["show", "links", "--between", "nroth", "-c", "two-countries"],
         "'nroth' is no actor of case two-countries. Closest: north, south"),
        (["run", "-c", "two-countries", "--out", "r.html"],
         "r.html: results are written as .xlsx, .json, .svg, .png or into a folder"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_errors(capfd: Capture, arguments: list[str], message: str, more: list[str]) -> None:
    assert call(capfd, *arguments, *more) == Answer(2, "", message + "\n")


def test_all_problems_of_a_case_are_listed_and_counted(capfd: Capture, tmp_path: Path) -> None:
    folder = write_case(
        tmp_path / "a case", links=TINY["links.csv"].replace("pipe,field", "pipe,feild")
        + "pipe-2,field,city,gas,-1,,\n",
    )  # fmt: skip
    answer = call(capfd, "check", "-c", str(folder))
    assert answer == Answer(
        2,
        "",
        "links.csv:2 from: 'feild' is not in nodes. Did you mean field?\n"
        "links.csv:3 capacity: -1.0: input should be greater than or equal to 0\n"
        "2 problems\n",
    )


def test_no_solution_is_explained_and_ends_with_1(capfd: Capture, tmp_path: Path) -> None:
    folder = write_case(
        tmp_path / "free lunch",
        demand="id,node,commodity,price,curve\nhub,field,gas,60,hub\n",
        links="id,from,to,commodity,yield\nup,field,city,gas,2\ndown,city,field,gas,2\n",
    )
    answer = call(capfd, "run", "-c", str(folder), "--json")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("no solution: ")


def test_check_reports_scenarios_that_do_not_apply(capfd: Capture, tmp_path: Path) -> None:
    folder = write_case(
        tmp_path, scenario_out='[[remove]]\ntable = "links"\nwhere = { id = "pip" }\n'
    )
    answer = call(capfd, "check", "-c", str(folder))
    assert answer.code == 2
    assert answer.err == (
        'scenarios/out.toml:1 [[remove]] links: where id = "pip" matches nothing. Closest: pipe\n'
    )
    assert "problems: 1" in answer.lines


@pytest.mark.parametrize(("value", "reason", "code"), [(2, "", 0), (9, "", 1), (9, "argued", 0)])
def test_check_fit(capfd: Capture, tmp_path: Path, value: int, reason: str, code: int) -> None:
    header = "id,measure,target,value,tolerance,expected\n"
    folder = write_case(tmp_path, observations=f"{header}seen,flow,pipe,{value},0.05,{reason}\n")
    answer = call(capfd, "check", "--fit", "-c", str(folder))
    assert answer.code == code
    verdict = {0: "misses, as expected" if reason else "pinned", 1: "MISSES"}[code]
    lines = [line.strip() for line in answer.lines if line.startswith("seen ")]
    assert lines[-1].endswith(f" {verdict}")
    assert lines[:-1] == (["seen misses, as expected: argued"] if reason else [])
    assert call(capfd, "check", "-c", str(folder)).code == 0
    document = json.loads(call(capfd, "check", "--fit", "--json", "-c", str(folder)).out)
    assert document["missed"] == (["seen"] if code else [])


def test_check_fit_of_the_built_in_cases(capfd: Capture) -> None:
    for case in CASES:
        answer = call(capfd, "check", "--fit", "--case", case)
        assert (answer.code, answer.err) == (0, ""), case


def test_warnings_go_to_stderr_and_stop_nothing(capfd: Capture, tmp_path: Path) -> None:
    links = TINY["links.csv"] + "p2,field,city,gas,55,,\np3,field,city,gas,16 bcm/day,,\n"
    folder = str(write_case(tmp_path, links=links))
    warning = (
        "warning: links.csv:4 capacity: '16 bcm/day' is a rate of 5,840 bcm/year; "
        "the next largest is 55. Did you mean 16 bcm/year?\n"
    )
    for arguments in (["run"], ["run", "--json"], ["markets", "-s", "base"], ["check"]):
        answer = call(capfd, *arguments, "-c", folder)
        assert (answer.code, answer.err) == (0, warning), arguments
        assert warning not in answer.out


# Looking at rows.


def test_show_accepts_ids_names_and_aliases(capfd: Capture, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    shown = [call(capfd, "show", name, "-c", str(folder)).out for name in ("north", "North", "n")]
    assert shown[0] == shown[1] == shown[2]
    assert "actors: north" in shown[0].splitlines()


@pytest.mark.parametrize("actors", ["north,south", "North,South", "n,south", "south, north"])
def test_between_accepts_ids_names_and_aliases(capfd: Capture, tmp_path: Path, actors: str) -> None:
    folder = write_case(
        tmp_path, agreements="id,parties\ntreaty,north;south-gas\nother,south;south-gas\n"
    )
    arguments = ["show", "agreements", "--between", actors, "--json", "-c", str(folder)]
    document = json.loads(call(capfd, *arguments).out)
    assert [row["id"] for row in document["rows"]] == ["treaty"]


def test_show_accepts_keys_as_printed(capfd: Capture) -> None:
    answer = call(capfd, "show", "heating/winter")
    assert (answer.code, answer.lines[2]) == (0, "profiles: heating/winter")


def test_a_table_with_many_columns_stays_readable(capfd: Capture) -> None:
    answer = call(capfd, "show", "links", "-c", "three-pipes")
    assert "west-border" in answer.out  # and not cut into we / st- / bor / der


def test_cases_and_scenarios(capfd: Capture) -> None:
    document = json.loads(call(capfd, "cases", "--json").out)
    assert findings("outputs/cases", document) == []
    assert [row["case"] for row in document["cases"]] == CASES
    answer = call(capfd, "cases")
    assert answer.lines[-1] == "They are read-only. Copy one to edit: isthmus new PATH --from CASE"
    document = json.loads(call(capfd, "scenarios", "-c", "two-countries", "--json").out)
    assert document["scenarios"][0] == {
        "scenario": "pipeline-closed",
        "title": "The pipeline is closed",
        "narrative": "North and South quarrel, and each lives on its own gas.",
    }


def test_a_case_without_scenarios(capfd: Capture, tmp_path: Path) -> None:
    answer = call(capfd, "scenarios", "-c", str(write_case(tmp_path)))
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[-1] == "(none)"


def test_new(capfd: Capture, tmp_path: Path) -> None:
    for name in ("my case", "my book.xlsx"):
        answer = call(capfd, "new", name, "--from", "three-pipes")
        assert (answer.code, answer.err) == (0, "")
        assert answer.lines[0] == f"made {name}"
        solved = call(capfd, "run", "-c", name, "--quiet")
        slug = name.removesuffix(".xlsx").replace(" ", "-")
        assert solved.lines[0] == f"{slug} · base · 0% of 45 numbers sourced"
        again = call(capfd, "new", name)
        assert again == Answer(2, "", f"{name} exists already; choose another path\n")


def test_agreements_are_counted(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "show", "agreements", "--between", "rus,aze")
    assert answer.code == 0
    assert "18 agreements\n" in answer.out
    assert "by domain: political 4, transport 4, food 2" in answer.out
    counted = answer.out.split("What is said of their number")[1]
    assert [n for n in ("170", "230", "245") if n in counted] == ["170", "230", "245"]


def test_blocs_of_one(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "show", "memberships", "--of", "Azerbaijan")
    assert "csto          " in answer.out
    assert "1994   1999" in answer.out
