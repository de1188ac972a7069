"""What coalitions gain by their cargo equals what each gains when it is assigned from scratch."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from isthmus.errors import IsthmusError
from isthmus.lenses.corridors import crowds
from isthmus.lenses.corridors.holding import Held, alone
from isthmus.lenses.corridors.instance import NO_ROWS, Ints
from isthmus.lenses.corridors.values import Values
from isthmus.lenses.corridors.ways import cheapest_ways
from isthmus.lenses.leverage.network import solve_network
from isthmus.lenses.leverage.provider import Optimum, Unsplit
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.textbook import solve_table
from tests.oracles import cargo as generated

SEEDS = st.integers(0, 10**6)


def drawn(seed: int, players: int) -> Held:
    """Return a generated instance whose arcs and cargo need nobody, one or two players."""
    instance = generated.random_instance(seed)
    draw = np.random.default_rng(seed)

    def needs(count: int) -> Ints:
        bits = 1 << draw.integers(0, players, (count, 2))
        bits[draw.random(count) < 0.2] = 0
        alike = draw.random(count) < 0.7
        return np.where(alike, bits[:, 0], bits[:, 0] | bits[:, 1])

    return Held(
        instance=instance,
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


@settings(max_examples=25)
@given(SEEDS, st.integers(1, 6))
def test_values_equal_cold_assignments(seed: int, players: int) -> None:
    compare(drawn(seed, players))


def test_crowds_form_and_serve_again() -> None:
    """On a grid with little room nearly all cargo is in one crowd or another."""
    instance = generated.grid(3, side=4, load=0.3)
    draw = np.random.default_rng(3)
    what = Held(
        instance=instance,
        players=5,
        arcs=1 << draw.integers(0, 8, len(instance.graph.tail)) & 31,
        cargo=1 << draw.integers(0, 8, len(instance.cargo.origin)) & 31,
    )
    assert compare(what) > 20


@settings(max_examples=25)
@given(SEEDS, st.integers(1, 6))
def test_each_coalition_has_at_most_one_way_for_a_cargo(seed: int, players: int) -> None:
    what = drawn(seed, players)
    ways = cheapest_ways(what)
    for members in range(1 << players):
        boxes = ways.of(members)
        cargo = ways.routes.cargo[boxes]
        assert len(set(cargo.tolist())) == len(cargo)
        gained = what.instance.cargo.quantity[cargo] @ (
            what.instance.cargo.reservation[cargo] - ways.distance[boxes]
        )
        roomy = replace(what, instance=replace(what.instance, capacities=NO_ROWS))
        assert gained == pytest.approx(alone(roomy, members)[0], rel=1e-9, abs=1e-9)


def test_a_search_equals_all_coalitions() -> None:
    what = drawn(11, 6)
    players = tuple("abcdef")
    values = Values(what)
    solved = solve_network(Unsplit(players, lambda s: Optimum(*values(s))), most=1000)
    table = TableGame(players, np.array([alone(what, s)[0] for s in range(64)]))
    by_table = solve_table(table)
    assert solved.solution.shapley == pytest.approx(by_table.shapley, abs=1e-8)
    assert solved.solution.banzhaf == pytest.approx(by_table.banzhaf, abs=1e-8)


def test_the_proof_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "GAP", -1.0)
    with pytest.raises(IsthmusError, match="not proved"):
        compare(drawn(11, 3))
