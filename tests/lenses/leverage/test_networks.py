"""Network games: the search against enumeration, bounds, samples, the nucleolus over boxes."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.errors import IsthmusError
from isthmus.lenses.leverage import boxes as boxed
from isthmus.lenses.leverage import table
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.leverage.network import check, solve_network
from isthmus.lenses.leverage.nucleolus import nucleolus
from isthmus.lenses.leverage.provider import Optimum, Solved, Unsplit
from isthmus.lenses.leverage.sampling import sample
from isthmus.lenses.leverage.search import search
from isthmus.lenses.leverage.separation import BoxCoalitions, TableCoalitions
from isthmus.lenses.leverage.table import TableGame
from tests.lenses.leverage.networks import contested, enumerated, game_of, random_program

Floats = npt.NDArray[np.float64]

MANY = 10**9
SEEDS = range(100)


def compared(game: LinearGame) -> float:
    """Compare search and enumeration; return how contested the game is."""
    values = enumerated(game)
    solved = solve_network(game, most=MANY, shared=False)
    slack = 1e-6 * max(1.0, values.max())
    assert solved.search.boxes.covered() == pytest.approx(1, abs=1e-9)
    found = boxed.table_of(solved.search.boxes)
    assert found == pytest.approx(values, abs=slack)
    whole = TableGame(game.players, values)
    assert solved.solution.shapley == pytest.approx(table.shapley(whole), abs=slack)
    assert solved.solution.banzhaf == pytest.approx(table.banzhaf(whole), abs=slack)
    assert solved.solution.value == pytest.approx(values[-1], abs=slack)
    assert solved.solution.value_empty == pytest.approx(values[0], abs=slack)
    assert table.is_monotone(TableGame(game.players, np.round(values / slack) * slack))
    assert solved.solution.veto.tolist() == table.vetoes(TableGame(game.players, found)).tolist()
    return contested(values)


@functools.cache
def of_case(seed: int) -> float:
    return compared(game_of(seed).game)


@pytest.mark.parametrize("first", range(0, len(SEEDS), 20))
def test_the_search_equals_enumeration_on_markets(first: int) -> None:
    for seed in range(first, first + 20):
        of_case(seed)


def test_many_of_those_games_are_contested() -> None:
    shares = [of_case(seed) for seed in SEEDS]
    assert np.mean(np.array(shares) > 0.5) >= 1 / 3


@given(seed=st.integers(0, 10**6), players=st.integers(2, 7))
@settings(max_examples=100)
def test_the_search_equals_enumeration_on_programs(seed: int, players: int) -> None:
    compared(random_program(seed, players))


@pytest.mark.parametrize("seed", [1, 4])
def test_twelve_players(seed: int) -> None:
    compared(random_program(seed, 12))


def test_open_access_is_worth_no_less() -> None:
    for seed in range(6):
        closed, opened = (enumerated(game_of(seed, how).game) for how in ("control", "open"))
        assert (opened >= closed - 1e-6).all()
        assert opened[-1] == pytest.approx(closed[-1], abs=1e-6)


@pytest.fixture(scope="module", name="game")
def _game() -> LinearGame:
    return random_program(7, 8)


@pytest.fixture(scope="module", name="exact")
def _exact(game: LinearGame) -> Floats:
    return table.shapley(TableGame(game.players, enumerated(game)))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("most", [4, 15, 40])
def test_bounds_hold(seed: int, most: int) -> None:
    game = random_program(seed, 8)
    exact = table.shapley(TableGame(game.players, enumerated(game)))
    found = solve_network(game, most=most).solution
    assert (found.low <= exact + 1e-9).all()
    assert (exact <= found.high + 1e-9).all()
    assert found.method == ("exact" if (found.low == found.high).all() else "bounds")


@pytest.mark.parametrize("seed", range(15))
def test_what_is_open_lies_between_two_sums(seed: int) -> None:
    """The lower one is exact where nobody else is in and where all are, and the upper one there
    if that is all that counts."""
    game = random_program(seed, 6)
    values = enumerated(game)
    slack = 1e-6 * max(1.0, values.max())
    draw = np.random.default_rng(seed)
    outside = int(draw.integers(64)) & int(draw.integers(64))
    inside = int(draw.integers(64)) & int(draw.integers(64)) & ~outside
    parts = [left for part in game.parts() for left in game.within(part, 63 & ~outside)]
    count = 6 - (inside | outside).bit_count() + 1
    weights = (1.0,) * count if seed % 2 else tuple(1 / (2 + k) for k in range(count))
    sums = game.between([(part, inside, weights) for part in parts])

    def worth(side: int, mask: int) -> float:
        terms = [term for one in sums for term in one[side].items()]
        return sum(size for need, size in terms if need & ~mask == 0)

    for mask in range(64):
        if mask & outside == 0 and inside & ~mask == 0:
            assert worth(0, mask) - slack <= values[mask] <= worth(1, mask) + slack
    assert worth(0, inside) == pytest.approx(values[inside], abs=slack)
    assert worth(0, 63 & ~outside) == pytest.approx(values[63 & ~outside], abs=slack)
    if seed % 2:
        assert worth(1, 63 & ~outside) == pytest.approx(values[63 & ~outside], abs=slack)


def test_bounds_close_as_more_is_solved() -> None:
    game = max((random_program(seed, 8) for seed in range(8)), key=widths)
    found = [widths(game, most) for most in (4, 10, 25)]
    assert found[0] > found[1] > found[2]


def widths(game: LinearGame, most: int = 10) -> float:
    found = solve_network(game, most=most, shared=False).solution
    return float((found.high - found.low).max())


def test_samples_miss_by_their_standard_error() -> None:
    game = max((random_program(seed, 8) for seed in range(8)), key=widths)
    exact = table.shapley(TableGame(game.players, enumerated(game)))
    solved = Solved(game)
    found = search(solved, 10)
    assert found.open
    scores = []
    for seed in range(12):
        estimate = sample(solved, found, 60, seed)
        assert estimate.shares.sum() == pytest.approx(exact.sum(), abs=6 * estimate.stderr.sum())
        known = estimate.stderr > 1e-9
        scores.append(((estimate.shares - exact)[known] / estimate.stderr[known]) ** 2)
    assert 0.5 < np.sqrt(np.mean(np.concatenate(scores))) < 1.6
    again = sample(solved, found, 60, 3)
    assert (again.shares == sample(solved, found, 60, 3).shares).all()


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_the_nucleolus_over_boxes_is_that_of_the_table(seed: int) -> None:
    game = random_program(seed, 7)
    boxes = search(Solved(game), MANY).boxes
    whole = TableGame(game.players, boxed.table_of(boxes))
    flat = boxed.flattened(boxes, MANY)
    assert flat is not None
    assert flat.covered() == pytest.approx(1, abs=1e-12)
    assert boxed.table_of(flat) == pytest.approx(whole.values, abs=1e-9)
    alone = whole.gain[1 << np.arange(7)]
    held = bool(alone.sum() <= whole.gain[-1] + 1e-9)
    by_boxes = nucleolus(BoxCoalitions(flat), 7, whole.size, held=held)
    by_table = nucleolus(TableCoalitions(whole), 7, whole.size, held=held)
    assert by_boxes.shares == pytest.approx(by_table.shares, abs=1e-9 * whole.size)


def test_boxes_are_flattened_up_to_a_number() -> None:
    boxes = search(Solved(random_program(3, 8)), MANY).boxes
    assert boxed.flattened(boxes, 1) is None


def test_a_game_that_does_not_split() -> None:
    """Everybody adds its number; two more belong together."""

    def value(mask: int) -> Optimum:
        carried = np.array([float(mask >> i & 1) * (i + 1) for i in range(4)])
        return Optimum(carried.sum() + 10.0 * (mask & 3 == 3), carried)

    found = solve_network(Unsplit(("a", "b", "c", "d"), value), most=MANY).solution
    assert found.shapley == pytest.approx([6, 7, 3, 4])
    assert found.banzhaf == pytest.approx([6, 7, 3, 4])
    assert found.split is not None
    assert found.split.shares == pytest.approx([6, 7, 3, 4])
    assert found.dummy.tolist() == [False, False, False, False]


def test_who_owns_nothing_adds_nothing(game: LinearGame, exact: Floats) -> None:
    needs = [sum(1 << i for i, one in enumerate(row) if one) for row in game.needs.tolist()]
    more = LinearGame((*game.players, "idle"), game.program, needs)
    found = solve_network(more, most=MANY).solution
    assert found.dummy[-1]
    assert found.shapley[-1] == 0
    assert found.shapley[:-1] == pytest.approx(exact, abs=1e-9)


def test_the_check_finds_a_wrong_value(game: LinearGame) -> None:
    solved = solve_network(game, most=MANY)
    check(game.players, lambda mask: -game.cold(mask).objective, solved, 30, seed=1)
    low = solved.search.boxes.low
    low[:] = low + 1.0
    with pytest.raises(IsthmusError, match="disagree on what"):
        check(game.players, lambda mask: -game.cold(mask).objective, solved, 30, seed=1)


def test_the_same_game_has_the_same_bits() -> None:
    first, second = (solve_network(random_program(5, 7), most=MANY).solution for _ in range(2))
    assert (first.shapley == second.shapley).all()
    assert first.solves == second.solves
