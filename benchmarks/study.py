"""Time studies of the reference case beside a plain solve, and print what was measured as JSON.

``python -m benchmarks.study REPEATS``
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable

import isthmus
from isthmus.catalogue import look
from isthmus.result import Result

PLAIN = "plain solve"
SWAP = "russian-gas-swap"


def main() -> None:
    """Measure every study, best of some repeats."""
    repeats = int(sys.argv[1])
    case = isthmus.open_case("caucasus")
    swap = case.with_scenario(SWAP)
    studies: dict[str, Callable[[], Result]] = {
        "hangs-on welfare": lambda: isthmus.hangs_on(case),
        "hangs-on gain:aze, a difference": lambda: isthmus.hangs_on(
            swap, "gain:aze", against="base"
        ),
        "hangs-on flow:tap": lambda: isthmus.hangs_on(case, "flow:tap"),
        "hangs-on price:italy/gas": lambda: isthmus.hangs_on(case, "price:italy/gas"),
        "hangs-on gain:aze-socar": lambda: isthmus.hangs_on(case, "gain:aze-socar"),
        "worth --all links": lambda: isthmus.worth(case, all_of="links"),
    }
    found = {PLAIN: {"seconds": _best(lambda: look(case), repeats)}}
    for name, study in studies.items():
        result = study()
        found[name] = {"seconds": _best(study, repeats)}
        if result.lens == "hangs-on":
            found[name] |= {k: int(result.table("outputs")[k][0]) for k in ("inputs", "solved")}
    print(json.dumps(found))


def _best(call: Callable[[], object], repeats: int) -> float:
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


if __name__ == "__main__":
    main()
