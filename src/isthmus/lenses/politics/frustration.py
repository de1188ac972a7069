"""The frustration index of a signed graph, exact: how many ties no two camps can put right.

A set of ties whose loss leaves a graph that splits into two camps is one that meets every negative
cycle (Harary, 1959), a cycle with an odd number of negative ties. So the index is the smallest
cover of the negative cycles. Its linear relaxation is solved by adding the cycles that are
violated, found around every tie as shortest paths in the double of the graph (Barahona and Mahjoub,
1986), and cliques of foes; each solution is rounded to camps. Mostly the bound reaches the camps
found. Where it does not, the integer program of Aref, Mason and Wilson (2018) closes the gap, with
the cycles as cuts and one actor held in its camp: camps exchanged are the same camps.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, dijkstra, minimum_spanning_tree

from isthmus import lp
from isthmus.errors import IsthmusError
from isthmus.lenses.politics.signed import Floats, Ints, Signed, parts

STARTS = 64  # camps drawn at random, beside those of trees
ROUNDS = 40
VIOLATED = 1e-6
TIGHT = 0.01  # what a cycle may be covered more than once to be a cut of the integer program
SMALLEST = 5  # actors of a clique of foes that says more than its triangles
TRIANGLES = 8000  # to begin with
NODES = 500  # of the search of the integer program, in each connected part
FRACTION = 1e-6


@dataclass(frozen=True)
class Camps:
    """Actors in two camps.

    Attributes
    ----------
    camp : array (actors,)
        0 or 1; the first actor of each connected part is in camp 0.
    index : int
        How many ties the camps frustrate.
    bound : int
        How many any camps do at least; equal to `index` if `index` is the frustration index.
    """

    camp: Ints
    index: int
    bound: int

    @property
    def optimal(self) -> bool:
        """Whether no camps frustrate fewer ties."""
        return self.index == self.bound


def frustration(graph: Signed, *, nodes: int = NODES, cuts: bool = True) -> Camps:
    """Return the two camps that frustrate fewest ties.

    Parameters
    ----------
    graph : Signed
    nodes : int
        Of the search of the integer program, in each connected part; where they do not do, the
        bound stays below the index.
    cuts : bool
        Add cycles; without, the integer program does everything.
    """
    camp = np.zeros(len(graph.names), dtype=np.int64)
    place = {name: at for at, name in enumerate(graph.names)}
    index = bound = 0
    for part in parts(graph):
        found = _Part(part).solved(nodes, cuts)
        camp[[place[name] for name in part.names]] = found.camp
        index += found.index
        bound += found.bound
    return Camps(camp, index, bound)


class _Part:
    """A connected signed graph, the best camps found so far, and the cycles known."""

    def __init__(self, graph: Signed) -> None:
        self.graph = graph
        self.signs = graph.signs().astype(float)
        self.cycles: dict[tuple[int, ...], float] = {}  # and cliques, with what they need
        self.best = np.zeros(len(graph.names), dtype=np.int64)
        self.index = len(graph.a) + 1
        self.bound = 0
        self._tie = np.full(self.signs.shape, -1)
        self._tie[graph.a, graph.b] = self._tie[graph.b, graph.a] = np.arange(len(graph.a))
        self._covers = _Covers(len(graph.a))
        self._cover = np.zeros(len(graph.a))

    def solved(self, nodes: int, cuts: bool) -> Camps:
        """Return the best camps, and what is proved of them."""
        self._start()
        if cuts:
            self._cut()
        if self.bound < self.index:
            self._branch(nodes)
        camp = self.best ^ self.best[:1]
        return Camps(camp, self.index, self.bound)

    def _start(self) -> None:
        """Try the camps of a tree, and some drawn at random, each improved."""
        draws = np.random.default_rng(0).integers(0, 2, (STARTS, len(self.best)))
        self._try(self._camps_of_tree(np.ones(len(self.graph.a))))
        for draw in draws:
            self._try(draw)

    def _try(self, camp: Ints) -> None:
        """Improve camps while moving one actor helps, and keep them if they are the best."""
        side = 1.0 - 2.0 * camp
        pull = side * (self.signs @ side)  # friends' ties minus foes' ties on its own side
        while (worst := int(pull.argmin())) >= 0 and pull[worst] < 0:
            pull -= 2.0 * side * side[worst] * self.signs[worst]
            side[worst] *= -1
            pull[worst] *= -1
        found = (side < 0).astype(np.int64)
        index = int(self.graph.frustrated(found).sum())
        if index < self.index:
            self.best, self.index = found, index

    def _camps_of_tree(self, weight: Floats) -> Ints:
        """Return the camps in which no tie of a lightest spanning tree is frustrated."""
        graph, size = self.graph, len(self.best)
        shape = (size, size)
        tree = minimum_spanning_tree(csr_matrix((weight + 1.0, (graph.a, graph.b)), shape=shape))
        order, before = breadth_first_order(tree, 0, directed=False)
        camp = np.zeros(size, dtype=np.int64)
        for actor in order[1:].tolist():
            above = int(before[actor])
            camp[actor] = camp[above] ^ int(self.signs[above, actor] < 0)
        return camp

    def _cut(self) -> None:
        """Raise the bound by covering negative cycles, until it meets the best camps or stalls."""
        triangles = self._negative_triangles()
        self._covers.add(triangles, np.ones(len(triangles)))
        for _ in range(ROUNDS):
            self._cover, value = self._covers.solved()
            cover = self._cover
            self.bound = max(self.bound, math.ceil(value - FRACTION))
            if self.bound >= self.index:
                return
            self._try(self._camps_of_tree(cover))
            if self.bound >= self.index:
                return
            new = {c: 1.0 for c in self._violated(cover) if c not in self.cycles}
            new = new or {c: least for c, least in self._cliques(cover) if c not in self.cycles}
            if not new:
                return
            self.cycles |= new
            self._covers.add(list(new), np.array(list(new.values())))

    def _negative_triangles(self) -> list[tuple[int, ...]]:
        found = []
        a, b = self.graph.a, self.graph.b
        for tie, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
            product = self.signs[i] * self.signs[j] * self.signs[i, j]
            for k in np.flatnonzero(product < 0).tolist():
                if k > j:
                    found.append(tuple(sorted((tie, int(self._tie[i, k]), int(self._tie[j, k])))))
        self.cycles |= dict.fromkeys(found[:TRIANGLES], 1.0)
        return found[:TRIANGLES]

    def _violated(self, cover: Floats) -> Iterator[tuple[int, ...]]:
        """Yield negative cycles that are covered less than once, as their ties: one for every tie.

        In the double of the graph each actor stands twice; a positive tie joins like, a negative
        one unlike. A path from one end of a tie to the other, in the half that the tie does not
        lead to, is with the tie a closed walk with an odd number of negative ties, and such a walk
        contains a cycle of the kind.
        """
        graph, size = self.graph, len(self.best)
        like = np.where(graph.friendly, graph.b, graph.b + size)
        unlike = (like + size) % (2 * size)
        tail, head = np.append(graph.a, graph.a + size), np.append(like, unlike)
        length = np.tile(cover + FRACTION / size, 2)  # nothing is no tie to the search
        double = csr_matrix((length, (tail, head)), shape=(2 * size, 2 * size))
        far, before = dijkstra(
            double, directed=False, indices=np.arange(size), return_predecessors=True, limit=1.0
        )
        around = cover + far[graph.a, unlike]
        order = np.argsort(around, kind="stable")
        for tie in order[around[order] < 1 - VIOLATED].tolist():
            start, at = int(graph.a[tie]), int(unlike[tie])
            walk = [start, at % size]
            while at != start:
                at = int(before[start, at])
                walk.append(at % size)
            yield self._negative_cycle(walk)

    def _negative_cycle(self, walk: list[int]) -> tuple[int, ...]:
        """Return the ties of a negative cycle within a closed walk with negative product."""
        path: list[int] = []
        seen: dict[int, int] = {}
        for actor in walk:
            if actor in seen:
                loop = [*path[seen[actor] :], actor]
                steps = list(itertools.pairwise(loop))
                if math.prod(self.signs[i, j] for i, j in steps) < 0:
                    return tuple(sorted(int(self._tie[i, j]) for i, j in steps))
                for dropped in path[seen[actor] + 1 :]:
                    del seen[dropped]
                path = path[: seen[actor] + 1]
            else:
                seen[actor] = len(path)
                path.append(actor)
        raise IsthmusError("a closed walk of negative sign has no negative cycle")  # cannot be

    def _cliques(self, cover: Floats) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield cliques of which all triangles are negative, as their ties, covered too little.

        Such a clique of p actors is, but for sides, one of foes all round: it needs
        p (p - 1) / 2 - floor(p^2 / 4) ties. Each tie is grown into one by the actors that are
        covered least.
        """
        size = len(self.best)
        weight = np.zeros((size, size))
        weight[self.graph.a, self.graph.b] = weight[self.graph.b, self.graph.a] = cover
        for start in zip(self.graph.a.tolist(), self.graph.b.tolist(), strict=True):
            clique, side = [start[0]], -self.signs[start[0]]
            side[start[0]] = 1.0
            fits, added = side != 0, weight[start[0]].copy()
            fits[start[0]] = False
            total, joins = 0.0, start[1]
            while True:
                total += added[joins]
                clique.append(joins)
                fits &= self.signs[joins] == -side * side[joins]
                added += weight[joins]
                count = len(clique)
                least = count * (count - 1) // 2 - count * count // 4
                if count % 2 and count >= SMALLEST and total < least - VIOLATED:
                    pairs = itertools.combinations(clique, 2)
                    yield tuple(sorted(int(self._tie[pair]) for pair in pairs)), float(least)
                if not fits.any():
                    break
                joins = int(np.where(fits, added, np.inf).argmin())

    def _branch(self, nodes: int) -> None:
        """Close what is left between the bound and the best camps by an integer program."""
        tight = {
            ties: least
            for ties, least in self.cycles.items()
            if self._cover[list(ties)].sum() < least + TIGHT
        }
        status, camp, bound = _program(self.graph, self.best, tight, nodes)
        self._try(camp)
        proved = self.index if status else math.ceil(bound - FRACTION)
        self.bound = max(self.bound, min(proved, self.index))


