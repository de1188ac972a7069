"""What is generated from the models and commands is as they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.generated import ROOT, SCHEMAS, generated, stale

FILES = generated()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_generated_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path]


def test_nothing_else_is_there() -> None:
    assert stale(FILES) == []
    assert {path.suffix for path in SCHEMAS.rglob("*") if path.is_file()} == {".json"}
