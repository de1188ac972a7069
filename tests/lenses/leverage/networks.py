"""Games over generated networks, and their values one coalition after the other."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import highspy
import numpy as np
import numpy.typing as npt

import isthmus
from isthmus import lp
from isthmus.case.model import Case
from isthmus.goods import MarketsGame, markets_game
from isthmus.lenses.leverage.linear import LinearGame
from isthmus.lenses.markets import optimal
from tests.oracles.draws import Draw
from tests.oracles.generate import FEATURES, CaseMaker, write_case

Floats = npt.NDArray[np.float64]

TWELVE = 60  # the seed of the largest case


def gray_code(players: int) -> list[int]:
    """Return all coalitions, each with one member more or less than the one before."""
    return [i ^ i >> 1 for i in range(1 << players)]


def enumerated(game: LinearGame) -> Floats:
    """Return the value of every coalition by bit mask, each solved in one warm model."""
    n = len(game.players)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
        highs.setOptionValue(option, value)
    program = game.program
    lp.load(highs, program)
    columns = np.arange(len(program.cost), dtype=np.int32)
    values = np.zeros(1 << n)
    for mask in gray_code(n):
        absent = np.array([not mask >> i & 1 for i in range(n)])
        shut = (game.needs & absent).any(axis=1)
        upper = np.where(shut, np.minimum(program.upper, 0.0), program.upper)
        highs.changeColsBounds(len(columns), columns, program.lower, upper)
        highs.run()
        values[mask] = -highs.getInfo().objective_function_value
    return values


def contested(values: Floats) -> float:
    """Return the share of coalitions worth more than nobody and less than all."""
    slack = 1e-6 * max(1.0, values.max())
    return float(((values > values[0] + slack) & (values < values[-1] - slack)).mean())


@functools.cache
def case_of(seed: int) -> Case:
    """Return a generated case of markets with 2 to 12 players, and somebody who does not play.

    Every node has an actor of its own; links may need an agreement of two, and more controllers.
    """
    draw = Draw(seed)
    tables = CaseMaker(Draw(seed), 13 if seed == TWELVE else 5 + seed % 4, FEATURES).make()
    nodes = sorted(node["id"] for node in tables["nodes"])
    actors = [f"p{i:02d}" for i in range(len(nodes))]
    tables["actors"] += [{"id": actor, "name": actor, "kind": "state"} for actor in actors]
    owner = {
        node: actor if draw.chance(0.8) else draw.pick(actors)
        for node, actor in zip(nodes, actors, strict=True)
    }
    for node in tables["nodes"]:
        node["actor"] = owner[node["id"]]
    pact = ";".join(draw.shuffled(actors)[:2])
    pacts = {"id": "pact", "name": "Pact", "status": "in_force", "parties": pact}
    tables["agreements"].append(pacts)
    for link in tables["links"]:
        if not link.get("requires") and draw.chance(0.15):
            link["requires"] = "pact"
        if draw.chance(0.3):
            link["controllers"] = draw.pick(actors)
    with tempfile.TemporaryDirectory() as folder:
        return isthmus.open_case(write_case(tables, Path(folder)))


@functools.cache
def game_of(seed: int, access: str = "control") -> MarketsGame:
    """Return the game over a generated case; its last actor is nobody."""
    case = case_of(seed)
    actors = sorted(set(case.filled["nodes"]["actor"]))
    players = tuple(actors[:-1][:12])
    return markets_game(case, optimal(case).network, players, access)


def random_program(seed: int, players: int) -> LinearGame:
    """Return a game over a small network: ties, nobody's assets, a shared limit, losses."""
    draw = np.random.default_rng(seed)
    nodes = int(draw.integers(3, 9))
    owner = draw.integers(-1, players, nodes)
    bits = np.where(owner >= 0, 1 << np.maximum(owner, 0), 0)
    builder = lp.Builder()
    balance = builder.rows(np.zeros(nodes), np.full(nodes, lp.INFINITY))
    needs: list[int] = []
    arcs = []
    for _ in range(int(draw.integers(nodes, 4 * nodes))):
        tail, head = draw.choice(nodes, 2, replace=False)
        arc = builder.columns(float(draw.integers(1, 5)), 0.0, float(draw.integers(1, 8)))
        builder.entries(balance[[tail]], arc, -1.0)
        builder.entries(balance[[head]], arc, float(draw.choice([1.0, 1.0, 0.9])))
        needs.append(int(bits[tail] | bits[head]))
        arcs.append(arc[0])
    for sign, low, high in ((1.0, 1, 10), (-1.0, -40, -20)):
        for _ in range(int(draw.integers(2, 2 * nodes))):
            node = int(draw.integers(nodes))
            step = builder.columns(float(draw.integers(low, high)), 0.0, float(draw.integers(1, 6)))
            builder.entries(balance[[node]], step, sign)
            needs.append(int(bits[node]))
    shared = draw.choice(arcs, min(3, len(arcs)), replace=False)
    limit = builder.rows(-lp.INFINITY, float(draw.integers(2, 8)))
    builder.entries(np.repeat(limit, len(shared)), shared, 1.0)
    return LinearGame(tuple("abcdefghijkl"[:players]), builder.build(), needs)
