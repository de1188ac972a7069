"""The reference pages are what the row models say."""

from __future__ import annotations

import pytest

from tests.docs.snippets import REFERENCE, ROOT


@pytest.mark.parametrize("page", REFERENCE)
def test_reference_is_generated(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == REFERENCE[page]()
