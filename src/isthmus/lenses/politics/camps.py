"""More camps than two: correlation clustering of a small signed graph, exact."""

from __future__ import annotations

import itertools
import math

import highspy
import numpy as np

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.frustration import Camps, frustration, integer_solver
from isthmus.lenses.politics.signed import Bools, Ints, Signed, parts

MOST = 30  # actors of a connected part that is split exactly into more than two camps
NODES = 20_000
ALL = 18  # actors of a part of which all camps are tried
FRACTION = 1e-6


def split(graph: Signed, most: int) -> Camps:
    """Return the camps, `most` at most in each connected part, that frustrate fewest ties.

    A tie is frustrated if friends stand apart or foes together (Davis, 1967). Camps are numbered
    from 1 through all parts, in the order of their first actors.

    Raises
    ------
    IsthmusError
        If there are more than two camps, and too many actors to be sure.
    """
    camp = np.zeros(len(graph.names), dtype=np.int64)
    place = {name: at for at, name in enumerate(graph.names)}
    index = bound = used = 0
    for part in parts(graph):
        if most > 2 and len(part.names) > MOST:
            raise IsthmusError(
                f"{len(part.names)} actors hang together; more than two camps are found for "
                f"{MOST} at most"
            )
        found = frustration(part)
        if most > 2:
            found = _clustered(part, most, found)
        own = _numbered(found.camp)
        camp[[place[name] for name in part.names]] = own + used
        used += int(own.max())
        index, bound = index + found.index, bound + found.bound
    return Camps(camp, index, bound)


def margins(graph: Signed, camp: Ints, most: int) -> Ints:
    """Return how many more ties are frustrated if one actor alone joins the next best camp.

    Only camps of actors that it has ties with are open to it, and, as far as there may be `most`
    camps in its part, one of its own; 0 says that it could as well stand elsewhere.
    """
    found = np.zeros(len(graph.names), dtype=np.int64)
    camps_of = _camps_of_parts(graph, camp)
    for actor in range(len(graph.names)):
        mine = (graph.a == actor) | (graph.b == actor)
        other = camp[np.where(graph.a == actor, graph.b, graph.a)[mine]]
        friendly = graph.friendly[mine]
        lost = {c: int(((other == c) != friendly).sum()) for c in camps_of[actor]}
        own = lost.pop(int(camp[actor]))
        if len(lost) + 1 < most:
            lost[-1] = int(friendly.sum())
        found[actor] = min(lost.values()) - own
    return found


def _camps_of_parts(graph: Signed, camp: Ints) -> list[list[int]]:
    """Return for every actor the camps of its connected part; at least two, empty ones too."""
    found: list[list[int]] = [[] for _ in graph.names]
    place = {name: at for at, name in enumerate(graph.names)}
    for part in parts(graph):
        here = [place[name] for name in part.names]
        camps = sorted(set(camp[here].tolist()))
        for at in here:
            found[at] = camps if len(camps) > 1 else [*camps, 0]
    return found


def alike(graph: Signed) -> tuple[int, Bools] | None:
    """Return how many pairs of camps frustrate fewest ties, and who is sure of its camp.

    An actor is sure if in all of them it stands alike to the actor of its part with most ties.
    All camps are tried, so that None is returned where a part has more than `ALL` actors.
    """
    count, sure = 1, np.zeros(len(graph.names), dtype=bool)
    place = {name: at for at, name in enumerate(graph.names)}
    for part in parts(graph):
        size = len(part.names)
        if size > ALL:
            return None
        camps = (np.arange(1 << (size - 1))[:, None] >> np.arange(size) & 1).astype(bool)
        lost = np.zeros(len(camps), dtype=np.int64)
        for a, b, friendly in zip(part.a, part.b, part.friendly, strict=True):
            lost += (camps[:, a] ^ camps[:, b]) == friendly
        best = camps[lost == lost.min()]
        hub = int(np.bincount(np.concatenate((part.a, part.b)), minlength=size).argmax())
        with_hub = best == best[:, [hub]]
        count *= len(best)
        sure[[place[name] for name in part.names]] = with_hub.all(axis=0) | ~with_hub.any(axis=0)
    return count, sure


def _numbered(camp: Ints) -> Ints:
    """Return camps numbered from 1 in the order of their first actors."""
    number: dict[int, int] = {}
    return np.array([number.setdefault(c, len(number) + 1) for c in camp.tolist()], dtype=np.int64)


def _clustered(part: Signed, most: int, two: Camps) -> Camps:
    """Return the best of at most so many camps, by an integer program."""
    size, ties = len(part.names), len(part.a)
    if two.index == 0:
        return two
    builder = lp.Builder()
    order = np.argsort(
        -np.bincount(np.concatenate((part.a, part.b)), minlength=size), kind="stable"
    )
    rank = np.argsort(order, kind="stable")
    open_to = (np.arange(most)[None, :] <= rank[:, None]).astype(float)  # camps are exchangeable
    stands = builder.columns(0.0, 0.0, open_to.ravel()).reshape(size, most)
    lost = builder.columns(1.0, 0.0, np.ones(ties))
    rows = builder.rows(np.ones(size), 1.0)
    for camp in range(most):
        builder.entries(rows, stands[:, camp], 1.0)
    friends, foes = np.flatnonzero(part.friendly), np.flatnonzero(~part.friendly)
    for camp in range(most):
        for tie, other, right in ((friends, -1.0, 0.0), (foes, 1.0, 1.0)):
            for one, two_ in ((part.a, part.b), (part.b, part.a)):
                below = builder.rows(np.full(len(tie), -lp.INFINITY), np.full(len(tie), right))
                builder.entries(below, stands[one[tie], camp], 1.0)
                builder.entries(below, stands[two_[tie], camp], other)
                builder.entries(below, lost[tie], -1.0)
    for cycle in _impossible(part, most):
        row = builder.rows(np.ones(1), lp.INFINITY)
        builder.entries(np.repeat(row, len(cycle)), lost[list(cycle)], 1.0)
    highs = integer_solver(NODES)
    lp.load(highs, builder.build())
    count = size * most
    kind = np.full(count, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kind)
    lp.attempt(highs)
    values = np.array(highs.getSolution().col_value[:count])
    found = values.reshape(size, most).argmax(axis=1).astype(np.int64)
    index = int(part.frustrated(found).sum())
    through = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    bound = index if through else math.ceil(highs.getInfo().mip_dual_bound - FRACTION)
    return Camps(found, index, bound)


def _impossible(part: Signed, most: int) -> list[tuple[int, ...]]:
    """Return ties of which some are frustrated in any camps.

    Triangles with one negative tie, and sets of one actor more than camps who are all foes.
    """
    tie = {(int(a), int(b)): at for at, (a, b) in enumerate(zip(part.a, part.b, strict=True))}
    friendly = part.friendly
    found = []
    actors = range(len(part.names))
    for trio in itertools.combinations(actors, 3):
        ties = [tie.get(pair) for pair in itertools.combinations(trio, 2)]
        if None not in ties and sum(not friendly[t] for t in ties) == 1:
            found.append(tuple(t for t in ties if t is not None))
    foes = {pair for pair, at in tie.items() if not friendly[at]}
    cliques: list[tuple[int, ...]] = [(actor,) for actor in actors]
    for _ in range(most):
        cliques = [
            (*clique, new)
            for clique in cliques
            for new in range(clique[-1] + 1, len(part.names))
            if all((old, new) in foes for old in clique)
        ]
    return found + [
        tuple(tie[pair] for pair in itertools.combinations(clique, 2)) for clique in cliques
    ]
