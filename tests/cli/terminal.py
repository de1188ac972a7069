"""Run the command line: in this process, or as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from isthmus.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def call(capfd: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in this process; what any code writes to the descriptors counts."""
    code = 0
    try:
        main(list(arguments))
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    out, err = capfd.readouterr()
    return Answer(code, out, err)


def shell(
    *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m isthmus`` with pipes for stdout and stderr."""
    clean = {name: value for name, value in os.environ.items() if name not in UNSET}
    return subprocess.run(
        [sys.executable, "-m", "isthmus", *arguments],
        capture_output=True,
        cwd=cwd,
        env={**clean, **(env or {})},
        check=False,
        timeout=120,
    )


UNSET = ("ISTHMUS_CASE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING")
