"""Bands of shares: the quantiles of games that are played one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.case.redrawing import redrawn
from isthmus.goods import markets_game
from isthmus.goods import redrawn as redrawn_network
from isthmus.lenses.leverage.network import solve_network
from isthmus.lenses.markets import optimal
from isthmus.lenses.markets.slopes import READ
from isthmus.spread import as_many_as_fit
from tests.lenses.builders import build_case, field, homes, pipe
from tests.lenses.leverage.networks import case_of

DRAWS = 5


@pytest.mark.parametrize("seed", [1, 6])
def test_quantiles_of_games_played_one_by_one(seed: int) -> None:
    case = case_of(seed)
    found = isthmus.leverage(case, caps=False, draws=DRAWS, seed=3)
    network = optimal(case).network
    players = tuple(found.players)
    values = np.array(
        [
            solve_network(
                markets_game(drawn, redrawn_network(drawn, network), players).game,
                most=10_000,
                shared=False,
            ).solution.shapley
            for drawn in redrawn(case, READ, DRAWS, 3)
        ]
    )
    assert list(found.bands["player"]) == list(players)
    assert set(found.bands["draws"]) == {DRAWS}
    for name, quantile in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        expected = np.quantile(values, quantile, axis=0)
        assert found.bands[name].to_numpy() == pytest.approx(expected, abs=1e-6)
        shares = np.quantile(values / values.sum(axis=1, keepdims=True), quantile, axis=0)
        assert found.bands[f"share_{name}"].to_numpy() == pytest.approx(shares, abs=1e-9)


def test_a_case_as_it_stands_has_the_network_it_had() -> None:
    case = isthmus.open_case("caucasus")
    network = optimal(case, "gas").network
    again = redrawn_network(case, network)
    assert np.array_equal(again.demand.width, network.demand.width)
    assert np.array_equal(again.demand.value, network.demand.value)
    assert np.array_equal(again.links.bound, network.links.bound)


def test_a_band_by_hand(tmp_path: Path) -> None:
    """Two gain (500 - 40) x 6, and each has half of it, whatever is drawn."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
    )
    bands = isthmus.leverage(case, draws=20).bands
    assert bands["share_q05"].to_list() == pytest.approx([0.5, 0.5])
    assert bands["share_q95"].to_list() == pytest.approx([0.5, 0.5])
    low, middle, high = bands.select("q05", "q50", "q95").row(0)
    assert (500 * 0.75 - 40 * 1.25) * 4.5 / 2 < low < middle < high
    assert high < (500 * 1.25 - 40 * 0.75) * 7.5 / 2
    assert middle == pytest.approx(460 * 6 / 2, rel=0.1)


def test_no_bands_where_none_are_asked_for() -> None:
    assert isthmus.leverage(case_of(1), caps=False).bands.height == 0


def test_as_many_draws_as_fit() -> None:
    assert as_many_as_fit(638, cargo=False) == 23
    assert as_many_as_fit(0, cargo=False) == 100
    assert as_many_as_fit(3, cargo=True) == 0
