"""What coalitions gain by their cargo equals what each gains when it is assigned from scratch."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from isthmus.lenses.corridors.holding import Held, alone
from isthmus.lenses.corridors.instance import Ints
from isthmus.lenses.corridors.values import Values
from tests.oracles import cargo as generated

SEEDS = st.integers(0, 10**6)


def drawn(seed: int, players: int, *, crowded: float = 1.0) -> Held:
    """Return a generated instance whose arcs and cargo need nobody, one or two players."""
    instance = generated.random_instance(seed)
    bound = instance.capacities.bound * crowded
    rows = replace(instance.capacities, bound=bound)
    draw = np.random.default_rng(seed)

    def needs(count: int) -> Ints:
        bits = 1 << draw.integers(0, players, (count, 2))
        bits[draw.random(count) < 0.2] = 0
        alike = draw.random(count) < 0.7
        return np.where(alike, bits[:, 0], bits[:, 0] | bits[:, 1])

    return Held(
        instance=replace(instance, capacities=rows),
        players=players,
        arcs=needs(len(instance.graph.tail)),
        cargo=needs(len(instance.cargo.origin)),
    )


def compare(what: Held) -> int:
    """Compare all coalitions with cold assignments; return how many crowds formed."""
    values = Values(what)
    for members in range((1 << what.players) - 1, -1, -1):
        gain = values(members)
        expected, _ = alone(what, members)
        assert gain.value == pytest.approx(expected, rel=1e-9, abs=1e-8)
        assert gain.value >= -1e-9
        assert (gain.carried >= 0).all()
    return values.solves


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.integers(1, 6))
def test_values_equal_cold_assignments(seed: int, players: int) -> None:
    compare(drawn(seed, players))
