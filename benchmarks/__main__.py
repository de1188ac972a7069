"""Side by side with peers: ``python -m benchmarks`` (``make bench``).

Every subject runs alone in a process of its own, warm, best of five. A ratio is printed only where
both found the same optimum. Our time runs from a loaded case to arrays of flows and prices, with
the two programs for central prices; PyPSA's is that of ``optimize``, linopy's to build and solve,
that of a bare HiGHS to pass the matrix and solve it, with its own defaults.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from typing import Any

from benchmarks import frustration
from benchmarks.leverage import leverage
from benchmarks.networks import Size
from benchmarks.reading import reading
from benchmarks.trade import trade

SAME = 1e-9
NEAR = 1e-6  # of a scale of 100, where rounds carry what rounding began
PEERS = (
    (Size(50, 150, 1), ("pypsa", "linopy", "highs"), {"pypsa": 300}),
    (Size(1500, 4000, 1), ("pypsa", "linopy", "highs"), {"pypsa": 150}),
    (Size(50, 150, 365), ("pypsa", "linopy", "highs"), {"pypsa": 5, "highs": 2}),
    (Size(50, 150, 365, 5), ("pypsa", "highs"), {"pypsa": 2}),
)
PHASES = (Size(50, 150, 1), Size(1500, 4000, 1), Size(50, 150, 365))
DAILY = Size(1500, 4000, 365)
PRESOLVE = (Size(1500, 4000, 1), Size(50, 150, 365), Size(50, 150, 365, 5))
LARGE = Size(40000, 100000, 1)
ROUTES = ((1000, {"networkx": 30.0, "igraph": 3.0}), (5000, {"networkx": 80.0, "igraph": 8.0}))
ORIGINS = {20: 4.0, 60: 20.0}

STUDIES = {  # seconds at most, and plain solves at most
    "hangs-on welfare": (None, 3),
    "hangs-on gain:aze, a difference": (2, None),
    "hangs-on flow:tap": (2, None),
    "hangs-on price:italy/gas": (2, None),
    "hangs-on gain:aze-socar": (2, None),
    "worth --all links": (5, None),
}


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parts = {
        "start": start,
        "peers": peers,
        "phases": phases,
        "presolve": presolve,
        "daily": daily,
        "large": large,
        "routes": routes,
        "assignment": assignment,
        "published": published,
        "leverage": leverage,
        "trade": trade,
        "study": study,
        "negotiation": negotiation,
        "found": found,
        "reading": reading,
        "frustration": frustration.show,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", default=[], help=", ".join(parts))
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    names = (
        "isthmus", "highspy", "numpy", "scipy", "polars", "pypsa", "linopy", "networkx", "igraph",
        "gegravity",
    )  # fmt: skip
    print(f"Python {platform.python_version()}, {platform.machine()};", end=" ")
    print(", ".join(f"{name} {version(name)}" for name in names))
    for name in asked.part or parts:
        parts[name](asked.repeats)


def start(repeats: int) -> None:
    """Print the time of a cold process."""
    print("\nCold process start, seconds, best")
    for label, command in (
        ("a bare interpreter", ["-c", "pass"]),
        ("import isthmus", ["-c", "import isthmus"]),
        ("isthmus --help", ["-m", "isthmus", "--help"]),
        ("isthmus run", ["-m", "isthmus", "run"]),
        ("import linopy", ["-c", "import linopy"]),
        ("import pypsa", ["-c", "import pypsa"]),
    ):
        best = min(_once([sys.executable, *command]) for _ in range(repeats))
        print(f"  {label:24}{best:8.2f}")


def _once(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def peers(repeats: int) -> None:
    """Print ours and the peers' times, the ratios that the project wants, and memory."""
    for size, others, wanted in PEERS:
        print(f"\n{size}")
        print(f"  {'':24}{'ms':>10}{'ratio':>8}{'wanted':>8}{'MB':>7}   optimum")
        mine = measured("isthmus", size, repeats)
        _line("isthmus", mine, mine, None)
        for other in others:
            _line(other, measured(other, size, repeats), mine, wanted.get(other))


