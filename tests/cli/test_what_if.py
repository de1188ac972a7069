"""What-ifs on the command line: what is compared with what, and that a changed cell says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.case.folders import CLAIM_HEADER, SOURCES, write_case
from tests.cli.terminal import Answer, call

Capture = pytest.CaptureFixture[str]
NEED = (
    "Name something else to compare: a scenario (isthmus scenarios lists them), or a change such "
    "as links.tanap.capacity=31\n"
)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISTHMUS_CASE", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def pipeline(capfd: Capture, *arguments: str) -> dict[str, tuple[float, float]]:
    """Return the flow of the pipeline, before and after, by what is compared."""
    document = json.loads(call(capfd, "compare", "-c", "two-countries", "--json", *arguments).out)
    return {
        row["scenario"]: (row["reference"], row["value"]) for row in document["tables"]["flows"]
    }


def test_a_change_is_compared_with_the_case_as_it_stands(capfd: Capture) -> None:
    change = "links.pipeline.capacity=4"
    assert pipeline(capfd, change) == {change: (3.0, 4.0)}
    assert pipeline(capfd, "base", change) == {change: (3.0, 4.0)}
    assert pipeline(capfd, change, "base") == {"base": (4.0, 3.0)}


def test_changes_and_scenarios_are_joined_from_left_to_right(capfd: Capture) -> None:
    joined = "pipeline-closed+links.pipeline.status=operating+links.pipeline.capacity=2"
    assert pipeline(capfd, "base", joined, "pipeline-closed") == {
        joined: (3.0, 2.0),
        "pipeline-closed": (3.0, 0.0),
    }
    assert pipeline(capfd, "links.pipeline.capacity=2+pipeline-doubled") == {
        "links.pipeline.capacity=2+pipeline-doubled": (3.0, 4.0)
    }


def test_set_applies_to_the_reference_too_and_its_help_says_so(capfd: Capture) -> None:
    found = pipeline(capfd, "pipeline-doubled", "--set", "links.pipeline.capacity=2")
    assert found == {"links.pipeline.capacity=2+pipeline-doubled": (2.0, 4.0)}
    words = " ".join(call(capfd, "compare", "--help").out.replace("│", " ").split())
    assert "Change one cell in all that is compared, the reference too" in words


@pytest.mark.parametrize(
    ("arguments", "label"),
    [
        (["base"], "base"),
        (["base", "base"], "base"),
        (["pipeline-closed", "base", "pipeline-closed"], "pipeline-closed"),
        (["base", "--set", "links.pipeline.capacity=4"], "links.pipeline.capacity=4"),
    ],
)
def test_nothing_is_held_against_itself(capfd: Capture, arguments: list[str], label: str) -> None:
    message = f"compare: {label} would be held against itself. {NEED}"
    assert call(capfd, "compare", "-c", "two-countries", *arguments) == Answer(2, "", message)


# Cells that are not what the case says.

SOURCED = {
    "links": (
        "id,from,to,commodity,capacity,cost,tariff,evidence\n"
        "pipe,field,city,gas,3,10,20,capacity:nominal;capacity:effective\n"
    ),
    "sources": SOURCES,
    "claims": CLAIM_HEADER + "nominal,stat,3,2.8,3.3,bcm,2023,\neffective,guess,2.9,,,bcm,2023,\n",
    "scenario_wide": (
        'title = "A wider pipe"\nnarrative = "The pipe is\\nlaid anew."\n'
        '[[set]]\ntable = "links"\nwhere = { id = "pipe" }\nvalues = { capacity = 5 }\n'
        '[[add]]\ntable = "actors"\nrow = { id = "east", kind = "state" }\n'
    ),
    "scenario_wider": (
        'title = "Wider still"\nextends = ["wide"]\n'
        '[[scale]]\ntable = "links"\nwhere = { commodity = "gas" }\nvalues = { capacity = 2 }\n'
    ),
}


def capacity_line(answer: Answer) -> list[str]:
    (line,) = [line for line in answer.lines if line.startswith("capacity ")]
    return line.split()


def test_show_says_what_was_changed_and_by_whom(capfd: Capture, tmp_path: Path) -> None:
    folder = str(write_case(tmp_path, **SOURCED))
    answer = call(capfd, "show", "pipe", "-c", folder)
    assert capacity_line(answer) == ["capacity", "3", "2.8..3.3", "nominal,", "effective"]
    assert answer.lines[0] == "tiny · base · 14% of 7 numbers sourced"
    assert answer.lines[-2:] == ["nominal: Statistics", "effective: Our guess"]
    changed = "capacity {} CHANGED from 3 by {}, UNSOURCED"
    for arguments, value, by in (
        (["-s", "wide"], 5, "wide"),
        (["--set", "links.pipe.capacity=4"], 4, "--set"),
        (["-s", "wider"], 10, "wide and wider"),
        (["-s", "wide", "--set", "links.pipe.capacity=4"], 4, "wide and --set"),
    ):
        answer = call(capfd, "show", "pipe", "-c", folder, *arguments)
        assert " ".join(capacity_line(answer)) == changed.format(value, by)
        assert answer.lines[0].endswith(" · 0% of 7 numbers sourced")


def test_show_of_an_added_row_and_of_an_emptied_cell(capfd: Capture, tmp_path: Path) -> None:
    folder = str(write_case(tmp_path, **SOURCED))
    assert "Added by wide." in call(capfd, "show", "east", "-c", folder, "-s", "wide").lines
    answer = call(capfd, "show", "pipe", "-c", folder, "--set", "links.pipe.capacity=")
    assert " ".join(capacity_line(answer)) == "capacity CHANGED from 3 by --set"


def test_show_as_json_has_the_value_of_the_case(capfd: Capture, tmp_path: Path) -> None:
    folder = str(write_case(tmp_path, **SOURCED))
    shown = call(capfd, "show", "pipe", "-c", folder, "-s", "wide", "--json")
    cells = {cell["column"]: cell for cell in json.loads(shown.out)["rows"][0]["cells"]}
    assert cells["capacity"] == {
        "column": "capacity",
        "value": 5.0,
        "unit": "quantity/year",
        "default": False,
        "claims": [],
        "grade": "unsourced",
        "base": 3.0,
        "changed_by": ["wide"],
    }
    assert (cells["cost"]["base"], cells["cost"]["changed_by"]) == (None, [])


def test_show_of_a_scenario(capfd: Capture, tmp_path: Path) -> None:
    folder = str(write_case(tmp_path, **SOURCED))
    answer = call(capfd, "show", "wide", "-c", folder)
    assert (answer.code, answer.err) == (0, "")
    assert [line.rstrip() for line in answer.lines[2:]] == [
        "scenarios: wide",
        "A wider pipe",
        "The pipe is laid anew.",
        "change  table   rows  values",
        "─────────────────────────────────────────────",
        "add     actors  east  id = east, kind = state",
        "set     links   pipe  capacity = 5",
    ]
    answer = call(capfd, "show", "wider", "-c", folder)
    assert "On top of: wide" in answer.lines
    assert answer.lines[-1].split() == [
        "scale", "links", "commodity", "=", "gas", "capacity", "=", "2",
    ]  # fmt: skip
    document = json.loads(call(capfd, "show", "wider", "-c", folder, "--json").out)
    assert document["rows"] == []
    assert document["scenarios"] == [
        {
            "scenario": "wider",
            "title": "Wider still",
            "narrative": "",
            "extends": ["wide"],
            "changes": [
                {
                    "action": "scale",
                    "table": "links",
                    "where": {"commodity": "gas"},
                    "values": {"capacity": 2},
                }
            ],
        }
    ]


def test_check_warns_of_a_number_that_its_claims_do_not_allow(
    capfd: Capture, tmp_path: Path
) -> None:
    edited = {**SOURCED, "links": SOURCED["links"].replace(",3,10,", ",31,10,")}
    answer = call(capfd, "check", "-c", str(write_case(tmp_path, **edited)))
    assert answer.code == 0
    assert answer.err == (
        "warning: links.csv:2 capacity: links.pipe.capacity is 31, but rests on claims "
        "nominal: 3 (2.8..3.3) and effective: 2.9\n"
    )
    assert "problems: 1" in answer.lines


def test_what_only_a_scenario_is_warned_of_is_told(capfd: Capture, tmp_path: Path) -> None:
    folder = write_case(
        tmp_path,
        profiles=(
            "profile,kind,period,factor\n"
            "weeks,availability,winter,0.7\nweeks,availability,summer,1\n"
        ),
        scenario_weeks=(
            '[[set]]\ntable = "links"\nwhere = { id = "pipe" }\n'
            'values = { capacity = "", profile = "weeks" }\n'
        ),
    )
    found = "links.csv:2 profile: 'weeks' opens it for 0.7 of a period, which limits nothing: "
    for arguments, before in (("check",), "with weeks: "), (("compare", "weeks"), ""):
        answer = call(capfd, *arguments, "-c", str(folder))
        assert answer.code == 0
        assert answer.err.startswith(f"warning: {before}{found}")


def test_evidence_is_cut_unless_all_is_asked_for(capfd: Capture) -> None:
    title = "Without any source"
    cut, whole = (
        call(capfd, "evidence", "-c", "three-pipes", *more).lines for more in ([], ["--all"])
    )
    assert f"{title} (the first 12 of 45; --all or --json for the rest)" in cut
    assert title in whole
    assert len(whole) == len(cut) + 45 - 12


@pytest.mark.parametrize("table", ["links", "contracts"])
def test_a_whole_table_is_a_table(capfd: Capture, table: str) -> None:
    answer = call(capfd, "show", table, "-c", "three-pipes")
    assert answer.lines[1].startswith("id ")
    assert "=" not in answer.out
    assert answer.lines[-1] == (
        "The main columns. All of a row: isthmus show ID; all of all: --json."
    )


def test_worth_says_how_shares_change(capfd: Capture) -> None:
    answer = call(capfd, "worth", "west-1", "-c", "three-pipes", "--leverage")
    assert "How shares change" in answer.out
    assert max(map(len, answer.lines)) <= 100
    document = json.loads(
        call(capfd, "worth", "--all", "links", "-c", "three-pipes", "--leverage", "--json").out
    )
    assert any(row["shapley"] for row in document["tables"]["worth"])
    many = call(capfd, "worth", "--all", "links", "-c", "three-pipes", "--leverage")
    assert "rises most" in many.out
    few = call(capfd, "worth", "--all", "links", "-c", "three-pipes", "--top", "2")
    title = "What is there, and what it is worth"
    assert f"{title} (the first 2 of 7; all with --top 0, --json or --out)" in few.lines
    assert len(few.lines) < len(many.lines)
    assert "How shares change" not in call(capfd, "worth", "west-1", "-c", "three-pipes").out