class _Covers:
    """The linear program of covering cycles by ties, as it grows."""

    def __init__(self, ties: int) -> None:
        self._highs = lp.own_solver()
        self._highs.setOptionValue("solver", "ipx")
        self._highs.setOptionValue("run_crossover", "off")
        for _ in range(ties):
            self._highs.addVar(0.0, 1.0)
        columns = np.arange(ties, dtype=np.int32)
        self._highs.changeColsCost(ties, columns, np.ones(ties))
        self._ties = ties
        self._least = np.zeros(0)
        self._row = self._tie = np.zeros(0, dtype=np.int64)

    def add(self, sets: list[tuple[int, ...]], least: Floats) -> None:
        """Ask for so many at least of each set of ties."""
        sizes = np.array([len(ties) for ties in sets], dtype=np.int64)
        index = np.array([tie for ties in sets for tie in ties], dtype=np.int32)
        starts = (np.cumsum(sizes) - sizes).astype(np.int32)
        most = np.full(len(sets), lp.INFINITY)
        self._highs.addRows(len(sets), least, most, len(index), starts, index, np.ones(len(index)))
        self._row = np.append(self._row, np.repeat(len(self._least) + np.arange(len(sets)), sizes))
        self._tie = np.append(self._tie, index)
        self._least = np.append(self._least, least)

    def solved(self) -> tuple[Floats, float]:
        """Return a cheapest cover and what no cover is cheaper than.

        The interior point method ends in the middle of the cheapest covers, where more cycles show
        that are covered too little than at a corner. Whatever its duals leave open is subtracted,
        so the bound is proved.
        """
        self._highs.clearSolver()
        lp.attempt(self._highs)
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.setOptionValue("solver", "simplex")
            lp.run(self._highs)
        solution = self._highs.getSolution()
        price = np.maximum(np.array(solution.row_dual), 0.0)
        paid = np.bincount(self._tie, price[self._row], self._ties)
        bound = float(self._least @ price - np.maximum(paid - 1.0, 0.0).sum())
        return np.clip(np.array(solution.col_value), 0.0, 1.0), bound


