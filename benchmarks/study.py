"""Time studies of the reference case beside a plain solve, and count what they do not find.

Prints JSON: ``python -m benchmarks.study times REPEATS``, ``python -m benchmarks.study found TOP``.
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
EVERY = 10**6


ANSWERS = (  # output, under what, against what
    ("gain:aze", SWAP, "base"),
    ("welfare", SWAP, "base"),
    ("price:italy/gas", "base", None),
    ("flow:scp", "base", None),
    ("gain:aze-socar", "base", None),
)


def main() -> None:
    """Measure what the command line names."""
    what, number = sys.argv[1], int(sys.argv[2])
    print(json.dumps({"times": times, "found": found}[what](number)))


def found(top: int) -> dict[str, dict[str, int]]:
    """Return how many of the first inputs are found, beside solving again for all of them."""
    case = isthmus.open_case("caucasus")
    counts = {}
    for output, scenario, against in ANSWERS:
        here = case.base.with_scenario(scenario)
        some = isthmus.hangs_on(here, output, against=against, top=0)
        every = isthmus.hangs_on(here, output, against=against, top=top, tries=EVERY)
        first = every.hangs_on["input"]
        counts[f"{output}, {scenario}"] = {
            "found": int(first.is_in(some.hangs_on["input"].to_list()).sum()),
            "of": len(first),
            "solved": int(some.outputs["solved"][0]),
            "inputs": int(some.outputs["inputs"][0]),
        }
    return counts


def times(repeats: int) -> dict[str, dict[str, float]]:
    """Return the seconds of every study, best of some repeats."""
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
    measured = {PLAIN: {"seconds": _best(lambda: look(case), repeats)}}
    for name, study in studies.items():
        result = study()
        measured[name] = {"seconds": _best(study, repeats)}
        if result.lens == "hangs-on":
            measured[name] |= {k: int(result.table("outputs")[k][0]) for k in ("inputs", "solved")}
    return measured


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
