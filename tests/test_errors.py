"""What an error offers instead."""

from __future__ import annotations

import pytest

from isthmus.errors import choice, closest, did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("An", ["an", "ab"], " Did you mean an?"),
        ("TANAP", ["tap", "tanap"], " Did you mean tanap?"),
        ("tanap", ["TANAP"], " Did you mean TANAP?"),
        ("zzz", ["tanap"], ""),
    ],
)
def test_did_you_mean(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known) == expected


def test_closest_names_each_once() -> None:
    assert closest("tanapp", ["tanap", "scp", "tanap", "tap"]) == "tanap, tap"


def test_a_few_words_are_all_named() -> None:
    assert choice("zzz", ["tanap", "scp"]) == " There are scp, tanap."
    assert choice("tanp", ["tanap", "scp"]) == " Did you mean tanap?"
    assert choice("zzz", [f"link-{number}" for number in range(13)]) == ""
