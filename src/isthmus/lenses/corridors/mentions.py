"""What a word of the user is about: the arcs of an actor, a place, a link, a strait, a mode."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from isthmus.case.model import Case
from isthmus.case.naming import names, rows_called
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.lenses.corridors.instance import Bools
from isthmus.lenses.corridors.network import Network


def arcs_called(case: Case, network: Network, word: str, what: str) -> Bools:
    """Tell which arcs a word is about (arcs,); everything of that name counts.

    Parameters
    ----------
    word : str
        Id, name or alias of an actor (what lies in its territory or that of those who belong to
        it, and what they control), a node or a link; a chokepoint; a mode.
    what : str
        The option that the word was given to, for the error.

    Raises
    ------
    IsthmusError
        If nothing of the cargo network has the name.
    """
    found = [
        _of_actors(case, network, rows_called(case.filled["actors"], word)),
        _at_nodes(network, [case.filled["nodes"]["id"][row] for row in _nodes(case, word)]),
        _of_links(case, network, word),
        _of_mode(network, word),
    ]
    about: Bools = np.logical_or.reduce(found)
    if not about.any():
        raise IsthmusError(
            f"{what} '{word}': no actor, node, link, chokepoint or mode of the cargo links in case "
            f"{case.id} is called so.{did_you_mean(word, set(_known(case, network)))}"
        )
    return about


def _nodes(case: Case, word: str) -> list[int]:
    return rows_called(case.filled["nodes"], word)


def _at_nodes(network: Network, nodes: list[str]) -> Bools:
    """Tell which arcs begin or end at some nodes."""
    graph = network.instance.graph
    here = np.isin(graph.place, [at for at, node in enumerate(network.places) if node in nodes])
    touching: Bools = here[graph.tail] | here[graph.head]
    return touching


def _of_actors(case: Case, network: Network, rows: list[int]) -> Bools:
    wanted = {case.filled["actors"]["id"][row] for row in rows}
    family = {actor for actor, line in case.lineage.items() if wanted.intersection(line)}
    home = [node for node, actor in case.actor_of.items() if actor in family]
    controllers = case.filled["links"]["controllers"]
    held = [not family.isdisjoint(controllers[row]) for row in network.links.rows]
    held += [not family.isdisjoint(each) for each in network.transfers.controllers]
    about: Bools = _at_nodes(network, home) | np.array(held, dtype=bool)[network.member]
    return about


def _of_links(case: Case, network: Network, word: str) -> Bools:
    """Tell which arcs belong to a link of that name, or pass a chokepoint of that name."""
    table = case.filled["links"]
    called = set(rows_called(table, word))
    marked = [
        row in called or (table["chokepoint"][row] or "").casefold() == word.casefold()
        for row in network.links.rows
    ]
    marked += [False] * len(network.transfers.ids)
    return np.array(marked, dtype=bool)[network.member]


def _of_mode(network: Network, word: str) -> Bools:
    """Tell which arcs belong to links of a mode, or to transfers from or to it."""
    graph = network.instance.graph
    there = np.array([mode.casefold() == word.casefold() for mode in network.modes], dtype=bool)
    about: Bools = there[graph.tail] | there[graph.head]
    return about


def _known(case: Case, network: Network) -> Iterator[str]:
    for name in ("actors", "nodes"):
        table = case.filled[name]
        for row in range(len(table)):
            yield from names(table, row)
    links = case.filled["links"]
    for row in network.links.rows:
        yield from names(links, row)
        yield from (word for word in (links["chokepoint"][row], links["mode"][row]) if word)
