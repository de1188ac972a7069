"""Cargo assigned to routes, and the same as flows on arcs in HiGHS, each alone in its process.

``python -m benchmarks.cargo SUBJECT ORIGINS REPEATS [SECONDS]``. Ours is timed from arrays to an
answer with routes and prices. The program of flows, one commodity for each origin and segment, is
written before the clock starts; passing it to HiGHS and solving it, with HiGHS's defaults, is
timed, and stopped after some seconds if that is asked for.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import numpy as np

from benchmarks.measure import best_of
from isthmus.lenses.corridors.instance import Capacities, Cargo, Graph, Instance

STATES, LINKS, PAIRS = 180, 1000, 500
TIME_VALUES = (0.5, 2.0, 4.0, 8.0, 20.0)  # USD a tonne and day, of five segments


def generate(origins: int, seed: int = 1) -> Instance:
    """Return a network of directed links, a ring among them, too small for its cargo."""
    rng = np.random.default_rng(seed)
    ring = np.arange(STATES)
    extra = rng.integers(STATES, size=(LINKS - STATES, 2))
    extra[:, 1] = np.where(extra[:, 0] == extra[:, 1], (extra[:, 1] + 1) % STATES, extra[:, 1])
    cost, days = rng.uniform(1, 30, LINKS).round(3), rng.uniform(0.2, 5, LINKS).round(3)
    bound = rng.uniform(0.5, 8, LINKS).round(3)
    origin = np.resize(rng.choice(STATES, origins, replace=False), PAIRS)
    destination = (origin + rng.integers(1, STATES, PAIRS)) % STATES
    quantity = rng.uniform(0.1, 2, PAIRS).round(3)
    segments = len(TIME_VALUES)
    time_value = np.repeat(TIME_VALUES, PAIRS)
    links, none = np.arange(LINKS), np.zeros(PAIRS * segments, int)
    return Instance(
        Graph(
            place=ring,
            tail=np.concatenate((ring, extra[:, 0])),
            head=np.concatenate(((ring + 1) % STATES, extra[:, 1])),
            cost=cost,
            days=days,
            km=cost,
        ),
        Capacities(bound, links, np.zeros(LINKS, int), links, np.ones(LINKS)),
        Cargo(
            origin=np.tile(origin, segments),
            destination=np.tile(destination, segments),
            quantity=np.tile(quantity / segments, segments),
            time_value=time_value,
            reservation=100 + 20 * time_value,
            period=none,
            mask=none,
        ),
        np.ones((1, LINKS), bool),
    )


def ours(instance: Instance, repeats: int) -> dict[str, Any]:
    """Measure our assignment."""
    from isthmus.lenses.corridors.assignment import assign

    seconds, _ = best_of(lambda: assign(instance).objective, repeats)
    answer = assign(instance)
    return {
        "seconds": seconds,
        "objective": answer.objective,
        "gap": (answer.objective - answer.bound) / abs(answer.objective),
        "binding": int(np.count_nonzero(answer.scarcity > 1e-9)),
        "unshipped": float(answer.unshipped.sum() / instance.cargo.quantity.sum()),
    }


def flows(instance: Instance, method: str, repeats: int, most: float) -> dict[str, Any]:
    """Measure HiGHS on flows on arcs, by one of its methods."""
    from tests.oracles import arc_flow

    program = arc_flow.build(instance)
    seconds, objective = best_of(lambda: arc_flow.solve(program, method, 1e-7, most), repeats)
    rows, columns = program.matrix.shape
    return {"seconds": seconds, "objective": objective, "rows": rows, "columns": columns}


def main() -> None:
    """Measure the subject that the command line names."""
    subject, origins, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    instance = generate(origins)
    mine = subject == "isthmus"
    most = float(sys.argv[4]) if len(sys.argv) > 4 else float("inf")
    found = ours(instance, repeats) if mine else flows(instance, subject, repeats, most)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "megabytes": peak}))


if __name__ == "__main__":
    main()
