"""Network and table games beside enumeration and a peer: ``python -m benchmarks leverage``.

Enumeration goes through coalitions in Gray-code order, in one warm model of bare HiGHS, and through
the same loop in linopy and PyPSA; its whole time is estimated from a part of it. The values of that
part are compared with those of the search.
"""

from __future__ import annotations

import contextlib
import io
import logging
import time
import warnings
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

import isthmus
from benchmarks.families import FAMILIES, Columns
from isthmus import lp
from isthmus.lenses.leverage import table
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.leverage.network import Solving, solve_network
from isthmus.lenses.leverage.nucleolus import nucleolus
from isthmus.lenses.leverage.separation import TableCoalitions
from isthmus.lenses.leverage.table import TableGame

Floats = npt.NDArray[np.float64]

SEEDS = range(5)
PART = 1500  # coalitions of the enumeration that are timed
FEW = 3  # of the loops in other tools
MANY = 10**9
RATIOS = (
    ("sparse", 20, 1000),
    ("connected80", 20, 150),
    ("connected160", 20, 25),
    ("corridor", 20, 20),
)
LARGE = (("sparse", 40, 1.0), ("connected80", 30, 10.0))
BOUNDED = (("connected160", 30, 15.0), ("corridor", 30, 15.0))
PROGRAMS = 8_000  # what bounds are to be had for
NUCLEOLI = ((12, 0.5), (20, 5.0), (24, 12.0))


def leverage(repeats: int) -> None:
    """Print how long games take, and how long they would take otherwise."""
    print("\nNetwork games against enumeration, seeds 0 to 4, seconds")
    print(f"  {'':18}{'median':>8}{'worst':>8}{'solves':>8}{'bare':>12}{'ratio':>8}{'wanted':>8}")
    for family, players, wanted in RATIOS:
        _ratio(family, players, wanted)
    print("\nLarger games, exact")
    for family, players, limit in LARGE:
        _exact(family, players, limit)
    print("\nCertified bounds, the widest over v(N)")
    for family, players, limit in BOUNDED:
        _bounds(family, players, limit)
    print("\nNucleolus of network games (sparse), search included")
    for players, limit in NUCLEOLI:
        times = [
            _timed(lambda s=seed, n=players: _solve("sparse", n, s, True))[0] for seed in SEEDS
        ]
        _line(f"{players} players", times, f"wanted {limit}")
    print("\nGames of the reference case, nine players, search and nucleolus")
    case = isthmus.open_case("caucasus")
    for goods in (("cargo",), ("gas", "cargo")):
        times = [_timed(lambda g=goods: isthmus.leverage(case, *g, caps=False))[0] for _ in SEEDS]
        _line(" and ".join(goods), times, f"wanted {3 if len(goods) == 1 else 5}")
    _loops()
    _tables(repeats)


def _solve(family: str, players: int, seed: int, shared: bool = False, most: int = MANY) -> Solving:
    return solve_network(_game(FAMILIES[family](players, seed), players), most=most, shared=shared)


def _game(columns: Columns, players: int) -> LinearGame:
    names = tuple(f"p{i}" for i in range(players))
    return LinearGame(names, columns.program(), columns.needs)


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    found = run()
    return time.perf_counter() - begin, found


def _line(name: str, times: list[float], rest: str) -> None:
    print(f"  {name:18}{np.median(times):8.2f}{max(times):8.2f}  {rest}", flush=True)


def _ratio(family: str, players: int, wanted: int) -> None:
    times, others, solves, differ = [], [], [], 0.0
    for seed in SEEDS:
        columns = FAMILIES[family](players, seed)
        seconds, found = _timed(
            lambda c=columns: solve_network(_game(c, players), most=MANY, shared=False)
        )
        times.append(seconds)
        solves.append(found.solution.solves)
        other, masks, values = enumeration(_game(columns, players))
        others.append(other)
        mine = found.search.boxes.values(masks)
        differ = max(differ, float(np.abs(mine - values).max() / max(1.0, found.solution.value)))
    ratio = np.median(np.array(others) / times)
    same = "" if differ < 1e-7 else f"  values differ by {differ:.1g}"
    print(
        f"  {family + ' ' + str(players):18}{np.median(times):8.2f}{max(times):8.2f}"
        f"{int(np.median(solves)):8,}{np.median(others):12,.0f}{ratio:8,.0f}{wanted:8,}{same}",
        flush=True,
    )


