"""Changes of trade costs: exact hat algebra, the compatible mode, and gegravity.

Prints JSON: ``python -m benchmarks.trade peer COUNTRIES``, ``python -m benchmarks.trade own
COUNTRIES REPEATS``. Worlds are structural gravity to the last digit, with output, expenditure and
resistances drawn from a seed; a sixth of the countries trade at a tenth less cost among themselves.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from isthmus.lenses.trade.frozen import solve_frozen
from isthmus.lenses.trade.hat import solve_hat
from tests.lenses.trade.worlds import Floats, gravity_world

THETA = 4.0
SEED = 3
SAME = 1e-6
PEERS = {30: None, 100: 1000.0}  # countries, and how many times faster than gegravity we want to be
OWN = {100: None, 200: 20.0, 500: None, 1000: None}  # countries, milliseconds at most


def trade(repeats: int) -> None:
    """Print our times and gegravity's, whether both agree, and our times on large worlds."""
    print("\nTrade: a bloc of a sixth of the countries, beside gegravity")
    print(
        f"  {'countries':>10}{'gegravity s':>13}{'ours ms':>10}{'ratio':>9}{'wanted':>8}   differs"
    )
    for countries, wanted in PEERS.items():
        found = _measured("peer", countries)
        ratio = found["gegravity"] / found["frozen"] if found["differs"] < SAME else float("nan")
        print(
            f"  {countries:10}{found['gegravity']:13.2f}{1e3 * found['frozen']:10.2f}{ratio:9.0f}"
            f"{wanted or '':>8}   {found['differs']:.0e}"
        )
    print("\nTrade: milliseconds, best; exact with additive and with multiplicative deficits")
    print(
        f"  {'countries':>10}{'additive':>10}{'multipl.':>10}{'frozen':>10}{'wanted':>8}   residual"
    )
    for countries, most in OWN.items():
        found = _measured("own", countries, repeats)
        times = "".join(f"{1e3 * found[name]:10.1f}" for name in _solvers())
        print(f"  {countries:10}{times}{most or '':>8}   {found['residual']:.0e}")


def _measured(*arguments: object) -> dict[str, Any]:
    words = [str(argument) for argument in arguments]
    command = [sys.executable, "-m", "benchmarks.trade", *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure what the command line names."""
    what, *numbers = sys.argv[1:]
    print(json.dumps({"peer": peer, "own": own}[what](*map(int, numbers))))


def peer(countries: int) -> dict[str, float]:
    """Return the seconds of gegravity and of ours, and by how much their answers differ."""
    from tests.oracles.by_gegravity import simulated

    flows, resisting = gravity_world(countries, SEED)
    factor = bloc(countries)
    start = time.perf_counter()
    theirs = simulated(flows, resisting, factor, THETA)
    taken = time.perf_counter() - start
    ours = solve_frozen(flows, factor, THETA)
    differs = max(
        float(np.abs(one / other - 1).max())
        for one, other in ((ours.after, theirs.after), (ours.welfare, theirs.gdp))
    )
    best = _best(lambda: solve_frozen(flows, factor, THETA), 20)
    return {"gegravity": taken, "frozen": best, "differs": differs}


def own(countries: int, repeats: int) -> dict[str, float]:
    """Return the seconds of each of our solvers, and the largest residual."""
    flows, _ = gravity_world(countries, SEED)
    factor = bloc(countries)
    found: dict[str, float] = {"residual": 0.0}
    for name, solver in _solvers().items():
        found["residual"] = max(found["residual"], solver(flows, factor).residual)
        found[name] = _best(lambda solver=solver: solver(flows, factor), repeats)  # type: ignore[misc]
    return found


def bloc(countries: int) -> Floats:
    """Return factors on costs: the first sixth of the countries trade at a tenth less."""
    factor = np.ones((countries, countries))
    factor[: countries // 6, : countries // 6] = 0.9
    np.fill_diagonal(factor, 1.0)
    return factor


def _solvers() -> dict[str, Callable[[Floats, Floats], Any]]:
    return {
        "additive": lambda flows, factor: solve_hat(flows, factor, THETA, "additive"),
        "multiplicative": lambda flows, factor: solve_hat(flows, factor, THETA, "multiplicative"),
        "frozen": lambda flows, factor: solve_frozen(flows, factor, THETA),
    }


def _best(call: Callable[[], object], repeats: int) -> float:
    call()
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


if __name__ == "__main__":
    main()
