"""Cargo assigned to routes against a program of flows on arcs that knows no routes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Instance
from tests.oracles import arc_flow, cargo

TOLERANCE = 1e-9


def compare(instance: Instance) -> None:
    answer = assign(instance)
    cargo.check(instance, answer)
    least = arc_flow.solve(arc_flow.build(instance))
    assert abs(answer.objective - least) <= TOLERANCE * max(1.0, abs(least))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_small_instances(seed: int) -> None:
    compare(cargo.random_instance(seed))


@pytest.mark.parametrize("seed", range(3))
def test_crowded_grids(seed: int) -> None:
    instance = cargo.grid(seed, side=5, load=0.15, segments=(0.5, 1.0, 2.0))
    answer = assign(instance)
    assert np.count_nonzero(answer.scarcity) >= 5
    compare(instance)
