"""Time one subject on one network, alone in its process, and print what was measured as JSON.

``python -m benchmarks.measure SUBJECT NODES LINKS PERIODS STORES REPEATS``
"""

from __future__ import annotations

import contextlib
import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import isthmus
from benchmarks import peers
from benchmarks.networks import Problem, Size, generate, write_case
from isthmus import lp
from isthmus.case.model import Case
from isthmus.lenses.markets import program
from isthmus.lenses.markets.network import Network, build_network

Prepared = Callable[[], float]


def opened(problem: Problem) -> Case:
    """Return the problem as a case that was read from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        write_case(problem, Path(folder))
        return isthmus.open_case(folder)


def ours(problem: Problem) -> Prepared:
    """Return our solve, from a loaded case to arrays of flows and prices; the objective."""
    case = opened(problem)
    return lambda: -solved(case)[3].objective


def solved(case: Case) -> tuple[Network, program.Layout, lp.Solution, program.Outcome]:
    """Solve a case and return all that is made on the way."""
    network = build_network(case, ())
    layout = program.build(network)
    solution = lp.solve(layout.program, layout.priced)
    return network, layout, solution, program.read(network, layout, solution)


def pypsa(problem: Problem) -> Prepared:
    """Return PyPSA's `optimize`, from a network to its solution."""
    network = peers.pypsa_network(problem)
    return lambda: -peers.solve_pypsa(network)


def linopy(problem: Problem) -> Prepared:
    """Return a linopy model's build and solve."""
    return lambda: -peers.solve_linopy(problem)


def highs(problem: Problem, presolve: str = "choose") -> Prepared:
    """Return a bare HiGHS on the whole matrix that isthmus builds."""
    layout = program.build(build_network(opened(problem), ()))
    return lambda: peers.solve_highs(layout.program, presolve) - layout.constant


SUBJECTS: dict[str, Callable[[Problem], Prepared]] = {
    "isthmus": ours,
    "pypsa": pypsa,
    "linopy": linopy,
    "highs": highs,
    "highs, presolve off": lambda problem: highs(problem, "off"),
    "highs, presolve on": lambda problem: highs(problem, "on"),
}


def phases(problem: Problem, repeats: int) -> dict[str, float]:
    """Return the best time of each phase of ours in seconds; `overhead` is all but the solver.

    Overhead runs from a loaded case to the matrix, and from the solution to arrays.
    """
    case = opened(problem)
    best: dict[str, float] = {}
    for _ in range(repeats):
        once = _phases(case)
        best = {name: min(best.get(name, seconds), seconds) for name, seconds in once.items()}
    return best


def _phases(case: Case) -> dict[str, float]:
    times: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        times[name] = time.perf_counter() - start

    with timed("network"):
        network = build_network(case, ())
    with timed("matrix"):
        layout = program.build(network)
    with _counted() as solver, timed("solve"):
        solution = lp.solve(layout.program, layout.priced)
    with timed("arrays"):
        program.read(network, layout, solution)
    times["solver alone"] = solver[0]
    parts = ("network", "matrix", "solve", "arrays")
    times["overhead"] = sum(times[part] for part in parts) - solver[0]
    result = isthmus.markets(case)
    with timed("gains"):
        _ = result.gains
    with timed("frames"):
        for name in ("summary", "flows", "prices", "supply", "demand", "stores", "contracts"):
            result.table(name)
    with timed("JSON"):
        result.to_json()
    return times


@contextlib.contextmanager
def _counted() -> Iterator[list[float]]:
    """Count the seconds spent inside the solver."""
    spent, run, load = [0.0], lp.run, lp.load

    def counted(call: Callable[..., None]) -> Callable[..., None]:
        def inside(*arguments: Any) -> None:
            start = time.perf_counter()
            call(*arguments)
            spent[0] += time.perf_counter() - start

        return inside

    lp.run, lp.load = counted(run), counted(load)
    try:
        yield spent
    finally:
        lp.run, lp.load = run, load


def whole(problem: Problem) -> dict[str, float]:
    """Return the seconds to load a case from its folder, to solve it and to report it as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        write_case(problem, Path(folder))
        start = time.perf_counter()
        case = isthmus.open_case(folder)
        loaded = time.perf_counter()
    result = isthmus.markets(case)
    done = time.perf_counter()
    text = result.to_json()
    end = time.perf_counter()
    times = {"load": loaded - start, "solve": done - loaded, "report": end - done}
    return {**times, "all": end - start, "megabytes of JSON": len(text) / 1e6}


def best_of(call: Prepared, repeats: int) -> tuple[float, float]:
    """Return the shortest time of a call in seconds, and what it returned; warm if repeated."""
    value = call() if repeats > 1 else 0.0
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        value = call()
        best = min(best, time.perf_counter() - start)
    return best, value


def main() -> None:
    """Measure the subject that the command line names."""
    subject, *numbers = sys.argv[1:]
    *size, repeats = map(int, numbers)
    problem = generate(Size(*size))
    found: dict[str, float]
    if subject == "phases":
        found = phases(problem, repeats)
    elif subject == "whole":
        found = whole(problem)
    else:
        seconds, objective = best_of(SUBJECTS[subject](problem), repeats)
        found = {"seconds": seconds, "objective": objective}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "megabytes": peak}))


if __name__ == "__main__":
    main()
