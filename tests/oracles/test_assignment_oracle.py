"""Cargo assigned to routes against a program of flows on arcs that knows no routes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors import assignment
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Instance
from isthmus.lenses.corridors.pool import Pool
from tests.oracles import arc_flow, cargo

TOLERANCE = 1e-9
SEEDS = st.integers(0, 2**32 - 1)


def compare(instance: Instance, pool: Pool | None = None) -> None:
    answer = assign(instance, pool)
    cargo.check(instance, answer)
    least = arc_flow.solve(arc_flow.build(instance))
    assert abs(answer.objective - least) <= TOLERANCE * max(1.0, abs(least))


@given(SEEDS)
@settings(max_examples=200)
def test_small_instances(seed: int) -> None:
    compare(cargo.random_instance(seed))


@given(SEEDS)
@settings(max_examples=40)
def test_small_instances_after_a_descent(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "MANY", 1)
        compare(cargo.random_instance(seed))


@given(SEEDS)
@settings(max_examples=40)
def test_a_pool_shared_by_what_coalitions_may_use(seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole, pool = cargo.random_instance(seed), Pool()
    for _ in range(4):
        masks = whole.masks & (rng.random(whole.masks.shape[1]) < 0.8)
        quantity = whole.cargo.quantity * (rng.random(len(whole.cargo.quantity)) < 0.8)
        part = replace(whole, masks=masks, cargo=replace(whole.cargo, quantity=quantity))
        compare(part, pool)


@pytest.mark.parametrize("seed", range(2))
def test_crowded_grids(seed: int) -> None:
    instance = cargo.grid(seed, side=6, load=0.3)
    answer = assign(instance)
    assert np.count_nonzero(answer.scarcity) >= assignment.MANY
    compare(instance)
