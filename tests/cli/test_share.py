"""The commands that draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import call
from tests.drawing.pictures import compared, solved


def test_a_map_is_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "deep" / "map.svg"
    answer = call(capfd, "map", str(path), "gas", "-c", "three-pipes", "--width", "700")
    assert answer.lines[0] == "three-pipes · base · 0% of 45 numbers sourced"
    assert " ".join(answer.lines[1:]) == f"wrote {path}"
    assert path.read_text(encoding="utf-8") == solved("three-pipes").map(width=700) + "\n"


def test_differences_are_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    call(capfd, "map", str(path), "-c", "three-pipes", "-s", "west-closed", "--against", "base")
    assert path.read_text(encoding="utf-8") == compared("three-pipes", "west-closed").map() + "\n"


def test_bars_are_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bars.svg"
    answer = call(capfd, "bars", str(path), "-c", "three-pipes", "--theme", "dark")
    assert answer.code == 0
    assert path.read_text(encoding="utf-8") == solved("three-pipes").bars(theme="dark") + "\n"


def test_out_writes_a_map(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    answer = call(capfd, "markets", "-c", "three-pipes", "--out", str(path), "--quiet")
    assert answer.err == f"wrote {path}\n"
    assert path.read_text(encoding="utf-8") == solved("three-pipes").map() + "\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["map.pdf"], "map.pdf: pictures are written as .svg or .png"),
        (["map.svg", "--theme", "red"], "theme: 'red' is none of light, dark, auto"),
        (
            ["map.svg", "--against", "base"],
            "--against base: it would be held against itself. Name what to draw with --scenario "
            "or --set",
        ),
    ],
)
def test_what_is_refused(
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = call(capfd, "map", *arguments, "-c", "three-pipes")
    assert (answer.code, answer.out, answer.err) == (2, "", f"{message}\n")
    assert list(tmp_path.iterdir()) == []
