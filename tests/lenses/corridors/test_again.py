"""Assigning again after numbers moved gives what assigning from nothing gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isthmus
from isthmus.case.availability import open_links
from isthmus.case.moving import with_numbers
from isthmus.lenses.corridors.again import Again
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Assignment, Instance
from isthmus.lenses.corridors.optimum import optimal, optimal_again, optimal_reopened
from isthmus.lenses.corridors.pool import Pool
from tests.oracles.cargo import random_instance

Floats = npt.NDArray[np.float64]


def moved(instance: Instance, rng: np.random.Generator) -> Instance:
    """Return the instance with numbers of one kind, and maybe all values of time, moved."""

    def shaken(values: Floats) -> Floats:
        factor = rng.choice([0, 0.5, 0.9, 1.1, 1.5], len(values))
        return np.where(rng.random(len(values)) < 0.4, values * factor, values)

    graph, cargo = instance.graph, instance.cargo
    open_arcs = rng.random(len(graph.tail)) < 0.8
    moves: list[Callable[[], Instance]] = [
        lambda: replace(instance, graph=replace(graph, cost=shaken(graph.cost))),
        lambda: replace(instance, graph=replace(graph, days=shaken(graph.days))),
        lambda: replace(instance, masks=instance.masks & open_arcs),
        lambda: replace(instance, masks=instance.masks | open_arcs),
        lambda: replace(
            instance,
            capacities=replace(instance.capacities, bound=shaken(instance.capacities.bound)),
        ),
        lambda: replace(
            instance,
            cargo=replace(
                cargo, quantity=shaken(cargo.quantity), reservation=shaken(cargo.reservation)
            ),
        ),
    ]
    found = moves[rng.integers(len(moves))]()
    if rng.random() < 0.3:
        value = found.cargo.time_value * rng.choice([0.8, 1.2])
        found = replace(found, cargo=replace(found.cargo, time_value=value))
    return found


@given(st.integers(0, 10**6))
@settings(max_examples=80)
def test_it_costs_what_it_costs_from_nothing(seed: int) -> None:
    instance, pool, rng = random_instance(seed), Pool(), np.random.default_rng(seed)
    assign(instance, pool)
    again = Again(instance, pool)
    for times in (1, 1, 2):
        other = instance
        for _ in range(times):
            other = moved(other, rng)
        assert again.assign(other).objective == pytest.approx(
            assign(other).objective, rel=1e-7, abs=1e-7
        )


def test_what_was_asked_before_does_not_matter() -> None:
    instance, pool, rng = random_instance(11), Pool(), np.random.default_rng(11)
    assign(instance, pool)
    others = [moved(instance, rng) for _ in range(6)]

    def bits(found: Assignment) -> list[bytes]:
        return [np.asarray(values).tobytes() for values in vars(found).values()]

    again = Again(instance, pool)
    forward = [bits(again.assign(other)) for other in others]
    backward = [bits(again.assign(other)) for other in reversed(others)]
    assert forward == backward[::-1]


@pytest.mark.parametrize(
    ("table", "column", "factor"),
    [
        ("modes", "speed", 0.8),
        ("modes", "detour", 1.2),
        ("transfers", "days", 2.0),
        ("classes", "time_value", 0.7),
        ("shipments", "quantity", 1.3),
        ("links", "capacity", 0.9),
    ],
)
def test_a_case_with_a_column_moved(table: str, column: str, factor: float) -> None:
    """Numbers of modes reach the links whose costs and days they estimate."""
    case = isthmus.open_case("caucasus")
    values = case.filled[table][column]
    other = with_numbers(case, table, column, dict(enumerate(values * factor)))
    before, after = optimal(case), optimal(other)
    assert abs(after.found.objective / before.found.objective - 1) > 1e-5
    assert optimal_again(other, before, table).found.objective == pytest.approx(
        after.found.objective, rel=1e-9
    )


def test_links_that_are_shut_and_opened() -> None:
    """Also those that take a row of their own when they open, and two at once."""
    case = isthmus.open_case("caucasus")
    before = optimal(case)
    ids, member = np.array(before.network.links.ids), before.network.member
    used = np.unique(member[before.found.arcs])
    closed = ids[~open_links(case)[before.network.links.rows]]
    changes = [{name: "closed"} for name in ids[used[used < len(ids)]][::40]]
    changes += [{name: "operating"} for name in closed[::3]]
    changes += [
        dict.fromkeys(closed, "operating"),
        {closed[0]: "operating", ids[used[0]]: "closed"},
    ]
    for change in changes:
        other = case.with_changes({f"links.{name}.status": how for name, how in change.items()})
        found = optimal_reopened(other, before)
        assert found.found.objective == pytest.approx(optimal(other).found.objective, rel=1e-9)
    idle = np.setdiff1d(np.arange(len(ids)), used)
    other = case.with_changes({f"links.{ids[idle[0]]}.status": "closed"})
    assert optimal_reopened(other, before) is before
