"""Minimal sets that block, beside all subsets."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.lenses.leverage import transversals as module
from isthmus.lenses.leverage.transversals import transversals

families = st.lists(st.integers(1, 255), max_size=8)


def around(ways: list[int], withdrawn: int) -> int | None:
    return next((one for one in ways if not one & withdrawn), None)


def minimal(ways: list[int], elements: int, size: int) -> list[int]:
    """Return the minimal sets that meet all ways, by trying all, small ones first."""
    found: list[int] = []
    for count in range(size + 1):
        for members in combinations(range(elements), count):
            mask = sum(1 << one for one in members)
            if all(mask & way for way in ways) and not any(one & mask == one for one in found):
                found.append(mask)
    return sorted(found, key=lambda one: (one.bit_count(), one))


@given(families)
def test_all_minimal_sets_and_no_others(ways: list[int]) -> None:
    found = transversals(lambda out: around(ways, out))
    assert found.sets == minimal(ways, 8, 8)
    assert found.size is None
    assert minimal(found.ways, 8, 8) == found.sets  # the ways found prove it


@given(families, st.integers(1, 3))
def test_up_to_a_size(ways: list[int], size: int) -> None:
    found = transversals(lambda out: around(ways, out), size)
    assert (found.sets, found.size) == (minimal(ways, 8, size), size)


def test_where_nothing_reaches_the_goal_nobody_is_needed_to_block_it() -> None:
    assert transversals(lambda _: None).sets == [0]


def test_what_needs_nobody_cannot_be_blocked() -> None:
    assert transversals(lambda _: 0).sets == []


def test_the_size_is_lowered_where_too_much_would_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ways of four: 64 sets of three."""
    monkeypatch.setattr(module, "MOST_KEPT", 20)
    ways = [0b1111, 0b1111_0000, 0b1111_0000_0000, 0b1_0001]
    found = transversals(lambda out: around(ways, out))
    assert found.size == 2
    assert found.sets == minimal(ways, 12, 2)
