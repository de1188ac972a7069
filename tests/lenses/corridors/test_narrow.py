"""Routes looked for on few arcs are the cheapest, and there is one wherever there can be any."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from isthmus.lenses.corridors.crowds import Doubt
from isthmus.lenses.corridors.holding import Held
from isthmus.lenses.corridors.narrow import cheaper, narrow
from isthmus.lenses.corridors.pool import costs
from isthmus.lenses.corridors.pricing import frame_of, places, prepare, shortest
from tests.oracles import cargo as generated


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(0.3, 1.0))
def test_what_is_found_is_what_all_arcs_have(seed: int, part: float) -> None:
    """Some cargo pays less than its cheapest route costs, so that it finds none."""
    instance, draw = generated.random_instance(seed), np.random.default_rng(seed)
    nobody = np.zeros(len(instance.graph.tail), np.int64)
    what = Held(instance, 1, nobody, np.zeros(len(instance.cargo.origin), np.int64))
    rows = len(instance.capacities.bound)
    scarcity = draw.exponential(20.0, rows) * (draw.random(rows) < 0.5)
    pricing = prepare(instance)
    distance, _ = shortest(pricing, scarcity)
    asked = np.arange(len(distance))
    limit = part * instance.cargo.reservation
    few = narrow(what, frame_of(instance))
    asker, found = cheaper(few, [Doubt(1, asked, limit, scarcity)] * 2)
    below = np.flatnonzero(distance < limit)
    assert found.cargo[asker == 0].tolist() == found.cargo[asker == 1].tolist() == below.tolist()
    paid = np.append(pricing.frame.use @ scarcity, 0.0)[places(pricing, found)]
    cost = costs(instance, found) + np.bincount(found.owner, paid, len(found))
    assert cost == pytest.approx(distance[found.cargo], rel=1e-12)
