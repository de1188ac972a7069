"""Games as tables: shares, properties and the nucleolus, against the literature and a peer."""

from __future__ import annotations

from itertools import permutations

import coopgame
import numpy as np
import pytest

from isthmus.lenses.leverage import kohlberg, table
from isthmus.lenses.leverage.nucleolus import Nucleolus, least_core, nucleolus
from isthmus.lenses.leverage.separation import TableCoalitions
from isthmus.lenses.leverage.solution import Solution
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.textbook import solve_table, solve_voting
from isthmus.lenses.leverage.voting import VotingGame, indices
from tests.lenses.leverage.games import Known, floats, known_games, random_game
from tests.lenses.leverage.games import table as of

KNOWN = known_games()
every_known = pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)


def solved(known: Known) -> Solution:
    game = known.game
    return solve_voting(game) if isinstance(game, VotingGame) else solve_table(game)


@every_known
def test_shapley_and_banzhaf_of_the_literature(known: Known) -> None:
    size = known.table.size
    found = solved(known)
    assert found.shapley / size == pytest.approx(floats(known.shapley) / size, abs=1e-14)
    assert found.banzhaf / size == pytest.approx(floats(known.banzhaf) / size, abs=1e-14)
    assert found.method == "exact"


@every_known
def test_the_nucleolus_of_the_literature(known: Known) -> None:
    found = solved(known)
    assert found.split is not None
    slack = 1e-9 * max(1.0, found.value)
    assert found.split.shares == pytest.approx(floats(known.nucleolus), abs=slack)
    assert (found.split.least_core <= slack) == known.core
    assert found.split.certified is (True if len(found.players) <= 12 else None)


def test_the_estate_of_three_hundred() -> None:
    split = solved(KNOWN["talmud-300"]).split
    assert split is not None
    assert split.shares == pytest.approx([50, 100, 150], abs=1e-10)


def test_a_bypass_raises_the_share_of_the_producer() -> None:
    before, after = (solved(KNOWN[name]).shapley for name in ("gas-synth-5", "gas-synth-5-baltic"))
    assert after[0] > before[0]
    assert (after[1:4] < before[1:4]).all()


@pytest.mark.parametrize("known", [k for k in KNOWN.values() if isinstance(k.game, VotingGame)])
def test_votes_are_counted_exactly(known: Known) -> None:
    assert isinstance(known.game, VotingGame)
    assert indices(known.game) == (known.shapley, known.banzhaf)


def test_sixty_voters_are_counted_exactly() -> None:
    game = VotingGame(tuple(f"v{i}" for i in range(60)), 900, tuple(range(60)))
    shapley, banzhaf = indices(game)
    assert sum(shapley) == 1
    assert shapley[0] == banzhaf[0] == 0
    assert sorted(shapley) == shapley
    assert solve_voting(game).split is None


def test_equal_voters_have_equal_power() -> None:
    game = VotingGame(tuple(f"v{i}" for i in range(30)), 16, (1,) * 30)
    assert set(indices(game)[0]) == {indices(game)[0][0]}
    assert float(indices(game)[0][0]) == pytest.approx(1 / 30, abs=1e-16)


@pytest.mark.parametrize(("quota", "small"), [(54, 25), (39, 10)])
def test_voters_with_a_veto_divide_all_equally(quota: int, small: int) -> None:
    """Counted without a table for thirty voters, by programs for fifteen."""
    weights = (7,) * 5 + (1,) * small
    found = solve_voting(VotingGame(tuple(f"v{i}" for i in range(len(weights))), quota, weights))
    assert found.split is not None
    assert found.split.shares == pytest.approx([0.2] * 5 + [0.0] * small, abs=1e-12)
    assert found.veto.tolist() == [True] * 5 + [False] * small


def by_orders(game: TableGame) -> np.ndarray:
    """Return the Shapley value from its definition."""
    n = len(game.players)
    shares = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        there = 0
        for player in order:
            shares[player] += game.values[there | 1 << player] - game.values[there]
            there |= 1 << player
    return shares / len(orders)


@pytest.mark.parametrize("seed", range(0, 36, 3))
def test_shapley_by_its_definition(seed: int) -> None:
    game = random_game(seed)
    if len(game.players) <= 6:
        assert table.shapley(game) == pytest.approx(by_orders(game), abs=1e-12)


def nucleolus_of(game: TableGame) -> tuple[Nucleolus, bool]:
    n = len(game.players)
    alone = game.gain[1 << np.arange(n)]
    held = bool(alone.sum() <= game.gain[-1] + 1e-9)
    return nucleolus(TableCoalitions(game), n, game.size, held=held), held


