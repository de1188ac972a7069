"""What tells the routes of a case apart: borders they cross, and all that they pass."""

from __future__ import annotations

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.alternatives import Features
from isthmus.lenses.corridors.instance import Ints
from isthmus.lenses.corridors.network import Network


def features(case: Case, network: Network) -> Features:
    """Return what every arc of a network is a part of, crosses and passes."""
    return Features(network.member, _borders(case, network), _passed(case, network))


def _borders(case: Case, network: Network) -> Ints:
    """Return the number of the border that every arc crosses, -1 for none."""
    graph = network.instance.graph
    at = [case.actor_of[node] or "" for node in network.places]
    number: dict[frozenset[str], int] = {}
    ends = zip(graph.place[graph.tail].tolist(), graph.place[graph.head].tolist(), strict=True)
    pairs = [frozenset((at[tail], at[head])) for tail, head in ends]
    return np.array([number.setdefault(p, len(number)) if len(p) > 1 else -1 for p in pairs], int)


def _passed(case: Case, network: Network) -> Ints:
    """Return numbers of the actors, the chokepoint and the modes of every arc, -1 for none."""
    links, graph = case.filled["links"], network.instance.graph
    number: dict[tuple[str, str], int] = {}

    def numbered(kind: str, names: list[str | None]) -> Ints:
        found = [number.setdefault((kind, n), len(number)) if n else -1 for n in names]
        return np.array(found, int)

    actors = numbered("actor", [case.actor_of[node] for node in network.places])
    modes = numbered("mode", list(network.modes))
    straits = [links["chokepoint"][row] for row in network.links.rows.tolist()]
    member = numbered("chokepoint", straits + [None] * len(network.transfers.ids))
    ends = (graph.tail, graph.head)
    columns = [actors[graph.place[end]] for end in ends] + [modes[end] for end in ends]
    return np.column_stack((*columns, member[network.member]))
