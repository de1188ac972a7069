"""README and docs tell the truth: what they show is what is printed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.generated import ROOT
from tests.docs.snippets import documents, refreshed


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_shown_is_what_is_printed(page: Path) -> None:
    assert refreshed(page) == page.read_text(encoding="utf-8")


def test_the_make_targets_named_in_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = sorted(set(re.findall(r"\bmake (\w+)", text)))
    assert {"run", "test"} <= set(targets)
    for target in targets:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, target
