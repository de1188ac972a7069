"""The search for routes against networkx on generated directed graphs."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.lenses.corridors import kbest
from isthmus.lenses.corridors.instance import Graph


def compare(seed: int, states: int, arcs: int, wanted: int, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.unique(rng.integers(states, size=(arcs, 2)), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    weight = rng.uniform(1, 30, len(pairs))
    weight = np.floor(weight / 10) if ties else weight
    peer = nx.DiGraph()
    peer.add_nodes_from(range(states))
    peer.add_weighted_edges_from(
        (a, b, w) for (a, b), w in zip(pairs.tolist(), weight.tolist(), strict=True)
    )
    place = np.arange(states)
    ways = kbest.prepare(Graph(place, pairs[:, 0], pairs[:, 1], weight, weight, weight))
    ours = kbest.stream(ways, weight, np.ones(len(pairs), bool), [0], [states - 1])
    mine = list(itertools.islice(ours, wanted))
    try:
        streamed = nx.shortest_simple_paths(peer, 0, states - 1, weight="weight")
        theirs = list(itertools.islice(streamed, wanted))
    except nx.NetworkXNoPath:
        theirs = []
    passed = [[0, *(int(pairs[arc, 1]) for arc in route.arcs)] for route in mine]
    lengths = [nx.path_weight(peer, path, "weight") for path in theirs]
    assert [route.weight for route in mine] == pytest.approx(lengths, rel=1e-12)
    if not ties:
        assert passed == theirs
    elif len(mine) < wanted:
        assert sorted(passed) == sorted(theirs)


@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 40), st.booleans())
@settings(max_examples=150)
def test_small_graphs(seed: int, states: int, arcs: int, ties: bool) -> None:
    compare(seed, states, arcs, 200, ties)


@pytest.mark.parametrize("seed", range(3))
def test_larger_graphs(seed: int) -> None:
    compare(seed, 150, 700, 40, ties=False)
