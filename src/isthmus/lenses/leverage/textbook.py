"""Games as textbooks give them, solved: tables of values, and weighted voting."""

from __future__ import annotations

import numpy as np

from isthmus.lenses.leverage import table, voting
from isthmus.lenses.leverage.separation import TableCoalitions
from isthmus.lenses.leverage.solution import Solution, Split, certifiable, divided, split_notes
from isthmus.lenses.leverage.table import TableGame
from isthmus.lenses.leverage.voting import VotingGame

MOST_TABLED = 20  # players of a voting game up to which its table is made for the nucleolus


def solve_table(game: TableGame) -> Solution:
    """Solve a game given as a table."""
    n, gain = len(game.players), game.gain
    shares = table.shapley(game)
    alone = gain[1 << np.arange(n)]
    split, blocking = divided(TableCoalitions(game), shares, alone, game.size, certifiable(game))
    return Solution(
        players=game.players,
        value=float(game.values[-1]),
        value_empty=float(game.values[0]),
        shapley=shares,
        low=shares,
        high=shares,
        stderr=np.zeros(n),
        banzhaf=table.banzhaf(game),
        alone=alone,
        missed=gain[-1] - gain[len(gain) - 1 - (1 << np.arange(n))],
        veto=table.vetoes(game),
        dummy=table.dummies(game),
        split=split,
        blocking=blocking,
        notes=(*split_notes(split), *_table_notes(game)),
    )


def _table_notes(game: TableGame) -> list[str]:
    notes = []
    if not table.is_monotone(game):
        notes.append("the table is not monotone: somebody lessens a coalition by joining it")
    if table.is_superadditive(game) is False:
        notes.append("the table is not superadditive: some coalitions lose by merging")
    if game.values[0] != 0:
        notes.append(f"nobody is worth {game.values[0]:g}; shares divide what is gained over that")
    return notes


def solve_voting(game: VotingGame) -> Solution:
    """Solve weighted voting; the nucleolus is found where the table is small, or somebody vetoes.

    With players that can veto, the core divides all among them, and the nucleolus does so equally.
    """
    n = len(game.players)
    if n <= MOST_TABLED:
        return solve_table(game.table())
    shapley, banzhaf = (np.array(list(map(float, part))) for part in voting.indices(game))
    veto = voting.vetoes(game)
    weights = np.array(game.weights)
    alone = (weights >= game.quota).astype(float)
    missed = game.value - (weights.sum() - weights >= game.quota)
    split = None
    if veto.any():
        split = Split(veto / veto.sum(), "nucleolus", 0.0, None)
    note = f"the nucleolus of {n} voters without a veto is out of reach"
    return Solution(
        players=game.players,
        value=game.value,
        value_empty=float(game.quota <= 0),
        shapley=shapley,
        low=shapley,
        high=shapley,
        stderr=np.zeros(n),
        banzhaf=banzhaf,
        alone=alone,
        missed=missed.astype(float),
        veto=veto,
        dummy=banzhaf == 0,
        split=split,
        notes=() if split else (note,),
    )