def enumeration(game: LinearGame) -> tuple[float, npt.NDArray[np.int64], Floats]:
    """Return the estimated seconds of all coalitions, and the coalitions timed with their values.

    They are stretches of the Gray code from everywhere in it.
    """
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    program, n = game.program, len(game.players)
    lp.load(highs, program)
    of_player = [np.flatnonzero(game.needs[:, i]).astype(np.int32) for i in range(n)]
    masks, values, spent = [], [], 0.0
    for start in np.linspace(0, (1 << n) - 101, PART // 100).astype(int).tolist():
        before = None
        for at in range(start, start + 101):
            mask = at ^ at >> 1
            changed = range(n) if before is None else [(mask ^ before).bit_length() - 1]
            absent = np.array([not mask >> i & 1 for i in range(n)])
            begin = time.perf_counter()
            for player in changed:
                moved = of_player[player]
                upper = np.where(
                    (game.needs[moved] & absent).any(axis=1), 0.0, program.upper[moved]
                )
                highs.changeColsBounds(len(moved), moved, np.zeros(len(moved)), upper)
            highs.run()
            value = -highs.getInfo().objective_function_value
            if before is not None:  # the first one of a stretch is no step of the code
                spent += time.perf_counter() - begin
            masks.append(mask)
            values.append(value)
            before = mask
    steps = len(masks) - PART // 100
    return spent / steps * (1 << n), np.array(masks), np.array(values)


def _exact(family: str, players: int, limit: float) -> None:
    found = [_timed(lambda s=seed: _solve(family, players, s)) for seed in SEEDS]
    solves = int(np.median([one.solution.solves for _, one in found]))
    _line(f"{family} {players}", [s for s, _ in found], f"{solves:,} solves, wanted {limit}")


def _bounds(family: str, players: int, limit: float) -> None:
    found = [_timed(lambda s=seed: _solve(family, players, s, most=PROGRAMS)) for seed in SEEDS]
    widths = [
        float((one.solution.high - one.solution.low).max() / one.solution.value) for _, one in found
    ]
    rest = f"bounds {np.median(widths):.2%}, worst {max(widths):.2%}; wanted 1 % in {limit}"
    _line(f"{family} {players}", [s for s, _ in found], rest)


def _loops() -> None:
    """Print what a coalition takes in loops over other tools, and what all of them would take."""
    columns = FAMILIES["sparse"](20, 0)
    game = _game(columns, 20)
    print("\nThe same loop in other tools (sparse 20), seconds a coalition, hours for all")
    for name, loop in (("linopy", _linopy), ("pypsa", _pypsa)):
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.disable(logging.CRITICAL)
            each, values = loop(columns, game)
            logging.disable(logging.NOTSET)
        mine = [-game.cold(mask).objective for mask in _some(20)]
        same = "" if np.allclose(values, mine, rtol=1e-5) else "  values differ"
        print(f"  {name:18}{each:8.2f}{each * (1 << 20) / 3600:10,.0f}{same}", flush=True)


def _some(players: int) -> list[int]:
    draw = np.random.default_rng(0)
    return [int(mask) | 1 for mask in draw.integers(1 << (players - 2), 1 << players, FEW)]


def _uppers(game: LinearGame) -> list[Floats]:
    uppers = []
    for mask in _some(len(game.players)):
        absent = np.array([not mask >> i & 1 for i in range(len(game.players))])
        uppers.append(np.where((game.needs & absent).any(axis=1), 0.0, game.program.upper))
    return uppers


def _linopy(columns: Columns, game: LinearGame) -> tuple[float, list[float]]:
    import linopy
    import pandas as pd
    import xarray

    model = linopy.Model()
    index = pd.RangeIndex(len(columns.cost), name="column")
    flow = model.add_variables(lower=0, upper=columns.capacity, coords=[index], name="flow")
    program = game.program
    dense = np.zeros(program.shape)
    dense[program.index, program.column_of_entry] = program.value
    rows = pd.RangeIndex(columns.places, name="place")
    matrix = xarray.DataArray(dense, coords=[rows, index], dims=["place", "column"])
    model.add_constraints((matrix * flow).sum("column") >= 0, name="balance")
    model.add_objective((xarray.DataArray(columns.cost, coords=[index]) * flow).sum())
    values = []
    begin = time.perf_counter()
    for upper in _uppers(game):
        flow.upper = xarray.DataArray(upper, coords=[index])
        model.solve("highs", io_api="direct", output_flag=False)
        values.append(-float(model.objective.value or 0.0))
    return (time.perf_counter() - begin) / FEW, values


def _pypsa(columns: Columns, game: LinearGame) -> tuple[float, list[float]]:
    import pypsa

    network = pypsa.Network()
    places = [f"n{i}" for i in range(columns.places)]
    network.add("Bus", [*places, "outside"])
    network.add("Generator", "world", bus="outside", p_nom=1e6)
    network.add("Generator", "sink", bus="outside", p_nom=1e6, sign=-1)
    network.add("Generator", [f"v{n}" for n in places], bus=places, p_nom=1e6, sign=-1)
    ends = [
        [places[i] if i >= 0 else "outside" for i in part] for part in (columns.tail, columns.head)
    ]
    names = [f"c{i}" for i in range(len(columns.cost))]
    network.add("Link", names, bus0=ends[0], bus1=ends[1], marginal_cost=columns.cost, p_nom=0.0)
    values = []
    begin = time.perf_counter()
    for upper in _uppers(game):
        network.links["p_nom"] = upper
        network.optimize(solver_name="highs", output_flag=False, include_objective_constant=False)
        values.append(-float(network.objective))
    return (time.perf_counter() - begin) / FEW, values


def _tables(repeats: int) -> None:
    import coopgame

    print("\nTable games, ms, beside coopgame-py")
    draw = np.random.default_rng(0)
    values = draw.random(1 << 20)
    values[0] = 0
    game, peer = (
        TableGame(tuple(f"p{i}" for i in range(20)), values),
        coopgame.Game(values[1:].tolist()),
    )
    for name, mine, other in (
        ("Shapley, 20", lambda: table.shapley(game), lambda: coopgame.shapley(peer)),
        ("Banzhaf, 20", lambda: table.banzhaf(game), lambda: coopgame.banzhaf(peer)),
    ):
        _beside(name, mine, other, repeats)
    for players in (15, 20):
        convex = table.sizes(players) ** 2.0 + 5 * draw.random(1 << players)
        convex[0] = 0
        game = TableGame(tuple(f"p{i}" for i in range(players)), convex)
        peer = coopgame.Game(convex[1:].tolist())
        _beside(
            f"nucleolus, {players}",
            lambda g=game: nucleolus(TableCoalitions(g), len(g.players), g.size, held=True).shares,
            lambda p=peer: coopgame.nucleolus(p)["allocation"],
            1,
        )


def _beside(name: str, mine: Callable[[], Any], other: Callable[[], Any], repeats: int) -> None:
    ours, theirs = ([_timed(run) for _ in range(repeats)] for run in (mine, other))
    best, peer = (1e3 * min(seconds for seconds, _ in found) for found in (ours, theirs))
    same = "" if np.allclose(ours[0][1], theirs[0][1], atol=1e-9) else "  they differ"
    print(f"  {name:18}{best:10.1f}{peer:10.1f}{peer / best:8.1f}{same}", flush=True)
