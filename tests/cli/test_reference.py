"""The notes on commands name all that the help names."""

from __future__ import annotations

import re

import pytest

from isthmus.cli.app import GROUPS, names_of
from isthmus.cli.reference import command_notes
from tests.cli.terminal import call
from tests.validating import NAMES

COMMANDS = [name for group in GROUPS for name in names_of(group)]
NOTES = command_notes()


def section(command: str) -> str:
    return re.split(r"\n##+ ", NOTES.partition(f"\n### {command}\n")[2])[0]


def test_groups_and_commands_stand_in_order() -> None:
    headings = [
        heading
        for group in GROUPS
        for heading in (f"## {group}", *(f"### {name}" for name in names_of(group)))
    ]
    assert re.findall(r"^##+ .*$", NOTES, re.MULTILINE) == headings


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_every_option_of_its_help(
    capfd: pytest.CaptureFixture[str], command: str
) -> None:
    options = re.compile(r"--[a-z]+(?:-[a-z]+)*\b")
    shown = set(options.findall(call(capfd, *command.split(), "--help").out)) - {"--help"}
    assert set(options.findall(section(command))) == shown


def test_a_command_with_json_names_its_schema() -> None:
    named = {c: re.findall(r"`(outputs/.*)\.json`", section(c)) for c in COMMANDS}
    schemas = {c: f"outputs/{c.replace(' ', '-')}" for c in COMMANDS if "`--json`" in section(c)}
    assert set(schemas.values()) == {name for name in NAMES if name.startswith("outputs/")}
    assert named == {c: [schemas[c]] if c in schemas else [] for c in COMMANDS}


def test_one_command() -> None:
    assert section("new") == (
        "\n```\nisthmus new PATH [OPTIONS]\n```\n\n"
        "Make a new case: a small one that solves, with notes on every column, or a copy.\n\n"
        "| argument or option | default | meaning |\n|---|---|---|\n"
        "| `PATH` | required | The folder, or the .xlsx workbook, to make. |\n"
        "| `--from FROM_CASE` |  | Copy this case instead of a worked example. |\n"
    )
    assert "\nisthmus markets [COMMODITIES...] [OPTIONS]\n" in section("markets")
    assert "\n| `--set TABLE.ID.COLUMN=VALUE` |  | Change one cell" in section("markets")
