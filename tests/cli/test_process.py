"""The command line as a process: raw bytes, exit codes, pipes, colours, a full disk."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import isthmus
from tests.cli.terminal import call, shell

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7])[0-9;]*m")
KEYS = ["isthmus_version", "format", "lens", "case", "case_hash", "scenarios", "units", "status"]


def decoded(raw: bytes) -> dict[str, object]:
    """Return the one JSON document that the bytes hold; a number that is none is refused."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} in JSON")

    document: dict[str, object] = json.loads(raw, parse_constant=refuse)
    assert raw.startswith(b"{")
    assert raw.endswith(b"}\n")
    assert raw.count(b"\n") == 1
    return document


def test_json_is_one_document_in_the_raw_bytes() -> None:
    made = shell("run", "--json", "--case", "three-pipes")
    assert (made.returncode, made.stderr) == (0, b"")
    assert list(decoded(made.stdout))[: len(KEYS)] == KEYS


def test_json_into_a_file_with_scenarios_and_out(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        made = subprocess.run(
            [sys.executable, "-m", "isthmus", "compare", "base", "west-closed+cold-winter",
             "-c", "three-pipes", "--json", "--out", "r.json"],
            stdout=out, stderr=subprocess.PIPE, cwd=tmp_path, check=True,
        )  # fmt: skip
    raw = (tmp_path / "out").read_bytes()
    assert list(decoded(raw))[: len(KEYS)] == KEYS
    assert (tmp_path / "r.json").read_bytes() == raw
    assert made.stderr == b""


def test_an_error_has_no_traceback_and_leaves_stdout_empty() -> None:
    made = shell("run", "--json", "-c", "two-countries", "--set", "links.pipeline.capcity=1")
    assert (made.returncode, made.stdout) == (2, b"")
    assert made.stderr == (
        b"--set links.pipeline.capcity: links has no column 'capcity'. Did you mean capacity?\n"
        b"1 problem\n"
    )


def test_stdout_that_closes_early_is_no_error_of_ours() -> None:
    made = subprocess.run(
        f"{shlex.quote(sys.executable)} -m isthmus markets | head -n 1",
        shell=True, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert made.stdout.startswith(b"caucasus ")
    assert made.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout() -> None:
    made = subprocess.run(
        f"{shlex.quote(sys.executable)} -m isthmus run -c two-countries --json > /dev/full",
        shell=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert (made.returncode, made.stderr) == (2, b"No space left on device\n")


@pytest.mark.parametrize("name", ["r.json", "r.xlsx", "r"])
def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path, name: str) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900));"
    arguments = ["run", "-c", "three-pipes", "--quiet", "--out", name]
    old = tmp_path / name
    if name == "r":
        old = old / "result.json"
        old.parent.mkdir()
    old.write_text("old")
    made = subprocess.run(
        [sys.executable, "-c", f"{limit} from isthmus.cli import main; main({arguments!r})"],
        capture_output=True, cwd=tmp_path, check=False, timeout=120,
    )  # fmt: skip
    assert b"Traceback" not in made.stderr
    assert made.returncode == 2
    assert old.read_text() == "old"
    assert [path.name for path in old.parent.iterdir()] == [old.name]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode(encoding: str) -> None:
    made = shell("run", "-c", "two-countries", env={"PYTHONIOENCODING": encoding})
    assert (made.returncode, made.stderr) == (0, b"")
    assert made.stdout.startswith(b"two-countries ")


def test_a_pipe_gets_no_escapes() -> None:
    made = shell("run", "-c", "two-countries", env={"TERM": "xterm-256color"})
    assert b"\x1b" not in made.stdout + made.stderr


def test_no_color_is_honoured_on_a_terminal() -> None:
    for value, coloured in (("1", False), (None, True)):
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
        env.pop("NO_COLOR", None)
        if value:
            env["NO_COLOR"] = value
        raw = on_a_terminal(["run", "--help"], env)
        assert bool(COLOUR.search(raw)) is coloured


def on_a_terminal(arguments: list[str], env: dict[str, str]) -> bytes:
    """Return what a command writes to a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "isthmus", *arguments]
    with subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave, env=env) as process:
        os.close(slave)
        raw = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            raw += block
        process.wait(timeout=120)
    os.close(master)
    return raw


def test_a_path_with_spaces_can_be_pasted(tmp_path: Path) -> None:
    made = shell("new", "my own case", cwd=tmp_path)
    first, second = made.stdout.decode().splitlines()
    assert first == "made my own case"
    assert second.startswith("Try: isthmus ")
    command = second.removeprefix("Try: isthmus ")
    again = subprocess.run(
        f"{shlex.quote(sys.executable)} -m isthmus {command} --quiet",
        shell=True, capture_output=True, cwd=tmp_path, check=False, timeout=120,
    )  # fmt: skip
    assert (again.returncode, again.stderr) == (0, b"")
    assert again.stdout.startswith(b"my-own-case ")


def test_the_case_that_is_meant(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable goes before the folder, and that before the reference case."""

    def first() -> object:
        return json.loads(call(capfd, "scenarios", "--json").out)["scenarios"][0]["scenario"]

    monkeypatch.delenv("ISTHMUS_CASE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert first() == "aras-corridor"
    monkeypatch.chdir(isthmus.new(tmp_path / "here", "three-pipes"))
    assert first() == "cold-winter"
    monkeypatch.setenv("ISTHMUS_CASE", "two-countries")
    assert first() == "pipeline-closed"


def test_public_functions_work_twice_after_their_packages_are_imported() -> None:
    code = """
import isthmus
import isthmus.case.load, isthmus.case.scenario, isthmus.io.opening, isthmus.io.creation
import isthmus.lenses.markets, isthmus.comparison, isthmus.result, isthmus.report.headline
for _ in range(2):
    case = isthmus.open_case("two-countries")
    base = isthmus.markets(case)
    other = isthmus.markets(case.with_scenario("pipeline-closed"))
    assert len(isthmus.compare(base, other).differences) > 0
    assert "caucasus" in isthmus.list_cases()
    assert issubclass(isthmus.CaseError, isthmus.IsthmusError)
    assert isinstance(case, isthmus.Case)
assert set(isthmus.__all__) <= set(dir(isthmus))
try:
    isthmus.nothing
except AttributeError as error:
    assert str(error) == "module 'isthmus' has no attribute 'nothing'"
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=120)


def test_help_imports_little() -> None:
    code = """
import sys
from isthmus.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
heavy = {"polars", "highspy", "pydantic", "numpy", "scipy", "pint", "xlsxwriter", "fastexcel"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert made.stderr == b""
    assert made.returncode == 0
