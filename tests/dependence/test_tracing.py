"""Proportional sharing on flows that are traced by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isthmus.dependence.tracing import Flows, origins, touched

NORTH, EAST, SOUTH = np.eye(3, dtype=bool)
NOBODY = np.zeros(3, dtype=bool)


def flows(
    places: int,
    edges: list[tuple[int, int, float, float, Any]],
    sources: list[tuple[int, float, Any]],
    sinks: list[tuple[int, float, Any]],
) -> Flows:
    """Return flows from edges (tail, head, sent, received, holders), sources and sinks."""
    tail, head, sent, received, held = zip(*edges, strict=True)
    source, put_in, source_of = zip(*sources, strict=True)
    sink, taken_out, sink_of = zip(*sinks, strict=True)
    return Flows(
        places, np.array(tail), np.array(head), np.array(sent), np.array(received), np.array(held),
        np.array(source), np.array(put_in), np.array(source_of), np.array(source_of),
        np.array(sink), np.array(taken_out), np.array(sink_of), np.array(sink_of),
    )  # fmt: skip


def test_what_enters_a_place_is_mixed() -> None:
    # 6 from the north and 2 from the east meet at place 2; 4 go on to place 3, 4 are used
    run = flows(
        4,
        [(0, 2, 6, 6, NORTH), (1, 2, 2, 2, EAST), (2, 3, 4, 4, NOBODY)],
        [(0, 6, NORTH), (1, 2, EAST), (3, 1, SOUTH)],
        [(2, 4, SOUTH), (3, 5, SOUTH)],
    )
    shares = origins(run)
    assert shares[2].tolist() == [0.75, 0.25, 0]
    assert shares[3] == pytest.approx([0.6, 0.2, 0.2])


def test_what_passes_somebody_is_touched_once() -> None:
    # the north's gas passes the east twice; a quarter of what arrives came another way
    run = flows(
        4,
        [(0, 1, 6, 6, EAST), (1, 3, 6, 6, EAST), (2, 3, 2, 2, NOBODY)],
        [(0, 6, NORTH), (2, 2, NORTH)],
        [(3, 8, SOUTH)],
    )
    assert touched(run)[3].tolist() == [1.0, 0.75, 0]
    assert origins(run)[3].tolist() == [1.0, 0, 0]


def test_a_loss_falls_on_all_alike() -> None:
    run = flows(
        3,
        [(0, 2, 4, 2, NOBODY), (1, 2, 2, 2, NOBODY)],
        [(0, 4, NORTH), (1, 2, EAST)],
        [(2, 4, SOUTH)],
    )
    assert origins(run)[2].tolist() == [0.5, 0.5, 0]


def test_backwards_it_tells_where_things_go() -> None:
    # of the north's 6 the east uses 2; 4 pass it and are used in the south
    run = flows(
        3,
        [(0, 1, 6, 6, NOBODY), (1, 2, 4, 4, EAST)],
        [(0, 6, NORTH)],
        [(1, 2, EAST), (2, 4, SOUTH)],
    ).reversed()
    assert origins(run)[0] == pytest.approx([0, 1 / 3, 2 / 3])
    assert touched(run)[0] == pytest.approx([0, 1.0, 2 / 3])


def test_a_loop_converges() -> None:
    # 1 enters, 1 leaves, and 1 turns round between places 1 and 2
    run = flows(
        3,
        [(0, 1, 1, 1, NOBODY), (1, 2, 2, 2, NOBODY), (2, 1, 1, 1, EAST)],
        [(0, 1, NORTH)],
        [(2, 1, SOUTH)],
    )
    shares = touched(run)
    assert shares[2] == pytest.approx([1.0, 0.5, 0])
    assert origins(run)[2] == pytest.approx([1.0, 0, 0])