@pytest.mark.parametrize("first", range(0, 504, 36))
def test_random_games_against_a_peer(first: int) -> None:
    for seed in range(first, first + 36):
        game = random_game(seed)
        if not game.gain.any():
            continue
        found, held = nucleolus_of(game)
        peer = coopgame.Game(game.values[1:].tolist())
        free = coopgame.prenucleolus(peer)
        other = coopgame.nucleolus(peer) if held else free
        slack = 1e-9 * max(1.0, game.size)
        assert found.shares == pytest.approx(other["allocation"], abs=slack), seed
        assert kohlberg.certified(game, found, held=held), seed
        assert table.shapley(game) == pytest.approx(coopgame.shapley(peer), abs=1e-12)
        assert table.banzhaf(game) == pytest.approx(coopgame.banzhaf(peer), abs=1e-12)
        core = least_core(TableCoalitions(game), len(game.players), game.size)
        assert core == pytest.approx(free["levels"][0], abs=slack), seed


def test_kohlberg_refuses_other_shares() -> None:
    game = KNOWN["talmud-300"].table
    found, held = nucleolus_of(game)
    wrong = Nucleolus(
        np.array([50.0, 50.0, 200.0]),
        np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]], dtype=bool),
        np.array([-1, 0, 0]),
    )
    assert kohlberg.certified(game, found, held=held)
    assert not kohlberg.certified(game, wrong, held=held)


@pytest.mark.parametrize("seed", range(60))
def test_properties_by_their_definitions(seed: int) -> None:
    game = random_game(seed)
    if len(game.players) > 5:
        return
    v, every = game.values, range(len(game.values))
    assert table.is_monotone(game) == all(v[a] <= v[a | b] for a in every for b in every)
    pairs = [(a, b) for a in every for b in every]
    superadditive = all(v[a] + v[b] <= v[a | b] + 1e-9 for a, b in pairs if not a & b)
    assert table.is_superadditive(game) == superadditive
    convex = all(v[a] + v[b] <= v[a | b] + v[a & b] + 1e-9 for a, b in pairs)
    assert table.is_convex(game) == convex


def test_superadditive_games_of_many_players() -> None:
    members = table.sizes(13).astype(float)
    players = tuple("abcdefghijklm")
    assert table.is_superadditive(TableGame(players, np.floor(members / 2)))
    assert not table.is_superadditive(TableGame(players, np.ceil(members / 2)))


def test_who_blocks_an_empty_core() -> None:
    found = solve_table(of(0, 0, 0, 1, 0, 1, 1, 1))
    assert found.split is not None
    assert found.split.least_core == pytest.approx(1 / 3, abs=1e-12)
    by_nucleolus = [b for b in found.blocking if b.sharing == "nucleolus"]
    assert {b.members for b in by_nucleolus} == {(0, 1), (0, 2), (1, 2)}
    assert [b.excess for b in by_nucleolus] == pytest.approx([1 / 3] * 3, abs=1e-12)


def test_without_an_imputation_it_is_the_prenucleolus() -> None:
    found = solve_table(of(0, 2, 2, 3))
    assert found.split is not None
    assert found.split.kind == "prenucleolus"
    assert found.split.shares == pytest.approx([1.5, 1.5])
    assert any("prenucleolus" in note for note in found.notes)
    assert any("not superadditive" in note for note in found.notes)


def test_shares_divide_what_is_gained_over_nobody() -> None:
    found = solve_table(of(10, 10, 10, 16))
    assert found.split is not None
    assert found.shapley == pytest.approx([3, 3])
    assert found.split.shares == pytest.approx([3, 3])
    assert (found.value, found.value_empty) == (16, 10)


def test_who_owns_nothing_is_a_dummy() -> None:
    found = solve_table(of(0, 1, 0, 1, 0, 3, 0, 3))
    assert found.dummy.tolist() == [False, True, False]
    assert found.veto.tolist() == [True, False, False]
    assert found.shapley[1] == 0


def test_a_game_of_one_and_a_game_of_nothing() -> None:
    one = solve_table(of(0, 5))
    assert one.split is not None
    assert (one.shapley.tolist(), one.split.shares.tolist()) == ([5.0], [5.0])
    nothing = solve_table(of(0, 0, 0, 0))
    assert nothing.split is not None
    assert nothing.split.shares == pytest.approx([0, 0])
    assert not nothing.veto.any()
