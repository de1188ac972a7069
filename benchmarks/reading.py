"""How well and how fast texts are read: ``python -m benchmarks reading``.

The first scores ever counted are kept in `reading.json` beside the last, so that it shows what
tuning did; held-out texts are not looked at while tuning, opened ones were held out at first.
"""

from __future__ import annotations

import json
from pathlib import Path

import isthmus
from isthmus.files import json_text, write_text
from isthmus.reading.reader import Reader
from tests.reading.scoring import Score, scores

KEPT = Path(__file__).parent / "reading.json"
HALVES = ("development", "opened", "held-out")
KINDS = ("figures", "figures whole", "routes", "agreements", "relations")


def reading(_: int) -> None:
    """Print precision, recall and F1 of both halves, the first ever beside the last."""
    reader = Reader(isthmus.open_case("caucasus"))
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    last = {half: _numbers(scores(reader, half)) for half in HALVES}
    kept = {"first": kept.get("first", last), "last": last}
    write_text(KEPT, json_text(kept))
    for half, found in last.items():
        print(f"\n{f'Reading, {half} texts':30}precision  recall     F1   F1 at first")
        for kind in KINDS:
            precision, recall, f1 = found[kind]
            first = kept["first"][half][kind][2]
            print(f"  {kind:28}{precision:9.2f}{recall:8.2f}{f1:7.2f}{first:14.2f}")


def _numbers(found: dict[str, Score]) -> dict[str, list[float]]:
    return {
        kind: [round(number, 3) for number in (each.precision, each.recall, each.f1)]
        for kind, each in found.items()
    }
