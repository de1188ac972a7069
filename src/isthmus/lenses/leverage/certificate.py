"""A certificate: the boxes that say what every coalition is worth, for anybody to check."""

from __future__ import annotations

from pathlib import Path

from isthmus.files import json_text, write_text
from isthmus.lenses.leverage.network import Solving


def write_certificate(path: Path, case: str, solved: Solving) -> None:
    """Write the boxes of a solved game, and the shares that follow from them.

    A box has players that are in and players that are out, by bit mask, bounds of its value, and
    one over the parts that its cube was split into. What a coalition is worth is the sum over the
    boxes that it lies in. In the last boxes, which are open, it lies between two sums, whose terms
    count for those who have players besides those who are in.
    """
    solution, boxes = solved.solution, solved.search.boxes
    rows = zip(
        boxes.inside.tolist(), boxes.outside.tolist(), boxes.low.tolist(), boxes.high.tolist(),
        boxes.share.tolist(), strict=True,
    )  # fmt: skip
    document = {
        "case": case,
        "players": list(solution.players),
        "value": solution.value,
        "value_empty": solution.value_empty,
        "method": solution.method,
        "low": solution.low.tolist(),
        "high": solution.high.tolist(),
        "banzhaf": solution.banzhaf.tolist(),
        "nucleolus": solution.split.shares.tolist() if solution.split else None,
        "columns": ["inside", "outside", "low", "high", "share"],
        "boxes": [list(row) for row in rows],
        "between": [
            [list(terms.items()) for terms in (one.low, one.high)] for one in solved.search.between
        ],
    }
    write_text(path, json_text(document))
