"""Ways looked for on few arcs, or round what is in the way, are those that all arcs have."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

from isthmus.lenses.corridors import detours
from isthmus.lenses.corridors.detours import Asked, Detours
from isthmus.lenses.corridors.instance import Instance, mirrored
from isthmus.lenses.corridors.narrow import narrow, within
from isthmus.lenses.corridors.pool import Routes, costs
from isthmus.lenses.corridors.pricing import frame_of, grow, places, prepare, shortest
from tests.oracles import cargo as generated

Floats = npt.NDArray[np.float64]


def scarce(instance: Instance, draw: np.random.Generator) -> Floats:
    """Return how scarce rows are: every other one, at random."""
    rows = len(instance.capacities.bound)
    return draw.exponential(20.0, rows) * (draw.random(rows) < 0.5)


def paid(instance: Instance, routes: Routes, scarcity: Floats) -> Floats:
    """Return what routes cost where rows are so scarce."""
    pricing = prepare(instance)
    more = np.append(pricing.frame.use @ scarcity, 0.0)[places(pricing, routes)]
    found: Floats = costs(instance, routes) + np.bincount(routes.owner, more, len(routes))
    return found


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(0.3, 1.0))
def test_what_is_found_is_what_all_arcs_have(seed: int, part: float) -> None:
    """Some cargo pays less than its cheapest route costs, so that it finds none."""
    instance, draw = generated.random_instance(seed), np.random.default_rng(seed)
    scarcity, free = scarce(instance, draw), np.zeros(len(instance.capacities.bound))
    distance, _ = shortest(prepare(instance), scarcity)
    asked, limit = np.arange(len(distance)), part * instance.cargo.reservation
    frame, arcs = frame_of(instance), len(instance.graph.tail)
    dearer = frame.paid(scarcity)[instance.cargo.period, :arcs]
    onward, back = (grow(prepare(one), free).reach for one in (instance, mirrored(instance)))
    few = narrow(instance, onward, back, frame.paid(free)[:, :arcs])
    cost, found = within(few, asked, limit, np.zeros(len(asked)), dearer)
    below = np.flatnonzero(distance <= limit)
    assert found.cargo.tolist() == np.flatnonzero(np.isfinite(cost)).tolist() == below.tolist()
    assert cost[below] == pytest.approx(distance[below], rel=1e-12)
    assert paid(instance, found, scarcity) == pytest.approx(distance[below], rel=1e-12)


@pytest.mark.parametrize("many", [0, 200])
@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_detours_are_the_cheapest_ways(many: int, seed: int) -> None:
    """Whatever was asked before, and whether many ways may be looked at or none."""
    instance, draw = generated.random_instance(seed), np.random.default_rng(seed)
    arcs, every = len(instance.graph.tail), np.arange(len(instance.cargo.origin))
    needs = draw.integers(0, 4, arcs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detours, "MANY", many)
        tree = Detours(instance, np.ones(arcs, dtype=bool), needs, 2)
        for members in (3, 1, 2, 1):
            scarcity, shut = scarce(instance, draw), draw.random(arcs) < 0.1
            less = replace(instance, masks=instance.masks & ~shut & (needs & ~members == 0))
            distance, _ = shortest(prepare(less), scarcity)
            dearer = np.zeros((frame_of(instance).periods, arcs + 2))
            dearer[:, :arcs] = frame_of(instance).paid(scarcity)[:, :arcs]
            dearer[:, :arcs][:, shut] = np.inf
            dearer[:, arcs:][:, [not members & 1, not members & 2]] = np.inf
            limit = 0.7 * instance.cargo.reservation
            cost, hits, ways = tree.cheapest(Asked(every, limit, instance.cargo.period, dearer))
            assert cost == pytest.approx(np.minimum(distance, limit), rel=1e-9)
            assert set(hits.tolist()) == set(np.flatnonzero(distance < limit).tolist())
            assert ways.cargo.tolist() == hits.tolist()
            assert paid(instance, ways, scarcity) == pytest.approx(cost[hits], rel=1e-9)
            assert not shut[ways.arcs].any()
            assert not (needs[ways.arcs] & ~members).any()