def presolve(repeats: int) -> None:
    """Print what presolve does to the whole matrix."""
    for size in PRESOLVE:
        print(f"\nPresolve, {size}")
        mine = measured("isthmus", size, repeats)
        _line("isthmus", mine, mine, None)
        for other in ("highs, presolve on", "highs, presolve off"):
            _line(other, measured(other, size, repeats), mine, None)


def phases(repeats: int) -> None:
    """Print the time of each phase of ours."""
    for size in PHASES:
        _phases(size, repeats)


def daily(_: int) -> None:
    """Print our overhead on the largest daily network beside a bare HiGHS."""
    found = _phases(DAILY, 1)
    bare = measured("highs", DAILY, 1)
    share = found["overhead"] / bare["seconds"]
    print(f"  {'bare HiGHS':24}{1e3 * bare['seconds']:10.2f}{bare['megabytes']:7.0f} MB")
    print(f"  {'overhead of it':24}{share:10.1%}  (at most 10 % wanted)")


def _phases(size: Size, repeats: int) -> dict[str, float]:
    print(f"\nOur phases, {size}, ms")
    found = measured("phases", size, repeats)
    for name, seconds in found.items():
        if name != "megabytes":
            print(f"  {name:24}{1e3 * seconds:10.2f}")
    print(f"  {'memory':24}{found['megabytes']:10.0f} MB")
    return found


def large(_: int) -> None:
    """Print the time to load, solve and report a case of 100,000 links."""
    found = measured("whole", LARGE, 1)
    print(f"\nFrom folder to JSON, {LARGE}, seconds (under 15 wanted)")
    for name in ("load", "solve", "report", "all"):
        print(f"  {name:24}{found[name]:10.2f}")
    print(f"  {'JSON':24}{found['megabytes of JSON']:10.0f} MB")
    print(f"  {'memory':24}{found['megabytes']:10.0f} MB")


def routes(repeats: int) -> None:
    """Print the time of the 50 best routes of ten pairs of places, ours and the peers'."""
    for arcs, wanted in ROUTES:
        print(f"\nThe 50 best routes, 10 pairs, {arcs} arcs, per pair")
        print(f"  {'':24}{'ms':>10}{'ratio':>8}{'wanted':>8}{'MB':>7}   answer")
        found = {name: _process("routes", name, arcs, repeats) for name in ("isthmus", *wanted)}
        mine = found["isthmus"]
        for name, theirs in found.items():
            same = theirs["answer"] == mine["answer"]
            ratio = f"{theirs['seconds'] / mine['seconds']:8.1f}" if same else f"{'-':>8}"
            goal = f"{wanted[name]:8g}" if name in wanted else " " * 8
            memory = f"{theirs['megabytes']:7.0f}"
            answer = f"{theirs['answer']}" + ("" if same else "  DIFFERS")
            print(f"  {name:24}{1e2 * theirs['seconds']:10.2f}{ratio}{goal}{memory}   {answer}")


def assignment(repeats: int) -> None:
    """Print the time of cargo assigned to routes beside flows on arcs in HiGHS, solved once.

    The simplex method has half as long again as the interior point.
    """
    for origins, wanted in ORIGINS.items():
        mine = _process("cargo", "isthmus", origins, repeats)
        inside = _process("cargo", "ipm", origins, 1)
        most = math.ceil(1.5 * inside["seconds"])
        simplex = _process("cargo", "simplex", origins, 1, most)
        print(f"\nCargo of 500 pairs x 5 segments, {origins} origins, 1000 links;", end=" ")
        print(f"flows on arcs: {inside['rows']} rows, {inside['columns']} columns")
        print(f"  {'':24}{'ms':>10}{'ratio':>8}{'wanted':>8}{'MB':>7}   optimum")
        _line("isthmus", mine, mine, None)
        faster = min(inside, simplex, key=lambda found: found["seconds"])
        for name, found in (("interior point", inside), ("simplex", simplex)):
            if math.isnan(found["objective"]):
                print(f"  {name:24}  stopped after {most} s")
            else:
                _line(name, found, mine, wanted if found is faster else None)
        share = mine["megabytes"] / faster["megabytes"]
        print(f"  {mine['binding']} rows bind, {mine['unshipped']:.0%} stays behind;", end=" ")
        print(f"gap {mine['gap']:.0e}; memory {share:.2f} of the faster's (at most 0.6 wanted)")


