"""From tables to a graph: states, transfers, capacities, bans, segments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.lenses.corridors.network import Network, build_network
from isthmus.lenses.corridors.segments import lognormal_means
from tests.lenses.corridors.builders import cargo_case, leg, shipment

NODES = {"a": "north", "port": "middle", "b": "south"}


def arcs(network: Network) -> set[tuple[str, str]]:
    """Return the arcs as pairs of `node/mode`."""
    graph = network.instance.graph
    names = [
        f"{network.places[place]}/{mode}"
        for place, mode in zip(graph.place, network.modes, strict=True)
    ]
    return {(names[a], names[b]) for a, b in zip(graph.tail, graph.head, strict=True)}


def test_links_run_within_modes_and_transfers_between_them(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        NODES,
        links=[leg("one", "a", "port"), leg("two", "port", "b", "sea", bidirectional=True)],
        transfers=[{"id": "load", "node": "*", "from_mode": "rail", "to_mode": "sea"}],
        shipments=[shipment("s", "a", "b", 1)],
    )
    assert arcs(build_network(case)) == {
        ("a/rail", "port/rail"),
        ("port/sea", "b/sea"),
        ("b/sea", "port/sea"),
        ("port/rail", "port/sea"),
    }


def test_the_row_that_names_a_node_wins_over_one_for_all(tmp_path: Path) -> None:
    every = {"id": "every", "node": "*", "from_mode": "rail", "to_mode": "sea", "cost": 9}
    case = cargo_case(
        tmp_path,
        NODES,
        links=[leg("one", "a", "port"), leg("two", "port", "b", "sea")],
        transfers=[
            {**every, "bidirectional": True},
            {"id": "here", "node": "port", "from_mode": "rail", "to_mode": "sea", "cost": 5},
        ],
        shipments=[shipment("s", "a", "b", 1)],
    )
    transfers = build_network(case).transfers
    pairs = list(zip(transfers.ids, transfers.nodes, transfers.cost, strict=True))
    assert pairs == [("here", "port", 5.0), ("every", "port", 9.0)]
    assert not transfers.two_way.any()
    assert transfers.controllers == [("middle",), ("middle",)]
    assert transfers.owners == [(("middle", 1.0),), (("middle", 1.0),)]


def test_both_directions_of_a_link_share_its_capacity(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": None, "b": None},
        periods={"winter": 0.25, "summer": 0.75},
        links=[leg("one", "a", "b", bidirectional=True, capacity=8, profile="thaw")],
        profiles=[
            {"profile": "thaw", "kind": "availability", "period": "winter", "factor": 0},
            {"profile": "thaw", "kind": "availability", "period": "summer", "factor": 0.5},
        ],
        shipments=[shipment("s", "a", "b", 1)],
    )
    network = build_network(case)
    capacities = network.instance.capacities
    assert capacities.bound.tolist() == [3.0]  # 8 x 0.75 x 0.5, and no row for the winter
    assert sorted(zip(capacities.arc, capacities.period, strict=True)) == [(0, 1), (1, 1)]
    assert network.instance.masks.any(axis=1).tolist() == [False, True]


def test_a_limit_weighs_links_and_counts_transfers(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        NODES,
        periods={"winter": 0.5, "summer": 0.5},
        links=[leg("one", "a", "port"), leg("two", "port", "b", "sea")],
        transfers=[{"id": "load", "node": "*", "from_mode": "rail", "to_mode": "sea"}],
        limits=[
            {"id": "fleet", "links": "two:3", "capacity": 10},
            {"id": "quay", "transfers": "load", "capacity": 4, "per": "year"},
        ],
        shipments=[shipment("s", "a", "b", 1)],
    )
    network = build_network(case)
    capacities = network.instance.capacities
    rows = [
        (capacities.bound[r], network.row_period[r], set(capacities.weight[capacities.row == r]))
        for r in range(len(capacities.bound))
    ]
    assert rows == [(5.0, 0, {3.0}), (5.0, 1, {3.0}), (4.0, -1, {1.0})]
    assert [limit.id for limit in network.limits] == ["fleet", "quay"]


def test_a_ban_closes_what_its_controller_holds_to_whom_it_is_about(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "state", "m": "member", "b": "south", "c": "else"},
        actors=[{"id": "bloc"}],
        links=[
            leg("one", "a", "m", controllers="member"),
            leg("two", "m", "b", "road", controllers="member;south"),
            leg("three", "a", "c", controllers="else"),
        ],
        bans=[
            {"id": "gate", "controller": "member", "mode": "road", "origin_actor": "state"},
            {"id": "gone", "controller": "else", "status": "lifted"},
        ],
        shipments=[shipment("barred", "a", "b", 1), shipment("free", "m", "b", 1)],
    )
    network = build_network(case)
    mask = {
        case.filled["shipments"]["id"][row]: network.instance.masks[kind].tolist()
        for row, kind in zip(network.shipment, network.instance.cargo.mask, strict=True)
    }
    assert network.links.ids == ["one", "three", "two"]
    assert mask == {"barred": [True, True, False], "free": [True, True, True]}


def test_a_ban_of_a_bloc_holds_for_its_members(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south"},
        actors=[{"id": "bloc"}, {"id": "guard", "parent": "bloc"}],
        links=[leg("one", "a", "b", controllers="guard")],
        bans=[{"id": "gate", "controller": "bloc"}],
        shipments=[shipment("s", "a", "b", 1)],
    )
    assert not build_network(case).instance.masks.any()


def test_what_no_source_gives_comes_from_the_mode(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": None, "b": None},
        places={"a": (0, 0), "b": (0, 90)},
        modes=[
            {
                "mode": "rail",
                "cost": 0.02,
                "speed": 500,
                "fixed_cost": 3,
                "fixed_days": 1,
                "detour": 1.5,
            }
        ],
        links=[leg("told", "a", "b", length=1000, days=9), leg("untold", "a", "b")],
        shipments=[shipment("s", "a", "b", 1)],
    )
    links = build_network(case).links
    quarter = np.pi / 2 * 6371 * 1.5
    assert links.km == pytest.approx([1000, quarter])
    assert links.days == pytest.approx([9, 1 + quarter / 500])
    assert links.cost == pytest.approx([3 + 20, 3 + 0.02 * quarter])


def test_segments_of_a_lognormal_keep_the_mean() -> None:
    means = lognormal_means(0.8, 5)
    assert means.mean() == pytest.approx(1, abs=1e-12)
    assert (np.diff(means) > 0).all()
    draws = np.sort(
        np.random.default_rng(1).lognormal(-np.log(1.64) / 2, np.sqrt(np.log(1.64)), 10**6)
    )
    assert means == pytest.approx(draws.reshape(5, -1).mean(axis=1), rel=5e-3)


def test_each_segment_is_a_part_of_each_period(tmp_path: Path) -> None:
    case = cargo_case(
        tmp_path,
        {"a": None, "b": None},
        periods={"winter": 0.25, "summer": 0.75},
        segments=2,
        classes=[{"id": "box", "value": 3650, "time_value": 10, "time_value_cv": 1}],
        links=[leg("one", "a", "b")],
        shipments=[shipment("s", "a", "b", 8)],
    )
    network = build_network(case)
    cargo = network.instance.cargo
    assert cargo.quantity.tolist() == [1.0, 3.0, 1.0, 3.0]
    assert network.segment.tolist() == [1, 1, 2, 2]
    assert cargo.time_value == pytest.approx(np.repeat(10 * lognormal_means(1, 2), 2))


def test_nothing_to_carry_is_an_error_that_says_so(tmp_path: Path) -> None:
    case = cargo_case(tmp_path, {"a": None, "b": None}, links=[leg("one", "a", "b")])
    assert not len(build_network(case).instance.cargo.origin)
    with pytest.raises(isthmus.IsthmusError, match="no shipments"):
        isthmus.corridors(case)
