"""More camps than two, who is sure of its camp, and how much it costs to leave."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.errors import IsthmusError
from isthmus.lenses.politics.camps import alike, margins, split
from isthmus.lenses.politics.signed import Signed
from tests.lenses.politics.graphs import complete, graph, signed_graphs, smallest


@settings(max_examples=40)
@given(signed_graphs(7), st.integers(2, 4))
def test_no_so_many_camps_are_better(signed: Signed, most: int) -> None:
    found = split(signed, most)
    assert found.index == int(signed.frustrated(found.camp).sum())
    assert found.index == smallest(signed, most)
    assert found.optimal


def test_three_foes_make_three_camps() -> None:
    found = split(complete(3, -1), 3)
    assert found.index == 0
    assert found.camp.tolist() == [1, 2, 3]


def test_camps_are_numbered_through_all_parts() -> None:
    found = split(graph([("a", "b", -1), ("x", "y", -1)]), 2)
    assert found.camp.tolist() == [1, 2, 3, 4]


def test_too_many_actors_for_more_than_two_camps() -> None:
    with pytest.raises(IsthmusError, match="31 actors hang together"):
        split(complete(31, -1), 3)


@settings(max_examples=40)
@given(signed_graphs(7))
def test_a_margin_is_what_one_move_costs(signed: Signed) -> None:
    camp = split(signed, 2).camp
    both = {int(c): sorted({int(x) for x in camp}) for c in camp}
    found = margins(signed, camp, 2)
    assert (found >= 0).all()
    if all(len(camps) == 2 for camps in both.values()):
        for actor in range(len(signed.names)):
            moved = camp.copy()
            moved[actor] = 3 - camp[actor]
            cost = int(signed.frustrated(moved).sum() - signed.frustrated(camp).sum())
            assert found[actor] == cost


def test_pairs_of_camps_that_do_as_well_are_counted() -> None:
    friends = alike(complete(3, 1))
    assert friends is not None
    assert (friends[0], friends[1].tolist()) == (1, [True, True, True])
    found = alike(complete(3, -1))
    assert found is not None
    assert found[0] == 3  # any one of the three may stand alone
    assert found[1].tolist() == [True, False, False]
    assert alike(complete(19, 1)) is None
