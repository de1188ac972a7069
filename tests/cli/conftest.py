"""What holds for all tests of commands: the surroundings of a shell do not reach them."""

from __future__ import annotations

import pytest

from tests.cli.terminal import UNSET


@pytest.fixture(autouse=True)
def _plain_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a shell, or another runner of tests, may have set."""
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