def _program(
    graph: Signed, known: Ints, cycles: dict[tuple[int, ...], float], nodes: int
) -> tuple[bool, Ints, float]:
    """Solve the integer program: whether it is through, its camps, and its lower bound."""
    size, ties = len(graph.names), len(graph.a)
    builder = lp.Builder()
    held = int(np.bincount(np.concatenate((graph.a, graph.b)), minlength=size).argmax())
    most = np.ones(size)
    most[held] = 0.0
    camp = builder.columns(0.0, 0.0, most)
    lost = builder.columns(1.0, 0.0, np.ones(ties))
    friends = np.flatnonzero(graph.friendly)
    foes = np.flatnonzero(~graph.friendly)
    for tie, signs, right in (
        (friends, (1.0, -1.0), 0.0), (friends, (-1.0, 1.0), 0.0),
        (foes, (1.0, 1.0), 1.0), (foes, (-1.0, -1.0), -1.0),
    ):  # fmt: skip
        rows = builder.rows(np.full(len(tie), -lp.INFINITY), np.full(len(tie), right))
        builder.entries(rows, camp[graph.a[tie]], signs[0])
        builder.entries(rows, camp[graph.b[tie]], signs[1])
        builder.entries(rows, lost[tie], -1.0)
    rows = builder.rows(np.array(list(cycles.values())), lp.INFINITY)
    length = [len(cycle) for cycle in cycles]
    members = np.array([tie for cycle in cycles for tie in cycle], dtype=np.int64)
    builder.entries(np.repeat(rows, length), lost[members], 1.0)
    start = (known ^ known[held]).astype(float)
    highs = integer_solver(nodes)
    lp.load(highs, builder.build())
    kind = np.full(size, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kind)
    solution = highspy.HighsSolution()
    solution.col_value = [*start, *graph.frustrated(known).astype(float)]
    highs.setSolution(solution)
    lp.attempt(highs)
    info = highs.getInfo()
    through = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = np.array(highs.getSolution().col_value[:size]).round().astype(np.int64)
    return through, found if len(found) == size else known, float(info.mip_dual_bound)


def integer_solver(nodes: int) -> Any:
    """Return a solver for integer programs with whole objectives, that stops after some nodes."""
    highs = lp.own_solver()
    highs.setOptionValue("presolve", "on")
    highs.setOptionValue("solver", "choose")
    highs.setOptionValue("mip_max_nodes", nodes)
    highs.setOptionValue("mip_abs_gap", 0.999)
    highs.setOptionValue("mip_rel_gap", 0.0)
    return highs
