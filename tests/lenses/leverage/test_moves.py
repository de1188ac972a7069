"""Changes split into moves: paths, cycles, steps that lose on the way, and what does not end."""

from __future__ import annotations

import pytest

from isthmus.lenses.leverage.moves import Move, moves

ARCS = [(None, 0), (0, 1), (0, 2), (1, 2), (2, None), (2, 0), (1, None)]


def column(arc: tuple[int | None, int | None], kept: float = 1.0) -> list[tuple[int, float]]:
    tail, head = arc
    return [(row, value) for row, value in ((tail, -1.0), (head, kept)) if row is not None]


def total(found: list[Move]) -> Move:
    return {j: sum(move.get(j, 0.0) for move in found) for j in {j for move in found for j in move}}


def test_paths_and_cycles() -> None:
    entries = [column(arc) for arc in ARCS]
    change = {0: 5.0, 1: 3.0, 2: 4.0, 3: 2.0, 4: 4.0, 5: 2.0, 6: 1.0}
    found = moves(entries, change)
    assert total(found) == pytest.approx(change)
    sets = {frozenset(move) for move in found}
    assert frozenset({0, 1, 6}) in sets
    assert all(5 not in move or {2, 5} <= set(move) or {1, 3, 5} <= set(move) for move in found)
    for move in found:
        assert len({round(size, 9) for size in move.values()}) == 1


def test_one_way_instead_of_another_is_a_cycle() -> None:
    entries = [column(arc) for arc in ARCS]
    assert moves(entries, {1: -1.5, 3: -1.5, 2: 1.5}) == [{2: 1.5, 3: -1.5, 1: -1.5}]


def test_what_is_lost_and_what_a_row_lets_go() -> None:
    """The sink takes 0.8 of what leaves; the source's row has more room for what is let go."""
    entries = [column((None, 0)), column((0, 1), kept=0.8), column((1, None))]
    found = moves(entries, {0: 5.0, 1: 4.0, 2: 3.2})
    assert total(found) == pytest.approx({0: 5.0, 1: 4.0, 2: 3.2})
    assert sorted(sorted(move) for move in found) == [[0], [0, 1, 2]]


def test_what_does_not_end_is_one_move() -> None:
    """A cycle that loses is fed from outside, at a rate that no walk around it meets."""
    entries = [column((None, 0)), column((0, 1), kept=0.5), column((1, 0))]
    change = {0: 1.0, 1: 2.0, 2: 1.0}
    assert moves(entries, change) == [change]


def test_no_change_takes_no_moves() -> None:
    assert moves([], {}) == []
