"""A road network of the kind that traffic assignment is tested on, as arrays and as a case.

Directed links with free-flow times and capacities, trips between all pairs of crossings, a price
above which a trip is not made. Grid, times, capacities and trips come from a seed.
"""

from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.lenses.corridors.assignment import assign
from tests.lenses.corridors.builders import cargo_case, leg, shipment
from tests.oracles import arc_flow, cargo

TRIPS = cargo.grid(seed=7, side=5, load=0.3)
OPTIMUM = 2792.36311
"""Found by HiGHS for flows on arcs, a commodity for each origin."""


def test_the_network_is_large_and_crowded_enough_to_tell() -> None:
    full = np.isclose(cargo.taken(TRIPS, assign(TRIPS)), TRIPS.capacities.bound)
    assert len(TRIPS.graph.place) >= 20
    assert len(TRIPS.graph.tail) >= 60
    assert len(TRIPS.cargo.origin) == 25 * 24
    assert np.count_nonzero(full) >= 5


def test_flows_on_arcs_find_the_optimum_that_is_kept() -> None:
    assert arc_flow.solve(arc_flow.build(TRIPS)) == pytest.approx(OPTIMUM, rel=1e-9)


def test_routes_find_it() -> None:
    answer = assign(TRIPS)
    cargo.check(TRIPS, answer)
    assert answer.objective == pytest.approx(OPTIMUM, rel=1e-9)


def test_the_case_finds_it(tmp_path: Path) -> None:
    graph, bound, trips = TRIPS.graph, TRIPS.capacities.bound, TRIPS.cargo
    case = cargo_case(
        tmp_path,
        {f"n{place}": "city" for place in graph.place},
        classes=[{"id": "box", "value": 0, "time_value": 1}],
        links=[
            leg(f"l{arc}", f"n{tail}", f"n{head}", "road", capacity=most, days=days, cost=0)
            for arc, (tail, head, most, days) in enumerate(
                zip(graph.tail, graph.head, bound.tolist(), graph.days.tolist(), strict=True)
            )
        ],
        shipments=[
            shipment(f"t{number}", f"n{start}", f"n{end}", wanted, dearest)
            for number, (start, end, wanted, dearest) in enumerate(
                zip(
                    trips.origin,
                    trips.destination,
                    trips.quantity.tolist(),
                    trips.reservation.tolist(),
                    strict=True,
                )
            )
        ],
    )
    result = isthmus.corridors(case)
    assert result.objective == pytest.approx(OPTIMUM, rel=1e-9)
    assert result.gap <= 1e-12
    assert result.flows["scarcity_price"].gt(0).sum() >= 5
