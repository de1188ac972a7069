"""The frustration index: known graphs, all camps tried, and what is proved."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from isthmus.lenses.politics.frustration import frustration
from isthmus.lenses.politics.signed import Signed, signed_graph, triangles
from tests.lenses.politics.graphs import complete, graph, planted, signed_graphs, smallest


def test_two_hostile_camps_are_not_frustrated() -> None:
    east, west = ("a", "b", "c"), ("x", "y")
    ties = [(a, b, 1.0 if (a in east) == (b in east) else -0.2)
            for a in (*east, *west) for b in (*east, *west) if a < b]  # fmt: skip
    found = frustration(graph(ties))
    assert (found.index, found.optimal) == (0, True)
    assert found.camp.tolist() == [0, 0, 0, 1, 1]


def test_three_foes_are_one_too_many() -> None:
    assert frustration(complete(3, -1)).index == 1


@pytest.mark.parametrize("count", range(2, 13))
def test_foes_all_round(count: int) -> None:
    found = frustration(complete(count, -1))
    assert found.index == math.comb(count, 2) - count**2 // 4
    assert found.optimal


@pytest.mark.parametrize("count", [2, 7, 20])
def test_friends_all_round(count: int) -> None:
    assert frustration(complete(count, 1)).index == 0


@settings(max_examples=60)
@given(signed_graphs(12))
def test_no_camps_are_better(signed: Signed) -> None:
    found = frustration(signed)
    assert found.index == int(signed.frustrated(found.camp).sum())
    assert found.index == smallest(signed, 2)
    assert found.optimal


@settings(max_examples=25)
@given(signed_graphs(8))
def test_the_integer_program_alone_says_the_same(signed: Signed) -> None:
    assert frustration(signed, cuts=False).index == frustration(signed).index


@settings(max_examples=25)
@given(signed_graphs(10))
def test_an_actor_that_changes_all_its_signs_changes_nothing(signed: Signed) -> None:
    turned = np.where((signed.a == 0) | (signed.b == 0), -signed.strength, signed.strength)
    switched = Signed(signed.names, signed.a, signed.b, turned)
    assert frustration(switched).index == frustration(signed).index


@pytest.mark.parametrize(("noise", "index"), [(0.1, 118), (0.2, 235), (0.25, 309)])
def test_as_large_as_the_states_of_the_world(noise: float, index: int) -> None:
    found = frustration(planted(150, 1250, noise, seed=1))
    assert found.optimal
    assert found.index == index


def test_a_search_that_is_cut_short_proves_what_it_can() -> None:
    found = frustration(planted(30, 200, 0.5, seed=2), nodes=1, cuts=False)
    assert 0 < found.bound < found.index
    assert not found.optimal


def test_a_tie_given_both_ways_counts_by_its_mean() -> None:
    signed = signed_graph({("a", "b"): [0.9], ("b", "a"): [-0.3], ("b", "c"): [0.4, -0.8],
                           ("c", "d"): [0.5], ("d", "c"): [-0.5], ("a", "d"): [0.0]})  # fmt: skip
    assert signed.names == ("a", "b", "c")
    assert signed.strength.tolist() == pytest.approx([0.3, -0.2])


def test_triangles_are_balanced_by_their_product() -> None:
    signed = graph([("a", "b", 1), ("b", "c", -1), ("a", "c", -1), ("c", "d", 1), ("b", "d", 1)])
    assert triangles(signed) == (2, 1)


def test_parts_that_no_tie_joins_add_up() -> None:
    first, second = complete(3, -1), complete(5, -1)
    ties = [(first.names[a], first.names[b], -1.0) for a, b in zip(first.a, first.b, strict=True)]
    ties += [(f"x{second.names[a]}", f"x{second.names[b]}", -1.0)
             for a, b in zip(second.a, second.b, strict=True)]  # fmt: skip
    assert frustration(graph(ties)).index == 1 + 4