def published(_: int) -> None:
    """Print what was published of routes beside what the case says."""
    from benchmarks.published import page

    print(f"\n{page()}")


def study(repeats: int) -> None:
    """Print the times of studies of the reference case, and how many inputs were solved again."""
    found = _process("study", "times", repeats)
    plain = found["plain solve"]["seconds"]
    print("\nStudies of the reference case, seconds")
    print(f"  {'':34}{'seconds':>8}{'wanted':>8}{'plain solves':>14}{'wanted':>8}   inputs")
    for name, each in found.items():
        most, ratio = STUDIES.get(name, (None, None))
        tried = f"{each['solved']} of {each['inputs']} solved again" if "solved" in each else ""
        goals = [f"{goal:8g}" if goal else " " * 8 for goal in (most, ratio)]
        times = f"{each['seconds'] / plain:14.1f}"
        print(f"  {name:34}{each['seconds']:8.2f}{goals[0]}{times}{goals[1]}   {tried}")


def negotiation(repeats: int) -> None:
    """Print the time of 1,000 drawings of talks among 50, ours and in plain Python.

    The plain one has 20 of them; outcomes of these are compared.
    """
    from benchmarks.negotiation import ROUNDS, VARIANTS

    for at, variant in enumerate(VARIANTS):
        mine = _process("negotiation", "isthmus", 50, 1000, at, repeats)
        few, plain = (_process("negotiation", one, 50, 20, at, 1) for one in ("isthmus", "plain"))
        off = max(abs(a - b) for a, b in zip(few["outcomes"], plain["outcomes"], strict=True))
        scaled = plain["seconds"] * 1000 / 20
        ratio = f"{scaled / mine['seconds']:8.0f}" if off <= NEAR else f"{'-':>8}"
        print(f"\nTalks of 50 actors, 1,000 drawings, {ROUNDS} rounds, {variant}")
        print(f"  {'':24}{'s':>10}{'wanted':>8}{'ratio':>8}{'MB':>7}   outcomes apart")
        print(f"  {'isthmus':24}{mine['seconds']:10.2f}{5:8}{'':8}{mine['megabytes']:7.0f}", end="")
        print(f"   {mine['processor']:.1f} s of the processors")
        print(f"  {'plain Python, of 20':24}{scaled:10.1f}{'':8}{ratio}", end="")
        print(f"{plain['megabytes']:7.0f}   {off:.0e}" + ("" if off <= NEAR else "  DIFFERS"))


def found(_: int) -> None:
    """Print how many of the five inputs that answers hang on most are found: takes minutes."""
    print("\nOf the first five inputs, found in the work that is allowed")
    for name, each in _process("study", "found", 5).items():
        tried = f"{each['solved']} of {each['inputs']} solved again"
        print(f"  {name:34}{each['found']:4} of {each['of']}   {tried}")


def measured(subject: str, size: Size, repeats: int) -> dict[str, float]:
    """Return what a process of its own measured."""
    numbers = (size.nodes, size.links, size.periods, size.stores, repeats)
    return _process("measure", subject, *numbers)


def _process(module: str, subject: str, *numbers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{module}", subject, *map(str, numbers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _line(name: str, found: dict[str, float], mine: dict[str, float], wanted: float | None) -> None:
    off = abs(found["objective"] - mine["objective"]) / max(1.0, abs(mine["objective"]))
    same = off <= SAME
    ratio = f"{found['seconds'] / mine['seconds']:8.1f}" if same else f"{'-':>8}"
    goal = f"{wanted:8g}" if wanted else " " * 8
    answer = f"{found['objective']:.6f}" + ("" if same else f"  DIFFERS by {off:.1e}")
    seconds, memory = 1e3 * found["seconds"], found["megabytes"]
    print(f"  {name:24}{seconds:10.2f}{ratio}{goal}{memory:7.0f}   {answer}")


if __name__ == "__main__":
    main()
