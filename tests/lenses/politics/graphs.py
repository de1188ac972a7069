"""Signed graphs: from lists of ties, drawn at random, and all their camps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from hypothesis import strategies as st

from isthmus.lenses.politics.signed import Signed, signed_graph


def graph(ties: Iterable[tuple[str, str, float]]) -> Signed:
    """Return the graph of ties, each given one way."""
    return signed_graph({(a, b): [strength] for a, b, strength in ties})


def complete(count: int, sign: float) -> Signed:
    """Return the graph in which all stand alike to all."""
    return graph((a, b, sign) for a, b in itertools.combinations(names(count), 2))


def names(count: int) -> list[str]:
    """Return so many names, in order."""
    return [f"n{at:03}" for at in range(count)]


def planted(count: int, ties: int, noise: float, seed: int) -> Signed:
    """Return a graph of two camps, in which a share of the ties have the wrong sign."""
    draw = np.random.default_rng(seed)
    camp, name = draw.random(count) < 0.5, names(count)
    pairs = list(itertools.combinations(range(count), 2))
    chosen = draw.choice(len(pairs), ties, replace=False)
    wrong = draw.random(ties) < noise
    return graph(
        (name[a], name[b], 1.0 if (camp[a] == camp[b]) != bad else -1.0)
        for (a, b), bad in zip((pairs[at] for at in chosen), wrong, strict=True)
    )


def smallest(signed: Signed, most: int) -> int:
    """Return how few ties so many camps frustrate, from all camps there are."""
    size = len(signed.names)
    every = np.array(list(itertools.product(range(most), repeat=size - 1)), dtype=np.int64)
    camps = np.column_stack((np.zeros(len(every), dtype=np.int64), every))
    together = camps[:, signed.a] == camps[:, signed.b]
    return int((together != signed.friendly).sum(axis=1).min())


@st.composite
def signed_graphs(draw: st.DrawFn, most: int) -> Signed:
    """Draw a graph of up to so many actors; pairs may have no tie."""
    name = names(draw(st.integers(2, most)))
    pairs = list(itertools.combinations(name, 2))
    strengths = draw(
        st.lists(
            st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=len(pairs), max_size=len(pairs)
        )
    )
    drawn = graph((a, b, s) for (a, b), s in zip(pairs, strengths, strict=True))
    return drawn if len(drawn.a) else graph([(name[0], name[1], 1.0)])
